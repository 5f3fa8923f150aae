"""Multi-valued decision diagrams: reduced, ordered, shared.

A node tests one variable and has one child for each of its branches; a leaf holds a value.
Variables are tested in the order of their level. Two nodes that test the same and lead to the same
are one node, and a test that changes nothing is left out, so two diagrams mean the same exactly
when they are the same node (R. E. Bryant, "Graph-Based Algorithms for Boolean Function
Manipulation", 1986; A. Srinivasan and others, "Algorithms for discrete function manipulation",
1990).
"""

from __future__ import annotations

import enum
import math
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

Node: TypeAlias = int

# A leaf lies below every test.
_BOTTOM = 1 << 60


class BudgetExceededError(Exception):
    """A diagram has outgrown its node budget. Engines catch this; it never reaches a caller."""


class Truth(enum.Enum):
    """The values of the leaves of a condition's diagram."""

    FALSE = "false"
    TRUE = "true"
    CONFLICT = "conflict"


class Graph:
    """A store of nodes that share their parts.

    >>> graph = Graph()
    >>> koorts = graph.test(0, [graph.FALSE, graph.TRUE])
    >>> hoest = graph.test(1, [graph.FALSE, graph.TRUE])
    >>> graph.conjunction([koorts, hoest]) == graph.conjunction([hoest, koorts])
    True
    >>> graph.disjunction([koorts, graph.negation(koorts)]) == graph.TRUE
    True
    """

    FALSE: Node = 0
    TRUE: Node = 1
    CONFLICT: Node = 2
    """The truth of a comparison with an answer that is in conflict."""

    def __init__(self) -> None:
        self._left: float = math.inf
        self._levels: list[int] = []
        self._children: list[tuple[Node, ...]] = []
        self._values: dict[Node, Hashable] = {}
        self._leaves: dict[Hashable, Node] = {}
        self._nodes: dict[tuple[int, tuple[Node, ...]], Node] = {}
        self._conjunctions: dict[tuple[Node, Node], Node] = {}
        self._negations: dict[Node, Node] = {}
        for truth in Truth:
            self.leaf(truth)

    def __len__(self) -> int:
        return len(self._levels)

    def allow(self, steps: float) -> None:
        """Allow this many steps from now on; the step after raises BudgetExceededError."""
        self._left = steps

    def step(self) -> None:
        """Take one of the steps that are allowed."""
        self._left -= 1
        if self._left < 0:
            raise BudgetExceededError

    def leaf(self, value: Hashable) -> Node:
        """Return the leaf that holds a value."""
        node = self._leaves.get(value)
        if node is None:
            node = self._leaves[value] = self._add(_BOTTOM, ())
            self._values[node] = value
        return node

    def test(self, level: int, children: Sequence[Node]) -> Node:
        """Return the node that tests the variable at a level and goes on at one of its children."""
        first = children[0]
        if all(child == first for child in children):
            return first
        key = (level, tuple(children))
        node = self._nodes.get(key)
        if node is None:
            node = self._nodes[key] = self._add(*key)
        return node

    def is_leaf(self, node: Node) -> bool:
        """Return whether a node is a leaf."""
        return node in self._values

    def value(self, node: Node) -> Any:
        """Return the value that a leaf holds."""
        return self._values[node]

    def level(self, node: Node) -> int:
        """Return the level of the variable that a node tests; leaves lie below every level."""
        return self._levels[node]

    def children(self, node: Node) -> tuple[Node, ...]:
        """Return the nodes that a test leads to, one for each branch."""
        return self._children[node]

    def reachable(self, *roots: Node) -> Iterator[Node]:
        """Yield every node that can be reached, each once."""
        seen = set(roots)
        todo = list(seen)
        while todo:
            node = todo.pop()
            yield node
            for child in self._children[node]:
                if child not in seen:
                    seen.add(child)
                    todo.append(child)

    def leaves(self, root: Node) -> set[Any]:
        """Return the values of all leaves that can be reached."""
        return {self._values[node] for node in self.reachable(root) if node in self._values}

    def levels(self, *roots: Node) -> set[int]:
        """Return the levels that are tested somewhere: the variables it depends on."""
        return {self._levels[node] for node in self.reachable(*roots)} - {_BOTTOM}

    def negation(self, node: Node) -> Node:
        """Return the diagram of not-``node``; what is in conflict stays so."""
        known = self._negations.get(node)
        if known is None:
            known = self._negated(node)
            self._negations[node] = known
        return known

    def conjunction(self, nodes: Iterable[Node]) -> Node:
        """Return the diagram that all of ``nodes`` hold: false before conflict before true."""
        return self._balanced(self._and, list(nodes), self.TRUE)

    def disjunction(self, nodes: Iterable[Node]) -> Node:
        """Return the diagram that one of ``nodes`` holds: true before conflict before false."""
        negated = [self.negation(node) for node in nodes]
        return self.negation(self._balanced(self._and, negated, self.TRUE))

    def mapped(self, root: Node, leaf_of: Callable[[Any], Node]) -> Node:
        """Return a diagram with every leaf replaced by what ``leaf_of`` gives for its value."""
        done: dict[Node, Node] = {}

        def visit(node: Node) -> Node:
            if node in self._values:
                return leaf_of(self._values[node])
            if node not in done:
                children = [visit(child) for child in self._children[node]]
                done[node] = self.test(self._levels[node], children)
            return done[node]

        return visit(root)

    def united(self, roots: Sequence[Node], unite: Callable[[Any, Any], Any], empty: Any) -> Node:
        """Return the diagram whose leaves unite those of ``roots``; ``empty`` changes nothing."""
        nothing = self.leaf(empty)
        done: dict[tuple[Node, Node], Node] = {}

        def visit(one: Node, other: Node) -> Node:
            if one in (nothing, other):
                return other
            if other == nothing:
                return one
            key = (one, other) if one < other else (other, one)
            if key not in done:
                if one in self._values and other in self._values:
                    done[key] = self.leaf(unite(self._values[one], self._values[other]))
                else:
                    done[key] = self._paired(one, other, visit)
            return done[key]

        return self._balanced(visit, list(roots), nothing)

    def chosen(self, selector: Node, options: Mapping[Any, Node]) -> Node:
        """Return the diagram that goes on at the option named by the selector's leaf."""
        names = list(options)
        done: dict[tuple[Node, ...], Node] = {}

        def visit(chooser: Node, nodes: tuple[Node, ...]) -> Node:
            if chooser in self._values:
                return nodes[names.index(self._values[chooser])]
            key = (chooser, *nodes)
            if key not in done:
                self.step()
                level = min(self._levels[node] for node in key)
                width = self._width(level, key)
                done[key] = self.test(
                    level,
                    [
                        visit(
                            self._branch(chooser, level, branch),
                            tuple(self._branch(node, level, branch) for node in nodes),
                        )
                        for branch in range(width)
                    ],
                )
            return done[key]

        return visit(selector, tuple(options.values()))

    def taken(self, root: Node, level: int, branch: int) -> Node:
        """Return the diagram in which the variable at a level takes one branch."""
        done: dict[Node, Node] = {}

        def visit(node: Node) -> Node:
            if self._levels[node] > level:
                return node
            if self._levels[node] == level:
                return self._children[node][branch]
            if node not in done:
                children = [visit(child) for child in self._children[node]]
                done[node] = self.test(self._levels[node], children)
            return done[node]

        return visit(root)

    def where(self, root: Node, holds: Callable[[Any], bool]) -> Node:
        """Return the diagram that the leaf of another one passes a test."""
        return self.mapped(root, lambda value: self.TRUE if holds(value) else self.FALSE)

    def restricted(self, root: Node, branch_at: Callable[[int], int | None]) -> Residue:
        """Return what is left of a diagram when some variables are known.

        ``branch_at`` gives the branch of the variable at a level, or None if it is not known. The
        store does not grow.
        """
        return Residue(self, root, branch_at)

    def _add(self, level: int, children: tuple[Node, ...]) -> Node:
        node = len(self._levels)
        self._levels.append(level)
        self._children.append(children)
        return node

    def _negated(self, node: Node) -> Node:
        if node == self.CONFLICT:
            return node
        if node in (self.FALSE, self.TRUE):
            return self.TRUE - node
        children = [self.negation(child) for child in self._children[node]]
        return self.test(self._levels[node], children)

    def _and(self, one: Node, other: Node) -> Node:
        if one == other or other == self.TRUE:
            return one
        if one == self.TRUE:
            return other
        if self.FALSE in (one, other):
            return self.FALSE
        key = (one, other) if one < other else (other, one)
        node = self._conjunctions.get(key)
        if node is None:
            node = self._conjunctions[key] = self._paired(one, other, self._and)
        return node

    def _paired(self, one: Node, other: Node, visit: Callable[[Node, Node], Node]) -> Node:
        self.step()
        level = min(self._levels[one], self._levels[other])
        width = self._width(level, (one, other))
        return self.test(
            level,
            [
                visit(self._branch(one, level, branch), self._branch(other, level, branch))
                for branch in range(width)
            ],
        )

    def _width(self, level: int, nodes: Iterable[Node]) -> int:
        return next(len(self._children[node]) for node in nodes if self._levels[node] == level)

    def _branch(self, node: Node, level: int, branch: int) -> Node:
        return self._children[node][branch] if self._levels[node] == level else node

    def _balanced(
        self, join: Callable[[Node, Node], Node], nodes: list[Node], nothing: Node
    ) -> Node:
        # Joining neighbours first keeps the diagrams in between small.
        while len(nodes) > 1:
            pairs = [join(*nodes[at : at + 2]) for at in range(0, len(nodes) - 1, 2)]
            nodes = pairs + nodes[len(nodes) & ~1 :]
        return nodes[0] if nodes else nothing


class Residue:
    """What is left of a diagram when some variables are known: a small reduced diagram of its own.

    The variables that are left are exactly those that the outcome still depends on.
    """

    def __init__(self, graph: Graph, root: Node, branch_at: Callable[[int], int | None]) -> None:
        self.leaves: set[Any] = set()
        self.levels: set[int] = set()
        unique: dict[Any, int] = {}
        done: dict[Node, int] = {}

        def visit(node: Node) -> int:
            if node in done:
                return done[node]
            if graph.is_leaf(node):
                self.leaves.add(graph.value(node))
                left = unique.setdefault(node, len(unique))
            else:
                left = tested(node)
            done[node] = left
            return left

        def tested(node: Node) -> int:
            level = graph.level(node)
            branch = branch_at(level)
            children = graph.children(node)
            if branch is not None:
                return visit(children[branch])
            left = [visit(child) for child in children]
            if all(child == left[0] for child in left):
                return left[0]
            self.levels.add(level)
            return unique.setdefault((level, *left), len(unique))

        visit(root)
