"""What to ask next: the unknown facts that can still change an answer, the most useful first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

import attrs

from obstetric_rules.arguments import texts
from obstetric_rules.engines.answer import AnyAnswer
from obstetric_rules.engines.case import Case, prepare
from obstetric_rules.engines.contract import Engine
from obstetric_rules.engines.deciding import (
    DEFAULT_ENGINE,
    engine_for,
    expect_dossier,
)
from obstetric_rules.engines.decision import each_answer
from obstetric_rules.errors import DossierError, FactError
from obstetric_rules.explanation.fact_places import FactPlace, named_slots, places_of
from obstetric_rules.explanation.open_fact import (
    OpenFact,
    PossibleAnswer,
    answer_kind,
    bounds_of,
)
from obstetric_rules.explanation.ways import (
    Vocabulary,
    compared_texts,
    vocabulary_of,
    ways_to_answer,
)
from obstetric_rules.expressions.outcome import Status
from obstetric_rules.facts import UNKNOWN, Choice, Dossier, Text, TextSet, YesNo
from obstetric_rules.facts.kinds import shown_value
from obstetric_rules.facts.number_text import permitted_text
from obstetric_rules.rules.protocol import Protocol, expect_protocol

Labelled: TypeAlias = tuple[str, Any]
"""A Dutch label, and the value that it stands for; two values can have one label."""


def ask_next(
    protocol: Protocol,
    dossier: Dossier,
    questions: str | Iterable[str] | None = None,
    engine: str = DEFAULT_ENGINE,
) -> tuple[OpenFact, ...]:
    """Return the unknown facts that can still change an answer, the most useful first.

    ``questions`` are the questions whose answers are wanted, or one of them; all of the protocol if
    left out.

    The most useful fact is the one with the smallest number of facts expected to be missing once
    it is answered. To find it each possible answer is tried in turn, all being equally likely, and
    the case is decided again: yes and no, each value of a choice, for a number or a text each
    constant that rules compare it with and what lies between and beside them, for a slot that may
    be empty "there is none" and a fact of which nothing is known yet, for a list none and one such
    fact. Then the facts are counted that are missing for any of the questions. A slot that is still
    absent counts for as many facts as would be missing of it if it were there. Of two facts that
    are equally useful the one comes first that is expected to settle more questions, then the one
    that the protocol declares first.

    A slot with one fact that cannot be empty is not asked for as such: its fields are.

    Raises :class:`~obstetric_rules.errors.DossierError` and
    :class:`~obstetric_rules.errors.QuestionNotFoundError`.

    >>> from obstetric_rules import Client, Dossier, load_protocol
    >>> client = Client(hoesten=False, keelpijn=False, koorts=False)
    >>> protocol = load_protocol("groningen.mzh")
    >>> for fact in ask_next(protocol, Dossier(client=client), ["badbevalling"]):
    ...     print(fact.path, "-", fact.question)
    client.dyspnoe - Is de cliënt kortademig (dyspnoe)?
    """
    expect_protocol(protocol)
    expect_dossier(dossier)
    wanted = tuple(protocol.questions) if questions is None else questions
    chosen = texts("questions", wanted, "ids of questions")
    for name in chosen:
        protocol.question(name)
    case = prepare(protocol, _with_single_facts(protocol, dossier))
    asker = _Asker(engine_for(protocol, engine), case, chosen, vocabulary_of(protocol))
    return tuple(sorted(asker.open_facts(), key=lambda fact: fact.expected_missing))


@attrs.frozen
class _Prospect:
    """What is expected once a fact is answered: the smaller, the more useful."""

    missing: Fraction
    unsettled: Fraction


@attrs.frozen
class _Asker:
    engine: Engine
    case: Case
    questions: tuple[str, ...]
    vocabulary: Vocabulary

    def open_facts(self) -> list[OpenFact]:
        """Return the facts that are missing, the more questions they settle the earlier."""
        bears_on = _bears_on(self._answers(self.case))
        places = [place for place in places_of(self.case).values() if place.path in bears_on]
        weights = {place.path: self._weight(place) for place in places if place.field is None}
        prospects = {place.path: self._prospect(place, weights) for place in places}
        places.sort(key=lambda place: prospects[place.path].unsettled)
        return [
            self._open_fact(place, bears_on[place.path], prospects[place.path]) for place in places
        ]

    def _answers(self, case: Case) -> Mapping[str, AnyAnswer]:
        if len(self.questions) == len(case.protocol.questions):
            return self.engine.answers(case)
        return {name: self.engine.answer(case, name) for name in self.questions}

    def _after(self, place: FactPlace, value: Any) -> Mapping[str, AnyAnswer]:
        dossier = place.told_in(self.case.dossier, value)
        return self._answers(prepare(self.case.protocol, dossier))

    def _weight(self, place: FactPlace) -> int:
        """Return how many facts of an absent slot would be missing if it were there."""
        there = ways_to_answer(place, self.case, self.vocabulary)[-1]
        inside = (f"{place.path}.", f"{place.path}[")
        missing = _bears_on(self._after(place, there))
        return max(1, sum(path.startswith(inside) for path in missing))

    def _prospect(self, place: FactPlace, weights: Mapping[str, int]) -> _Prospect:
        missing, unsettled = [], []
        for way in ways_to_answer(place, self.case, self.vocabulary):
            try:
                answers = self._after(place, way)
            except DossierError:
                # An Afwijking names a fact by its position: no id can be told any more.
                continue
            missing.append(sum(weights.get(path, 1) for path in _bears_on(answers)))
            unsettled.append(sum(map(_is_open, answers.values())))
        return _Prospect(_mean(missing), _mean(unsettled))

    def _open_fact(
        self, place: FactPlace, questions: tuple[str, ...], prospect: _Prospect
    ) -> OpenFact:
        choices = self._choices(place)
        return OpenFact(
            path=place.path,
            question=place.question,
            answers=self._answers_that_can_be_told(place, choices),
            closed=isinstance(place.kind, YesNo | Choice)
            or (isinstance(place.kind, Text) and place.kind.closed)
            or (place.field is None and not place.slot.many),
            questions=questions,
            expected_missing=float(prospect.missing),
            kind=answer_kind(place.slot, place.kind),
            choices=_possible(choices),
            together=self._together(place),
            permitted=permitted_text(place.kind, place.question),
            **bounds_of(place.kind),
        )

    def _choices(self, place: FactPlace) -> tuple[Labelled, ...]:
        """Return the values that an answer can be, or that a set can have, with their labels."""
        kind = place.kind
        match kind:
            case None:
                there = place.slot.fact_type
                return (("geen", ()),) if place.slot.many else (("ja", there()), ("nee", None))
            case YesNo():
                return (("ja", True), ("nee", False))
            case Choice(values=values):
                return tuple((label, value) for value, label in values.items())
            case Text() | TextSet():
                texts = compared_texts(place, self.case, self.vocabulary)
                known = dict.fromkeys([*texts, *kind.vocabulary.values])
                return tuple((shown_value(kind, text), text) for text in known)
            case _:
                return ()

    def _answers_that_can_be_told(
        self, place: FactPlace, choices: tuple[Labelled, ...]
    ) -> tuple[PossibleAnswer, ...]:
        if isinstance(place.kind, TextSet):
            choices = tuple((label, frozenset({text})) for label, text in choices)
        return _possible(one for one in choices if self._can_be_told(place, one[1]))

    def _can_be_told(self, place: FactPlace, value: Any) -> bool:
        try:
            prepare(self.case.protocol, place.told_alone_in(self.case.dossier, value))
        except FactError:
            # An id: other facts of the list have none, or an Afwijking names it by its position.
            return False
        return True

    def _together(self, place: FactPlace) -> tuple[str, ...]:
        facts = self.case.dossier[place.slot.name]
        if place.field != "id" or not isinstance(facts, tuple) or len(facts) == 1:
            return ()
        return tuple(f"{path}.id" for path in named_slots(place.slot, facts))


def _possible(values: Iterable[Labelled]) -> tuple[PossibleAnswer, ...]:
    return tuple(PossibleAnswer(value=_as_data(value), label=label) for label, value in values)


def _as_data(value: Any) -> Any:
    """Return a value as it stands in a dossier; of a fact nothing is known yet."""
    if isinstance(value, frozenset | tuple):
        return sorted(value)
    return {} if attrs.has(type(value)) else value


def _with_single_facts(protocol: Protocol, dossier: Dossier) -> Dossier:
    absent = {
        slot.name: slot.fact_type()
        for slot in protocol.slots.values()
        if dossier[slot.name] is UNKNOWN and not slot.many and not slot.nullable
    }
    return dossier.replace(**absent)


def _bears_on(answers: Mapping[str, AnyAnswer]) -> dict[str, tuple[str, ...]]:
    """Return for each missing fact the questions it is missing for."""
    found: dict[str, dict[str, None]] = {}
    for name, answer in answers.items():
        for _, single in each_answer(answer):
            for path in single.missing:
                found.setdefault(path, {})[name] = None
    return {path: tuple(names) for path, names in found.items()}


def _is_open(answer: AnyAnswer) -> bool:
    return any(single.status is Status.OPEN for _, single in each_answer(answer))


def _mean(numbers: list[int]) -> Fraction:
    return Fraction(sum(numbers), len(numbers) or 1)
