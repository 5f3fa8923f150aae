"""Which counts are not shown, so that no small one can be worked out from those that are.

A count below the threshold is never shown. That is not enough: whoever knows a total and all parts
but one knows that one too. All reports of a quarter count as one publication here, as if one reader
had them all: the region's and every VSV's, this quarter's and the next, in which the quarter
returns as the previous one. What is hidden depends on the quarter alone, so both hide the same.

For each dimension the reports hold one table, VSVs down and categories across, with its totals. Its
equations are that rows and columns add up. A hidden count can be something else if another table
fits what is shown: one in which some hidden counts go up and others down, so that every row and
column still adds up (see :mod:`obstetric_rules.kwartaalrapport.protection`). Totals of VSVs stand
in every table. If one is hidden, all of its row is, in every table, and another VSV's too; then a
change between these two fits every table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from obstetric_rules.kwartaalrapport.counting import Counts, QuarterCounts
from obstetric_rules.kwartaalrapport.protection import TOTAL, Cell, Grid, cells_that_protect

THRESHOLD = 5
"""Counts below this are not shown, unless told otherwise."""


@attrs.frozen
class Suppression:
    """What is not shown of the counts of a quarter.

    ``everything`` when the quarter as a whole has too few; ``vsvs`` are those of which the total is
    hidden; ``cells`` the hidden cells of each dimension's table: VSV (or the region) and category.
    """

    everything: bool
    vsvs: frozenset[str]
    cells: Mapping[str, frozenset[Cell]]

    def hides_total(self, vsv: str | None) -> bool:
        """Return whether the total of a VSV is hidden, or that of the region (``None``)."""
        return self.everything or vsv in self.vsvs

    def hides(self, dimension: str, vsv: str | None, category: str) -> bool:
        """Return whether a count of a VSV is hidden, or one of the region (``None``)."""
        return self.everything or (vsv or TOTAL, category) in self.cells[dimension]


def suppression_of(counts: QuarterCounts, threshold: int = THRESHOLD) -> Suppression:
    """Return what must not be shown of a quarter."""
    if counts.total < threshold:
        return Suppression(True, frozenset(), {})
    vsvs = _hidden_vsvs(counts, threshold)
    cells = {name: _hidden_cells(table, vsvs, threshold) for name, table in counts.tables.items()}
    return Suppression(False, vsvs, cells)


def _hidden_vsvs(counts: QuarterCounts, threshold: int) -> frozenset[str]:
    """Return the VSVs of which the total is hidden: none, or at least two that are not few."""
    by_total = sorted(counts.vsvs, key=lambda vsv: (counts.of_vsv(vsv), vsv))
    hidden = [vsv for vsv in by_total if counts.of_vsv(vsv) < threshold]
    for vsv in by_total[len(hidden) :]:
        if not hidden or (len(hidden) > 1 and sum(map(counts.of_vsv, hidden)) >= threshold):
            break
        hidden.append(vsv)
    return frozenset(hidden)


def _hidden_cells(counts: Counts, vsvs: frozenset[str], threshold: int) -> frozenset[Cell]:
    grid = Grid(
        rows=(*counts.vsvs, TOTAL),
        columns=(*counts.categories, TOTAL),
        values=dict(_cells(counts)),
        fixed=frozenset((vsv, TOTAL) for vsv in (*counts.vsvs, TOTAL) if vsv not in vsvs),
    )
    hidden = {
        cell
        for cell, value in grid.values.items()
        if cell not in grid.fixed and (value < threshold or cell[0] in vsvs)
    }
    while more := [*_groups_too_small(grid, hidden, threshold)] or [
        *cells_that_protect(grid, hidden)
    ]:
        hidden.update(more)
    return frozenset(cell for cell in hidden if cell[1] != TOTAL)


def _cells(counts: Counts) -> Iterator[tuple[Cell, int]]:
    for vsv in counts.vsvs:
        yield (vsv, TOTAL), counts.of_vsv(vsv)
        for category in counts.categories:
            yield (vsv, category), counts.number(vsv, category)
    for category in counts.categories:
        yield (TOTAL, category), counts.of_category(category)
    yield (TOTAL, TOTAL), sum(map(counts.of_vsv, counts.vsvs))


def _groups_too_small(grid: Grid, hidden: set[Cell], threshold: int) -> Iterator[Cell]:
    """Yield one more cell of each line of which the hidden ones are few together.

    Their sum is the total less what is shown: it can be worked out, so it must not be small either.
    """
    for total, line in grid.lines():
        inside = [cell for cell in line if cell in hidden]
        if total in hidden or not inside:
            continue
        if sum(grid.values[cell] for cell in inside) < threshold:
            rest = [cell for cell in line if cell not in hidden]
            yield min(rest, key=lambda cell: (grid.values[cell], cell))
