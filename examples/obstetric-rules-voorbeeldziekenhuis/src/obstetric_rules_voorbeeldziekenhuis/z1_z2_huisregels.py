"""Z1 and Z2: what the region leaves to the hospital, and a number that differs here. Invented."""

import datetime

from obstetric_rules.plugins import Clause, Filling, Setting

from obstetric_rules_voorbeeldziekenhuis.source import DOCUMENT, HUIS

# ── Z1 ──────────────────────────────────────────────────────────────────────────────────────────

Z1 = Clause(
    id="Z1",
    document=DOCUMENT,
    heading=HUIS,
    item="1",
    paraphrase="Het huisreglement is reglement 7.",
    not_modelled="Zegt wat de regio open laat; er hangt geen antwoord van af.",
)
huisreglement = Filling(
    term="voorbeeldregio/huisreglement",
    value="reglement 7 van het voorbeeldziekenhuis",
    value_en="rules 7 of the example hospital",
    clauses=("Z1",),
)

# ── Z2 ──────────────────────────────────────────────────────────────────────────────────────────

Z2 = Clause(
    id="Z2",
    document=DOCUMENT,
    heading=HUIS,
    item="2",
    paraphrase="Vanaf 1 juli 2026 is het laatste bezoekuur zeven uur 's avonds.",
    not_modelled="Zet een waarde van de regio; de regel die haar gebruikt staat daar.",
)
laatste_bezoekuur = Setting(
    parameter="voorbeeldregio/laatste_bezoekuur",
    values={datetime.date(2026, 7, 1): 19},
    clauses=("Z2",),
    because="De voordeur gaat hier eerder dicht dan elders in de regio.",
    because_en="The front door closes earlier here than elsewhere in the region.",
)

CLAUSES = (Z1, Z2)
FILLINGS = (huisreglement,)
SETTINGS = (laatste_bezoekuur,)
