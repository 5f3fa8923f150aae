"""Looking a question up: its diagram followed for one state, with what was found remembered."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any, TypeAlias

from obstetric_rules.diagrams.diagrams import Diagrams
from obstetric_rules.diagrams.graph import Node, Truth
from obstetric_rules.diagrams.variables import (
    ContainsVariable,
    EqualVariable,
    PresenceVariable,
    QuantifierVariable,
    SizeVariable,
    Variable,
)
from obstetric_rules.engines.finding import Finding
from obstetric_rules.engines.states import State, States
from obstetric_rules.expressions.nodes import Binding
from obstetric_rules.expressions.outcome import Outcome, Status, open_outcome, settled

MOST_REMEMBERED = 4096
"""How many combinations of facts are remembered for one question before all are forgotten."""

IN_HAND = "[]"
"""Stands in the name of a missing fact for the key of the fact that the question is about."""

Key: TypeAlias = tuple[Any, ...]


class Lookup:
    """One question of a protocol, followed along every branch that is still open.

    What it finds is ``None`` where the diagram has variables that are not
    independent of each other: then the question has to be grounded in the dossier.
    """

    def __init__(self, diagrams: Diagrams, states: States, question: str) -> None:
        self._diagrams = diagrams
        self._states = states
        self._question = question
        self._graph = diagrams.graph
        self._per = diagrams.protocol.questions[question].per
        self._root = diagrams.question(question)
        of_outcome = _Variables(diagrams, states, self._per, [self._root])
        self._outcomes = _Remembered(of_outcome, self._follow_outcome)
        self.outcome: Callable[[State], Outcome | None] = self._outcomes.of
        self._rules: dict[str, Node] = {}
        self._findings: _Remembered | None = None

    def finding(self, state: State) -> Finding | None:
        """Return all there is to say about the question, or ``None`` if it has to be grounded."""
        # Made when someone first asks for reasons: status and value do without.
        findings = self._findings or self._make_findings()
        finding: Finding | None = findings.of(state)
        return finding

    def _make_findings(self) -> _Remembered:
        rules = self._diagrams.rules_of(self._question)
        self._rules = {rule.id: self._diagrams.heard(rule.id) for rule in rules}
        roots = [self._root, *self._rules.values()]
        variables = _Variables(self._diagrams, self._states, self._per, roots)
        self._findings = _Remembered(variables, self._follow)
        return self._findings

    def _follow_outcome(self, variables: _Variables, key: Key) -> Outcome:
        residue = self._graph.restricted(self._root, variables.branches(key).get)
        return (open_outcome if self._list_is_unknown(variables, key) else settled)(residue.leaves)

    def _follow(self, variables: _Variables, key: Key) -> Finding:
        branches = variables.branches(key)
        residue = self._graph.restricted(self._root, branches.get)
        heard = {
            rule: self._graph.restricted(node, branches.get).leaves
            for rule, node in self._rules.items()
        }
        speaking = tuple(rule for rule, found in heard.items() if Truth.TRUE in found)
        missing = {variables.name(level, key) for level in residue.levels}
        if self._list_is_unknown(variables, key):
            missing.add(self._per or "")
            return Finding(open_outcome(residue.leaves), (), speaking, tuple(sorted(missing)))
        outcome = settled(residue.leaves)
        always = tuple(rule for rule in speaking if len(heard[rule]) == 1)
        return Finding(
            outcome,
            always,
            tuple(rule for rule in speaking if rule not in always),
            tuple(sorted(missing)) if outcome.status is Status.OPEN else (),
        )

    def _list_is_unknown(self, variables: _Variables, key: Key) -> bool:
        return self._per is not None and variables.is_absent(self._per, key)


class _Variables:
    """The variables that diagrams depend on, picked from states."""

    def __init__(
        self, diagrams: Diagrams, states: States, per: str | None, roots: list[Node]
    ) -> None:
        levels = sorted(diagrams.graph.levels(*roots))
        self._variables = {level: diagrams.variable(level) for level in levels}
        self._states = states
        self.independent = _independent(list(self._variables.values()))
        in_use = [_slot(variable) for variable in self._variables.values() if self.independent]
        slots: list[str] = sorted({*in_use, *filter(None, [per])})
        self._slot_at = {slot: len(levels) + at for at, slot in enumerate(slots)}
        self.key = _picker([*levels, *map(states.slot_place, slots)])

    def branches(self, key: Key) -> dict[int, int]:
        """Return the branch of each variable that is known, by its level."""
        found = {
            level: self._states.branch(level, value)
            for level, value in zip(self._variables, key, strict=False)
        }
        return {level: branch for level, branch in found.items() if branch is not None}

    def is_absent(self, slot: str, key: Key) -> bool:
        """Return whether nothing is known of a slot."""
        return self._states.is_absent(key[self._slot_at[slot]])

    def name(self, level: int, key: Key) -> str:
        """Return how the fact behind a variable is named when it is missing."""
        variable = self._variables[level]
        slot = _slot(variable)
        if isinstance(variable, PresenceVariable) or self.is_absent(slot, key):
            return slot
        field = variable.field  # type: ignore[union-attr]  # computed ones are not independent
        in_hand = IN_HAND if field.binding is Binding.EACH else ""
        return f"{slot}{in_hand}.{field.name}"


class _Remembered(dict[Key, Any]):
    """What was found for each key; all is forgotten when it grows too large."""

    def __init__(self, variables: _Variables, find: Callable[[_Variables, Key], Any]) -> None:
        super().__init__()
        self._variables = variables
        self._find = find
        pick = variables.key
        self.of: Callable[[State], Any] = (
            (lambda state: self[pick(state)]) if variables.independent else nothing
        )

    def __missing__(self, key: Key) -> Any:
        found = self._find(self._variables, key)
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        self[key] = found
        return found


def nothing(_: State) -> None:
    """Return that a question has to be grounded."""
    return None


def _picker(places: list[int]) -> Callable[[State], Key]:
    """Return a function that picks places of a state as a tuple, however many there are."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda state: tuple(state[place] for place in places)


def _independent(variables: list[Variable]) -> bool:
    """Return whether every combination of branches can occur."""
    sized = {variable.field for variable in variables if isinstance(variable, SizeVariable)}
    return not any(
        isinstance(variable, EqualVariable | QuantifierVariable)
        or (isinstance(variable, ContainsVariable) and variable.field in sized)
        for variable in variables
    )


def _slot(variable: Any) -> str:
    slot: str = variable.slot if isinstance(variable, PresenceVariable) else variable.field.slot
    return slot
