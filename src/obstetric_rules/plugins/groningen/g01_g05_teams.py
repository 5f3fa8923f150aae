"""G1 to G5: the dedicated teams, who works where, and one hospital for each practice."""

from __future__ import annotations

from obstetric_rules.plugins.groningen.slots import praktijk, ziekenhuis
from obstetric_rules.plugins.groningen.source import DOCUMENT, TEAMS
from obstetric_rules.plugins.groningen.terms import zorgverlener
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.question import question
from obstetric_rules.rules.rule import Rule

# ── G1 ──────────────────────────────────────────────────────────────────────────────────────────

G1 = Clause(
    id="G1",
    document=DOCUMENT,
    heading=TEAMS,
    item="eerste alinea",
    paraphrase="Elk van de drie ziekenhuizen krijgt een eigen team van verloskundigen en "
    "kraamverzorgenden uit de eerste lijn.",
    not_modelled="Of een ziekenhuis zo'n team heeft, is een feit in het dossier "
    "(ziekenhuis.dedicated_team) en geen uitspraak over een bevalling.",
)

# ── G2 ──────────────────────────────────────────────────────────────────────────────────────────

G2 = Clause(
    id="G2",
    document=DOCUMENT,
    heading=TEAMS,
    item="tweede alinea, over het team en de werkplek",
    paraphrase="Wie bij het team hoort, werkt alleen in het ziekenhuis en dus niet ook in een "
    "thuispraktijk. Ook ieder ander in de eerste lijn kiest een van beide werkplekken.",
)
inzetbaarheid = question(
    "inzetbaarheid",
    text="Kan dit lid van het dedicated team worden ingezet?",
    label="de inzetbaarheid",
    values={"inzetbaar": "inzetbaar", "niet_inzetbaar": "niet inzetbaar"},
    text_en="Can this member of the dedicated team be deployed?",
    label_en="deployment",
    values_en={
        "inzetbaar": "can be deployed",
        "niet_inzetbaar": "cannot be deployed",
    },
    per="zorgverleners",
    asked_when=zorgverlener.dedicated_team,
)
werkplek = question(
    "werkplek",
    text="Is de werkplek van deze zorgverlener in orde?",
    label="de werkplek",
    values={"in_orde": "in orde", "kies_een_werkplek": "kies één werkplek"},
    text_en="Is the workplace of this caregiver in order?",
    label_en="workplace",
    values_en={
        "in_orde": "in order",
        "kies_een_werkplek": "choose one workplace",
    },
    per="zorgverleners",
    asked_when=zorgverlener.lijn == "eerste",
)
G2_RULES = (
    Rule(
        id="G2.niet_inzetbaar",
        clauses=("G2",),
        when=zorgverlener.werkt_in_thuispraktijk,
        then=inzetbaarheid.becomes("niet_inzetbaar"),
        because="Een lid van het dedicated team werkt niet ook in de thuispraktijk.",
        because_en="A member of the dedicated team does not also work in home practice.",
    ),
    Rule(
        id="G2.inzetbaar",
        clauses=("G2",),
        when=~zorgverlener.werkt_in_thuispraktijk,
        then=inzetbaarheid.becomes("inzetbaar"),
        because="Een lid van het dedicated team dat niet in de thuispraktijk werkt, kan worden "
        "ingezet.",
        because_en="A member of the dedicated team who does not work in home practice can be "
        "deployed.",
    ),
    Rule(
        id="G2.kies_een_werkplek",
        clauses=("G2",),
        when=zorgverlener.werkt_in_ziekenhuis & zorgverlener.werkt_in_thuispraktijk,
        then=werkplek.becomes("kies_een_werkplek"),
        because="Wie in de eerste lijn werkt, kiest tussen het ziekenhuis en de thuispraktijk.",
        because_en="Whoever works in the first line chooses between hospital and home practice.",
    ),
    Rule(
        id="G2.werkplek_in_orde",
        clauses=("G2",),
        when=~(zorgverlener.werkt_in_ziekenhuis & zorgverlener.werkt_in_thuispraktijk),
        then=werkplek.becomes("in_orde"),
        because="De zorgverlener werkt niet op beide werkplekken.",
        because_en="The caregiver does not work in both workplaces.",
    ),
)

