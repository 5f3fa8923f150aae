"""Situations as a clinician meets them, each with the answers and the clauses they stand on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from obstetric_rules import (
    UNKNOWN,
    Afwijking,
    Answer,
    AnswersPerFact,
    Client,
    Dossier,
    DossierError,
    Partner,
    Praktijk,
    Protocol,
    Ziekenhuis,
    Zorgverlener,
    decide,
    load_protocol,
)
from obstetric_rules.facts import replace
from tests.plugins.groningen.dossiers import (
    CLIENT,
    MZH,
    ORDINARY,
    PARTNER,
    PRAKTIJK,
    UMCG,
    VERLOSKUNDIGE,
)

Expected = tuple[str, Any, frozenset[str]]


def concluded(value: str, *clauses: str) -> Expected:
    return ("concluded", value, frozenset(clauses))


def together(*values: str, by: tuple[str, ...] = ()) -> Expected:
    """Return that a set question has exactly these values."""
    return ("concluded", frozenset(values), frozenset(by))


SILENT: Expected = ("silent", None, frozenset())
NOT_APPLICABLE: Expected = ("not_applicable", None, frozenset())
NOTHING: Expected = together()


def case(
    *,
    client: Mapping[str, Any] | None = None,
    partner: Mapping[str, Any] | None = None,
    praktijk: Mapping[str, Any] | None = None,
    ziekenhuis: Mapping[str, Any] | None = None,
    afwijkingen: tuple[Afwijking, ...] = (),
) -> Dossier:
    """Return the ordinary dossier with these fields changed."""
    return Dossier(
        client=replace(CLIENT, **(client or {})),
        partner=replace(PARTNER, **(partner or {})),
        praktijk=replace(PRAKTIJK, **(praktijk or {})),
        ziekenhuis=replace(MZH, **(ziekenhuis or {})),
        andere_ziekenhuizen=(UMCG,),
        zorgverleners=(VERLOSKUNDIGE,),
        afwijkingen=afwijkingen,
    )


def set_aside(rule: str) -> tuple[Afwijking, ...]:
    return (Afwijking(regel=rule, reden="Het primaire ziekenhuis is vol.", rol="gynaecoloog"),)


ELDERS = {"primair_ziekenhuis": "umcg"}
GEEN_PLEK = {"dedicated_team_plek": False}
ELDERS_OF_TWEEDE_LIJN = together(
    "ander_ziekenhuis_in_provincie", "tweede_lijn_in_eigen_ziekenhuis", by=("G8",)
)
LIJNEN_BELLEN = together("tweede_lijn_belt_tweede_lijn", by=("G8",))
ISOLATIE_EN_CTG = together("virusisolatie", "ctg_bewaking", by=("G11",))

SITUATIONS: dict[str, tuple[Dossier, dict[str, Expected]]] = {
    "a healthy low-risk client of an MZH practice": (
        case(),
        {
            "poliklinische_partus": concluded("mogelijk", "G6"),
            "zorglijn": concluded("eerste_lijn", "G6"),
            "verwijzing": NOTHING,
            "overleg": NOTHING,
            "kraamzorg": concluded("dedicated_kraamverzorgende", "G3"),
            "praktijkkeuze": NOT_APPLICABLE,
            "advies_plaats": concluded("thuispartus_aanbevolen", "G10"),
            "maatregelen_client": together(by=("G11",)),
            "ingang": concluded("via_afgesproken_ingang", "G13"),
            "badbevalling": concluded("mogelijk", "G14"),
            "mr_begeleiding": NOT_APPLICABLE,
            "epiduraal_verwachting": concluded("binnen_een_uur", "G17"),
            "ontslag": concluded("zo_spoedig_mogelijk", "G18"),
            "partner_aanwezigheid": concluded("zonder_beperking", "G19"),
            "maatregelen_partner": together(by=("G19",)),
            "vervangende_begeleider": NOT_APPLICABLE,
            "filmen": NOT_APPLICABLE,
        },
    ),
    "too few kraamverzorgenden": (
        case(ziekenhuis={"kraamverzorgenden_voldoende": False}),
        {"kraamzorg": concluded("o_en_g_verpleegkundige", "G3")},
    ),
    "a practice in two VSVs that has chosen": (
        case(praktijk={"vsvs": {"martini_geboorte_groep", "vsv_umcg"}}),
        {
            "praktijkkeuze": concluded("in_orde", "G4"),
            "poliklinische_partus": concluded("mogelijk", "G6"),
        },
    ),
    "a practice in two VSVs that has not chosen": (
        case(
            praktijk={
                "vsvs": {"martini_geboorte_groep", "vsv_umcg"},
                "primair_ziekenhuis_gekozen": False,
            }
        ),
        {"praktijkkeuze": concluded("kies_een_ziekenhuis", "G4")},
    ),
    "a practice in one VSV is not asked to choose": (
        case(praktijk={"primair_ziekenhuis_gekozen": False}),
        {"praktijkkeuze": NOT_APPLICABLE},
    ),
    "silence: primary hospital MZH, but a practice outside the VSV": (
        case(praktijk={"vsvs": {"vsv_ozg"}}),
        {
            "poliklinische_partus": SILENT,
            "zorglijn": SILENT,
            "verwijzing": NOTHING,
            "overleg": NOTHING,
        },
    ),
    "another primary hospital; the line of care is left open by the text": (
        case(praktijk=ELDERS),
        {
            "poliklinische_partus": concluded("niet_mogelijk", "G7"),
            "verwijzing": together("primair_ziekenhuis", by=("G7",)),
            "overleg": together(by=("G7",)),
            "zorglijn": SILENT,
        },
    ),
    "another primary hospital and no place with the team: to the primary hospital only": (
        case(praktijk=ELDERS, ziekenhuis=GEEN_PLEK),
        {
            "poliklinische_partus": concluded("niet_mogelijk", "G7", "G8"),
            "verwijzing": together("primair_ziekenhuis", by=("G7",)),
            "overleg": together(by=("G7",)),
            "zorglijn": SILENT,
        },
    ),
    "another primary hospital and fever: both answers stand": (
        case(praktijk=ELDERS, client={"koorts": True}),
        {
            "poliklinische_partus": concluded("niet_mogelijk", "G7", "G11"),
            "zorglijn": concluded("tweede_lijn", "G11"),
            "verwijzing": together("primair_ziekenhuis", by=("G7",)),
            "overleg": together(by=("G7",)),
        },
    ),
    "another primary hospital, second-line client: not refused by G7": (
        case(praktijk=ELDERS, client={"lijn": "tweede"}),
        {
            "poliklinische_partus": SILENT,
            "zorglijn": SILENT,
            "verwijzing": NOTHING,
            "overleg": NOTHING,
        },
    ),
    "another primary hospital, all of G7 set aside with a reason": (
        case(praktijk=ELDERS, afwijkingen=set_aside("G7")),
        {"poliklinische_partus": SILENT, "verwijzing": NOTHING, "overleg": NOTHING},
    ),
    "another primary hospital and no place, all of G7 set aside: G8 remains": (
        case(praktijk=ELDERS, ziekenhuis=GEEN_PLEK, afwijkingen=set_aside("G7")),
        {
            "poliklinische_partus": concluded("niet_mogelijk", "G8"),
            "verwijzing": ELDERS_OF_TWEEDE_LIJN,
            "overleg": LIJNEN_BELLEN,
        },
    ),
    "another primary hospital, only the referral of G7 set aside": (
        case(praktijk=ELDERS, afwijkingen=set_aside("groningen.mzh/G7.verwijzing")),
        {
            "poliklinische_partus": concluded("niet_mogelijk", "G7"),
            "verwijzing": NOTHING,
            "overleg": together(by=("G7",)),
        },
    ),
    "no place with the team; the line of care is left open by the text": (
        case(ziekenhuis=GEEN_PLEK),
        {
            "poliklinische_partus": concluded("niet_mogelijk", "G8"),
            "verwijzing": ELDERS_OF_TWEEDE_LIJN,
            "overleg": LIJNEN_BELLEN,
            "zorglijn": SILENT,
            "advies_plaats": concluded("thuispartus_aanbevolen", "G10"),
        },
    ),
    "no team at all": (
        case(ziekenhuis={"dedicated_team": False}),
        {
            "poliklinische_partus": concluded("niet_mogelijk", "G8"),
            "verwijzing": ELDERS_OF_TWEEDE_LIJN,
            "overleg": LIJNEN_BELLEN,
        },
    ),
    "no place with the team, and fever: take-over, no search for a place": (
        case(ziekenhuis=GEEN_PLEK, client={"koorts": True}),
        {
            "poliklinische_partus": concluded("niet_mogelijk", "G11"),
            "zorglijn": concluded("tweede_lijn", "G11"),
            "verwijzing": NOTHING,
            "overleg": NOTHING,
        },
    ),
    "no place with the team, and a transmural care path": (
        case(ziekenhuis=GEEN_PLEK, client={"transmuraal_zorgpad": True}),
        {
            "poliklinische_partus": concluded("niet_mogelijk", "G16"),
            "zorglijn": concluded("tweede_lijn", "G16"),
            "verwijzing": NOTHING,
            "overleg": NOTHING,
        },
    ),
    "no place with the team, second-line client: G8 does not speak of her": (
        case(ziekenhuis=GEEN_PLEK, client={"lijn": "tweede"}),
        {
            "poliklinische_partus": SILENT,
            "zorglijn": SILENT,
            "verwijzing": NOTHING,
            "overleg": NOTHING,
        },
    ),
    "a client who coughs": (
        case(client={"hoesten": True}),
        {
            "poliklinische_partus": concluded("niet_mogelijk", "G11"),
            "zorglijn": concluded("tweede_lijn", "G11"),
            "maatregelen_client": ISOLATIE_EN_CTG,
            "badbevalling": concluded("niet_mogelijk", "G14"),
            "advies_plaats": NOT_APPLICABLE,
        },
    ),
    "a client who is short of breath": (
        case(client={"dyspnoe": True}),
        {"poliklinische_partus": concluded("niet_mogelijk", "G11")},
    ),
    "a client with a sore throat": (
        case(client={"keelpijn": True}),
        {"badbevalling": concluded("niet_mogelijk", "G14")},
    ),
    "a client with fever and nothing else": (
        case(client={"koorts": True}),
        {
            "poliklinische_partus": concluded("niet_mogelijk", "G11"),
            "zorglijn": concluded("tweede_lijn", "G11"),
            "maatregelen_client": ISOLATIE_EN_CTG,
            "badbevalling": concluded("niet_mogelijk", "G14"),
            "advies_plaats": NOT_APPLICABLE,
        },
    ),
    "a second-line client with fever: G11 holds for both lines": (
        case(client={"lijn": "tweede", "koorts": True}),
        {
            "poliklinische_partus": concluded("niet_mogelijk", "G11"),
            "zorglijn": concluded("tweede_lijn", "G11"),
            "maatregelen_client": ISOLATIE_EN_CTG,
        },
    ),
    "silence: a healthy second-line client": (
        case(client={"lijn": "tweede"}),
        {
            "poliklinische_partus": SILENT,
            "zorglijn": SILENT,
            "advies_plaats": NOT_APPLICABLE,
            "maatregelen_client": together(by=("G11",)),
            "badbevalling": concluded("mogelijk", "G14"),
        },
    ),
    "a client with another risk is not advised to stay home": (
        case(client={"risico": "overig"}),
        {
            "advies_plaats": NOT_APPLICABLE,
            "mr_begeleiding": NOT_APPLICABLE,
            "poliklinische_partus": concluded("mogelijk", "G6"),
        },
    ),
    "an MR birth": (
        case(client={"risico": "mr"}),
        {
            "mr_begeleiding": concluded("dedicated_team", "G15"),
            "poliklinische_partus": concluded("mogelijk", "G6"),
            "advies_plaats": NOT_APPLICABLE,
        },
    ),
    "an MR birth with fever": (
        case(client={"risico": "mr", "koorts": True}),
        {"mr_begeleiding": concluded("tweede_lijn", "G15")},
    ),
    "an MR birth on a transmural care path, no place with the team": (
        case(client={"risico": "mr", "transmuraal_zorgpad": True}, ziekenhuis=GEEN_PLEK),
        {"mr_begeleiding": concluded("tweede_lijn", "G15")},
    ),
    "silence: an MR birth without a place with the team": (
        case(client={"risico": "mr"}, ziekenhuis=GEEN_PLEK),
        {
            "mr_begeleiding": SILENT,
            "poliklinische_partus": concluded("niet_mogelijk", "G8"),
        },
    ),
    "an MR birth of a second-line client": (
        case(client={"risico": "mr", "lijn": "tweede"}),
        {"mr_begeleiding": NOT_APPLICABLE},
    ),
    "a transmural care path": (
        case(client={"transmuraal_zorgpad": True}),
        {
            "poliklinische_partus": concluded("niet_mogelijk", "G16"),
            "zorglijn": concluded("tweede_lijn", "G16"),
            "maatregelen_client": together(by=("G11",)),
            "badbevalling": concluded("mogelijk", "G14"),
            "advies_plaats": NOT_APPLICABLE,
        },
    ),
    "a transmural care path and fever": (
        case(client={"transmuraal_zorgpad": True, "koorts": True}),
        {
            "poliklinische_partus": concluded("niet_mogelijk", "G11", "G16"),
            "zorglijn": concluded("tweede_lijn", "G11", "G16"),
        },
    ),
    "anaesthesiologists who also assist intensivists": (
        case(ziekenhuis={"anesthesiologen_assisteren_intensivisten": True}),
        {"epiduraal_verwachting": concluded("mogelijk_niet_binnen_een_uur", "G17")},
    ),
    "a partner who coughs, without fever": (
        case(partner={"hoesten": True}),
        {
            "partner_aanwezigheid": concluded("aanwezig_met_strikte_isolatie", "G19"),
            "maatregelen_partner": together(
                "beschouwen_als_geinfecteerd",
                "strikte_isolatie_volgens_protocol_mzh",
                by=("G19",),
            ),
            "vervangende_begeleider": NOT_APPLICABLE,
            "filmen": NOT_APPLICABLE,
            "poliklinische_partus": concluded("mogelijk", "G6"),
        },
    ),
    "a partner with a sore throat and fever": (
        case(partner={"keelpijn": True, "koorts": True}),
        {
            "partner_aanwezigheid": concluded("niet_aanwezig", "G20"),
            "maatregelen_partner": together(by=("G20",)),
            "vervangende_begeleider": concluded("gezonde_begeleider_toegestaan", "G20"),
            "filmen": concluded("toegestaan_zonder_zorgverleners_in_beeld", "G20"),
        },
    ),
    "silence: a partner with fever and nothing else": (
        case(partner={"koorts": True}),
        {
            "partner_aanwezigheid": SILENT,
            "maatregelen_partner": SILENT,
            "vervangende_begeleider": NOT_APPLICABLE,
            "filmen": NOT_APPLICABLE,
        },
    ),
    "no partner": (
        ORDINARY.replace(partner=None),
        {
            "partner_aanwezigheid": NOT_APPLICABLE,
            "maatregelen_partner": NOT_APPLICABLE,
            "vervangende_begeleider": NOT_APPLICABLE,
            "filmen": NOT_APPLICABLE,
        },
    ),
}

CAREGIVERS: dict[str, tuple[Zorgverlener, dict[str, Expected]]] = {
    "a healthy member of the team": (
        VERLOSKUNDIGE,
        {
            "toegang_zorgverlener": concluded("toegestaan", "G12"),
            "inzetbaarheid": concluded("inzetbaar", "G2"),
            "werkplek": concluded("in_orde", "G2"),
        },
    ),
    "a first-line caregiver with fever": (
        replace(VERLOSKUNDIGE, koorts=True),
        {
            "toegang_zorgverlener": concluded("geweerd", "G12"),
            "inzetbaarheid": concluded("inzetbaar", "G2"),
        },
    ),
    "a first-line caregiver who coughs": (
        replace(VERLOSKUNDIGE, hoesten=True),
        {"toegang_zorgverlener": concluded("geweerd", "G12")},
    ),
    "a member of the team who also works in home practice": (
        replace(VERLOSKUNDIGE, werkt_in_thuispraktijk=True),
        {
            "inzetbaarheid": concluded("niet_inzetbaar", "G2"),
            "werkplek": concluded("kies_een_werkplek", "G2"),
            "toegang_zorgverlener": concluded("toegestaan", "G12"),
        },
    ),
    "a first-line caregiver of home practice, not in the team": (
        replace(
            VERLOSKUNDIGE,
            dedicated_team=False,
            werkt_in_ziekenhuis=False,
            werkt_in_thuispraktijk=True,
        ),
        {"inzetbaarheid": NOT_APPLICABLE, "werkplek": concluded("in_orde", "G2")},
    ),
    "silence: a second-line caregiver with fever": (
        replace(
            VERLOSKUNDIGE,
            beroep="gynaecoloog",
            lijn="tweede",
            dedicated_team=False,
            koorts=True,
        ),
        {
            "toegang_zorgverlener": NOT_APPLICABLE,
            "inzetbaarheid": NOT_APPLICABLE,
            "werkplek": NOT_APPLICABLE,
        },
    ),
}

OTHER_HOSPITALS: dict[str, tuple[Ziekenhuis, Expected]] = {
    "in the province, with a place": (UMCG, concluded("geschikt", "G8")),
    "in the province, without a place": (
        replace(UMCG, dedicated_team_plek=False),
        concluded("niet_geschikt", "G8"),
    ),
    "in the province, without a team": (
        replace(UMCG, dedicated_team=False),
        concluded("niet_geschikt", "G8"),
    ),
    "in another province, with a place": (
        replace(UMCG, id="wza", provincie="Drenthe"),
        concluded("niet_geschikt", "G8"),
    ),
}


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return load_protocol("groningen.mzh")


def shown(answer: Answer | AnswersPerFact) -> Expected:
    assert isinstance(answer, Answer)
    return (answer.status, answer.value, frozenset(answer.clauses))


def shown_of(answer: Answer | AnswersPerFact, key: str) -> Expected:
    assert isinstance(answer, AnswersPerFact)
    return shown(answer.answers[key])


@pytest.mark.parametrize(("dossier", "expected"), list(SITUATIONS.values()), ids=list(SITUATIONS))
def test_situation(protocol: Protocol, dossier: Dossier, expected: Mapping[str, Expected]) -> None:
    """In this situation the agreement gives these answers, by these clauses, or keeps silent."""
    answers = decide(protocol, dossier).answers

    assert {question: shown(answers[question]) for question in expected} == expected


@pytest.mark.parametrize(("caregiver", "expected"), list(CAREGIVERS.values()), ids=list(CAREGIVERS))
def test_caregiver(
    protocol: Protocol, caregiver: Zorgverlener, expected: Mapping[str, Expected]
) -> None:
    """This caregiver may or may not come in, be deployed, and keep these workplaces."""
    answers = decide(protocol, ORDINARY.replace(zorgverleners=(caregiver,))).answers

    assert {question: shown_of(answers[question], "v1") for question in expected} == expected


@pytest.mark.parametrize(
    ("hospital", "expected"), list(OTHER_HOSPITALS.values()), ids=list(OTHER_HOSPITALS)
)
def test_other_hospital(protocol: Protocol, hospital: Ziekenhuis, expected: Expected) -> None:
    """Another hospital is an alternative only in the province and with a place with its team."""
    answers = decide(protocol, ORDINARY.replace(andere_ziekenhuizen=(hospital,))).answers

    assert shown_of(answers["alternatief"], str(hospital.id)) == expected


def test_each_caregiver_is_judged_apart(protocol: Protocol) -> None:
    """One sick caregiver does not keep a healthy colleague out of the hospital."""
    colleague = replace(VERLOSKUNDIGE, id="v2", beroep="kraamverzorgende", koorts=True)
    answers = decide(protocol, ORDINARY.replace(zorgverleners=(VERLOSKUNDIGE, colleague))).answers

    assert shown_of(answers["toegang_zorgverlener"], "v1")[1] == "toegestaan"
    assert shown_of(answers["toegang_zorgverlener"], "v2")[1] == "geweerd"


def test_without_caregivers_nobody_is_judged(protocol: Protocol) -> None:
    """An empty list of caregivers gives no answers about them, and that is no gap."""
    answer = decide(protocol, ORDINARY.replace(zorgverleners=())).answers["toegang_zorgverlener"]

    assert isinstance(answer, AnswersPerFact)
    assert dict(answer.answers) == {}


@pytest.mark.parametrize("rule", ["G6", "G8", "G11", "groningen.mzh/G20.niet_aanwezig"])
def test_only_g7_can_be_set_aside(protocol: Protocol, rule: str) -> None:
    """What the text does not call a principle cannot be set aside with a reason."""
    with pytest.raises(DossierError, match=r"afwijkingen\[0\]\.regel"):
        decide(protocol, case(afwijkingen=set_aside(rule)))


def test_the_region_alone_says_nothing_of_what_only_the_mzh_agreed() -> None:
    """In another hospital of the region the MZH's own clauses neither allow nor refuse."""
    answers = decide(load_protocol("groningen"), ORDINARY).answers

    assert shown(answers["poliklinische_partus"]) == SILENT
    assert "partner_aanwezigheid" not in answers


