"""Broken rulesets, and what their author is told.

What is said of conditions stands in golden/conditions.txt, each message below the condition; what
is said of a ruleset that is broken in many ways in golden/everything_at_once.txt. After a change
that is meant, run this file with OBSTETRIC_RULES_RECORD=1 and review the difference.
"""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Annotated, Any

import attrs
import pytest

from obstetric_rules.errors import RulesetError
from obstetric_rules.expressions.nodes import Binding, Field, Holds
from obstetric_rules.expressions.operators import (
    ALWAYS,
    Expression,
    ManySlotReference,
    SlotReference,
    define,
)
from obstetric_rules.facts import UNKNOWN, Client, Partner, Unknown, WholeNumber, YesNo, fact
from obstetric_rules.rules.invariant import Invariant, Monotonicity
from obstetric_rules.rules.protocol import compose
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing._vocabularies import make_fact_type
from tests import golden
from tests.engines.examples import (
    SLOTS,
    ask,
    bedden,
    client,
    meting,
    partner,
    praktijk,
    slot,
    ziekenhuis,
    zorgverleners,
)
from tests.rules.parts import ON, clause, hospital, rule, ruleset

GOLDEN = Path(__file__).parent / "golden"
CONDITIONS = GOLDEN / "conditions.txt"


@fact
class Vast:
    """A number that can only be seven."""

    vast: Annotated[
        int | Unknown, WholeNumber(label="vast", label_en="fixed", minimum=7, maximum=7)
    ] = UNKNOWN


@fact
class Schaduw:
    """A fact whose fields have names that conditions use themselves."""

    count: Annotated[bool | Unknown, YesNo(label="tel", label_en="count")] = UNKNOWN
    slot: Annotated[bool | Unknown, YesNo(label="slot", label_en="slot")] = UNKNOWN
    aantal: Annotated[bool | Unknown, YesNo(label="aantal", label_en="number")] = UNKNOWN


def field(slot: str, name: str, binding: str = "slot") -> Expression:
    """Write a yes/no field that no operator gives."""
    return Expression(Holds(Field(slot, name, Binding(binding))))


een = SlotReference(slot("een", Vast))
q, q2 = ask("q"), ask("q2")
set_q = ask("set_q", set_valued=True)
per_bed = ask("per_bed", per="bedden")
looks_back = ask("looks_back", per="bedden")
looks_further = ask("looks_further", per="bedden")
per_caregiver = ask("per_caregiver", per="zorgverleners")
QUESTIONS = (q, q2, set_q, per_bed, looks_back, looks_further, per_caregiver)

AUTHOR: dict[str, Any] = {
    **{item.slot.name: item for item in (*SLOTS, een)},
    **{item.question.id: item for item in QUESTIONS},
    "ask": ask,
    "define": define,
    "field": field,
    "one_of": lambda reference: ManySlotReference(reference.slot),
    # Names that nobody declared.
    "cliënt": SlotReference(slot("cliënt", Client)),
    "artner": SlotReference(slot("artner", Partner)),
    "bed": ManySlotReference(slot("bed", Partner, many=True)),
}
SOUND_RULES = (
    rule("S1.omkijken", bedden.any(lambda b: b.vrij == bedden.each.vrij), looks_back.becomes("x")),
    rule("S2.verder", looks_back == "x", looks_further.becomes("x")),
    rule("S2.nogmaals", (looks_back == "y") | (per_bed == "x"), looks_further.becomes("y")),
)


def _faults(*layers: Ruleset) -> list[str]:
    with pytest.raises(RulesetError) as caught:
        compose(layers, ON)
    return [str(fault) for fault in caught.value.faults]


def _broken(**parts: Any) -> list[str]:
    with pytest.raises(RulesetError) as caught:
        ruleset(**parts)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize("source", golden.sources(CONDITIONS))
