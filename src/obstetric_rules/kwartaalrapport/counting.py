"""Counting the refusals of a quarter and of the one before it, in the database itself."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import Final

import attrs
from sqlalchemy import ColumnElement, Connection, func, select

from obstetric_rules.kwartaalrapport.kwartaal import Kwartaal, local_midnight
from obstetric_rules.weigeringen import WeigeringStore
from obstetric_rules.weigeringen.tables import weigering as table

WEEK: Final = "week"
AFDELING: Final = "afdeling"
RICHTING: Final = "richting"
REDEN: Final = "reden"
DIMENSIONS: Final = (WEEK, AFDELING, RICHTING, REDEN)
"""What refusals are counted by."""

_COLUMNS: Final[Mapping[str, tuple[ColumnElement[str], ...]]] = MappingProxyType(
    {
        AFDELING: (table.c.afdeling,),
        RICHTING: (table.c.van_lijn, table.c.naar_lijn),
        REDEN: (table.c.reden,),
    }
)


@attrs.frozen
class Counts:
    """How many refusals of each VSV fall in each category; where there are none it says so too."""

    vsvs: tuple[str, ...]
    categories: tuple[str, ...]
    numbers: Mapping[tuple[str, str], int]

    def number(self, vsv: str, category: str) -> int:
        """Return how many refusals of a VSV are of a category."""
        return self.numbers.get((vsv, category), 0)

    def of_vsv(self, vsv: str) -> int:
        """Return how many refusals a VSV has."""
        return sum(self.number(vsv, category) for category in self.categories)

    def of_category(self, category: str) -> int:
        """Return how many refusals are of a category."""
        return sum(self.number(vsv, category) for vsv in self.vsvs)


@attrs.frozen
class QuarterCounts:
    """The counts of one quarter, by dimension: week, ward, direction, reason.

    VSVs and categories are all that were seen up to the end of the quarter, so that what is counted
    for a quarter is the same in its own report and, as the previous quarter, in the next.
    """

    kwartaal: Kwartaal
    vsvs: tuple[str, ...]
    tables: Mapping[str, Counts]

    @property
    def total(self) -> int:
        """How many refusals there are."""
        return sum(self.of_vsv(vsv) for vsv in self.vsvs)

    def of_vsv(self, vsv: str) -> int:
        """Return how many refusals a VSV has."""
        return self.tables[WEEK].of_vsv(vsv)


def count_quarters(
    store: WeigeringStore, kwartaal: Kwartaal
) -> tuple[QuarterCounts, QuarterCounts]:
    """Return the counts of a quarter, and those of the quarter before it.

    Raises :class:`~obstetric_rules.errors.StoreError` when the store cannot be read.
    """
    with store.reading() as connection:
        earlier = {
            name: _seen_before(connection, kwartaal.previous.first, columns)
            for name, columns in _COLUMNS.items()
        }
        previous = _quarter_counts(connection, kwartaal.previous, earlier)
        seen = {name: previous.tables[name] for name in _COLUMNS}
        current = _quarter_counts(connection, kwartaal, seen)
    return current, previous


def _quarter_counts(
    connection: Connection, kwartaal: Kwartaal, earlier: Mapping[str, Counts]
) -> QuarterCounts:
    """Count one quarter; ``earlier`` has what was seen before it."""
    numbers = {
        name: _numbers(connection, kwartaal.first, kwartaal.until, columns)
        for name, columns in _COLUMNS.items()
    }
    vsvs = _seen(earlier[AFDELING].vsvs, (vsv for vsv, _ in numbers[AFDELING]))
    weeks = {
        (vsv, str(week.number)): number
        for week in kwartaal.weeks
        for (vsv, _), number in _numbers(connection, week.first, week.until, ()).items()
    }
    tables = {WEEK: Counts(vsvs, tuple(str(week.number) for week in kwartaal.weeks), weeks)}
    for name, found in numbers.items():
        categories = _seen(earlier[name].categories, (category for _, category in found))
        tables[name] = Counts(vsvs, categories, found)
    return QuarterCounts(kwartaal, vsvs, tables)


def _numbers(
    connection: Connection,
    first: datetime.date,
    until: datetime.date,
    columns: Sequence[ColumnElement[str]],
) -> dict[tuple[str, str], int]:
    """Count by VSV and category, from midnight of one day up to midnight of another."""
    query = (
        select(table.c.vsv, *columns, func.count())
        .where(table.c.moment >= local_midnight(first), table.c.moment < local_midnight(until))
        .group_by(table.c.vsv, *columns)
    )
    rows = connection.execute(query)
    return {(row[0], _category(row[1:-1])): row[-1] for row in rows}


def _seen_before(
    connection: Connection, day: datetime.date, columns: Sequence[ColumnElement[str]]
) -> Counts:
    """Return which VSVs and categories there were before a day; nothing is counted."""
    query = select(table.c.vsv, *columns).where(table.c.moment < local_midnight(day)).distinct()
    rows = [(row[0], _category(row[1:])) for row in connection.execute(query)]
    return Counts(_seen(vsv for vsv, _ in rows), _seen(name for _, name in rows), {})


def _category(parts: Sequence[str]) -> str:
    return " → ".join(parts)


def _seen(*names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(chain(*names))))
