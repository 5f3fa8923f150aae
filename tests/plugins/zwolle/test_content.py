"""The ruleset holds what the agreement says, clause by clause."""

from __future__ import annotations

from pathlib import Path

import pytest

from obstetric_rules import Protocol, load_protocol
from obstetric_rules.expressions.wording import sentence
from obstetric_rules.facts import kinds_of
from obstetric_rules.plugins.zwolle import zwolle
from obstetric_rules.rules.invariant import Invariant

VALUES = {
    "acute_verloskunde": ["ja", "nee"],
    "opvang": ["beschikbaar", "vol", "stop"],
    "indicatieklasse": ["rood", "overig", "niet_geclassificeerd"],
    "parallelle_actie": ["starten"],
}
FIELDS = {
    "zorgvraag": [
        "fase",
        "dagen_postpartum",
        "termijn",
        "kan_wachten_tot_werkdag",
        "indicatie",
        "gevraagde_afdeling",
    ],
    "neonaat": ["thuis", "vitaal_bedreigd"],
    "afdelingen": ["id", "ziekenhuis", "vrije_bedden", "stop"],
}


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return load_protocol("zwolle")


def test_every_clause_is_there_in_the_order_of_the_agreement() -> None:
    """Eight clauses; five have no rule and say why."""
    assert [clause.id for clause in zwolle.clauses] == [f"Z{number}" for number in range(1, 9)]
    assert [clause.id for clause in zwolle.clauses if clause.not_modelled] == [
        "Z2",
        "Z4",
        "Z5",
        "Z7",
        "Z8",
    ]


def test_every_clause_names_its_keeper_and_the_ruleset_its_publisher() -> None:
    """Whoever doubts a clause knows whom to ask."""
    assert zwolle.publisher == "NAZrZ"
    assert all("NAZrZ" in (clause.keeper or "") for clause in zwolle.clauses)


def test_every_rule_has_the_name_of_its_clause() -> None:
    """From the id of a rule a reader knows which clause it models."""
    assert all(rule.id.partition(".")[0] == rule.clauses[0] for rule in zwolle.rules)


def test_questions_and_facts_are_those_of_the_agreement(protocol: Protocol) -> None:
    """The ids that other systems build on are exactly the agreed ones."""
    assert {name: list(item.values) for name, item in protocol.questions.items()} == VALUES
    assert {name: list(kinds_of(slot.fact_type)) for name, slot in protocol.slots.items()} == FIELDS
    assert protocol.slots["neonaat"].nullable
    assert protocol.slots["afdelingen"].many


def test_no_indication_and_no_step_is_part_of_the_rules() -> None:
    """The region's table and guide are not public: nothing of them stands in the ruleset."""
    assert not [rule for rule in zwolle.rules if rule.then.question == "indicatieklasse"]


def test_rules_can_be_read_in_dutch(protocol: Protocol) -> None:
    """Every condition is a Dutch sentence without code."""
    conditions = [rule.when for rule in zwolle.rules]
    conditions += [item.always for item in zwolle.invariants if isinstance(item, Invariant)]

    assert all("_" not in sentence(condition, protocol) for condition in conditions)


def test_reasons_are_whole_sentences() -> None:
    """Each reason starts with a capital and ends with a full stop."""
    for item in (*zwolle.rules, *zwolle.invariants):
        assert item.because[0].isupper()
        assert item.because.endswith(".")


def test_the_text_is_undated(protocol: Protocol) -> None:
    """The text does not say from when until when it holds, and neither do we."""
    assert protocol.validity == "undated"


def test_the_modules_are_named_after_the_clauses() -> None:
    """A reader finds the module of a clause by its number."""
    folder = Path(__file__).parents[3] / "src" / "obstetric_rules" / "plugins" / "zwolle"

    assert sorted(path.stem.partition("_")[0] for path in folder.glob("z[0-9]*.py")) == [
        "z1",
        "z2",
        "z3",
        "z4",
        "z5",
        "z6",
        "z7",
    ]


def test_everything_is_there_in_english_too(protocol: Protocol) -> None:
    """Whoever does not read Dutch can follow every question, value and reason."""
    for question in protocol.questions.values():
        assert question.text_en
        assert question.label_en
        assert question.values_en.keys() == question.values.keys()
    assert all(rule.because_en for rule in zwolle.rules)


def test_what_the_text_leaves_to_documents_elsewhere_is_open(protocol: Protocol) -> None:
    """The list of clauses shows that nobody has supplied the table and the guide yet."""
    assert {name: item.filling for name, item in protocol.open_terms.items()} == {
        "zwolle/indicatietabel": None,
        "zwolle/handleiding": None,
    }
