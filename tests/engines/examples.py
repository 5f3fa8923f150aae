"""Small protocols, one for each thing that the meaning of rules says; each fits on a few lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from obstetric_rules.expressions.operators import (
    ALWAYS,
    Expressible,
    ManySlotReference,
    SlotReference,
)
from obstetric_rules.facts import (
    UNKNOWN,
    Choice,
    Client,
    DecimalNumber,
    Partner,
    Praktijk,
    Slot,
    Unknown,
    WholeNumber,
    YesNo,
    Ziekenhuis,
    Zorgverlener,
    fact,
)
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.rules.question import Conclusion, QuestionReference, question
from obstetric_rules.rules.rule import Rule
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing.strategies import ON


@fact
class Meting:
    """Numbers, for rules that compare them."""

    dagen: Annotated[
        int | Unknown, WholeNumber(label="dagen", label_en="days", minimum=0, maximum=42)
    ] = UNKNOWN
    temperatuur: Annotated[
        float | Unknown, DecimalNumber(label="temperatuur", label_en="temperature")
    ] = UNKNOWN


@fact
class Bed:
    """A fact of which there are two at most, since there are only two ids."""

    id: Annotated[
        str | Unknown,
        Choice(label="id", label_en="id", values={"links": "links", "rechts": "rechts"}),
    ] = UNKNOWN
    vrij: Annotated[bool | Unknown, YesNo(label="vrij", label_en="free")] = UNKNOWN


def slot(name: str, fact_type: type, *, many: bool = False, nullable: bool = False) -> Slot:
    return Slot(
        name=name,
        fact_type=fact_type,
        label=f"de {name}",
        label_en=f"the {name}",
        question=f"Wie of wat is {name}?",
        many=many,
        nullable=nullable,
    )


client = SlotReference(slot("client", Client))
partner = SlotReference(slot("partner", Partner, nullable=True))
ziekenhuis = SlotReference(slot("ziekenhuis", Ziekenhuis))
praktijk = SlotReference(slot("praktijk", Praktijk))
meting = SlotReference(slot("meting", Meting))
zorgverleners = ManySlotReference(slot("zorgverleners", Zorgverlener, many=True))
bedden = ManySlotReference(slot("bedden", Bed, many=True))

SLOTS = (client, partner, ziekenhuis, praktijk, meting, zorgverleners, bedden)


def ask(id: str, *values: str, **how: Any) -> QuestionReference:
    values = values or ("x", "y")
    return question(
        id, text=f"Wat is {id}?", label=f"de {id}", values={value: value for value in values}, **how
    )


def rule(id: str, when: Expressible, then: Conclusion, **how: Any) -> Rule:
    """Make a rule of the clause with which its id starts: K1 of "K1.regel"."""
    clause = id.partition(".")[0]
    return Rule(id=id, clauses=(clause,), when=when, then=then, because="Daarom.", **how)


def protocol_of(
    questions: Sequence[QuestionReference], rules: Sequence[Rule], **fixed: str
) -> Protocol:
    """Compose a protocol of one ruleset, ``r``."""
    clauses = dict.fromkeys(name for item in rules for name in item.clauses)
    ruleset = Ruleset(
        id="r",
        version="1",
        title="Voorbeeld",
        layer="region",
        publisher="niemand",
        status="voorbeeld",
        slots=SLOTS,
        questions=questions,
        rules=rules,
        clauses=[
            Clause(id=name, document="d", heading="h", item=name, paraphrase="p")
            for name in sorted(clauses)
        ],
        fixed={path.replace("__", "."): value for path, value in fixed.items()},
    )
    return compose([ruleset], ON)


q, q2 = ask("q"), ask("q2")
maatregelen = ask("maatregelen", "x", "y", set_valued=True)
maatregelen_of_geen = ask("of_geen", "x", "y", set_valued=True, empty_without_rules=True)
toegang = ask("toegang", per="zorgverleners")
bij_partner = ask("bij_partner", about="partner")
asked_when_ill = ask("bij_koorts", asked_when=client.koorts)

EITHER_WAY = protocol_of(
    [q],
    [
        rule("K1.met", client.koorts & client.hoesten, q.becomes("x")),
        rule("K2.zonder", client.koorts & ~client.hoesten, q.becomes("x")),
    ],
)
ONE_RULE = protocol_of(
    [q],
    [
        rule(
            "K1.regel",
            client.koorts & ~client.dyspnoe & (client.hoesten | ~client.hoesten),
            q.becomes("x"),
        )
    ],
)
TWO_VALUES = protocol_of(
    [q],
    [
        rule("K1.x", client.koorts, q.becomes("x")),
        rule("K2.y", client.hoesten, q.becomes("y")),
        rule("K2.ook_y", client.hoesten & client.keelpijn, q.becomes("y")),
    ],
)
CHAIN = protocol_of(
    [q, asked_when_ill, q2],
    [
        rule("K1.x", client.hoesten, q.becomes("x")),
        rule("K1.koorts", client.hoesten, asked_when_ill.becomes("x")),
        rule("K2.anders", q != "x", q2.becomes("x")),
        rule("K2.niet_x", ~(q == "x") & ~(asked_when_ill == "x"), q2.becomes("y")),
    ],
)
CHAINED_CONFLICT = protocol_of(
    [q, q2, ask("q3", asked_when=q2 == "x"), ask("q4")],
    [
        rule("K1.x", client.koorts, q.becomes("x")),
        rule("K1.y", client.hoesten, q.becomes("y")),
        rule("K2.x", (q == "x") & ~client.dyspnoe, q2.becomes("x")),
        rule("K2.y", client.keelpijn, q2.becomes("y")),
        rule("K3.x", ALWAYS, ask("q3").becomes("x")),
        rule("K4.x", q == "x", ask("q4").becomes("x"), yields_to=("K4.niet",)),
        rule("K4.niet", client.dyspnoe, ask("q4").becomes("y")),
    ],
)
EXCEPTIONS = protocol_of(
    [q],
    [
        rule("K1.regel", client.koorts, q.becomes("x")),
        rule("K2.tenzij", client.hoesten, q.becomes("y"), overrides=("K1.regel",)),
        rule("K3.toch", client.keelpijn, q.becomes("x"), overrides=("K2.tenzij",)),
    ],
)
IN_PRINCIPE = protocol_of(
    [q, toegang],
    [
        rule("K1.regel", client.koorts, q.becomes("x"), in_principe=True),
        rule(
            "K2.tenzij", client.hoesten, q.becomes("y"), overrides=("K1.regel",), in_principe=True
        ),
        rule("K3.geweerd", zorgverleners.each.koorts, toegang.becomes("x"), in_principe=True),
    ],
)
SETS = protocol_of(
    [maatregelen, maatregelen_of_geen],
    [
        rule("K1.x", client.koorts, maatregelen.includes("x")),
        rule("K2.y", client.hoesten, maatregelen.includes("y")),
        rule("K3.geen", client.dyspnoe, maatregelen.is_empty()),
        rule("K4.x", client.koorts, maatregelen_of_geen.includes("x", "y")),
    ],
)
PARTNER = protocol_of(
    [bij_partner, q],
    [
        rule("K1.x", partner.koorts, bij_partner.becomes("x")),
        rule("K1.y", ~partner.koorts, bij_partner.becomes("y")),
        rule("K2.x", partner.koorts != True, q.becomes("x")),
        rule("K2.y", ~partner.is_present(), q.becomes("y")),
    ],
)
PER_FACT = protocol_of(
    [toegang, q, ask("alleen", per="zorgverleners"), ask("vast", per="zorgverleners")],
    [
        rule("K1.x", zorgverleners.each.koorts & client.koorts, toegang.becomes("x")),
        rule("K1.y", ~zorgverleners.each.koorts, toegang.becomes("y")),
        rule("K2.x", zorgverleners.any(lambda z: toegang == "x"), q.becomes("x")),
        rule("K2.y", zorgverleners.count(lambda z: z.hoesten) == 1, q.becomes("y")),
        rule(
            "K3.x",
            zorgverleners.all(lambda z: z.lijn == zorgverleners.each.lijn) & (toegang == "y"),
            ask("alleen").becomes("x"),
        ),
        rule("K4.x", ALWAYS, ask("vast").becomes("x")),
    ],
)
PER_FACT_CONFLICT = protocol_of(
    [toegang, q, ask("ook", per="zorgverleners")],
    [
        rule("K1.x", zorgverleners.each.koorts, toegang.becomes("x")),
        rule("K1.y", zorgverleners.each.hoesten, toegang.becomes("y")),
        rule("K2.x", zorgverleners.any(lambda z: toegang == "x"), q.becomes("x")),
        rule("K2.y", client.hoesten, q.becomes("y")),
        rule("K2.ook", client.hoesten, q.becomes("x")),
        rule("K3.x", toegang == "x", ask("ook").becomes("x")),
    ],
)
COUNTS = protocol_of(
    [ask("precies_een"), ask("hoogstens_een"), ask("minstens_twee"), ask("nooit")],
    [
        rule("K1.x", zorgverleners.count(lambda z: z.koorts) == 1, ask("precies_een").becomes("x")),
        rule(
            "K2.x", zorgverleners.count(lambda z: z.koorts) <= 1, ask("hoogstens_een").becomes("x")
        ),
        rule(
            "K3.x", zorgverleners.count(lambda z: z.koorts) >= 2, ask("minstens_twee").becomes("x")
        ),
        rule("K4.x", zorgverleners.count(lambda z: z.id == "v1") >= 2, ask("nooit").becomes("x")),
    ],
)
TEXTS = protocol_of(
    [q, q2, ask("q3")],
    [
        rule(
            "K1.nooit",
            (praktijk.primair_ziekenhuis == ziekenhuis.id)
            & (praktijk.primair_ziekenhuis == "umcg")
            & (ziekenhuis.id == "mzh"),
            q.becomes("x"),
        ),
        rule("K2.x", praktijk.primair_ziekenhuis == ziekenhuis.id, q2.becomes("x")),
        rule(
            "K3.nooit",
            praktijk.vsvs.contains("a") & praktijk.vsvs.contains("b") & (praktijk.vsvs.size() < 2),
            ask("q3").becomes("x"),
        ),
        rule(
            "K3.twee",
            praktijk.vsvs.contains("a") & (praktijk.vsvs.size() == 2),
            ask("q3").becomes("y"),
        ),
    ],
)
NUMBERS = protocol_of(
    [q, q2],
    [
        rule("K1.x", meting.dagen <= 0, q.becomes("x")),
        rule("K1.nooit", (meting.dagen > 0) & (meting.dagen < 1), q.becomes("y")),
        rule("K1.altijd", meting.dagen >= 42, q.becomes("y")),
        rule("K2.x", (meting.temperatuur > 37) & (meting.temperatuur < 38.0), q2.becomes("x")),
        rule("K2.y", meting.temperatuur.is_in(37, 38.0), q2.becomes("y")),
    ],
)
TWO_BEDS = protocol_of(
    [q],
    [rule("K1.x", bedden.any(lambda bed: (bed.id == "links") & bed.vrij), q.becomes("x"))],
)
PLACE = protocol_of(
    [q], [rule("K1.x", ziekenhuis.id == "mzh", q.becomes("x"))], ziekenhuis__id="mzh"
)

EXAMPLES = {
    name: protocol for name, protocol in list(globals().items()) if isinstance(protocol, Protocol)
}