def test_a_broken_condition_is_named_with_ruleset_rule_and_clause(source: str) -> None:
    """The author of a condition that cannot be right reads where it stands and what is wrong."""
    broken = rule("K1.regel", eval(source, dict(AUTHOR)), q.becomes("x"))

    found = _broken(slots=(*SLOTS, een), questions=QUESTIONS, rules=(*SOUND_RULES, broken))

    assert all(fault.startswith("r, rule K1.regel, clause K1: ") for fault in found)
    where = "r, rule K1.regel, clause K1: "
    golden.check(CONDITIONS, source, "\n".join(fault.removeprefix(where) for fault in found))


@pytest.mark.parametrize(
    "when",
    [
        een.vast == 7,
        een.vast >= 7,
        meting.dagen != -1,
        meting.dagen >= 42,
        meting.temperatuur > 37,
        praktijk.primair_ziekenhuis == ziekenhuis.id,
        client.lijn == zorgverleners.each.lijn,
        zorgverleners.each.koorts == client.koorts,
        zorgverleners.any(lambda z: per_caregiver == "x"),
        per_caregiver == "x",
        bedden.any(lambda b: per_bed == "x"),
        partner.is_present() & partner.koorts,
    ],
    ids=lambda _: "",
)
def test_a_condition_at_the_edge_is_sound(when: Expression) -> None:
    """The checks refuse nothing that can hold."""
    ruleset(
        slots=(*SLOTS, een),
        questions=[*QUESTIONS, ask("hier", per="zorgverleners")],
        rules=[*SOUND_RULES, rule("K1.regel", when, ask("hier").becomes("x"))],
    )


