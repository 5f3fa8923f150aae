"""The Groningen agreement for the MZH as a programmer would write it: nested ifs, no library parts.

It is the oracle of the tests and the rival in the benchmarks. It knows fully known dossiers only,
and so gives no answer that is open; the agreement has no conflicts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from obstetric_rules.facts import UNKNOWN, Dossier

Result: TypeAlias = tuple[str, str | frozenset[str] | None]

SILENT: Result = ("silent", None)
NOT_APPLICABLE: Result = ("not_applicable", None)
NONE: Result = ("concluded", frozenset())

MOGELIJK: Result = ("concluded", "mogelijk")
NIET_MOGELIJK: Result = ("concluded", "niet_mogelijk")
EERSTE_LIJN: Result = ("concluded", "eerste_lijn")
TWEEDE_LIJN: Result = ("concluded", "tweede_lijn")
NAAR_PRIMAIR: Result = ("concluded", frozenset({"primair_ziekenhuis"}))
NAAR_ELDERS: Result = (
    "concluded",
    frozenset({"ander_ziekenhuis_in_provincie", "tweede_lijn_in_eigen_ziekenhuis"}),
)
LIJNEN_BELLEN: Result = ("concluded", frozenset({"tweede_lijn_belt_tweede_lijn"}))
INZETBAAR: Result = ("concluded", "inzetbaar")
NIET_INZETBAAR: Result = ("concluded", "niet_inzetbaar")
IN_ORDE: Result = ("concluded", "in_orde")
KIES_WERKPLEK: Result = ("concluded", "kies_een_werkplek")
KIES_ZIEKENHUIS: Result = ("concluded", "kies_een_ziekenhuis")
KRAAMVERZORGENDE: Result = ("concluded", "dedicated_kraamverzorgende")
VERPLEEGKUNDIGE: Result = ("concluded", "o_en_g_verpleegkundige")
GESCHIKT: Result = ("concluded", "geschikt")
NIET_GESCHIKT: Result = ("concluded", "niet_geschikt")
THUIS: Result = ("concluded", "thuispartus_aanbevolen")
ISOLATIE_EN_CTG: Result = ("concluded", frozenset({"virusisolatie", "ctg_bewaking"}))
TOEGESTAAN: Result = ("concluded", "toegestaan")
GEWEERD: Result = ("concluded", "geweerd")
INGANG: Result = ("concluded", "via_afgesproken_ingang")
TEAM: Result = ("concluded", "dedicated_team")
BINNEN_UUR: Result = ("concluded", "binnen_een_uur")
MISSCHIEN_LATER: Result = ("concluded", "mogelijk_niet_binnen_een_uur")
NAAR_HUIS: Result = ("concluded", "zo_spoedig_mogelijk")
ZONDER_BEPERKING: Result = ("concluded", "zonder_beperking")
MET_ISOLATIE: Result = ("concluded", "aanwezig_met_strikte_isolatie")
NIET_AANWEZIG: Result = ("concluded", "niet_aanwezig")
STRIKTE_ISOLATIE: Result = (
    "concluded",
    frozenset({"beschouwen_als_geinfecteerd", "strikte_isolatie_volgens_protocol_mzh"}),
)
GEZONDE_BEGELEIDER: Result = ("concluded", "gezonde_begeleider_toegestaan")
BUITEN_BEELD: Result = ("concluded", "toegestaan_zonder_zorgverleners_in_beeld")

NOTHING: frozenset[str] = frozenset()
G7 = "groningen.mzh/G7."
WHOLE_G7 = frozenset({G7 + "poliklinische_partus", G7 + "verwijzing", G7 + "overleg"})


def by_hand(dossier: Dossier) -> dict[str, Result | dict[str, Result]]:
    """Return status and value of every answer; of a question per fact, by the fact's key."""
    facts: Mapping[str, Any] = dossier.facts
    client = facts["client"]
    partner = facts["partner"]
    praktijk = facts["praktijk"]
    ziekenhuis = facts["ziekenhuis"]
    set_aside = _set_aside(dossier) if dossier.afwijkingen else NOTHING

    ziek = client.koorts or client.hoesten or client.dyspnoe or client.keelpijn
    overname = ziek or client.transmuraal_zorgpad
    eerste_lijn = client.lijn == "eerste"
    plek = ziekenhuis.dedicated_team and ziekenhuis.dedicated_team_plek
    risico = client.risico

    partus = SILENT
    zorglijn = TWEEDE_LIJN if overname else SILENT
    verwijzing = overleg = NONE
    advies = mr = NOT_APPLICABLE
    if overname:
        partus = NIET_MOGELIJK
    if eerste_lijn:
        if not overname:
            if not plek:
                partus = NIET_MOGELIJK
                verwijzing = NAAR_ELDERS
                overleg = LIJNEN_BELLEN
            elif praktijk.primair_ziekenhuis == "mzh" and "martini_geboorte_groep" in praktijk.vsvs:
                partus = MOGELIJK
                zorglijn = EERSTE_LIJN
            if risico == "laag":
                advies = THUIS
        if praktijk.primair_ziekenhuis != "mzh":
            if not set_aside:
                partus = NIET_MOGELIJK
                verwijzing = NAAR_PRIMAIR
                overleg = NONE
            else:
                if G7 + "poliklinische_partus" not in set_aside:
                    partus = NIET_MOGELIJK
                if G7 + "verwijzing" not in set_aside:
                    verwijzing = NAAR_PRIMAIR
                if G7 + "overleg" not in set_aside:
                    overleg = NONE
        if risico == "mr":
            if overname:
                mr = TWEEDE_LIJN
            elif plek:
                mr = TEAM
            else:
                mr = SILENT

    if len(praktijk.vsvs) > 1:
        keuze = IN_ORDE if praktijk.primair_ziekenhuis_gekozen else KIES_ZIEKENHUIS
    else:
        keuze = NOT_APPLICABLE

    inzetbaarheid = {}
    werkplek = {}
    toegang = {}
    for position, zorgverlener in enumerate(facts["zorgverleners"]):
        key = zorgverlener.id
        if key is UNKNOWN:
            key = str(position)
        if not zorgverlener.dedicated_team:
            inzetbaarheid[key] = NOT_APPLICABLE
        elif zorgverlener.werkt_in_thuispraktijk:
            inzetbaarheid[key] = NIET_INZETBAAR
        else:
            inzetbaarheid[key] = INZETBAAR
        if zorgverlener.lijn == "eerste":
            if zorgverlener.werkt_in_ziekenhuis and zorgverlener.werkt_in_thuispraktijk:
                werkplek[key] = KIES_WERKPLEK
            else:
                werkplek[key] = IN_ORDE
            if (
                zorgverlener.koorts
                or zorgverlener.hoesten
                or zorgverlener.dyspnoe
                or zorgverlener.keelpijn
            ):
                toegang[key] = GEWEERD
            else:
                toegang[key] = TOEGESTAAN
        else:
            werkplek[key] = toegang[key] = NOT_APPLICABLE

    alternatief = {}
    for position, ander in enumerate(facts["andere_ziekenhuizen"]):
        key = ander.id
        if key is UNKNOWN:
            key = str(position)
        if ander.provincie == "Groningen" and ander.dedicated_team and ander.dedicated_team_plek:
            alternatief[key] = GESCHIKT
        else:
            alternatief[key] = NIET_GESCHIKT

    begeleider = filmen = NOT_APPLICABLE
    if partner is None:
        aanwezigheid = maatregelen_partner = NOT_APPLICABLE
    elif partner.hoesten or partner.dyspnoe or partner.keelpijn:
        if partner.koorts:
            aanwezigheid = NIET_AANWEZIG
            maatregelen_partner = NONE
            begeleider = GEZONDE_BEGELEIDER
            filmen = BUITEN_BEELD
        else:
            aanwezigheid = MET_ISOLATIE
            maatregelen_partner = STRIKTE_ISOLATIE
    elif partner.koorts:
        aanwezigheid = maatregelen_partner = SILENT
    else:
        aanwezigheid = ZONDER_BEPERKING
        maatregelen_partner = NONE

    return {
        "poliklinische_partus": partus,
        "zorglijn": zorglijn,
        "verwijzing": verwijzing,
        "overleg": overleg,
        "inzetbaarheid": inzetbaarheid,
        "werkplek": werkplek,
        "kraamzorg": (
            KRAAMVERZORGENDE if ziekenhuis.kraamverzorgenden_voldoende else VERPLEEGKUNDIGE
        ),
        "praktijkkeuze": keuze,
        "alternatief": alternatief,
        "advies_plaats": advies,
        "maatregelen_client": ISOLATIE_EN_CTG if ziek else NONE,
        "toegang_zorgverlener": toegang,
        "ingang": INGANG,
        "badbevalling": NIET_MOGELIJK if ziek else MOGELIJK,
        "mr_begeleiding": mr,
        "epiduraal_verwachting": (
            MISSCHIEN_LATER if ziekenhuis.anesthesiologen_assisteren_intensivisten else BINNEN_UUR
        ),
        "ontslag": NAAR_HUIS,
        "partner_aanwezigheid": aanwezigheid,
        "maatregelen_partner": maatregelen_partner,
        "vervangende_begeleider": begeleider,
        "filmen": filmen,
    }


def _set_aside(dossier: Dossier) -> frozenset[str]:
    """Return the rules of G7, the only clause that holds in principle, that are set aside."""
    found = NOTHING
    for afwijking in dossier.afwijkingen:
        whole = afwijking.regel in {"G7", "groningen.mzh/G7"}
        found |= WHOLE_G7 if whole else {afwijking.regel}
    return found
