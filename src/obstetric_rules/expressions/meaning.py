"""The meaning of a condition in one case: true, false, UNKNOWN or in conflict.

This is the definition, written to be read. It follows Kleene for UNKNOWN: it may say UNKNOWN of a
condition that is in fact settled (``koorts | ~koorts``); the reference engine gets the exact answer
by filling in the unknown facts first. Nothing here is fast and nothing here knows decision
diagrams.
"""

from __future__ import annotations

import enum
import operator
from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeAlias, cast

import attrs

from obstetric_rules.expressions.nodes import (
    Always,
    And,
    Answer,
    Binding,
    Comparison,
    Condition,
    Containment,
    Count,
    Field,
    Holds,
    Membership,
    Not,
    Operand,
    Operator,
    Or,
    Present,
    Quantified,
    Quantifier,
    Size,
)
from obstetric_rules.expressions.outcome import Outcome, Status
from obstetric_rules.facts import Dossier
from obstetric_rules.truth import UNKNOWN, Unknown


class Conflicted(enum.Enum):
    """The type of :data:`CONFLICTED`, its only value."""

    CONFLICTED = "CONFLICTED"


CONFLICTED = Conflicted.CONFLICTED
"""The verdict on a comparison with an answer that is in conflict."""


class _Absent(enum.Enum):
    ABSENT = "ABSENT"


# The value of a field of a slot that is known to be empty: every comparison with it is false.
_ABSENT = _Absent.ABSENT

Verdict: TypeAlias = bool | Unknown | Conflicted

Position: TypeAlias = tuple[str, int]
"""A many-slot and the place of a fact in its list."""


class Answers(Protocol):
    """Who knows the answers to other questions."""

    def __call__(self, question: str, situation: Situation) -> Outcome:
        """Return the outcome of a question for the fact in hand."""
        ...


@attrs.frozen
class Situation:
    """A case, the facts in hand, and the answers to other questions."""

    dossier: Dossier
    answers: Answers
    each: Position | None = None
    element: Position | None = None
    looks_ahead: bool = False
    """Whether a comparison with an open answer is settled once all it can become agree on it."""


_COMPARE: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: operator.eq,
    Operator.UNEQUAL: operator.ne,
    Operator.LESS: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.MORE: operator.gt,
    Operator.AT_LEAST: operator.ge,
}


def evaluate(node: Condition, situation: Situation) -> Verdict:
    """Return whether a condition holds in a situation.

    >>> from obstetric_rules.facts import Client
    >>> def nobody(question, situation): ...
    >>> koorts = Holds(Field("client", "koorts"))
    >>> evaluate(koorts, Situation(Dossier(client=Client(koorts=True)), nobody))
    True
    >>> evaluate(koorts, Situation(Dossier(), nobody))
    UNKNOWN
    """
    match node:
        case Always():
            return True
        case Holds(field):
            value = field_value(field, situation)
            return False if value is _ABSENT else value
        case Present(slot):
            content = situation.dossier[slot]
            return UNKNOWN if content is UNKNOWN else content is not None
        case Comparison(operand, how, value):
            return _comparison(operand, how, value, situation)
        case Membership(operand, values):
            return _tested(operand, lambda value: value in values, situation)
        case Containment(operand, value):
            return _tested(operand, lambda values: value in values, situation)
        case Quantified(quantifier, slot, body):
            verdicts = _verdicts(slot, body, situation)
            if verdicts is UNKNOWN:
                return UNKNOWN
            return disjoined(verdicts) if quantifier is Quantifier.ANY else conjoined(verdicts)
        case Not(part):
            return negated(evaluate(part, situation))
        case And(parts):
            return conjoined([evaluate(part, situation) for part in parts])
        case Or(parts):
            return disjoined([evaluate(part, situation) for part in parts])
        case term:
            return evaluate(term.body, situation)


