"""Which hidden cells of a table have only one value that fits what is shown.

The table and its totals form a graph: rows and columns are the nodes, cells the edges between them.
Changing one hidden cell by one upsets its row and its column; changing others puts that right if
they lead, by turns down a column and along a row, from its column back to its row. So a cell can be
something else if such a circle of hidden cells runs through it (Gusfield 1988). A count at the
lowest that it can be cannot go down, which is why the edges have a direction.

The answer is the same for every table that fits what is shown: it tells nothing about the true one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Final

TOTAL: Final = "∑"
"""The row and the column of the totals; no code of a VSV or a category is spelt so."""

Cell = tuple[str, str]
"""A row and a column."""

_Node = tuple[bool, str]
"""Whether it is a row, and its name."""

_Graph = Mapping[_Node, Iterable[_Node]]


def certain_cells(hidden: Iterable[Cell], can_go_down: Container[Cell]) -> set[Cell]:
    """Return the hidden cells through which no circle runs.

    ``can_go_down`` has those that are more than the lowest that they can be; up all of them can.

    >>> block = {("noord", "vol"), ("noord", "stop"), ("zuid", "vol"), ("zuid", "stop")}
    >>> certain_cells(block, {("noord", "stop"), ("zuid", "vol")})
    set()
    >>> sorted(certain_cells(block, {("noord", "vol"), ("noord", "stop")}))
    [('noord', 'stop'), ('noord', 'vol'), ('zuid', 'stop'), ('zuid', 'vol')]
    """
    hidden = set(hidden)
    forward: dict[_Node, list[_Node]] = defaultdict(list)
    backward: dict[_Node, list[_Node]] = defaultdict(list)
    for cell in hidden:
        up, down = _ends(cell)
        # From up to down the cell between them goes up; the other way round it goes down.
        for start, end in [(up, down), (down, up)] if cell in can_go_down else [(up, down)]:
            forward[start].append(end)
            backward[end].append(start)
    certain = hidden
    for component in _components(forward, backward):
        inside = {cell for cell in certain if component.issuperset(_ends(cell))}
        certain = certain - (inside - _bridges(inside))
    return certain


def _ends(cell: Cell) -> tuple[_Node, _Node]:
    """Return the nodes of a cell: of a total, which counts against its parts, the column first."""
    row, column = (True, cell[0]), (False, cell[1])
    return (column, row) if TOTAL in cell else (row, column)


def _components(forward: _Graph, backward: _Graph) -> Iterator[set[_Node]]:
    """Yield the sets of nodes that can all be reached from each other."""
    left = {*forward, *backward}
    while left:
        start = min(left)
        component = _reached(forward, start, left) & _reached(backward, start, left)
        yield component
        left -= component


def _reached(graph: _Graph, start: _Node, inside: Container[_Node]) -> set[_Node]:
    found, todo = {start}, [start]
    while todo:
        for node in graph.get(todo.pop(), ()):
            if node in inside and node not in found:
                found.add(node)
                todo.append(node)
    return found


def _bridges(cells: set[Cell]) -> set[Cell]:
    """Return the cells without which what they connect falls apart, in a graph that is connected.

    These are the edges of any spanning tree that no other edge closes to a circle.
    """
    around: dict[_Node, list[Cell]] = defaultdict(list)
    for cell in cells:
        for node in _ends(cell):
            around[node].append(cell)
    towards: dict[_Node, tuple[_Node, Cell]] = {}
    todo = sorted(around)[:1]
    depth = dict.fromkeys(todo, 0)
    for node in todo:
        for cell in around[node]:
            first, second = _ends(cell)
            other = second if node == first else first
            if other not in depth:
                depth[other] = depth[node] + 1
                towards[other] = (node, cell)
                todo.append(other)
    tree = {cell for _, cell in towards.values()}
    bridges = set(tree)
    for cell in cells - tree:
        first, second = _ends(cell)
        while first != second:
            if depth[first] < depth[second]:
                first, second = second, first
            first, covered = towards[first]
            bridges.discard(covered)
    return bridges
