"""Small protocols for the tests of the durable engine, and whether it can be loaded here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import pytest

from obstetric_rules.engines.case import prepare
from obstetric_rules.engines.durable import DurableEngine
from obstetric_rules.engines.durable_binding import load
from obstetric_rules.engines.reference import ReferenceEngine
from obstetric_rules.errors import MissingExtraError
from obstetric_rules.expressions.operators import Expressible, SlotReference
from obstetric_rules.facts import UNKNOWN, Dossier, Kind, Slot, YesNo, fact
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.rules.question import QuestionReference, question
from obstetric_rules.rules.rule import Rule
from obstetric_rules.rules.ruleset import Layer, Ruleset
from obstetric_rules.testing.strategies import ON


def why_not_here() -> str:
    try:
        load()
    except MissingExtraError as error:
        return str(error)
    return ""


WHY_NOT = why_not_here()
needs_durable = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)


def yes_no(*names: str) -> dict[str, Kind]:
    return {name: YesNo(label=name, label_en=name) for name in names}


def thing(fields: Mapping[str, Kind], name: str = "ding") -> SlotReference:
    """Return a slot for one fact with these fields."""
    annotations = {field: Annotated[Any, kind] for field, kind in fields.items()}
    fact_type = fact(
        type(name.title(), (), {"__annotations__": annotations, **dict.fromkeys(fields, UNKNOWN)})
    )
    slot = Slot(name=name, fact_type=fact_type, label=name, label_en=name, question=f"{name}?")
    return SlotReference(slot)


def asking(
    name: str = "bad", values: Sequence[str] = ("ja", "nee"), **how: Any
) -> QuestionReference:
    return question(
        name, text=f"{name}?", label=name, values={value: value for value in values}, **how
    )


def rule(name: str, asked: QuestionReference, when: Expressible, value: str, **how: Any) -> Rule:
    return Rule(
        id=f"K1.{name}",
        clauses=("K1",),
        when=when,
        then=asked.becomes(value),
        because="Dat is zo.",
        **how,
    )


def composed(
    slots: Sequence[Any],
    questions: Sequence[QuestionReference],
    rules: Sequence[Rule],
    name: str = "proef",
    fixed: Mapping[str, Any] | None = None,
) -> Protocol:
    clause = Clause(id="K1", document="d", heading="h", item="1", paraphrase="p")
    ruleset = Ruleset(
        id=name,
        version="1",
        title=name,
        layer=Layer.REGION,
        publisher="niemand",
        status="proef",
        slots=tuple(slots),
        questions=tuple(questions),
        rules=tuple(rules),
        clauses=(clause,),
        fixed=fixed or {},
    )
    return compose([ruleset], ON)


def answer_both(protocol: Protocol, asked: str = "bad", **facts: Any) -> tuple[Any, Any]:
    """Return the outcome of a question by the durable engine, and by the reference."""
    case = prepare(protocol, Dossier(**facts))
    return (
        DurableEngine(protocol).answer(case, asked).outcome,
        ReferenceEngine(protocol).answer(case, asked).outcome,
    )
