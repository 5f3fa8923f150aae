"""Z6: parallel action for a vitally threatened newborn at home."""

from __future__ import annotations

from obstetric_rules.plugins.zwolle.slots import neonaat
from obstetric_rules.plugins.zwolle.source import ACTIVITEITEN, DOCUMENT, KEEPER_OF_THE_GUIDE
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.open_term import OpenTerm
from obstetric_rules.rules.question import question
from obstetric_rules.rules.rule import Rule

# ── Z6 ──────────────────────────────────────────────────────────────────────────────────────────

Z6 = Clause(
    id="Z6",
    document=DOCUMENT,
    heading=ACTIVITEITEN,
    item="4",
    keeper=KEEPER_OF_THE_GUIDE,
    paraphrase="Een handleiding uit 2018 zegt stap voor stap wat verloskundige, meldkamer, "
    "ambulancezorg, MMT en ziekenhuis doen als een neonaat thuis vitaal bedreigd is. Er hoort een "
    "zakkaart bij met contacten en stappen.",
    interpretation="Is de neonaat niet thuis of niet vitaal bedreigd, dan zegt de tekst niets: zij "
    "verbiedt niet om te starten. De stappen en contacten staan niet in de tekst; de regio levert "
    "ze als parallelle_actie.toml.",
)
parallelle_actie = question(
    "parallelle_actie",
    text="Start de parallelle actie voor de vitaal bedreigde neonaat thuis?",
    label="de parallelle actie",
    values={"starten": "starten"},
    text_en="Does the parallel action for the vitally threatened newborn at home start?",
    label_en="parallel action",
    values_en={"starten": "start"},
    about="neonaat",
)
Z6_RULES = (
    Rule(
        id="Z6.starten",
        clauses=("Z6",),
        when=neonaat.thuis & neonaat.vitaal_bedreigd,
        then=parallelle_actie.becomes("starten"),
        because="De neonaat is thuis en vitaal bedreigd.",
        because_en="The newborn is at home and vitally threatened.",
    ),
)

HANDLEIDING = OpenTerm(
    id="handleiding",
    clauses=("Z6",),
    label="de handleiding met de stappen en contacten",
    label_en="guide with the steps and contacts",
)

CLAUSES = (Z6,)
OPEN_TERMS = (HANDLEIDING,)
QUESTIONS = (parallelle_actie,)
RULES = Z6_RULES
