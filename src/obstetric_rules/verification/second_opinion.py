"""A second opinion on every finding, by an SMT solver (z3)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TypeAlias

from obstetric_rules.diagrams.grounding import ID
from obstetric_rules.engines.reference_reading import read
from obstetric_rules.expressions.meaning import Position
from obstetric_rules.expressions.nodes import Always, Comparison, Count, Operator, Quantified, walk
from obstetric_rules.rules.invariant import Invariant, Monotonicity
from obstetric_rules.rules.protocol import Protocol, ProtocolRule
from obstetric_rules.verification.dropping import without_each_part
from obstetric_rules.verification.findings import Finding, FindingKind
from obstetric_rules.verification.question import by_values, clash
from obstetric_rules.verification.smt import (
    Formula,
    Formulas,
    Said,
    Variable,
    all_conditions,
    both,
    can_be,
    conjoined,
    disjoined,
    either,
    negated,
    opposite,
    unlike,
)

Key: TypeAlias = tuple[FindingKind, str | None, tuple[str, ...], str | None]
"""A kind of finding, the question, and the rules, values, fields or the name it is about."""


def key_of(finding: Finding) -> Key:
    """Return what a finding comes down to, as a second opinion has it."""
    about = finding.rules or finding.values or finding.fields
    if finding.kind is FindingKind.NEVER_SPEAKS:
        about = finding.rules[:1]
    return (finding.kind, finding.question, about, finding.name)


def second_opinion(protocol: Protocol) -> frozenset[Key]:
    """Return what is amiss in a protocol as z3 finds it, without a case or a condition.

    Open terms need no solver and are left out. Raises
    :class:`~obstetric_rules.errors.MissingExtraError` when z3 is not installed.

    >>> from obstetric_rules import load_protocol
    >>> from obstetric_rules.verification.report import verify
    >>> protocol = load_protocol("groningen.mzh")
    >>> second_opinion(protocol) == {
    ...     key_of(finding)
    ...     for finding in verify(protocol).findings
    ...     if finding.kind is not FindingKind.OPEN_TERM
    ... }
    True
    """
    found: set[Key] = set()
    for name in protocol.questions:
        found |= set(_OfQuestion(protocol, name).findings())
    found |= set(_unused_fields(protocol))
    for full, item in protocol.invariants_by_id.items():
        if item.deviation is None:
            found |= set(_broken(protocol, full, item.invariant))
    return frozenset(found)


def lengths_of(protocol: Protocol, each: Position | None) -> dict[str, int]:
    """Return how long lists have to be for all that quantifiers can tell apart, and more."""
    quantifiers = {
        node: _witnesses(node)
        for condition in all_conditions(protocol)
        for node in walk(condition)
        if isinstance(node, Quantified | Comparison)
    }
    lengths: dict[str, int] = {}
    for node, number in quantifiers.items():
        counted = node.operand if isinstance(node, Comparison) else node
        if isinstance(counted, Quantified | Count):
            lengths[counted.slot] = lengths.get(counted.slot, 0) + number
    if each is not None:
        lengths[each[0]] = lengths.get(each[0], 0) + 1
    return lengths


def _witnesses(node: Quantified | Comparison) -> int:
    if isinstance(node, Quantified) or not isinstance(node.value, int):
        return 1
    return node.value + (node.operator not in (Operator.AT_LEAST, Operator.LESS))


class _OfQuestion:
    def __init__(self, protocol: Protocol, name: str) -> None:
        self._protocol = protocol
        self._question = protocol.questions[name]
        self._each = _in_hand(self._question.per)
        self._formulas = Formulas(protocol, lengths_of(protocol, self._each), self._each)
        self._rules = protocol.rules_by_question[name]
        self._heard = {rule.id: self._formulas.heard(rule.id, self._each) for rule in self._rules}
        self._said: Said = self._formulas.said(name, self._each)

    def findings(self) -> Iterator[Key]:
        yield from self._silences()
        yield from self._conflicts()
        speaking = {rule for rule, verdict in self._heard.items() if self._can(verdict.true)}
        for rule in self._rules:
            if rule.id not in speaking:
                yield self._key(FindingKind.NEVER_SPEAKS, rule.id)
                continue
            changed = self._formulas.said(self._question.id, self._each, rule.id)
            if not self._can(self._said.differs(changed)):
                yield self._key(FindingKind.REDUNDANT_RULE, rule.id)
            if self._always_holds(rule):
                yield self._key(FindingKind.ALWAYS_HOLDS, rule.id)
            elif self._has_redundant_part(rule.id):
                yield self._key(FindingKind.REDUNDANT_CONDITION, rule.id)
        yield from self._idle(speaking)
        for value in self._question.values:
            if not self._can(self._said.has[value]):
                yield self._key(FindingKind.UNREACHABLE_VALUE, value)

    def _conflicts(self) -> Iterator[Key]:
        meeting = (
            (one, other)
            for one, other in combinations(self._rules, 2)
            if clash(one, other, set_valued=self._question.set_valued)
            if self._can(self._heard[one.id].true, self._heard[other.id].true)
        )
        for sides, _ in by_values(meeting):
            yield self._key(FindingKind.CONFLICT, *(rule.id for side in sides for rule in side))

    def _always_holds(self, rule: ProtocolRule) -> bool:
        if isinstance(rule.when, Always):
            return False
        asked = self._formulas.asked(self._question.id, self._each).true
        always, when = (
            self._formulas.condition(condition, self._each, None)
            for condition in (Always(), rule.when)
        )
        return not self._can(asked, unlike(always, when))

    def _silences(self) -> Iterator[Key]:
        known = {
            full: self._formulas.condition(item.when, self._each, None).true
            for full, item in self._protocol.silences.items()
            if item.question == self._question.id
        }
        if self._can(self._said.silent, *map(opposite, known.values())):
            yield self._key(FindingKind.SILENCE)
        for full, holds in known.items():
            if not self._can(self._said.silent, holds):
                yield (FindingKind.OUTDATED_SILENCE, self._question.id, (), full)

    def _idle(self, speaking: set[str]) -> Iterator[Key]:
        asked = self._formulas.asked(self._question.id, self._each).true
        for rule in self._rules:
            when = self._formulas.condition(rule.when, self._each, None).true
            for exception in rule.exceptions:
                meets = (asked, when, self._heard[exception].true)
                if exception in speaking and self._can(asked, when) and not self._can(*meets):
                    yield self._key(FindingKind.IDLE_EXCEPTION, rule.id, exception)

    def _has_redundant_part(self, name: str) -> bool:
        rule = self._protocol.rules[name]
        exceptions = [self._formulas.speaks(one, self._each, None) for one in rule.exceptions]
        asked = self._formulas.asked(self._question.id, self._each).true
        before = self._formulas.speaks(name, self._each, None)
        for _, rest in without_each_part(rule.when):
            when = self._formulas.condition(rest, self._each, None)
            after = conjoined([when, negated(disjoined(exceptions))])
            if not self._can(asked, unlike(before, after)):
                return True
        return False

    def _can(self, *formulas: Formula) -> bool:
        return can_be([*formulas, *self._formulas.possible()])

    def _key(self, kind: FindingKind, *about: str) -> Key:
        return (kind, self._question.id, about, None)


def _in_hand(per: str | None) -> Position | None:
    return None if per is None else (per, 0)


def _unused_fields(protocol: Protocol) -> Iterator[Key]:
    readings = {name: read(protocol, name).fields for name in protocol.questions}
    for slot in protocol.slots.values():
        for field in slot.kinds:
            path = f"{slot.name}.{field}"
            if (slot.many and field == ID) or path in protocol.fixed:
                continue
            reading = [
                name
                for name, fields in readings.items()
                if any((one.slot, one.name) == (slot.name, field) for one in fields)
            ]
            if not any(_turns(protocol, name, slot.name, field, None) for name in reading):
                yield (FindingKind.UNUSED_FIELD, None, (path,), None)


def _broken(protocol: Protocol, full: str, invariant: Invariant | Monotonicity) -> Iterator[Key]:
    if isinstance(invariant, Invariant):
        each = _in_hand(invariant.per)
        formulas = Formulas(protocol, lengths_of(protocol, each), each)
        holds = formulas.condition(invariant.always, each, None).true
        if can_be([opposite(holds), *formulas.possible()]):
            yield (FindingKind.BROKEN_INVARIANT, None, (), full)
        return
    for path in invariant.fields:
        slot, _, field = path.partition(".")
        if path not in protocol.fixed and _turns(
            protocol, invariant.question, slot, field, invariant
        ):
            yield (FindingKind.BROKEN_MONOTONICITY, invariant.question, (path,), full)


def _turns(
    protocol: Protocol, name: str, slot: str, field: str, monotonicity: Monotonicity | None
) -> bool:
    """Return whether an answer changes by a field of one fact alone, or breaks a monotonicity."""
    each = _in_hand(protocol.questions[name].per)
    lengths = lengths_of(protocol, each)
    many = protocol.slots[slot].many
    places: list[int | None] = [*range(lengths.get(slot, 0))] if many else [None]
    for place in places:
        variable: Variable = (slot, place, field)
        one = Formulas(protocol, lengths, each)
        other = Formulas(protocol, lengths, each, {variable: "'"})
        before, after = one.said(name, each), other.said(name, each)
        if monotonicity is None:
            goals = [before.differs(after)]
        else:
            goals = [
                opposite(one.variable(variable)),
                other.variable(variable),
                _on_one_side(before, monotonicity.restrictive, monotonicity.permissive),
                _on_one_side(after, monotonicity.permissive, monotonicity.restrictive),
            ]
        there = [] if place is None else [one.exists(slot, place)]
        if can_be([*goals, *there, *one.possible(), *other.possible()]):
            return True
    return False


def _on_one_side(said: Said, side: tuple[str, ...], other: tuple[str, ...]) -> Formula:
    on = either(said.has[value] for value in side)
    return both(on, opposite(either(said.has[value] for value in other)))
