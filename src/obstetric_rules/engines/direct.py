"""Evaluating the rules of a question directly, when its decision diagram outgrows the budget.

What is known is decided exactly. With unknown facts a condition is evaluated after Kleene, which
may find UNKNOWN what is in fact settled: then the answer may be open where the reference is not,
and it names every unknown fact that the rules mention.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import attrs

from obstetric_rules.engines.case import Case
from obstetric_rules.engines.finding import Finding
from obstetric_rules.expressions.meaning import (
    CONFLICTED,
    Answers,
    Position,
    Situation,
    Verdict,
    conjoined,
    disjoined,
    evaluate,
    negated,
)
from obstetric_rules.expressions.nodes import (
    Count,
    Field,
    Node,
    Present,
    Quantified,
    walk,
)
from obstetric_rules.expressions.outcome import (
    NOT_APPLICABLE,
    Outcome,
    Status,
    conflict,
    open_outcome,
    settled,
)
from obstetric_rules.facts import keys_of, names_in_paths
from obstetric_rules.rules.protocol import Protocol, ProtocolRule
from obstetric_rules.rules.question import Question
from obstetric_rules.rules.speaking import outcome_of
from obstetric_rules.truth import UNKNOWN


def evaluate_directly(
    case: Case, question: Question, answers: Answers, position: Position | None
) -> Finding:
    """Return what the rules of a question come down to, evaluated one by one."""
    situation = Situation(case.dossier, answers, each=position)
    applicable = _applicable(question, situation)
    if applicable is False:
        return Finding(NOT_APPLICABLE)
    if applicable is CONFLICTED:
        return Finding(conflict(()))
    rules = [
        rule
        for rule in case.protocol.rules_by_question[question.id]
        if not case.is_set_aside(rule.id, _key(case, position))
    ]
    finding = finding_of(case.protocol, question, applicable, _speaking(rules, situation))
    return with_missing(case, question.id, finding, position)


def finding_of(
    protocol: Protocol, question: Question, applicable: Verdict, verdicts: Mapping[str, Verdict]
) -> Finding:
    """Return what it comes down to when these rules speak, perhaps speak, or are in conflict.

    ``verdicts`` has every rule of the question that is not set aside.
    """
    if applicable is False:
        return Finding(NOT_APPLICABLE)
    if applicable is CONFLICTED:
        return Finding(conflict(()))
    certain = [protocol.rules[name] for name, verdict in verdicts.items() if verdict is True]
    perhaps = [protocol.rules[name] for name, verdict in verdicts.items() if verdict is UNKNOWN]
    in_conflict = CONFLICTED in verdicts.values()
    possible = _possible(protocol, question, certain, perhaps, in_conflict)
    if applicable is UNKNOWN:
        possible.add(NOT_APPLICABLE)
        certain, perhaps = [], [*certain, *perhaps]
    speaking = {rule.id for rule in perhaps}
    return Finding(
        settled(possible),
        tuple(rule.id for rule in certain),
        tuple(name for name in verdicts if name in speaking),
    )


def with_missing(case: Case, question: str, finding: Finding, position: Position | None) -> Finding:
    """Return a finding that names, if it is open, every unknown fact that the rules mention."""
    if finding.outcome.status is not Status.OPEN:
        return finding
    return attrs.evolve(finding, missing=tuple(_unknown_facts(case, question, position)))


def of_unknown_list(case: Case, question: Question) -> Finding:
    """Return what a question that is asked per fact comes down to when the list is unknown."""
    rules = case.protocol.rules_by_question[question.id]
    possible = _possible(case.protocol, question, [], list(rules), False) | {NOT_APPLICABLE}
    return Finding(
        open_outcome(possible),
        (),
        tuple(rule.id for rule in rules),
        tuple(_unknown_facts(case, question.id, None)),
    )


def _applicable(question: Question, situation: Situation) -> Verdict:
    parts: list[Verdict] = []
    if question.about is not None:
        content = situation.dossier[question.about]
        parts.append(UNKNOWN if content is UNKNOWN else content is not None)
    if question.asked_when is not None:
        parts.append(evaluate(question.asked_when, situation))
    return conjoined(parts)


def _speaking(rules: list[ProtocolRule], situation: Situation) -> dict[str, Verdict]:
    by_id = {rule.id: rule for rule in rules}

    @cache
    def speaks(name: str) -> Verdict:
        rule = by_id[name]
        exceptions = [speaks(other) for other in rule.exceptions if other in by_id]
        return conjoined([evaluate(rule.when, situation), negated(disjoined(exceptions))])

    return {name: speaks(name) for name in by_id}


def _possible(
    protocol: Protocol,
    question: Question,
    certain: list[ProtocolRule],
    perhaps: list[ProtocolRule],
    in_conflict: bool,
) -> set[Outcome]:
    """Return outcomes among which is every one there can be, and exactly that if there is one.

    What the rules that may speak add can only grow: when all of them together add nothing, no
    choice of them does.
    """
    spoken = [rule.values for rule in certain]
    choices = [spoken, *([*spoken, rule.values] for rule in perhaps)]
    choices.append([*spoken, *(rule.values for rule in perhaps)])
    found = {outcome_of(question, choice, in_conflict) for choice in choices}
    if perhaps and protocol.depends_on[question.id]:
        # An answer that is open may turn out to be in conflict, and bring this one into it.
        found.add(conflict(()))
    return found


def _unknown_facts(case: Case, question: str, position: Position | None) -> list[str]:
    """Return the unknown facts that the rules of a question, and those it builds on, mention."""
    questions = _built_on(case, question)
    nodes = [node for name in questions for node in _nodes_of(case, name)]
    slots = {slot for name in questions for slot in _slots_of(case, name)}
    slots |= {node.slot for node in nodes if isinstance(node, Present | Quantified | Count)}
    taken = {node.slot for node in nodes if isinstance(node, Quantified | Count)}
    found = {slot for slot in slots if case.dossier[slot] is UNKNOWN}
    for node in nodes:
        if isinstance(node, Field):
            found.update(_unknown_names(case, node, None if node.slot in taken else position))
    return sorted(found)


def _built_on(case: Case, question: str) -> list[str]:
    """Return a question and all those whose answers it depends on."""
    found = [question]
    for name in found:
        found += [other for other in case.protocol.depends_on[name] if other not in found]
    return found


def _nodes_of(case: Case, question: str) -> Iterator[Node]:
    asked_when = case.protocol.questions[question].asked_when
    if asked_when is not None:
        yield from walk(asked_when)
    for rule in case.protocol.rules_by_question[question]:
        yield from walk(rule.when)


def _slots_of(case: Case, question: str) -> Iterator[str]:
    asked = case.protocol.questions[question]
    yield from (slot for slot in (asked.about, asked.per) if slot is not None)


def _unknown_names(case: Case, field: Field, position: Position | None) -> Iterator[str]:
    """Yield the names of an unknown field: of the fact in hand, or of all in the list."""
    content = case.dossier[field.slot]
    if content is UNKNOWN:
        yield field.slot
    elif isinstance(content, tuple):
        named = zip(names_in_paths(content), content, strict=True)
        for place, (name, fact) in enumerate(named):
            in_hand = position is None or (field.slot, place) == position
            if in_hand and getattr(fact, field.name) is UNKNOWN:
                yield f"{field.slot}[{name}].{field.name}"
    elif content is not None and getattr(content, field.name) is UNKNOWN:
        yield f"{field.slot}.{field.name}"


def _key(case: Case, position: Position | None) -> str | None:
    return None if position is None else keys_of(case.dossier[position[0]])[position[1]]  # type: ignore[arg-type]  # a position is in a list
