"""What is asked can be answered: by one of the answers that are offered, as JSON has it."""

from __future__ import annotations

import json
from typing import Annotated, Any, get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules import (
    UNKNOWN,
    Afwijking,
    Dossier,
    DossierError,
    Partner,
    Protocol,
    Zorgverlener,
    ask_next,
    load_protocol,
)
from obstetric_rules.cases import LiveCase, Told, structure_value
from obstetric_rules.explanation.explanation_data import open_facts_to_data
from obstetric_rules.explanation.open_fact import AnswerKind, OpenFact, answer_kind
from obstetric_rules.explanation.rendering import possible_answers_text
from obstetric_rules.expressions.operators import SlotReference
from obstetric_rules.facts import Choice, Kind, Unknown, fact, structure_dossier
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.protocol import compose
from obstetric_rules.testing.strategies import ON, dossiers, protocols
from tests.cases.examples import MZH, problems
from tests.engines.examples import ask, protocol_of, rule, slot
from tests.explanation.small import SMALL, Afdeling, Kamer
from tests.samples import samples

ZWOLLE = load_protocol("zwolle", ON)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Protocol, Dossier]:
    protocol = draw(st.sampled_from([MZH, ZWOLLE, SMALL]) | protocols())
    return protocol, draw(dossiers(protocol, afwijkingen=True, most_ways=2_000))


@samples(20, 2_000)
@given(cases())
def test_every_answer_that_is_offered_can_be_told(case: tuple[Protocol, Dossier]) -> None:
    """Whatever is offered is taken, in either of the ways to tell it."""
    protocol, dossier = case
    for one in ask_next(protocol, dossier):
        for offered in json.loads(json.dumps(open_facts_to_data([one])))[0]["answers"]:
            told = LiveCase(protocol, dossier=dossier)
            told.answer(one, offered["value"])
            structured = LiveCase(protocol, dossier=dossier)
            structured.tell(one.path, structure_value(protocol, one.path, offered["value"]))
            assert told.dossier == structured.dossier
            assert told.history[-1].steps == structured.history[-1].steps
            assert told.dossier != dossier


@samples(10, 1_000)
@given(cases())
def test_asking_and_telling_comes_to_an_end(case: tuple[Protocol, Dossier]) -> None:
    """Whoever asks and gives the first answer each time is done sooner or later."""
    protocol, dossier = case
    live = LiveCase(protocol, dossier=dossier)
    asked: set[str] = set()
    while offered := [one for one in ask_next(protocol, live.dossier) if one.answers]:
        first = offered[0]
        assert first.path not in asked
        asked.add(first.path)
        live.answer(first, first.answers[0])


@samples(10, 1_000)
@given(cases())
def test_everything_that_a_form_needs_is_there(case: tuple[Protocol, Dossier]) -> None:
    """Kind and choices fit: whoever draws a form finds what its kind promises."""
    for one in ask_next(*case):
        if one.kind in (AnswerKind.YES_NO, AnswerKind.CHOICE, AnswerKind.PRESENCE):
            assert one.closed
            assert one.choices
            assert one.choices == one.answers or one.path.endswith(".id")
        if one.kind in (AnswerKind.WHOLE_NUMBER, AnswerKind.DECIMAL_NUMBER):
            assert not one.choices
        else:
            assert (one.unit, one.minimum, one.maximum) == ("", None, None)
        if one.kind is AnswerKind.SET:
            assert [[each.value] for each in one.choices] == [each.value for each in one.answers]


def asked(dossier: Dossier, question: str, protocol: Protocol = SMALL) -> dict[str, OpenFact]:
    return {fact.path: fact for fact in ask_next(protocol, dossier, [question])}


def test_a_number_has_its_bounds() -> None:
    """Warmth is at least nothing: a form can say so beforehand."""
    warmth = asked(Dossier(kamers=[], partner=None), "spullen")["afdeling.warmte"]

    assert (warmth.kind, warmth.minimum, warmth.maximum) == (AnswerKind.DECIMAL_NUMBER, 0.0, None)
    assert open_facts_to_data([warmth])[0]["minimum"] == 0.0


def test_a_set_has_texts_to_choose_from() -> None:
    """The region's VSVs can be ticked; an answer to tell is a list of them."""
    vsvs = {fact.path: fact for fact in ask_next(MZH, Dossier())}["praktijk.vsvs"]

    assert vsvs.kind is AnswerKind.SET
    assert [choice.value for choice in vsvs.choices] == ["martini_geboorte_groep"]
    assert [answer.value for answer in vsvs.answers] == [["martini_geboorte_groep"]]


def test_the_presence_of_a_partner_is_told_as_json_has_it() -> None:
    """An object says that there is one, null that there is none."""
    partner = {fact.path: fact for fact in ask_next(MZH, Dossier())}["partner"]
    case = LiveCase(MZH)

    assert [answer.value for answer in partner.answers] == [{}, None]
    case.answer(partner, {"koorts": True})
    assert case.dossier["partner"] == Partner(koorts=True)
    assert case.history[-1].steps == (Told("partner", Partner(koorts=True)),)


