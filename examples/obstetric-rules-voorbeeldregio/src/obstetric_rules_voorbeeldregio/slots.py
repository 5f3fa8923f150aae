"""Facts and slots of this ruleset's own: a visitor, a building, rooms."""

from typing import Annotated

from obstetric_rules.plugins import (
    UNKNOWN,
    Choice,
    ManySlotReference,
    Slot,
    SlotReference,
    Text,
    Unknown,
    WholeNumber,
    YesNo,
    fact,
)


@fact
class Bezoeker:
    """Somebody who comes to visit; nothing in it says who."""

    uur: Annotated[
        int | Unknown,
        WholeNumber(
            label="het uur van aankomst",
            label_en="hour of arrival",
            question="Hoe laat komt {wie}, in hele uren?",
            unit="uur",
            minimum=0,
            maximum=23,
            ordinary=14,
        ),
    ] = UNKNOWN
    heeft_afspraak: Annotated[
        bool | Unknown,
        YesNo(
            label="heeft een afspraak",
            label_en="has an appointment",
            question="Heeft {wie} een afspraak?",
            statement="{wie} heeft een afspraak",
            denial="{wie} heeft geen afspraak",
        ),
    ] = UNKNOWN
    brengt_taart: Annotated[
        bool | Unknown,
        YesNo(
            label="brengt taart",
            label_en="brings cake",
            question="Brengt {wie} taart mee?",
            statement="{wie} brengt taart mee",
            denial="{wie} brengt geen taart mee",
        ),
    ] = UNKNOWN


@fact
class Gebouw:
    """The building that is visited."""

    id: Annotated[str | Unknown, Text(label="id", label_en="id")] = UNKNOWN
    wordt_verbouwd: Annotated[
        bool | Unknown,
        YesNo(
            label="wordt verbouwd",
            label_en="being rebuilt",
            question="Wordt {wie} verbouwd?",
            statement="{wie} wordt verbouwd",
            denial="{wie} wordt niet verbouwd",
        ),
    ] = UNKNOWN
    lift_werkt: Annotated[
        bool | Unknown,
        YesNo(
            label="de lift werkt",
            label_en="the lift works",
            question="Werkt de lift van {wie}?",
            statement="de lift van {wie} werkt",
            denial="de lift van {wie} werkt niet",
            ordinary=True,
        ),
    ] = UNKNOWN


@fact
class Voorbeeldkamer:
    """A room of the building."""

    id: Annotated[str | Unknown, Text(label="id", label_en="id")] = UNKNOWN
    kleur: Annotated[
        str | Unknown,
        Choice(
            label="de kleur",
            label_en="colour",
            values={"rood": "rood", "blauw": "blauw", "groen": "groen"},
        ),
    ] = UNKNOWN
    gereserveerd: Annotated[
        bool | Unknown,
        YesNo(
            label="gereserveerd",
            label_en="reserved",
            question="Is {wie} gereserveerd?",
            statement="{wie} is gereserveerd",
            denial="{wie} is niet gereserveerd",
        ),
    ] = UNKNOWN
    wordt_geschilderd: Annotated[
        bool | Unknown,
        YesNo(
            label="wordt geschilderd",
            label_en="being painted",
            question="Wordt {wie} geschilderd?",
            statement="{wie} wordt geschilderd",
            denial="{wie} wordt niet geschilderd",
        ),
    ] = UNKNOWN


bezoeker = SlotReference(
    Slot(
        name="bezoeker",
        fact_type=Bezoeker,
        nullable=True,
        label="de bezoeker",
        label_en="the visitor",
        question="Is er een bezoeker?",
    )
)
gebouw = SlotReference(
    Slot(
        name="gebouw",
        fact_type=Gebouw,
        label="het gebouw",
        label_en="the building",
        question="Wat is er bekend over het gebouw?",
    )
)
kamers = ManySlotReference(
    Slot(
        name="kamers",
        fact_type=Voorbeeldkamer,
        many=True,
        label="de kamer",
        label_en="the room",
        label_many="kamers",
        question="Welke kamers zijn er?",
    )
)

SLOTS = (bezoeker, gebouw, kamers)
