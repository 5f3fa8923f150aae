"""Grounding: the diagram of a question over the unknown facts of one dossier.

The diagrams of a protocol treat a comparison of two fields and a quantifier as variables of their
own. That is exact as long as these are known. When they are not, branches could be combined that
cannot hold together (``a == b``, ``a == "x"``, ``b == "y"``). So what is known of the dossier is
filled in, and a diagram is made whose variables are the unknown fields themselves, which are
independent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import combinations
from typing import Any, TypeAlias, cast

import attrs

from obstetric_rules.diagrams.diagrams import COMPARE, Diagrams
from obstetric_rules.diagrams.graph import Graph, Node, Truth
from obstetric_rules.diagrams.representatives import Representatives
from obstetric_rules.diagrams.variables import (
    EqualVariable,
    PresenceVariable,
    QuantifierVariable,
)
from obstetric_rules.expressions.nodes import Binding, Count, Field, Operator, Quantifier
from obstetric_rules.facts import Dossier, keys_of
from obstetric_rules.truth import UNKNOWN

Position: TypeAlias = tuple[str, int]
"""A many-slot and the place of a fact in its list."""

DiagramsFor: TypeAlias = Callable[[Position | None, Position | None], Diagrams]
"""The diagrams that hold for the fact a question is about and the one a quantifier took."""

_IMPOSSIBLE = "impossible"
_EXISTS = ""


@attrs.frozen
class _Unknown:
    """An unknown field of the dossier, whether a slot is empty, or whether a list has a place."""

    slot: str
    place: int | None
    name: str


class Grounding:
    """A question's diagram over the unknown facts of one dossier.

    ``each`` is the fact that the question is about, if it is asked per fact; of a list that is
    unknown it is the first.
    """

    def __init__(
        self, dossier: Dossier, diagrams_for: DiagramsFor, each: Position | None, budget: float
    ) -> None:
        self._dossier = dossier
        self._diagrams_for = diagrams_for
        self._each = each
        self._layout = diagrams_for(each, None).layout
        self._slots = self._layout.protocol.slots
        self._ranks = self._ranked()
        self._unknowns: dict[int, _Unknown] = {}
        self._lengths: dict[str, int] = {}
        self._done: dict[tuple[int, Node, Position | None], Node] = {}
        self.graph = Graph()
        self.graph.allow(budget)

    def question(self, name: str) -> Ground:
        """Return what a question can become."""
        diagrams = self._diagrams_for(self._each, None)
        root = diagrams.question(name)
        speaking = [diagrams.heard(rule.id) for rule in diagrams.rules_of(name)]
        self._lengths = self._list_lengths(diagrams.quantifiers(root, *speaking))
        self._representatives = Representatives(self._layout, self._dossier, self._lengths)
        outcome = self._grounded(diagrams, root, None)
        rules = {
            rule.id: self._grounded(diagrams, heard, None)
            for rule, heard in zip(diagrams.rules_of(name), speaking, strict=True)
        }
        possible = self._possible(outcome, *rules.values())
        return Ground(self.graph, outcome, rules, possible, self._names())

    def _ranked(self) -> dict[tuple[str, str], int]:
        names = [(slot, _EXISTS) for slot in self._slots]
        names += list(dict.fromkeys((field.slot, field.name) for field in self._fields()))
        return {name: rank for rank, name in enumerate(names)}

    def _fields(self) -> Iterable[Field]:
        for variable in self._layout.variables:
            field = getattr(variable, "field", None)
            if isinstance(field, Field):
                yield field

    def _list_lengths(self, quantifiers: list[QuantifierVariable]) -> dict[str, int]:
        """Return how long an unknown list has to be for all that its quantifiers can tell apart."""
        lengths: dict[str, int] = {}
        for variable in quantifiers:
            slot = variable.condition.slot
            lengths[slot] = lengths.get(slot, 0) + _witnesses(variable)
        if self._each is not None:
            lengths[self._each[0]] = lengths.get(self._each[0], 0) + 1
        return lengths

    def _grounded(self, diagrams: Diagrams, node: Node, element: Position | None) -> Node:
        key = (id(diagrams), node, element)
        if key not in self._done:
            self._done[key] = self._ground(diagrams, node, element)
        return self._done[key]

    def _ground(self, diagrams: Diagrams, node: Node, element: Position | None) -> Node:
        graph = diagrams.graph
        if graph.is_leaf(node):
            return self.graph.leaf(graph.value(node))
        selector = self._selector(diagrams.variable(graph.level(node)), element)
        branches = self.graph.leaves(selector)
        children = graph.children(node)
        options = {
            branch: self._grounded(diagrams, children[branch], element) for branch in branches
        }
        return self.graph.chosen(selector, options)

    def _selector(self, variable: Any, element: Position | None) -> Node:
        """Return the diagram of the branch that a variable takes."""
        match variable:
            case PresenceVariable(slot):
                content = self._dossier[slot]
                if content is not UNKNOWN:
                    return self.graph.leaf(variable.branch(content))
                return self._test(_Unknown(slot, None, _EXISTS), (0, 1), lambda branch: branch)
            case EqualVariable(field, other):
                return self._equality(field, other, element)
            case QuantifierVariable():
                return self._quantifier(variable, element)
        value = self._value(variable.field, element)
        if not isinstance(value, _Unknown):
            return self.graph.leaf(variable.branch(value))
        return self._test(value, self._values(value), variable.branch)

    def _equality(self, field: Field, other: Field, element: Position | None) -> Node:
        one, two = self._value(field, element), self._value(other, element)
        if not isinstance(one, _Unknown):
            one, two = two, one
        if not isinstance(one, _Unknown):
            return self.graph.leaf(int(one == two))
        if not isinstance(two, _Unknown):
            return self._test(one, self._values(one), lambda value: int(value == two))
        return self._equal(one, two)

    def _equal(self, one: _Unknown, two: _Unknown) -> Node:
        if one == two:
            return self.graph.leaf(1)
        if self._level(one) > self._level(two):
            one, two = two, one
        return self.graph.test(
            self._level(one),
            [
                self._test(two, self._values(two), partial(_same, chosen))
                for chosen in self._values(one)
            ],
        )

    def _quantifier(self, variable: QuantifierVariable, element: Position | None) -> Node:
        slot = variable.condition.slot
        facts = self._dossier[slot]
        length = self._lengths.get(slot, 0) if facts is UNKNOWN else len(facts)
        bodies = []
        for place in range(length):
            diagrams = self._diagrams_for(self._each, (slot, place))
            body = self._grounded(diagrams, diagrams.body(variable), (slot, place))
            bodies.append((self._existence(slot, place), body))
        if isinstance(variable.condition, Count):
            return self._count(variable, bodies)
        if variable.condition.quantifier is Quantifier.ANY:
            return self._any(bodies)
        # All do when not any does not.
        opposite = [(exists, self.graph.negation(body)) for exists, body in bodies]
        return self.graph.mapped(
            self._any(opposite), lambda branch: self.graph.leaf((1, 0, 2)[branch])
        )

    def _any(self, bodies: list[tuple[Node, Node]]) -> Node:
        graph = self.graph
        result = graph.leaf(0)
        # From the last fact to the first: the variables of the first are tested first, so that each
        # step only touches the top of what there is.
        for exists, body in reversed(bodies):
            in_conflict = graph.mapped(result, lambda branch: graph.leaf(branch or 2))
            found = graph.chosen(
                body,
                {Truth.FALSE: result, Truth.TRUE: graph.leaf(1), Truth.CONFLICT: in_conflict},
            )
            result = graph.chosen(exists, {0: result, 1: found})
        return result

    def _count(self, variable: QuantifierVariable, bodies: list[tuple[Node, Node]]) -> Node:
        graph = self.graph
        enough = variable.number + 1
        done: dict[tuple[int, int, int], Node] = {}

        def rest(place: int, true: int, conflicts: int) -> Node:
            true, conflicts = min(true, enough), min(conflicts, enough)
            key = (place, true, conflicts)
            if key not in done:
                done[key] = one_more(place, true, conflicts)
            return done[key]

        def one_more(place: int, true: int, conflicts: int) -> Node:
            graph.step()
            if place == len(bodies):
                return graph.leaf(counted(variable.operator, variable.number, true, conflicts))
            exists, body = bodies[place]
            skipped = rest(place + 1, true, conflicts)
            found = graph.chosen(
                body,
                {
                    Truth.FALSE: skipped,
                    Truth.TRUE: rest(place + 1, true + 1, conflicts),
                    Truth.CONFLICT: rest(place + 1, true, conflicts + 1),
                },
            )
            return graph.chosen(exists, {0: skipped, 1: found})

        can_conflict = any(Truth.CONFLICT in graph.leaves(body) for _, body in bodies)
        for place in range(len(bodies), -1, -1):
            # From the end, so that no call goes deeper than one fact.
            for true in range(min(place, enough) + 1):
                for conflicts in range(min(place, enough) - true + 1 if can_conflict else 1):
                    rest(place, true, conflicts)
        return rest(0, 0, 0)

    def _existence(self, slot: str, place: int) -> Node:
        given = self._dossier[slot] is not UNKNOWN
        if given or self._each == (slot, place):
            return self.graph.leaf(1)
        return self._test(_Unknown(slot, place, _EXISTS), (0, 1), lambda branch: branch)

    def _value(self, field: Field, element: Position | None) -> Any:
        """Return the value of a field, or the unknown that it is.

        Whether a slot is there is tested before its fields, so here it is.
        """
        place = None
        if field.binding is not Binding.SLOT:
            position = element if field.binding is Binding.ELEMENT else self._each
            place = cast(Position, position)[1]
        content = self._dossier[field.slot]
        if content is not UNKNOWN:
            fact = content if place is None else content[place]
            value = getattr(fact, field.name)
            if value is not UNKNOWN:
                return value
        return _Unknown(field.slot, place, field.name)

    def _values(self, unknown: _Unknown) -> tuple[Any, ...]:
        return self._representatives.of(unknown.slot, unknown.name)

    def _test(
        self, unknown: _Unknown, values: tuple[Any, ...], branch: Callable[[Any], int]
    ) -> Node:
        leaves = [self.graph.leaf(branch(value)) for value in values]
        return self.graph.test(self._level(unknown), leaves)

    def _level(self, unknown: _Unknown) -> int:
        row = 0 if unknown.place is None else unknown.place + 1
        level = row * len(self._ranks) + self._ranks[unknown.slot, unknown.name]
        self._unknowns[level] = unknown
        return level

    def _possible(self, *roots: Node) -> Node:
        """Return the diagram that the ids of the facts in each list differ from each other."""
        ids: dict[str, list[_Unknown]] = {}
        for level in self.graph.levels(*roots):
            unknown = self._unknowns[level]
            if unknown.name == "id" and unknown.place is not None:
                ids.setdefault(unknown.slot, []).append(unknown)
        graph = self.graph
        return graph.conjunction(
            [
                self._differ(one, two)
                for found in ids.values()
                for one, two in combinations(found, 2)
            ]
        )

    def _differ(self, one: _Unknown, two: _Unknown) -> Node:
        graph = self.graph
        clash = graph.chosen(self._equal(one, two), {0: graph.TRUE, 1: graph.FALSE})
        for unknown in (one, two):
            assert unknown.place is not None
            exists = self._existence(unknown.slot, unknown.place)
            clash = graph.chosen(exists, {0: graph.TRUE, 1: clash})
        return clash

    def _names(self) -> dict[int, str]:
        return {level: self._name(unknown) for level, unknown in self._unknowns.items()}

    def _name(self, unknown: _Unknown) -> str:
        content = self._dossier[unknown.slot]
        if content is UNKNOWN:
            return unknown.slot
        if unknown.place is None:
            return f"{unknown.slot}.{unknown.name}"
        return f"{unknown.slot}[{keys_of(content)[unknown.place]}].{unknown.name}"


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
        return self._graph.leaves(self._outcome) - {_IMPOSSIBLE}

    def truths(self, rule: str) -> set[Any]:
        """Return whether a rule speaks: in every case, in none, or in some."""
        return self._graph.leaves(self._where_possible(self._rules[rule])) - {_IMPOSSIBLE}

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
        impossible = graph.leaf(_IMPOSSIBLE)
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
        """Return whether ways of filling in that differ at these levels only differ in outcome."""
        graph = self._graph
        seen: set[tuple[Node, Node]] = set()
        todo = [(self._outcome, self._outcome)]
        impossible = graph.leaf(_IMPOSSIBLE)
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


def counted(how: Operator | None, number: int, true: int, conflicts: int) -> int:
    """Return the branch of a comparison of a count of which some may or may not count."""
    assert how is not None
    found = {COMPARE[how](count, number) for count in range(true, true + conflicts + 1)}
    return 2 if len(found) > 1 else int(found.pop())


def _same(one: Any, other: Any) -> int:
    return int(one == other)


def _branches(graph: Graph, node: Node, level: int) -> tuple[Node, ...]:
    return graph.children(node) if graph.level(node) == level else (node,)


def _witnesses(variable: QuantifierVariable) -> int:
    """Return how many facts it takes to make every difference that a quantifier can see."""
    if not isinstance(variable.condition, Count):
        return 1
    exact = variable.operator in (Operator.AT_LEAST, Operator.LESS)
    return variable.number if exact else variable.number + 1
