"""R1 to R4: when a visitor is welcome. Invented."""

import datetime

from obstetric_rules.plugins import Clause, OpenTerm, Rule, parameter, question

from obstetric_rules_voorbeeldregio.slots import bezoeker, gebouw
from obstetric_rules_voorbeeldregio.source import BEZOEK, DOCUMENT

bezoek = question(
    "bezoek",
    text="Is de bezoeker welkom?",
    text_en="Is the visitor welcome?",
    label="het bezoek",
    label_en="the visit",
    values={"welkom": "welkom", "niet_welkom": "niet welkom"},
    values_en={"welkom": "welcome", "niet_welkom": "not welcome"},
    about="bezoeker",
)

# ── R1 ──────────────────────────────────────────────────────────────────────────────────────────

R1 = Clause(
    id="R1",
    document=DOCUMENT,
    heading=BEZOEK,
    item="1",
    paraphrase="Bezoek is welkom tot en met het laatste bezoekuur; daarna in principe niet.",
    interpretation="Wie in het laatste bezoekuur aankomt, is nog welkom.",
)
# The value changes on a known date. Composing for a date picks it; no rule asks what day it is.
laatste_bezoekuur = parameter(
    "laatste_bezoekuur",
    label="het laatste bezoekuur",
    label_en="the last visiting hour",
    unit="uur",
    clauses=("R1",),
    values={None: 20, datetime.date(2027, 1, 1): 21},
)
R1_RULES = (
    Rule(
        id="R1.op_tijd",
        clauses=("R1",),
        when=bezoeker.uur <= laatste_bezoekuur,
        then=bezoek.becomes("welkom"),
        because="Tot en met het laatste bezoekuur is bezoek welkom.",
        because_en="Visitors are welcome up to and including the last visiting hour.",
    ),
    Rule(
        id="R1.te_laat",
        clauses=("R1",),
        when=bezoeker.uur > laatste_bezoekuur,
        then=bezoek.becomes("niet_welkom"),
        because="Na het laatste bezoekuur is bezoek in principe niet welkom.",
        because_en="After the last visiting hour visitors are in principle not welcome.",
        # Whoever is on duty may set it aside in a case, with a reason.
        in_principe=True,
    ),
)

# ── R2 ──────────────────────────────────────────────────────────────────────────────────────────

R2 = Clause(
    id="R2",
    document=DOCUMENT,
    heading=BEZOEK,
    item="2",
    paraphrase="Wie een afspraak heeft, is op elk uur welkom.",
)
R2_RULES = (
    Rule(
        id="R2.afspraak",
        clauses=("R2",),
        when=bezoeker.heeft_afspraak,
        then=bezoek.becomes("welkom"),
        overrides=("R1.te_laat",),
        # The same thing said from the other side: R3.verbouwing is an exception to this rule.
        yields_to=("R3.verbouwing",),
        because="Met een afspraak is bezoek op elk uur welkom.",
        because_en="With an appointment visitors are welcome at every hour.",
    ),
)

# ── R3 ──────────────────────────────────────────────────────────────────────────────────────────

R3 = Clause(
    id="R3",
    document=DOCUMENT,
    heading=BEZOEK,
    item="3",
    paraphrase="Zolang het gebouw wordt verbouwd, is er geen bezoek.",
)
R3_RULES = (
    Rule(
        id="R3.verbouwing",
        clauses=("R3",),
        when=gebouw.wordt_verbouwd,
        then=bezoek.becomes("niet_welkom"),
        overrides=("R1.op_tijd",),
        because="Tijdens een verbouwing is er geen bezoek.",
        because_en="There are no visits while the building is being rebuilt.",
    ),
)

# ── R4 ──────────────────────────────────────────────────────────────────────────────────────────

R4 = Clause(
    id="R4",
    document=DOCUMENT,
    heading=BEZOEK,
    item="4",
    paraphrase="Bezoekers houden zich aan het huisreglement van het gebouw.",
    not_modelled="De afspraken laten aan elk gebouw over wat het huisreglement is.",
)
# A name without content: the ruleset of each hospital says what it is there.
huisreglement = OpenTerm(
    id="huisreglement", clauses=("R4",), label="het huisreglement", label_en="the house rules"
)

CLAUSES = (R1, R2, R3, R4)
QUESTIONS = (bezoek,)
RULES = (*R1_RULES, *R2_RULES, *R3_RULES)
PARAMETERS = (laatste_bezoekuur,)
OPEN_TERMS = (huisreglement,)
