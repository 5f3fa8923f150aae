"""What can be wrong with the files of a region that no schema can say."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import combinations
from typing import Any, Final

from obstetric_rules.errors import Problem
from obstetric_rules.plugins.zwolle.region_files import path_in


def period_problems(
    file: str, data: dict[str, Any], parts: tuple[str | int, ...] = ()
) -> Iterator[Problem]:
    """Yield a period that ends before it starts."""
    first, last = _period(data)
    if last < first:
        path = path_in(file, (*parts, "geldig_tot"))
        yield Problem(path, "a last day that is not before geldig_van")


def indication_problems(file: str, data: dict[str, Any]) -> Iterator[Problem]:
    """Yield codes that have two classes on one day, and periods that end before they start."""
    rows = list(enumerate(data["indicaties"]))
    for number, row in rows:
        yield from period_problems(file, row, ("indicaties", number))
    yield from _spelling_problems(file, "indicaties", "code", data["indicaties"])
    for (number, row), (other, later) in combinations(rows, 2):
        if row["code"] == later["code"] and _overlap(row, later):
            path = path_in(file, ("indicaties", other, "code"))
            yield Problem(
                path, f"a code that stands there once for each day (indicaties[{number}] has it)"
            )


NAMED: Final = ("ziekenhuizen", "afdelingen", "organisaties", "vsvs", "redenen")
"""The lists of what has a name."""


def name_problems(file: str, data: dict[str, Any]) -> Iterator[Problem]:
    """Yield ids that stand in a list twice, or differ in capitals only."""
    for part in NAMED:
        rows = data.get(part, [])
        yield from _spelling_problems(file, part, "id", rows)
        for (number, row), (other, later) in combinations(enumerate(rows), 2):
            if row["id"] == later["id"]:
                path = path_in(file, (part, other, "id"))
                yield Problem(path, f"an id that stands there once ({part}[{number}] has it)")
    hospitals = {row["id"] for row in data.get("ziekenhuizen", ())}
    for number, row in enumerate(data.get("organisaties", ())):
        if row["id"] in hospitals:
            path = path_in(file, ("organisaties", number, "id"))
            yield Problem(path, "an organisation that is not among ziekenhuizen")


def _spelling_problems(
    file: str, part: str, key: str, rows: list[dict[str, Any]]
) -> Iterator[Problem]:
    """Yield what differs from something else only in capitals: one of the two is a slip."""
    first: dict[str, int] = {}
    for number, row in enumerate(rows):
        at = first.setdefault(row[key].casefold(), number)
        if rows[at][key] != row[key]:
            expected = f"something else than {part}[{at}].{key} in other capitals"
            yield Problem(path_in(file, (part, number, key)), expected)


def action_problems(file: str, data: dict[str, Any]) -> Iterator[Problem]:
    """Yield actors and steps that stand there twice, and steps that are not there."""
    actors: dict[str, int] = {}
    steps: dict[str, str] = {}
    for number, actor in enumerate(data["actoren"]):
        first = actors.setdefault(actor["actor"], number)
        if first != number:
            path = path_in(file, ("actoren", number, "actor"))
            yield Problem(path, f"an actor that stands there once (actoren[{first}] is it too)")
        for place, step in enumerate(actor["stappen"]):
            path = path_in(file, ("actoren", number, "stappen", place, "id"))
            owner = steps.setdefault(step["id"], path)
            if owner != path:
                yield Problem(path, "an id of its own: another step has it")
    yield from _simultaneity_problems(file, data, set(steps))


def _simultaneity_problems(file: str, data: dict[str, Any], known: set[str]) -> Iterator[Problem]:
    for number, actor in enumerate(data["actoren"]):
        for place, step in enumerate(actor["stappen"]):
            for at, name in enumerate(step.get("tegelijk_met", ())):
                if name not in known or name == step["id"]:
                    parts = ("actoren", number, "stappen", place, "tegelijk_met", at)
                    yield Problem(path_in(file, parts), "the id of another step")


def _period(row: dict[str, Any]) -> tuple[datetime.date, datetime.date]:
    return (
        _day(row.get("geldig_van"), datetime.date.min),
        _day(row.get("geldig_tot"), datetime.date.max),
    )


def _day(value: Any, otherwise: datetime.date) -> datetime.date:
    return otherwise if value is None else value


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    (first, last), (other_first, other_last) = _period(one), _period(other)
    return first <= other_last and other_first <= last
