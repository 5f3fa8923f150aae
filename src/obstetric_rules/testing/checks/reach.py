"""Checks of what the rules can lead to, proved over all cases that they can tell apart."""

from __future__ import annotations

from obstetric_rules.engines.case import prepare
from obstetric_rules.engines.deciding import decide
from obstetric_rules.engines.decision import each_answer
from obstetric_rules.explanation.fact_places import places_of
from obstetric_rules.expressions.nodes import Answer as AnswerNode
from obstetric_rules.expressions.nodes import walk
from obstetric_rules.expressions.outcome import Outcome
from obstetric_rules.facts import Dossier
from obstetric_rules.rules.invariant import Invariant, Monotonicity
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.testing._guiding import Guide
from obstetric_rules.testing._probing import condition_holds, invariant_breaks
from obstetric_rules.testing._telling import answers_text, case_text
from obstetric_rules.testing._trimming import trimmed
from obstetric_rules.testing.checks.check import Remarks
from obstetric_rules.testing.checks.proving import Proved, proved_on_every_day, unproved
from obstetric_rules.testing.subject import Subject
from obstetric_rules.verification.invariants import (
    BrokenInvariant,
    prove_invariants,
    undeclared,
)
from obstetric_rules.verification.speaking import prove_speaking


def every_rule_can_speak(subject: Subject) -> Remarks:
    """For each rule of the ruleset there is a case in which it speaks, on every day.

    A rule that never speaks looks like a promise and is none: a slip in its condition, or an
    exception that covers all of it.
    """

    def prove(protocol: Protocol) -> Proved:
        proofs = prove_speaking(protocol)
        silent = (
            f"the rule {rule} can never speak: {_why_silent(protocol, rule)}"
            for rule in proofs.silent
            if protocol.rules[rule].ruleset == subject.id
        )
        return silent, unproved("which rules can speak", proofs.unproved)

    return proved_on_every_day(subject, prove)


def _why_silent(protocol: Protocol, rule: str) -> str:
    probe = condition_holds(protocol, rule)
    if not Guide(probe.protocol, probe.goal.question).can_reach(probe.goal):
        return "its condition holds in no case in which its question is asked"
    exceptions = ", ".join(protocol.rules[rule].exceptions)
    return f"whenever its condition holds an exception speaks ({exceptions})"


def every_exception_can_apply(subject: Subject) -> Remarks:
    """For each exception there is a case in which it takes the place of the rule it is for.

    An exception that never meets its rule is a misunderstanding: the author thinks that a case is
    taken care of, and it is not.
    """

    def prove(protocol: Protocol) -> Proved:
        rules, proofs = protocol.rules, prove_speaking(protocol)
        idle = (
            f"{idle.exception} is an exception to {idle.base} but never takes its place: in no "
            "case does the condition of the one hold while the other speaks"
            for idle in proofs.idle
            if subject.id in (rules[idle.base].ruleset, rules[idle.exception].ruleset)
        )
        return idle, unproved("which exceptions can apply", proofs.unproved)

    return proved_on_every_day(subject, prove)


def invariants_hold(subject: Subject) -> Remarks:
    """What a ruleset, or one below it, states to hold in every case does.

    Invariants are what the agreement is for: whoever has a fever never gets a bath birth. A layer
    on top that breaks one, and does not declare that it deviates, must not reach a hospital.
    """

    def prove(protocol: Protocol) -> Proved:
        proofs = prove_invariants(protocol)
        broken = (
            _broken(protocol, item.invariant, item.witness.dossier)
            for item in undeclared(protocol, proofs.broken)
            if isinstance(item.invariant, Invariant)
        )
        unsure = (item.id for item in proofs.unproved if isinstance(item, Invariant))
        return broken, unproved("whether it holds", unsure)

    return proved_on_every_day(subject, prove)


def _broken(protocol: Protocol, invariant: Invariant, dossier: Dossier) -> str:
    probe = invariant_breaks(protocol, invariant)
    guide = Guide(probe.protocol, probe.goal.question)

    def shown(found: Dossier) -> set[Outcome]:
        return {answer.outcome for _, answer in each_answer(guide.answer(found))}

    expected = shown(dossier)
    small = trimmed(protocol, dossier, lambda less: shown(less) == expected)
    read = [node.question for node in walk(invariant.always) if isinstance(node, AnswerNode)]
    answers = decide(protocol, small).answers
    return (
        f"the invariant {invariant.id} is broken. {invariant.because} But in this case:\n"
        f"{case_text(protocol, small)}\n  it is decided:\n"
        f"{answers_text(protocol, small, answers, dict.fromkeys(read))}"
    )


def monotonic_where_declared(subject: Subject) -> Remarks:
    """Where the ruleset says so, more complaints never make an answer more permissive.

    Whoever coughs and may not come must not be let in because she has a fever too. That slips in
    easily, when an exception is written for one complaint and not for two.
    """

    def prove(protocol: Protocol) -> Proved:
        proofs = prove_invariants(protocol)
        broken = (
            _turned(protocol, item.invariant, item)
            for item in undeclared(protocol, proofs.broken)
            if isinstance(item.invariant, Monotonicity)
        )
        unsure = (item.id for item in proofs.unproved if isinstance(item, Monotonicity))
        return broken, unproved("whether it holds", unsure)

    return proved_on_every_day(subject, prove)


def _turned(protocol: Protocol, item: Monotonicity, broken: BrokenInvariant) -> str:
    no, yes = broken.witness, broken.after or broken.witness
    places = places_of(prepare(protocol, no.dossier))
    (place,) = (
        place
        for place in places.values()
        if place.value_in(no.dossier) != place.value_in(yes.dossier)
    )

    def outcomes(found: Dossier) -> list[Outcome]:
        turned = (place.told_in(found, value) for value in (False, True))
        answers = [decide(protocol, one)[item.question] for one in turned]
        return [one.outcome for answer in answers for _, one in each_answer(answer)]

    expected = outcomes(no.dossier)
    small = trimmed(
        protocol, no.dossier, lambda less: outcomes(less) == expected, keep=[place.path]
    )
    after = place.told_in(small, True)
    answers = [decide(protocol, one).answers for one in (small, after)]
    was, becomes = (
        answers_text(protocol, small, one, [item.question]).strip(" -") for one in answers
    )
    return (
        f"{item.id} does not hold. {item.because} But in this case, when {place.path} turns from "
        f"no to yes, “{was}” becomes “{becomes}”:\n{case_text(protocol, small)}"
    )