def test_ids_of_a_list_are_told_together() -> None:
    """A list has ids for all of its facts or for none, so one alone is never offered."""
    dossier = Dossier(afdeling=Afdeling(hoofd="an"), kamers=[Kamer(), Kamer()])
    room = asked(dossier, "eigen")["kamers[0].id"]
    case = LiveCase(SMALL, dossier=dossier)

    assert room.answers == ()
    assert possible_answers_text(room) == " (an / anders)"
    assert [choice.value for choice in room.choices] == ["an"]
    assert room.together == ("kamers[0].id", "kamers[1].id")
    assert open_facts_to_data([room])[0]["together"] == list(room.together)
    with pytest.raises(DossierError, match="an id for every item, or for none of them"):
        case.answer(room, "an")
    case.tell(dict(zip(room.together, ["an", "bo"], strict=True)))
    assert [one.id for one in case.dossier["kamers"]] == ["an", "bo"]


def test_the_id_of_the_only_fact_of_a_list_is_told_by_itself() -> None:
    """With one room there is nothing to tell together."""
    dossier = Dossier(afdeling=Afdeling(hoofd="an"), kamers=[Kamer()])
    room = asked(dossier, "eigen")["kamers[0].id"]

    assert [answer.value for answer in room.answers] == ["an"]
    assert room.together == ()


def test_an_id_that_a_deviation_stands_in_the_way_of_is_not_offered() -> None:
    """A deviation names the room by its position, which an id would take away."""
    deviation = Afwijking(regel="klein/K1.eigen", reden="Nodig", rol="arts", onderwerp="0")
    dossier = Dossier(
        afdeling=Afdeling(hoofd="an"), kamers=[Kamer(), Kamer()], afwijkingen=[deviation]
    )

    assert asked(dossier, "eigen")["kamers[1].id"].answers == ()


def test_facts_are_told_as_json_has_them() -> None:
    """What came as JSON need not be made into facts first, and is not changed by it."""
    given: dict[str, Any] = {"koorts": True}
    people: list[Any] = [{"id": "v1"}, Zorgverlener(id="v2")]
    case = LiveCase(MZH)
    case.tell({"client": given, "praktijk.vsvs": ["b", "a"]}, zorgverleners=people)
    case.add("zorgverleners", {"id": "v3"})
    case.replace("zorgverleners[v1]", {"id": "v1", "lijn": "eerste"})
    given["koorts"] = False

    assert case.dossier == structure_dossier(
        {
            "client": {"koorts": True},
            "praktijk": {"vsvs": ["a", "b"]},
            "zorgverleners": [{"id": "v1", "lijn": "eerste"}, {"id": "v2"}, {"id": "v3"}],
        },
        MZH.slots.values(),
    )
    assert LiveCase.from_data(json.loads(json.dumps(case.to_data())), MZH).history == case.history


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("client.koorts", True, True),
        ("client.koorts", None, UNKNOWN),
        ("partner", None, None),
        ("zorgverleners", [], ()),
        ("zorgverleners[v1]", {"id": "v1"}, Zorgverlener(id="v1")),
        ("zorgverleners[v1].lijn", "eerste", "eerste"),
    ],
)
def test_a_value_is_structured_for_its_path(path: str, value: Any, expected: Any) -> None:
    """Fields, facts, whole lists, and what is not there."""
    assert structure_value(MZH, path, value) == expected


def test_all_that_is_wrong_with_a_value_is_told() -> None:
    """Every problem stands at its place in the value."""
    with pytest.raises(DossierError) as error:
        structure_value(MZH, "zorgverleners", [{"lijn": "nulde"}, 7, {"koorts": "ja"}])
    with pytest.raises(DossierError) as no_list:
        structure_value(MZH, "zorgverleners", {})
    with pytest.raises(DossierError) as texts:
        structure_value(MZH, "praktijk.vsvs", ["a", ""])

    assert problems(error) == [
        'zorgverleners[0].lijn: expected "eerste", "tweede" or null, got "nulde"',
        "zorgverleners[1]: expected an object, got a number",
        'zorgverleners[2].koorts: expected true, false or null, got "ja"',
    ]
    assert problems(no_list) == ["zorgverleners: expected a list, got an object"]
    assert problems(texts) == ["praktijk.vsvs[1]: expected a text that is not empty"]


@fact
class Deken:
    """A blanket of one of two colours that go by one name."""

    kleur: Annotated[
        str | Unknown,
        Choice(label="kleur", label_en="colour", values={"licht": "blauw", "donker": "blauw"}),
    ] = UNKNOWN


def test_two_values_with_one_label_are_both_offered() -> None:
    """A form loses no value because another one reads the same."""
    deken = SlotReference(slot("deken", Deken))
    warm = ask("warm")
    (ruleset,) = protocol_of([], []).layers
    untyped: Any = ruleset
    protocol = compose(
        [
            attrs.evolve(
                untyped,
                slots=[deken.slot],
                questions=[warm],
                rules=[rule("K1.x", deken.kleur == "licht", warm.becomes("x"))],
                clauses=[Clause(id="K1", document="d", heading="h", item="K1", paraphrase="p")],
            )
        ]
    )

    (asked_for,) = ask_next(protocol, Dossier())

    assert [answer.value for answer in asked_for.answers] == ["licht", "donker"]


def test_every_kind_of_field_has_a_kind_of_answer() -> None:
    """A new kind of field cannot be forgotten when forms are drawn."""
    slot = MZH.slots["partner"]
    found = {answer_kind(slot, None), answer_kind(MZH.slots["zorgverleners"], None)}
    for kind in get_args(Kind):
        more = {"values": {"a": "a"}} if kind is Choice else {}
        found.add(answer_kind(slot, kind(label="x", label_en="x", **more)))

    assert found == set(AnswerKind)
    assert len(found) == len(get_args(Kind)) + 2
