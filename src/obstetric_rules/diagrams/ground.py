"""What a question can become in one dossier: a diagram over the facts that are unknown there."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from obstetric_rules.diagrams.graph import Graph, Node, Truth

IMPOSSIBLE = "impossible"
"""The leaf of what cannot be."""


class Ground:
    """What a question can become, over the unknown facts of one dossier."""

    def __init__(
        self,
        graph: Graph,
        outcome: Node,
        rules: Mapping[str, Node],
        possible: Node,
        names: Mapping[int, str],
    ) -> None:
        self._graph = graph
        self._possible = possible
        self._outcome = self._where_possible(outcome)
        self._rules = rules
        self._names = names

    def outcomes(self) -> set[Any]:
        """Return all outcomes that the question can have."""
        return self._graph.leaves(self._outcome) - {IMPOSSIBLE}

    def truths(self, rule: str) -> set[Any]:
        """Return whether a rule speaks: in every case, in none, or in some."""
        return self._graph.leaves(self._where_possible(self._rules[rule])) - {IMPOSSIBLE}

    def missing(self) -> tuple[str, ...]:
        """Return the unknown facts by which alone the outcome can change, sorted.

        If there are none though the outcome is open: the first smallest set that settles it.
        """
        return self.decisive() or self._smallest(self._groups())

    def decisive(self) -> tuple[str, ...]:
        """Return the unknown facts by which alone the outcome can change, sorted."""
        groups = self._groups()
        if self._possible == self._graph.TRUE:
            return tuple(sorted(groups))
        return tuple(name for name in sorted(groups) if self._changes(groups[name]))

    def _groups(self) -> dict[str, set[int]]:
        groups: dict[str, set[int]] = {}
        for level in self._graph.levels(self._outcome):
            groups.setdefault(self._names[level], set()).add(level)
        return groups

    def _where_possible(self, node: Node) -> Node:
        graph = self._graph
        impossible = graph.leaf(IMPOSSIBLE)
        return graph.chosen(self._possible, {Truth.FALSE: impossible, Truth.TRUE: node})

    def _smallest(self, groups: Mapping[str, set[int]]) -> tuple[str, ...]:
        def others(names: tuple[str, ...]) -> set[int]:
            return set().union(*(levels for name, levels in groups.items() if name not in names))

        chosen = (
            names
            for number in range(len(groups) + 1)
            for names in combinations(sorted(groups), number)
        )
        # All of them together settle it at the latest.
        return next(names for names in chosen if not self._changes(others(names)))

    def _changes(self, levels: set[int]) -> bool:
        return changes(self._graph, self._outcome, levels)


def changes(graph: Graph, root: Node, levels: set[int]) -> bool:
    """Return whether ways of filling in that differ at these levels only lead to other leaves.

    Of a way that leads to :data:`IMPOSSIBLE` nothing is said.
    """
    seen: set[tuple[Node, Node]] = set()
    todo = [(root, root)]
    impossible = graph.leaf(IMPOSSIBLE)
    while todo:
        pair = todo.pop()
        if pair in seen or impossible in pair:
            continue
        seen.add(pair)
        one, two = pair
        level = min(graph.level(one), graph.level(two))
        if graph.is_leaf(one) and graph.is_leaf(two):
            if one != two:
                return True
            continue
        ones, twos = _branches(graph, one, level), _branches(graph, two, level)
        if level in levels:
            todo += [(first, second) for first in ones for second in twos]
        else:
            width = max(len(ones), len(twos))
            todo += zip(ones * (width // len(ones)), twos * (width // len(twos)), strict=True)
    return False


def _branches(graph: Graph, node: Node, level: int) -> tuple[Node, ...]:
    return graph.children(node) if graph.level(node) == level else (node,)
