"""R5: which rooms can be used. Invented."""

from obstetric_rules.plugins import Clause, Rule, define, question

from obstetric_rules_voorbeeldregio.slots import kamers
from obstetric_rules_voorbeeldregio.source import DOCUMENT, KAMERS

kamer = kamers.each

# A condition with a name: explanations use it.
in_gebruik = define(
    "in_gebruik",
    kamer.gereserveerd | kamer.wordt_geschilderd,
    label="de kamer is in gebruik",
    denial="de kamer is niet in gebruik",
)

R5 = Clause(
    id="R5",
    document=DOCUMENT,
    heading=KAMERS,
    item="1",
    paraphrase="Een kamer is vrij als zij niet is gereserveerd en niet wordt geschilderd.",
)
kamertoewijzing = question(
    "kamertoewijzing",
    text="Is de kamer vrij?",
    text_en="Is the room free?",
    label="de toewijzing van de kamer",
    label_en="allocation of the room",
    values={"vrij": "vrij", "bezet": "bezet"},
    values_en={"vrij": "free", "bezet": "taken"},
    per="kamers",
)
R5_RULES = (
    Rule(
        id="R5.vrij",
        clauses=("R5",),
        when=~in_gebruik,
        then=kamertoewijzing.becomes("vrij"),
        because="Een kamer die niet in gebruik is, is vrij.",
        because_en="A room that is not in use is free.",
    ),
    Rule(
        id="R5.bezet",
        clauses=("R5",),
        when=in_gebruik,
        then=kamertoewijzing.becomes("bezet"),
        because="Een kamer die is gereserveerd of wordt geschilderd, is bezet.",
        because_en="A room that is reserved or being painted is taken.",
    ),
)

CLAUSES = (R5,)
QUESTIONS = (kamertoewijzing,)
RULES = R5_RULES
