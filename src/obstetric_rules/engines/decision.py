"""Decisions: all answers of a protocol to one dossier, and what they were made with."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import attrs

from obstetric_rules.engines.answer import Answer, AnyAnswer
from obstetric_rules.engines.case import Case
from obstetric_rules.engines.contract import Outcomes
from obstetric_rules.errors import DecisionError, QuestionNotFoundError
from obstetric_rules.facts import Afwijking, Dossier
from obstetric_rules.rules.protocol import Distribution, Protocol
from obstetric_rules.rules.ruleset import Ruleset

if TYPE_CHECKING:
    from obstetric_rules.engines.remarks import NotKept, Outdated, ParameterValue


@attrs.frozen(kw_only=True)
class Source:
    """A ruleset that a protocol is composed of: its version, and where it was installed from.

    ``distribution`` and its version are ``None`` for a ruleset that was not installed.
    """

    ruleset: str
    version: str
    distribution: str | None = None
    distribution_version: str | None = None


@attrs.frozen(kw_only=True)
class ProtocolIdentity:
    """Which protocol was used: id, version, content hash and period.

    ``undated`` names the rulesets that do not say when they hold. ``layers`` are its rulesets, the
    lowest first; ``parameters`` the values of the date that its
    rules compare with; ``not_kept`` the invariants that a layer deviates from, ``outdated`` its
    questions and values that are so on the date of the decision.
    """

    id: str
    version: str
    sha256: str
    validity: str
    undated: tuple[str, ...] = ()
    layers: tuple[Source, ...] = ()
    parameters: tuple[ParameterValue, ...] = ()
    not_kept: tuple[NotKept, ...] = ()
    outdated: tuple[Outdated, ...] = ()


@attrs.frozen(kw_only=True)
class Deviation:
    """An Afwijking as it took effect: which rules it set aside."""

    afwijking: Afwijking
    rules: tuple[str, ...]


@attrs.frozen(kw_only=True, eq=False)
class Decision:
    """All answers of a protocol to one dossier.

    Status and value of every answer are worked out when the decision is made (``outcomes``); rules,
    clauses and missing facts when ``answers`` is first read. ``case`` is what it was made from; a
    decision that was read back from JSON has none, and cannot be explained.
    """

    protocol: ProtocolIdentity
    on: datetime.date
    engine: str
    deviations: tuple[Deviation, ...] = ()
    # Facts are never logged, and a repr ends up in logs.
    dossier: Dossier | None = attrs.field(default=None, repr=False)
    ref: str | int | None = None
    outcomes: Outcomes = attrs.field(factory=dict, repr=False)
    work_out: Callable[[], Mapping[str, AnyAnswer]] = attrs.field(repr=False)
    case: Case | None = attrs.field(default=None, repr=False)

    @cached_property
    def answers(self) -> Mapping[str, AnyAnswer]:
        """Every answer by its question, in the order of the protocol."""
        return self.work_out()

    def made_from(self) -> Case:
        """Return the case that the decision was made from.

        Raises :class:`~obstetric_rules.errors.DecisionError` when it was read back from JSON.
        """
        if self.case is None:
            raise DecisionError(
                f"this decision by {self.protocol.id} was read back and holds only its answers; "
                "decide the dossier again, or replay its receipt"
            )
        return self.case

    def __getitem__(self, question: str) -> AnyAnswer:
        if question not in self.answers:
            raise QuestionNotFoundError(f"the decision by {self.protocol.id} has no {question}")
        return self.answers[question]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Decision):
            return NotImplemented
        return self._shown() == other._shown()

    __hash__ = None  # type: ignore[assignment]  # its answers are mappings

    def _shown(self) -> tuple[Any, ...]:
        return (
            self.protocol,
            self.on,
            self.engine,
            self.deviations,
            self.ref,
            self.dossier,
            dict(self.answers),
        )


def each_answer(answer: AnyAnswer) -> tuple[tuple[str | None, Answer], ...]:
    """Return the one answer, or the answers per fact with the key of each.

    >>> from obstetric_rules.expressions.outcome import SILENT
    >>> [key for key, _ in each_answer(Answer(question="ingang", outcome=SILENT))]
    [None]
    """
    return ((None, answer),) if isinstance(answer, Answer) else tuple(answer.answers.items())


def sources_of(decision: Decision, question: str) -> tuple[Source, ...]:
    """Return the rulesets whose rules, and values of parameters, lead to an answer, lowest first.

    Raises :class:`~obstetric_rules.errors.QuestionNotFoundError` when there is no such question.

    >>> from obstetric_rules import Client, Dossier, decide, load_protocol
    >>> decision = decide(load_protocol("groningen.mzh"), Dossier(client=Client(koorts=True)))
    >>> [source.ruleset for source in sources_of(decision, "badbevalling")]
    ['groningen']
    """
    rules = [
        rule
        for _, answer in each_answer(decision[question])
        for rule in (*answer.rules, *answer.by_cases)
    ]
    owners = {rule.partition("/")[0] for rule in rules}
    owners |= {
        item.given_by
        for item in decision.protocol.parameters
        if not set(rules).isdisjoint(item.rules)
    }
    return tuple(source for source in decision.protocol.layers if source.ruleset in owners)


# It takes longer than deciding does, and is the same for every decision.
_identities: WeakKeyDictionary[Protocol, ProtocolIdentity] = WeakKeyDictionary()


def identity_of(protocol: Protocol) -> ProtocolIdentity:
    """Return what identifies a protocol in a decision."""
    identity = _identities.get(protocol)
    if identity is None:
        identity = _identities[protocol] = _identity(protocol)
    return identity


def _identity(protocol: Protocol) -> ProtocolIdentity:
    return ProtocolIdentity(
        id=protocol.id,
        version=protocol.version,
        sha256=protocol.sha256,
        validity=protocol.validity,
        undated=protocol.undated,
        layers=tuple(_source(layer, protocol.distributions) for layer in protocol.layers),
        **_remarks(protocol),
    )


def _remarks(protocol: Protocol) -> dict[str, Any]:
    deviates = any(layer.deviations for layer in protocol.layers)
    if not (deviates or protocol.parameters or protocol.deprecations):
        return {}
    # Imported here: most protocols have nothing of the kind.
    from obstetric_rules.engines.remarks import remarks_of

    return remarks_of(protocol)


def _source(layer: Ruleset, distributions: Mapping[str, Distribution]) -> Source:
    found = distributions.get(layer.id)
    return Source(
        ruleset=layer.id,
        version=layer.version,
        distribution=None if found is None else found.name,
        distribution_version=None if found is None else found.version,
    )
