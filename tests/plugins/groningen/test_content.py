"""The rulesets hold every clause of the text, and ask what the agreement answers."""

from __future__ import annotations

import attrs
import pytest

from obstetric_rules.expressions.nodes import Comparison, Condition, Containment, Membership, walk
from obstetric_rules.expressions.wording import sentence
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.rules.invariant import Invariant, Monotonicity
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.rules.question import Question
from obstetric_rules.rules.ruleset import Ruleset

REGION_CLAUSES = [f"G{number}" for number in (1, 2, 3, 4, 5, *range(8, 19))]
MZH_CLAUSES = ["G6", "G7", "G19", "G20"]
NOT_MODELLED = {"G1", "G5", "G9"}

VALUES = {
    "inzetbaarheid": {"inzetbaar", "niet_inzetbaar"},
    "werkplek": {"in_orde", "kies_een_werkplek"},
    "kraamzorg": {"dedicated_kraamverzorgende", "o_en_g_verpleegkundige"},
    "praktijkkeuze": {"in_orde", "kies_een_ziekenhuis"},
    "poliklinische_partus": {"mogelijk", "niet_mogelijk"},
    "zorglijn": {"eerste_lijn", "tweede_lijn"},
    "verwijzing": {
        "primair_ziekenhuis",
        "ander_ziekenhuis_in_provincie",
        "tweede_lijn_in_eigen_ziekenhuis",
    },
    "overleg": {"tweede_lijn_belt_tweede_lijn"},
    "alternatief": {"geschikt", "niet_geschikt"},
    "advies_plaats": {"thuispartus_aanbevolen"},
    "maatregelen_client": {"virusisolatie", "ctg_bewaking"},
    "toegang_zorgverlener": {"geweerd", "toegestaan"},
    "ingang": {"via_afgesproken_ingang"},
    "badbevalling": {"mogelijk", "niet_mogelijk"},
    "mr_begeleiding": {"dedicated_team", "tweede_lijn"},
    "epiduraal_verwachting": {"binnen_een_uur", "mogelijk_niet_binnen_een_uur"},
    "ontslag": {"zo_spoedig_mogelijk"},
    "partner_aanwezigheid": {
        "zonder_beperking",
        "aanwezig_met_strikte_isolatie",
        "niet_aanwezig",
    },
    "maatregelen_partner": {
        "beschouwen_als_geinfecteerd",
        "strikte_isolatie_volgens_protocol_mzh",
    },
    "vervangende_begeleider": {"gezonde_begeleider_toegestaan"},
    "filmen": {"toegestaan_zonder_zorgverleners_in_beeld"},
}
PARTNER_QUESTIONS = {
    "partner_aanwezigheid",
    "maatregelen_partner",
    "vervangende_begeleider",
    "filmen",
}
PER_FACT = {
    "inzetbaarheid": "zorgverleners",
    "werkplek": "zorgverleners",
    "toegang_zorgverlener": "zorgverleners",
    "alternatief": "andere_ziekenhuizen",
}
EMPTY_WITHOUT_RULES = {"verwijzing", "overleg", "maatregelen_client"}
SILENT_WITHOUT_RULES = {"maatregelen_partner"}
ASKED_UNDER_A_CONDITION = {
    "inzetbaarheid",
    "werkplek",
    "praktijkkeuze",
    "advies_plaats",
    "toegang_zorgverlener",
    "mr_begeleiding",
    "vervangende_begeleider",
    "filmen",
}


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return compose([groningen, groningen_mzh])


def conditions_of(ruleset: Ruleset) -> list[Condition]:
    """Return every condition of a ruleset: of its rules, questions and invariants."""
    invariants = [item.always for item in ruleset.invariants if isinstance(item, Invariant)]
    asked = [question.asked_when for question in ruleset.questions]
    rules = [rule.when for rule in ruleset.rules]
    return [*rules, *invariants, *(item for item in asked if item is not None)]


