"""A sound ruleset, and defects of every kind to plant in it, one at a time.

Sound means that only these are true of it: nothing is redundant or unused, every case has one
answer and every value occurs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import attrs

from obstetric_rules.expressions.operators import (
    ALWAYS,
    Expression,
    ManySlotReference,
    SlotReference,
)
from obstetric_rules.facts import UNKNOWN, Choice, Slot, Text, Unknown, WholeNumber, YesNo, fact
from obstetric_rules.rules.case_bounds import DomainConstraint, KnownSilence
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.invariant import Invariant, Monotonicity
from obstetric_rules.rules.open_term import OpenTerm
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.rules.question import question
from obstetric_rules.rules.rule import Rule
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing.strategies import ON
from obstetric_rules.verification.findings import FindingKind


def _yes_no(label: str) -> Any:
    return Annotated[bool | Unknown, YesNo(label=label, label_en=label)]


@fact
class Vrouw:
    """Who gives birth."""

    koorts: Annotated[bool | Unknown, YesNo(label="koorts", label_en="fever")] = UNKNOWN
    hoest: Annotated[bool | Unknown, YesNo(label="hoest", label_en="cough")] = UNKNOWN
    weken: Annotated[
        int | Unknown,
        WholeNumber(label="weken", label_en="weeks", minimum=0, maximum=42, ordinary=39),
    ] = UNKNOWN
    risico: Annotated[
        str | Unknown,
        Choice(label="risico", label_en="risk", values={"laag": "laag", "hoog": "hoog"}),
    ] = UNKNOWN


@fact
class Helper:
    """Who helps."""

    id: Annotated[str | Unknown, Text(label="id", label_en="id", ordinary="h1")] = UNKNOWN
    ziek: Annotated[bool | Unknown, YesNo(label="ziek", label_en="ill")] = UNKNOWN


def _slot(name: str, fact_type: type, **how: Any) -> Slot:
    return Slot(
        name=name,
        fact_type=fact_type,
        label=f"de {name}",
        label_en=name,
        question=f"Wat is er bekend over de {name}?",
        **how,
    )


vrouw = SlotReference(_slot("vrouw", Vrouw))
helpers = ManySlotReference(_slot("helpers", Helper, many=True, label_many="helpers"))

plaats = question(
    "plaats",
    text="Waar bevalt zij?",
    label="de plaats",
    values={"thuis": "thuis", "ziekenhuis": "in het ziekenhuis"},
)
bad = question(
    "bad",
    text="Mag het in bad?",
    label="het bad",
    values={"ja": "ja", "nee": "nee"},
    asked_when=plaats == "thuis",
)
toegang = question(
    "toegang",
    text="Mag deze helper erbij zijn?",
    label="de toegang",
    values={"ja": "ja", "nee": "nee"},
    per="helpers",
)
maatregelen = question(
    "maatregelen",
    text="Welke maatregelen?",
    label="de maatregelen",
    values={"isolatie": "isolatie", "ctg": "ctg"},
    set_valued=True,
)


def rule(id: str, when: Any, then: Any, **how: Any) -> Rule:
    return Rule(
        id=id, clauses=(id.partition(".")[0],), when=when, then=then, because="Daarom.", **how
    )


RULES = (
    rule("K1.thuis", ALWAYS, plaats.becomes("thuis"), yields_to=("K1.ziekenhuis",)),
    rule(
        "K1.ziekenhuis",
        vrouw.koorts | (vrouw.risico == "hoog") | (vrouw.weken < 37),
        plaats.becomes("ziekenhuis"),
    ),
    rule("K2.ja", ~vrouw.hoest, bad.becomes("ja")),
    rule("K2.nee", vrouw.hoest, bad.becomes("nee")),
    rule("K3.ja", ~helpers.each.ziek, toegang.becomes("ja")),
    rule("K3.nee", helpers.each.ziek, toegang.becomes("nee")),
    rule("K4.isolatie", vrouw.koorts, maatregelen.includes("isolatie")),
    rule("K4.ctg", vrouw.hoest & vrouw.koorts, maatregelen.includes("ctg")),
    rule("K4.geen", ~vrouw.koorts, maatregelen.is_empty()),
)
INVARIANTS = (
    Invariant(
        id="koorts_nooit_thuis",
        clauses=("K1",),
        always=~(vrouw.koorts & (plaats == "thuis")),
        because="Met koorts nooit thuis.",
    ),
    Invariant(
        id="ziek_nooit_erbij",
        clauses=("K3",),
        always=~(helpers.each.ziek & (toegang == "ja")),
        because="Ziek nooit erbij.",
        per="helpers",
    ),
    Monotonicity(
        id="hoest_nooit_ruimer",
        clauses=("K2",),
        question="bad",
        fields=("vrouw.hoest", "vrouw.koorts"),
        restrictive=("nee",),
        permissive=("ja",),
        because="Hoest maakt het nooit ruimer.",
    ),
)
SOUND = Ruleset(
    id="r",
    version="1",
    title="Voorbeeld",
    layer="region",
    publisher="niemand",
    status="voorbeeld",
    slots=(vrouw, helpers),
    questions=(plaats, bad, toegang, maatregelen),
    rules=RULES,
    clauses=tuple(
        Clause(id=f"K{n}", document="d", heading="h", item=f"{n}", paraphrase="p")
        for n in range(1, 5)
    ),
    invariants=INVARIANTS,
)
_BY_ID = {item.id: item for item in RULES}


def protocol(**changed: Any) -> Protocol:
    """Compose the ruleset with something changed; clauses of which no rule is left get a reason."""
    rules = changed.get("rules", RULES)
    used = {name for item in rules for name in item.clauses}
    clauses = tuple(
        item if item.id in used else attrs.evolve(item, not_modelled="Weggelaten.")
        for item in SOUND.clauses
    )
    return compose([attrs.evolve(SOUND, clauses=clauses, **changed)], ON)


def without(*ids: str) -> tuple[Rule, ...]:
    kept = tuple(item for item in RULES if item.id not in ids)
    return tuple(
        attrs.evolve(item, yields_to=tuple(name for name in item.yields_to if name not in ids))
        for item in kept
    )


def changed(id: str, **how: Any) -> tuple[Rule, ...]:
    return tuple(attrs.evolve(item, **how) if item.id == id else item for item in RULES)


def more(*rules: Rule) -> tuple[Rule, ...]:
    return (*RULES, *rules)


def when(id: str) -> Expression:
    return Expression(_BY_ID[id].when)


@attrs.frozen
class Defect:
    """A defect that was planted: the changed protocol, and the finding it has to give."""

    name: str
    protocol: Protocol
    kind: FindingKind
    about: str


def defects() -> Iterator[Defect]:
    """Yield the sound ruleset with one defect at a time."""

    def planted(kind: FindingKind, about: str, **parts: Any) -> Defect:
        nonlocal number
        number += 1
        return Defect(f"{number} {kind.value} {about}", protocol(**parts), kind, about)

    number = 0
    kind = FindingKind
    # Silence: a rule that is lost, or says less than it did.
    for id, about in (
        ("K1.thuis", "plaats"),
        ("K2.ja", "bad"),
        ("K2.nee", "bad"),
        ("K3.ja", "toegang"),
        ("K3.nee", "toegang"),
        ("K4.geen", "maatregelen"),
    ):
        yield planted(kind.SILENCE, about, rules=without(id))
    for id, extra, about in (
        ("K2.ja", vrouw.weken >= 38, "bad"),
        ("K3.nee", vrouw.koorts, "toegang"),
        ("K4.isolatie", vrouw.risico == "laag", "maatregelen"),
    ):
        yield planted(kind.SILENCE, about, rules=changed(id, when=when(id) & extra))
    # Conflict: an exception that is lost, or a rule that says more than it did.
    yield planted(kind.CONFLICT, "plaats", rules=changed("K1.thuis", yields_to=()))
    for id, extra, about in (
        ("K2.ja", vrouw.weken == 40, "bad"),
        ("K3.ja", vrouw.hoest, "toegang"),
        ("K4.geen", vrouw.weken > 41, "maatregelen"),
    ):
        yield planted(kind.CONFLICT, about, rules=changed(id, when=when(id) | extra))
    yield planted(
        kind.CONFLICT, "bad", rules=more(rule("K2.ook", vrouw.risico == "laag", bad.becomes("nee")))
    )
    # A rule that never speaks: it cannot hold, or exceptions always go first.
    for id in ("K1.ziekenhuis", "K2.nee", "K3.nee", "K4.ctg"):
        yield planted(
            kind.NEVER_SPEAKS,
            f"r/{id}",
            rules=changed(id, when=when(id) & helpers.any(lambda h: h.ziek & ~h.ziek)),
        )
    yield planted(kind.NEVER_SPEAKS, "r/K1.thuis", rules=changed("K1.ziekenhuis", when=ALWAYS))
    yield planted(
        kind.NEVER_SPEAKS,
        "r/K1.thuis",
        rules=(
            *changed("K1.thuis", yields_to=("K1.ziekenhuis", "K1.rest")),
            rule("K1.rest", ~when("K1.ziekenhuis"), plaats.becomes("ziekenhuis")),
        ),
    )
    yield planted(
        kind.NEVER_SPEAKS,
        "r/K2.thuis",
        rules=more(rule("K2.thuis", plaats == "ziekenhuis", bad.becomes("nee"))),
    )
    # An exception that never applies.
    yield planted(kind.IDLE_EXCEPTION, "r/K2.ja", rules=changed("K2.ja", yields_to=("K2.nee",)))
    yield planted(kind.IDLE_EXCEPTION, "r/K3.nee", rules=changed("K3.nee", yields_to=("K3.ja",)))
    yield planted(
        kind.IDLE_EXCEPTION, "r/K4.geen", rules=changed("K4.geen", yields_to=("K4.isolatie",))
    )
    # A rule that changes nothing.
    for id, extra in (
        ("K2.nee", vrouw.weken > 40),
        ("K1.ziekenhuis", vrouw.hoest),
        ("K3.ja", vrouw.risico == "laag"),
        ("K4.isolatie", vrouw.weken == 38),
    ):
        copy = rule(f"{id}_ook", when(id) & extra, _BY_ID[id].then)
        rules = changed("K1.thuis", yields_to=("K1.ziekenhuis", f"{id}_ook"))
        rules = rules if id.startswith("K1") else RULES
        yield planted(kind.REDUNDANT_RULE, f"r/{id}_ook", rules=(*rules, copy))
    # A condition that cannot fail.
    for id, always in (
        ("K1.thuis", vrouw.weken >= 0),
        ("K1.thuis", vrouw.hoest | ~vrouw.hoest),
        ("K2.nee", plaats == "thuis"),
        ("K3.nee", helpers.any(lambda h: h.ziek) | helpers.all(lambda h: ~h.ziek)),
    ):
        yield planted(kind.ALWAYS_HOLDS, f"r/{id}", rules=changed(id, when=always))
    # A part of a condition that changes nothing.
    for id, extra in (
        ("K2.nee", plaats == "thuis"),
        ("K4.ctg", ~(vrouw.koorts & ~vrouw.hoest)),
        ("K3.nee", helpers.any(lambda h: h.ziek)),
        ("K1.ziekenhuis", vrouw.weken <= 42),
    ):
        yield planted(kind.REDUNDANT_CONDITION, f"r/{id}", rules=changed(id, when=when(id) & extra))
    yield planted(
        kind.REDUNDANT_CONDITION,
        "r/K1.ziekenhuis",
        rules=changed("K1.ziekenhuis", when=when("K1.ziekenhuis") | (vrouw.weken < 30)),
    )
    # A value that does not occur.
    for asked in (plaats, bad, toegang, maatregelen):
        item = asked.question
        wider = attrs.evolve(item, values={**item.values, "nooit": "nooit"})
        questions = tuple(
            wider if one.question is item else one.question
            for one in (plaats, bad, toegang, maatregelen)
        )
        yield planted(kind.UNREACHABLE_VALUE, f"{item.id} nooit", questions=questions)
    # A field that no answer depends on.
    yield planted(
        kind.UNUSED_FIELD,
        "vrouw.risico",
        rules=changed("K1.ziekenhuis", when=vrouw.koorts | (vrouw.weken < 37)),
    )
    yield planted(
        kind.UNUSED_FIELD,
        "vrouw.weken",
        rules=changed("K1.ziekenhuis", when=vrouw.koorts | (vrouw.risico == "hoog")),
    )
    yield planted(
        kind.UNUSED_FIELD,
        "helpers.ziek",
        rules=changed("K3.ja", when=ALWAYS)[:5] + changed("K3.ja", when=ALWAYS)[6:],
    )
    # What must always hold and does not.
    yield planted(
        kind.BROKEN_INVARIANT,
        "r/koorts_nooit_thuis",
        rules=changed("K1.ziekenhuis", when=(vrouw.risico == "hoog") | (vrouw.weken < 37)),
    )
    yield planted(
        kind.BROKEN_INVARIANT,
        "r/koorts_nooit_thuis",
        rules=changed("K1.ziekenhuis", when=when("K1.ziekenhuis") & (vrouw.weken != 40)),
    )
    yield planted(
        kind.BROKEN_INVARIANT,
        "r/ziek_nooit_erbij",
        rules=changed("K3.ja", when=when("K3.ja") | (vrouw.weken == 42)),
    )
    yield planted(
        kind.BROKEN_MONOTONICITY,
        "vrouw.hoest",
        rules=tuple(
            attrs.evolve(item, when={"K2.ja": vrouw.hoest, "K2.nee": ~vrouw.hoest}[item.id])
            if item.id.startswith("K2")
            else item
            for item in RULES
        ),
    )
    yield planted(
        kind.BROKEN_MONOTONICITY,
        "vrouw.hoest",
        rules=tuple(
            attrs.evolve(
                item,
                when={
                    "K2.ja": ~vrouw.hoest & (vrouw.weken < 40) | vrouw.hoest & (vrouw.weken > 41),
                    "K2.nee": vrouw.hoest & (vrouw.weken <= 41)
                    | ~vrouw.hoest & (vrouw.weken >= 40),
                }[item.id],
            )
            if item.id.startswith("K2")
            else item
            for item in RULES
        ),
    )
    # Silences that are declared and are none; a constraint that takes the silence away.
    silence = KnownSilence(id="stil", question="plaats", when=vrouw.koorts, reason="Zo is het.")
    yield planted(kind.OUTDATED_SILENCE, "r/stil", silences=(silence,))
    yield planted(
        kind.OUTDATED_SILENCE,
        "r/stil",
        rules=changed("K2.ja", when=when("K2.ja") & (vrouw.weken >= 38)),
        silences=(
            KnownSilence(id="stil", question="bad", when=vrouw.weken < 37, reason="Zo is het."),
        ),
    )
    yield planted(
        kind.OUTDATED_SILENCE,
        "r/stil",
        rules=changed("K2.ja", when=when("K2.ja") & (vrouw.weken >= 38)),
        silences=(
            KnownSilence(id="stil", question="bad", when=vrouw.weken < 38, reason="Zo is het."),
        ),
        constraints=(DomainConstraint(id="c", always=vrouw.weken >= 38, because="Zo is het."),),
    )
    # What nobody filled in.
    term = OpenTerm(id="protocol", clauses=("K4",), label="het isolatieprotocol")
    yield planted(kind.OPEN_TERM, "r/protocol", open_terms=(term,))


DEFECTS_BY_KIND = {defect.kind: defect for defect in defects()}
"""One defect of each kind."""
