"""Counting the refusals of a quarter and of the one before it, in the database itself."""

from __future__ import annotations

import datetime
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import attrs
from sqlalchemy import ColumnElement, Connection, func, select

from obstetric_rules.kwartaalrapport.kwartaal import Kwartaal, local_midnight
from obstetric_rules.weigeringen import WeigeringStore
from obstetric_rules.weigeringen.tables import weigering as table
from obstetric_rules.weigeringen.weigering import local_zone

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
    new: frozenset[str] = frozenset()
    """The categories that no earlier report lists; each occurred at least once."""

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
class Listed:
    """The VSVs, and by dimension the categories, that the reports up to some quarter list."""

    vsvs: tuple[str, ...] = ()
    categories: Mapping[str, tuple[str, ...]] = dict.fromkeys(_COLUMNS, ())


@attrs.frozen
class QuarterCounts:
    """The counts of one quarter, by dimension: week, ward, direction, reason.

    VSVs and categories are all that the reports up to this quarter list, so that what is counted
    for a quarter is the same in its own report and, as the previous quarter, in the next.
    """

    kwartaal: Kwartaal
    vsvs: tuple[str, ...]
    tables: Mapping[str, Counts]
    new_vsvs: frozenset[str] = frozenset()
    """The VSVs that no earlier report lists; each has at least one refusal."""

    @property
    def total(self) -> int:
        """How many refusals there are."""
        return sum(self.of_vsv(vsv) for vsv in self.vsvs)

    def of_vsv(self, vsv: str) -> int:
        """Return how many refusals a VSV has."""
        return self.tables[AFDELING].of_vsv(vsv)

    @property
    def listed(self) -> Listed:
        """What the reports list from this quarter on."""
        return Listed(self.vsvs, {name: self.tables[name].categories for name in _COLUMNS})

    def too_few(self, threshold: int) -> bool:
        """Return whether there are so few refusals that nothing of the quarter is shown.

        Of each name that is new one refusal is certain, so those do not count.
        """
        new = max(len(self.new_vsvs), *(len(table.new) for table in self.tables.values()))
        return self.total - new < threshold

    def unless_too_few(self, threshold: int) -> QuarterCounts:
        """Return the counts, or none at all and no name that is new if there are too few.

        What is not shown cannot have a say in what later reports list then.
        """
        if not self.too_few(threshold):
            return self
        vsvs = _without(self.vsvs, self.new_vsvs)
        tables = {
            name: Counts(vsvs, _without(table.categories, table.new), {})
            for name, table in self.tables.items()
        }
        return QuarterCounts(self.kwartaal, vsvs, tables)


def count_quarters(
    store: WeigeringStore, kwartaal: Kwartaal, threshold: int
) -> tuple[QuarterCounts, QuarterCounts]:
    """Return the counts of a quarter, and those of the quarter before it, as far as reported.

    A quarter with too few refusals is without counts, and lists what was listed before it.

    Raises :class:`~obstetric_rules.errors.StoreError` when the store cannot be read.
    """
    with store.reading() as connection:
        listed = Listed()
        for earlier in _quarters_before(connection, kwartaal.previous):
            counts = counts_by_name(connection, earlier, listed)
            listed = counts.unless_too_few(threshold).listed
        previous = counts_of(connection, kwartaal.previous, listed).unless_too_few(threshold)
        current = counts_of(connection, kwartaal, previous.listed).unless_too_few(threshold)
    return current, previous


def counts_of(connection: Connection, kwartaal: Kwartaal, earlier: Listed) -> QuarterCounts:
    """Count one quarter; ``earlier`` is what the reports before it list."""
    counts = counts_by_name(connection, kwartaal, earlier)
    numbers = {
        (vsv, str(week.number)): number
        for week in kwartaal.weeks
        for (vsv, _), number in _numbers(connection, week.first, week.until, ()).items()
    }
    weeks = Counts(counts.vsvs, tuple(str(week.number) for week in kwartaal.weeks), numbers)
    return attrs.evolve(counts, tables={WEEK: weeks, **counts.tables})


def counts_by_name(connection: Connection, kwartaal: Kwartaal, earlier: Listed) -> QuarterCounts:
    """Count one quarter by all but its weeks; those tell nothing of what is listed."""
    numbers = {
        name: _numbers(connection, kwartaal.first, kwartaal.until, columns)
        for name, columns in _COLUMNS.items()
    }
    found = {vsv for vsv, _ in numbers[AFDELING]}
    vsvs = tuple(sorted(found.union(earlier.vsvs)))
    tables = {}
    for name, known in earlier.categories.items():
        categories = {category for _, category in numbers[name]}
        tables[name] = Counts(
            vsvs,
            tuple(sorted(categories.union(known))),
            numbers[name],
            frozenset(categories.difference(known)),
        )
    return QuarterCounts(kwartaal, vsvs, tables, frozenset(found.difference(earlier.vsvs)))


def _quarters_before(connection: Connection, kwartaal: Kwartaal) -> Iterator[Kwartaal]:
    """Yield the quarters before one in which there is any refusal."""
    until = local_midnight(kwartaal.first)
    since = datetime.datetime.min.replace(tzinfo=datetime.UTC)
    while moment := _first_moment(connection, since, until):
        earlier = Kwartaal.of(moment.astimezone(local_zone()).date())
        yield earlier
        since = local_midnight(earlier.until)


def _first_moment(
    connection: Connection, since: datetime.datetime, until: datetime.datetime
) -> datetime.datetime | None:
    query = select(table.c.moment).where(table.c.moment >= since, table.c.moment < until)
    moment: datetime.datetime | None = connection.scalar(query.order_by(table.c.moment).limit(1))
    return moment


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


def _category(parts: Sequence[str]) -> str:
    return " → ".join(parts)


def _without(names: Iterable[str], new: Container[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in new)
