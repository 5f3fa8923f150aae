"""The parts of an answer that follow from its rules alone, shaped alike by every engine."""

from __future__ import annotations

from collections.abc import Collection

from obstetric_rules.expressions.outcome import Outcome, Status
from obstetric_rules.rules.protocol import Protocol


def clauses_of(protocol: Protocol, rules: Collection[str]) -> tuple[str, ...]:
    """Return the clauses that rules rest on, each once, in the order of the texts."""
    found = {clause for rule in rules for clause in protocol.rules[rule].rests_on}
    if len(found) < 2:
        return tuple(found)
    in_order = dict.fromkeys(clause.rpartition("/")[2] for clause in protocol.clauses)
    return tuple(clause for clause in in_order if clause in found)


def clauses_of_answer(
    protocol: Protocol, outcome: Outcome, rules: Collection[str], by_cases: Collection[str]
) -> tuple[str, ...]:
    """Return the clauses an answer rests on: those of its rules, or else of its rules by cases."""
    if not rules and outcome.status is not Status.OPEN:
        return clauses_of(protocol, by_cases)
    return clauses_of(protocol, rules)


def in_protocol_order(protocol: Protocol, rules: Collection[str]) -> tuple[str, ...]:
    """Return rules, by their full id, in the order in which the rulesets give them."""
    return tuple(rule for rule in protocol.rules if rule in rules)
