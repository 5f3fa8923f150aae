"""A small protocol that has what the Groningen agreement lacks: conflicts, lists, numbers."""

from __future__ import annotations

import datetime
from typing import Annotated

from obstetric_rules.expressions.operators import (
    ALWAYS,
    Expressible,
    ManySlotReference,
    SlotReference,
    define,
)
from obstetric_rules.facts import (
    UNKNOWN,
    DecimalNumber,
    Partner,
    Slot,
    Text,
    TextSet,
    Unknown,
    WholeNumber,
    YesNo,
    Zorgverlener,
    fact,
)
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.protocol import compose
from obstetric_rules.rules.question import Conclusion, question
from obstetric_rules.rules.rule import Rule
from obstetric_rules.rules.ruleset import Layer, Ruleset


@fact
class Kamer:
    """A room."""

    id: Annotated[str | Unknown, Text(label="het kenmerk", label_en="id")] = UNKNOWN
    vrij: Annotated[
        bool | Unknown,
        YesNo(
            label="vrij",
            label_en="free",
            question="Is {wie} vrij?",
            statement="{wie} is vrij",
            denial="{wie} is bezet",
        ),
    ] = UNKNOWN
    bedden: Annotated[
        int | Unknown, WholeNumber(label="het aantal bedden", label_en="beds", minimum=0)
    ] = UNKNOWN


@fact
class Afdeling:
    """A ward."""

    hoofd: Annotated[str | Unknown, Text(label="het hoofd", label_en="head")] = UNKNOWN
    oppas: Annotated[str | Unknown, Text(label="de oppas", label_en="watch")] = UNKNOWN
    warmte: Annotated[
        float | Unknown, DecimalNumber(label="de warmte", label_en="warmth", minimum=0.0)
    ] = UNKNOWN
    diensten: Annotated[
        frozenset[str] | Unknown, TextSet(label="de diensten", label_en="shifts")
    ] = UNKNOWN


def _one(name: str, label: str, fact_type: type, nullable: bool = False) -> SlotReference:
    return SlotReference(
        Slot(
            name=name,
            fact_type=fact_type,
            nullable=nullable,
            label=label,
            label_en=name,
            question=f"Is {label} er?",
        )
    )


def _many(name: str, label: str, fact_type: type) -> ManySlotReference:
    return ManySlotReference(
        Slot(
            name=name,
            fact_type=fact_type,
            many=True,
            label=label,
            label_en=name,
            label_many=name,
            question=f"Welke {name} zijn er?",
        )
    )


afdeling = _one("afdeling", "de afdeling", Afdeling)
partner = _one("partner", "de partner", Partner, nullable=True)
kamers = _many("kamers", "het mooie kamertje", Kamer)
zorgverleners = _many("zorgverleners", "de zorgverlener", Zorgverlener)

JA_NEE = {"ja": "ja", "nee": "nee"}

bad = question("bad", text="Mag het bad?", label="het bad", values=JA_NEE)
geboorte = question("geboorte", text="Kan het?", label="de geboorte", values=JA_NEE)
rust = question("rust", text="Is er rust?", label="de rust", values=JA_NEE)
plaats = question("plaats", text="Is er plaats?", label="de plaats", values=JA_NEE)
toegang = question(
    "toegang", text="Mag die naar binnen?", label="de toegang", values=JA_NEE, per="zorgverleners"
)
welkom = question(
    "welkom", text="Is die welkom?", label="het welkom", values=JA_NEE, per="zorgverleners"
)
ploeg = question("ploeg", text="Is de ploeg gezond?", label="de ploeg", values=JA_NEE)
spullen = question(
    "spullen",
    text="Wat moet mee?",
    label="de spullen",
    values={"deken": "een deken", "lamp": "een lamp"},
    set_valued=True,
    empty_without_rules=True,
)
eigen = question(
    "eigen", text="Is dit de hare?", label="de eigen kamer", values=JA_NEE, per="kamers"
)
dienst = question("dienst", text="Wie heeft dienst?", label="de dienst", values=JA_NEE)

zieke_zorgverlener = define(
    "ziek",
    zorgverleners.each.koorts | zorgverleners.each.hoesten,
    label="de zorgverlener is ziek",
    denial="de zorgverlener is gezond",
)


def _rule(
    name: str,
    when: Expressible,
    then: Conclusion,
    *,
    in_principe: bool = False,
    overrides: str = "",
) -> Rule:
    return Rule(
        id=f"K1.{name}",
        clauses=("K1",),
        when=when,
        then=then,
        because=f"Zo is het afgesproken ({name}).",
        in_principe=in_principe,
        overrides=tuple(overrides.split()),
    )


RULES = (
    _rule("bad_ja", ALWAYS, bad.becomes("ja")),
    _rule("bad_nee", partner.koorts, bad.becomes("nee")),
    _rule("geboorte", bad == "ja", geboorte.becomes("ja")),
    _rule("rust", (bad == "ja") & (geboorte == "ja"), rust.becomes("ja")),
    _rule("plaats", kamers.any(lambda kamer: kamer.vrij), plaats.becomes("ja")),
    _rule("geen_plaats", ~kamers.any(lambda kamer: kamer.vrij), plaats.becomes("nee")),
    _rule("toegang", ~zieke_zorgverlener, toegang.becomes("ja"), in_principe=True),
    _rule("zieke_partner", partner.koorts, toegang.becomes("nee"), overrides="K1.toegang"),
    _rule("geen_toegang", zieke_zorgverlener, toegang.becomes("nee")),
    _rule("welkom", toegang == "ja", welkom.becomes("ja")),
    _rule("ploeg", zorgverleners.all(lambda _: toegang == "ja"), ploeg.becomes("ja")),
    _rule("deken", afdeling.warmte < 20, spullen.includes("deken")),
    _rule("lamp", kamers.count(lambda kamer: kamer.bedden > 2) >= 2, spullen.includes("lamp")),
    _rule("eigen", kamers.each.id == afdeling.hoofd, eigen.becomes("ja"), in_principe=True),
    _rule("dienst", afdeling.hoofd == afdeling.oppas, dienst.becomes("ja")),
    _rule(
        "nacht",
        afdeling.diensten.contains("nacht") & (afdeling.diensten.size() > 1),
        dienst.becomes("nee"),
        overrides="K1.dienst",
    ),
)

small = Ruleset(
    id="klein",
    version="1",
    title="Klein",
    layer=Layer.REGION,
    publisher="niemand",
    status="proef",
    slots=(afdeling, partner, kamers, zorgverleners),
    questions=(bad, geboorte, rust, plaats, toegang, welkom, ploeg, spullen, eigen, dienst),
    rules=RULES,
    clauses=(
        Clause(id="K1", document="Klein", heading="Alles", item="1", paraphrase="Zo doen we het."),
    ),
)

SMALL = compose([small], datetime.date(2026, 11, 22))
