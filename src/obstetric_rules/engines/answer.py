"""Answers: what a protocol says to one question, and by which rules."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

import attrs

from obstetric_rules.expressions.outcome import Outcome, Status, Value


def _frozen(mapping: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType(dict(mapping))


def _frozen_answers(answers: Mapping[str, Answer]) -> Mapping[str, Answer]:
    return MappingProxyType(dict(answers))


def can_become(outcome: Outcome) -> tuple[str, ...]:
    """Return the values, and other statuses, that an open outcome can still become, sorted."""
    names = {_name(item) for item in outcome.possible}
    return tuple(sorted(name for name in names if name is not None))


def open_values(outcome: Outcome) -> tuple[str, ...]:
    """Return the values that an open set may or may not have, sorted."""
    sets = [item.value for item in outcome.possible if isinstance(item.value, frozenset)]
    certain = outcome.value if isinstance(outcome.value, frozenset) else frozenset()
    return tuple(sorted(frozenset[str]().union(*sets) - certain))


def can_be_empty(outcome: Outcome) -> bool:
    """Return whether an open set can still become the empty one."""
    return any(item.value == frozenset() for item in outcome.possible)


def shown(outcome: Outcome) -> tuple[Any, ...]:
    """Return what an answer shows of its outcome: all that two equal answers have in common."""
    return (
        outcome.status,
        outcome.value,
        outcome.conflicting,
        can_become(outcome),
        open_values(outcome),
        can_be_empty(outcome),
    )


@attrs.frozen(kw_only=True, hash=False)
class Answer:
    """What a protocol says to one question.

    ``rules`` are the rules that speak, whatever the unknown facts turn out to be; ``by_cases``
    those that speak in some of these cases. ``clauses`` are those of ``rules``; when only
    ``by_cases`` lead to a conclusion, theirs. ``missing`` names the unknown facts that an open
    answer depends on. ``conflict`` gives for each value in conflict the rules that speak for it,
    ``origin`` the questions that are themselves in conflict and bring this one into it.
    """

    question: str
    outcome: Outcome = attrs.field(eq=shown)
    rules: tuple[str, ...] = ()
    by_cases: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    conflict: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, converter=_frozen)
    origin: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """Which of the five kinds of answer it is."""
        return self.outcome.status

    @property
    def value(self) -> Value:
        """The value, if there is one; of a set question that is open the certain values."""
        return self.outcome.value

    @property
    def can_become(self) -> tuple[str, ...]:
        """The values, and other statuses, that an open answer can still become, sorted.

        Of a set question only the other statuses: its values are in :attr:`open_values`.
        """
        return can_become(self.outcome)

    @property
    def open_values(self) -> tuple[str, ...]:
        """The values that an open answer to a set question may or may not have, sorted."""
        return open_values(self.outcome)

    @property
    def can_be_empty(self) -> bool:
        """Whether an open answer to a set question can still become the empty set."""
        return can_be_empty(self.outcome)

    def same_as(self, other: Answer) -> bool:
        """Return whether status and value are equal (for a conflict: the set of values)."""
        return self.outcome == other.outcome


@attrs.frozen(kw_only=True, hash=False)
class AnswersPerFact:
    """The answers to a question that is asked per fact of a many-slot, by the fact's key."""

    question: str
    per: str
    answers: Mapping[str, Answer] = attrs.field(converter=_frozen_answers)


AnyAnswer: TypeAlias = Answer | AnswersPerFact


def _name(outcome: Outcome) -> str | None:
    if outcome.status is not Status.CONCLUDED:
        return outcome.status.value
    return outcome.value if isinstance(outcome.value, str) else None
