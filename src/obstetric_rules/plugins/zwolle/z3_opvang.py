"""Z3: which wards can take her, from the beds and the stops that a dashboard shows."""

from __future__ import annotations

from obstetric_rules.plugins.zwolle.slots import afdelingen
from obstetric_rules.plugins.zwolle.source import ACTIVITEITEN, DOCUMENT, KEEPER
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.question import question
from obstetric_rules.rules.rule import Rule

# ── Z3 ──────────────────────────────────────────────────────────────────────────────────────────

Z3 = Clause(
    id="Z3",
    document=DOCUMENT,
    heading=ACTIVITEITEN,
    item="2, over bedden en stops",
    keeper=KEEPER,
    paraphrase="Een dashboard van het LPZ toont voor elke verloskundeafdeling de bedden, en of er "
    "een stop geldt.",
    interpretation="Een stop gaat voor vrije bedden. Zonder stop is één vrij bed genoeg.",
)
opvang = question(
    "opvang",
    text="Kan deze afdeling haar opvangen?",
    label="de opvang",
    values={"beschikbaar": "beschikbaar", "vol": "vol", "stop": "stop"},
    text_en="Can this ward take her?",
    label_en="place on the ward",
    values_en={"beschikbaar": "available", "vol": "full", "stop": "stop on admissions"},
    per="afdelingen",
)
_afdeling = afdelingen.each
Z3_RULES = (
    Rule(
        id="Z3.stop",
        clauses=("Z3",),
        when=_afdeling.stop,
        then=opvang.becomes("stop"),
        because="Voor de afdeling geldt een stop.",
        because_en="The ward has a stop on admissions.",
    ),
    Rule(
        id="Z3.beschikbaar",
        clauses=("Z3",),
        when=~_afdeling.stop & (_afdeling.vrije_bedden >= 1),
        then=opvang.becomes("beschikbaar"),
        because="De afdeling heeft een vrij bed, en er geldt geen stop.",
        because_en="The ward has a free bed, and no stop.",
    ),
    Rule(
        id="Z3.vol",
        clauses=("Z3",),
        when=~_afdeling.stop & (_afdeling.vrije_bedden < 1),
        then=opvang.becomes("vol"),
        because="De afdeling heeft geen vrij bed.",
        because_en="The ward has no free bed.",
    ),
)

CLAUSES = (Z3,)
QUESTIONS = (opvang,)
RULES = Z3_RULES
