"""Z3 and Z4: who brings cake is welcome late too, and where it is eaten. Invented."""

from obstetric_rules.plugins import Clause, Invariant, InvariantDeviation, Rule, question
from obstetric_rules_voorbeeldregio.r1_r4_bezoek import bezoek, laatste_bezoekuur
from obstetric_rules_voorbeeldregio.slots import bezoeker, kamers

from obstetric_rules_voorbeeldziekenhuis.source import BEZOEK, DOCUMENT

# ── Z3 ──────────────────────────────────────────────────────────────────────────────────────────

Z3 = Clause(
    id="Z3",
    document=DOCUMENT,
    heading=BEZOEK,
    item="1",
    paraphrase="Wie taart brengt, is na het laatste bezoekuur ook zonder afspraak welkom.",
)
Z3_RULES = (
    # The region's rule stays as it is, and gives way here: it is named by its full id.
    Rule(
        id="Z3.taart",
        clauses=("Z3",),
        when=bezoeker.brengt_taart & (bezoeker.uur > laatste_bezoekuur),
        then=bezoek.becomes("welkom"),
        overrides=("voorbeeldregio/R1.te_laat",),
        # And this one gives way to another rule of the region: cake does not open a building site.
        yields_to=("voorbeeldregio/R3.verbouwing",),
        because="Wie taart brengt, is altijd welkom.",
        because_en="Whoever brings cake is always welcome.",
    ),
)
# The region says that nobody is welcome late without an appointment, whatever the rules turn into.
# A hospital that lets somebody in all the same has to say so, and why; every decision shows it.
laat_met_taart = InvariantDeviation(
    invariant="voorbeeldregio/laat_bezoek_alleen_met_afspraak",
    clauses=("Z3",),
    because="Taart kan niet tot de volgende dag wachten.",
    because_en="Cake cannot wait until the next day.",
)

# ── Z4 ──────────────────────────────────────────────────────────────────────────────────────────

Z4 = Clause(
    id="Z4",
    document=DOCUMENT,
    heading=BEZOEK,
    item="2",
    paraphrase="De taart wordt gegeten in de groene kamer, of in de gang als die er niet is.",
)
taartplek = question(
    "taartplek",
    text="Waar wordt de taart gegeten?",
    text_en="Where is the cake eaten?",
    label="de plek voor de taart",
    label_en="the place for the cake",
    values={"groene_kamer": "in de groene kamer", "gang": "in de gang"},
    values_en={"groene_kamer": "in the green room", "gang": "in the corridor"},
    about="bezoeker",
    asked_when=bezoeker.brengt_taart & (bezoek == "welkom"),
)
groene_kamer = kamers.any(lambda kamer: kamer.kleur == "groen")
Z4_RULES = (
    Rule(
        id="Z4.groene_kamer",
        clauses=("Z4",),
        when=groene_kamer,
        then=taartplek.becomes("groene_kamer"),
        because="Er is een groene kamer.",
        because_en="There is a green room.",
    ),
    Rule(
        id="Z4.gang",
        clauses=("Z4",),
        when=~groene_kamer,
        then=taartplek.becomes("gang"),
        because="Er is geen groene kamer.",
        because_en="There is no green room.",
    ),
)

CLAUSES = (Z3, Z4)
QUESTIONS = (taartplek,)
RULES = (*Z3_RULES, *Z4_RULES)
DEVIATIONS = (laat_met_taart,)
# What a hospital adds for itself, beside all that the region already asks of it.
INVARIANTS = (
    Invariant(
        id="taart_alleen_met_bezoek",
        clauses=("Z4",),
        always=~((bezoek == "niet_welkom") & taartplek.is_in("groene_kamer", "gang")),
        because="Zonder bezoek wordt er geen taart gegeten.",
    ),
)
