"""Checks of the answers that rules give: that they do not contradict, and that all are meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from obstetric_rules.engines.answer import AnyAnswer
from obstetric_rules.engines.deciding import decide
from obstetric_rules.engines.decision import each_answer
from obstetric_rules.expressions.nodes import Condition, parameters_in
from obstetric_rules.expressions.outcome import EMPTY_SET, Outcome
from obstetric_rules.facts import Dossier
from obstetric_rules.rules.invariant import Invariant
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing._telling import case_text
from obstetric_rules.testing._trimming import trimmed
from obstetric_rules.testing.checks.check import Remarks
from obstetric_rules.testing.checks.content import raise_if_any
from obstetric_rules.testing.checks.proving import Proved, proved_on_every_day, unproved
from obstetric_rules.testing.subject import Subject
from obstetric_rules.verification.answering import contradicts, is_silent, prove_answering
from obstetric_rules.verification.invariants import prove_invariants
from obstetric_rules.verification.witnesses import Witness


def rules_never_contradict(subject: Subject) -> Remarks:
    """In no case do two rules lead to different answers, neither an exception to the other.

    A contradiction answers nothing, just when two parts of a text matter at once. Mostly an
    exception was not written down, or a boundary is one off. Where nothing is said at all is told
    as a remark: a text may leave a gap, but its author should know of it.
    """

    def prove(protocol: Protocol) -> Proved:
        proofs = prove_answering(protocol, subject.id)
        contradictions = (
            _contradiction(protocol, question, witness)
            for question, witness in proofs.contradictions.items()
        )
        gaps = [
            f"no rule of {question} says anything in this case, whatever else is so:\n"
            f"{case_text(protocol, _smallest(protocol, question, witness, is_silent))}"
            for question, witness in proofs.gaps.items()
        ]
        return contradictions, (*gaps, *unproved("whether rules contradict", proofs.unproved))

    return proved_on_every_day(subject, prove)


def _contradiction(protocol: Protocol, question: str, witness: Witness) -> str:
    small = _smallest(protocol, question, witness, contradicts)
    answers = decide(protocol, small).answers
    return (
        f"rules of {question} contradict each other in this case:\n{case_text(protocol, small)}\n"
        f"  they say:\n{_sides(protocol, answers[question])}"
    )


def _sides(protocol: Protocol, answers: AnyAnswer) -> str:
    return "\n".join(
        f"  - {'geen' if value == EMPTY_SET else labels[value]} ({', '.join(rules)})"
        for _, answer in each_answer(answers)
        for labels in [protocol.questions[answer.question].values]
        for value, rules in answer.conflict.items()
    )


def _smallest(
    protocol: Protocol, question: str, witness: Witness, holds: Callable[[Outcome], bool]
) -> Dossier:
    """Return a case without the facts that do not matter for an answer of which this holds."""

    def so(found: Dossier) -> bool:
        answers = each_answer(decide(protocol, found)[question])
        return any(holds(answer.outcome) for _, answer in answers)

    return trimmed(protocol, witness.dossier, so)


def every_deviation_is_needed(subject: Subject) -> Remarks:
    """What a ruleset declares to deviate from would indeed be broken, on some day, without that.

    Every decision shows a declared deviation. One from an invariant that holds all the same tells
    clinicians that a promise of their region is not kept here, while it is. Other things that are
    declared and of no use are told as remarks.
    """
    declared = [item.invariant for item in subject.ruleset.deviations]
    needed: set[str] = set()
    for protocol in subject.protocols.values() if declared else ():
        proofs = prove_invariants(protocol)
        unsure = [*(item.invariant for item in proofs.broken), *proofs.unproved]
        needed |= {
            name
            for name, item in protocol.invariants_by_id.items()
            if any(item.invariant is one for one in unsure)
        }
    raise_if_any(
        f"it declares to deviate from {name}, which holds in every case: take the deviation out"
        for name in declared
        if name not in needed
    )
    return tuple(_idle(subject))


def _idle(subject: Subject) -> Iterator[str]:
    """Yield what a ruleset declares and nothing in its protocol uses, or uses no longer."""
    protocol, own = subject.protocol, subject.ruleset
    given = {(rule.question, value) for rule in protocol.rules.values() for value in rule.values}
    outdated = {(item.question, item.value) for item in protocol.deprecations}
    for question in own.questions:
        if not protocol.rules_by_question[question.id]:
            yield f"no rule answers the question {question.id}"
            continue
        for value in question.values:
            # What is outdated, by itself or with its question, need not be given any more.
            known = {(question.id, value), (question.id, None)} & outdated
            if not known and (question.id, value) not in given:
                yield f"no rule leads to the value {value} of the question {question.id}"
    for item in own.deprecations:
        if item in protocol.deprecations and (item.question, item.value) in given:
            yield f"{item.name} is outdated since {item.since}, and rules still lead to it"
    read = set(_parameters_read(subject.layers))
    for parameter in own.parameters:
        if parameter.id not in read:
            yield f"no condition compares with the parameter {parameter.id}"


def _parameters_read(layers: Iterable[Ruleset]) -> Iterator[str]:
    for layer in layers:
        conditions: list[Condition | None] = [rule.when for rule in layer.rules]
        conditions += [question.asked_when for question in layer.questions]
        conditions += [item.always for item in layer.invariants if isinstance(item, Invariant)]
        for condition in conditions:
            yield from () if condition is None else parameters_in(condition)
