"""The Groningen agreement for the Martini Ziekenhuis as rules in ``durable.lang``.

Written as its users write: flat facts, one rule for each statement, derived facts that other rules
chain on, and actions that note the answers. Yes and no are 1 and 0. Rules never wait for a fact to
be absent, which in durable-rules depends on the order of arrival: a derived fact says no instead.
Importing this module registers the rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from durable.lang import assert_fact, c, m, retract_fact, ruleset, when_all

from obstetric_rules import UNKNOWN, Dossier

RULESET = "groningen_mzh"

Result = tuple[str, Any]

_SILENT: Result = ("silent", None)
_NOT_APPLICABLE: Result = ("not_applicable", None)
_NONE: Result = ("concluded", frozenset())
# What holds of each question until a rule says otherwise.
_WITHOUT_RULES: dict[str, Result] = {
    "poliklinische_partus": _SILENT,
    "zorglijn": _SILENT,
    "verwijzing": _NONE,
    "overleg": _NONE,
    "kraamzorg": _SILENT,
    "praktijkkeuze": _NOT_APPLICABLE,
    "advies_plaats": _NOT_APPLICABLE,
    "maatregelen_client": _NONE,
    "ingang": _SILENT,
    "badbevalling": _SILENT,
    "mr_begeleiding": _NOT_APPLICABLE,
    "epiduraal_verwachting": _SILENT,
    "ontslag": _SILENT,
    "partner_aanwezigheid": _NOT_APPLICABLE,
    "maatregelen_partner": _NOT_APPLICABLE,
    "vervangende_begeleider": _NOT_APPLICABLE,
    "filmen": _NOT_APPLICABLE,
}
_PER_FACT = ("inzetbaarheid", "werkplek", "toegang_zorgverlener", "alternatief")

# What the actions have found of the case in hand.
_answers: dict[str, Any] = {}
_derived: list[dict[str, Any]] = []


def _says(*conditions: Any, **answers: tuple[str, ...] | str) -> None:
    """Register a rule that leads to these answers."""

    @when_all(*conditions)
    def note(found: Any) -> None:
        for question, values in answers.items():
            if isinstance(values, tuple):
                before = _answers[question][1] or frozenset()
                _answers[question] = ("concluded", before | set(values))
            elif values == "silent":
                _answers[question] = _SILENT
            else:
                _answers[question] = ("concluded", values)


def _says_of_each(condition: Any, **answers: str) -> None:
    """Register a rule that leads to these answers for the one person or place of a fact."""

    @when_all(condition)
    def note(found: Any) -> None:
        key = found.m.key
        for question, value in answers.items():
            none = value == "not_applicable"
            _answers[question][key] = _NOT_APPLICABLE if none else ("concluded", value)


def _derives(*conditions: Any, **fact: Any) -> None:
    """Register a rule that derives a fact for other rules to chain on."""

    @when_all(*conditions)
    def derive(found: Any) -> None:
        derived = dict(fact)
        _derived.append(derived)
        found.assert_fact(derived)


with ruleset(RULESET):
    # The terms that several clauses share.
    for who in ("client", "partner"):
        person = m.kind == who
        _derives(
            person & ((m.hoesten == 1) | (m.dyspnoe == 1) | (m.keelpijn == 1)),
            kind=f"luchtwegklachten_{who}",
            holds=1,
        )
        _derives(
            person & (m.hoesten == 0) & (m.dyspnoe == 0) & (m.keelpijn == 0),
            kind=f"luchtwegklachten_{who}",
            holds=0,
        )
    _derives(
        (m.kind == "client")
        & ((m.hoesten == 1) | (m.dyspnoe == 1) | (m.keelpijn == 1) | (m.koorts == 1)),
        kind="klachten_client",
        holds=1,
    )
    _derives(
        (m.kind == "client")
        & (m.hoesten == 0)
        & (m.dyspnoe == 0)
        & (m.keelpijn == 0)
        & (m.koorts == 0),
        kind="klachten_client",
        holds=0,
    )
    klachten = (m.kind == "klachten_client") & (m.holds == 1)
    geen_klachten = (m.kind == "klachten_client") & (m.holds == 0)
    eerste_lijn = (m.kind == "client") & (m.lijn == "eerste")
    zorgpad = (m.kind == "client") & (m.transmuraal_zorgpad == 1)
    geen_zorgpad = (m.kind == "client") & (m.transmuraal_zorgpad == 0)
    _derives(c.one << geen_klachten, c.two << zorgpad, kind="overname", holds=1)
    _derives(c.one << klachten, kind="overname", holds=1)
    _derives(c.one << geen_klachten, c.two << geen_zorgpad, kind="overname", holds=0)
    _derives(
        (m.kind == "ziekenhuis") & (m.dedicated_team == 1) & (m.dedicated_team_plek == 1),
        kind="plek",
        holds=1,
    )
    _derives(
        (m.kind == "ziekenhuis") & ((m.dedicated_team == 0) | (m.dedicated_team_plek == 0)),
        kind="plek",
        holds=0,
    )
    overname = (m.kind == "overname") & (m.holds == 1)
    geen_overname = (m.kind == "overname") & (m.holds == 0)
    plek = (m.kind == "plek") & (m.holds == 1)
    geen_plek = (m.kind == "plek") & (m.holds == 0)

    # G2, G12: caregivers.
    zorgverlener = m.kind == "zorgverlener"
    zv_eerste_lijn = zorgverlener & (m.lijn == "eerste")
    _says_of_each(zorgverlener & (m.dedicated_team == 0), inzetbaarheid="not_applicable")
    _says_of_each(
        zorgverlener & (m.dedicated_team == 1) & (m.werkt_in_thuispraktijk == 1),
        inzetbaarheid="niet_inzetbaar",
    )
    _says_of_each(
        zorgverlener & (m.dedicated_team == 1) & (m.werkt_in_thuispraktijk == 0),
        inzetbaarheid="inzetbaar",
    )
    _says_of_each(
        zorgverlener & (m.lijn == "tweede"),
        werkplek="not_applicable",
        toegang_zorgverlener="not_applicable",
    )
    _says_of_each(
        zv_eerste_lijn & (m.werkt_in_ziekenhuis == 1) & (m.werkt_in_thuispraktijk == 1),
        werkplek="kies_een_werkplek",
    )
    _says_of_each(
        zv_eerste_lijn & ((m.werkt_in_ziekenhuis == 0) | (m.werkt_in_thuispraktijk == 0)),
        werkplek="in_orde",
    )
    _says_of_each(
        zv_eerste_lijn
        & ((m.hoesten == 1) | (m.dyspnoe == 1) | (m.keelpijn == 1) | (m.koorts == 1)),
        toegang_zorgverlener="geweerd",
    )
    _says_of_each(
        zv_eerste_lijn & (m.hoesten == 0) & (m.dyspnoe == 0) & (m.keelpijn == 0) & (m.koorts == 0),
        toegang_zorgverlener="toegestaan",
    )

    # G3, G4: the hospital's staff, the choice of the practice.
    hospital = m.kind == "ziekenhuis"
    _says(hospital & (m.kraamverzorgenden_voldoende == 1), kraamzorg="dedicated_kraamverzorgende")
    _says(hospital & (m.kraamverzorgenden_voldoende == 0), kraamzorg="o_en_g_verpleegkundige")
    praktijk = m.kind == "praktijk"
    _says(praktijk & (m.aantal_vsvs > 1) & (m.gekozen == 1), praktijkkeuze="in_orde")
    _says(praktijk & (m.aantal_vsvs > 1) & (m.gekozen == 0), praktijkkeuze="kies_een_ziekenhuis")

    # G6, G7: who can give birth here.
    _derives(
        c.one << eerste_lijn,
        c.two << praktijk & (m.martini_geboorte_groep == 1) & (m.primair_ziekenhuis == "mzh"),
        c.three << plek,
        c.four << geen_overname,
        kind="partus_mogelijk",
    )
    _says(m.kind == "partus_mogelijk", poliklinische_partus="mogelijk")
    _says(m.kind == "partus_mogelijk", zorglijn="eerste_lijn")
    ander_primair = praktijk & (m.primair_ziekenhuis != "mzh")
    _says(
        c.one << eerste_lijn,
        c.two << ander_primair,
        poliklinische_partus="niet_mogelijk",
        verwijzing=("primair_ziekenhuis",),
        overleg=(),
    )

    # G8: no place. G7 is the exception for referral and consultation.
    zonder_plek = (c.one << eerste_lijn, c.two << geen_plek, c.three << geen_overname)
    _says(*zonder_plek, poliklinische_partus="niet_mogelijk")
    _says(
        *zonder_plek,
        c.four << praktijk & (m.primair_ziekenhuis == "mzh"),
        verwijzing=("ander_ziekenhuis_in_provincie", "tweede_lijn_in_eigen_ziekenhuis"),
        overleg=("tweede_lijn_belt_tweede_lijn",),
    )
    ander = m.kind == "ander_ziekenhuis"
    _says_of_each(
        ander
        & (m.provincie == "Groningen")
        & (m.dedicated_team == 1)
        & (m.dedicated_team_plek == 1),
        alternatief="geschikt",
    )
    _says_of_each(
        ander
        & ((m.provincie != "Groningen") | (m.dedicated_team == 0) | (m.dedicated_team_plek == 0)),
        alternatief="niet_geschikt",
    )

    # G10 to G18: the conditions.
    _says(
        c.one << eerste_lijn & (m.risico == "laag"),
        c.two << geen_overname,
        advies_plaats="thuispartus_aanbevolen",
    )
    _says(
        klachten,
        poliklinische_partus="niet_mogelijk",
        zorglijn="tweede_lijn",
        maatregelen_client=("virusisolatie", "ctg_bewaking"),
        badbevalling="niet_mogelijk",
    )
    _says(geen_klachten, maatregelen_client=(), badbevalling="mogelijk")
    _says(m.kind == "client", ingang="via_afgesproken_ingang", ontslag="zo_spoedig_mogelijk")
    mr = eerste_lijn & (m.risico == "mr")
    _says(c.one << mr, c.two << plek, c.three << geen_overname, mr_begeleiding="dedicated_team")
    _says(c.one << mr, c.two << overname, mr_begeleiding="tweede_lijn")
    _says(c.one << mr, c.two << geen_plek, c.three << geen_overname, mr_begeleiding="silent")
    _says(zorgpad, poliklinische_partus="niet_mogelijk", zorglijn="tweede_lijn")
    _says(
        hospital & (m.anesthesiologen_assisteren_intensivisten == 0),
        epiduraal_verwachting="binnen_een_uur",
    )
    _says(
        hospital & (m.anesthesiologen_assisteren_intensivisten == 1),
        epiduraal_verwachting="mogelijk_niet_binnen_een_uur",
    )

    # G19, G20: the partner.
    partner_klachten = (m.kind == "luchtwegklachten_partner") & (m.holds == 1)
    partner_geen_klachten = (m.kind == "luchtwegklachten_partner") & (m.holds == 0)
    koorts = (m.kind == "partner") & (m.koorts == 1)
    geen_koorts = (m.kind == "partner") & (m.koorts == 0)
    _says(
        c.one << partner_klachten,
        c.two << geen_koorts,
        partner_aanwezigheid="aanwezig_met_strikte_isolatie",
        maatregelen_partner=(
            "beschouwen_als_geinfecteerd",
            "strikte_isolatie_volgens_protocol_mzh",
        ),
    )
    _says(
        c.one << partner_geen_klachten,
        c.two << geen_koorts,
        partner_aanwezigheid="zonder_beperking",
        maatregelen_partner=(),
    )
    _says(
        c.one << partner_geen_klachten,
        c.two << koorts,
        partner_aanwezigheid="silent",
        maatregelen_partner="silent",
    )
    _derives(c.one << partner_klachten, c.two << koorts, kind="partner_niet_aanwezig")
    _says(
        m.kind == "partner_niet_aanwezig",
        partner_aanwezigheid="niet_aanwezig",
        maatregelen_partner=(),
        vervangende_begeleider="gezonde_begeleider_toegestaan",
        filmen="toegestaan_zonder_zorgverleners_in_beeld",
    )


def decide(dossier: Dossier) -> dict[str, Any]:
    """Return status and value of every answer to a fully known dossier, as ``by_hand`` does."""
    _answers.clear()
    _answers.update(_WITHOUT_RULES)
    for question in _PER_FACT:
        _answers[question] = {}
    _derived.clear()
    facts = list(_flat(dossier))
    for fact in facts:
        assert_fact(RULESET, fact)
    # The session is emptied, for the next case must not see the facts of this one.
    for fact in (*facts, *_derived):
        retract_fact(RULESET, fact)
    return dict(_answers)


def _flat(dossier: Dossier) -> Iterator[dict[str, Any]]:
    """Yield the facts as the rules read them."""
    facts = dossier.facts
    client = facts["client"]
    yield {
        "kind": "client",
        **_complaints(client),
        "lijn": client.lijn,
        "risico": client.risico,
        "transmuraal_zorgpad": int(client.transmuraal_zorgpad),
    }
    partner = facts["partner"]
    if partner is not None:
        yield {"kind": "partner", **_complaints(partner)}
    praktijk = facts["praktijk"]
    yield {
        "kind": "praktijk",
        "primair_ziekenhuis": praktijk.primair_ziekenhuis,
        "martini_geboorte_groep": int("martini_geboorte_groep" in praktijk.vsvs),
        "aantal_vsvs": len(praktijk.vsvs),
        "gekozen": int(praktijk.primair_ziekenhuis_gekozen),
    }
    ziekenhuis = facts["ziekenhuis"]
    yield {
        "kind": "ziekenhuis",
        "dedicated_team": int(ziekenhuis.dedicated_team),
        "dedicated_team_plek": int(ziekenhuis.dedicated_team_plek),
        "kraamverzorgenden_voldoende": int(ziekenhuis.kraamverzorgenden_voldoende),
        "anesthesiologen_assisteren_intensivisten": int(
            ziekenhuis.anesthesiologen_assisteren_intensivisten
        ),
    }
    for position, one in enumerate(facts["zorgverleners"]):
        yield {
            "kind": "zorgverlener",
            "key": str(position) if one.id is UNKNOWN else one.id,
            **_complaints(one),
            "lijn": one.lijn,
            "dedicated_team": int(one.dedicated_team),
            "werkt_in_ziekenhuis": int(one.werkt_in_ziekenhuis),
            "werkt_in_thuispraktijk": int(one.werkt_in_thuispraktijk),
        }
    for position, one in enumerate(facts["andere_ziekenhuizen"]):
        yield {
            "kind": "ander_ziekenhuis",
            "key": str(position) if one.id is UNKNOWN else one.id,
            "provincie": one.provincie,
            "dedicated_team": int(one.dedicated_team),
            "dedicated_team_plek": int(one.dedicated_team_plek),
        }


def _complaints(person: Any) -> dict[str, int]:
    return {
        "hoesten": int(person.hoesten),
        "dyspnoe": int(person.dyspnoe),
        "keelpijn": int(person.keelpijn),
        "koorts": int(person.koorts),
    }
