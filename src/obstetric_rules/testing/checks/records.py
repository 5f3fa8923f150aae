"""Checks of what is written down of a decision: explanations, JSON, receipts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from obstetric_rules.engines.answer import Answer
from obstetric_rules.engines.deciding import decide
from obstetric_rules.engines.decision import Decision, each_answer
from obstetric_rules.engines.decision_data import decision_from_data, decision_to_data
from obstetric_rules.engines.receipt import Receipt, receipt_of, replay
from obstetric_rules.errors import ConformanceError
from obstetric_rules.explanation.parts import NOT_KNOWN, NOT_TO_SAY, Part, PartKind
from obstetric_rules.explanation.reasons import Explanation, RuleReason, Standing
from obstetric_rules.explanation.why import why
from obstetric_rules.expressions.meaning import CONFLICTED, conjoined, disjoined, negated
from obstetric_rules.expressions.outcome import NOT_APPLICABLE, Outcome, Status
from obstetric_rules.facts import Dossier, dossier_to_data, structure_dossier
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.rules.speaking import outcome_of
from obstetric_rules.testing._sampling import for_each
from obstetric_rules.testing._telling import case_text
from obstetric_rules.testing.strategies import dossiers
from obstetric_rules.testing.subject import Subject

_UNHEARD: Final = (Status.NOT_APPLICABLE, Status.CONFLICT)
"""The statuses of an answer for which no rule may have been heard."""


def explanations_replay(subject: Subject) -> None:
    """Whoever follows an explanation step by step arrives at the answer, and so does a receipt.

    An explanation that leads elsewhere than the answer is worse than none. The rules that it says
    speak must be those of the answer, its conditions must add up,
    what holds or fails must not be told as unknown, and its clauses must be theirs.
    """
    protocol = subject.protocol

    def check(dossier: Dossier) -> None:
        decision = decide(protocol, dossier)
        for name in protocol.questions:
            for key, answer in each_answer(decision[name]):
                for slip in _slips(protocol, why(decision, name, key), answer):
                    raise _error(protocol, dossier, f"the explanation of {name} {slip}")
        again = replay(receipt_of(decision), protocol)
        for difference in again.differences:
            slip = f"its receipt, decided again, answers {difference.question} in another way"
            raise _error(protocol, dossier, slip)

    for_each(subject, dossiers(protocol, afwijkingen=True), check)


def _slips(protocol: Protocol, explanation: Explanation, answer: Answer) -> Iterator[str]:
    by_standing = {
        standing: tuple(rule.rule for rule in explanation.rules_that(standing))
        for standing in Standing
    }
    if by_standing[Standing.SPEAKS] != answer.rules:
        yield f"names {by_standing[Standing.SPEAKS]} as rules that speak, not {answer.rules}"
    if by_standing[Standing.BY_CASES] != answer.by_cases:
        yield f"names {by_standing[Standing.BY_CASES]} by cases, not {answer.by_cases}"
    if answer.rules and set(answer.clauses) != _clauses(protocol, answer.rules):
        yield f"has the clauses {answer.clauses}, which are not those of its rules"
    for rule in explanation.rules:
        if not _stands(rule, explanation):
            yield f"says of {rule.rule} that it is “{rule.standing}”, which its condition belies"
        yield from _part_slips(rule.condition, f"a condition of {rule.rule}")
    if explanation.asked_when is not None:
        yield from _part_slips(explanation.asked_when, "a condition on asking")
    followed = _followed(explanation)
    if followed is not None and not answer.same_as(_as_answer(answer, followed)):
        yield f"leads to {followed.value or followed.status}"


def _as_answer(answer: Answer, outcome: Outcome) -> Answer:
    return Answer(question=answer.question, outcome=outcome)


def _clauses(protocol: Protocol, rules: tuple[str, ...]) -> set[str]:
    return {clause for rule in rules for clause in protocol.rules[rule].rests_on}


def _stands(rule: RuleReason, explanation: Explanation) -> bool:
    """Return whether what has become of a rule fits all else that is said."""
    verdict = rule.condition.verdict
    match rule.standing:
        case Standing.SPEAKS | Standing.BY_CASES:
            return verdict is not False
        case Standing.SILENCED:
            return verdict is not False and bool(rule.silenced_by)
        case Standing.NOT_ASKED:
            outcome = explanation.answer.outcome
            outcomes = outcome.possible or (outcome,)
            return verdict is not False and all(
                one.status in _UNHEARD and not one.conflicting for one in outcomes
            )
        case Standing.NOT_MET:
            return verdict is not True
        case Standing.IN_CONFLICT:
            contested = {one.rule for one in explanation.rules_that(Standing.IN_CONFLICT)}
            through_exception = verdict is not False and not contested.isdisjoint(rule.exceptions)
            return verdict is CONFLICTED or through_exception
        case _:
            return rule.set_aside is not None


def _part_slips(part: Part, what: str) -> Iterator[str]:
    if not _adds_up(part):
        yield f"has {what} that does not add up"
    for found in _told_as_unknown(part):
        yield f"has {what} that is settled, and tells: “{found}”"


def _told_as_unknown(part: Part) -> Iterator[str]:
    """Yield what is told of parts that hold or fail, and says that this is not known."""
    if isinstance(part.verdict, bool) and part.found.startswith((NOT_KNOWN, NOT_TO_SAY)):
        yield part.found
    for inner in part.parts:
        yield from _told_as_unknown(inner)


def _adds_up(part: Part) -> bool:
    inner = [one.verdict for one in part.parts]
    match part.kind:
        case PartKind.ALL:
            fits = part.verdict == conjoined(inner)
        case PartKind.ANY:
            fits = part.verdict == disjoined(inner)
        case PartKind.NOT:
            fits = part.verdict == negated(inner[0])
        case PartKind.TERM:
            fits = part.verdict == inner[0]
        case _:
            fits = True
    return fits and all(map(_adds_up, part.parts))


def _followed(explanation: Explanation) -> Outcome | None:
    """Return where an explanation leads, if no unknown fact and no conflict leaves it open."""
    asked_when, question = explanation.asked_when, explanation.question
    if question.per is not None and explanation.key is None:
        # A list of which nothing is told leaves open for whom it is asked, whatever else is known.
        return None
    if explanation.no_subject or (asked_when is not None and asked_when.verdict is False):
        return NOT_APPLICABLE
    if explanation.answer.status is Status.OPEN and question.about is not None:
        # What it is about may not be told yet; no condition says so.
        return None
    settled = all(isinstance(rule.condition.verdict, bool) for rule in explanation.rules)
    if not settled or not (asked_when is None or asked_when.verdict is True):
        return None
    spoken = [rule.values for rule in explanation.rules_that(Standing.SPEAKS)]
    return outcome_of(question, spoken)


def json_round_trip(subject: Subject) -> None:
    """Dossiers, decisions and receipts come back from JSON as they went in.

    They travel between systems and lie in an archive for years: what changes on the way is another
    case than the one that was decided.
    """
    protocol = subject.protocol

    def check(dossier: Dossier) -> None:
        read = structure_dossier(_travelled(dossier_to_data(dossier)), protocol.slots.values())
        if read != dossier:
            raise _error(protocol, dossier, "read back from JSON, the dossier is another one")
        decision = decide(protocol, dossier)
        back = _back(decision, protocol)
        for name in protocol.questions:
            if back[name] != decision[name]:
                raise _error(protocol, dossier, f"read back, the answer to {name} is another one")
        receipt = receipt_of(decision)
        if Receipt.from_data(_travelled(receipt.to_data())) != receipt:
            raise _error(protocol, dossier, "read back from JSON, the receipt is another one")

    for_each(subject, dossiers(protocol, afwijkingen=True), check)


def _back(decision: Decision, protocol: Protocol) -> Decision:
    data = _travelled(decision_to_data(decision, with_dossier=True))
    return decision_from_data(data, protocol.slots.values())


def _travelled(data: Mapping[str, Any]) -> dict[str, Any]:
    there_and_back: dict[str, Any] = json.loads(json.dumps(data))
    return there_and_back


def _error(protocol: Protocol, dossier: Dossier, message: str) -> ConformanceError:
    told = case_text(protocol, dossier)
    return ConformanceError(f"{message}. The smallest case found:\n{told}")
