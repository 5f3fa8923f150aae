"""What is amiss in a small protocol, judged case by case by the reference engine.

Nothing here knows decision diagrams: every case that the rules, constraints, silences and
invariants can tell apart is decided by the reference engine, with and without each rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import attrs

from obstetric_rules.engines.answer import Answer
from obstetric_rules.engines.reference import ReferenceEngine
from obstetric_rules.expressions.meaning import (
    Position,
    Situation,
    Verdict,
    conjoined,
    disjoined,
    evaluate,
    negated,
)
from obstetric_rules.expressions.nodes import (
    Always,
    And,
    Comparison,
    Condition,
    Containment,
    Operator,
    Or,
    Quantified,
    Quantifier,
)
from obstetric_rules.expressions.nodes import (
    Answer as AnswerNode,
)
from obstetric_rules.expressions.outcome import Outcome, Status
from obstetric_rules.facts import UNKNOWN, Dossier, kinds_of
from obstetric_rules.rules.invariant import Invariant, Monotonicity
from obstetric_rules.rules.protocol import Protocol, ProtocolRule
from obstetric_rules.verification.dropping import without_each_part
from obstetric_rules.verification.findings import Finding, FindingKind
from obstetric_rules.verification.invariants import allows, refuses
from obstetric_rules.verification.question import clash
from tests.verification.exhaustive import PROBE, every_case, said, with_probe

Found = set[tuple[Any, ...]]


def key_of(finding: Finding) -> tuple[Any, ...]:
    """Return what a finding comes down to, to compare it with what the oracle found."""
    rules = finding.rules[:1] if finding.kind is FindingKind.NEVER_SPEAKS else finding.rules
    rules = tuple(sorted(rules)) if finding.kind is FindingKind.CONFLICT else rules
    values = finding.values if finding.kind is FindingKind.UNREACHABLE_VALUE else ()
    return (finding.kind, finding.question, rules, values, finding.fields, finding.name)


def key(
    kind: FindingKind,
    question: str | None = None,
    rules: tuple[str, ...] = (),
    values: tuple[str, ...] = (),
    fields: tuple[str, ...] = (),
    name: str | None = None,
) -> tuple[Any, ...]:
    return (kind, question, rules, values, fields, name)


@attrs.frozen(eq=False)
class Judged:
    """One case of a question: what the reference says of it."""

    dossier: Dossier
    position: Position | None
    answer: Answer


class Oracle:
    """Judges a protocol; with more than ``most`` cases of a question it gives up."""

    def __init__(self, protocol: Protocol, most: int) -> None:
        self.protocol = protocol
        self.most = most
        self.engine = ReferenceEngine(protocol)

    def judge(self) -> tuple[Found, Found]:
        """Return what is amiss, and the silences that are known."""
        found: Found = set()
        known: Found = set()
        used: set[tuple[str, str]] = set()
        for name in self.protocol.questions:
            cases = list(self.cases(name))
            found |= set(self.of_question(name, cases))
            known |= set(self.known_silences(name, cases))
            used |= self.fields_used(cases)
        for invariant in self.protocol.invariants_by_id.values():
            found |= set(self.of_invariant(invariant.id, invariant.invariant))
        return found | set(self.unused(used)), known

    def cases(self, name: str) -> Iterator[Judged]:
        """Yield the possible cases of a question, as far as anything can tell them apart."""
        question = self.protocol.questions[name]
        silences = [item.when for item in self.protocol.silences.values() if item.question == name]
        answered = self.any_answer(name)
        for dossier, position in self.possible(And((answered, *silences)), question.per):
            yield Judged(dossier, position, said(self.engine, dossier, name, position))

    def possible(
        self, condition: Condition, per: str | None
    ) -> Iterator[tuple[Dossier, Position | None]]:
        constraints = [as_a_whole(item) for item in self.protocol.constraints]
        probed = with_probe(self.protocol, And((condition, *constraints)), per)
        for dossier, position in every_case(probed, PROBE, self.most):
            if self.is_possible(dossier):
                yield dossier, position

    def is_possible(self, dossier: Dossier) -> bool:
        for item in self.protocol.constraints:
            content: Any = None if item.per is None else dossier[item.per]
            places = [None] if item.per is None else [(item.per, n) for n in range(len(content))]
            if any(self.truth(item.always, dossier, place) is not True for place in places):
                return False
        return True

    def any_answer(self, name: str) -> Condition:
        """Return a condition that reads all that a question reads, and says nothing."""
        question = self.protocol.questions[name]
        value = next(iter(question.values))
        if question.set_valued:
            return Or((Always(), Containment(AnswerNode(name), value)))
        return Or((Always(), Comparison(AnswerNode(name), Operator.EQUAL, value)))

    def truth(self, condition: Condition, dossier: Dossier, position: Position | None) -> Verdict:
        def answers(question: str, situation: Situation) -> Outcome:
            per = self.protocol.questions[question].per
            taken = situation.element
            in_hand = taken if taken is not None and taken[0] == per else situation.each
            return said(self.engine, dossier, question, in_hand).outcome

        return evaluate(condition, Situation(dossier, answers, each=position))

    def of_question(self, name: str, cases: list[Judged]) -> Iterator[tuple[Any, ...]]:
        question = self.protocol.questions[name]
        rules = self.protocol.rules_by_question[name]
        yield from self.silences(name, cases)
        spoken = set().union(*(case.answer.rules for case in cases)) if cases else set()
        clashing: dict[frozenset[tuple[str, ...]], set[str]] = {}
        for one, other in combinations(rules, 2):
            if clash(one, other, set_valued=question.set_valued) and any(
                {one.id, other.id} <= {*case.answer.rules} for case in cases
            ):
                between = frozenset({one.values, other.values})
                clashing.setdefault(between, set()).update({one.id, other.id})
        for together in clashing.values():
            yield key(FindingKind.CONFLICT, name, tuple(sorted(together)))
        holding = {rule.id: [case for case in cases if self.holds(rule, case)] for rule in rules}
        for rule in rules:
            if rule.id not in spoken:
                yield key(FindingKind.NEVER_SPEAKS, name, (rule.id,))
                continue
            if self.is_redundant(rule, name, cases):
                yield key(FindingKind.REDUNDANT_RULE, name, (rule.id,))
            if self.always_holds(rule, name, cases):
                yield key(FindingKind.ALWAYS_HOLDS, name, (rule.id,))
            else:
                yield from self.redundant_conditions(rule, name, cases)
        for rule in rules:
            for exception in rule.exceptions:
                meets = any(exception in case.answer.rules for case in holding[rule.id])
                if holding[rule.id] and exception in spoken and not meets:
                    yield key(FindingKind.IDLE_EXCEPTION, name, (rule.id, exception))
        for value in question.values:
            if not any(concludes(case.answer.outcome, value) for case in cases):
                yield key(FindingKind.UNREACHABLE_VALUE, name, (), (value,))

    def silences(self, name: str, cases: list[Judged]) -> Iterator[tuple[Any, ...]]:
        declared = {
            full: item for full, item in self.protocol.silences.items() if item.question == name
        }
        silent = [case for case in cases if case.answer.status is Status.SILENT]
        unknown = [
            case
            for case in silent
            if not any(
                self.truth(item.when, case.dossier, case.position) is True
                for item in declared.values()
            )
        ]
        if unknown:
            yield key(FindingKind.SILENCE, name)
        for full, item in declared.items():
            if not any(self.truth(item.when, one.dossier, one.position) is True for one in silent):
                yield key(FindingKind.OUTDATED_SILENCE, name, name=full)

    def known_silences(self, name: str, cases: list[Judged]) -> Iterator[tuple[Any, ...]]:
        outdated = {found[-1] for found in self.silences(name, cases)}
        for full, item in self.protocol.silences.items():
            if item.question == name and full not in outdated:
                yield key(FindingKind.SILENCE, name, name=full)

    def holds(self, rule: ProtocolRule, case: Judged) -> bool:
        asked = self.asked(rule.question, case)
        return asked is True and self.truth(rule.when, case.dossier, case.position) is True

    def asked(self, name: str, case: Judged) -> Verdict:
        question = self.protocol.questions[name]
        if question.about is not None and case.dossier[question.about] is None:
            return False
        if question.asked_when is None:
            return True
        return self.truth(question.asked_when, case.dossier, case.position)

    def is_redundant(self, rule: ProtocolRule, name: str, cases: list[Judged]) -> bool:
        without = ReferenceEngine(without_rule(self.protocol, rule.id))
        return all(
            said(without, case.dossier, name, case.position).outcome == case.answer.outcome
            for case in cases
        )

    def always_holds(self, rule: ProtocolRule, name: str, cases: list[Judged]) -> bool:
        return not isinstance(rule.when, Always) and all(
            self.truth(rule.when, case.dossier, case.position) is True
            for case in cases
            if self.asked(name, case) is True
        )

    def redundant_conditions(
        self, rule: ProtocolRule, name: str, cases: list[Judged]
    ) -> Iterator[tuple[Any, ...]]:
        for _, rest in without_each_part(rule.when):
            if all(
                self.speaks(rule, rule.when, case) == self.speaks(rule, rest, case)
                for case in cases
                if self.asked(name, case) is True
            ):
                yield key(FindingKind.REDUNDANT_CONDITION, name, (rule.id,))

    def speaks(self, rule: ProtocolRule, when: Condition, case: Judged) -> Verdict:
        rules = self.protocol.rules
        exceptions = [self.speaks(rules[n], rules[n].when, case) for n in rule.exceptions]
        holds = self.truth(when, case.dossier, case.position)
        return conjoined([holds, negated(disjoined(exceptions))])

    def fields_used(self, cases: list[Judged]) -> set[tuple[str, str]]:
        """Return the fields by which alone two cases differ that have different answers."""
        seen: dict[Any, Outcome] = {}
        used = set()
        for case in cases:
            for masked, slot, field in masks(case):
                outcome = case.answer.outcome
                if seen.setdefault((masked, slot, field), outcome) != outcome:
                    used.add((slot, field))
        return used

    def unused(self, used: set[tuple[str, str]]) -> Iterator[tuple[Any, ...]]:
        for slot in self.protocol.slots.values():
            for field in kinds_of(slot.fact_type):
                path = f"{slot.name}.{field}"
                is_id = slot.many and field == "id"
                if path not in self.protocol.fixed and not is_id and (slot.name, field) not in used:
                    yield key(FindingKind.UNUSED_FIELD, fields=(path,))

    def of_invariant(
        self, full: str, invariant: Invariant | Monotonicity
    ) -> Iterator[tuple[Any, ...]]:
        if isinstance(invariant, Invariant):
            cases = self.possible(invariant.always, invariant.per)
            if any(self.truth(invariant.always, *case) is not True for case in cases):
                yield key(FindingKind.BROKEN_INVARIANT, name=full)
            return
        name = invariant.question
        for path in dict.fromkeys(self.turning(invariant)):
            yield key(FindingKind.BROKEN_MONOTONICITY, name, fields=(path,), name=full)

    def turning(self, invariant: Monotonicity) -> Iterator[str]:
        per = self.protocol.questions[invariant.question].per
        for dossier, position in self.possible(self.any_answer(invariant.question), per):
            before = said(self.engine, dossier, invariant.question, position).outcome
            if not refuses(invariant, before):
                continue
            for path in invariant.fields:
                for turned in with_yes(self.protocol, dossier, path):
                    after = said(self.engine, turned, invariant.question, position).outcome
                    if self.is_possible(turned) and allows(invariant, after):
                        yield path


def with_yes(protocol: Protocol, dossier: Dossier, path: str) -> Iterator[Dossier]:
    """Yield the dossiers in which a field of one fact turns from no to yes."""
    slot, _, field = path.partition(".")
    content: Any = dossier[slot]
    if content is UNKNOWN or content is None or path in protocol.fixed:
        return
    facts = content if isinstance(content, tuple) else (content,)
    for place, fact in enumerate(facts):
        if getattr(fact, field) is False:
            turned = attrs.evolve(fact, **{field: True})
            many = (*facts[:place], turned, *facts[place + 1 :])
            yield dossier.replace(**{slot: many if isinstance(content, tuple) else turned})


def concludes(outcome: Outcome, value: str) -> bool:
    if outcome.status is not Status.CONCLUDED:
        return False
    found = outcome.value
    return value in found if isinstance(found, frozenset) else value == found


def as_a_whole(constraint: Any) -> Condition:
    """Return a condition that reads all that a constraint reads."""
    if constraint.per is None:
        return constraint.always
    return Quantified(Quantifier.ALL, constraint.per, _rebound(constraint.always))


def _rebound(condition: Condition) -> Condition:
    from obstetric_rules.verification.constraining import _of_element

    return _of_element(condition)


def masks(case: Judged) -> Iterator[tuple[Any, str, str]]:
    """Yield a case with one field of one fact hidden, for each field that is told."""
    contents = {name: spread(case, name) for name in case.dossier.facts}
    for name, facts in contents.items():
        for place, fact in enumerate(facts):
            if fact is None:
                continue
            for field in kinds_of(type(fact)):
                if getattr(fact, field) is not UNKNOWN:
                    hidden = (*facts[:place], (fact, field), *facts[place + 1 :])
                    yield canonical(case, {**contents, name: hidden}), name, field


def spread(case: Judged, name: str) -> tuple[Any, ...]:
    content: Any = case.dossier.facts[name]
    return content if isinstance(content, tuple) else (content,)


def canonical(case: Judged, contents: dict[str, tuple[Any, ...]]) -> Any:
    """Return a case in a form in which the order of facts that are alike does not matter."""
    told = []
    for name, facts in sorted(contents.items()):
        shown = [_shown(fact) for fact in facts]
        first = 1 if case.position is not None and case.position[0] == name else 0
        told.append((name, tuple(shown[:first]), tuple(sorted(shown[first:]))))
    return tuple(told)


def _shown(fact: Any) -> str:
    hidden, field = fact if isinstance(fact, tuple) else (fact, None)
    if hidden is None:
        return "none"
    # A fact hides its values in its own repr.
    names = [name for name in kinds_of(type(hidden)) if name != field]
    return f"hidden {field}: " + repr([(name, getattr(hidden, name)) for name in names])


def without_rule(protocol: Protocol, removed: str) -> Protocol:
    """Return a protocol in which one rule has been left out."""
    layers = []
    for layer in protocol.layers:
        names = {
            name
            for rule in layer.rules
            for name in (*rule.overrides, *rule.yields_to)
            if name == removed or f"{layer.id}/{name}" == removed
        }
        rules = tuple(
            attrs.evolve(
                rule,
                overrides=tuple(name for name in rule.overrides if name not in names),
                yields_to=tuple(name for name in rule.yields_to if name not in names),
            )
            for rule in layer.rules
            if f"{layer.id}/{rule.id}" != removed
        )
        kept = {name for rule in rules for name in rule.clauses}
        clauses = tuple(
            clause
            if clause.id in kept or clause.not_modelled
            else attrs.evolve(clause, not_modelled="Weggelaten.")
            for clause in layer.clauses
        )
        layers.append(attrs.evolve(layer, rules=rules, clauses=clauses))
    return attrs.evolve(protocol, layers=tuple(layers))
