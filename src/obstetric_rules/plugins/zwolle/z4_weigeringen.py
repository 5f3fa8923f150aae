"""Z4: refusals are registered and reported; see :mod:`obstetric_rules.weigeringen`."""

from __future__ import annotations

from obstetric_rules.plugins.zwolle.source import ACTIVITEITEN, DOCUMENT, KEEPER
from obstetric_rules.rules.clause import Clause

# ── Z4 ──────────────────────────────────────────────────────────────────────────────────────────

Z4 = Clause(
    id="Z4",
    document=DOCUMENT,
    heading=ACTIVITEITEN,
    item="2, over weigeringen",
    keeper=KEEPER,
    paraphrase="Weigeringen tussen de eerste en de tweede lijn worden vastgelegd. De focusgroep "
    "bespreekt ze per kwartaal, en elk VSV en elke IGO krijgt per kwartaal een rapport.",
    not_modelled="Dit is registratie en geen regel. Een beslissing kan wel een weigering ter "
    "registratie voorstellen; het kwartaalrapport wordt uit de registratie gemaakt.",
)

CLAUSES = (Z4,)
