"""All cases of a protocol, as far as its rules and what stands beside them can tell them apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from obstetric_rules.diagrams.diagrams import NODE_BUDGET, Diagrams
from obstetric_rules.diagrams.graph import Node, Truth
from obstetric_rules.diagrams.ground import IMPOSSIBLE, changes
from obstetric_rules.diagrams.grounding import EXISTS, Grounding, UnknownFact
from obstetric_rules.diagrams.layout import Layout
from obstetric_rules.diagrams.variables import (
    ContainsVariable,
    EqualVariable,
    PresenceVariable,
    QuantifierVariable,
    SizeVariable,
)
from obstetric_rules.engines.case import prepare
from obstetric_rules.expressions.nodes import Condition
from obstetric_rules.facts import Dossier
from obstetric_rules.rules.invariant import Invariant
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.verification.cheapest import cheapest_way
from obstetric_rules.verification.constraining import on_the_case
from obstetric_rules.verification.counting import count_true
from obstetric_rules.verification.findings import Share
from obstetric_rules.verification.witnesses import Witness, WitnessWriter


class Space:
    """All cases of a protocol that its domain constraints let occur.

    >>> from obstetric_rules.plugins.groningen import groningen
    >>> from obstetric_rules.rules.protocol import compose
    >>> space = Space(compose([groningen]))
    >>> cases = space.explore([space.diagrams.question("badbevalling")])
    >>> (answer,) = cases.nodes
    >>> refused = cases.graph.where(answer, lambda outcome: outcome.value == "niet_mogelijk")
    >>> cases.witness(refused).departures
    1
    """

    def __init__(self, protocol: Protocol, budget: int = NODE_BUDGET) -> None:
        self.protocol = protocol
        self.budget = budget
        constraints = [on_the_case(item) for item in protocol.constraints]
        invariants = [item.always for item in protocol.invariants if isinstance(item, Invariant)]
        silences = [item.when for item in protocol.silences.values()]
        layout = Layout(protocol, (*constraints, *invariants, *silences))
        self.diagrams = Diagrams(protocol, layout=layout, budget=budget)
        self.constraint = self.diagrams.graph.conjunction(map(self.condition, constraints))
        self.constants = [value for found in layout.constants.values() for value in found]
        # What the place fixes is all that is known of every case.
        self.dossier = prepare(protocol, Dossier()).dossier

    def is_independent(self, nodes: Sequence[Node]) -> bool:
        """Return whether all branches of diagrams can be combined, so that they need no facts."""
        if self.constraint != self.diagrams.graph.TRUE:
            return False
        variables = self.diagrams.variables(*nodes)
        sized = {variable.field for variable in variables if isinstance(variable, SizeVariable)}
        return not any(
            isinstance(variable, EqualVariable | QuantifierVariable)
            or (isinstance(variable, ContainsVariable) and variable.field in sized)
            # Of a place that is fixed it is known that it is there.
            or (isinstance(variable, PresenceVariable) and variable.slot in self.dossier.facts)
            for variable in variables
        )

    def condition(self, condition: Condition) -> Node:
        """Return the diagram of a condition, made within the budget."""
        self.diagrams.graph.allow(self.budget)
        return self.diagrams.condition(condition)

    def explore(self, nodes: Sequence[Node], per: str | None = None) -> Exploration:
        """Return diagrams over the facts of all cases; with ``per`` about one fact of that slot.

        Raises :class:`~obstetric_rules.diagrams.graph.BudgetExceededError` when they outgrow the
        budget.
        """
        return Exploration(self, nodes, per)


class Exploration:
    """Diagrams over the facts of all cases of a protocol; ``nodes`` are those asked for."""

    def __init__(self, space: Space, nodes: Sequence[Node], per: str | None) -> None:
        each = None if per is None else (per, 0)
        self._space = space
        self._grounding = Grounding(
            space.dossier, lambda _, __: space.diagrams, each, space.budget, ordinary=True
        )
        self._writer = WitnessWriter(space.protocol, space.dossier, each)
        self.graph = self._grounding.graph
        constraint, *self.nodes = self._grounding.together([space.constraint, *nodes])
        different_ids = self._grounding.possible(constraint, *self.nodes)
        self.possible = self.graph.conjunction([constraint, different_ids])

    def witness(self, node: Node) -> Witness | None:
        """Return the most ordinary case in which a condition's diagram is true, if there is one."""
        told = self.told(node)
        return None if told is None else self.written(told)

    def can_be(self, node: Node) -> bool:
        """Return whether a condition's diagram is true in some case."""
        return self.graph.conjunction([self.possible, node]) != self.graph.FALSE

    def told(self, node: Node) -> Mapping[UnknownFact, Any] | None:
        """Return what is to be told for a condition's diagram to be true, if it can be."""
        way = cheapest_way(
            self.graph, self.graph.conjunction([self.possible, node]), self._branch_costs
        )
        if way is None:
            return None
        unknowns = {level: self._grounding.unknown(level) for level in way}
        return {
            unknown: self._grounding.values(unknown)[way[level]]
            for level, unknown in unknowns.items()
        }

    def written(self, told: Mapping[UnknownFact, Any]) -> Witness:
        """Return the case in which this is told, and all else is ordinary."""
        return self._writer.write(told, self._space.constants)

    def also(self, node: Node) -> Node:
        """Return one more diagram, which has no quantifier that ``nodes`` have not."""
        return self._grounding.grounded(node)

    def share(self, node: Node, among: Node) -> Share:
        """Return in how many of the situations that a diagram tells apart a condition is true."""
        graph = self.graph
        levels = graph.levels(node, among, self.possible)
        unknowns = {level: self._grounding.unknown(level) for level in levels}
        widths = {level: len(self._grounding.values(one)) for level, one in unknowns.items()}
        once = graph.conjunction([self.possible, *self._told_once(unknowns)])
        return Share(
            situations=count_true(graph, graph.conjunction([once, node]), widths),
            of=count_true(graph, once, widths),
        )

    def _told_once(self, unknowns: Mapping[int, UnknownFact]) -> Iterator[Node]:
        """Yield that what is not there has no fields: else it would count once for each value."""
        graph = self.graph
        exists = {
            (one.slot, one.place): level for level, one in unknowns.items() if one.name == EXISTS
        }
        for level, one in unknowns.items():
            if one.name != EXISTS and (one.slot, one.place) in exists:
                others = len(self._grounding.values(one)) - 1
                first = graph.test(level, [graph.TRUE, *([graph.FALSE] * others)])
                yield graph.test(exists[one.slot, one.place], [first, graph.TRUE])

    def fields_that_matter(self, node: Node) -> set[tuple[str, str]]:
        """Return the fields by which alone, of one fact, a diagram can come to another leaf."""
        levels: dict[tuple[str, str, int | None], set[int]] = {}
        for level in self.graph.levels(node):
            one = self._grounding.unknown(level)
            levels.setdefault((one.slot, one.name, one.place), set()).add(level)
        where_possible = self.graph.chosen(
            self.possible, {Truth.FALSE: self.graph.leaf(IMPOSSIBLE), Truth.TRUE: node}
        )
        return {
            (slot, name)
            for (slot, name, _), found in levels.items()
            if self.possible == self.graph.TRUE or changes(self.graph, where_possible, found)
        }

    def levels_of(self, slot: str, field: str, node: Node) -> dict[int, UnknownFact]:
        """Return where a diagram tests a field: of its one fact, or of each fact of a list."""
        found = {level: self._grounding.unknown(level) for level in self.graph.levels(node)}
        return {
            level: unknown
            for level, unknown in sorted(found.items())
            if (unknown.slot, unknown.name) == (slot, field)
        }

    def _branch_costs(self, level: int) -> list[int]:
        unknown = self._grounding.unknown(level)
        values = self._grounding.values(unknown)
        costs = [self._writer.cost(unknown, value) for value in values]
        distances = _distances(values, costs)
        return [cost * _DEPARTURE + far for cost, far in zip(costs, distances, strict=True)]


_DEPARTURE = 1 << 20
"""What a departure costs: more than all that departures can be far from what is ordinary."""


def _distances(values: Sequence[Any], costs: Sequence[int]) -> list[int]:
    """Return how much farther each value of a field is from the ordinary one than others are."""
    ordinary = next((at for at, cost in enumerate(costs) if cost == 0), 0)
    if isinstance(values[0], frozenset):
        return [max(0, len(value ^ values[ordinary]) - 1) for value in values]
    if isinstance(values[0], bool | str):
        return [0] * len(values)
    nearest = sorted(values, key=lambda value: abs(value - values[ordinary]))
    return [max(0, nearest.index(value) - 1) for value in values]
