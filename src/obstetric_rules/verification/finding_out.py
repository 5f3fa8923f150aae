"""Working out the findings of a protocol, question by question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import attrs

from obstetric_rules.diagrams.graph import BudgetExceededError, Node
from obstetric_rules.diagrams.grounding import ID
from obstetric_rules.engines.answer import Answer
from obstetric_rules.engines.reference_reading import read
from obstetric_rules.expressions.outcome import Status
from obstetric_rules.rules.invariant import Invariant
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.verification.confirming import Confirmer
from obstetric_rules.verification.cover import FEW_CUBES, Coverer, terms_in
from obstetric_rules.verification.exploring import Space
from obstetric_rules.verification.findings import Finding, FindingKind
from obstetric_rules.verification.invariants import BrokenInvariant, InvariantProver
from obstetric_rules.verification.question import QuestionSpace
from obstetric_rules.verification.sentences import Sentences
from obstetric_rules.verification.witnesses import Witness


class FindingOut:
    """Finds what is amiss in a protocol; what is no finding is kept as it is come across."""

    def __init__(self, protocol: Protocol, budget: int) -> None:
        self._protocol = protocol
        self._space = Space(protocol, budget)
        self._confirmer = Confirmer(protocol)
        self._say = Sentences(protocol)
        self._fields: set[tuple[str, str]] = set()
        self._terms = terms_in(rule.when for rule in protocol.rules.values())
        self.known: list[Finding] = []
        self.unproved: list[str] = []

    def findings(self) -> Iterator[Finding]:
        """Yield everything that is amiss."""
        for name in self._protocol.questions:
            try:
                yield from _OfQuestion(self, name).findings()
            except (BudgetExceededError, RecursionError):
                self.unproved.append(name)
                reading = read(self._protocol, name)
                self._fields |= {(field.slot, field.name) for field in reading.fields}
        yield from self._invariants()
        yield from self._unused_fields()
        yield from self._open_terms()

    def distributions(self, *names: str) -> tuple[str, ...]:
        """Return the distributions of the rulesets that full names begin with."""
        rulesets = dict.fromkeys(name.partition("/")[0] for name in names)
        known = self._protocol.distributions
        return tuple(dict.fromkeys(str(known[name]) for name in rulesets if name in known))

    def _invariants(self) -> Iterator[Finding]:
        prover = InvariantProver(self._protocol, self._space, self._confirmer)
        for full, item in self._protocol.invariants_by_id.items():
            try:
                found = [self._broken(full, broken) for broken in prover.broken(item.invariant)]
            except (BudgetExceededError, RecursionError):
                self.unproved.append(full)
                continue
            if item.deviation is None:
                yield from found
            else:
                reason = item.deviation.because
                self.known += [attrs.evolve(finding, reason=reason) for finding in found]

    def _broken(self, full: str, broken: BrokenInvariant) -> Finding:
        invariant = broken.invariant
        named: dict[str, Any] = {
            "name": full,
            "clauses": tuple(clause.rpartition("/")[2] for clause in invariant.clauses),
            "distributions": self.distributions(full),
        }
        if isinstance(invariant, Invariant):
            return Finding(
                kind=FindingKind.BROKEN_INVARIANT,
                text=self._say.broken_invariant(invariant),
                witness=broken.witness,
                **named,
            )
        assert broken.after is not None
        assert broken.field is not None
        before, after = (
            self._confirmer.answer(witness, invariant.question).outcome
            for witness in (broken.witness, broken.after)
        )
        return Finding(
            kind=FindingKind.BROKEN_MONOTONICITY,
            text=self._say.broken_monotonicity(invariant, broken.field, before, after),
            question=invariant.question,
            fields=(broken.field,),
            witness=broken.witness,
            after=broken.after,
            **named,
        )

    def _unused_fields(self) -> Iterator[Finding]:
        for slot in self._protocol.slots.values():
            for field in slot.kinds:
                told_apart_by = slot.many and field == ID
                fixed = f"{slot.name}.{field}" in self._protocol.fixed
                if not told_apart_by and not fixed and (slot.name, field) not in self._fields:
                    yield Finding(
                        kind=FindingKind.UNUSED_FIELD,
                        text=self._say.unused_field(slot.name, field),
                        fields=(f"{slot.name}.{field}",),
                    )

    def _open_terms(self) -> Iterator[Finding]:
        for full, item in self._protocol.open_terms.items():
            if item.filling is None:
                yield Finding(
                    kind=FindingKind.OPEN_TERM,
                    text=self._say.open_term(full, item.term.label),
                    name=full,
                    clauses=tuple(name.rpartition("/")[2] for name in item.term.clauses),
                    distributions=self.distributions(full),
                )


class _OfQuestion:
    """The findings of one question."""

    def __init__(self, out: FindingOut, name: str) -> None:
        self._out = out
        self._say = out._say
        self._confirmer = out._confirmer
        self._asked = QuestionSpace(out._space, name)
        self._rules = {rule.id: rule for rule in self._asked.rules}
        self._coverer = Coverer(
            out._space.diagrams, out._space.constraint, out._terms, self._asked.occurs
        )

    def findings(self) -> list[Finding]:
        """Return all findings, or none: half of them would look like all."""
        known = list(self._known_silences())
        found = [
            *self._conflicts(),
            *self._silences(),
            *self._outdated_silences(),
            *self._never_speaking(),
            *self._idle_exceptions(),
            *self._redundant_rules(),
            *self._always_holding(),
            *self._redundant_conditions(),
            *self._unreachable_values(),
        ]
        # A part that stands in a condition twice is told once.
        findings = list({finding.text: finding for finding in reversed(found)}.values())[::-1]
        self._out._fields |= self._asked.fields_that_matter()
        self._out.known += known
        return findings

    def _conflicts(self) -> Iterator[Finding]:
        for (ones, others), node in self._asked.conflicts():
            alone = len(ones) + len(others) == 2
            cases = self._cases(node, None if alone else FEW_CUBES)
            sides = tuple(frozenset(rule.id for rule in side) for side in (ones, others))
            yield self._finding(
                FindingKind.CONFLICT,
                self._say.conflict(self._asked.question, ones, others, cases),
                tuple(rule.id for rule in (*ones, *others)),
                condition=cases,
                share=self._share(node),
                values=tuple(sorted({*ones[0].values, *others[0].values})),
                witness=self._witness(node, partial(_in_conflict, sides)),
            )

    def _silences(self) -> Iterator[Finding]:
        node = self._asked.undeclared_silence
        if self._asked.occurs(node):
            yield self._silence(node)

    def _known_silences(self) -> Iterator[Finding]:
        for full in self._asked.known:
            item, node = self._asked.known_silence(full)
            if self._asked.occurs(node):
                yield self._silence(node, name=full, reason=item.reason)

    def _silence(self, node: Node, **more: Any) -> Finding:
        cases = self._cases(node)
        return self._finding(
            FindingKind.SILENCE,
            self._say.silence(self._asked.question, cases),
            condition=cases,
            share=self._share(node),
            witness=self._witness(node, lambda answer: answer.status is Status.SILENT),
            **more,
        )

    def _outdated_silences(self) -> Iterator[Finding]:
        for full in self._asked.known:
            _, node = self._asked.known_silence(full)
            if not self._asked.occurs(node):
                text = self._say.outdated_silence(self._asked.question, full)
                yield self._finding(FindingKind.OUTDATED_SILENCE, text, name=full)

    def _never_speaking(self) -> Iterator[Finding]:
        for rule in self._asked.rules:
            if rule.id not in self._asked.dead:
                continue
            holding = self._asked.holding[rule.id]
            if not self._asked.occurs(holding):
                yield self._finding(
                    FindingKind.NEVER_SPEAKS, self._say.never_holds(rule), (rule.id,)
                )
                continue
            by = self._asked.silencing(rule)
            yield self._finding(
                FindingKind.NEVER_SPEAKS,
                self._say.always_set_aside(rule, by),
                (rule.id, *by),
                witness=self._witness(holding, partial(_set_aside, rule.id)),
            )

    def _idle_exceptions(self) -> Iterator[Finding]:
        for base, exception in self._asked.idle_exceptions():
            yield self._finding(
                FindingKind.IDLE_EXCEPTION,
                self._say.idle_exception(base, exception),
                (base, exception),
                witness=self._speaking(exception),
            )

    def _redundant_rules(self) -> Iterator[Finding]:
        for rule in self._asked.redundant_rules():
            text = self._say.redundant_rule(rule)
            yield self._finding(
                FindingKind.REDUNDANT_RULE, text, (rule,), witness=self._speaking(rule)
            )

    def _always_holding(self) -> Iterator[Finding]:
        for rule in self._asked.always_holding:
            yield self._finding(
                FindingKind.ALWAYS_HOLDS,
                self._say.always_holds(rule),
                (rule.id,),
                condition=self._say.part(rule.when),
                witness=self._speaking(rule.id),
            )

    def _redundant_conditions(self) -> Iterator[Finding]:
        for rule, part in self._asked.redundant_conditions():
            yield self._finding(
                FindingKind.REDUNDANT_CONDITION,
                self._say.redundant_condition(rule, part),
                (rule,),
                condition=self._say.part(part),
                witness=self._speaking(rule),
            )

    def _unreachable_values(self) -> Iterator[Finding]:
        for value in self._asked.unreachable_values():
            text = self._say.unreachable_value(self._asked.question, value)
            yield self._finding(FindingKind.UNREACHABLE_VALUE, text, values=(value,))

    def _finding(
        self, kind: FindingKind, text: str, rules: tuple[str, ...] = (), **more: Any
    ) -> Finding:
        clauses = (clause for name in rules for clause in self._rules[name].clauses)
        return Finding(
            kind=kind,
            text=text,
            question=self._asked.question.id,
            rules=rules,
            clauses=tuple(dict.fromkeys(clauses)),
            distributions=self._out.distributions(*rules),
            **more,
        )

    def _cases(self, node: Node, most: int | None = None) -> str:
        return self._say.cases(self._coverer.cover(node, most))

    def _share(self, node: Node) -> Any:
        cases = self._asked.cases
        return cases.share(cases.also(node), cases.nodes[0])

    def _speaking(self, rule: str) -> Witness:
        return self._witness(self._asked.heard[rule], lambda answer: rule in answer.rules)

    def _witness(self, node: Node, confirms: Callable[[Answer], bool]) -> Witness:
        """Return the most ordinary case in which a diagram is true, confirmed by the reference."""
        cases = self._asked.cases
        witness = cases.witness(cases.also(self._asked.true(node)))
        name = self._asked.question.id
        found = witness is not None and confirms(self._confirmer.answer(witness, name))
        self._confirmer.confirm(found, f"a finding about {name}")
        assert witness is not None
        return witness


def _in_conflict(sides: Iterable[frozenset[str]], answer: Answer) -> bool:
    return answer.status is Status.CONFLICT and all(side & set(answer.rules) for side in sides)


def _set_aside(rule: str, answer: Answer) -> bool:
    return rule not in answer.rules