def field_value(field: Field, situation: Situation) -> Any:
    """Return the value of a field: its value, UNKNOWN, or a mark that its slot is empty."""
    if field.binding is Binding.SLOT:
        fact = situation.dossier[field.slot]
    else:
        position = situation.element if field.binding is Binding.ELEMENT else situation.each
        # The checks of the ruleset see to it that there is a fact in hand.
        assert position is not None
        fact = situation.dossier[field.slot][position[1]]  # type: ignore[index]
    if fact is UNKNOWN:
        return UNKNOWN
    return _ABSENT if fact is None else getattr(fact, field.name)


def _comparison(operand: Operand, how: Operator, value: Any, situation: Situation) -> Verdict:
    if isinstance(operand, Count):
        return _count(operand, how, value, situation)
    compare = _COMPARE[how]
    if not isinstance(value, Field):
        return _tested(operand, lambda found: compare(found, value), situation)
    other = field_value(value, situation)
    if other is _ABSENT:
        return False
    if other is UNKNOWN:
        return _tested(operand, lambda _: UNKNOWN, situation)
    return _tested(operand, lambda found: compare(found, other), situation)


def _tested(operand: Operand, test: Callable[[Any], Verdict], situation: Situation) -> Verdict:
    """Put the value of an operand to a test, unless there is none."""
    if isinstance(operand, Answer):
        found = situation.answers(operand.question, situation)
        return _answered(found, test, situation.looks_ahead)
    # A count is compared with a number only, and that is done where it is counted.
    field = operand.field if isinstance(operand, Size) else cast(Field, operand)
    value = field_value(field, situation)
    if isinstance(operand, Size) and isinstance(value, frozenset):
        value = len(value)
    if value is _ABSENT:
        return False
    return UNKNOWN if value is UNKNOWN else test(value)


def _answered(outcome: Outcome, test: Callable[[Any], Verdict], looks_ahead: bool) -> Verdict:
    match outcome.status:
        case Status.CONCLUDED:
            return test(outcome.value)
        case Status.OPEN:
            ahead = outcome.possible if looks_ahead else ()
            found = {_answered(one, test, looks_ahead) for one in ahead}
            return found.pop() if len(found) == 1 else UNKNOWN
        case Status.CONFLICT:
            return CONFLICTED
        case _:
            return False


def _verdicts(slot: str, body: Condition, situation: Situation) -> list[Verdict] | Unknown:
    facts = situation.dossier[slot]
    if facts is UNKNOWN:
        return UNKNOWN
    return [
        evaluate(body, attrs.evolve(situation, element=(slot, position)))
        for position in range(len(facts))
    ]


def _count(count: Count, how: Operator, value: int, situation: Situation) -> Verdict:
    verdicts = _verdicts(count.slot, count.body, situation)
    if verdicts is UNKNOWN:
        return UNKNOWN
    lowest = verdicts.count(True)
    highest = len(verdicts) - verdicts.count(False)
    possible = {_COMPARE[how](number, value) for number in range(lowest, highest + 1)}
    if len(possible) == 1:
        return possible.pop()
    return UNKNOWN if UNKNOWN in verdicts else CONFLICTED


def negated(verdict: Verdict) -> Verdict:
    """Return not-``verdict``; UNKNOWN and conflict stay as they are."""
    return not verdict if isinstance(verdict, bool) else verdict


def conjoined(verdicts: Iterable[Verdict]) -> Verdict:
    """Return whether all hold: false before UNKNOWN before conflict before true.

    >>> conjoined([CONFLICTED, UNKNOWN]), conjoined([CONFLICTED, False])
    (UNKNOWN, False)
    """
    found = set(verdicts)
    for decisive in (False, UNKNOWN, CONFLICTED):
        if decisive in found:
            return decisive
    return True


def disjoined(verdicts: Iterable[Verdict]) -> Verdict:
    """Return whether one holds: true before UNKNOWN before conflict before false."""
    return negated(conjoined([negated(verdict) for verdict in verdicts]))
