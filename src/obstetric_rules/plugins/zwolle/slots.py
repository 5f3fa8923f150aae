"""Whom and what the text speaks of."""

from __future__ import annotations

from obstetric_rules.expressions.operators import ManySlotReference, SlotReference
from obstetric_rules.facts import Slot
from obstetric_rules.plugins.zwolle.facts import Afdeling, Neonaat, Zorgvraag

zorgvraag = SlotReference(
    Slot(
        name="zorgvraag",
        fact_type=Zorgvraag,
        label="de zorgvraag",
        label_en="the request for care",
        question="Wat is er bekend over de zorgvraag?",
    )
)
neonaat = SlotReference(
    Slot(
        name="neonaat",
        fact_type=Neonaat,
        nullable=True,
        label="de neonaat",
        label_en="the newborn",
        question="Is er een neonaat?",
    )
)
afdelingen = ManySlotReference(
    Slot(
        name="afdelingen",
        fact_type=Afdeling,
        many=True,
        label="de afdeling",
        label_en="the ward",
        label_many="afdelingen",
        question="Welke verloskundeafdelingen komen in aanmerking?",
    )
)

SLOTS = (zorgvraag, neonaat, afdelingen)