K1 = rule("K1.regel")
SHADOW = slot("schaduw", Schaduw)
NUMBERED = make_fact_type("Kamer", {"id": WholeNumber(label="nummer", label_en="number")})
NO_FACT = slot("getal", int)
BROKEN: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a slot declared twice": (
        {"slots": [slot("bed", Client), slot("bed", Client)]},
        ["r: the slot bed is declared twice"],
    ),
    "a slot of the dossier's own name": (
        {"slots": [slot("ref", Client), slot("afwijkingen", Client)]},
        [
            "r: the slot name ref is taken by the dossier itself",
            "r: the slot name afwijkingen is taken by the dossier itself",
        ],
    ),
    "a slot of no facts": (
        {
            "slots": [NO_FACT, attrs.evolve(NO_FACT, name="tekst", fact_type="Client")],
            "questions": [q],
            "rules": [rule("K1.regel", SlotReference(NO_FACT).waarde)],
        },
        [
            "r: the slot getal holds int, which is no fact: decorate the class with @fact",
            "r: the slot tekst holds 'Client', which is no fact: decorate the class with @fact",
        ],
    ),
    "a field that conditions cannot read": (
        {"slots": [SHADOW]},
        [
            f"r: the slot schaduw holds Schaduw, whose field {name} no condition can read: "
            "conditions use that name themselves. Give the field another name"
            for name in ("count", "slot")
        ],
    ),
    "an empty list that may be empty": (
        {"slots": [slot("bedden", Client, many=True, nullable=True)]},
        ["r: the slot bedden is both many and nullable: an empty list says there are none"],
    ),
    "facts of a list that are numbered": (
        {"slots": [slot("kamers", NUMBERED, many=True)]},
        [
            "r: the slot kamers holds Kamer, whose id is no Text and no Choice: "
            "facts of a list are called by their ids"
        ],
    ),
    "a question declared twice": (
        {"questions": [q, q]},
        ["r: the question q is declared twice"],
    ),
    "a question without values": (
        {"questions": [attrs.evolve(q.question, values={})]},
        ["r: the question q: has no permitted values"],
    ),
    "a question that cannot be empty": (
        {"questions": [ask("q", empty_without_rules=True)]},
        ["r: the question q: has one value, so no rule cannot mean the empty set"],
    ),
    "a question per one fact": (
        {"questions": [ask("q", per="client"), ask("q2", per="clienten")]},
        [
            "r: the question q: is asked per client, which is no slot with many facts",
            "r: the question q2: is asked per clienten, which is no slot with many facts",
        ],
    ),
    "a question about what is always there": (
        {"questions": [ask("q", about="client"), ask("q2", about="kind")]},
        [
            "r: the question q: is about client, which is no slot that may be empty",
            "r: the question q2: is about kind, which is no slot that may be empty",
        ],
    ),
    "a question asked when nothing can hold": (
        {"questions": [ask("q", asked_when=client.kort)]},
        [
            "r: the question q: asked_when: refers to client.kort, which is no known field "
            "(did you mean koorts?)"
        ],
    ),
    "a rule id used twice": (
        {"questions": [q], "rules": [K1, K1]},
        ["r, rule K1.regel, clause K1: this id is used by two rules"],
    ),
    "a rule without a clause": (
        {"questions": [q], "rules": [rule("K1.regel", clauses=())]},
        ["r, rule K1.regel: names no clause. Every rule stands on a clause of its source"],
    ),
    "a rule of an unknown clause": (
        {"questions": [q], "rules": [K1], "clauses": []},
        [
            "r, rule K1.regel, clause K1: names the clause K1, which neither its ruleset nor a "
            "lower one has"
        ],
    ),
    "a rule without a reason": (
        {"questions": [q], "rules": [rule("K1.regel", because=" ")]},
        ["r, rule K1.regel, clause K1: gives no reason: because is empty"],
    ),
    "a rule for an unknown question": (
        {"questions": [ask("ingang")], "rules": [rule("K1.regel", then=ask("ingan").becomes("x"))]},
        ["r, rule K1.regel, clause K1: concludes ingan, which is not known (did you mean ingang?)"],
    ),
    "a value outside the question's": (
        {"questions": [q], "rules": [rule("K1.regel", then=q.becomes("xx"))]},
        ["r, rule K1.regel, clause K1: concludes q = xx, which is not known (did you mean x?)"],
    ),
    "a value that is no text": (
        {"questions": [q], "rules": [rule("K1.regel", then=q.becomes(True))]},  # type: ignore[arg-type]
        [
            "r: rules[K1.regel].then.values: expected a list, each of them a text, got a list with "
            "something else in it"
        ],
    ),
    "two values for a question with one": (
        {
            "questions": [q],
            "rules": [
                rule("K1.geen", then=q.is_empty()),
                rule("K1.twee", then=q.includes("x", "y")),
            ],
        },
        [
            "r, rule K1.geen, clause K1: concludes 0 values, but q has exactly one",
            "r, rule K1.twee, clause K1: concludes 2 values, but q has exactly one",
        ],
    ),
    "a clause id used twice": (
        {"clauses": [clause("K1", "vaag"), clause("K1", "vaag")]},
        ["r, clause K1: this id is used by two clauses"],
    ),
    "a clause without a rule": (
        {"clauses": [clause("K1"), clause("K2", "")]},
        [
            f"r, clause {name}: has no rule. Write a rule that names it, or say in not_modelled "
            "why there is none"
            for name in ("K1", "K2")
        ],
    ),
    "a clause with rules and a reason for none": (
        {"questions": [q], "rules": [K1], "clauses": [clause("K1", "vaag")]},
        ["r, clause K1: has rules and also a reason why it has none"],
    ),
    "a term with two meanings": (
        {
            "questions": [ask("q", asked_when=define("ziek", client.koorts))],
            "rules": [rule("K1.regel", define("ziek", client.hoesten))],
        },
        ["r: the term 'ziek' is defined in two ways"],
    ),
    "a rule with an unknown exception": (
        {
            "questions": [q],
            "rules": [K1, rule("K2.regel", overrides=("K1.regl",), yields_to=("s/K9.ver",))],
        },
        [
            "r, rule K2.regel, clause K2: refers to the rule r/K1.regl, which is not known in this "
            "ruleset or below it (did you mean r/K1.regel?)",
            "r, rule K2.regel, clause K2: refers to the rule s/K9.ver, which is not known in this "
            "ruleset or below it",
        ],
    ),
    "an exception across questions": (
        {
            "questions": [q, q2],
            "rules": [K1, rule("K2.regel", then=q2.becomes("x"), overrides=("K1.regel",))],
        },
        [
            "r, rule K2.regel, clause K2: is in exception with r/K1.regel, which answers q and "
            "not q2: an exception stays within one question"
        ],
    ),
    "an exception to itself": (
        {"questions": [q], "rules": [rule("K1.regel", overrides=("K1.regel",))]},
        [
            "r, rule K1.regel, clause K1: exceptions in a circle: r/K1.regel -> r/K1.regel",
        ],
    ),
    "exceptions to each other": (
        {
            "questions": [q],
            "rules": [
                rule("K1.a", yields_to=("K3.c",)),
                rule("K2.b", overrides=("K1.a",)),
                rule("K3.c", overrides=("K2.b",), yields_to=("K1.a",)),
            ],
        },
        [
            "r, rule K1.a, clause K1: exceptions in a circle: r/K1.a -> r/K3.c -> r/K1.a",
        ],
    ),
    "an exception that revives a third value": (
        {
            "questions": [ask("q", "x", "y", "z")],
            "rules": [
                rule("K1.x", then=q.becomes("x")),
                rule("K2.y", then=q.becomes("y"), overrides=("K1.x",)),
                rule("K3.z", then=q.becomes("z"), overrides=("K2.y",)),
            ],
        },
        [
            "r, rule K3.z, clause K3: overrides r/K2.y, which revives r/K1.x with another value: "
            "it must override both"
        ],
    ),
    "an exception that revives a value beside none": (
        {
            "questions": [set_q],
            "rules": [
                rule("K1.x", then=set_q.includes("x")),
                rule("K2.y", then=set_q.includes("y"), overrides=("K1.x",)),
                rule("K3.geen", then=set_q.is_empty(), overrides=("K2.y",)),
            ],
        },
        [
            "r, rule K3.geen, clause K3: overrides r/K2.y, which revives r/K1.x with another "
            "value: it must override both"
        ],
    ),
    "an exception to a rule for an unknown question": (
        {
            "questions": [ask("ander")],
            "rules": [
                K1,
                rule("K2.regel", overrides=("K1.regel",)),
                rule("K3.regel", overrides=("K2.regel",)),
            ],
        },
        [
            f"r, rule {name}.regel, clause {name}: concludes q, which is not known"
            for name in ("K1", "K2", "K3")
        ],
    ),
    "questions that ask each other": (
        {
            "questions": [q, q2],
            "rules": [rule("K1.q", q2 == "x"), rule("K2.q2", q == "x", q2.becomes("x"))],
        },
        ["r, rule K1.q, clause K1: questions that depend on each other in a circle: q -> q2 -> q"],
    ),
    "a question asked when it has an answer": (
        {"questions": [ask("a"), ask("q", asked_when=q == "x")]},
        ["r: questions that depend on each other in a circle: q -> q"],
    ),
    "an unknown question that asks itself": (
        {"rules": [rule("K1.regel", q == "x")]},
        [
            "r, rule K1.regel, clause K1: concludes q, which is not known",
            "r, rule K1.regel, clause K1: questions that depend on each other in a circle: q -> q",
        ],
    ),
    "a period that ends before it starts": (
        {"valid_from": ON, "valid_to": ON.replace(year=2025)},
        ["r: valid_to 2025-06-01 is before valid_from 2026-06-01"],
    ),
    "facts of the place that cannot be": (
        {
            "fixed": {
                "zorgverleners.id": "v1",
                "kind.id": "k1",
                "ziekenhuis.idd": "mzh",
                "ziekenhuis.id": "",
                "ziekenhuis": "mzh",
            }
        },
        [
            "r: fixes zorgverleners.id, but zorgverleners is no slot with one fact",
            "r: fixes kind.id, but kind is no slot with one fact",
            "r: fixes ziekenhuis.idd, which is not known (did you mean id?)",
            "r: fixes ziekenhuis.id to ''; expected a text that is not empty, in lower case and "
            "without white space around, or null",
            "r: fixes ziekenhuis., which is not known",
        ],
    ),
    "invariants that cannot be": (
        {
            "questions": [q],
            "clauses": [clause("K1", "vaag")],
            "invariants": [
                Invariant(id="I1", clauses=("K1", "K9"), always=client.kort, because="Zo."),
                Invariant(id="I1", clauses=(), always=ALWAYS, because="Zo.", per="client"),
                Invariant(id="I2", clauses=(), always=ALWAYS, because="Zo.", per="bed"),
            ],
        },
        [
            "r: the invariant I1 is declared twice",
            "r, clause K1: the invariant I1: names the clause K9, which neither its ruleset nor a "
            "lower one has",
            "r, clause K1: the invariant I1: refers to client.kort, which is no known field (did "
            "you mean koorts?)",
            "r: the invariant I1: holds per client, which is no slot with many facts",
            "r: the invariant I2: holds per bed, which is no slot with many facts",
        ],
    ),
    "invariants over answers that cannot be": (
        {
            "questions": [q],
            "invariants": [
                Monotonicity(
                    id="M1",
                    clauses=(),
                    question="q",
                    fields=("client.lijn", "client.kort", "kind.koorts", "client.koorts"),
                    restrictive=("x",),
                    permissive=("z",),
                    because="Zo.",
                ),
                Monotonicity(
                    id="M2",
                    clauses=(),
                    question="p",
                    fields=(),
                    restrictive=(),
                    permissive=(),
                    because="Zo.",
                ),
            ],
        },
        [
            "r: the invariant M1: speaks of q = z, which is not known",
            "r: the invariant M1: speaks of client.lijn, which is no yes/no field",
            "r: the invariant M1: speaks of client.kort, which is no yes/no field",
            "r: the invariant M1: speaks of kind.koorts, which is no yes/no field",
            "r: the invariant M2: speaks of p, which is not known",
        ],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_ruleset_is_refused_when_it_is_built(name: str) -> None:
    """Its author is told what is wrong, in which rule and under which clause."""
    parts, faults = BROKEN[name]

    assert _broken(**parts) == faults


def _broken_together() -> tuple[Ruleset, Ruleset]:
    region = ruleset(
        questions=[q, per_bed], rules=[rule("K1.x"), rule("K2.bed", then=per_bed.becomes("x"))]
    )
    top = hospital(
        slots=[SHADOW, slot("client", Client)],
        questions=[ask("q3", about="client", asked_when=ask("q3") == "x"), ask("q4")],
        rules=[
            rule("K1.x", client.kort & (meting.dagen > 42) & (per_bed == "x")),
            rule("K1.x", q == "z", ask("q4").becomes("zz"), because="", overrides=("r/K1.x",)),
            rule("K2.y", then=ask("q5").becomes("x"), clauses=("K8",), overrides=("r/K1.y",)),
        ],
        clauses=[clause("K1"), clause("K7")],
        invariants=[Invariant(id="I", clauses=("K1",), always=client.lijn, because="Zo.")],
        fixed={"ziekenhuis.id": 3},
        valid_from=ON,
        valid_to=ON.replace(year=2025),
    )
    return region, top


def test_everything_that_is_wrong_is_said_at_once() -> None:
    """Whoever mends a ruleset sees all of its faults, and does not find them one by one."""
    found = _faults(*_broken_together())

    assert len(found) == len(set(found)) > 15
    golden.check_whole(GOLDEN / "everything_at_once.txt", "\n".join(found))


def test_a_report_of_faults_can_be_sent_to_another_process() -> None:
    """A program that checks plugins in a process of its own gets the whole report."""
    with pytest.raises(RulesetError) as caught:
        compose(_broken_together(), ON)

    again = pickle.loads(pickle.dumps(caught.value))
    assert again.faults == caught.value.faults
    assert isinstance(again, ValueError)
