"""One question of a protocol over all its cases: what its rules come down to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from itertools import combinations
from operator import is_
from typing import TypeAlias

from obstetric_rules.diagrams.graph import Node, Truth
from obstetric_rules.expressions.nodes import Always, Condition
from obstetric_rules.expressions.outcome import Outcome, Status
from obstetric_rules.rules.case_bounds import KnownSilence
from obstetric_rules.rules.protocol import ProtocolRule
from obstetric_rules.verification.dropping import without_each_part
from obstetric_rules.verification.exploring import Exploration, Space

Pair: TypeAlias = tuple[ProtocolRule, ProtocolRule]
Sides: TypeAlias = tuple[tuple[ProtocolRule, ...], tuple[ProtocolRule, ...]]
"""The rules for the one value and those for the other."""


class QuestionSpace:
    """A question over all cases. What is asked of it may outgrow the node budget.

    Diagrams of it are *of the protocol*: over its variables, of which not all combinations may
    occur. ``occurs`` and ``differ`` say what is so in cases that can occur.
    """

    def __init__(self, space: Space, name: str) -> None:
        self.space = space
        self.diagrams = diagrams = space.diagrams
        self.graph = diagrams.graph
        self.question = space.protocol.questions[name]
        self.root = diagrams.question(name)
        self.graph.allow(space.budget)
        self.rules = space.protocol.rules_by_question[name]
        self.speaking = {rule.id: diagrams.speaking(rule.id) for rule in self.rules}
        self.heard = {rule: diagrams.asked(name, node) for rule, node in self.speaking.items()}
        self.holding = {
            rule.id: diagrams.asked(name, diagrams.condition(rule.when)) for rule in self.rules
        }
        self.known = {
            full: (item, self.true(diagrams.condition(item.when)))
            for full, item in space.protocol.silences.items()
            if item.question == name
        }
        self._nodes = [
            self.root,
            *self.heard.values(),
            *self.holding.values(),
            *(node for _, node in self.known.values()),
        ]

    @cached_property
    def cases(self) -> Exploration:
        """All cases of the question, as far as its diagrams can tell them apart."""
        return self.space.explore(self._nodes, self.question.per)

    @cached_property
    def _independent(self) -> bool:
        return self.space.is_independent(self._nodes)

    def occurs(self, node: Node) -> bool:
        """Return whether a condition's diagram is true in a case that can occur."""
        node = self.true(node)
        if self._independent or node == self.graph.FALSE:
            return node != self.graph.FALSE
        return self.cases.can_be(self.cases.also(node))

    def differ(self, one: Node, other: Node) -> bool:
        """Return whether two diagrams come to different leaves in a case that can occur."""
        if one == other or self._independent:
            return one != other
        cases = self.cases
        return cases.can_be(_unequal(cases, cases.also(one), cases.also(other)))

    def where(self, holds: Callable[[Outcome], bool]) -> Node:
        """Return the diagram that the outcome of the question passes a test."""
        return self.graph.where(self.root, holds)

    @cached_property
    def silent(self) -> Node:
        """The diagram that the question has no answer."""
        return self.where(lambda outcome: outcome.status is Status.SILENT)

    @cached_property
    def undeclared_silence(self) -> Node:
        """The diagram that the question has no answer, and that this is not known."""
        known = self.graph.disjunction([node for _, node in self.known.values()])
        return self.graph.conjunction([self.silent, self.graph.negation(known)])

    def known_silence(self, full: str) -> tuple[KnownSilence, Node]:
        """Return a known silence, and the diagram that the question has no answer there."""
        item, node = self.known[full]
        return item, self.graph.conjunction([self.silent, node])

    def conflicts(self) -> Iterable[tuple[Sides, Node]]:
        """Yield the rules that speak for two different values in some case, and where."""
        if all(leaf.status is not Status.CONFLICT for leaf in self.graph.leaves(self.root)):
            return
        meeting: list[Pair] = []
        both: dict[tuple[str, str], Node] = {}
        for one, other in combinations(self.rules, 2):
            if clash(one, other, set_valued=self.question.set_valued):
                node = self._both(self.heard[one.id], self.heard[other.id])
                if self.occurs(node):
                    meeting.append((one, other))
                    both[one.id, other.id] = node
        for sides, pairs in by_values(meeting):
            yield sides, self.graph.disjunction([both[one.id, other.id] for one, other in pairs])

    @cached_property
    def dead(self) -> frozenset[str]:
        """The rules that speak in no case."""
        return frozenset(rule for rule, node in self.heard.items() if not self.occurs(node))

    def silencing(self, rule: ProtocolRule) -> tuple[str, ...]:
        """Return the exceptions that set a rule aside in some case; none if it never holds."""
        return tuple(name for name in rule.exceptions if self.occurs(self.meeting(rule.id, name)))

    def meeting(self, base: str, exception: str) -> Node:
        """Return the diagram that a rule would hold and an exception to it speaks."""
        return self._both(self.holding[base], self.heard[exception])

    def idle_exceptions(self) -> Iterable[tuple[str, str]]:
        """Yield the rules and their exceptions that never meet, though each of them occurs."""
        for rule in self.rules:
            if self.occurs(self.holding[rule.id]):
                for exception in rule.exceptions:
                    alive = exception not in self.dead
                    if alive and not self.occurs(self.meeting(rule.id, exception)):
                        yield rule.id, exception

    def redundant_rules(self) -> Iterable[str]:
        """Yield the rules that speak, and without each of which every answer would be the same."""
        for rule in self.rules:
            if rule.id not in self.dead and not self.differ(self.root, self._without(rule.id)):
                yield rule.id

    @cached_property
    def always_holding(self) -> tuple[ProtocolRule, ...]:
        """The rules whose whole condition holds whenever the question is asked."""
        asked = self.diagrams.asked(self.question.id, self.graph.TRUE)
        return tuple(
            rule
            for rule in self.rules
            if not isinstance(rule.when, Always) and rule.id not in self.dead
            if not self.differ(self.holding[rule.id], asked)
        )

    def redundant_conditions(self) -> Iterable[tuple[str, Condition]]:
        """Yield the parts of conditions without which their rule would speak in the same cases.

        Of a condition that always holds no part is needed, and nothing is said of each.
        """
        for rule in self.rules:
            if rule.id in self.dead or rule in self.always_holding:
                continue
            exceptions = [self.speaking[name] for name in rule.exceptions]
            undisturbed = self.graph.negation(self.graph.disjunction(exceptions))
            for part in self._redundant_parts(rule, undisturbed):
                yield rule.id, part

    def unreachable_values(self) -> Iterable[str]:
        """Yield the permitted values that no case leads to."""
        for value in self.question.values:
            if not self.occurs(self.where(partial(concludes, value))):
                yield value

    def fields_that_matter(self) -> set[tuple[str, str]]:
        """Return the slots and fields by which alone the answer can change."""
        if self._independent:
            variables = self.diagrams.variables(self.root)
            fields = [getattr(variable, "field", None) for variable in variables]
            return {(field.slot, field.name) for field in fields if field is not None}
        return self.cases.fields_that_matter(self.cases.nodes[0])

    def _redundant_parts(self, rule: ProtocolRule, undisturbed: Node) -> Iterable[Condition]:
        inside: set[int] = set()
        for part, rest in without_each_part(rule.when):
            if id(part) in inside:
                continue
            speaking = self.graph.conjunction([self.diagrams.condition(rest), undisturbed])
            heard = self.diagrams.asked(self.question.id, speaking)
            if not self.differ(self.heard[rule.id], heard):
                # Nothing more is to be said of what stands inside it.
                inside |= {id(inner) for inner, _ in without_each_part(part)}
                yield part

    def _without(self, removed: str) -> Node:
        rules: Mapping[str, ProtocolRule] = {rule.id: rule for rule in self.rules}
        speaking: dict[str, Node] = {}

        def speaks(name: str) -> Node:
            if name not in speaking:
                left = [speaks(other) for other in rules[name].exceptions if other != removed]
                silenced = self.graph.negation(self.graph.disjunction(left))
                when = self.diagrams.condition(rules[name].when)
                speaking[name] = self.graph.conjunction([when, silenced])
            return speaking[name]

        kept = {rule: speaks(rule) for rule in rules if rule != removed}
        return self.diagrams.outcome(self.question.id, kept)

    def _both(self, one: Node, other: Node) -> Node:
        return self.graph.conjunction([self.true(one), self.true(other)])

    def true(self, node: Node) -> Node:
        """Return the diagram that a condition is true, and neither false nor in conflict."""
        if self.graph.is_leaf(node):
            return self.graph.TRUE if node == self.graph.TRUE else self.graph.FALSE
        return self.graph.where(node, partial(is_, Truth.TRUE))


