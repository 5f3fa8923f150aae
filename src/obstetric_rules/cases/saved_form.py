"""Reading saved data piece by piece, so that everything that is wrong with it is told at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, Final

import attrs

from obstetric_rules.errors import DossierError, Problem
from obstetric_rules.facts import Dossier, Slot, structure_dossier
from obstetric_rules.facts.json_text import json_type
from obstetric_rules.facts.structuring import key_problems

ABSENT: Final = object()
"""Stands for a field that an object should have and has not."""


@attrs.frozen
class Reader:
    """Takes saved data apart, and gathers what is wrong with it.

    >>> reader = Reader({})
    >>> reader.number("3", "history[0].number") is None
    True
    >>> print(reader.problems[0])
    history[0].number: expected a whole number of at least 0, got a text
    """

    slots: Mapping[str, Slot]
    problems: list[Problem] = attrs.field(factory=list)

    def report(self, path: str, expected: str) -> None:
        """Add a problem."""
        self.problems.append(Problem(path, expected))

    def refuse(self, path: str, expected: str, data: Any) -> None:
        """Add the problem that data is something else; what is absent was reported as such."""
        if data is not ABSENT:
            self.problems.append(Problem(path, expected, json_type(data)))

    def fields(
        self, data: Any, path: str, names: Collection[str], may_have: Collection[str] = ()
    ) -> dict[str, Any]:
        """Return the named fields of an object, which must have these, and may have others."""
        if not isinstance(data, dict):
            self.refuse(path, "an object", data)
            return dict.fromkeys((*names, *may_have), ABSENT)
        inside = f"{path}." if path else ""
        for problem in key_problems(data, "field", (*names, *may_have)):
            self.problems.append(attrs.evolve(problem, path=f"{inside}{problem.path}"))
        for name in names:
            if name not in data:
                self.report(f"{inside}{name}", "a value, which is not there")
        return {name: data.get(name, ABSENT) for name in (*names, *may_have)}

    def items(self, data: Any, path: str) -> list[Any]:
        """Return the items of a list."""
        if isinstance(data, list):
            return data
        self.refuse(path, "a list", data)
        return []

    def named(self, data: Any, path: str) -> dict[str, Any]:
        """Return what stands in an object, by names of any kind."""
        if isinstance(data, dict):
            return data
        self.refuse(path, "an object", data)
        return {}

    def text(self, data: Any, path: str) -> str | None:
        """Return a text."""
        if isinstance(data, str):
            return data
        self.refuse(path, "a text", data)
        return None

    def number(self, data: Any, path: str) -> int | None:
        """Return a whole number that is not negative."""
        if isinstance(data, int) and not isinstance(data, bool) and data >= 0:
            return data
        self.refuse(path, "a whole number of at least 0", data)
        return None

    def day(self, data: Any, path: str) -> date | None:
        """Return a date."""
        try:
            return date.fromisoformat(data)
        except (TypeError, ValueError):
            self.refuse(path, 'a date such as "2026-11-22"', data)
        return None

    def moment(self, data: Any, path: str) -> datetime | None:
        """Return a moment with a time zone."""
        try:
            moment = datetime.fromisoformat(data)
        except (TypeError, ValueError):
            moment = None
        if moment is None or moment.utcoffset() is None:
            self.refuse(path, 'a moment such as "2026-11-22T03:10:00+01:00"', data)
            return None
        return moment

    def dossier(self, data: Any, path: str) -> Dossier | None:
        """Return a dossier."""
        if data is ABSENT:
            return None
        try:
            return structure_dossier(data, self.slots.values())
        except DossierError as error:
            self.within(path, error)
        return None

    def within(self, path: str, error: DossierError, inner: str = "") -> None:
        """Add the problems of a part, whose paths start with ``inner``, under the path of it."""
        for problem in error.problems:
            rest = problem.path.removeprefix(inner).removeprefix(".")
            dot = "." if rest and not rest.startswith("[") else ""
            self.problems.append(attrs.evolve(problem, path=f"{path}{dot}{rest}"))
