"""A decision tells from which rulesets and distributions it comes, and what to know of them."""

from __future__ import annotations

import json

import attrs
import pytest

from obstetric_rules import Client, Dossier, decide
from obstetric_rules.engines.decision import (
    Decision,
    Source,
    identity_of,
    sources_of,
)
from obstetric_rules.engines.decision_data import decision_from_data, decision_to_data
from obstetric_rules.engines.receipt import LayerIdentity, receipt_of
from obstetric_rules.engines.remarks import Outdated, ParameterValue
from obstetric_rules.errors import QuestionNotFoundError
from obstetric_rules.explanation.answers_text import decision_lines, remark_lines
from obstetric_rules.rules.exchange import content_hash
from obstetric_rules.rules.protocol import Distribution, compose
from tests.engines.examples import Meting
from tests.rules.features import HOSPITAL, NEW_YEAR, REGION, SUMMER

PROTOCOL = compose(
    [REGION, HOSPITAL], SUMMER, distributions={"r": Distribution("regio-regels", "3.1")}
)
REGION_SOURCE = Source(
    ruleset="r", version="1", distribution="regio-regels", distribution_version="3.1"
)
HOSPITAL_SOURCE = Source(ruleset="h", version="1")


def decided(**facts: object) -> Decision:
    return decide(PROTOCOL, Dossier(**facts))


KOORTS = decided(client=Client(koorts=True), meting=Meting(dagen=3))
GEEN_KOORTS = decided(client=Client(koorts=False), meting=Meting(dagen=3))


def test_a_decision_names_every_ruleset_with_its_distribution() -> None:
    """Whoever reads a decision sees what was installed from where; what was not has no package."""
    assert KOORTS.protocol.layers == (REGION_SOURCE, HOSPITAL_SOURCE)


def test_an_answer_names_the_rulesets_that_lead_to_it() -> None:
    """The hospital's rule and the region's rule are told apart, by cases too."""
    assert sources_of(KOORTS, "bezoek") == (HOSPITAL_SOURCE,)
    assert sources_of(GEEN_KOORTS, "drukte") == (REGION_SOURCE,)
    assert sources_of(decided(meting=Meting(dagen=3)), "bezoek") == (REGION_SOURCE, HOSPITAL_SOURCE)
    with pytest.raises(QuestionNotFoundError):
        sources_of(KOORTS, "bezoe")


def test_a_value_that_a_hospital_sets_is_part_of_where_an_answer_comes_from() -> None:
    """A rule of the region that goes by a value of the hospital's names both."""
    assert sources_of(GEEN_KOORTS, "bezoek") == (REGION_SOURCE, HOSPITAL_SOURCE)
    term, number = GEEN_KOORTS.protocol.parameters
    assert term == ParameterValue(
        parameter="dagen",
        value=28,
        since=SUMMER,
        given_by="h",
        rules=("r/K1.ja", "r/K1.nee", "r/K1.uitslapen"),
    )
    assert (number.value, number.since, number.given_by) == (1, None, "r")


def test_a_receipt_pins_every_ruleset() -> None:
    """Version, distribution and content hash of each layer stand in the receipt."""
    assert receipt_of(KOORTS).layers == (
        LayerIdentity(
            id="r",
            version="1",
            sha256=content_hash((REGION,)),
            distribution="regio-regels",
            distribution_version="3.1",
        ),
        LayerIdentity(id="h", version="1", sha256=content_hash((HOSPITAL,))),
    )


def test_every_decision_shows_which_invariants_are_not_kept() -> None:
    """A hospital that deviates from the region says so, with its reason, in all it decides."""
    (found,) = KOORTS.protocol.not_kept

    assert (found.invariant, found.ruleset) == ("r/laat_geen_bezoek", "h")
    line = "Niet gevolgd door h: “Na de termijn komt er geen bezoek.” Want: De tuin is altijd open."
    assert remark_lines(KOORTS, []) == [line]
    assert line in decision_lines(KOORTS, width=200)


def test_outdated_questions_and_values_are_told_where_they_are_used() -> None:
    """Whoever asks an outdated question, or gets an outdated value, is told what to use."""
    question, value = KOORTS.protocol.outdated
    assert question == Outdated(
        question="uitslapen",
        value=None,
        since=SUMMER,
        instead="bezoek",
        because="Niemand vraagt het.",
    )
    assert value.value == "misschien"

    used = "Verouderd sinds 2026-01-01: het bezoek: “misschien”. Misschien is geen antwoord."
    asked = "Verouderd sinds 2026-07-01: het uitslapen. Niemand vraagt het. "
    asked += "In plaats daarvan: het bezoek."
    assert remark_lines(KOORTS, ["bezoek", "uitslapen"])[1:] == [asked, used]
    assert remark_lines(GEEN_KOORTS, ["bezoek"])[1:] == []
    assert remark_lines(GEEN_KOORTS, ["uitslapen"])[1:] == [asked]


def test_a_value_to_use_instead_is_told_by_its_label() -> None:
    """Whoever gets an outdated value is told in words what it is called now."""
    older = attrs.evolve(
        REGION,
        deprecations=[
            attrs.evolve(item, instead=None if item.value is None else "nee")
            for item in REGION.deprecations
        ],
    )
    decision = decide(compose([older, HOSPITAL], SUMMER), Dossier(client=Client(koorts=True)))

    assert remark_lines(decision, ["uitslapen", "bezoek"])[1:] == [
        "Verouderd sinds 2026-07-01: het uitslapen. Niemand vraagt het.",
        "Verouderd sinds 2026-01-01: het bezoek: “misschien”. Misschien is geen antwoord. "
        "In plaats daarvan: “nee”.",
    ]


@pytest.mark.parametrize("decision", [KOORTS, decide(compose([REGION], NEW_YEAR), Dossier())])
def test_provenance_is_written_as_json_and_read_back(decision: Decision) -> None:
    """What is to be known of the rulesets travels with the answers."""
    data = json.loads(json.dumps(decision_to_data(decision)))

    assert data["layers"][0]["ruleset"] == "r"
    assert decision_from_data(data).protocol == decision.protocol
    assert decision_to_data(decision_from_data(data)) == data


def test_a_protocol_without_remarks_writes_none() -> None:
    """Most protocols have no deviation and nothing outdated, and their JSON stays short."""
    bare = compose([REGION], NEW_YEAR)

    assert "not_kept" not in decision_to_data(decide(bare, Dossier()))
    assert identity_of(bare).not_kept == ()
    assert identity_of(bare) is identity_of(bare)
