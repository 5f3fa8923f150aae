"""Counting the situations in which a diagram is true."""

from __future__ import annotations

from collections.abc import Mapping

from obstetric_rules.diagrams.graph import Graph, Node


def count_true(graph: Graph, root: Node, widths: Mapping[int, int]) -> int:
    """Return in how many ways a condition's diagram becomes true.

    ``widths`` gives how many branches there are at each level that counts; the diagram tests no
    other.

    >>> graph = Graph()
    >>> cough, fever = (graph.test(level, [graph.FALSE, graph.TRUE]) for level in (0, 1))
    >>> count_true(graph, graph.disjunction([cough, fever]), {0: 2, 1: 2})
    3
    """
    levels = sorted(widths)
    place = {level: at for at, level in enumerate(levels)}
    # How many ways there are below each place, whatever is tested there.
    below = [1] * (len(levels) + 1)
    for at in range(len(levels) - 1, -1, -1):
        below[at] = below[at + 1] * widths[levels[at]]
    known: dict[Node, int] = {}

    def position(node: Node) -> int:
        return len(levels) if graph.is_leaf(node) else place[graph.level(node)]

    def ways(node: Node) -> int:
        """Return the ways from the place where a node stands."""
        if graph.is_leaf(node):
            return int(node == graph.TRUE)
        if node not in known:
            after = position(node) + 1
            known[node] = sum(
                ways(child) * below[after] // below[position(child)]
                for child in graph.children(node)
            )
        return known[node]

    return ways(root) * below[0] // below[position(root)]
