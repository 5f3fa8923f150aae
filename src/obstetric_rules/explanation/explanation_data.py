"""Explanations as JSON-ready data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from obstetric_rules.engines.decision_data import any_answer_to_data
from obstetric_rules.explanation.open_fact import OpenFact
from obstetric_rules.explanation.parts import Part
from obstetric_rules.explanation.reasons import Explanation, RuleReason
from obstetric_rules.explanation.why_not import WhyNot
from obstetric_rules.expressions.meaning import CONFLICTED, Verdict
from obstetric_rules.expressions.outcome import Status
from obstetric_rules.truth import UNKNOWN


def explanation_to_data(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as JSON-ready data, with those it is based on inside.

    Verdicts are true, false, ``"unknown"`` or ``"conflict"``. The ``"standing"`` of a rule is a
    value of :class:`~obstetric_rules.explanation.reasons.Standing`.
    """
    data: dict[str, Any] = {
        "protocol": explanation.protocol.id,
        "version": explanation.protocol.version,
        "sha256": explanation.protocol.sha256,
        "layers": [attrs.asdict(source) for source in explanation.protocol.layers],
        "question": explanation.question.id,
        "text": explanation.question.text,
        "key": explanation.key,
        "answer": any_answer_to_data(explanation.answer),
        "silent_because": _silent_because(explanation),
        "no_subject": explanation.no_subject,
        "asked_when": _optional_part(explanation.asked_when),
        "rules": [_rule_to_data(rule) for rule in explanation.rules],
        "missing": [attrs.asdict(fact) for fact in explanation.missing],
        "can_become": [attrs.asdict(item) for item in explanation.can_become],
        "based_on": [explanation_to_data(item) for item in explanation.based_on],
    }
    return data


def _silent_because(explanation: Explanation) -> str | None:
    silent = explanation.answer.status is Status.SILENT
    return explanation.question.silent_because if silent else None


def why_not_to_data(found: WhyNot) -> dict[str, Any]:
    """Return why a value is not the answer as JSON-ready data."""
    return {
        **explanation_to_data(found.explanation),
        "why_not": {
            "value": found.value,
            "is_answer": found.is_answer,
            "obstacles": [
                {
                    "rule": obstacle.rule.rule,
                    "standing": obstacle.rule.standing.value,
                    "silenced_by": list(obstacle.rule.silenced_by),
                    "lacking": [_part_to_data(part) for part in obstacle.lacking],
                }
                for obstacle in found.obstacles
            ],
        },
    }


def open_facts_to_data(facts: Iterable[OpenFact]) -> list[dict[str, Any]]:
    """Return what to ask next as JSON-ready data, in the same order."""
    return [
        {
            "path": fact.path,
            "question": fact.question,
            "kind": fact.kind.value,
            **_bounds(fact),
            "answers": [attrs.asdict(answer) for answer in fact.answers],
            "choices": [attrs.asdict(choice) for choice in fact.choices],
            "closed": fact.closed,
            **({"together": list(fact.together)} if fact.together else {}),
            "questions": list(fact.questions),
            "expected_missing": fact.expected_missing,
        }
        for fact in facts
    ]


def _bounds(fact: OpenFact) -> dict[str, Any]:
    found = {"unit": fact.unit or None, "minimum": fact.minimum, "maximum": fact.maximum}
    return {name: value for name, value in found.items() if value is not None}


def _rule_to_data(rule: RuleReason) -> dict[str, Any]:
    return {
        "rule": rule.rule,
        "values": list(rule.values),
        "standing": rule.standing.value,
        "because": rule.because,
        "clauses": [attrs.asdict(clause) for clause in rule.clauses],
        "condition": _part_to_data(rule.condition),
        "in_principe": rule.in_principe,
        "exceptions": list(rule.exceptions),
        "silenced_by": list(rule.silenced_by),
        "set_aside": None if rule.set_aside is None else attrs.asdict(rule.set_aside),
        "parameters": [attrs.asdict(item) for item in rule.parameters],
        "value_clauses": [attrs.asdict(clause) for clause in rule.value_clauses],
    }


def _optional_part(part: Part | None) -> dict[str, Any] | None:
    return None if part is None else _part_to_data(part)


def _part_to_data(part: Part) -> dict[str, Any]:
    data: dict[str, Any] = {
        "kind": part.kind.value,
        "text": part.text,
        "found": part.found,
        "verdict": _verdict_to_data(part.verdict),
    }
    if part.name is not None:
        data["name"] = part.name
    if part.facts:
        data["facts"] = list(part.facts)
    if part.source is not None:
        data["source"] = attrs.asdict(part.source)
    if part.parts:
        data["parts"] = [_part_to_data(inner) for inner in part.parts]
    return data


def _verdict_to_data(verdict: Verdict) -> bool | str:
    if verdict is UNKNOWN:
        return "unknown"
    return "conflict" if verdict is CONFLICTED else verdict
