"""Every error of the library.

Each one subclasses the built-in error that a caller would already catch, and its message says
what is wrong, where, whose mistake it is and what to do about it.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs


@attrs.frozen
class Problem:
    """One thing that is wrong with a dossier: where, what was expected, and what was found.

    ``got`` is filled in only for fields with a closed vocabulary (yes/no, one of a list): free text
    and numbers of a case never appear in a message.

    >>> print(Problem("partner.koorts", "true, false or null", '"ja"'))
    partner.koorts: expected true, false or null, got "ja"
    """

    path: str
    expected: str
    got: str | None = None

    def __str__(self) -> str:
        got = "" if self.got is None else f", got {self.got}"
        return f"{self.path or 'dossier'}: expected {self.expected}{got}"


@attrs.frozen
class Fault:
    """One thing that is wrong with a ruleset, with the ruleset, rule and clause it was found in.

    >>> print(Fault("groningen", "an unknown field client.kort", rule="G11.zorglijn", clause="G11"))
    groningen, rule G11.zorglijn, clause G11: an unknown field client.kort
    """

    ruleset: str
    message: str
    rule: str | None = None
    clause: str | None = None

    def __str__(self) -> str:
        where = [self.ruleset]
        if self.rule is not None:
            where.append(f"rule {self.rule}")
        if self.clause is not None:
            where.append(f"clause {self.clause}")
        return f"{', '.join(where)}: {self.message}"


@attrs.frozen
class FileProblem:
    """One thing that is wrong with a file: where it stands, and what was expected there.

    ``path`` leads to it from the top of the file, ``line`` is left out where it is not known.

    >>> print(FileProblem("a.gevallen.yaml", "protocol", "the id of an installed protocol", line=1))
    a.gevallen.yaml:1: protocol: expected the id of an installed protocol
    """

    file: str
    path: str
    expected: str
    got: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        place = [self.file if self.line is None else f"{self.file}:{self.line}", self.path]
        got = "" if self.got is None else f", got {self.got}"
        return f"{': '.join(filter(None, place))}: expected {self.expected}{got}"


def how_to_install(extra: str) -> str:
    """Return how an optional part is installed, as it stands in messages.

    >>> how_to_install("cli")
    "pip install '.[cli]' in a checkout of obstetric-rules"
    """
    # No index of packages has it before there is a release.
    return f"pip install '.[{extra}]' in a checkout of obstetric-rules"


def nearest_name(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most like a name nobody knows, if any is like it.

    Raises :class:`ArgumentError` when the name is no text: looking for what is like something else
    might never end.

    >>> nearest_name("kort", ["koorts", "hoesten"])
    'koorts'
    """
    if not issubclass(type(name), str):
        raise ArgumentError(f"name: expected a text, got a {type(name).__name__}")
    # Imported here: no program pays for it that makes no mistakes.
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, list(known), n=1)), None)


class ObstetricRulesError(Exception):
    """The base of every error that this library raises on purpose."""


class ArgumentError(ObstetricRulesError, TypeError):
    """A function was called with what it does not take. The message says what it does take."""


class UnknownTruthError(ObstetricRulesError, TypeError):
    """UNKNOWN was used as a condition. The caller should ask ``value is UNKNOWN`` first."""


class ExpressionError(ObstetricRulesError, TypeError):
    """An expression was written in a way that Python would silently misread.

    The author of the rule should write what the message says instead.
    """


class FactError(ObstetricRulesError, ValueError):
    """A fact was built with a value its field does not permit. ``problems`` lists them all."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    # An exception is otherwise pickled from its message, which is not what it is made of.
    def __reduce__(self) -> tuple[type[FactError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class DossierError(FactError):
    """A dossier cannot be used. ``problems`` lists everything that is wrong with it, at once."""


class DocumentError(DossierError):
    """A text is not JSON (or TOML) at all: empty, cut off, too large, too deep, in another code."""


class RulesetError(ObstetricRulesError, ValueError):
    """A ruleset is broken. ``faults`` lists everything that is wrong with it, at once.

    The author of the ruleset should mend each of them.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[type[RulesetError], tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)


