"""A decision is written as JSON and read back without loss."""

from __future__ import annotations

import datetime
import json
from importlib.metadata import version

import pytest
from hypothesis import given

from obstetric_rules import (
    Afwijking,
    Client,
    Dossier,
    Partner,
    Protocol,
    Zorgverlener,
    decide,
    load_protocol,
)
from obstetric_rules.engines.decision import Decision, identity_of
from obstetric_rules.engines.decision_data import decision_from_data, decision_to_data
from obstetric_rules.errors import DecisionError, QuestionNotFoundError
from obstetric_rules.rules.protocol import compose
from obstetric_rules.testing.strategies import dossiers, protocols
from tests.explanation.small import SMALL
from tests.rules.parts import ON, hospital, ruleset
from tests.samples import samples

MZH = load_protocol("groningen.mzh", datetime.date(2026, 11, 22))


def there_and_back(protocol: Protocol, dossier: Dossier, *, with_dossier: bool) -> None:
    decision = decide(protocol, dossier)
    written = json.dumps(decision_to_data(decision, with_dossier=with_dossier))
    found = decision_from_data(json.loads(written), protocol.slots.values())
    if with_dossier:
        assert found == decision
    assert decision_to_data(found, with_dossier=with_dossier) == json.loads(written)


@samples(20, 5_000)
@given(dossiers(MZH, afwijkingen=True))
def test_a_decision_with_its_dossier_reads_back_as_the_same(dossier: Dossier) -> None:
    """Nothing of the answers, the deviations or the facts is lost in JSON."""
    there_and_back(MZH, dossier, with_dossier=True)


@samples(20, 5_000)
@given(dossiers(MZH, afwijkingen=True))
def test_a_decision_without_its_dossier_writes_the_same_again(dossier: Dossier) -> None:
    """The facts stay behind, and all else is written as before."""
    there_and_back(MZH, dossier, with_dossier=False)


@samples(10, 2_000)
@given(protocols().flatmap(lambda found: dossiers(found).map(lambda dossier: (found, dossier))))
def test_a_decision_by_any_protocol_reads_back_as_the_same(case: tuple[Protocol, Dossier]) -> None:
    """This holds for conflicts, open sets and answers per fact of made-up protocols too."""
    there_and_back(*case, with_dossier=True)


def test_the_json_is_as_specified() -> None:
    """Ids, version, hash, date and engine first, then each answer with its own parts."""
    dossier = Dossier(
        ref="zaak-1",
        client=Client(hoesten=False, koorts=False),
        partner=None,
        zorgverleners=[Zorgverlener(id="v1", lijn="eerste", koorts=True)],
    )
    chosen = ["ontslag", "badbevalling", "maatregelen_client", "filmen", "toegang_zorgverlener"]
    data = decision_to_data(decide(MZH, dossier), questions=chosen)

    assert data == {
        "ref": "zaak-1",
        "protocol": "groningen.mzh",
        "version": MZH.version,
        "sha256": MZH.sha256,
        "on": "2026-11-22",
        "validity": "undated",
        "engine": "compiled",
        "layers": [
            {
                "ruleset": name,
                "version": layer.version,
                "distribution": "obstetric-rules",
                "distribution_version": version("obstetric-rules"),
            }
            for name, layer in zip(("groningen", "groningen.mzh"), MZH.layers, strict=True)
        ],
        "deviations": [],
        "answers": {
            "ontslag": {
                "status": "concluded",
                "value": "zo_spoedig_mogelijk",
                "rules": ["groningen/G18.ontslag"],
                "clauses": ["G18"],
                "missing": [],
            },
            "badbevalling": {
                "status": "open",
                "value": None,
                "can_become": ["mogelijk", "niet_mogelijk"],
                "rules": [],
                "by_cases": ["groningen/G14.bad_mogelijk", "groningen/G14.bad_niet_mogelijk"],
                "clauses": [],
                "missing": ["client.dyspnoe", "client.keelpijn"],
            },
            "maatregelen_client": {
                "status": "open",
                "value": [],
                "open_values": ["ctg_bewaking", "virusisolatie"],
                "rules": [],
                "by_cases": [
                    "groningen/G11.maatregelen_client",
                    "groningen/G11.geen_maatregelen",
                ],
                "clauses": [],
                "missing": ["client.dyspnoe", "client.keelpijn"],
            },
            "filmen": {
                "status": "not_applicable",
                "value": None,
                "rules": [],
                "clauses": [],
                "missing": [],
            },
            "toegang_zorgverlener": {
                "per": "zorgverleners",
                "answers": {
                    "v1": {
                        "status": "concluded",
                        "value": "geweerd",
                        "rules": ["groningen/G12.geweerd"],
                        "clauses": ["G12"],
                        "missing": [],
                    }
                },
            },
        },
    }


def test_a_conflict_and_a_deviation_for_one_fact_read_back_as_the_same() -> None:
    """Neither a contradiction nor whom a deviation concerns is lost."""
    deviation = Afwijking(regel="klein/K1.toegang", reden="Nodig", rol="arts", onderwerp="v1")
    dossier = Dossier(
        partner=Partner(koorts=True),
        zorgverleners=[Zorgverlener(id="v1", koorts=False)],
        afwijkingen=[deviation],
    )

    there_and_back(SMALL, dossier, with_dossier=True)


def test_a_conflict_names_the_rules_on_both_sides() -> None:
    """A contradiction is written with its sides, one that comes from elsewhere with its origin."""
    decision = decide(SMALL, Dossier(partner=Partner(koorts=True)))
    answers = decision_to_data(decision)["answers"]

    assert answers["bad"]["conflict"] == {
        "ja": ["klein/K1.bad_ja"],
        "nee": ["klein/K1.bad_nee"],
    }
    assert (answers["geboorte"]["conflict"], answers["geboorte"]["origin"]) == ({}, ["bad"])


def test_a_question_that_was_not_answered_is_refused() -> None:
    """A decision has the questions of its protocol and no others."""
    with pytest.raises(QuestionNotFoundError, match=r"groningen\.mzh has no question bad$"):
        decide(MZH, Dossier())["bad"]


def test_a_decision_is_compared_with_decisions_only() -> None:
    """A decision equals itself made again, and nothing that is no decision."""
    decision = decide(MZH, Dossier())

    assert decision == decide(MZH, Dossier())
    assert decision != "badbevalling"
    assert isinstance(decision, Decision)


def test_undated_layers_travel_with_a_decision() -> None:
    """A decision that is read back knows which of its rulesets are dated, and which are not."""
    dated = compose([ruleset(valid_from=ON), hospital()], ON)
    bare = compose([ruleset(), hospital()], ON)

    for protocol, written in ((dated, ["h"]), (bare, None)):
        data = decision_to_data(decide(protocol, Dossier()))
        assert data.get("undated") == written
        assert decision_from_data(data).protocol == identity_of(protocol)


def test_a_dossier_is_read_with_the_protocol_only() -> None:
    """Whoever leaves the protocol out is told so, and not that a slot is unknown."""
    decision = decide(MZH, Dossier(client=Client(koorts=True)))
    written = decision_to_data(decision, with_dossier=True)

    with pytest.raises(DecisionError, match=r"decision_from_data\(data, protocol\)"):
        decision_from_data(written)
    assert decision_from_data(decision_to_data(decide(MZH, Dossier()), with_dossier=True))
