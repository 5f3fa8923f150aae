"""What the text means to hold in every case, whatever the rules turn into."""

from __future__ import annotations

from obstetric_rules.plugins.zwolle.slots import afdelingen, zorgvraag
from obstetric_rules.plugins.zwolle.z1_acute_verloskunde import LAATSTE_DAG, acute_verloskunde
from obstetric_rules.plugins.zwolle.z3_opvang import opvang
from obstetric_rules.rules.invariant import Invariant

INVARIANTS = (
    Invariant(
        id="na_zes_weken_niet_acuut",
        clauses=("Z1",),
        always=~(
            (zorgvraag.fase == "postpartum")
            & (zorgvraag.dagen_postpartum > LAATSTE_DAG)
            & (acute_verloskunde == "ja")
        ),
        because="Meer dan zes weken na de bevalling is zorg nooit acute verloskunde.",
    ),
    Invariant(
        id="met_een_stop_niet_beschikbaar",
        clauses=("Z3",),
        always=~(afdelingen.each.stop & (opvang == "beschikbaar")),
        because="Een afdeling met een stop is nooit beschikbaar.",
        per="afdelingen",
    ),
)
