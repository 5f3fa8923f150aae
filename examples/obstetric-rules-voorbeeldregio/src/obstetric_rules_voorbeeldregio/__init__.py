"""The ruleset of a region that does not exist, to show what a plugin can do.

Everything in it is invented ("verzonnen"): it is about visiting hours and rooms, and about no
agreement of anybody.
"""

import datetime

from obstetric_rules.plugins import Layer, Ruleset

from obstetric_rules_voorbeeldregio import invariants, r1_r4_bezoek, r5_kamers, r6_r8_onderweg
from obstetric_rules_voorbeeldregio.slots import SLOTS

__all__ = ["__version__", "voorbeeldregio"]

__version__ = "1.2.0"

voorbeeldregio = Ruleset(
    id="voorbeeldregio",
    version=__version__,
    title="Bezoek en kamers in de voorbeeldregio (verzonnen)",
    layer=Layer.REGION,
    publisher="Voorbeeldregio",
    status="voorbeeld, niet voor gebruik",
    valid_from=datetime.date(2026, 1, 1),
    slots=SLOTS,
    questions=(*r1_r4_bezoek.QUESTIONS, *r5_kamers.QUESTIONS, *r6_r8_onderweg.QUESTIONS),
    clauses=(*r1_r4_bezoek.CLAUSES, *r5_kamers.CLAUSES, *r6_r8_onderweg.CLAUSES),
    rules=(*r1_r4_bezoek.RULES, *r5_kamers.RULES, *r6_r8_onderweg.RULES),
    parameters=r1_r4_bezoek.PARAMETERS,
    open_terms=r1_r4_bezoek.OPEN_TERMS,
    deprecations=r6_r8_onderweg.DEPRECATIONS,
    invariants=invariants.INVARIANTS,
)
