"""Z1: what counts as acute obstetrics."""

from __future__ import annotations

from typing import Final

from obstetric_rules.expressions.operators import define
from obstetric_rules.plugins.zwolle.slots import zorgvraag
from obstetric_rules.plugins.zwolle.source import DOCUMENT, INLEIDING, KEEPER
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.question import question
from obstetric_rules.rules.rule import Rule

# ── Z1 ──────────────────────────────────────────────────────────────────────────────────────────

LAATSTE_DAG: Final = 42
"""Six weeks in days; the day itself counts as within six weeks."""

Z1 = Clause(
    id="Z1",
    document=DOCUMENT,
    heading=INLEIDING,
    item="tweede alinea",
    keeper=KEEPER,
    paraphrase="Verloskundige zorg voor moeder en kind, ook voor de geboorte, is acuut als zij "
    "valt tussen de conceptie en zes weken na de bevalling, en als zij binnen minuten of uren "
    "nodig is of niet tot een werkdag kan wachten.",
    interpretation="Zes weken is gelezen als 42 dagen na de bevalling, de 42e dag meegerekend.",
)
acute_verloskunde = question(
    "acute_verloskunde",
    text="Is dit acute verloskunde?",
    label="acute verloskunde",
    values={"ja": "ja", "nee": "nee"},
    text_en="Is this acute obstetric care?",
    label_en="acute obstetric care",
    values_en={"ja": "yes", "nee": "no"},
)
binnen_de_periode = define(
    "binnen_de_periode",
    zorgvraag.fase.is_in("zwangerschap", "baring")
    | ((zorgvraag.fase == "postpartum") & (zorgvraag.dagen_postpartum <= LAATSTE_DAG)),
    label="de zorgvraag valt tussen de conceptie en zes weken na de bevalling",
    denial="de zorgvraag valt niet tussen de conceptie en zes weken na de bevalling",
)
spoed = define(
    "spoed",
    zorgvraag.termijn.is_in("minuten", "uren") | ~zorgvraag.kan_wachten_tot_werkdag,
    label="de zorg is binnen minuten of uren nodig of kan niet tot een werkdag wachten",
    denial="de zorg is niet binnen uren nodig en kan tot een werkdag wachten",
)
Z1_RULES = (
    Rule(
        id="Z1.acuut",
        clauses=("Z1",),
        when=binnen_de_periode & spoed,
        then=acute_verloskunde.becomes("ja"),
        because="Het is verloskundige zorg tot en met zes weken na de bevalling die niet kan "
        "wachten.",
        because_en="It is obstetric care up to six weeks after the birth that cannot wait.",
    ),
    Rule(
        id="Z1.niet_acuut",
        clauses=("Z1",),
        when=~(binnen_de_periode & spoed),
        then=acute_verloskunde.becomes("nee"),
        because="De zorgvraag valt buiten de periode, of kan wachten.",
        because_en="The request falls outside that period, or can wait.",
    ),
)

CLAUSES = (Z1,)
QUESTIONS = (acute_verloskunde,)
RULES = Z1_RULES
