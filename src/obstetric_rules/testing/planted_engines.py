"""Engines with a defect each, for the checks that look at what engines make of the rules."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import attrs

from obstetric_rules.engines.answer import Answer, AnswersPerFact, AnyAnswer
from obstetric_rules.engines.case import Case, prepare
from obstetric_rules.engines.compiled import CompiledEngine
from obstetric_rules.engines.contract import Outcomes
from obstetric_rules.explanation.fact_places import places_of
from obstetric_rules.expressions.outcome import Outcome, concluded
from obstetric_rules.facts import UNKNOWN, Dossier, YesNo
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing.subject import EngineMaker

Alteration: TypeAlias = Callable[[Case], Dossier]
Distortion: TypeAlias = Callable[[Answer], Answer]


def _as_it_is(case: Case) -> Dossier:
    return case.given


@attrs.define
class PlantedEngine:
    """The compiled engine, with another dossier put under it or its answers distorted."""

    inner: CompiledEngine
    alter: Alteration = _as_it_is
    distort: Distortion = lambda answer: answer
    name: str = "compiled"

    def outcomes(self, case: Case) -> Outcomes:
        """Return status and value of every answer."""
        found: dict[str, Outcome | Mapping[str, Outcome]] = {}
        for name, answer in self.answers(case).items():
            if isinstance(answer, AnswersPerFact):
                found[name] = {key: one.outcome for key, one in answer.answers.items()}
            else:
                found[name] = answer.outcome
        return found

    def answers(self, case: Case) -> Mapping[str, AnyAnswer]:
        """Return every answer."""
        return {name: self.answer(case, name) for name in case.protocol.questions}

    def answer(self, case: Case, question: str) -> AnyAnswer:
        """Return the answer to one question."""
        answer = self.inner.answer(prepare(case.protocol, self.alter(case)), question)
        if isinstance(answer, Answer):
            return self.distort(answer)
        distorted = {key: self.distort(one) for key, one in answer.answers.items()}
        return attrs.evolve(answer, answers=distorted)


def altering(alter: Alteration) -> EngineMaker:
    """Return what makes an engine that decides another dossier than it is given."""
    return lambda protocol: PlantedEngine(CompiledEngine(protocol), alter=alter)


def distorting(distort: Distortion) -> EngineMaker:
    """Return what makes an engine that gives other answers than it finds."""
    return lambda protocol: PlantedEngine(CompiledEngine(protocol), distort=distort)


def remembering() -> EngineMaker:
    """Return what makes an engine that fills in what the case before it told."""
    told: dict[str, Any] = {}

    def alter(case: Case) -> Dossier:
        told.update({name: one for name, one in case.given.facts.items() if one != ()})
        return Dossier(**{**told, **case.given.facts})

    return altering(alter)


def unknown_is_no(case: Case) -> Dossier:
    """Tell no for every yes/no field that is unknown."""
    dossier = case.given
    for place in places_of(case).values():
        if isinstance(place.kind, YesNo) and place.value_in(case.dossier) is UNKNOWN:
            dossier = place.told_in(dossier, False)
    return dossier


def visitors_fever_counts_for_her(case: Case) -> Dossier:
    """Give the client the fever of a visitor."""
    dossier = case.given
    visitors, client = dossier["bezoekers"], dossier["zwangere"]
    if client is UNKNOWN or visitors is UNKNOWN or not any(_has_fever(one) for one in visitors):
        return dossier
    return dossier.replace(zwangere=attrs.evolve(client, koorts=True))


def _has_fever(visitor: Any) -> bool:
    return visitor.koorts is True


def first_visitor_counts_for_all(case: Case) -> Dossier:
    """Give every visitor the complaints of the first."""
    dossier = case.given
    visitors: Any = dossier["bezoekers"]
    if visitors is UNKNOWN:
        return dossier
    told = {name: getattr(one, name) for one in visitors[:1] for name in ("koorts", "hoest")}
    return dossier.replace(bezoekers=[attrs.evolve(one, **told) for one in visitors])


def rounded_down(case: Case) -> Dossier:
    """Read 42 weeks as 41, as if the rule said more than 42."""
    dossier = case.given
    client = dossier["zwangere"]
    if client is UNKNOWN or client.weken != 42:
        return dossier
    return dossier.replace(zwangere=attrs.evolve(client, weken=41))


def first_rule_wins(answer: Answer) -> Answer:
    """Name only the first of several rules that speak."""
    return attrs.evolve(answer, rules=answer.rules[:1], by_cases=())


def without_clauses(answer: Answer) -> Answer:
    """Name no clauses."""
    return attrs.evolve(answer, clauses=())


def loose_values(answer: Answer) -> Answer:
    """Hold the values of a set in a list, as JSON does."""
    if not isinstance(answer.value, frozenset):
        return answer
    loose: Any = tuple(sorted(answer.value))
    return attrs.evolve(answer, outcome=concluded(loose))


def compose_as_given(rulesets: Iterable[Ruleset], on: datetime.date) -> Protocol:
    """Compose rulesets in the order in which they are given, as if the last were the top."""
    return Protocol(layers=tuple(rulesets), on=on)
