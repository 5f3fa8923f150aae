"""What an explanation is made of: rules and what became of them, clauses, facts, prospects."""

from __future__ import annotations

import enum

import attrs

from obstetric_rules.engines.answer import Answer
from obstetric_rules.engines.decision import ProtocolIdentity
from obstetric_rules.explanation.parts import Part
from obstetric_rules.facts import Afwijking
from obstetric_rules.rules.question import Question


class Standing(enum.StrEnum):
    """What has become of a rule in a case."""

    SPEAKS = "speaks"
    BY_CASES = "by_cases"
    """It speaks in some of the cases that the unknown facts leave."""
    SILENCED = "silenced"
    """Its condition holds or may hold, but an exception to it speaks."""
    SET_ASIDE = "set_aside"
    NOT_MET = "not_met"
    NOT_ASKED = "not_asked"
    """Its condition holds or may hold, but in no case is it heard: the question is not asked, or
    rests on an answer that is in conflict."""
    IN_CONFLICT = "in_conflict"
    """Its condition, or that of an exception to it, depends on an answer that is in conflict."""


@attrs.frozen(kw_only=True)
class TermReason:
    """What a clause leaves open, and what it is here if a higher ruleset says so."""

    term: str
    label: str
    value: str | None = None
    filled_by: str | None = None


@attrs.frozen(kw_only=True)
class ParameterReason:
    """The value of a parameter that a rule compares with, and who gives it, by which clauses."""

    parameter: str
    label: str
    amount: str
    given_by: str
    clauses: tuple[str, ...]
    because: str = ""


@attrs.frozen(kw_only=True)
class ClauseReason:
    """A clause as an explanation shows it."""

    id: str
    document: str
    heading: str
    item: str
    paraphrase: str
    interpretation: str | None = None
    open_terms: tuple[TermReason, ...] = ()


@attrs.frozen(kw_only=True)
class RuleReason:
    """A rule of the question, and what has become of it.

    ``says`` are the Dutch labels of its values. ``condition`` is worked out part by part.
    ``exceptions`` are all
    rules that are exceptions to it, ``silenced_by`` those of them that speak (if none speaks in
    every case, those that speak in some). ``set_aside`` is the Afwijking that took it away,
    ``parameters`` the values of the date that it goes by, ``value_clauses`` the clauses by which
    higher rulesets give them. A rule that is ``in_principe`` may be set aside.
    """

    rule: str
    values: tuple[str, ...]
    says: tuple[str, ...]
    because: str
    clauses: tuple[ClauseReason, ...]
    # What became of it is a case's, as its facts are.
    standing: Standing = attrs.field(repr=False)
    condition: Part = attrs.field(repr=False)
    exceptions: tuple[str, ...] = ()
    silenced_by: tuple[str, ...] = ()
    set_aside: Afwijking | None = None
    parameters: tuple[ParameterReason, ...] = ()
    value_clauses: tuple[ClauseReason, ...] = ()
    in_principe: bool = False


@attrs.frozen(kw_only=True)
class MissingFact:
    """An unknown fact that an answer depends on, and the Dutch question that asks for it."""

    path: str
    question: str


@attrs.frozen(kw_only=True)
class Prospect:
    """What an open answer can still become (a value or a status), and by which rules."""

    outcome: str
    label: str
    rules: tuple[str, ...]


@attrs.frozen(kw_only=True, hash=False, repr=False)
class Explanation:
    """Why a protocol gives the answer it gives to one question.

    ``rules`` are all rules of the question. ``based_on`` explains the answers to other questions
    that it rests on. ``asked_when`` is the condition on which it is asked, ``no_subject`` says in
    Dutch that what it is about is not there. For a question that is asked per fact ``key`` and
    ``who`` are the fact.
    """

    protocol: ProtocolIdentity
    question: Question
    heading: str
    answer: Answer
    key: str | None = None
    who: str | None = None
    no_subject: str | None = None
    asked_when: Part | None = None
    rules: tuple[RuleReason, ...] = ()
    missing: tuple[MissingFact, ...] = ()
    can_become: tuple[Prospect, ...] = ()
    based_on: tuple[Explanation, ...] = ()

    # Facts are never logged, and a repr ends up in logs.
    def __repr__(self) -> str:
        key = "" if self.key is None else f", key={self.key!r}"
        return f"Explanation(question={self.question.id!r}{key})"

    def rules_that(self, *standings: Standing) -> tuple[RuleReason, ...]:
        """Return the rules of which this has become."""
        return tuple(rule for rule in self.rules if rule.standing in standings)
