"""The example dossiers show what their table says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from obstetric_rules import Answer, AnswersPerFact, Dossier, Protocol, decide, load_protocol
from obstetric_rules.facts.reading import read_dossier

FOLDER = Path(__file__).parents[3] / "examples" / "dossiers"

CARE_AND_REFERRAL = {"zorglijn": "tweede_lijn", "verwijzing": {"primair_ziekenhuis"}}
TWO_WAYS = {"ander_ziekenhuis_in_provincie", "tweede_lijn_in_eigen_ziekenhuis"}

# The value of an answer, its status where it has none, or either of these for each fact.
SHOWN: dict[str, dict[str, Any]] = {
    "gezonde-client": {
        "poliklinische_partus": "mogelijk",
        "advies_plaats": "thuispartus_aanbevolen",
    },
    "client-met-hoesten": {
        "zorglijn": "tweede_lijn",
        "maatregelen_client": {"virusisolatie", "ctg_bewaking"},
    },
    "client-met-koorts": {
        "zorglijn": "tweede_lijn",
        "maatregelen_client": {"virusisolatie", "ctg_bewaking"},
    },
    "client-met-koorts-geen-plek-bij-team": {"zorglijn": "tweede_lijn", "verwijzing": set()},
    "client-met-koorts-ander-primair-ziekenhuis": CARE_AND_REFERRAL,
    "transmuraal-zorgpad": {"zorglijn": "tweede_lijn", "maatregelen_client": set()},
    "mr-bevalling": {"mr_begeleiding": "dedicated_team"},
    "mr-bevalling-met-koorts": {"mr_begeleiding": "tweede_lijn"},
    "mr-bevalling-geen-plek-bij-team": {"mr_begeleiding": "silent"},
    "tweedelijns-client": {"poliklinische_partus": "silent", "zorglijn": "silent"},
    "tweedelijns-client-met-koorts": {
        "poliklinische_partus": "niet_mogelijk",
        "zorglijn": "tweede_lijn",
    },
    "geen-partner": {
        "partner_aanwezigheid": "not_applicable",
        "maatregelen_partner": "not_applicable",
    },
    "partner-met-klachten": {"partner_aanwezigheid": "aanwezig_met_strikte_isolatie"},
    "partner-met-klachten-en-koorts": {
        "partner_aanwezigheid": "niet_aanwezig",
        "vervangende_begeleider": "gezonde_begeleider_toegestaan",
        "filmen": "toegestaan_zonder_zorgverleners_in_beeld",
    },
    "partner-met-koorts-zonder-klachten": {
        "partner_aanwezigheid": "silent",
        "maatregelen_partner": "silent",
    },
    "partner-met-klachten-koorts-onbekend": {"partner_aanwezigheid": "open"},
    "geen-plek-bij-team": {
        "poliklinische_partus": "niet_mogelijk",
        "verwijzing": TWO_WAYS,
        "alternatief": {"umcg": "geschikt", "ozg": "niet_geschikt", "wza": "niet_geschikt"},
    },
    "geen-dedicated-team": {"poliklinische_partus": "niet_mogelijk", "verwijzing": TWO_WAYS},
    "ander-primair-ziekenhuis": {
        "poliklinische_partus": "niet_mogelijk",
        "verwijzing": {"primair_ziekenhuis"},
    },
    "ander-primair-ziekenhuis-geen-plek-bij-team": {
        "verwijzing": {"primair_ziekenhuis"},
        "overleg": set(),
    },
    "ander-primair-ziekenhuis-met-afwijking": {
        "poliklinische_partus": "silent",
        "verwijzing": set(),
    },
    "praktijk-buiten-vsv": {"poliklinische_partus": "silent"},
    "praktijk-in-meer-vsvs": {"praktijkkeuze": "in_orde"},
    "praktijk-in-meer-vsvs-zonder-keuze": {"praktijkkeuze": "kies_een_ziekenhuis"},
    "te-weinig-kraamverzorgenden": {"kraamzorg": "o_en_g_verpleegkundige"},
    "zieke-zorgverlener": {"toegang_zorgverlener": {"v1": "geweerd", "v2": "toegestaan"}},
    "zieke-tweedelijns-zorgverlener": {"toegang_zorgverlener": {"v1": "not_applicable"}},
    "teamlid-in-thuispraktijk": {
        "inzetbaarheid": {"v1": "niet_inzetbaar", "v2": "not_applicable"},
        "werkplek": {"v1": "kies_een_werkplek", "v2": "in_orde"},
    },
    "epiduraal-mogelijk-later": {"epiduraal_verwachting": "mogelijk_niet_binnen_een_uur"},
    "nog-weinig-bekend": {"poliklinische_partus": "open", "ontslag": "zo_spoedig_mogelijk"},
    "zieke-verloskundige-veel-onbekend": {
        "ontslag": "zo_spoedig_mogelijk",
        "badbevalling": "open",
        "maatregelen_client": "open",
        "partner_aanwezigheid": "not_applicable",
        "toegang_zorgverlener": {"v1": "geweerd"},
    },
}


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return load_protocol("groningen.mzh")


def read(protocol: Protocol, name: str) -> Dossier:
    return read_dossier((FOLDER / name).read_bytes(), protocol.slots.values())


def shown(answer: Answer | AnswersPerFact) -> Any:
    if isinstance(answer, AnswersPerFact):
        return {key: shown(one) for key, one in answer.answers.items()}
    return answer.value if answer.status == "concluded" else str(answer.status)


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_an_example_shows_what_it_is_for(protocol: Protocol, name: str) -> None:
    """The situation in the name of the file leads to the answers that it is an example of."""
    answers = decide(protocol, read(protocol, f"{name}.json")).answers

    assert {question: shown(answers[question]) for question in SHOWN[name]} == SHOWN[name]


def test_every_example_is_checked() -> None:
    """No example lies in the folder without a check of what it shows."""
    assert {path.stem for path in FOLDER.glob("*.json")} == SHOWN.keys()


def test_every_example_is_in_the_table() -> None:
    """Who looks for a situation finds every file in the table, and no file that is not there."""
    lines = (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()
    listed = [line.split("`")[1] for line in lines if line.startswith("| `")]

    assert sorted(listed) == sorted(path.name for path in FOLDER.glob("*.json*"))


def test_what_is_known_and_unknown_in_an_open_case(protocol: Protocol) -> None:
    """Open answers name the missing facts, while certain answers name their rule."""
    dossier = read(protocol, "zieke-verloskundige-veel-onbekend.json")
    answers = decide(protocol, dossier).answers
    discharge, bath = answers["ontslag"], answers["badbevalling"]
    measures = answers["maatregelen_client"]

    assert isinstance(discharge, Answer)
    assert isinstance(bath, Answer)
    assert isinstance(measures, Answer)
    assert (discharge.rules, discharge.clauses) == (("groningen/G18.ontslag",), ("G18",))
    assert bath.missing == measures.missing == ("client.dyspnoe", "client.keelpijn")
    assert bath.can_become == ("mogelijk", "niet_mogelijk")
    assert measures.open_values == ("ctg_bewaking", "virusisolatie")


def test_the_cases_of_one_night_can_be_told_apart(protocol: Protocol) -> None:
    """Each line of the night is a dossier that can be decided, with a reference of its own."""
    lines = (FOLDER / "een-nacht.jsonl").read_text(encoding="utf-8").splitlines()
    dossiers = [read_dossier(line, protocol.slots.values()) for line in lines]

    references = [decide(protocol, dossier).ref for dossier in dossiers]

    assert references == [json.loads(line)["ref"] for line in lines]
    assert len(set(references)) == len(lines)
