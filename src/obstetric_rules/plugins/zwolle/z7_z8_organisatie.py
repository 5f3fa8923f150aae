"""Z7 and Z8: who keeps the documents, and what the focus group works on."""

from __future__ import annotations

from obstetric_rules.plugins.zwolle.source import DOCUMENT, DOCUMENTEN, FOCUSGROEP, KEEPER
from obstetric_rules.rules.clause import Clause

# ── Z7 ──────────────────────────────────────────────────────────────────────────────────────────

Z7 = Clause(
    id="Z7",
    document=DOCUMENT,
    heading=DOCUMENTEN,
    item="slotzin",
    keeper=KEEPER,
    paraphrase="De documenten zijn in beheer bij NAZrZ.",
    not_modelled="Dit zegt wie de tekst beheert; elke bepaling noemt daarom haar beheerder.",
)

# ── Z8 ──────────────────────────────────────────────────────────────────────────────────────────

Z8 = Clause(
    id="Z8",
    document=DOCUMENT,
    heading=FOCUSGROEP,
    item="tweede alinea; Activiteiten, 1",
    keeper=KEEPER,
    paraphrase="De focusgroep zoekt knelpunten en verbeteringen in de keten en werkt aan de opgave "
    "voor acute verloskunde in het ROAZ-plan.",
    not_modelled="Dit gaat over de organisatie en is geen regel.",
)

CLAUSES = (Z7, Z8)
