"""An explanation shows what a clause leaves open, and where its rules come from."""

from __future__ import annotations

from obstetric_rules import Dossier, decide, why
from obstetric_rules.explanation.explanation_data import explanation_to_data
from obstetric_rules.explanation.rendering import explanation_lines
from obstetric_rules.facts import Praktijk
from obstetric_rules.rules.protocol import Distribution, compose
from tests.engines.examples import Meting
from tests.rules.features import HOSPITAL, REGION, SUMMER

PROTOCOL = compose([REGION, HOSPITAL], SUMMER, distributions={"r": Distribution("regio", "3.1")})
DECISION = decide(
    PROTOCOL, Dossier(praktijk=Praktijk(vsvs=frozenset("ab")), meting=Meting(dagen=3), bedden=())
)


def test_a_term_that_is_filled_in_is_told_with_who_did() -> None:
    """Where the region says "the house rules", the reader sees those of the hospital."""
    lines = explanation_lines(why(DECISION, "drukte"), width=200)

    assert "  Opengelaten, en door h ingevuld: de huisregels. Stil na tien uur." in lines


def test_a_term_that_nobody_filled_in_is_told_as_open() -> None:
    """What nobody filled in is not passed over in silence."""
    lines = explanation_lines(why(DECISION, "uitslapen"), width=200)

    assert "  Opengelaten, en door niemand ingevuld: hoe vaak gebeld wordt." in lines


def test_an_explanation_ends_with_where_its_rules_come_from() -> None:
    """The last line names ruleset, version and, of what was installed, the package."""
    not_kept = (
        "Niet gevolgd door h: “Na de termijn komt er geen bezoek.” Want: De tuin is altijd open."
    )
    assert explanation_lines(why(DECISION, "drukte"), width=200)[-2:] == [
        "Vastgelegd in r 1 (pakket regio 3.1).",
        not_kept,
    ]
    assert explanation_lines(why(DECISION, "bezoek"), width=200)[-2:] == [
        "Vastgelegd in r 1 (pakket regio 3.1) en h 1.",
        not_kept,
    ]


def test_an_explanation_tells_the_values_it_goes_by_and_who_gives_them() -> None:
    """Where the region's rule goes by the hospital's value, the reader sees whose it is and why."""
    lines = explanation_lines(why(DECISION, "uitslapen"), width=200)

    assert "De termijn is 28 dagen, volgens h (Z1). Het ziekenhuis is groter." in lines
    assert "Vastgelegd in r 1 (pakket regio 3.1) en h 1." in lines
    lines = explanation_lines(why(DECISION, "drukte"), width=200)
    assert "Het aantal is 1, volgens r (K1)." in lines
    (rule,) = explanation_to_data(why(DECISION, "uitslapen"))["rules"]
    assert [item["given_by"] for item in rule["parameters"]] == ["h"]


def test_open_terms_are_data_too() -> None:
    """Machines get what is left open beside the clause that leaves it."""
    data = explanation_to_data(why(DECISION, "drukte"))

    assert data["rules"][0]["clauses"][0]["open_terms"] == (
        {
            "term": "r/huisregels",
            "label": "de huisregels",
            "value": "Stil na tien uur.",
            "filled_by": "h",
        },
    )
    assert [source["ruleset"] for source in data["layers"]] == ["r", "h"]