def test_one_complaint_settles_what_the_others_cannot_change(protocol: Protocol) -> None:
    """With fever known, the answers about the client do not wait for her other complaints."""
    answers = decide(protocol, Dossier(client=Client(koorts=True))).answers

    assert shown(answers["poliklinische_partus"]) == concluded("niet_mogelijk", "G11")
    assert shown(answers["zorglijn"]) == concluded("tweede_lijn", "G11")
    assert shown(answers["badbevalling"]) == concluded("niet_mogelijk", "G14")
    assert shown(answers["maatregelen_client"]) == ISOLATIE_EN_CTG
    assert shown(answers["advies_plaats"]) == NOT_APPLICABLE


def test_fever_of_the_partner_decides_and_is_asked_for(protocol: Protocol) -> None:
    """For a coughing partner only the fever is missing, and the answer says what it can become."""
    dossier = ORDINARY.replace(partner=Partner(hoesten=True))
    answer = decide(protocol, dossier).answers["partner_aanwezigheid"]

    assert isinstance(answer, Answer)
    assert answer.status == "open"
    assert answer.missing == ("partner.koorts",)
    assert answer.can_become == ("aanwezig_met_strikte_isolatie", "niet_aanwezig")


def test_the_primary_hospital_decides_who_may_come(protocol: Protocol) -> None:
    """For a healthy client of a practice in the VSV only the primary hospital is missing."""
    practice = Praktijk(vsvs=frozenset({"martini_geboorte_groep"}))
    answer = decide(protocol, ORDINARY.replace(praktijk=practice)).answers["poliklinische_partus"]

    assert isinstance(answer, Answer)
    assert answer.status == "open"
    assert answer.missing == ("praktijk.primair_ziekenhuis",)
    assert answer.can_become == ("mogelijk", "niet_mogelijk")


def test_nothing_known_still_gives_what_always_holds(protocol: Protocol) -> None:
    """Of a case of which nothing is known, the entrance and the discharge are known."""
    answers = decide(protocol, Dossier()).answers

    assert {name for name, answer in answers.items() if shown_status(answer) != "open"} == {
        "ingang",
        "ontslag",
    }


def shown_status(answer: Answer | AnswersPerFact) -> str:
    assert isinstance(answer, Answer)
    return answer.status


def test_an_unknown_hospital_id_reads_as_the_mzh(protocol: Protocol) -> None:
    """The MZH's own protocol need not be told which hospital it is, and accepts no other."""
    unnamed = replace(MZH, id=UNKNOWN, provincie=UNKNOWN)

    assert decide(protocol, ORDINARY.replace(ziekenhuis=unnamed)).answers == (
        decide(protocol, ORDINARY).answers
    )
    with pytest.raises(DossierError, match=r"ziekenhuis\.id"):
        decide(protocol, ORDINARY.replace(ziekenhuis=UMCG))
