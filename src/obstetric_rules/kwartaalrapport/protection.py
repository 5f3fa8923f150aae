"""Which cells of a table have to be hidden beside others, so that none of those is certain.

The table and its totals form a graph: rows and columns are the nodes, cells the edges between them.
Changing one hidden cell by one upsets its row and its column; changing others puts that right if
they lead, by turns down a column and along a row, from its column back to its row. So a cell is
uncertain if such a circle of hidden cells runs through it (Gusfield 1988). A count that is zero
cannot go down, which is why the edges have a direction. Of all circles the cheapest is hidden, so
that as little as possible is lost.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from typing import Final

import attrs

TOTAL: Final = "∑"
"""The row and the column of the totals; no code of a VSV or a category is spelt so."""

Cell = tuple[str, str]
"""A row and a column."""

_Node = tuple[bool, str]
"""Whether it is a row, and its name."""


@attrs.frozen
class Grid:
    """A table with its totals. ``fixed`` cells are shown whatever happens."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: Mapping[Cell, int]
    fixed: frozenset[Cell]

    def lines(self) -> Iterator[tuple[Cell, list[Cell]]]:
        """Yield every row and every column that adds up: the cell of its total, and its parts."""
        columns, rows = self.columns[:-1], self.rows[:-1]
        for row in self.rows:
            yield (row, TOTAL), [(row, column) for column in columns]
        for column in columns:
            yield (TOTAL, column), [(row, column) for row in rows]

    def can_change(self, cell: Cell, upwards: bool) -> bool:
        """Return whether a cell can change in its line: a total counts against its parts."""
        is_total = (cell[0] == TOTAL) != (cell[1] == TOTAL)
        return upwards != is_total or self.values[cell] > 0


def cells_that_protect(grid: Grid, hidden: set[Cell]) -> Iterator[Cell]:
    """Yield the cells to hide so that the first hidden cell that is certain no longer is.

    Yields nothing when every hidden cell is uncertain.
    """
    for cell in sorted(hidden):
        if _circle(grid, hidden, cell, only_hidden=True) is None:
            circle = _circle(grid, hidden, cell, only_hidden=False) or []
            yield from (other for other in circle if other not in hidden)
            return


def _circle(grid: Grid, hidden: set[Cell], cell: Cell, *, only_hidden: bool) -> list[Cell] | None:
    """Return the cells of the cheapest circle through a cell, upwards or downwards."""
    row, column = (True, cell[0]), (False, cell[1])
    found = []
    if grid.can_change(cell, upwards=True):
        found.append(_path(grid, hidden, column, row, cell, only_hidden))
    if grid.can_change(cell, upwards=False):
        found.append(_path(grid, hidden, row, column, cell, only_hidden))
    paths = [path for path in found if path is not None]
    return min(paths)[1] if paths else None


def _path(
    grid: Grid, hidden: set[Cell], start: _Node, end: _Node, without: Cell, only_hidden: bool
) -> tuple[int, list[Cell]] | None:
    """Return the cheapest path between two nodes and what it costs: Dijkstra's algorithm."""
    todo: list[tuple[int, _Node, list[Cell]]] = [(0, start, [])]
    done: set[_Node] = set()
    while todo:
        cost, node, path = heapq.heappop(todo)
        if node == end:
            return cost, path
        if node in done:
            continue
        done.add(node)
        for cell, other in _edges(grid, node):
            usable = cell in hidden or not (only_hidden or cell in grid.fixed)
            # From a row to a column the cell between them goes up, from a column to a row down.
            if usable and cell != without and grid.can_change(cell, upwards=node[0]):
                price = 0 if cell in hidden else 1 + grid.values[cell]
                heapq.heappush(todo, (cost + price, other, [*path, cell]))
    return None


def _edges(grid: Grid, node: _Node) -> Iterator[tuple[Cell, _Node]]:
    is_row, name = node
    if is_row:
        yield from (((name, column), (False, column)) for column in grid.columns)
    else:
        yield from (((row, name), (True, row)) for row in grid.rows)
