"""The cheapest way through a diagram: the fewest departures from what is ordinary."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from obstetric_rules.diagrams.graph import Graph, Node


def cheapest_way(
    graph: Graph, root: Node, costs: Callable[[int], Sequence[int]]
) -> Mapping[int, int] | None:
    """Return the branch to take at each level to get from a condition's root to true, if any does.

    ``costs`` gives the cost of each branch at a level; a level that is not tested costs nothing. Of
    ways that cost the same it is the one that departs from what is ordinary last.

    >>> graph = Graph()
    >>> cough, fever = (graph.test(level, [graph.FALSE, graph.TRUE]) for level in (0, 1))
    >>> cheapest_way(graph, graph.disjunction([cough, fever]), lambda level: (0, 1))
    {0: 0, 1: 1}
    """
    best: dict[Node, tuple[int, int]] = {graph.TRUE: (0, 0), graph.FALSE: _NOWHERE}

    def visit(node: Node) -> tuple[int, int]:
        if node not in best:
            own = costs(graph.level(node))
            totals = [
                (visit(child)[0] + own[branch], own[branch], branch)
                for branch, child in enumerate(graph.children(node))
            ]
            total, _, branch = min(totals)
            best[node] = (total, branch)
        return best[node]

    if visit(root) >= _NOWHERE:
        return None
    way: dict[int, int] = {}
    node = root
    while not graph.is_leaf(node):
        branch = way[graph.level(node)] = best[node][1]
        node = graph.children(node)[branch]
    return way


# More than any way costs.
_NOWHERE = (1 << 80, 0)
