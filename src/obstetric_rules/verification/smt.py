"""Rules as formulas for an SMT solver: a second opinion that shares nothing with the diagrams.

It needs z3 (the extra ``verify-smt``). Every condition becomes two formulas:
that it is true, and that it is in conflict. A list is as long as its quantifiers can tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import combinations
from typing import Any, TypeAlias, cast

import attrs

from obstetric_rules.errors import MissingExtraError, how_to_install
from obstetric_rules.expressions.meaning import Position
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
    Quantifier,
    Size,
    Term,
    walk,
)
from obstetric_rules.facts import Choice, Text, TextSet, Vocabulary, WholeNumber, YesNo
from obstetric_rules.rules.invariant import Invariant
from obstetric_rules.rules.protocol import Protocol, ProtocolRule

try:
    import z3 as _z3
except ImportError as error:
    raise MissingExtraError(
        f"the second opinion needs z3: {how_to_install('verify-smt')}"
    ) from error

# Its hints cover half of it; what it gives is a formula, whatever its class.
z3: Any = _z3

Formula: TypeAlias = Any
Variable: TypeAlias = tuple[str, int | None, str]
"""A slot, the place of a fact in its list, and a field; an empty field: whether it is there."""

_COMPARE: dict[Operator, Callable[[Any, Any], Any]] = {
    Operator.EQUAL: lambda one, other: one == other,
    Operator.UNEQUAL: lambda one, other: one != other,
    Operator.LESS: lambda one, other: one < other,
    Operator.AT_MOST: lambda one, other: one <= other,
    Operator.MORE: lambda one, other: one > other,
    Operator.AT_LEAST: lambda one, other: one >= other,
}


@attrs.frozen
class Verdict:
    """That a condition is true, and that it is in conflict."""

    true: Formula
    conflict: Formula

    @property
    def false(self) -> Formula:
        """That it is neither."""
        return z3.And(z3.Not(self.true), z3.Not(self.conflict))


@attrs.frozen
class Said:
    """What a question comes down to: one formula for each thing that its outcome can be."""

    silent: Formula
    conflict: Formula
    concluded: Formula
    has: Mapping[str, Formula]
    clashing: Mapping[str, Formula]

    def differs(self, other: Said) -> Formula:
        """Return the formula that another outcome is not the same."""
        pairs = [
            (self.silent, other.silent),
            (self.conflict, other.conflict),
            (self.concluded, other.concluded),
            *((formula, other.has[value]) for value, formula in self.has.items()),
            *((formula, other.clashing[value]) for value, formula in self.clashing.items()),
        ]
        return z3.Or([one != two for one, two in pairs])


def conjoined(verdicts: Iterable[Verdict]) -> Verdict:
    """Return whether all hold: false before conflict before true."""
    found = list(verdicts)
    conflict = z3.And(z3.Or([one.conflict for one in found]), z3.Not(any_of_false(found)))
    return Verdict(z3.And([one.true for one in found]), conflict)


def any_of_false(verdicts: Iterable[Verdict]) -> Formula:
    """Return the formula that one of these is false."""
    return z3.Or([one.false for one in verdicts])


def negated(verdict: Verdict) -> Verdict:
    """Return not-``verdict``."""
    return Verdict(verdict.false, verdict.conflict)


def disjoined(verdicts: Iterable[Verdict]) -> Verdict:
    """Return whether one holds."""
    return negated(conjoined([negated(one) for one in verdicts]))


class Formulas:
    """The rules of a protocol as formulas over the facts of a case.

    ``lengths`` says how long each list is taken to be at most. ``other`` replaces some variables,
    for a second case that differs in those only.
    """

    def __init__(
        self,
        protocol: Protocol,
        lengths: Mapping[str, int],
        each: Position | None,
        other: Mapping[Variable, str] | None = None,
    ) -> None:
        self.protocol = protocol
        self.lengths = lengths
        self.each = each
        self._other = other or {}
        self._texts: dict[str, int] = {}
        self.domain: list[Formula] = []
        self._bounded = False
        self.variable = cache(self._variable)
        self.said = cache(self._said)
        self.speaks = cache(self._speaks)

    def exists(self, slot: str, place: int) -> Formula:
        """Return the formula that a list has a fact at a place; what is before it is there too."""
        if self.each == (slot, place):
            return z3.BoolVal(True)
        return self.variable((slot, place, ""))

    def possible(self) -> list[Formula]:
        """Return what holds in every case: bounds of fields, ids that differ, and constraints.

        Ask it last: each field that a formula reads brings the bounds of that field.
        """
        if self._bounded:
            return self.domain
        self._bounded = True
        for slot in self.protocol.slots.values():
            for one, two in combinations(range(self.lengths.get(slot.name, 0)), 2):
                if "id" in slot.kinds:
                    ids = [self.variable((slot.name, place, "id")) for place in (one, two)]
                    there = [self.exists(slot.name, place) for place in (one, two)]
                    self.domain.append(z3.Implies(z3.And(there), ids[0] != ids[1]))
        for item in self.protocol.constraints:
            places: list[Position | None] = [None]
            if item.per is not None:
                places = [(item.per, place) for place in range(self.lengths.get(item.per, 0))]
            for position in places:
                holds = self.condition(item.always, position, None).true
                there = z3.BoolVal(True) if position is None else self.exists(*position)
                self.domain.append(z3.Implies(there, holds))
        return self.domain

    def condition(
        self, node: Condition, each: Position | None, element: Position | None
    ) -> Verdict:
        """Return whether a condition holds, for the facts in hand."""
        match node:
            case Always():
                return _settled(z3.BoolVal(True))
            case Holds(field):
                return self._tested(field, each, element, lambda value: value)
            case Present(slot):
                return _settled(self._present(slot))
            case Membership(operand, values):
                return disjoined(
                    [self._compared(operand, Operator.EQUAL, one, each, element) for one in values]
                )
            case Comparison(operand, how, value):
                return self._compared(operand, how, value, each, element)
            case Containment(Answer(question), text):
                said = self._answer(question, each, element)
                return Verdict(said.has[text], said.conflict)
            case Containment(Field() as field, text):
                return self._tested(field, each, element, lambda value: value[0][text])
            case Quantified(quantifier, slot, body):
                bodies = self._bodies(slot, body, each)
                if quantifier is Quantifier.ALL:
                    absent = [negated(conjoined([there, negated(one)])) for there, one in bodies]
                    return conjoined(absent)
                return disjoined([conjoined(pair) for pair in bodies])
            case Not(part):
                return negated(self.condition(part, each, element))
            case And(parts):
                return conjoined([self.condition(part, each, element) for part in parts])
            case Or(parts):
                return disjoined([self.condition(part, each, element) for part in parts])
            case _:
                return self.condition(cast(Term, node).body, each, element)

    def asked(self, name: str, each: Position | None) -> Verdict:
        """Return whether a question is asked."""
        question = self.protocol.questions[name]
        parts = []
        if question.about is not None:
            parts.append(_settled(self._present(question.about)))
        if question.asked_when is not None:
            parts.append(self.condition(question.asked_when, each, None))
        return conjoined(parts)

    def heard(self, rule: str, each: Position | None) -> Verdict:
        """Return whether the question of a rule is asked and the rule speaks."""
        asked = self.asked(self.protocol.rules[rule].question, each)
        speaks = self.speaks(rule, each, None)
        return Verdict(z3.And(asked.true, speaks.true), z3.And(asked.true, speaks.conflict))

    def _said(self, name: str, each: Position | None, without: str | None = None) -> Said:
        rules = [rule for rule in self.protocol.rules_by_question[name] if rule.id != without]
        speaking = {rule.id: self.speaks(rule.id, each, without) for rule in rules}
        return self.outcome(name, each, rules, speaking)

    def outcome(
        self,
        name: str,
        each: Position | None,
        rules: Iterable[ProtocolRule],
        speaking: Mapping[str, Verdict],
    ) -> Said:
        """Return what a question comes down to, given which rules speak."""
        question = self.protocol.questions[name]
        asked = self.asked(name, each)
        says = {
            value: z3.Or([speaking[rule.id].true for rule in rules if value in rule.values])
            for value in question.values
        }
        nothing = z3.Or([speaking[rule.id].true for rule in rules if not rule.values])
        in_conflict = z3.Or([verdict.conflict for verdict in speaking.values()])
        something = z3.Or(list(says.values()))
        if question.set_valued:
            clash = z3.And(nothing, something)
            concluded = z3.Or(nothing, something, z3.BoolVal(question.empty_without_rules))
        else:
            clash = z3.Or([z3.And(one, two) for one, two in combinations(says.values(), 2)])
            concluded = something
        settled = z3.And(asked.true, z3.Not(in_conflict), z3.Not(clash))
        own = z3.And(asked.true, z3.Or(in_conflict, clash))
        return Said(
            silent=z3.And(settled, z3.Not(concluded)),
            conflict=z3.Or(asked.conflict, own),
            concluded=z3.And(settled, concluded),
            has={value: z3.And(settled, concluded, one) for value, one in says.items()},
            clashing={value: z3.And(own, one) for value, one in (*says.items(), ("", nothing))},
        )

    def _speaks(self, name: str, each: Position | None, without: str | None) -> Verdict:
        rule = self.protocol.rules[name]
        exceptions = [
            self.speaks(other, each, without) for other in rule.exceptions if other != without
        ]
        when = self.condition(rule.when, each, None)
        return conjoined([when, negated(disjoined(exceptions))])

    def _answer(self, name: str, each: Position | None, element: Position | None) -> Said:
        per = self.protocol.questions[name].per
        if per is None:
            return self.said(name, None)
        in_hand = element if element is not None and element[0] == per else each
        return self.said(name, in_hand)

    def _compared(
        self,
        operand: Any,
        how: Operator,
        value: Any,
        each: Position | None,
        element: Position | None,
    ) -> Verdict:
        if isinstance(operand, Answer):
            said = self._answer(operand.question, each, element)
            equal = said.has[str(value)]
            unequal = z3.And(said.concluded, z3.Not(equal))
            return Verdict(equal if how is Operator.EQUAL else unequal, said.conflict)
        if isinstance(operand, Count):
            return self._counted(operand, how, value, each)
        compare = _COMPARE[how]
        if isinstance(operand, Size):
            return self._tested(operand.field, each, element, lambda one: compare(one[1], value))
        if isinstance(value, Field):
            other = self._value(value, each, element)
            guard = self._guard(value)
            found = self._tested(operand, each, element, lambda one: compare(one, other))
            return Verdict(z3.And(found.true, guard), found.conflict)
        constant = self._constant(operand, value)
        return self._tested(operand, each, element, lambda one: compare(one, constant))

    def _counted(self, count: Count, how: Operator, number: int, each: Position | None) -> Verdict:
        bodies = self._bodies(count.slot, count.body, each)
        held = [conjoined(pair) for pair in bodies]
        low = z3.Sum([z3.IntVal(0), *(z3.If(one.true, 1, 0) for one in held)])
        high = z3.Sum([low, *(z3.If(one.conflict, 1, 0) for one in held)])
        compare = _COMPARE[how]
        fits: dict[bool, list[Formula]] = {True: [], False: []}
        for amount in range(len(bodies) + 1):
            can_be = z3.And(low <= amount, amount <= high)
            fits[bool(compare(amount, number))].append(can_be)
        some, none = z3.Or(fits[True]), z3.Or(fits[False])
        return Verdict(z3.And(some, z3.Not(none)), z3.And(some, none))

    def _bodies(
        self, slot: str, body: Condition, each: Position | None
    ) -> list[tuple[Verdict, Verdict]]:
        return [
            (
                _settled(self.exists(slot, place)),
                self.condition(body, each, (slot, place)),
            )
            for place in range(self.lengths.get(slot, 0))
        ]

    def _tested(
        self,
        field: Field,
        each: Position | None,
        element: Position | None,
        test: Callable[[Any], Formula],
    ) -> Verdict:
        value = self._value(field, each, element)
        return _settled(z3.And(test(value), self._guard(field)))

    def _guard(self, field: Field) -> Formula:
        if self.protocol.slots[field.slot].nullable:
            return self._present(field.slot)
        return z3.BoolVal(True)

    def _present(self, slot: str) -> Formula:
        if any(path.startswith(f"{slot}.") for path in self.protocol.fixed):
            return z3.BoolVal(True)
        return self.variable((slot, None, ""))

    def _value(self, field: Field, each: Position | None, element: Position | None) -> Any:
        if field.binding is Binding.SLOT:
            place = None
        else:
            position = element if field.binding is Binding.ELEMENT else each
            assert position is not None
            place = position[1]
        fixed = self.protocol.fixed.get(f"{field.slot}.{field.name}")
        if fixed is not None:
            return self._constant(field, fixed)
        return self.variable((field.slot, place, field.name))

    def _constant(self, field: Field, value: Any) -> Any:
        kind = self.protocol.slots[field.slot].kinds[field.name]
        match kind:
            case YesNo():
                return z3.BoolVal(value)
            case Choice() | Text():
                # Fields of different kinds of text may well be compared with each other.
                return z3.IntVal(self._texts.setdefault(value, len(self._texts)))
        return z3.RealVal(repr(value))

    def _variable(self, variable: Variable) -> Any:
        slot, place, field = variable
        name = f"{slot}[{place}].{field}{self._other.get(variable, '')}"
        if not field:
            return z3.Bool(name)
        kind = self.protocol.slots[slot].kinds[field]
        match kind:
            case YesNo():
                return z3.Bool(name)
            case Choice():
                found = z3.Int(name)
                known = [self._texts.setdefault(value, len(self._texts)) for value in kind.values]
                self.domain.append(z3.Or([found == value for value in known]))
                return found
            case Text():
                return self._text(name, kind)
            case TextSet():
                return self._set(name, slot, field, kind.vocabulary)
        found = z3.ToReal(z3.Int(name)) if isinstance(kind, WholeNumber) else z3.Real(name)
        if kind.minimum is not None:
            self.domain.append(found >= z3.RealVal(repr(kind.minimum)))
        if kind.maximum is not None:
            self.domain.append(found <= z3.RealVal(repr(kind.maximum)))
        return found

    def _text(self, name: str, kind: Text) -> Any:
        found = z3.Int(name)
        if kind.closed:
            known = [self._texts.setdefault(v, len(self._texts)) for v in kind.vocabulary.values]
            self.domain.append(z3.Or([found == value for value in known]))
        return found

    def _set(
        self, name: str, slot: str, field: str, vocabulary: Vocabulary
    ) -> tuple[Mapping[str, Any], Any]:
        texts = {
            text: z3.Bool(f"{name} contains {text}")
            for text in sorted(self._contained(slot, field))
        }
        size = z3.Int(f"{name} size")
        among = z3.Sum([z3.IntVal(0), *(z3.If(one, 1, 0) for one in texts.values())])
        self.domain.append(size >= among)
        if vocabulary.closed:
            others = sum(value not in texts for value in vocabulary.values)
            self.domain.append(size <= among + others)
        return texts, size

    def _contained(self, slot: str, field: str) -> set[str]:
        return {
            node.value
            for condition in all_conditions(self.protocol)
            for node in walk(condition)
            if isinstance(node, Containment)
            and isinstance(node.operand, Field)
            and (node.operand.slot, node.operand.name) == (slot, field)
        }


def either(formulas: Iterable[Formula]) -> Formula:
    """Return the formula that one of these is true."""
    return z3.Or(list(formulas))


def both(one: Formula, other: Formula) -> Formula:
    """Return the formula that both are true."""
    return z3.And(one, other)


def opposite(formula: Formula) -> Formula:
    """Return the formula that this one is not true."""
    return z3.Not(formula)


def unlike(one: Verdict, other: Verdict) -> Formula:
    """Return the formula that two verdicts differ."""
    return z3.Or(one.true != other.true, one.conflict != other.conflict)


def _settled(formula: Formula) -> Verdict:
    return Verdict(formula, z3.BoolVal(False))


def all_conditions(protocol: Protocol) -> Iterable[Condition]:
    """Yield every condition of a protocol: of questions, rules, and what stands beside them."""
    for question in protocol.questions.values():
        if question.asked_when is not None:
            yield question.asked_when
    yield from (rule.when for rule in protocol.rules.values())
    yield from (item.always for item in protocol.constraints)
    yield from (item.when for item in protocol.silences.values())
    yield from (item.always for item in protocol.invariants if isinstance(item, Invariant))


def can_be(formulas: Iterable[Formula]) -> bool:
    """Return whether formulas can all be true together."""
    solver = z3.Solver()
    solver.add(*formulas)
    return bool(solver.check() == z3.sat)
