"""Acute obstetrics in ROAZ-regio Zwolle.

One ruleset, ``zwolle``, of one text; the modules ``z1_…`` to ``z7_…`` follow its clauses. What the
text points to but does not contain (the table of indications, the steps of the parallel action) the
region supplies as files: see :mod:`obstetric_rules.plugins.zwolle.region_data`.

>>> [clause.id for clause in zwolle.clauses]
['Z1', 'Z2', 'Z3', 'Z4', 'Z5', 'Z6', 'Z7', 'Z8']
"""

from __future__ import annotations

from obstetric_rules.plugins.zwolle import (
    invariants,
    z1_acute_verloskunde,
    z2_focusgroep,
    z3_opvang,
    z4_weigeringen,
    z5_indicaties,
    z6_parallelle_actie,
    z7_z8_organisatie,
)
from obstetric_rules.plugins.zwolle.slots import SLOTS
from obstetric_rules.plugins.zwolle.source import PUBLISHER, STATUS
from obstetric_rules.rules.ruleset import Layer, Ruleset

__all__ = ["zwolle"]

zwolle = Ruleset(
    id="zwolle",
    # The text has no version: this one is of our rules.
    version="1.0.0",
    title="Acute verloskunde in ROAZ-regio Zwolle",
    layer=Layer.REGION,
    publisher=PUBLISHER,
    status=STATUS,
    slots=SLOTS,
    questions=(
        *z1_acute_verloskunde.QUESTIONS,
        *z3_opvang.QUESTIONS,
        *z5_indicaties.QUESTIONS,
        *z6_parallelle_actie.QUESTIONS,
    ),
    clauses=(
        *z1_acute_verloskunde.CLAUSES,
        *z2_focusgroep.CLAUSES,
        *z3_opvang.CLAUSES,
        *z4_weigeringen.CLAUSES,
        *z5_indicaties.CLAUSES,
        *z6_parallelle_actie.CLAUSES,
        *z7_z8_organisatie.CLAUSES,
    ),
    rules=(
        *z1_acute_verloskunde.RULES,
        *z3_opvang.RULES,
        *z6_parallelle_actie.RULES,
    ),
    invariants=invariants.INVARIANTS,
    open_terms=(*z5_indicaties.OPEN_TERMS, *z6_parallelle_actie.OPEN_TERMS),
)
