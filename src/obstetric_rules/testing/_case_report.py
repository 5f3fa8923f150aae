"""What a failed case tells, in Dutch and in the words of the field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from obstetric_rules.engines.answer import Answer
from obstetric_rules.explanation.answers_text import answer_text, clauses_text, heading_of
from obstetric_rules.explanation.fact_places import FactPlace, places_of
from obstetric_rules.explanation.layout import WIDTH, Page
from obstetric_rules.explanation.parts import values_text
from obstetric_rules.explanation.rendering import explanation_lines
from obstetric_rules.explanation.why import STATUS_LABELS, why
from obstetric_rules.expressions.outcome import Outcome, Status
from obstetric_rules.expressions.wording import enumeration
from obstetric_rules.facts import Dossier
from obstetric_rules.rules.question import Question
from obstetric_rules.testing._case_expectations import Expectation
from obstetric_rules.testing._telling import changes
from obstetric_rules.testing.readable_cases import CaseResult, ReadableCase


def result_lines(result: CaseResult, width: int = WIDTH) -> list[str]:
    """Return the result of a case as lines of plain text: what was expected, and what is said.

    >>> from obstetric_rules import Client, Dossier, load_protocol
    >>> from obstetric_rules.testing.readable_cases import ReadableCase
    >>> expected = Expectation(question="ontslag", status=Status.SILENT)
    >>> case = ReadableCase(name="Ontslag", why="Zomaar.", file="a.gevallen.yaml", line=3,
    ...     protocol=load_protocol("groningen"), dossier=Dossier(), expected=(expected,))
    >>> for line in result_lines(case.check())[7:10]:
    ...     print(line)
    Ontslag
      verwacht: de afspraak zegt er niets over
      gevonden: zo spoedig mogelijk (G18)
    """
    case = result.case
    page = Page(width=width)
    place = case.file if case.line is None else f"{case.file}:{case.line}"
    if result.differences:
        # Where there is room for one line only, this is the one that is shown.
        page.say(f"Anders dan verwacht: {_listed(_headings(result))}")
    page.say(f"Geval: {case.name}")
    page.say(f"Waarom: {case.why}")
    # Never broken over lines: it is copied, and clicked on.
    page.lines.append(f"Bestand: {place}")
    if result.differences:
        _say_situation(case, page)
    for expectation, answer in result.differences:
        page.lines.append("")
        _say_difference(result, expectation, answer, page)
    met = len(case.expected) - len(result.differences)
    if met and result.differences:
        page.lines.append("")
        page.say(f"De andere antwoorden ({met}) zijn zoals verwacht.")
    return page.lines


def _say_situation(case: ReadableCase, page: Page) -> None:
    """Write what a case tells, or what is not so in the situation that it starts from."""
    told = changes(case.protocol, case.base or Dossier(), case.dossier)
    if case.base is None:
        page.say("Situatie:")
        page.inside().items(told or ["er is niets bekend"])
    elif told:
        page.say("Situatie, anders dan de uitgangssituatie:")
        page.inside().items(told)
    else:
        page.say("Situatie: de uitgangssituatie.")


def _headings(result: CaseResult) -> Iterator[str]:
    case = result.decision.made_from()
    for expectation, _ in result.differences:
        question = case.protocol.questions[expectation.question]
        heading = heading_of(case, question, expectation.key)
        yield heading[:1].lower() + heading[1:]


def _say_difference(
    result: CaseResult, expectation: Expectation, answer: Answer, page: Page
) -> None:
    decision = result.decision
    case = decision.made_from()
    question = case.protocol.questions[expectation.question]
    page.say(heading_of(case, question, expectation.key))
    inside = page.inside()
    inside.say(f"verwacht: {_expected_text(question, expectation)}")
    inside.say(f"gevonden: {answer_text(question, answer)}{clauses_text(answer.clauses)}")
    for line in _details(result, expectation, answer):
        inside.say(line)
    inside.say("uitleg:")
    explanation = why(decision, question.id, expectation.key)
    indent = "    "
    told = explanation_lines(explanation, page.width - len(indent))
    page.lines.extend(f"{indent}{line}" for line in told)


def _expected_text(question: Question, expectation: Expectation) -> str:
    match expectation.status:
        case Status.CONCLUDED:
            return values_text(question, Outcome(Status.CONCLUDED, expectation.value))
        case Status.OPEN:
            return "nog open"
        case status:
            return STATUS_LABELS[status]


def _details(result: CaseResult, expectation: Expectation, answer: Answer) -> Iterator[str]:
    """Yield which rules, clauses or missing facts differ, where a case names them."""
    missing = expectation.missing
    if missing is not None and missing != frozenset(answer.missing):
        to_ask, asked = (
            _listed([f"“{_question(result, path)}”" for path in paths])
            for paths in (sorted(missing), answer.missing)
        )
        yield f"verwacht als nog te vragen: {to_ask}; gevonden: {asked}"
    for label, expected, found in (
        ("regels", expectation.rules, answer.rules),
        ("bepalingen", expectation.clauses, answer.clauses),
    ):
        if expected is not None and expected != frozenset(found):
            yield f"verwachte {label}: {_listed(sorted(expected))}; gevonden: {_listed(found)}"


def _question(result: CaseResult, path: str) -> str:
    """Return the Dutch question for a fact, also for one of a slot that is not there."""
    case = result.decision.made_from()
    places = places_of(case)
    if path in places:
        return places[path].question
    prefix, _, field = path.partition(".")
    slot = case.protocol.slots[prefix.partition("[")[0]]
    return FactPlace(path=path, slot=slot, who=slot.label, field=field or None).question


def _listed(names: Iterable[str]) -> str:
    return enumeration(list(names), "en") or "geen"
