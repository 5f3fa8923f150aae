"""R6 to R8: how a visitor who is welcome gets there, and with what. Invented."""

import datetime

from obstetric_rules.plugins import Clause, Deprecation, Rule, question

from obstetric_rules_voorbeeldregio.r1_r4_bezoek import bezoek
from obstetric_rules_voorbeeldregio.slots import bezoeker, gebouw, kamers
from obstetric_rules_voorbeeldregio.source import DOCUMENT, ONDERWEG

# ── R6 ──────────────────────────────────────────────────────────────────────────────────────────

R6 = Clause(
    id="R6",
    document=DOCUMENT,
    heading=ONDERWEG,
    item="1",
    paraphrase="Wie welkom is, neemt de lift, of de trap als de lift niet werkt.",
)
route = question(
    "route",
    text="Hoe gaat de bezoeker naar boven?",
    text_en="How does the visitor get upstairs?",
    label="de weg naar boven",
    label_en="the way up",
    values={"lift": "met de lift", "trap": "met de trap", "roltrap": "met de roltrap"},
    values_en={"lift": "by lift", "trap": "by the stairs", "roltrap": "by escalator"},
    about="bezoeker",
    asked_when=bezoek == "welkom",
)
# Ids are permanent: what is not used any more is marked so, and programs can tell their users.
roltrap_vervalt = Deprecation(
    question="route",
    value="roltrap",
    since=datetime.date(2026, 3, 1),
    instead="trap",
    because="De roltrap is weggehaald.",
    because_en="The escalator has been removed.",
)
R6_RULES = (
    Rule(
        id="R6.lift",
        clauses=("R6",),
        when=gebouw.lift_werkt,
        then=route.becomes("lift"),
        because="De lift werkt.",
        because_en="The lift works.",
    ),
    Rule(
        id="R6.trap",
        clauses=("R6",),
        when=~gebouw.lift_werkt,
        then=route.becomes("trap"),
        because="De lift werkt niet.",
        because_en="The lift does not work.",
    ),
)

# ── R7 ──────────────────────────────────────────────────────────────────────────────────────────

R7 = Clause(
    id="R7",
    document=DOCUMENT,
    heading=ONDERWEG,
    item="2",
    paraphrase="Wie taart brengt, neemt bordjes mee, en als er een rode kamer is ook slingers.",
)
meenemen = question(
    "meenemen",
    text="Wat neemt de bezoeker mee?",
    text_en="What does the visitor bring?",
    label="wat de bezoeker meeneemt",
    label_en="what the visitor brings",
    values={"bordjes": "bordjes", "slingers": "slingers"},
    values_en={"bordjes": "plates", "slingers": "garlands"},
    set_valued=True,
    empty_without_rules=True,
    about="bezoeker",
)
R7_RULES = (
    Rule(
        id="R7.bordjes",
        clauses=("R7",),
        when=bezoeker.brengt_taart,
        then=meenemen.includes("bordjes"),
        because="Bij taart horen bordjes.",
        because_en="Cake needs plates.",
    ),
    Rule(
        id="R7.slingers",
        clauses=("R7",),
        when=bezoeker.brengt_taart & kamers.any(lambda kamer: kamer.kleur == "rood"),
        then=meenemen.includes("slingers"),
        because="Bij taart in een huis met een rode kamer horen slingers.",
        because_en="Cake in a house with a red room needs garlands.",
    ),
)

# ── R8 ──────────────────────────────────────────────────────────────────────────────────────────

R8 = Clause(
    id="R8",
    document=DOCUMENT,
    heading=ONDERWEG,
    item="3",
    paraphrase="De deur van het gebouw is herkenbaar aan haar kleur.",
)
deur = question(
    "deur",
    text="Welke deur is het?",
    text_en="Which door is it?",
    label="de deur",
    label_en="the door",
    values={"groene_deur": "de groene deur"},
    values_en={"groene_deur": "the green door"},
)
deur_vervalt = Deprecation(
    question="deur",
    since=datetime.date(2026, 6, 1),
    instead="route",
    because="Alle deuren zijn nu groen; de weg naar boven zegt genoeg.",
    because_en="All doors are green now; the way up says enough.",
)
R8_RULES = (
    Rule(
        id="R8.deur",
        clauses=("R8",),
        when=~gebouw.wordt_verbouwd,
        then=deur.becomes("groene_deur"),
        because="De deur van het gebouw is groen.",
        because_en="The door of the building is green.",
    ),
)

CLAUSES = (R6, R7, R8)
QUESTIONS = (route, meenemen, deur)
RULES = (*R6_RULES, *R7_RULES, *R8_RULES)
DEPRECATIONS = (roltrap_vervalt, deur_vervalt)
