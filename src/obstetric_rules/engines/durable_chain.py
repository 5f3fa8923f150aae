"""One case on its way through the strata: what is known of it, and what was derived so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from obstetric_rules.engines.case import WHOLE_DOSSIER, Case
from obstetric_rules.engines.durable_conditions import Part
from obstetric_rules.engines.durable_strata import Derived
from obstetric_rules.engines.durable_translation import Bit
from obstetric_rules.engines.finding import Finding
from obstetric_rules.engines.reference_reading import answers_used
from obstetric_rules.expressions.meaning import Position, Situation, Verdict, evaluate
from obstetric_rules.expressions.nodes import Condition
from obstetric_rules.expressions.outcome import Outcome, Status
from obstetric_rules.facts import keys_of
from obstetric_rules.truth import UNKNOWN


class Chain:
    """What was derived of one case so far.

    ``findings`` has for each question one finding, or one for each fact of the list that it is
    asked of.
    """

    def __init__(self, case: Case, part_bits: Mapping[tuple[str | None, Part], Bit]) -> None:
        self.case = case
        self.part_bits = part_bits
        self.findings: defaultdict[str, list[Finding]] = defaultdict(list)
        self._keys: dict[str, tuple[str, ...] | None] = {}

    def keys(self, per: str) -> tuple[str, ...] | None:
        """Return the keys of the facts in a list, None if nothing is known of it."""
        if per not in self._keys:
            facts = self.case.dossier[per]
            self._keys[per] = keys_of(facts) if isinstance(facts, tuple) else None
        return self._keys[per]

    def links(self, per: str | None) -> list[Link]:
        """Return a new link for the whole dossier, or one for each fact in a list that is known."""
        if per is None:
            return [Link(self, None)]
        return [Link(self, (per, at)) for at in range(len(self.keys(per) or ()))]

    def finding(self, question: str, place: Position | None) -> Finding:
        """Return the finding on a question, or on a question about the fact at a place."""
        return self.findings[question][0 if place is None else place[1]]

    def answered(self, question: str, situation: Situation) -> Outcome:
        """Return the answer to a question for the fact in hand."""
        per = self.case.protocol.questions[question].per
        if per is None:
            return self.findings[question][0].outcome
        taken = situation.element
        place = taken if taken is not None and taken[0] == per else situation.each
        return self.finding(question, place).outcome

    def origin(self, question: str, place: Position | None) -> Iterator[str]:
        """Yield the questions compared with that are in conflict themselves."""
        for name, quantified in answers_used(self.case.protocol, question):
            whole = quantified or self.case.protocol.questions[name].per is None
            findings = self.findings[name] if whole else [self.finding(name, place)]
            if any(finding.outcome.status is Status.CONFLICT for finding in findings):
                yield name


class Link:
    """What is known of a case with one of its facts in hand, or with none, and what is derived."""

    def __init__(self, chain: Chain, place: Position | None) -> None:
        self.derived = Derived()
        self.facts = chain.case.dossier.facts
        self._chain = chain
        self._place = place
        self._situation: Situation | None = None

    def content(self, slot: str) -> Any:
        """Return the fact in a slot, None if it is empty, or UNKNOWN."""
        return self.facts.get(slot, UNKNOWN)

    def in_hand(self) -> Any:
        """Return the fact in hand."""
        assert self._place is not None  # only questions that are asked per fact read it
        slot, at = self._place
        return self.facts[slot][at]

    def judge(self, condition: Condition) -> Verdict:
        """Return whether a condition holds, after Kleene."""
        if self._situation is None:
            chain = self._chain
            self._situation = Situation(chain.case.dossier, chain.answered, each=self._place)
        return evaluate(condition, self._situation)

    def holds(self, part: Part) -> Verdict:
        """Return whether a part of a condition holds, as it was derived before."""
        per = None if self._place is None else self._place[0]
        return self.derived.verdict(self._chain.part_bits[per, part])

    def is_aside(self, rule: str) -> bool:
        """Return whether a rule is set aside."""
        return self._chain.case.is_set_aside(rule, self._key())

    def _key(self) -> str | None:
        if self._place is None:
            return WHOLE_DOSSIER
        slot, at = self._place
        keys = self._chain.keys(slot)
        return None if keys is None else keys[at]
