"""The ruleset of a hospital that does not exist, on top of that of a region that does not either.

Everything in it is invented ("verzonnen"). It shows what a hospital can change of a region's rules
without touching them.
"""

import datetime

from obstetric_rules.plugins import Layer, Ruleset

from obstetric_rules_voorbeeldziekenhuis import z1_z2_huisregels, z3_z4_bezoek

__all__ = ["__version__", "voorbeeldziekenhuis"]

__version__ = "1.0.0"

voorbeeldziekenhuis = Ruleset(
    id="voorbeeldziekenhuis",
    version=__version__,
    title="Bezoek en kamers in het voorbeeldziekenhuis (verzonnen)",
    layer=Layer.HOSPITAL,
    publisher="Voorbeeldziekenhuis",
    status="voorbeeld, niet voor gebruik",
    extends=("voorbeeldregio",),
    valid_from=datetime.date(2026, 2, 1),
    # The hospital is one building: a case need not say which, and must not name another.
    fixed={"gebouw.id": "voorbeeldgebouw"},
    questions=z3_z4_bezoek.QUESTIONS,
    clauses=(*z1_z2_huisregels.CLAUSES, *z3_z4_bezoek.CLAUSES),
    rules=z3_z4_bezoek.RULES,
    fillings=z1_z2_huisregels.FILLINGS,
    settings=z1_z2_huisregels.SETTINGS,
    deviations=z3_z4_bezoek.DEVIATIONS,
    invariants=z3_z4_bezoek.INVARIANTS,
)
