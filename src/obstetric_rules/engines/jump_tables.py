"""Large decision diagrams as tables that are jumped through several variables at a time.

Followed node by node, a diagram with thousands of nodes is spread so far in memory that reading it
costs more than the tests do. Here the variables are taken in groups; a group has a table with an
entry for each combination of branches, which is a leaf or the table of the next group. The time is
that of looking the variables up, however many rules there are.
"""

from __future__ import annotations

from math import prod
from typing import Any

import attrs

from obstetric_rules.diagrams.diagrams import Diagrams
from obstetric_rules.diagrams.graph import Graph, Node
from obstetric_rules.diagrams.variables import (
    ChoiceVariable,
    NumberVariable,
    TextVariable,
)
from obstetric_rules.facts import Kind, WholeNumber
from obstetric_rules.truth import UNKNOWN

# The larger the tables the fewer the jumps, and the more memory they take: the first that fits.
_TABLE_SIZES = (1_500, 100)
_MOST_ENTRIES = 2_000_000
# Numbers are told apart by halves; it saves time to keep the branch of those that come often.
_MOST_NUMBERS = 1_000


@attrs.frozen
class Axis:
    """A level in a table: what each of its branches counts for."""

    level: int
    offsets: tuple[int, ...]


@attrs.frozen
class JumpTables:
    """The first table, and the axes of each group of variables."""

    first: list[Any]
    groups: tuple[tuple[Axis, ...], ...]


class Offsets(dict[Any, int]):
    """What each value of a variable counts for in a table, worked out when it is first met.

    Numbers are kept; texts that no rule names are worked out each time, there is no end to them.
    """

    def __init__(self, variable: Any, axis: Axis, known: dict[Any, int]) -> None:
        super().__init__(known)
        self._variable = variable
        self._offsets = axis.offsets

    def __missing__(self, value: Any) -> int:
        if value is UNKNOWN:
            raise KeyError(value)
        branch: int = self._variable.branch(value)
        offset = self._offsets[branch]
        if isinstance(self._variable, NumberVariable) and len(self) < _MOST_NUMBERS:
            self[value] = offset
        return offset


def offsets_of(variable: Any, kind: Kind, axis: Axis, *, may_be_empty: bool) -> dict[Any, int]:
    """Return what each value of a variable counts for in a table; an unknown one has no entry."""
    values: tuple[Any, ...] = ()
    match variable:
        case ChoiceVariable(values=listed):
            values = listed
        case TextVariable(constants=listed):
            values = listed
        case NumberVariable() if isinstance(kind, WholeNumber):
            values = _all_numbers(kind)
    found = {value: axis.offsets[variable.branch(value)] for value in values}
    if may_be_empty:
        # In an empty slot whatever branch is taken leads on to the same.
        found[None] = 0
    complete = bool(values) and not isinstance(variable, TextVariable)
    # A plain dict is looked up faster than one that can miss.
    return found if complete else Offsets(variable, axis, found)


def _all_numbers(kind: WholeNumber) -> tuple[int, ...]:
    if kind.minimum is None or kind.maximum is None:
        return ()
    numbers = range(kind.minimum, kind.maximum + 1)
    return tuple(numbers) if len(numbers) <= _MOST_NUMBERS else ()


def jump_tables(diagrams: Diagrams, root: Node) -> JumpTables | None:
    """Return a diagram as jump tables, or ``None`` when they would take too much memory.

    >>> from obstetric_rules.plugins.groningen import groningen
    >>> from obstetric_rules.rules.protocol import compose
    >>> diagrams = Diagrams(compose([groningen]))
    >>> tables = jump_tables(diagrams, diagrams.question("badbevalling"))
    >>> [len(group) for group in tables.groups], tables.first[0].value
    ([4], 'mogelijk')
    """
    classes = _classes(diagrams.graph, root)
    for size in _TABLE_SIZES:
        groups = _groups(classes, size)
        maker = _Maker(diagrams.graph, groups)
        first = maker.entry(root, 0)
        if maker.entries <= _MOST_ENTRIES:
            return JumpTables(first, tuple(groups))
    return None


def _groups(levels: dict[int, list[int]], largest: int) -> list[tuple[Axis, ...]]:
    """Return the levels of a diagram in groups whose tables have a certain size at most."""
    groups: list[list[Axis]] = [[]]
    size = 1
    for level, classes in sorted(levels.items()):
        width = max(classes) + 1
        if groups[-1] and size * width > largest:
            groups.append([])
            size = 1
        groups[-1].append(Axis(level, tuple(place * size for place in classes)))
        size *= width
    return [tuple(group) for group in groups]


def _classes(graph: Graph, root: Node) -> dict[int, list[int]]:
    """Return for each level which of its branches lead to the same everywhere, as numbers."""
    nodes: dict[int, list[Node]] = {}
    for node in graph.reachable(root):
        if not graph.is_leaf(node):
            nodes.setdefault(graph.level(node), []).append(node)
    found = {}
    for level, tested in nodes.items():
        columns = list(zip(*(graph.children(node) for node in tested), strict=True))
        numbers: dict[tuple[Node, ...], int] = {}
        found[level] = [numbers.setdefault(column, len(numbers)) for column in columns]
    return found


class _Maker:
    def __init__(self, graph: Graph, groups: list[tuple[Axis, ...]]) -> None:
        self.entries = 0
        self._graph = graph
        self._groups = groups
        self._done: dict[tuple[Node, int], list[Any]] = {}

    def entry(self, node: Node, group: int) -> Any:
        """Return what follows at a group of variables: a table, or the value of a leaf."""
        if self._graph.is_leaf(node):
            return self._graph.value(node)
        key = (node, group)
        if key not in self._done:
            size = prod(len(set(axis.offsets)) for axis in self._groups[group])
            self.entries += size
            made: list[Any] = [None] * size
            self._done[key] = made
            if self.entries <= _MOST_ENTRIES:
                self._fill(made, node, group, 0, 0)
        return self._done[key]

    def _fill(self, table: list[Any], node: Node, group: int, at: int, offset: int) -> None:
        if at == len(self._groups[group]):
            table[offset] = self.entry(node, group + 1)
            return
        axis = self._groups[group][at]
        tested = self._graph.level(node) == axis.level
        branches = {step: branch for branch, step in enumerate(axis.offsets)}
        for step, branch in branches.items():
            child = self._graph.children(node)[branch] if tested else node
            self._fill(table, child, group, at + 1, offset + step)
