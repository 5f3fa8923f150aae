"""Grounding: the diagram of a question over the unknown facts of one dossier.

The diagrams of a protocol treat a comparison of two fields and a quantifier as variables of their
own. That is exact as long as these are known. When they are not, branches could be combined that
cannot hold together (``a == b``, ``a == "x"``, ``b == "y"``). So what is known of the dossier is
filled in, and a diagram is made whose variables are the unknown fields themselves, which are
independent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import combinations
from typing import Any, TypeAlias, cast

import attrs

from obstetric_rules.diagrams.diagrams import COMPARE, Diagrams
from obstetric_rules.diagrams.graph import Graph, Node, Truth
from obstetric_rules.diagrams.ground import Ground
from obstetric_rules.diagrams.representatives import Representatives
from obstetric_rules.diagrams.variables import (
    EqualVariable,
    PresenceVariable,
    QuantifierVariable,
)
from obstetric_rules.expressions.nodes import Binding, Count, Field, Operator, Quantifier
from obstetric_rules.facts import Dossier, names_in_paths
from obstetric_rules.truth import UNKNOWN

Position: TypeAlias = tuple[str, int]
"""A many-slot and the place of a fact in its list."""

DiagramsFor: TypeAlias = Callable[[Position | None, Position | None], Diagrams]
"""The diagrams that hold for the fact a question is about and the one a quantifier took."""

ID = "id"
"""The field in which no two facts of one list are alike."""

EXISTS = ""
"""Stands for the name of a field: whether a slot, or a place in a list, is filled."""


@attrs.frozen
class UnknownFact:
    """An unknown field of the dossier, whether a slot is filled, or whether a list has a place.

    ``place`` is the place of its fact in a list, ``name`` the field, or :data:`EXISTS`.
    """

    slot: str
    place: int | None
    name: str


class Grounding:
    """Diagrams of one protocol over the unknown facts of one dossier.

    ``each`` is the fact that they are about, if it is about one; of a list that is unknown it is
    the first. With ``ordinary`` the values of the unknown fields include their ordinary ones.
    """

    def __init__(
        self,
        dossier: Dossier,
        diagrams_for: DiagramsFor,
        each: Position | None,
        budget: float,
        *,
        ordinary: bool = False,
    ) -> None:
        self._dossier = dossier
        self._diagrams_for = diagrams_for
        self._each = each
        self._ordinary = ordinary
        self._layout = diagrams_for(each, None).layout
        self._slots = self._layout.protocol.slots
        self._ranks = self._ranked()
        self._unknowns: dict[int, UnknownFact] = {}
        self._lengths: dict[str, int] = {}
        self._done: dict[tuple[int, Node, Position | None], Node] = {}
        self.graph = Graph()
        self.graph.allow(budget)

    def question(self, name: str) -> Ground:
        """Return what a question can become."""
        diagrams = self._diagrams_for(self._each, None)
        spoken = diagrams.rules_of(name)
        heard = [diagrams.heard(rule.id) for rule in spoken]
        outcome, *speaking = self.together([diagrams.question(name), *heard])
        rules = {rule.id: node for rule, node in zip(spoken, speaking, strict=True)}
        possible = self.possible(outcome, *speaking)
        return Ground(self.graph, outcome, rules, possible, self._names())

    def together(self, nodes: Sequence[Node]) -> list[Node]:
        """Return diagrams over the unknown facts, grounded so that they can be combined.

        To be asked once: how long an unknown list has to be depends on all of them.
        """
        diagrams = self._diagrams_for(self._each, None)
        self._lengths = self._list_lengths(diagrams.quantifiers(*nodes))
        self._representatives = Representatives(
            self._layout, self._dossier, self._lengths, ordinary=self._ordinary
        )
        return [self.grounded(node) for node in nodes]

    def grounded(self, node: Node) -> Node:
        """Return one more diagram, with no other quantifiers than those grounded together."""
        return self._grounded(self._diagrams_for(self._each, None), node, None)

    def unknown(self, level: int) -> UnknownFact:
        """Return the unknown fact that is tested at a level."""
        return self._unknowns[level]

    def values(self, unknown: UnknownFact) -> tuple[Any, ...]:
        """Return the value of an unknown fact on each branch of its tests."""
        if unknown.name == EXISTS:
            return (False, True)
        return self._representatives.of(unknown.slot, unknown.name)

    def _ranked(self) -> dict[tuple[str, str], int]:
        names = [(slot, EXISTS) for slot in self._slots]
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
                return self._test(UnknownFact(slot, None, EXISTS), (False, True), int)
            case EqualVariable(field, other):
                return self._equality(field, other, element)
            case QuantifierVariable():
                return self._quantifier(variable, element)
        value = self._value(variable.field, element)
        if not isinstance(value, UnknownFact):
            return self.graph.leaf(variable.branch(value))
        return self._test(value, self.values(value), variable.branch)

    def _equality(self, field: Field, other: Field, element: Position | None) -> Node:
        one, two = self._value(field, element), self._value(other, element)
        if not isinstance(one, UnknownFact):
            one, two = two, one
        if not isinstance(one, UnknownFact):
            return self.graph.leaf(int(one == two))
        if not isinstance(two, UnknownFact):
            return self._test(one, self.values(one), lambda value: int(value == two))
        return self._equal(one, two)

    def _equal(self, one: UnknownFact, two: UnknownFact) -> Node:
        if one == two:
            return self.graph.leaf(1)
        if self._level(one) > self._level(two):
            one, two = two, one
        return self.graph.test(
            self._level(one),
            [
                self._test(two, self.values(two), partial(_same, chosen))
                for chosen in self.values(one)
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
        return self._test(UnknownFact(slot, place, EXISTS), (False, True), int)

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
        return UnknownFact(field.slot, place, field.name)

    def _test(
        self, unknown: UnknownFact, values: tuple[Any, ...], branch: Callable[[Any], int]
    ) -> Node:
        leaves = [self.graph.leaf(branch(value)) for value in values]
        return self.graph.test(self._level(unknown), leaves)

    def _level(self, unknown: UnknownFact) -> int:
        row = 0 if unknown.place is None else unknown.place + 1
        level = row * len(self._ranks) + self._ranks[unknown.slot, unknown.name]
        self._unknowns[level] = unknown
        return level

    def possible(self, *roots: Node) -> Node:
        """Return the diagram that the ids of the facts in each list differ from each other."""
        ids: dict[str, dict[UnknownFact, None]] = {}
        for level in self.graph.levels(*roots):
            unknown = self._unknowns[level]
            if unknown.name == ID and unknown.place is not None:
                ids.setdefault(unknown.slot, {})[unknown] = None
        for slot, found in ids.items():
            kind = self._slots[slot].kinds[ID]
            if kind.closed and self._dossier[slot] is UNKNOWN:
                # There are only so many ids, and facts whose own is not asked for have one too.
                found.update((UnknownFact(slot, at, ID), None) for at in range(self._lengths[slot]))
        graph = self.graph
        return graph.conjunction(
            [
                self._differ(one, two)
                for found in ids.values()
                for one, two in combinations(found, 2)
            ]
        )

    def _differ(self, one: UnknownFact, two: UnknownFact) -> Node:
        graph = self.graph
        clash = graph.chosen(self._equal(one, two), {0: graph.TRUE, 1: graph.FALSE})
        for unknown in (one, two):
            assert unknown.place is not None
            exists = self._existence(unknown.slot, unknown.place)
            clash = graph.chosen(exists, {0: graph.TRUE, 1: clash})
        return clash

    def _names(self) -> dict[int, str]:
        return {level: self._name(unknown) for level, unknown in self._unknowns.items()}

    def _name(self, unknown: UnknownFact) -> str:
        content = self._dossier[unknown.slot]
        if content is UNKNOWN:
            return unknown.slot
        if unknown.place is None:
            return f"{unknown.slot}.{unknown.name}"
        return f"{unknown.slot}[{names_in_paths(content)[unknown.place]}].{unknown.name}"


def counted(how: Operator | None, number: int, true: int, conflicts: int) -> int:
    """Return the branch of a comparison of a count of which some may or may not count."""
    assert how is not None
    found = {COMPARE[how](count, number) for count in range(true, true + conflicts + 1)}
    return 2 if len(found) > 1 else int(found.pop())


def _same(one: Any, other: Any) -> int:
    return int(one == other)


def _witnesses(variable: QuantifierVariable) -> int:
    """Return how many facts it takes to make every difference that a quantifier can see."""
    if not isinstance(variable.condition, Count):
        return 1
    exact = variable.operator in (Operator.AT_LEAST, Operator.LESS)
    return variable.number if exact else variable.number + 1