def named(questions: tuple[Question, ...]) -> set[str]:
    return {question.id for question in questions}


def test_every_clause_is_registered_in_the_order_of_the_text() -> None:
    """All twenty clauses are there, those of the MZH alone in its own ruleset."""
    assert [clause.id for clause in groningen.clauses] == REGION_CLAUSES
    assert [clause.id for clause in groningen_mzh.clauses] == MZH_CLAUSES


def test_every_clause_has_rules_or_a_reason() -> None:
    """Three clauses have no rule and say why; every other clause is modelled."""
    clauses = [*groningen.clauses, *groningen_mzh.clauses]

    assert {clause.id for clause in clauses if clause.not_modelled} == NOT_MODELLED


def test_every_rule_has_the_name_of_its_clause() -> None:
    """From the id of a rule a reader knows which clause it models."""
    for ruleset in (groningen, groningen_mzh):
        for rule in ruleset.rules:
            assert rule.id.partition(".")[0] == rule.clauses[0]


def test_rules_stand_in_the_order_of_the_clauses() -> None:
    """Reading the rules of a ruleset from top to bottom is reading the text."""
    for ruleset in (groningen, groningen_mzh):
        numbers = [int(rule.clauses[0].removeprefix("G")) for rule in ruleset.rules]

        assert numbers == sorted(numbers)


def test_questions_have_the_agreed_values(protocol: Protocol) -> None:
    """The questions and their permitted values are exactly those of the agreement."""
    assert {name: set(item.values) for name, item in protocol.questions.items()} == VALUES


def test_the_region_leaves_the_partner_to_the_hospital() -> None:
    """Only the MZH agreed something about partners, so only its ruleset asks about them."""
    assert named(groningen_mzh.questions) == PARTNER_QUESTIONS
    assert named(groningen.questions) == VALUES.keys() - PARTNER_QUESTIONS


def test_questions_about_the_partner_need_a_partner(protocol: Protocol) -> None:
    """Without a partner the questions about the partner do not apply; the others do."""
    about = {name: item.about for name, item in protocol.questions.items() if item.about}

    assert about == dict.fromkeys(PARTNER_QUESTIONS, "partner")


def test_questions_per_caregiver_and_per_hospital(protocol: Protocol) -> None:
    """Each caregiver and each other hospital gets answers of its own."""
    assert {name: item.per for name, item in protocol.questions.items() if item.per} == PER_FACT


def test_what_silence_means_for_sets(protocol: Protocol) -> None:
    """Of the set questions, only the measures for the partner can be left open by the text."""
    sets = [item for item in protocol.questions.values() if item.set_valued]

    assert {item.id for item in sets if item.empty_without_rules} == EMPTY_WITHOUT_RULES
    assert {item.id for item in sets if not item.empty_without_rules} == SILENT_WITHOUT_RULES


def test_questions_that_are_not_always_asked(protocol: Protocol) -> None:
    """Some questions are asked only in cases in which the text speaks of them."""
    asked = {name for name, item in protocol.questions.items() if item.asked_when is not None}

    assert asked == ASKED_UNDER_A_CONDITION


def test_only_the_refusal_of_other_practices_is_in_principle() -> None:
    """The text calls only G7 a principle, so only G7 can be set aside with a reason."""
    rules = [*groningen.rules, *groningen_mzh.rules]

    assert [rule.id for rule in rules if rule.in_principe] == [
        "G7.poliklinische_partus",
        "G7.verwijzing",
        "G7.overleg",
    ]


def test_exceptions_are_those_of_the_text(protocol: Protocol) -> None:
    """The few rules that give way to others do so where the text says it."""
    exceptions = {name: rule.exceptions for name, rule in protocol.rules.items() if rule.exceptions}

    assert exceptions == {
        "groningen/G8.verwijzing": ("groningen.mzh/G7.verwijzing",),
        "groningen/G8.overleg": ("groningen.mzh/G7.overleg",),
        "groningen/G15.dedicated_team": ("groningen/G15.tweede_lijn",),
        "groningen/G17.binnen_een_uur": ("groningen/G17.mogelijk_later",),
        "groningen.mzh/G6.poliklinische_partus": (
            "groningen/G8.poliklinische_partus",
            "groningen/G11.poliklinische_partus",
            "groningen/G16.poliklinische_partus",
        ),
    }


