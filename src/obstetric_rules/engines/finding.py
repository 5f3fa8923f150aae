"""Findings: what an engine has worked out about one question in one case."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

import attrs

from obstetric_rules.engines.answer import Answer
from obstetric_rules.engines.shaping import clauses_of_answer
from obstetric_rules.expressions.outcome import EMPTY_SET, Outcome, Status
from obstetric_rules.rules.protocol import Protocol


@attrs.frozen
class Finding:
    """An outcome, the rules that speak (in every case, in some), and the facts that are missing."""

    outcome: Outcome
    rules: tuple[str, ...] = ()
    by_cases: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


Origin: TypeAlias = Callable[[], Iterable[str]]
"""Works out which questions in conflict bring a question into conflict."""


def answer_from(protocol: Protocol, question: str, finding: Finding, origin: Origin) -> Answer:
    """Return the answer that a finding comes down to."""
    outcome = finding.outcome
    in_conflict = outcome.status is Status.CONFLICT
    return Answer(
        question=question,
        outcome=outcome,
        rules=finding.rules,
        by_cases=finding.by_cases,
        clauses=clauses_of_answer(protocol, outcome, finding.rules, finding.by_cases),
        missing=finding.missing,
        conflict=_sides(protocol, finding) if in_conflict else {},
        origin=tuple(sorted(set(origin()))) if in_conflict else (),
    )


def _sides(protocol: Protocol, finding: Finding) -> dict[str, tuple[str, ...]]:
    speaking = {*finding.rules, *finding.by_cases}
    rules = [rule for rule in protocol.rules.values() if rule.id in speaking]
    return {
        value: tuple(rule.id for rule in rules if value in (rule.values or (EMPTY_SET,)))
        for value in sorted(finding.outcome.conflicting)
    }
