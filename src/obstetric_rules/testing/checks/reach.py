"""Checks of what the rules can lead to, in any case at all."""

from __future__ import annotations

from obstetric_rules.engines.deciding import decide
from obstetric_rules.engines.decision import each_answer
from obstetric_rules.errors import ConformanceError, UnreachableError
from obstetric_rules.expressions.nodes import Answer as AnswerNode
from obstetric_rules.expressions.nodes import walk
from obstetric_rules.expressions.outcome import Outcome, Status
from obstetric_rules.facts import Dossier
from obstetric_rules.rules.invariant import Invariant, Monotonicity
from obstetric_rules.rules.protocol import Protocol, ProtocolRule
from obstetric_rules.testing._guiding import Guide
from obstetric_rules.testing._probing import (
    Probe,
    condition_holds,
    exception_applies,
    invariant_breaks,
)
from obstetric_rules.testing._sampling import for_each, smallest
from obstetric_rules.testing._telling import answers_text, case_text
from obstetric_rules.testing.checks.content import raise_if_any
from obstetric_rules.testing.cut_points import Neighbours, neighbours
from obstetric_rules.testing.reaching import leading
from obstetric_rules.testing.subject import Subject


def every_rule_can_speak(subject: Subject) -> None:
    """For each rule of the ruleset there is a case in which it speaks.

    A rule that never speaks looks like a promise and is none: a slip in its condition, or an
    exception that covers all of it.
    """
    protocol = subject.protocol
    can_speak = {
        rule
        for answer in decide(protocol, Dossier()).answers.values()
        for _, one in each_answer(answer)
        for rule in (*one.rules, *one.by_cases)
    }
    raise_if_any(
        f"the rule {rule.id} can never speak: {_why_silent(protocol, rule)}"
        for rule in _own(subject, protocol)
        if rule.id not in can_speak
    )


def _own(subject: Subject, protocol: Protocol) -> list[ProtocolRule]:
    return [rule for rule in protocol.rules.values() if rule.ruleset == subject.id]


def _why_silent(protocol: Protocol, rule: ProtocolRule) -> str:
    if not _can_happen(condition_holds(protocol, rule.id)):
        return "its condition holds in no case in which its question is asked"
    return f"whenever its condition holds an exception speaks ({', '.join(rule.exceptions)})"


def _can_happen(probe: Probe) -> bool:
    return Guide(probe.protocol, probe.goal.question).can_reach(probe.goal)


def every_exception_can_apply(subject: Subject) -> None:
    """For each exception there is a case in which it takes the place of the rule it is for.

    An exception that never meets its rule is a misunderstanding: the author thinks that a case is
    taken care of, and it is not.
    """
    protocol = subject.protocol
    raise_if_any(
        f"{exception} is an exception to {rule.id}, but never takes its place: in no case does the "
        "condition of the one hold while the other speaks"
        for rule in protocol.rules.values()
        for exception in rule.exceptions
        if subject.id in (rule.ruleset, protocol.rules[exception].ruleset)
        and not _can_happen(exception_applies(protocol, rule.id, exception))
    )


def invariants_hold(subject: Subject) -> None:
    """What a ruleset, or one below it, states to hold in every case does.

    Invariants are what the agreement is for: whoever has a fever never gets a bath birth. A layer
    on top that breaks one has to be stopped before a hospital uses it.
    """
    protocol = subject.protocol
    broken = [
        (invariant, probe)
        for invariant in protocol.invariants
        if isinstance(invariant, Invariant)
        for probe in [invariant_breaks(protocol, invariant)]
        if _can_happen(probe)
    ]
    raise_if_any(_broken(protocol, invariant, probe) for invariant, probe in broken)


def _broken(protocol: Protocol, invariant: Invariant, probe: Probe) -> str:
    dossier = smallest(leading(probe.protocol, probe.goal))
    read = [node.question for node in walk(invariant.always) if isinstance(node, AnswerNode)]
    answers = decide(protocol, dossier).answers
    return (
        f"the invariant {invariant.id} is broken ({invariant.because}) The smallest case found:\n"
        f"{case_text(protocol, dossier)}\nwith these answers:\n"
        f"{answers_text(protocol, dossier, answers, dict.fromkeys(read))}"
    )


def monotonic_where_declared(subject: Subject) -> None:
    """Where the ruleset says so, more complaints never make an answer more permissive.

    Whoever coughs and may not come must not be let in because she has a fever too. That slips in
    easily, when an exception is written for one complaint and not for two.
    """
    protocol = subject.protocol
    for item in protocol.invariants:
        if isinstance(item, Monotonicity):
            _require_monotonic(subject, protocol, item)


def _require_monotonic(subject: Subject, protocol: Protocol, item: Monotonicity) -> None:
    def check(pair: Neighbours) -> None:
        no, yes = (pair.one, pair.other) if pair.values[1] is True else (pair.other, pair.one)
        before = dict(each_answer(decide(protocol, no)[item.question]))
        after = dict(each_answer(decide(protocol, yes)[item.question]))
        for key, answer in before.items():
            refused = _is_one_of(answer.outcome, item.restrictive)
            if refused and _is_one_of(after[key].outcome, item.permissive):
                was, becomes = answer.outcome.value, after[key].outcome.value
                raise ConformanceError(
                    f"{item.id} does not hold ({item.because}) When {pair.path} turns from no to "
                    f"yes, {item.question} goes from {was} to {becomes}. The smallest case found:\n"
                    f"{case_text(protocol, no)}"
                )

    try:
        pairs = neighbours(protocol, item.question, item.fields)
    except UnreachableError:
        # None of these facts changes the answer by itself.
        return
    for_each(subject, pairs, check)


def _is_one_of(outcome: Outcome, values: tuple[str, ...]) -> bool:
    if outcome.status is not Status.CONCLUDED:
        return False
    found = outcome.value if isinstance(outcome.value, frozenset) else {outcome.value}
    return bool(found & set(values))
