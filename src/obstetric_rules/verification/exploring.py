"""All cases of a protocol, as far as its rules and what stands beside them can tell them apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from obstetric_rules.diagrams.diagrams import NODE_BUDGET, Diagrams
from obstetric_rules.diagrams.graph import Node
from obstetric_rules.diagrams.grounding import Grounding, UnknownFact
from obstetric_rules.diagrams.layout import Layout
from obstetric_rules.engines.case import prepare
from obstetric_rules.expressions.nodes import Condition
from obstetric_rules.facts import Dossier
from obstetric_rules.rules.invariant import Invariant
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.verification.cheapest import cheapest_way
from obstetric_rules.verification.witnesses import Witness, WitnessWriter


class Space:
    """All cases of a protocol.

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
        beside = [item.always for item in protocol.invariants if isinstance(item, Invariant)]
        layout = Layout(protocol, beside)
        self.diagrams = Diagrams(protocol, layout=layout, budget=budget)
        self.constants = [value for found in layout.constants.values() for value in found]
        # What the place fixes is all that is known of every case.
        self.dossier = prepare(protocol, Dossier()).dossier

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
        self.nodes = self._grounding.together(nodes)
        self.possible = self._grounding.possible(*self.nodes)

    def witness(self, node: Node) -> Witness | None:
        """Return the most ordinary case in which a condition's diagram is true, if there is one."""
        told = self.told(node)
        return None if told is None else self.written(told)

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
        return [self._writer.cost(unknown, value) for value in self._grounding.values(unknown)]
