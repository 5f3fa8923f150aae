"""Conditions as the engine on durable-rules needs them: choices between conjunctions of literals.

A literal says that a variable takes one of some branches, which is a symbol to durable-rules. The
opposite of a literal is a literal too, so nothing is left to negation in durable-rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, TypeAlias

import attrs

from obstetric_rules.diagrams.diagrams import COMPARE, representatives
from obstetric_rules.diagrams.layout import Layout
from obstetric_rules.diagrams.variables import ContainsVariable, FieldVariable, PresenceVariable
from obstetric_rules.expressions.nodes import (
    Always,
    And,
    Comparison,
    Condition,
    Containment,
    Field,
    Holds,
    Membership,
    Not,
    Or,
    Present,
    Size,
    Term,
)
from obstetric_rules.rules.protocol import Protocol

ABSENT = -1
"""The branch of a field of a slot that is known to be empty."""

MOST_CONJUNCTIONS = 32
"""How many conjunctions one condition may become before a part of it gets a symbol of its own."""


@attrs.frozen(cache_hash=True)
class Judged:
    """A condition that is worked out here: two fields compared, a quantifier, another answer."""

    condition: Condition


@attrs.frozen
class Aside:
    """Whether a rule is set aside in the case."""

    rule: str


@attrs.frozen(cache_hash=True)
class Part:
    """Whether a part of a condition holds that durable-rules has to derive first."""

    formula: Formula


Variable: TypeAlias = FieldVariable | PresenceVariable | Judged | Aside | Part


@attrs.frozen(cache_hash=True)
class Literal:
    """That a variable takes one of some branches."""

    variable: Variable
    branches: frozenset[int]


@attrs.frozen(cache_hash=True)
class AllOf:
    """All parts hold; of no parts, all do."""

    parts: tuple[Formula, ...]


@attrs.frozen(cache_hash=True)
class AnyOf:
    """One of the parts holds; of no parts, none does."""

    parts: tuple[Formula, ...]


Compare: TypeAlias = Callable[[Any, Any], bool]
Formula: TypeAlias = Literal | AllOf | AnyOf
Conjunction: TypeAlias = tuple[Literal, ...]

TRUE = AllOf(())
FALSE = AnyOf(())


class Conditions:
    """Turns the conditions of one protocol into formulas, and formulas into conjunctions."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol
        self._layout = Layout(protocol)
        self._conjunctions: dict[Formula, tuple[Conjunction, ...]] = {}
        self._opposites: dict[Formula, Formula] = {}
        self._spoken: dict[str, Formula] = {}

    def asked(self, question: str) -> Formula:
        """Return the formula that a question is asked: its slot is there and asked_when holds."""
        asked = self._protocol.questions[question]
        parts = [] if asked.about is None else [self.formula(Present(asked.about))]
        parts += [] if asked.asked_when is None else [self.formula(asked.asked_when)]
        return AllOf(tuple(parts))

    def speaks(self, name: str) -> Formula:
        """Return the formula that a rule speaks, unless it is itself set aside."""
        if name not in self._spoken:
            rule = self._protocol.rules[name]
            silent = (self.negated(self._speaks_in_force(other)) for other in rule.exceptions)
            self._spoken[name] = AllOf((self.formula(rule.when), *silent))
        return self._spoken[name]

    def _speaks_in_force(self, name: str) -> Formula:
        if not self._protocol.rules[name].in_principe:
            return self.speaks(name)
        return AllOf((Literal(Aside(name), frozenset({0})), self.speaks(name)))

    def formula(self, condition: Condition) -> Formula:
        """Return a condition as a formula."""
        match condition:
            case Always():
                return TRUE
            case Holds(field):
                return self._field(field, bool)
            case Present(slot):
                return Literal(PresenceVariable(slot), frozenset({1}))
            case Membership(Field() as field, values):
                return self._field(field, lambda value: value in values)
            case Containment(Field() as field, text):
                return Literal(ContainsVariable(field, text), frozenset({1}))
            case Comparison():
                return self._comparison(condition)
            case Not(part):
                return self.negated(self.formula(part))
            case And(parts):
                return AllOf(tuple(map(self.formula, parts)))
            case Or(parts):
                return AnyOf(tuple(map(self.formula, parts)))
            case Term(body=body):
                return self.formula(body)
            case _:
                return Literal(Judged(condition), frozenset({1}))

    def _comparison(self, node: Comparison) -> Formula:
        compare = COMPARE[node.operator]
        match node.operand, node.value:
            case Field() as field, Field() as other:
                return self._fields(field, compare, other) or Literal(Judged(node), frozenset({1}))
            case Field() as field, value:
                return self._field(field, lambda found: compare(found, value))
            case Size(field), value:
                size = self._layout.size_of[field]
                return self._tested(
                    size, size.classes.representatives, lambda found: compare(found, value)
                )
            case _:
                return Literal(Judged(node), frozenset({1}))

    def _fields(self, field: Field, compare: Compare, other: Field) -> Formula | None:
        """Return that two fields compare so, if the place fixes one of them."""
        for one, two in ((field, other), (other, field)):
            fixed = self._layout.fixed(two)
            if fixed is not None:
                return self._field(one, partial(compare, fixed))
        return None

    def _field(self, field: Field, test: Callable[[Any], bool]) -> Formula:
        fixed = self._layout.fixed(field)
        if fixed is not None:
            return TRUE if test(fixed) else FALSE
        variable = self._layout.by_field[field]
        return self._tested(variable, representatives(variable), test)

    def _tested(
        self, variable: FieldVariable, values: Iterable[Any], test: Callable[[Any], bool]
    ) -> Formula:
        passed = (branch for branch, value in enumerate(values) if test(value))
        return Literal(variable, frozenset(passed))

    def branches(self, variable: Variable) -> frozenset[int]:
        """Return all branches of a variable."""
        if isinstance(variable, Judged | Aside | Part | PresenceVariable):
            return frozenset({0, 1})
        nullable = self._protocol.slots[variable.field.slot].nullable
        return frozenset(range(ABSENT if nullable else 0, variable.width))

    def negated(self, formula: Formula) -> Formula:
        """Return the opposite of a formula."""
        # Each is made once: exceptions share what they are exceptions to.
        if formula not in self._opposites:
            self._opposites[formula] = self._opposite(formula)
        return self._opposites[formula]

    def _opposite(self, formula: Formula) -> Formula:
        match formula:
            case Literal(variable, branches):
                return Literal(variable, self.branches(variable) - branches)
            case AllOf(parts):
                return AnyOf(tuple(map(self.negated, parts)))
            case _:
                return AllOf(tuple(map(self.negated, formula.parts)))

    def conjunctions(self, formula: Formula) -> tuple[Conjunction, ...]:
        """Return conjunctions of which one holds exactly when a formula does."""
        if formula not in self._conjunctions:
            self._conjunctions[formula] = tuple(_least(self._expanded(formula)))
        return self._conjunctions[formula]

    def _expanded(self, formula: Formula) -> Iterator[Conjunction]:
        match formula:
            case Literal():
                yield (formula,)
            case AnyOf(parts):
                for part in parts:
                    yield from self.conjunctions(part)
            case _:
                yield from self._product(formula.parts)

    def _product(self, parts: tuple[Formula, ...]) -> Iterable[Conjunction]:
        found: list[Conjunction] = [()]
        for part in sorted(parts, key=lambda part: len(self.conjunctions(part))):
            choices = self.conjunctions(part)
            if len(choices) > 1 and len(found) * len(choices) > MOST_CONJUNCTIONS:
                choices = ((Literal(Part(part), frozenset({1})),),)
            found = _least(
                joined
                for one in found
                for other in choices
                if (joined := _joined(one, other)) is not None
            )
        return found


def _joined(one: Conjunction, other: Conjunction) -> Conjunction | None:
    """Return the conjunction of two, or None if it can never hold."""
    found: dict[Any, Literal] = {}
    for literal in (*one, *other):
        # Of what may be in conflict neither side is dropped: not even `a & ~a` is false then.
        exact = not isinstance(literal.variable, Judged | Part)
        key = literal.variable if exact else literal
        known = found.get(key)
        if known is not None:
            branches = known.branches & literal.branches
            if not branches:
                return None
            literal = Literal(literal.variable, branches)
        found[key] = literal
    return tuple(found.values())


def _least(conjunctions: Iterable[Conjunction]) -> list[Conjunction]:
    """Return conjunctions without those that hold only where another does."""
    found = {frozenset(conjunction): conjunction for conjunction in conjunctions}
    return [
        conjunction
        for literals, conjunction in found.items()
        if not any(other < literals for other in found)
    ]
