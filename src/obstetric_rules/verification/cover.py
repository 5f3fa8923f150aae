"""Covers: in which cases something is so, as a short condition that people can read.

A cover is a disjunction of cubes, each a conjunction of literals: a test of one variable, or one of
the named terms of the rules. Each cube is shrunk until nothing can be left out of it, in several
orders, and of all cubes found the fewest that together say it all are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import combinations
from math import comb
from operator import is_

import attrs

from obstetric_rules.diagrams.diagrams import Diagrams
from obstetric_rules.diagrams.graph import Node, Truth
from obstetric_rules.diagrams.variables import width
from obstetric_rules.expressions.nodes import (
    Always,
    And,
    Comparison,
    Condition,
    Membership,
    Not,
    Or,
    Term,
    walk,
)
from obstetric_rules.verification.literals import literal

MOST_CUBES = 60
"""How many cubes are looked for; a condition that takes more is given in part."""

FEW_CUBES = 3
"""How many are given of what many rules do together: those who read it see the rules themselves."""

MOST_FREE = 6
"""Of how many values that cannot occur it is tried whether to name them."""

MOST_TERMS = 8

MOST_COMBINATIONS = 1_000


@attrs.frozen
class _Literal:
    condition: Condition
    node: Node
    size: int = 1
    test: tuple[int, frozenset[int]] | None = None
    """The level of the one variable that it tests, and the branches; a term has none."""


@attrs.frozen
class _Cube:
    literals: tuple[_Literal, ...]
    node: Node


@attrs.frozen
class Cover:
    """The cases of something as a condition; ``complete`` unless it takes too many words."""

    condition: Condition
    complete: bool


class Coverer:
    """Finds covers of diagrams of one protocol.

    ``possible`` is what holds in every case that can occur; of the others a cover may say anything.
    ``occurs`` tells whether some case is in a cube.
    """

    def __init__(
        self,
        diagrams: Diagrams,
        possible: Node,
        terms: Sequence[Term],
        occurs: Callable[[Node], bool],
    ) -> None:
        self._diagrams = diagrams
        self._graph = diagrams.graph
        self._possible = possible
        self._occurs = occurs
        found = [(term, diagrams.condition(term.body)) for term in terms]
        self._terms = [
            _Literal(term, node, len(self._graph.levels(node)))
            for term, node in found
            if self._is_plain(node)
        ]

    def cover(self, wanted: Node, most: int | None = None) -> Cover:
        """Return a short condition that holds in just the cases of a diagram.

        There has to be a case in which it is true. Of ``most`` alternatives the condition is one
        that holds in some of its cases only, if it takes more.
        """
        graph = self._graph
        most = MOST_CUBES if most is None else most
        # What cannot occur may be covered or not.
        allowed = graph.disjunction([wanted, graph.negation(self._possible)])
        left = graph.conjunction([wanted, self._possible])
        target = left
        cubes: dict[Node, _Cube] = {}
        while left != graph.FALSE and len(cubes) < most:
            seed = list(self._seed(left))
            found = [self._shrunk(seed, order, allowed) for order in self._orders(seed)]
            occurring = [cube for cube in found if self._occurs(cube.node)]
            for cube in occurring:
                known = cubes.setdefault(cube.node, cube)
                cubes[cube.node] = min(known, cube, key=_length)
            covered = graph.negation(graph.disjunction([cube.node for cube in found]))
            if graph.conjunction([left, covered]) == left:
                # Some answer it depends on is in conflict, which no condition can say.
                break
            left = graph.conjunction([left, covered])
            if not occurring:
                # Its tests cannot all hold together, so nobody needs to read it.
                target = graph.conjunction([target, covered])
        chosen = self._fewest(
            list(cubes.values()), graph.conjunction([target, graph.negation(left)])
        )
        return Cover(_disjoined([self._plainest(cube) for cube in chosen]), left == graph.FALSE)

    def _is_plain(self, node: Node) -> bool:
        return self._graph.leaves(node) <= {Truth.FALSE, Truth.TRUE}

    def _seed(self, node: Node) -> Iterator[_Literal]:
        """Yield all that is so in one case of a diagram: its tests, and the terms."""
        graph = self._graph
        at = node
        way: dict[int, int] = {}
        while not graph.is_leaf(at):
            children = graph.children(at)
            # Towards the first branch that leads there: no other choice is easier to follow.
            branch = next(n for n, child in enumerate(children) if child != graph.FALSE)
            way[graph.level(at)] = branch
            at = children[branch]
        levels = graph.levels(node)
        for term in self._terms:
            if not graph.levels(term.node) <= levels:
                continue
            truth = self._at(term.node, way)
            if truth is not None:
                denied = attrs.evolve(
                    term, condition=Not(term.condition), node=graph.negation(term.node)
                )
                yield term if truth else denied
        for level, branch in way.items():
            yield self._literal(level, frozenset({branch}))

    def _literal(self, level: int, branches: frozenset[int]) -> _Literal:
        condition = literal(self._diagrams.variable(level), branches)
        node = self._graph.where(self._diagrams.condition(condition), partial(is_, Truth.TRUE))
        return _Literal(condition, node, 1, (level, branches))

    def _at(self, node: Node, way: dict[int, int]) -> bool | None:
        """Return whether a term holds on a way, if that is settled there."""
        leaves = self._graph.restricted(node, way.get).leaves
        truths = {self._graph.leaf(leaf) for leaf in leaves}
        if truths == {self._graph.TRUE}:
            return True
        return False if truths == {self._graph.FALSE} else None

    def _orders(self, seed: list[_Literal]) -> Iterator[list[_Literal]]:
        # The first to be tried is the first to be left out.
        terms = [item for item in seed if item.test is None]
        tests = [item for item in seed if item.test is not None]
        yield [*tests, *terms]
        yield [*tests[::-1], *terms[::-1]]
        yield [*terms, *tests]
        for term in terms[:MOST_TERMS]:
            # "No cough, and a cough or fever" is better said without the second of these terms.
            yield [term, *tests, *(other for other in terms if other is not term)]

    def _shrunk(self, seed: list[_Literal], order: list[_Literal], allowed: Node) -> _Cube:
        kept = list(seed)
        for candidate in order:
            without = [item for item in kept if item is not candidate]
            if self._implies(self._joined(without), allowed):
                kept = without
        kept = self._widened(kept, allowed)
        return _Cube(tuple(kept), self._joined(kept))

    def _widened(self, kept: list[_Literal], allowed: Node) -> list[_Literal]:
        """Let each test allow as many values as it can."""
        for place, item in enumerate(kept):
            if item.test is None:
                continue
            level, branches = item.test
            others = [other.node for other in kept if other is not item]
            for branch in range(width(self._diagrams.variable(level))):
                wider = self._literal(level, branches | {branch})
                if self._implies(self._graph.conjunction([*others, wider.node]), allowed):
                    branches = branches | {branch}
                    kept[place] = wider
        return kept

    def _plainest(self, cube: _Cube) -> _Cube:
        """Return a cube that says no more of what cannot occur than takes the fewest words."""
        literals = list(cube.literals)
        for place, item in enumerate(literals):
            if item.test is None or _words(item.condition) == 1:
                continue
            level, branches = item.test
            others = [other.node for other in literals if other is not item]
            free = [
                branch
                for branch in sorted(branches)
                if not self._occurs(
                    self._graph.conjunction(
                        [*others, self._possible, self._literal(level, frozenset({branch})).node]
                    )
                )
            ][:MOST_FREE]
            ways = [
                self._literal(level, branches.difference(left_out))
                for number in range(len(free) + 1)
                for left_out in combinations(free, number)
                if len(left_out) < len(branches)
            ]
            literals[place] = min(ways, key=lambda way: _words(way.condition))
        return attrs.evolve(cube, literals=tuple(literals))

    def _joined(self, literals: Iterable[_Literal]) -> Node:
        return self._graph.conjunction([item.node for item in literals])

    def _implies(self, one: Node, other: Node) -> bool:
        graph = self._graph
        return graph.conjunction([one, graph.negation(other)]) == graph.FALSE

    def _fewest(self, cubes: list[_Cube], target: Node) -> list[_Cube]:
        """Return the fewest cubes that cover a target, of those the ones that say the least."""
        cubes = sorted(cubes, key=_length)
        tried = 0
        for number in range(1, len(cubes)):
            tried += comb(len(cubes), number)
            if tried > MOST_COMBINATIONS:
                return self._irredundant(cubes, target)
            covering = [
                chosen for chosen in combinations(cubes, number) if self._covers(chosen, target)
            ]
            if covering:
                return list(min(covering, key=_total))
        return cubes

    def _irredundant(self, cubes: list[_Cube], target: Node) -> list[_Cube]:
        kept = list(cubes)
        for cube in reversed(cubes):
            without = [item for item in kept if item is not cube]
            if self._covers(without, target):
                kept = without
        return kept

    def _covers(self, cubes: Iterable[_Cube], target: Node) -> bool:
        return self._implies(target, self._graph.disjunction([cube.node for cube in cubes]))


def terms_in(conditions: Iterable[Condition]) -> list[Term]:
    """Return the named terms of conditions, each once."""
    found = (node for condition in conditions for node in walk(condition))
    return list(dict.fromkeys(node for node in found if isinstance(node, Term)))


def _words(condition: Condition) -> int:
    """Return how much there is to read: each comparison, and each value that is named."""
    return sum(
        len(node.values) if isinstance(node, Membership) else 1
        for node in walk(condition)
        if isinstance(node, Comparison | Membership)
    )


def _length(cube: _Cube) -> tuple[int, int]:
    """Return how much a cube says: in how many literals, and about how many variables."""
    return len(cube.literals), sum(item.size for item in cube.literals)


def _total(cubes: Iterable[_Cube]) -> tuple[int, int]:
    lengths = [_length(cube) for cube in cubes]
    return sum(literals for literals, _ in lengths), sum(size for _, size in lengths)


def _disjoined(cubes: Sequence[_Cube]) -> Condition:
    parts = tuple(_conjoined(cube) for cube in cubes)
    return parts[0] if len(parts) == 1 else Or(parts)


def _conjoined(cube: _Cube) -> Condition:
    parts = tuple(item.condition for item in cube.literals)
    if not parts:
        return Always()
    return parts[0] if len(parts) == 1 else And(parts)