def by_values(pairs: Iterable[Pair]) -> Iterator[tuple[Sides, list[Pair]]]:
    """Yield pairs of rules by the two values that they are for, with the rules of either side."""
    found: dict[frozenset[tuple[str, ...]], list[Pair]] = {}
    for one, other in pairs:
        found.setdefault(frozenset({one.values, other.values}), []).append((one, other))
    for known in found.values():
        rules = {rule.id: rule for pair in known for rule in pair}.values()
        first = known[0][0].values
        ones = tuple(rule for rule in rules if rule.values == first)
        others = tuple(rule for rule in rules if rule.values != first)
        yield (ones, others), known


def clash(one: ProtocolRule, other: ProtocolRule, *, set_valued: bool) -> bool:
    """Return whether two rules that both speak are in conflict."""
    if set_valued:
        # Values unite; only the empty set is at odds with a value.
        return bool(one.values) != bool(other.values)
    return one.values != other.values


def concludes(value: str, outcome: Outcome) -> bool:
    """Return whether an outcome is this value, or a set that it is in."""
    if outcome.status is not Status.CONCLUDED:
        return False
    found = outcome.value
    return value in found if isinstance(found, frozenset) else value == found


def _unequal(cases: Exploration, one: Node, other: Node) -> Node:
    """Return the diagram that two diagrams come to different leaves."""
    graph = cases.graph
    leaves = graph.leaves(one)
    strangers = graph.where(other, lambda leaf: leaf not in leaves)
    parts = [
        graph.conjunction(
            [graph.where(one, partial(_same, leaf)), graph.where(other, partial(_other, leaf))]
        )
        for leaf in leaves
    ]
    return graph.disjunction([strangers, *parts])


def _same(leaf: object, found: object) -> bool:
    return leaf == found


def _other(leaf: object, found: object) -> bool:
    return leaf != found
