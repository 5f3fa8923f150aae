"""Decisions: all answers of a protocol to one dossier, and what they were made with."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import attrs

from obstetric_rules.arguments import expect
from obstetric_rules.engines.answer import Answer, AnswersPerFact, AnyAnswer
from obstetric_rules.engines.case import Case
from obstetric_rules.engines.contract import Outcomes
from obstetric_rules.errors import DecisionError, QuestionNotFoundError, nearest_name
from obstetric_rules.facts import Afwijking, Dossier
from obstetric_rules.facts.fact import shown
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


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Decision(Mapping[str, AnyAnswer]):
    """All answers of a protocol to one dossier: a mapping of its questions to their answers.

    Status and value of every answer are worked out when the decision is made (``outcomes``); rules,
    clauses and missing facts when ``answers`` is first read. ``case`` is what it was made from; a
    decision that was read back from JSON, or came from another process, has none, and cannot be
    explained.

    Two are equal when the protocol, the date, the engine's name, the dossier and the answers are.
    """

    protocol: ProtocolIdentity
    on: datetime.date
    engine: str
    deviations: tuple[Deviation, ...] = ()
    dossier: Dossier | None = None
    ref: str | int | None = None
    outcomes: Outcomes = attrs.field(factory=dict)
    work_out: Callable[[], Mapping[str, AnyAnswer]]
    case: Case | None = None

    @cached_property
    def answers(self) -> Mapping[str, AnyAnswer]:
        """Every answer by its question, in the order of the protocol."""
        return MappingProxyType(dict(self.work_out()))

    def made_from(self) -> Case:
        """Return the case that the decision was made from.

        Raises :class:`~obstetric_rules.errors.DecisionError` when it was read back from JSON.
        """
        if self.case is None:
            raise DecisionError(
                f"this decision by {self.protocol.id} was read back, or comes from another "
                "process, and holds only its answers; decide the dossier again, or replay its "
                "receipt"
            )
        return self.case

    def __getitem__(self, question: str) -> AnyAnswer:
        expect("question", question, str, expected="the id of a question")
        if question in self.answers:
            return self.answers[question]
        near = nearest_name(question, self.answers)
        hint = f"; did you mean {near}?" if near else ""
        raise QuestionNotFoundError(
            f"the decision by {self.protocol.id} has no question {shown(question)}{hint}"
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self.answers)

    def __len__(self) -> int:
        return len(self.answers)

    def __contains__(self, question: object) -> bool:
        return question in self.answers

    def answer(self, question: str) -> Answer:
        """Return the one answer to a question.

        Raises :class:`~obstetric_rules.errors.QuestionNotFoundError` when there is no such
        question, and :class:`~obstetric_rules.errors.DecisionError` when it has an answer per fact.

        >>> from obstetric_rules import Client, Dossier, decide, load_protocol
        >>> decision = decide(load_protocol("groningen.mzh"), Dossier(client=Client(koorts=True)))
        >>> decision.answer("badbevalling").value
        'niet_mogelijk'
        """
        found = self[question]
        if isinstance(found, AnswersPerFact):
            raise DecisionError(
                f"{question} is answered per fact of {found.per}: "
                f'ask answers_per("{question}"), and of that the fact'
            )
        return found

    def answers_per(self, question: str) -> AnswersPerFact:
        """Return the answers to a question that is asked per fact of a list, by the fact's key.

        Raises :class:`~obstetric_rules.errors.QuestionNotFoundError` when there is no such
        question, and :class:`~obstetric_rules.errors.DecisionError` when it has one answer: it is
        asked once, or its list is unknown.

        >>> from obstetric_rules import Dossier, Zorgverlener, decide, load_protocol
        >>> ill = Zorgverlener(id="v1", lijn="eerste", koorts=True)
        >>> decision = decide(load_protocol("groningen.mzh"), Dossier(zorgverleners=[ill]))
        >>> decision.answers_per("toegang_zorgverlener")["v1"].value
        'geweerd'
        """
        found = self[question]
        if isinstance(found, Answer):
            raise DecisionError(
                f"{question} has one answer: it is asked once, or the list that it is asked of is "
                f'unknown; ask answer("{question}")'
            )
        return found

    # Facts are never logged, and a repr ends up in logs.
    def __repr__(self) -> str:
        made_by = f"{self.protocol.id!r}, version={self.protocol.version!r}, on={self.on}"
        return f"Decision(protocol={made_by}, {len(self.outcomes)} questions)"

    # Nothing in it changes, and a copy by its values would lose the case that it was made from.
    def __deepcopy__(self, memo: object) -> Decision:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        parts = {
            "protocol": self.protocol,
            "on": self.on,
            "engine": self.engine,
            "deviations": self.deviations,
            "dossier": self.dossier,
            "ref": self.ref,
            "outcomes": dict(self.outcomes),
        }
        return _put_together, (parts, dict(self.answers))

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


# attrs names no module for what looks cached properties up, and help() of Python 3.13 asks for it.
vars(Decision)["__getattr__"].__module__ = __name__


def expect_decision(decision: object) -> None:
    """Refuse what is no decision, such as its JSON.

    >>> expect_decision({})  # doctest: +NORMALIZE_WHITESPACE
    Traceback (most recent call last):
    obstetric_rules.errors.ArgumentError: decision: expected a Decision, got a dict
    (decide makes one)
    """
    expect("decision", decision, Decision, expected="a Decision", advice="decide makes one")


def kept(answers: Mapping[str, AnyAnswer]) -> Callable[[], Mapping[str, AnyAnswer]]:
    """Return how the answers are worked out of a decision that was read back: they are there.

    >>> kept({})()
    {}
    """
    return partial(dict, answers)


def _put_together(parts: dict[str, Any], answers: dict[str, AnyAnswer]) -> Decision:
    return Decision(**parts, work_out=kept(answers))


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
