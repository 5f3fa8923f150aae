"""Answers: what a protocol says to one question, and by which rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

import attrs

from obstetric_rules.arguments import expect
from obstetric_rules.errors import FactNotFoundError, nearest_name
from obstetric_rules.expressions.outcome import Outcome, Status, Value
from obstetric_rules.facts.fact import shown as shown_text
from obstetric_rules.pickling import by_fields


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


@attrs.frozen(kw_only=True, hash=False, repr=False)
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

    def __reduce__(self) -> tuple[Any, ...]:
        return by_fields(self)

    def __repr__(self) -> str:
        return f"Answer(question={self.question!r}, status={self.status.value!r})"

    @property
    def can_be_empty(self) -> bool:
        """Whether an open answer to a set question can still become the empty set."""
        return can_be_empty(self.outcome)

    def same_as(self, other: Answer) -> bool:
        """Return whether status and value are equal (for a conflict: the set of values)."""
        return self.outcome == other.outcome


@attrs.frozen(kw_only=True, hash=False, repr=False)
class AnswersPerFact(Mapping[str, Answer]):
    """The answers to a question that is asked per fact of a many-slot, by the fact's key.

    It is a mapping of the keys to the answers.

    >>> from obstetric_rules.expressions.outcome import SILENT
    >>> silent = Answer(question="toegang", outcome=SILENT)
    >>> found = AnswersPerFact(question="toegang", per="zorgverleners", answers={"v1": silent})
    >>> found["v1"].status, "v2" in found, len(found)
    (<Status.SILENT: 'silent'>, False, 1)
    """

    question: str
    per: str
    answers: Mapping[str, Answer] = attrs.field(converter=_frozen_answers)

    def __getitem__(self, key: str) -> Answer:
        expect("key", key, str, expected="the key of a fact: its id, or its position as a text")
        if key in self.answers:
            return self.answers[key]
        near = nearest_name(key, self.answers)
        hint = f"; did you mean {shown_text(near)}?" if near else ""
        raise FactNotFoundError(
            f"{self.question} has no answer for {shown_text(key)} of {self.per}{hint}"
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self.answers)

    def __len__(self) -> int:
        return len(self.answers)

    def __contains__(self, key: object) -> bool:
        return key in self.answers

    # What is answered of somebody is never logged, and a repr ends up in logs.
    def __repr__(self) -> str:
        return f"AnswersPerFact(question={self.question!r}, per={self.per!r}, {len(self)} answers)"

    def __reduce__(self) -> tuple[Any, ...]:
        return by_fields(self)


AnyAnswer: TypeAlias = Answer | AnswersPerFact


def _name(outcome: Outcome) -> str | None:
    if outcome.status is not Status.CONCLUDED:
        return outcome.status.value
    return outcome.value if isinstance(outcome.value, str) else None
