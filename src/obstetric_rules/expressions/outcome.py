"""Outcomes: what the answer to a question comes down to, apart from its reasons."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import TypeAlias

import attrs

Value: TypeAlias = str | frozenset[str] | None


class Status(enum.StrEnum):
    """The five kinds of answer."""

    CONCLUDED = "concluded"
    OPEN = "open"
    SILENT = "silent"
    CONFLICT = "conflict"
    NOT_APPLICABLE = "not_applicable"


EMPTY_SET = "{}"
"""How the empty set is named among the values that are in conflict."""


@attrs.frozen
class Outcome:
    """Status and value of an answer; for a conflict the values that rules speak for.

    A question can be in conflict because one that it depends on is; then ``conflicting`` holds only
    what its own rules say, possibly nothing. An open outcome holds all outcomes it can still
    become, none of them open.

    >>> Outcome(Status.CONCLUDED, "mogelijk") == concluded("mogelijk")
    True
    """

    status: Status
    value: Value = None
    conflicting: frozenset[str] = frozenset()
    possible: frozenset[Outcome] = frozenset()


SILENT = Outcome(Status.SILENT)
NOT_APPLICABLE = Outcome(Status.NOT_APPLICABLE)


def concluded(value: str | frozenset[str]) -> Outcome:
    """Return the outcome that the rules lead to this value."""
    return Outcome(Status.CONCLUDED, value)


def conflict(values: Iterable[str]) -> Outcome:
    """Return the outcome that rules lead to different values."""
    return Outcome(Status.CONFLICT, None, frozenset(values))


def open_outcome(possible: Iterable[Outcome]) -> Outcome:
    """Return the outcome that facts are missing, and that it can become one of ``possible``.

    The value of a set question that is open holds the values that are certain: those it has
    whatever it becomes.

    >>> yes, no = concluded(frozenset({"a", "b"})), concluded(frozenset({"a"}))
    >>> sorted(open_outcome([yes, no]).value)
    ['a']
    """
    outcomes = frozenset(possible)
    sets = [outcome.value for outcome in outcomes if isinstance(outcome.value, frozenset)]
    certain: Value = None
    if sets:
        everywhere = len(sets) == len(outcomes)
        certain = frozenset.intersection(*sets) if everywhere else frozenset()
    return Outcome(Status.OPEN, certain, frozenset(), outcomes)


def settled(possible: Iterable[Outcome]) -> Outcome:
    """Return the one outcome there is, or an open outcome if there are several.

    >>> settled([SILENT]) == SILENT
    True
    """
    outcomes = frozenset(possible)
    return next(iter(outcomes)) if len(outcomes) == 1 else open_outcome(outcomes)