# ── G3 ──────────────────────────────────────────────────────────────────────────────────────────

G3 = Clause(
    id="G3",
    document=DOCUMENT,
    heading=TEAMS,
    item="tweede alinea, over de kraamzorg",
    paraphrase="De kraamzorg levert kraamverzorgenden voor het team. Zijn dat er te weinig, dan "
    "springen O&G-verpleegkundigen bij.",
)
kraamzorg = question(
    "kraamzorg",
    text="Wie verleent de kraamzorg bij de bevalling?",
    label="de kraamzorg",
    values={
        "dedicated_kraamverzorgende": "kraamverzorgende van het dedicated team",
        "o_en_g_verpleegkundige": "O&G-verpleegkundige",
    },
    text_en="Who gives maternity care at the birth?",
    label_en="maternity care",
    values_en={
        "dedicated_kraamverzorgende": "maternity assistant of the dedicated team",
        "o_en_g_verpleegkundige": "O&G nurse",
    },
)
G3_RULES = (
    Rule(
        id="G3.kraamverzorgende",
        clauses=("G3",),
        when=ziekenhuis.kraamverzorgenden_voldoende,
        then=kraamzorg.becomes("dedicated_kraamverzorgende"),
        because="Er zijn genoeg kraamverzorgenden voor het dedicated team.",
        because_en="There are enough maternity assistants for the dedicated team.",
    ),
    Rule(
        id="G3.verpleegkundige",
        clauses=("G3",),
        when=~ziekenhuis.kraamverzorgenden_voldoende,
        then=kraamzorg.becomes("o_en_g_verpleegkundige"),
        because="Bij te weinig kraamverzorgenden springen O&G-verpleegkundigen bij.",
        because_en="With too few maternity assistants O&G nurses step in.",
    ),
)

# ── G4 ──────────────────────────────────────────────────────────────────────────────────────────

G4 = Clause(
    id="G4",
    document=DOCUMENT,
    heading=TEAMS,
    item="derde alinea",
    paraphrase="Een praktijk die bij meer dan één VSV hoort, legt zich vast op één ziekenhuis.",
)
praktijkkeuze = question(
    "praktijkkeuze",
    text="Heeft de praktijk gekozen voor één ziekenhuis?",
    label="de keuze van de praktijk",
    values={"in_orde": "in orde", "kies_een_ziekenhuis": "kies één ziekenhuis"},
    text_en="Has the practice chosen one hospital?",
    label_en="choice of the practice",
    values_en={
        "in_orde": "in order",
        "kies_een_ziekenhuis": "choose one hospital",
    },
    asked_when=praktijk.vsvs.size() > 1,
)
G4_RULES = (
    Rule(
        id="G4.praktijkkeuze_in_orde",
        clauses=("G4",),
        when=praktijk.primair_ziekenhuis_gekozen,
        then=praktijkkeuze.becomes("in_orde"),
        because="De praktijk heeft zich vastgelegd op één ziekenhuis.",
        because_en="The practice has committed itself to one hospital.",
    ),
    Rule(
        id="G4.kies_een_ziekenhuis",
        clauses=("G4",),
        when=~praktijk.primair_ziekenhuis_gekozen,
        then=praktijkkeuze.becomes("kies_een_ziekenhuis"),
        because="Een praktijk in meer dan één VSV legt zich vast op één ziekenhuis.",
        because_en="A practice in more than one VSV commits itself to one hospital.",
    ),
)

# ── G5 ──────────────────────────────────────────────────────────────────────────────────────────

G5 = Clause(
    id="G5",
    document=DOCUMENT,
    heading=TEAMS,
    item="vierde alinea",
    paraphrase="De drie ziekenhuizen willen hun regels voor poliklinische bevallingen gelijk "
    "maken.",
    not_modelled="Dit is een voornemen en geen regel. Wat de tekst alleen van het MZH zegt, geldt "
    "daarom niet vanzelf voor het UMCG en het OZG.",
)

CLAUSES = (G1, G2, G3, G4, G5)
QUESTIONS = (inzetbaarheid, werkplek, kraamzorg, praktijkkeuze)
RULES = (*G2_RULES, *G3_RULES, *G4_RULES)
