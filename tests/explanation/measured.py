"""A made-up protocol of measurements: numbers with units, a range, a set, a value that is set."""

from __future__ import annotations

import datetime
from typing import Annotated

from obstetric_rules.expressions.operators import SlotReference
from obstetric_rules.facts import (
    UNKNOWN,
    DecimalNumber,
    Slot,
    Unknown,
    WholeNumber,
    YesNo,
    fact,
)
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.parameter import Setting, parameter
from obstetric_rules.rules.protocol import compose
from obstetric_rules.rules.question import question
from obstetric_rules.rules.rule import Rule
from obstetric_rules.rules.ruleset import Layer, Ruleset

ON = datetime.date(2026, 11, 22)


def _yes_no(label: str) -> YesNo:
    return YesNo(
        label=label,
        label_en=label,
        question=f"Heeft {{wie}} {label}?",
        statement=f"{{wie}} heeft {label}",
        denial=f"{{wie}} heeft geen {label}",
    )


@fact
class Meting:
    """What was measured."""

    glucose: Annotated[
        float | Unknown,
        DecimalNumber(
            label="de glucose", label_en="glucose", unit="mmol/l", minimum=0, maximum=60, ordinary=5
        ),
    ] = UNKNOWN
    onderdruk: Annotated[
        int | Unknown,
        WholeNumber(label="de onderdruk", label_en="pressure", unit="mmHg", minimum=0, ordinary=80),
    ] = UNKNOWN
    duur: Annotated[
        int | Unknown, WholeNumber(label="de duur", label_en="duration", unit="weken", maximum=45)
    ] = UNKNOWN
    punten: Annotated[int | Unknown, WholeNumber(label="de score", label_en="score", unit="")] = (
        UNKNOWN
    )
    maat: Annotated[float | Unknown, DecimalNumber(label="de maat", label_en="m", unit="cm")] = (
        UNKNOWN
    )
    koorts: Annotated[bool | Unknown, _yes_no("koorts")] = UNKNOWN
    bloedverlies: Annotated[bool | Unknown, _yes_no("bloedverlies")] = UNKNOWN


meting = SlotReference(
    Slot(
        name="meting",
        fact_type=Meting,
        label="de vrouw",
        label_en="the woman",
        question="Wat is er gemeten?",
    )
)

JA_NEE = {"ja": "ja", "nee": "nee"}
ctg_vanaf = parameter(
    "ctg_vanaf", label="de duur vanaf waar", unit="weken", clauses=("N1",), values={None: 28}
)
redenen = question(
    "redenen",
    text="Welke redenen zijn er?",
    label="de redenen",
    values={"koorts": "koorts", "bloedverlies": "bloedverlies"},
    set_valued=True,
    empty_without_rules=True,
)
besluit = question("besluit", text="Wat te doen?", label="het besluit", values=JA_NEE)
suiker = question("suiker", text="Is dat hoog?", label="de suiker", values=JA_NEE)
druk = question("druk", text="Is dat hoog?", label="de druk", values=JA_NEE)
ctg = question("ctg", text="Wordt een CTG gemaakt?", label="het CTG", values=JA_NEE)
altijd_iets = question(
    "altijd_iets",
    text="Wat doen we?",
    label="de zorg",
    values={"meten": "meten", "bellen": "bellen"},
    set_valued=True,
)
overig = question("overig", text="En verder?", label="het overige", values=JA_NEE)


def _rule(id: str, clause: str, when: object, then: object, because: str = "Daarom.") -> Rule:
    return Rule(id=id, clauses=(clause,), when=when, then=then, because=because)  # type: ignore[arg-type]  # as rules are written


def _clause(id: str, paraphrase: str, interpretation: str | None = None) -> Clause:
    return Clause(
        id=id,
        document="Metingen",
        heading="Alles",
        item=id,
        paraphrase=paraphrase,
        interpretation=interpretation,
    )


NATIONAL = Ruleset(
    id="metingen",
    version="1",
    title="Metingen",
    layer=Layer.NATIONAL,
    publisher="niemand",
    status="proef, niet om te gebruiken",
    slots=(meting,),
    questions=(redenen, besluit, suiker, druk, ctg, altijd_iets, overig),
    parameters=(ctg_vanaf,),
    clauses=(
        _clause("N1", "Een CTG wordt gemaakt vanaf {ctg_vanaf}.", "Dus niet voor {ctg_vanaf}."),
        _clause("N2", "Het andere."),
    ),
    rules=(
        _rule("N2.koorts", "N2", meting.koorts, redenen.includes("koorts")),
        _rule("N2.bloed", "N2", meting.bloedverlies, redenen.includes("bloedverlies")),
        _rule(
            "N2.ja",
            "N2",
            redenen.contains("koorts") | redenen.contains("bloedverlies"),
            besluit.becomes("ja"),
        ),
        _rule("N2.hoog", "N2", meting.glucose >= 6.1, suiker.becomes("ja")),
        _rule("N2.laag", "N2", meting.glucose < 6.1, suiker.becomes("nee")),
        _rule(
            "N2.druk",
            "N2",
            (meting.onderdruk >= 90) & meting.koorts & (meting.onderdruk < 110),
            druk.becomes("ja"),
        ),
        _rule(
            "N1.ctg",
            "N1",
            meting.duur >= ctg_vanaf,
            ctg.becomes("ja"),
            "Vanaf {ctg_vanaf} weken hoort een CTG erbij; {iets} blijft staan.",
        ),
        _rule("N2.meten", "N2", meting.koorts, altijd_iets.includes("meten")),
        _rule("N2.bellen", "N2", ~meting.koorts, altijd_iets.includes("bellen")),
        _rule("N2.punten", "N2", (meting.punten > 3) | (meting.maat > 2.5), overig.becomes("ja")),
    ),
)
REGION = Ruleset(
    id="metingen.regio",
    version="1",
    title="Metingen in de regio",
    layer=Layer.REGION,
    publisher="niemand",
    status="proef",
    extends=("metingen",),
    clauses=(_clause("J1", "Hier begint het bij {ctg_vanaf}."),),
    settings=(
        Setting(
            parameter="metingen/ctg_vanaf",
            clauses=("J1",),
            values={None: 25},
            because="Wij beginnen al bij {ctg_vanaf}.",
        ),
    ),
)
LOWER = compose([NATIONAL], ON)
UPPER = compose([NATIONAL, REGION], ON)
