"""G8: what to do when the dedicated team has no place."""

from __future__ import annotations

from obstetric_rules.plugins.groningen.questions import (
    overleg,
    poliklinische_partus,
    verwijzing,
)
from obstetric_rules.plugins.groningen.slots import andere_ziekenhuizen
from obstetric_rules.plugins.groningen.source import DOCUMENT, PLAATS
from obstetric_rules.plugins.groningen.terms import (
    eerstelijns_client,
    overname_tweede_lijn,
    plek_bij_team,
)
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.question import question
from obstetric_rules.rules.rule import Rule

# ── G8 ──────────────────────────────────────────────────────────────────────────────────────────

G8 = Clause(
    id="G8",
    document=DOCUMENT,
    heading=PLAATS,
    item="3",
    paraphrase="Kan het team er niemand bij hebben, dan zijn er twee wegen: het team van een ander "
    "ziekenhuis in de provincie, of toch hierheen onder begeleiding van de tweede lijn. Of er "
    "elders plek is, vraagt de tweede lijn aan de tweede lijn daar.",
    interpretation="De tekst noemt hier het MZH, maar de afspraak is regionaal gelezen. Zij geldt "
    "voor eerstelijns cliënten zonder reden voor overname (G11, G16). Een ziekenhuis zonder team "
    "heeft ook geen plek. Tussen de twee wegen geeft de tekst geen volgorde.",
)
alternatief = question(
    "alternatief",
    text="Kan dit andere ziekenhuis de cliënt overnemen?",
    label="het alternatief",
    values={"geschikt": "geschikt", "niet_geschikt": "niet geschikt"},
    text_en="Can this other hospital take the client?",
    label_en="alternative",
    values_en={
        "geschikt": "suitable",
        "niet_geschikt": "not suitable",
    },
    per="andere_ziekenhuizen",
)
_eerste_lijn_zonder_plek = eerstelijns_client & ~plek_bij_team & ~overname_tweede_lijn
_ander = andere_ziekenhuizen.each
_team_met_plek_in_provincie = (
    (_ander.provincie == "Groningen") & _ander.dedicated_team & _ander.dedicated_team_plek
)
G8_RULES = (
    Rule(
        id="G8.poliklinische_partus",
        clauses=("G8",),
        when=_eerste_lijn_zonder_plek,
        then=poliklinische_partus.becomes("niet_mogelijk"),
        because="Het dedicated team heeft geen plek.",
        because_en="The dedicated team has no place.",
    ),
    Rule(
        id="G8.verwijzing",
        clauses=("G8",),
        when=_eerste_lijn_zonder_plek,
        then=verwijzing.includes(
            "ander_ziekenhuis_in_provincie", "tweede_lijn_in_eigen_ziekenhuis"
        ),
        because="Zonder plek bij het team blijven een team elders in de provincie en de tweede "
        "lijn van dit ziekenhuis over.",
        because_en="Without a place with the team, a team elsewhere in the province and the "
        "second line of this hospital remain.",
    ),
    Rule(
        id="G8.overleg",
        clauses=("G8",),
        when=_eerste_lijn_zonder_plek,
        then=overleg.includes("tweede_lijn_belt_tweede_lijn"),
        because="De tweede lijn vraagt de tweede lijn van een ander ziekenhuis of daar plek is.",
        because_en="The second line asks the second line of another hospital whether there is a "
        "place.",
    ),
    Rule(
        id="G8.alternatief_geschikt",
        clauses=("G8",),
        when=_team_met_plek_in_provincie,
        then=alternatief.becomes("geschikt"),
        because="Het andere ziekenhuis ligt in de provincie en heeft een dedicated team met plek.",
        because_en="The other hospital is in the province and has a dedicated team with a place.",
    ),
    Rule(
        id="G8.alternatief_niet_geschikt",
        clauses=("G8",),
        when=~_team_met_plek_in_provincie,
        then=alternatief.becomes("niet_geschikt"),
        because="Het andere ziekenhuis ligt buiten de provincie of heeft geen dedicated team met "
        "plek.",
        because_en="The other hospital is outside the province or has no dedicated team with a "
        "place.",
    ),
)

CLAUSES = (G8,)
QUESTIONS = (alternatief,)
RULES = G8_RULES
