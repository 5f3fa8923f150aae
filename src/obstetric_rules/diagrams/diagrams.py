"""The questions of a protocol as decision diagrams."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, cast

from obstetric_rules.diagrams.graph import BudgetExceededError, Graph, Node, Truth
from obstetric_rules.diagrams.layout import Layout
from obstetric_rules.diagrams.variables import (
    ContainsVariable,
    EqualVariable,
    NumberVariable,
    PresenceVariable,
    QuantifierVariable,
    TextVariable,
    Variable,
    YesNoVariable,
)
from obstetric_rules.expressions.nodes import (
    Always,
    And,
    Answer,
    Binding,
    Comparison,
    Condition,
    Containment,
    Count,
    Field,
    Holds,
    Membership,
    Not,
    Operator,
    Or,
    Present,
    Quantified,
    Size,
    Term,
    walk,
)
from obstetric_rules.expressions.outcome import NOT_APPLICABLE, Outcome, Status, conflict
from obstetric_rules.facts import Choice, YesNo
from obstetric_rules.forking import Turn
from obstetric_rules.rules.protocol import Protocol, ProtocolRule
from obstetric_rules.rules.speaking import outcome_of

NODE_BUDGET = 2_000_000
"""How many steps the diagram of one question may take before its rules are evaluated directly."""

COMPARE: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: operator.eq,
    Operator.UNEQUAL: operator.ne,
    Operator.LESS: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.MORE: operator.gt,
    Operator.AT_LEAST: operator.ge,
}


class Diagrams:
    """The diagrams of a protocol, each made when first asked for.

    Rules in ``without`` are left out: those that are set aside in a case. A diagram that is made
    *for the element* reads the fact that a quantifier took instead of the one that the question is
    about.

    >>> from obstetric_rules.plugins.groningen import groningen
    >>> from obstetric_rules.rules.protocol import compose
    >>> diagrams = Diagrams(compose([groningen]))
    >>> {outcome.value for outcome in diagrams.graph.leaves(diagrams.question("ontslag"))}
    {'zo_spoedig_mogelijk'}
    """

    def __init__(
        self,
        protocol: Protocol,
        *,
        without: frozenset[str] = frozenset(),
        layout: Layout | None = None,
        budget: int = NODE_BUDGET,
    ) -> None:
        self.protocol = protocol
        self.without = without
        self.layout = layout or Layout(protocol)
        self.graph = Graph()
        self.budget = budget
        # Diagrams are made while threads decide; each has to see the whole store.
        # In a forked child what a thread of the parent was making is only half made.
        self._making = Turn(protocol.engines.clear)
        self._heard: dict[str, Node] = {}
        self._questions: dict[tuple[str, bool], Node | None] = {}
        self._speaking: dict[tuple[str, bool], Node] = {}
        self._applicable: dict[tuple[str, bool], Node] = {}
        self._bodies: dict[QuantifierVariable, Node] = {}
        self._conditions: dict[tuple[Condition, bool], Node] = {}

    def question(self, name: str, element: bool = False) -> Node:
        """Return the diagram of a question; its leaves hold outcomes.

        Raises :class:`~obstetric_rules.diagrams.graph.BudgetExceededError` when it outgrows the
        budget.
        """
        key = (name, element)
        if key not in self._questions:
            with self._making:
                self._questions[key] = self._within_budget(lambda: self._question(name, element))
        node = self._questions[key]
        if node is None:
            raise BudgetExceededError
        return node

    def speaking(self, rule: str, element: bool = False) -> Node:
        """Return the diagram that a rule speaks, if its question is asked at all."""
        key = (rule, element)
        if key not in self._speaking:
            self._speaking[key] = self._speaks(self.protocol.rules[rule], element)
        return self._speaking[key]

    def heard(self, rule: str) -> Node:
        """Return the diagram that a rule's question is asked and the rule speaks.

        Raises :class:`~obstetric_rules.diagrams.graph.BudgetExceededError` when it outgrows the
        budget.
        """
        if rule not in self._heard:
            with self._making:
                self.graph.allow(self.budget)
                self._heard[rule] = self._hear(rule)
        return self._heard[rule]

    def applicable(self, name: str, element: bool = False) -> Node:
        """Return the diagram that a question is asked: its slot is there and asked_when holds."""
        key = (name, element)
        if key not in self._applicable:
            question = self.protocol.questions[name]
            parts = []
            if question.about is not None:
                parts.append(self._present(question.about))
            if question.asked_when is not None:
                parts.append(self.condition(question.asked_when, element))
            self._applicable[key] = self.graph.conjunction(parts)
        return self._applicable[key]

    def asked(self, name: str, node: Node) -> Node:
        """Return the diagram that a question is asked and a condition holds."""
        graph = self.graph
        options = {Truth.FALSE: graph.FALSE, Truth.TRUE: node, Truth.CONFLICT: graph.FALSE}
        return graph.chosen(self.applicable(name), options)

    def body(self, variable: QuantifierVariable) -> Node:
        """Return the diagram of a quantifier's condition on one fact."""
        if variable not in self._bodies:
            with self._making:
                slot = variable.condition.slot
                self._bodies[variable] = self._condition(variable.condition.body, False, slot)
        return self._bodies[variable]

    def quantifiers(self, *nodes: Node) -> list[QuantifierVariable]:
        """Return the quantifiers that diagrams depend on, those inside their conditions too."""
        found: dict[QuantifierVariable, None] = {}
        todo = list(nodes)
        while todo:
            for variable in self.variables(todo.pop()):
                if isinstance(variable, QuantifierVariable) and variable not in found:
                    found[variable] = None
                    todo.append(self.body(variable))
        return list(found)

    def condition(self, condition: Condition, element: bool = False) -> Node:
        """Return the diagram of a condition; its leaves hold a :class:`Truth`."""
        key = (condition, element)
        if key not in self._conditions:
            self._conditions[key] = self._condition(condition, element, None)
        return self._conditions[key]

    def variable(self, level: int) -> Variable:
        """Return the variable that is tested at a level."""
        return self.layout.variables[level]

    def variables(self, *nodes: Node) -> list[Variable]:
        """Return the variables that diagrams depend on, in the order in which they are tested."""
        return [self.variable(level) for level in sorted(self.graph.levels(*nodes))]

    def rules_of(self, question: str) -> list[ProtocolRule]:
        """Return the rules of a question that are not set aside."""
        rules = self.protocol.rules_by_question[question]
        return [rule for rule in rules if rule.id not in self.without]

    def _within_budget(self, build: Callable[[], Node]) -> Node | None:
        self.graph.allow(self.budget)
        try:
            return build()
        except (BudgetExceededError, RecursionError):
            return None

    def _question(self, name: str, element: bool) -> Node:
        for needed in self.protocol.depends_on[name]:
            # Each question has a budget of its own; those below are made first.
            self.question(needed)
        self.graph.allow(self.budget)
        speaking = {rule.id: self.speaking(rule.id, element) for rule in self.rules_of(name)}
        asked = self.outcome(name, speaking, element)
        self.quantifiers(asked)
        return asked

    def outcome(self, name: str, speaking: Mapping[str, Node], element: bool = False) -> Node:
        """Return the diagram of a question, given the diagrams that its rules speak."""
        graph = self.graph
        question = self.protocol.questions[name]
        spoken = graph.united(
            [self._spoken(rule, node) for rule, node in speaking.items()], _unite, _NOTHING
        )
        outcome = graph.mapped(
            spoken, lambda found: graph.leaf(outcome_of(question, found[0], found[1]))
        )
        options = {
            Truth.FALSE: graph.leaf(NOT_APPLICABLE),
            Truth.TRUE: outcome,
            Truth.CONFLICT: graph.leaf(conflict(())),
        }
        return graph.chosen(self.applicable(name, element), options)

    def _hear(self, rule: str) -> Node:
        return self.asked(self.protocol.rules[rule].question, self.speaking(rule))

    def _spoken(self, rule: str, speaking: Node) -> Node:
        graph = self.graph
        leaves = {
            Truth.FALSE: graph.leaf(_NOTHING),
            Truth.TRUE: graph.leaf((frozenset([self.protocol.rules[rule].values]), False)),
            Truth.CONFLICT: graph.leaf((frozenset(), True)),
        }
        return graph.mapped(speaking, leaves.__getitem__)

    def _speaks(self, rule: ProtocolRule, element: bool) -> Node:
        when = self.condition(rule.when, element)
        silencing = [
            self.speaking(name, element) for name in rule.exceptions if name not in self.without
        ]
        return self.graph.conjunction(
            [when, self.graph.negation(self.graph.disjunction(silencing))]
        )

    def _condition(self, condition: Condition, element: bool, quantified: str | None) -> Node:
        graph = self.graph

        def inside(part: Condition) -> Node:
            return self._condition(part, element, quantified)

        match condition:
            case Always():
                return graph.TRUE
            case Holds(field):
                return self._field(field, element, bool)
            case Present(slot):
                return self._present(slot)
            case Comparison():
                return self._comparison(condition, element, quantified)
            case Membership(Field() as field, values):
                return self._field(field, element, lambda value: value in values)
            case Membership(Answer(question), values):
                return self._answer(question, lambda value: value in values, element, quantified)
            case Containment(Answer(question), text):
                return self._answer(question, lambda value: text in value, element, quantified)
            case Containment(Field() as field, text):
                contains = ContainsVariable(_bound(field, element), text)
                return self._guarded(field, self._truth(contains, [False, True]))
            case Quantified():
                return self._quantifier(QuantifierVariable(condition))
            case Not(part):
                return graph.negation(inside(part))
            case And(parts):
                return graph.conjunction([inside(part) for part in parts])
            case Or(parts):
                return graph.disjunction([inside(part) for part in parts])
            case _:
                # The checks of the ruleset leave nothing else.
                return inside(cast(Term, condition).body)

    def _comparison(self, node: Comparison, element: bool, quantified: str | None) -> Node:
        compare = COMPARE[node.operator]
        match node.operand, node.value:
            case Field() as field, Field() as other:
                return self._fields(field, node.operator, other, element)
            case Field() as field, value:
                return self._field(field, element, lambda found: compare(found, value))
            case Size(field), value:
                size = self.layout.size_of[_bound(field, element)]
                tests = [compare(number, value) for number in size.classes.representatives]
                return self._guarded(field, self._truth(size, tests))
            case Count() as count, int() as number:
                return self._quantifier(QuantifierVariable(count, node.operator, number))
            case _:
                return self._answer(
                    cast(Answer, node.operand).question,
                    lambda found: compare(found, node.value),
                    element,
                    quantified,
                )

    def _field(self, field: Field, element: bool, test: Callable[[Any], bool]) -> Node:
        """Return the diagram that the value of a field passes a test."""
        fixed = self.layout.fixed(field)
        if fixed is not None:
            return self.graph.TRUE if test(fixed) else self.graph.FALSE
        variable = self.layout.by_field[_bound(field, element)]
        return self._guarded(field, self._truth(variable, map(test, representatives(variable))))

    def _fields(self, field: Field, how: Operator, other: Field, element: bool) -> Node:
        """Return the diagram that two fields are equal, or not."""
        for one, two in ((field, other), (other, field)):
            fixed = self.layout.fixed(two)
            if fixed is not None:
                return self._field(one, element, partial(_compared, COMPARE[how], fixed))
        kind = self.layout.kind(field)
        graph = self.graph
        if isinstance(kind, YesNo | Choice):
            values = (False, True) if isinstance(kind, YesNo) else tuple(kind.values)
            equal = graph.disjunction(
                [
                    graph.conjunction(
                        [self._is(field, value, element), self._is(other, value, element)]
                    )
                    for value in values
                ]
            )
        else:
            variable = EqualVariable(_bound(field, element), _bound(other, element))
            equal = self._truth(variable, [False, True])
        if how is Operator.UNEQUAL:
            equal = graph.negation(equal)
        return self._guarded(field, self._guarded(other, equal))

    def _is(self, field: Field, value: Any, element: bool) -> Node:
        return self._field(field, element, lambda found: found == value)

    def _present(self, slot: str) -> Node:
        return self._truth(PresenceVariable(slot), [False, True])

    def _guarded(self, field: Field, node: Node) -> Node:
        """Return a comparison that is false when the slot of its field is empty."""
        if not self.protocol.slots[field.slot].nullable:
            return node
        return self.graph.conjunction([self._present(field.slot), node])

    def _truth(self, variable: Variable, holds: Iterable[bool]) -> Node:
        graph = self.graph
        return graph.test(
            self.layout.levels[variable], [graph.TRUE if it else graph.FALSE for it in holds]
        )

    def _quantifier(self, variable: QuantifierVariable) -> Node:
        graph = self.graph
        # Only the answers to other questions can be in conflict. Over facts alone the third branch
        # is never taken; nothing that reads the diagram must take it for a case that can be.
        reads_answers = any(isinstance(node, Answer) for node in walk(variable.condition))
        in_conflict = graph.CONFLICT if reads_answers else graph.FALSE
        return graph.test(self.layout.levels[variable], [graph.FALSE, graph.TRUE, in_conflict])

    def _answer(
        self, name: str, test: Callable[[Any], bool], element: bool, quantified: str | None
    ) -> Node:
        """Return the diagram that the answer to another question passes a test."""
        per = self.protocol.questions[name].per
        of_element = per is not None and (per == quantified or element)
        graph = self.graph

        def truth(outcome: Outcome) -> Node:
            if outcome.status is Status.CONFLICT:
                return graph.CONFLICT
            holds = outcome.status is Status.CONCLUDED and test(outcome.value)
            return graph.TRUE if holds else graph.FALSE

        return graph.mapped(self.question(name, of_element), truth)


_NOTHING: tuple[frozenset[tuple[str, ...]], bool] = (frozenset(), False)


def _unite(one: Any, other: Any) -> Any:
    return (one[0] | other[0], one[1] or other[1])


def _compared(compare: Callable[[Any, Any], bool], constant: Any, found: Any) -> bool:
    return compare(found, constant)


def _bound(field: Field, element: bool) -> Field:
    if element and field.binding is Binding.EACH:
        return Field(field.slot, field.name, Binding.ELEMENT)
    return field


def representatives(variable: Variable) -> tuple[Any, ...]:
    """Return one value for each branch of a variable."""
    match variable:
        case YesNoVariable():
            return (False, True)
        case NumberVariable(classes=classes):
            return classes.representatives
        case TextVariable(constants=constants, others=others):
            return (*constants, OTHER_TEXT) if others else constants
        case _:
            return variable.values  # type: ignore[union-attr]  # a choice is all that is left


class _OtherText(str):
    """A text that differs from every text."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = str.__hash__


OTHER_TEXT = _OtherText("")
