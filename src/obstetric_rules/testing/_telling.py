"""Cases and answers in the words of the domain, for the messages of checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from obstetric_rules.engines.answer import Answer, AnyAnswer
from obstetric_rules.engines.case import prepare
from obstetric_rules.engines.decision import each_answer
from obstetric_rules.explanation.answers_text import answer_text, heading_of
from obstetric_rules.explanation.fact_places import FactPlace, places_of
from obstetric_rules.explanation.parts import CaseWords, part_reader
from obstetric_rules.expressions.nodes import Field, Not, Present
from obstetric_rules.expressions.wording import said, sentence
from obstetric_rules.facts import UNKNOWN, Dossier
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.testing._dossiers import ID


def case_text(protocol: Protocol, dossier: Dossier) -> str:
    """Return what a dossier tells, a line for each fact; these cases are made up and no one's."""
    lines = changes(protocol, Dossier(), dossier)
    return "\n".join(f"  - {line}" for line in lines or ["er is niets bekend"])


def changes(protocol: Protocol, before: Dossier, dossier: Dossier) -> list[str]:
    """Return what a dossier tells that another does not, and what it does not tell any more."""
    case = prepare(protocol, dossier)
    words = part_reader(case, {}).words
    known = {
        path: place.value_in(before) for path, place in places_of(prepare(protocol, before)).items()
    }
    changed = [
        place
        for path, place in places_of(case).items()
        if place.value_in(dossier)
        != (before[place.slot.name] if place.field is None else known.get(path, UNKNOWN))
    ]
    told = [place for place in changed if place.value_in(dossier) is not UNKNOWN]
    # What a fact of a list is called stands in its other lines already.
    others = {_of(place) for place in told if place.field != ID}
    lines = [
        _fact(place, place.value_in(dossier), words)
        for place in told
        if place.field != ID or place.position is None or _of(place) not in others
    ]
    lines += [
        f"er zijn geen {protocol.slots[name].label_many or name}"
        for name, content in dossier.facts.items()
        if content == () and before[name] != ()
    ]
    return lines + [f"niet bekend: {place.question}" for place in changed if place not in told]


def _of(place: FactPlace) -> tuple[str, int | None]:
    return place.slot.name, place.position


def _fact(place: FactPlace, value: object, words: CaseWords) -> str:
    if place.field is None:
        return sentence(Not(Present(place.slot.name)), words)
    return said(Field(place.path.rpartition(".")[0], place.field), value, words)


def answers_text(
    protocol: Protocol, dossier: Dossier, answers: Mapping[str, AnyAnswer], questions: Iterable[str]
) -> str:
    """Return what these questions are answered, a line for each answer."""
    return "\n".join(
        f"  - {line}"
        for name in questions
        for line in _answers(protocol, dossier, name, answers[name])
    )


def _answers(protocol: Protocol, dossier: Dossier, name: str, answer: AnyAnswer) -> Iterator[str]:
    case, question = prepare(protocol, dossier), protocol.questions[name]
    for key, one in each_answer(answer):
        yield f"{heading_of(case, question, key)}: {answer_line(protocol, one)}"


def answer_line(protocol: Protocol, answer: Answer) -> str:
    """Return an answer in Dutch, with its rules."""
    rules = f" ({', '.join(answer.rules)})" if answer.rules else ""
    return f"{answer_text(protocol.questions[answer.question], answer)}{rules}"
