"""What to ask next."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules import (
    UNKNOWN,
    Afwijking,
    Client,
    Dossier,
    DossierError,
    Partner,
    Praktijk,
    Status,
    Zorgverlener,
    ask_next,
    decide,
    load_protocol,
)
from obstetric_rules.engines.case import prepare
from obstetric_rules.engines.decision import each_answer
from obstetric_rules.errors import QuestionNotFoundError
from obstetric_rules.explanation.explanation_data import open_facts_to_data
from obstetric_rules.explanation.fact_places import places_of
from obstetric_rules.explanation.open_fact import OpenFact
from obstetric_rules.explanation.rendering import open_fact_lines
from obstetric_rules.explanation.ways import vocabulary_of, ways_to_answer
from obstetric_rules.testing.strategies import dossiers
from tests.explanation.small import SMALL, Afdeling, Kamer
from tests.samples import samples

MZH = load_protocol("groningen.mzh")


def paths(facts: tuple[OpenFact, ...]) -> list[str]:
    return [fact.path for fact in facts]


def answered(dossier: Dossier, fact: OpenFact, draw: st.DrawFn) -> Dossier:
    """Answer a question in one of the ways there are."""
    case = prepare(MZH, dossier)
    slot = fact.path.partition(".")[0]
    if dossier[slot.partition("[")[0]] is UNKNOWN and slot != fact.path:
        dossier = dossier.replace(**{slot: MZH.slots[slot].fact_type()})
        case = prepare(MZH, dossier)
    place = places_of(case)[fact.path]
    way: Any = draw(st.sampled_from(ways_to_answer(place, case, vocabulary_of(MZH))))
    return place.told_in(dossier, way)


@samples(7, 5_000)
@given(dossiers(MZH, known=False), st.data())
def test_after_everything_asked_is_answered_nothing_is_open(
    dossier: Dossier, data: st.DataObject
) -> None:
    """However it is answered, asking leads to an end at which every answer is settled."""
    for _ in range(100):
        facts = ask_next(MZH, dossier)
        if not facts:
            break
        dossier = answered(dossier, facts[0], data.draw)
    statuses = [
        single.status
        for answer in decide(MZH, dossier).answers.values()
        for _, single in each_answer(answer)
    ]

    assert Status.OPEN not in statuses


@samples(12, 5_000)
@given(dossiers(MZH))
def test_a_known_fact_is_never_asked(dossier: Dossier) -> None:
    """What stands in the dossier is not asked again, nor what the place itself fixes."""
    case = prepare(MZH, dossier)
    places = places_of(case)
    for path in paths(ask_next(MZH, dossier)):
        assert path not in places or places[path].value_in(case.dossier) is UNKNOWN


def test_only_what_bears_on_the_chosen_questions_is_asked() -> None:
    """For the bath only the complaints of the client matter."""
    facts = ask_next(MZH, Dossier(), ["badbevalling"])

    assert paths(facts) == [
        "client.hoesten",
        "client.dyspnoe",
        "client.keelpijn",
        "client.koorts",
    ]
    assert {fact.questions for fact in facts} == {("badbevalling",)}


def test_the_fact_that_settles_more_comes_first() -> None:
    """Of two facts of which one may settle all, that one is asked before the other."""
    dossier = Dossier(afdeling=Afdeling(diensten={"nacht", "dag"}))
    assert ask_next(SMALL, dossier, ["dienst"]) == ()

    undecided = Dossier(afdeling=Afdeling(hoofd="an"))
    facts = ask_next(SMALL, undecided, ["dienst"])
    # One of the five sets of shifts settles it; whoever keeps watch, the shifts matter still.
    assert [(fact.path, fact.expected_missing) for fact in facts] == [
        ("afdeling.diensten", 0.8),
        ("afdeling.oppas", 1.0),
    ]


def test_a_text_is_tried_as_what_it_is_compared_with() -> None:
    """The head of the ward is one of the possible answers to who keeps watch."""
    facts = ask_next(SMALL, Dossier(afdeling=Afdeling(hoofd="an")), ["dienst"])
    (watch,) = [fact for fact in facts if fact.path == "afdeling.oppas"]

    assert [answer.value for answer in watch.answers] == ["an"]
    assert not watch.closed


def test_numbers_are_tried_on_both_sides_of_what_they_are_compared_with() -> None:
    """Warmth below, at and above twenty, and no warmth below what is possible."""
    case = prepare(SMALL, Dossier(afdeling=Afdeling()))
    place = places_of(case)["afdeling.warmte"]

    assert ways_to_answer(place, case, vocabulary_of(SMALL)) == (19, 20, 21)


def test_the_possible_answers_are_told() -> None:
    """Yes or no, one of a list, a slot that may be empty, a list, free text."""
    known = {
        fact.path: (fact.closed, [answer.label for answer in fact.answers])
        for fact in ask_next(MZH, Dossier())
    }

    assert known["client.koorts"] == (True, ["ja", "nee"])
    assert known["client.lijn"] == (True, ["eerste lijn", "tweede lijn"])
    assert known["partner"] == (True, ["ja", "nee"])
    assert known["zorgverleners"] == (False, ["geen"])
    assert known["praktijk.vsvs"] == (False, ["VSV Martini Geboorte Groep"])
    assert known["praktijk.primair_ziekenhuis"] == (False, ["Martini Ziekenhuis", "UMCG", "OZG"])


def test_the_facts_of_a_list_are_asked_by_name() -> None:
    """Whoever asks can tell which caregiver is meant."""
    facts = ask_next(MZH, Dossier(zorgverleners=[Zorgverlener(id="v1")]), ["toegang_zorgverlener"])

    assert facts[0].question == "Werkt zorgverlener v1 in de eerste of de tweede lijn?"


def test_ids_are_told_of_a_whole_list_at_once() -> None:
    """A list has ids for all or for none, so trying one id tries made-up ones for the others."""
    dossier = Dossier(afdeling=Afdeling(hoofd="an"), kamers=[Kamer(), Kamer()])
    facts = ask_next(SMALL, dossier, ["eigen"])

    assert paths(facts) == ["kamers[0].id", "kamers[1].id"]
    assert facts[0].expected_missing == 0.0


def test_ids_that_a_deviation_stands_in_the_way_of_are_not_tried() -> None:
    """A deviation that concerns the first room keeps ids from being told."""
    deviation = Afwijking(regel="klein/K1.eigen", reden="Nodig", rol="arts", onderwerp="0")
    dossier = Dossier(
        afdeling=Afdeling(hoofd="an"), kamers=[Kamer(), Kamer()], afwijkingen=[deviation]
    )

    assert paths(ask_next(SMALL, dossier, ["eigen"])) == ["kamers[1].id"]


def test_when_nothing_is_open_nothing_is_asked() -> None:
    """The text says so."""
    assert ask_next(MZH, Dossier(partner=None), ["filmen"]) == ()
    assert open_fact_lines(()) == ["Er is niets meer te vragen dat een antwoord kan veranderen."]


def test_what_to_ask_reads_as_a_numbered_list() -> None:
    """Each question stands with its possible answers; a number is filled in freely."""
    facts = ask_next(SMALL, Dossier(kamers=[], partner=None), ["spullen"])

    assert open_fact_lines(facts) == [
        "1. Wat is de warmte van de afdeling? (zelf in te vullen, minstens 0)"
    ]
    assert open_fact_lines(ask_next(SMALL, Dossier(), ["bad"])) == [
        "1. Is de partner er? (ja / nee)"
    ]
    assert open_facts_to_data(facts)[0]["path"] == "afdeling.warmte"


def test_a_question_there_is_not_is_refused() -> None:
    """A misspelt question is answered with the nearest one."""
    with pytest.raises(QuestionNotFoundError, match="did you mean badbevalling"):
        ask_next(MZH, Dossier(), ["badbevaling"])


def test_a_dossier_that_does_not_fit_is_refused() -> None:
    """An unusable dossier is never asked about."""
    with pytest.raises(DossierError, match="huis: expected a slot"):
        ask_next(MZH, Dossier(huis=Partner()))


def test_the_other_engine_asks_the_same() -> None:
    """What is asked is a matter of the protocol, not of the engine."""
    dossier = Dossier(client=Client(koorts=False), praktijk=Praktijk(), partner=None)
    chosen = ["poliklinische_partus", "badbevalling"]

    assert ask_next(MZH, dossier, chosen) == ask_next(MZH, dossier, chosen, engine="reference")