class CaseFileError(ObstetricRulesError, ValueError):
    """A file of readable cases cannot be used. ``problems`` lists everything that is wrong with it.

    Whoever wrote the file should mend each of them.
    """

    def __init__(self, problems: Iterable[FileProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[CaseFileError], tuple[tuple[FileProblem, ...]]]:
        return type(self), (self.problems,)


class RulesetFileError(ObstetricRulesError, ValueError):
    """A file does not hold rulesets as ``obstetric-rules export`` writes them."""


class IncomparableError(ObstetricRulesError, ValueError):
    """Two protocols cannot be compared: they are about different places, or read other facts."""


class ProtocolNotFoundError(ObstetricRulesError, LookupError):
    """No installed ruleset has this id. The message names the nearest one that is installed."""


class NotInMappingError(ObstetricRulesError, KeyError):
    """A dossier, a decision or the answers per fact have nothing under this name."""

    # A KeyError shows its message as Python writes a text, with quotes around it.
    __str__ = Exception.__str__


class QuestionNotFoundError(NotInMappingError):
    """A protocol does not ask this question. The message names the nearest one that it does."""


class SlotNotFoundError(NotInMappingError):
    """A dossier made for a protocol was asked for a slot that the protocol does not have."""


class FactNotFoundError(NotInMappingError):
    """The answers per fact have none for this fact. The message names the nearest that they do."""


class EngineNotFoundError(ObstetricRulesError, LookupError):
    """There is no engine of this name. The message names those there are."""


class EngineError(ObstetricRulesError, RuntimeError):
    """An engine cannot decide by a protocol, or broke down over a case; another engine may well do.

    It is never the fault of the dossier.
    """


class VerificationError(ObstetricRulesError, RuntimeError):
    """A proof came out otherwise than the reference engine says: a mistake in this library."""


class ValidityError(ObstetricRulesError, ValueError):
    """A protocol was asked for a date on which one of its rulesets is not valid."""


class PluginError(ObstetricRulesError, RuntimeError):
    """An installed plugin cannot be used. The message names its distribution and the reason."""


class InvariantError(ObstetricRulesError, ValueError):
    """A protocol breaks an invariant of one of its rulesets, and none declares that it does.

    The message names the invariant, a case in which it is broken, and the rules that speak there.
    """


class MissingExtraError(ObstetricRulesError, ImportError):
    """A part of the library needs an extra that is not installed. The message names it."""


class DecisionError(ObstetricRulesError, ValueError):
    """A decision does not hold what is asked of it: it was read back, or is of another shape."""


class ReceiptError(ObstetricRulesError, ValueError):
    """A receipt cannot be read, or names rules that are not installed in that version."""


class SigningKeyError(ObstetricRulesError, ValueError):
    """A key cannot sign: it is no bytes, or too short. Make one of 32 random bytes or more."""


class ConformanceError(ObstetricRulesError, AssertionError):
    """A ruleset, or an engine, does not do what a check of the conformance kit asks of it."""


class CheckNotFoundError(ObstetricRulesError, LookupError):
    """The conformance kit has no check of this name. The message names the nearest there is."""


class UnreachableError(ObstetricRulesError, ValueError):
    """Dossiers were asked for that cannot exist: in no case does this rule speak, say."""


class RegionDataError(ObstetricRulesError, ValueError):
    """A file of a region cannot be used. ``problems`` lists everything that is wrong, at once.

    The keeper of the file should mend each of them.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[RegionDataError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class WeigeringError(FactError):
    """A refusal cannot be recorded as it is. ``problems`` lists everything wrong with it, at once.

    It is a mistake of whoever wrote the record.
    """


class WeigeringConflictError(ObstetricRulesError, ValueError):
    """A refusal with this id is in the store already, with other content. Nothing was changed."""


class StoreError(ObstetricRulesError, OSError):
    """The store of refusals cannot be opened, read or written. The message says what to do.

    What was stored before is still there, and of what was being added nothing is.
    """


class StoreBusyError(StoreError, TimeoutError):
    """Another program kept the store of refusals locked for too long. Try again later."""


class StoreVersionError(StoreError):
    """A newer version of this library made the store of refusals. Install that version."""


class PlotError(ObstetricRulesError, RuntimeError):
    """The plots of a report cannot be drawn on this machine. The message says why."""


class ClockError(ObstetricRulesError, LookupError):
    """What day it is somewhere cannot be told: the zone is not known to this computer."""


class KwartaalError(ObstetricRulesError, ValueError):
    """A text names no quarter of a year, as ``2026Q3`` does, or a threshold hides nothing."""
