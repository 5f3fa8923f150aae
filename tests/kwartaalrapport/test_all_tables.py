"""Whoever knows how counts are hidden knows no hidden count: all small tables, one by one.

Tables that are published alike cannot be told apart, also by who knows the program. So all tables
of a size are grouped by what is published of them; in each group each hidden count must differ.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import attrs
import pytest

from obstetric_rules.kwartaalrapport.counting import AFDELING, Counts, QuarterCounts
from obstetric_rules.kwartaalrapport.suppression import suppression_of
from tests.kwartaalrapport.records import Q3
from tests.samples import FULL

Numbers = tuple[int, ...]
"""The cells of a table, row by row."""

Published = tuple[int | None, ...]
"""The totals of the rows, the cells, and the totals of the columns; ``None`` where hidden."""


@attrs.frozen
class Size:
    """Which tables are tried: those with cells up to a highest one."""

    rows: int
    columns: int
    highest: int
    threshold: int
    new_rows: int = 0
    new_columns: int = 0
    """How many of the rows and columns, the last ones, are listed for the first time."""

    def __str__(self) -> str:
        new = (
            f", {self.new_rows} and {self.new_columns} new"
            if self.new_rows or self.new_columns
            else ""
        )
        return f"{self.rows} by {self.columns} up to {self.highest}, under {self.threshold}{new}"

    @property
    def names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return tuple(f"v{n}" for n in range(self.rows)), tuple(f"c{n}" for n in range(self.columns))

    def tables(self) -> Iterator[Numbers]:
        numbers = range(self.highest + 1)
        return filter(self.can_be, itertools.product(numbers, repeat=self.rows * self.columns))

    def can_be(self, numbers: Numbers) -> bool:
        """Return whether what is new occurs."""
        return all(self.row_totals(numbers)[self.rows - self.new_rows :]) and all(
            self.column_totals(numbers)[self.columns - self.new_columns :]
        )

    def row_totals(self, numbers: Numbers) -> Numbers:
        width = self.columns
        return tuple(sum(numbers[at * width : (at + 1) * width]) for at in range(self.rows))

    def column_totals(self, numbers: Numbers) -> Numbers:
        return tuple(sum(numbers[at :: self.columns]) for at in range(self.columns))

    def all_of(self, numbers: Numbers) -> Numbers:
        return (*self.row_totals(numbers), *numbers, *self.column_totals(numbers))

    def published(self, numbers: Numbers) -> Published | None:
        """Return what is published of a table; ``None`` when nothing is."""
        vsvs, categories = self.names
        cells = list(itertools.product(vsvs, categories))
        new = frozenset(categories[self.columns - self.new_columns :])
        counts = QuarterCounts(
            Q3,
            vsvs,
            {AFDELING: Counts(vsvs, categories, dict(zip(cells, numbers, strict=True)), new)},
            frozenset(vsvs[self.rows - self.new_rows :]),
        )
        found = suppression_of(counts, self.threshold)
        if found.everything:
            return None
        hides = [
            *(found.hides_total(vsv) for vsv in vsvs),
            *(found.hides(AFDELING, *cell) for cell in cells),
            *(found.hides(AFDELING, None, category) for category in categories),
        ]
        numbers = self.all_of(numbers)
        return tuple(None if hide else one for hide, one in zip(hides, numbers, strict=True))

    def changes(self) -> Iterator[Numbers]:
        """Yield small changes: one from a cell to another, or round a rectangle."""
        count = self.rows * self.columns
        for there, here in itertools.permutations(range(count), 2):
            yield tuple((at == here) - (at == there) for at in range(count))
        for (up, down), (left, right) in itertools.product(
            itertools.permutations(range(self.rows), 2),
            itertools.combinations(range(self.columns), 2),
        ):
            first, last = (up, left), (down, right)
            yield tuple(
                ((at in (first, last)) - (at in ((up, right), (down, left))))
                for at in itertools.product(range(self.rows), range(self.columns))
            )

    def others(self, numbers: Numbers, published: Published) -> Iterator[Numbers]:
        """Yield tables that fit what is published of one, also with cells beyond the highest."""
        changes, todo, seen = list(self.changes()), [numbers], {numbers}
        for table in todo:
            for change in changes:
                most = min(one for one, by in zip(table, change, strict=True) if by < 0)
                for times in {1, most - 1, most} - {0, -1}:
                    other = tuple(one + times * by for one, by in zip(table, change, strict=True))
                    if other not in seen and self.fits(other, published):
                        seen.add(other)
                        todo.append(other)
                        yield other

    def fits(self, numbers: Numbers, published: Published) -> bool:
        return (
            min(numbers) >= 0
            and self.can_be(numbers)
            and all(
                shown in (None, one)
                for shown, one in zip(published, self.all_of(numbers), strict=True)
            )
        )


QUICK = [
    *(Size(1, columns, 7, 4) for columns in (2, 3, 4)),
    Size(1, 4, 6, 3, new_columns=2),
    Size(1, 5, 4, 3, new_columns=5),
    *(Size(2, 2, 6, 3, new_rows=rows, new_columns=2 - rows) for rows in (0, 1, 2)),
    Size(2, 3, 3, 2),
    Size(3, 2, 3, 2, new_rows=2, new_columns=1),
    Size(4, 1, 6, 3, new_rows=1),
]
WHOLE = [
    *(Size(1, columns, 9, 5) for columns in (2, 3, 4, 5)),
    *(Size(1, columns, 9, 5, new_columns=columns) for columns in (2, 3, 4, 5)),
    Size(2, 3, 7, 5),
    Size(2, 3, 7, 5, new_rows=1, new_columns=2),
]


@pytest.mark.parametrize("size", WHOLE + QUICK if FULL else QUICK, ids=str)
def test_tables_that_are_published_alike_differ_in_each_hidden_count(size: Size) -> None:
    """Knowing the files and the program, one cannot tell any hidden count of any table."""
    seen: dict[Published, tuple[Numbers, list[set[int]]]] = {}
    for numbers in size.tables():
        published = size.published(numbers)
        if published is None:
            continue
        assert all(one is None or one >= size.threshold for one in published)
        _, values = seen.setdefault(published, (numbers, [set() for _ in published]))
        for known, one in zip(values, size.all_of(numbers), strict=True):
            known.add(one)
    assert seen
    for published, (numbers, values) in seen.items():
        hidden = [known for one, known in zip(published, values, strict=True) if one is None]
        others = size.others(numbers, published)
        # Of some tables those that are published alike have cells beyond the highest that is tried.
        while any(len(known) == 1 for known in hidden):
            other = next(others, None)
            assert other is not None, (numbers, published)
            if size.published(other) == published:
                for known, one in zip(values, size.all_of(other), strict=True):
                    known.add(one)
