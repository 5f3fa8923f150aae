"""Z2: who sits in the focus group. It governs the agreements and decides no case."""

from __future__ import annotations

from typing import Final

from obstetric_rules.expressions.wording import enumeration
from obstetric_rules.plugins.zwolle.source import DOCUMENT, FOCUSGROEP, KEEPER
from obstetric_rules.rules.clause import Clause

# ── Z2 ──────────────────────────────────────────────────────────────────────────────────────────

ORGANISATIES: Final = ("elk VSV", "elke IGO")
BEROEPEN: Final = (
    "kraamzorg",
    "eerstelijns verloskundigen",
    "O&G-verpleegkundigen",
    "klinisch verloskundigen",
    "gynaecologen",
    "leidinggevenden van de tweede lijn",
)

Z2 = Clause(
    id="Z2",
    document=DOCUMENT,
    heading=FOCUSGROEP,
    item="eerste alinea",
    keeper=KEEPER,
    paraphrase=f"In de focusgroep zitten leden uit {enumeration(list(ORGANISATIES), 'en')} van de "
    f"regio, en uit deze beroepen: {enumeration(list(BEROEPEN), 'en')}.",
    not_modelled="Dit zegt wie over de afspraken gaat, en niets over een zorgvraag.",
)

CLAUSES = (Z2,)
