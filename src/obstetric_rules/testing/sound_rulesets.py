"""Two small rulesets in which nothing is wrong, for the planted defects to be made from.

Their content is invented: no region and no hospital has agreed it.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Final

from obstetric_rules.expressions.operators import ALWAYS, ManySlotReference, SlotReference, define
from obstetric_rules.facts import (
    UNKNOWN,
    Slot,
    Text,
    Unknown,
    WholeNumber,
    YesNo,
    fact,
)
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.invariant import Invariant, Monotonicity
from obstetric_rules.rules.question import question
from obstetric_rules.rules.rule import Rule
from obstetric_rules.rules.ruleset import Layer, Ruleset

ON: Final = datetime.date(2026, 1, 1)
"""The day that the sound rulesets are composed for."""

_MADE_UP: Final = "verzonnen, om mee te testen"


@fact
class Zwangere:
    """An invented client.

    >>> Zwangere(weken=42).koorts
    UNKNOWN
    """

    koorts: Annotated[
        bool | Unknown,
        YesNo(
            label="koorts",
            label_en="fever",
            question="Heeft {wie} koorts?",
            statement="{wie} heeft koorts",
            denial="{wie} heeft geen koorts",
        ),
    ] = UNKNOWN
    hoest: Annotated[
        bool | Unknown,
        YesNo(
            label="hoest",
            label_en="cough",
            question="Hoest {wie}?",
            statement="{wie} hoest",
            denial="{wie} hoest niet",
        ),
    ] = UNKNOWN
    weken: Annotated[
        int | Unknown,
        WholeNumber(
            label="het aantal weken",
            label_en="number of weeks",
            unit="weken",
            minimum=0,
            maximum=45,
            ordinary=39,
        ),
    ] = UNKNOWN


@fact
class Bezoeker:
    """An invented visitor.

    >>> Bezoeker(hoest=True).koorts
    UNKNOWN
    """

    id: Annotated[
        str | Unknown, Text(label="het kenmerk", label_en="identifier", ordinary="b1")
    ] = UNKNOWN
    koorts: Annotated[
        bool | Unknown,
        YesNo(
            label="koorts",
            label_en="fever",
            question="Heeft {wie} koorts?",
            statement="{wie} heeft koorts",
            denial="{wie} heeft geen koorts",
        ),
    ] = UNKNOWN
    hoest: Annotated[
        bool | Unknown,
        YesNo(
            label="hoest",
            label_en="cough",
            question="Hoest {wie}?",
            statement="{wie} hoest",
            denial="{wie} hoest niet",
        ),
    ] = UNKNOWN


zwangere = SlotReference(
    Slot(
        name="zwangere",
        fact_type=Zwangere,
        label="de zwangere",
        label_en="the client",
        question="Wat is er bekend over de zwangere?",
    )
)
bezoekers = ManySlotReference(
    Slot(
        name="bezoekers",
        fact_type=Bezoeker,
        many=True,
        label="de bezoeker",
        label_en="the visitor",
        label_many="bezoekers",
        question="Welke bezoekers zijn er?",
    )
)
bezoeker = bezoekers.each

ziek = define(
    "ziek",
    zwangere.koorts | zwangere.hoest,
    label="de zwangere heeft koorts of hoest",
    denial="de zwangere heeft geen koorts en hoest niet",
)

bad = question(
    "bad",
    text="Kan zij in bad bevallen?",
    label="het bad",
    values={"mogelijk": "mogelijk", "niet_mogelijk": "niet mogelijk"},
)
bezoek = question(
    "bezoek",
    text="Mag de bezoeker naar binnen?",
    label="het bezoek",
    values={"toegestaan": "toegestaan", "met_mondkapje": "met mondkapje", "geweerd": "geweerd"},
    per="bezoekers",
)
ontslag = question(
    "ontslag",
    text="Wanneer kan zij naar huis?",
    label="het ontslag",
    values={"zelfde_dag": "dezelfde dag", "volgende_dag": "de volgende dag"},
)
maatregelen = question(
    "maatregelen",
    text="Welke maatregelen zijn nodig?",
    label="de maatregelen",
    values={"eigen_kamer": "een eigen kamer", "mondkapje": "een mondkapje"},
    set_valued=True,
    empty_without_rules=True,
    asked_when=ziek,
)


def _clause(name: str, paraphrase: str, not_modelled: str | None = None) -> Clause:
    return Clause(
        id=name,
        document=_MADE_UP,
        heading="Afspraken",
        item=name.removeprefix("R").removeprefix("Z"),
        paraphrase=paraphrase,
        not_modelled=not_modelled,
    )


region = Ruleset(
    id="voorbeeld",
    version="1",
    title="Voorbeeldregio",
    layer=Layer.REGION,
    publisher="niemand",
    status=_MADE_UP,
    slots=(zwangere, bezoekers),
    questions=(bad, bezoek, maatregelen),
    clauses=(
        _clause("R1", "Bevallen in bad kan, behalve bij koorts of hoest."),
        _clause("R2", "Bezoek met koorts wordt geweerd; wie hoest draagt een mondkapje."),
        _clause("R3", "Wie ziek is krijgt een eigen kamer, en wie hoest een mondkapje."),
        _clause("R4", "Iedereen is vriendelijk.", "Dat is een houding en geen regel."),
    ),
    rules=(
        Rule(
            id="R1.mogelijk",
            clauses=("R1",),
            when=~ziek,
            then=bad.becomes("mogelijk"),
            because="Zonder koorts of hoest kan een bevalling in bad.",
        ),
        Rule(
            id="R1.niet_mogelijk",
            clauses=("R1",),
            when=ziek,
            then=bad.becomes("niet_mogelijk"),
            because="Met koorts of hoest kan een bevalling in bad niet.",
        ),
        Rule(
            id="R2.geweerd",
            clauses=("R2",),
            when=bezoeker.koorts,
            then=bezoek.becomes("geweerd"),
            because="Bezoek met koorts wordt geweerd.",
            overrides=("R2.mondkapje", "R2.toegestaan"),
        ),
        Rule(
            id="R2.mondkapje",
            clauses=("R2",),
            when=bezoeker.hoest,
            then=bezoek.becomes("met_mondkapje"),
            because="Bezoek dat hoest draagt een mondkapje.",
            overrides=("R2.toegestaan",),
        ),
        Rule(
            id="R2.toegestaan",
            clauses=("R2",),
            when=ALWAYS,
            then=bezoek.becomes("toegestaan"),
            because="Bezoek mag naar binnen.",
        ),
        Rule(
            id="R3.eigen_kamer",
            clauses=("R3",),
            when=zwangere.koorts,
            then=maatregelen.includes("eigen_kamer"),
            because="Wie koorts heeft krijgt een eigen kamer.",
        ),
        Rule(
            id="R3.mondkapje",
            clauses=("R3",),
            when=zwangere.hoest,
            then=maatregelen.includes("mondkapje"),
            because="Wie hoest draagt een mondkapje.",
        ),
    ),
    invariants=(
        Invariant(
            id="ziek_nooit_in_bad",
            clauses=("R1",),
            always=~(ziek & (bad == "mogelijk")),
            because="Wie koorts heeft of hoest bevalt nooit in bad.",
        ),
        Invariant(
            id="bezoek_met_koorts_geweerd",
            clauses=("R2",),
            always=~bezoeker.koorts | (bezoek == "geweerd"),
            because="Bezoek met koorts wordt altijd geweerd.",
            per="bezoekers",
        ),
        Monotonicity(
            id="meer_klachten_nooit_eerder_in_bad",
            clauses=("R1",),
            question="bad",
            fields=("zwangere.koorts", "zwangere.hoest"),
            restrictive=("niet_mogelijk",),
            permissive=("mogelijk",),
            because="Een klacht erbij maakt bevallen in bad nooit alsnog mogelijk.",
        ),
        Monotonicity(
            id="meer_klachten_nooit_eerder_naar_binnen",
            clauses=("R2",),
            question="bezoek",
            fields=("bezoekers.koorts", "bezoekers.hoest"),
            restrictive=("met_mondkapje", "geweerd"),
            permissive=("toegestaan",),
            because="Een klacht erbij laat bezoek nooit alsnog zo naar binnen.",
        ),
    ),
)

hospital = Ruleset(
    id="voorbeeld.ziekenhuis",
    version="1",
    title="Voorbeeldziekenhuis",
    layer=Layer.HOSPITAL,
    publisher="niemand",
    status=_MADE_UP,
    extends=("voorbeeld",),
    questions=(ontslag,),
    clauses=(
        _clause("Z1", "Voor 37 weken en vanaf 42 weken kan een bevalling in bad niet."),
        _clause("Z2", "Naar huis gaat zij dezelfde dag, maar wie ziek is de volgende."),
        _clause("Z3", "De deur gaat om acht uur open.", "Over tijden gaat geen vraag."),
    ),
    rules=(
        Rule(
            id="Z1.te_vroeg",
            clauses=("Z1",),
            when=zwangere.weken < 37,
            then=bad.becomes("niet_mogelijk"),
            because="Voor 37 weken kan een bevalling in bad niet.",
            overrides=("voorbeeld/R1.mogelijk",),
        ),
        Rule(
            id="Z1.te_laat",
            clauses=("Z1",),
            when=zwangere.weken >= 42,
            then=bad.becomes("niet_mogelijk"),
            because="Vanaf 42 weken kan een bevalling in bad niet.",
            overrides=("voorbeeld/R1.mogelijk",),
        ),
        Rule(
            id="Z2.zelfde_dag",
            clauses=("Z2",),
            when=ALWAYS,
            then=ontslag.becomes("zelfde_dag"),
            because="Zij gaat dezelfde dag naar huis.",
        ),
        Rule(
            id="Z2.volgende_dag",
            clauses=("Z2",),
            when=ziek,
            then=ontslag.becomes("volgende_dag"),
            because="Wie ziek is gaat de volgende dag naar huis.",
            overrides=("Z2.zelfde_dag",),
        ),
    ),
    invariants=(
        Invariant(
            id="bad_alleen_op_tijd",
            clauses=("Z1",),
            always=~(bad == "mogelijk") | ((zwangere.weken >= 37) & (zwangere.weken <= 41)),
            because="Bevallen in bad is alleen mogelijk van 37 tot en met 41 weken.",
        ),
        Invariant(
            id="op_tijd_en_gezond_in_bad",
            clauses=("Z1", "voorbeeld/R1"),
            always=ziek | (zwangere.weken < 37) | (zwangere.weken > 41) | (bad == "mogelijk"),
            because="Wie gezond is kan van 37 tot en met 41 weken in bad bevallen.",
        ),
        Invariant(
            id="ziek_niet_dezelfde_dag_naar_huis",
            clauses=("Z2",),
            always=~(ziek & (ontslag == "zelfde_dag")),
            because="Wie ziek is gaat nooit dezelfde dag naar huis.",
        ),
    ),
)

SOUND: Final = (region, hospital)
"""The sound rulesets, the lowest first; every check passes on both."""
