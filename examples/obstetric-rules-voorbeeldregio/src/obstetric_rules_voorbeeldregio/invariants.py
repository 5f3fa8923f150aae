"""What holds in every case, for whoever builds on this ruleset too. Invented."""

from obstetric_rules.plugins import Invariant, Monotonicity

from obstetric_rules_voorbeeldregio.r1_r4_bezoek import bezoek, laatste_bezoekuur
from obstetric_rules_voorbeeldregio.r5_kamers import kamer, kamertoewijzing
from obstetric_rules_voorbeeldregio.slots import bezoeker, gebouw

INVARIANTS = (
    Invariant(
        id="nooit_bezoek_tijdens_verbouwing",
        clauses=("R3",),
        always=~(gebouw.wordt_verbouwd & (bezoek == "welkom")),
        because="Tijdens een verbouwing is bezoek nooit welkom.",
    ),
    Invariant(
        id="laat_bezoek_alleen_met_afspraak",
        clauses=("R1", "R2"),
        always=~(
            (bezoeker.uur > laatste_bezoekuur) & ~bezoeker.heeft_afspraak & (bezoek == "welkom")
        ),
        because="Na het laatste bezoekuur is bezoek zonder afspraak nooit welkom.",
    ),
    Invariant(
        id="geschilderde_kamer_nooit_vrij",
        clauses=("R5",),
        always=~(kamer.wordt_geschilderd & (kamertoewijzing == "vrij")),
        because="Een kamer die wordt geschilderd, is nooit vrij.",
        per="kamers",
    ),
    Monotonicity(
        id="meer_gebruik_nooit_eerder_vrij",
        clauses=("R5",),
        question="kamertoewijzing",
        fields=("kamers.gereserveerd", "kamers.wordt_geschilderd"),
        restrictive=("bezet",),
        permissive=("vrij",),
        because="Meer gebruik maakt een kamer nooit alsnog vrij.",
    ),
)
