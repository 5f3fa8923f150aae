"""Whom and what the agreement speaks of."""

from __future__ import annotations

from obstetric_rules.expressions.operators import ManySlotReference, SlotReference
from obstetric_rules.facts import Client, Partner, Praktijk, Slot, Ziekenhuis, Zorgverlener

client = SlotReference(
    Slot(
        name="client",
        fact_type=Client,
        label="de cliënt",
        label_en="the client",
        question="Wat is er bekend over de cliënt?",
    )
)
partner = SlotReference(
    Slot(
        name="partner",
        fact_type=Partner,
        nullable=True,
        label="de partner",
        label_en="the partner",
        question="Is er een partner?",
    )
)
praktijk = SlotReference(
    Slot(
        name="praktijk",
        fact_type=Praktijk,
        label="de praktijk",
        label_en="the midwifery practice",
        question="Wat is er bekend over de verloskundigenpraktijk van de cliënt?",
    )
)
ziekenhuis = SlotReference(
    Slot(
        name="ziekenhuis",
        fact_type=Ziekenhuis,
        label="het ziekenhuis",
        label_en="the hospital",
        question="Wat is er bekend over het ziekenhuis waar de cliënt wil bevallen?",
    )
)
andere_ziekenhuizen = ManySlotReference(
    Slot(
        name="andere_ziekenhuizen",
        fact_type=Ziekenhuis,
        many=True,
        label="het andere ziekenhuis",
        label_en="the other hospital",
        label_many="andere ziekenhuizen",
        question="Welke andere ziekenhuizen komen in aanmerking?",
    )
)
zorgverleners = ManySlotReference(
    Slot(
        name="zorgverleners",
        fact_type=Zorgverlener,
        many=True,
        label="de zorgverlener",
        label_en="the caregiver",
        label_many="zorgverleners",
        question="Welke zorgverleners zijn bij de bevalling betrokken?",
    )
)

SLOTS = (client, partner, praktijk, ziekenhuis, andere_ziekenhuizen, zorgverleners)