def test_the_region_knows_nothing_of_the_mzh() -> None:
    """No regional rule, exception or condition depends on the hospital's own layer."""
    for rule in groningen.rules:
        assert not any("mzh" in name for name in (*rule.overrides, *rule.yields_to))
    for condition in conditions_of(groningen):
        for node in walk(condition):
            assert "mzh" not in constants_of(node)


def constants_of(node: object) -> tuple[object, ...]:
    match node:
        case Comparison(value=value) | Containment(value=value):
            return (value,)
        case Membership(values=values):
            return values
        case _:
            return ()


def test_the_region_is_a_protocol_of_its_own() -> None:
    """Another hospital can build on what the region agreed without the layer of the MZH."""
    assert compose([groningen]).id == "groningen"
    assert compose([groningen_mzh, groningen]).id == "groningen.mzh"


def test_the_place_is_fixed_by_the_hospital_alone() -> None:
    """Who decides by the MZH's protocol need not say that the hospital is the MZH in Groningen."""
    assert dict(groningen.fixed) == {}
    assert dict(groningen_mzh.fixed) == {
        "ziekenhuis.id": "mzh",
        "ziekenhuis.provincie": "Groningen",
    }


def test_the_text_is_undated(protocol: Protocol) -> None:
    """The text does not say from when and until when it holds, and neither do we."""
    assert protocol.validity == "undated"


def test_rules_can_be_read_in_dutch(protocol: Protocol) -> None:
    """Every condition is a Dutch sentence in the words of the agreement, without code."""
    conditions = [*conditions_of(groningen), *conditions_of(groningen_mzh)]
    sentences = [sentence(condition, protocol) for condition in conditions]

    assert all(text and "_" not in text.replace("martini_geboorte_groep", "") for text in sentences)


def test_a_rule_reads_as_the_clinician_would_say_it(protocol: Protocol) -> None:
    """The rule for the partner who stays away is worded with the terms of the text."""
    rule = protocol.rules["groningen.mzh/G20.niet_aanwezig"]

    assert sentence(rule.when, protocol) == (
        "de partner heeft luchtwegklachten en de partner heeft koorts"
    )


def test_reasons_are_whole_sentences() -> None:
    """Each reason starts with a capital and ends with a full stop."""
    for ruleset in (groningen, groningen_mzh):
        for item in (*ruleset.rules, *ruleset.invariants):
            assert item.because[0].isupper()
            assert item.because.endswith(".")


def test_the_invariants_are_registered_where_their_questions_are() -> None:
    """What must hold in every case stands in the layer that asks the questions."""
    assert len([item for item in groningen.invariants if isinstance(item, Invariant)]) == 3
    assert len([item for item in groningen_mzh.invariants if isinstance(item, Invariant)]) == 1
    monotone = [item for item in groningen.invariants if isinstance(item, Monotonicity)]
    assert [item.question for item in monotone] == [
        "poliklinische_partus",
        "badbevalling",
        "toegang_zorgverlener",
    ]
    assert all(len(item.fields) == 4 for item in monotone)


def test_rulesets_are_frozen() -> None:
    """Nobody can change what was agreed while a program runs."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        groningen.version = "2.0.0"  # type: ignore[misc]


def test_everything_that_is_answered_has_english_words_too() -> None:
    """Who reads no Dutch finds each question, value and reason of the agreement in English."""
    protocol = compose([groningen, groningen_mzh])

    for question in protocol.questions.values():
        assert question.text_en
        assert question.label_en
        assert list(question.values_en) == list(question.values)
    assert all(rule.because_en for rule in protocol.rules.values())
