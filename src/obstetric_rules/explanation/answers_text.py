"""Answers and decisions in plain Dutch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from obstetric_rules.engines.answer import Answer, AnyAnswer
from obstetric_rules.engines.case import Case
from obstetric_rules.engines.decision import (
    Decision,
    Deviation,
    each_answer,
    expect_decision,
)
from obstetric_rules.engines.remarks import NotKept, Outdated
from obstetric_rules.explanation.fact_places import (
    FactPlace,
    named_slots,
    places_of,
    without_article,
)
from obstetric_rules.explanation.layout import WIDTH, Page
from obstetric_rules.explanation.parts import values_text
from obstetric_rules.explanation.why import STATUS_LABELS, still_possible
from obstetric_rules.expressions.outcome import EMPTY_SET, Status
from obstetric_rules.expressions.wording import enumeration
from obstetric_rules.facts import keys_of, path_to
from obstetric_rules.facts.fact import shown, shown_apart
from obstetric_rules.rules.question import Question
from obstetric_rules.rules.words import validity_words


@attrs.frozen(kw_only=True)
class AnswerRow:
    """One answer as it is shown: what about, of whom, what, by which clauses, what is missing."""

    question: str
    heading: str
    status: Status
    text: str
    clauses: tuple[str, ...]
    missing: tuple[str, ...]


def decision_rows(
    decision: Decision, questions: Iterable[str] | None = None
) -> tuple[AnswerRow, ...]:
    """Return the answers of a decision as they are shown, in the order of the protocol.

    Raises :class:`~obstetric_rules.errors.DecisionError` for a decision that was read back.

    >>> from obstetric_rules import Client, Dossier, decide, load_protocol
    >>> decision = decide(load_protocol("groningen.mzh"), Dossier(client=Client(koorts=True)))
    >>> [(row.heading, row.text) for row in decision_rows(decision, ["badbevalling"])]
    [('Badbevalling', 'niet mogelijk')]
    """
    expect_decision(decision)
    case = decision.made_from()
    places = places_of(case)
    names = decision.answers if questions is None else questions
    return tuple(
        _row(case, case.protocol.questions[name], key, answer, places)
        for name in names
        for key, answer in each_answer(decision[name])
    )


def decision_lines(
    decision: Decision, questions: Iterable[str] | None = None, width: int = WIDTH
) -> list[str]:
    """Return a decision as lines of plain text.

    >>> from obstetric_rules import Dossier, decide, load_protocol
    >>> decision = decide(load_protocol("groningen.mzh"), Dossier())
    >>> print(decision_lines(decision, ["ontslag"])[-1])
    Ontslag: zo spoedig mogelijk (G18)
    """
    page = Page(width=width)
    page.say(decision_heading(decision))
    for deviation in decision.deviations:
        page.say(deviation_text(deviation, decision.made_from()))
    rows = decision_rows(decision, questions)
    for remark in remark_lines(decision, [row.question for row in rows]):
        page.say(remark)
    for row in rows:
        page.say(f"{row.heading}: {row.text}{clauses_text(row.clauses)}")
        page.inside().items(row.missing)
    return page.lines


def decision_heading(decision: Decision) -> str:
    """Return what a decision was made with, in one line."""
    protocol = decision.protocol
    validity = validity_words(protocol.validity, protocol.undated)
    ref = "" if decision.ref is None else f"{shown(str(decision.ref))}: "
    return f"{ref}{protocol.id} {protocol.version} ({validity}), op {decision.on.isoformat()}"


def remark_lines(decision: Decision, questions: Iterable[str]) -> list[str]:
    """Return what there is to say about the protocol of a decision beside its answers.

    The invariants that a ruleset does not keep, and which of these questions, or of the values that
    they have, are outdated. Raises :class:`~obstetric_rules.errors.DecisionError` for a decision
    that was read back.
    """
    asked = decision.made_from().protocol.questions
    wanted = set(questions)
    lines = [not_kept_text(item) for item in decision.protocol.not_kept]
    return lines + [
        _outdated_text(asked, item)
        for item in decision.protocol.outdated
        if item.question in wanted and _has_value(decision[item.question], item.value)
    ]


def not_kept_text(item: NotKept) -> str:
    """Return that a ruleset does not keep an invariant, in one line."""
    return f"Niet gevolgd door {item.ruleset}: “{item.states}” Want: {item.because}"


def _has_value(answer: AnyAnswer, value: str | None) -> bool:
    return value is None or any(
        value == one.value or (isinstance(one.value, frozenset) and value in one.value)
        for _, one in each_answer(answer)
    )


def _outdated_text(questions: Mapping[str, Question], item: Outdated) -> str:
    question = questions[item.question]
    if item.value is None:
        what = question.label
        instead = "" if item.instead is None else questions[item.instead].label
    else:
        what = f"{question.label}: “{question.values[item.value]}”"
        instead = "" if item.instead is None else f"“{question.values[item.instead]}”"
    use = f" In plaats daarvan: {instead}." if instead else ""
    return f"Verouderd sinds {item.since.isoformat()}: {what}. {item.because}{use}"


def deviation_text(deviation: Deviation, case: Case) -> str:
    """Return an Afwijking that took effect in a case, in one line."""
    afwijking = deviation.afwijking
    whom = "" if afwijking.onderwerp is None else f" voor {_whom(deviation, case)}"
    rules = enumeration(list(deviation.rules), "en")
    role, reason = printable(afwijking.rol), printable(afwijking.reden)
    return f"Afgeweken van {rules}{whom}, door {role}: {reason}"


def _whom(deviation: Deviation, case: Case) -> str:
    """Return whom an Afwijking concerns, told apart from the others of the list."""
    asked = [
        case.protocol.questions[case.protocol.rules[rule].question] for rule in deviation.rules
    ]
    slot = next(question.per for question in asked if question.per is not None)
    facts: Any = case.dossier[slot]
    keys = keys_of(facts)
    return dict(zip(keys, shown_apart(keys), strict=True))[str(deviation.afwijking.onderwerp)]


def printable(text: str) -> str:
    r"""Return free text from a dossier without anything that a terminal would act on.

    >>> printable("vol\x1b[2J")
    'vol\\x1b[2J'
    """
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


def clauses_text(clauses: tuple[str, ...]) -> str:
    """Return clauses as they stand behind an answer.

    >>> clauses_text(("G11", "G16"))
    ' (G11, G16)'
    """
    return f" ({', '.join(clauses)})" if clauses else ""


def answer_text(question: Question, answer: Answer) -> str:
    """Return what an answer says, in Dutch."""
    match answer.status:
        case Status.CONCLUDED:
            return values_text(question, answer.outcome)
        case Status.OPEN:
            return _open_text(question, answer)
        case Status.CONFLICT:
            sides = [_side(question, value) for value in answer.conflict]
            told = f": {enumeration(sides, 'en')}" if sides else ""
            return f"{STATUS_LABELS[Status.CONFLICT]}{told}"
        case _:
            return STATUS_LABELS[answer.status]


def _text_with_reason(question: Question, answer: Answer) -> str:
    text = answer_text(question, answer)
    if answer.status is Status.SILENT and question.silent_because is not None:
        return f"{text}. {question.silent_because}"
    return text


def _open_text(question: Question, answer: Answer) -> str:
    certain = values_text(question, answer.outcome) if answer.value else ""
    labels = [label for _, label in still_possible(question, answer)]
    known = f"{certain}; " if certain else ""
    return f"{known}nog open: {enumeration(labels, 'of')}"


def _side(question: Question, value: str) -> str:
    return "geen" if value == EMPTY_SET else question.values[value]


def heading_of(case: Case, question: Question, key: str | None) -> str:
    """Return what an answer is about: the question, and the fact if it is asked per fact."""
    heading = without_article(question.label)
    if key is None or question.per is None:
        return heading
    slot = case.protocol.slots[question.per]
    facts: Any = case.dossier[question.per]
    return f"{heading} ({named_slots(slot, facts)[path_to(slot.name, key, facts)]})"


def _row(
    case: Case,
    question: Question,
    key: str | None,
    answer: Answer,
    places: Mapping[str, FactPlace],
) -> AnswerRow:
    return AnswerRow(
        question=question.id,
        heading=heading_of(case, question, key),
        status=answer.status,
        text=_text_with_reason(question, answer),
        clauses=answer.clauses,
        missing=tuple(places[path].question for path in answer.missing),
    )
