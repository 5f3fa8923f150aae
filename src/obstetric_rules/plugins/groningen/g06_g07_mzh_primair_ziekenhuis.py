"""G6 and G7, of the MZH alone: who can give birth there, and who is referred."""

from __future__ import annotations

from obstetric_rules.plugins.groningen.questions import (
    overleg,
    poliklinische_partus,
    verwijzing,
    zorglijn,
)
from obstetric_rules.plugins.groningen.slots import praktijk
from obstetric_rules.plugins.groningen.source import DOCUMENT, PLAATS
from obstetric_rules.plugins.groningen.terms import eerstelijns_client
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.rule import Rule

# ── G6 ──────────────────────────────────────────────────────────────────────────────────────────

G6 = Clause(
    id="G6",
    document=DOCUMENT,
    heading=PLAATS,
    item="1",
    paraphrase="In het MZH kunnen eerstelijns cliënten poliklinisch bevallen als hun praktijk bij "
    "de VSV Martini Geboorte Groep hoort en het MZH als primair ziekenhuis heeft.",
    interpretation="De begeleiding is dan die van de eerste lijn. G8, G11 en G16 gaan voor. Over "
    "een praktijk met het MZH als primair ziekenhuis buiten deze VSV zegt de tekst niets.",
)
G6_RULES = (
    Rule(
        id="G6.poliklinische_partus",
        clauses=("G6",),
        when=eerstelijns_client
        & praktijk.vsvs.contains("martini_geboorte_groep")
        & (praktijk.primair_ziekenhuis == "mzh"),
        then=poliklinische_partus.becomes("mogelijk"),
        yields_to=(
            "groningen/G8.poliklinische_partus",
            "groningen/G11.poliklinische_partus",
            "groningen/G16.poliklinische_partus",
        ),
        because="De praktijk hoort bij de VSV Martini Geboorte Groep en heeft het MZH als primair "
        "ziekenhuis.",
        because_en="The practice belongs to the VSV Martini Geboorte Groep and has the MZH as its "
        "primary hospital.",
    ),
    Rule(
        id="G6.zorglijn",
        clauses=("G6",),
        when=poliklinische_partus == "mogelijk",
        then=zorglijn.becomes("eerste_lijn"),
        because="Een poliklinische partus wordt begeleid door de eerste lijn.",
        because_en="An outpatient birth is attended by the first line.",
    ),
)

# ── G7 ──────────────────────────────────────────────────────────────────────────────────────────

G7 = Clause(
    id="G7",
    document=DOCUMENT,
    heading=PLAATS,
    item="2",
    paraphrase="Heeft de praktijk een ander primair ziekenhuis, dan wijst het MZH de aanvraag in "
    "beginsel af en verwijst het naar dat ziekenhuis.",
    interpretation="„In beginsel” is gelezen als: afwijken mag, met een reden. De verwijzing komt "
    "in de plaats van die van G8. Of overname door de tweede lijn (G11) voorgaat op deze "
    "verwijzing, zegt de tekst niet; beide blijven staan.",
)
_ander_primair_ziekenhuis = eerstelijns_client & (praktijk.primair_ziekenhuis != "mzh")
G7_RULES = (
    Rule(
        id="G7.poliklinische_partus",
        clauses=("G7",),
        when=_ander_primair_ziekenhuis,
        then=poliklinische_partus.becomes("niet_mogelijk"),
        in_principe=True,
        because="Het MZH is niet het primaire ziekenhuis van de praktijk.",
        because_en="The MZH is not the primary hospital of the practice.",
    ),
    Rule(
        id="G7.verwijzing",
        clauses=("G7",),
        when=_ander_primair_ziekenhuis,
        then=verwijzing.includes("primair_ziekenhuis"),
        overrides=("groningen/G8.verwijzing",),
        in_principe=True,
        because="De cliënt kan terecht in het primaire ziekenhuis van haar praktijk.",
        because_en="The client can go to the primary hospital of her practice.",
    ),
    Rule(
        id="G7.overleg",
        clauses=("G7",),
        when=_ander_primair_ziekenhuis,
        then=overleg.is_empty(),
        overrides=("groningen/G8.overleg",),
        in_principe=True,
        because="Bij verwijzing naar het primaire ziekenhuis hoeft niemand te zoeken naar een plek "
        "elders.",
        because_en="With a referral to the primary hospital nobody has to look for a place "
        "elsewhere.",
    ),
)

CLAUSES = (G6, G7)
RULES = (*G6_RULES, *G7_RULES)
