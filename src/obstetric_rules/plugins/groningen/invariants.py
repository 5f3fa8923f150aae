"""What the agreement means to hold in every case, whatever the rules turn into."""

from __future__ import annotations

from obstetric_rules.plugins.groningen.g09_g18_randvoorwaarden import (
    badbevalling,
    toegang_zorgverlener,
)
from obstetric_rules.plugins.groningen.g19_g20_mzh_partner import partner_aanwezigheid
from obstetric_rules.plugins.groningen.questions import poliklinische_partus, zorglijn
from obstetric_rules.plugins.groningen.slots import partner
from obstetric_rules.plugins.groningen.terms import (
    klachten_client,
    klachten_zorgverlener,
    luchtwegklachten_partner,
    zorgverlener,
)
from obstetric_rules.rules.invariant import Invariant, Monotonicity

_KLACHTEN = ("hoesten", "dyspnoe", "keelpijn", "koorts")
_KLACHTEN_CLIENT = tuple(f"client.{klacht}" for klacht in _KLACHTEN)
_KLACHTEN_ZORGVERLENER = tuple(f"zorgverleners.{klacht}" for klacht in _KLACHTEN)

REGION = (
    Invariant(
        id="client_met_klachten_niet_poliklinisch_en_niet_in_bad",
        clauses=("G11", "G14"),
        always=~(
            klachten_client & ((badbevalling == "mogelijk") | (poliklinische_partus == "mogelijk"))
        ),
        because="Een cliënt met luchtwegklachten of koorts bevalt nooit in bad en nooit "
        "poliklinisch.",
    ),
    Invariant(
        id="zieke_zorgverlener_niet_toegestaan",
        clauses=("G12",),
        always=~(
            (zorgverlener.lijn == "eerste")
            & klachten_zorgverlener
            & (toegang_zorgverlener == "toegestaan")
        ),
        because="Een eerstelijns zorgverlener met luchtwegklachten of koorts wordt nooit "
        "toegelaten.",
        per="zorgverleners",
    ),
    # No rule of the region says "mogelijk"; it binds the layers above.
    Invariant(
        id="poliklinisch_niet_onder_tweede_lijn",
        clauses=("G11", "G16"),
        always=~((poliklinische_partus == "mogelijk") & (zorglijn == "tweede_lijn")),
        because="Een poliklinische partus valt nooit onder de tweede lijn.",
    ),
    Monotonicity(
        id="meer_klachten_nooit_eerder_poliklinisch",
        clauses=("G11",),
        question="poliklinische_partus",
        fields=_KLACHTEN_CLIENT,
        restrictive=("niet_mogelijk",),
        permissive=("mogelijk",),
        because="Een klacht erbij maakt een poliklinische partus nooit alsnog mogelijk.",
    ),
    Monotonicity(
        id="meer_klachten_nooit_eerder_in_bad",
        clauses=("G14",),
        question="badbevalling",
        fields=_KLACHTEN_CLIENT,
        restrictive=("niet_mogelijk",),
        permissive=("mogelijk",),
        because="Een klacht erbij maakt een badbevalling nooit alsnog mogelijk.",
    ),
    Monotonicity(
        id="meer_klachten_nooit_eerder_toegang",
        clauses=("G12",),
        question="toegang_zorgverlener",
        fields=_KLACHTEN_ZORGVERLENER,
        restrictive=("geweerd",),
        permissive=("toegestaan",),
        because="Een klacht erbij geeft een zorgverlener nooit alsnog toegang.",
    ),
)

# Nothing of the kind can be said of more complaints of the partner: fever without respiratory
# complaints is a hole in the text.
MZH = (
    Invariant(
        id="partner_met_klachten_en_koorts_nooit_aanwezig",
        clauses=("G20",),
        always=~(
            luchtwegklachten_partner
            & partner.koorts
            & partner_aanwezigheid.is_in("zonder_beperking", "aanwezig_met_strikte_isolatie")
        ),
        because="Een partner met luchtwegklachten en koorts is nooit aanwezig.",
    ),
)
