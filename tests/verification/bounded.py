"""Made-up protocols with domain constraints, known silences and invariants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
from hypothesis import strategies as st

from obstetric_rules.expressions.nodes import (
    Always,
    And,
    Answer,
    Binding,
    Comparison,
    Condition,
    Containment,
    Count,
    Field,
    Holds,
    Membership,
    Not,
    Operator,
    Or,
    Present,
    Quantified,
    walk,
)
from obstetric_rules.facts import YesNo, kinds_of
from obstetric_rules.rules.case_bounds import DomainConstraint, KnownSilence
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.invariant import Invariant, Monotonicity
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.rules.question import Conclusion, Question
from obstetric_rules.rules.rule import Rule
from obstetric_rules.testing.strategies import ON, protocols


@st.composite
def bounded_protocols(draw: st.DrawFn) -> Protocol:
    """Return a strategy of protocols of which the cases are bounded now and then."""
    protocol = draw(protocols())
    if draw(st.integers(1, 3)) == 3:
        protocol = _with_turning_question(draw, protocol)
    *lower, top = protocol.layers
    bounded = attrs.evolve(
        top,
        constraints=_some(draw, _constraints(draw, protocol), 3),
        silences=_some(draw, _silences(draw, protocol), 2),
        invariants=(
            *_some(draw, _invariants(draw, protocol), 2),
            *_monotonicities(draw, protocol),
        ),
    )
    return compose([*lower, bounded], ON)


def _with_turning_question(draw: st.DrawFn, protocol: Protocol) -> Protocol:
    """Add a question that turns with a yes/no field, perhaps: by itself that is rare."""
    fields = [
        Field(slot.name, name, Binding.EACH if slot.many else Binding.SLOT)
        for slot in protocol.slots.values()
        for name, kind in kinds_of(slot.fact_type).items()
        if isinstance(kind, YesNo)
    ]
    if not fields:
        return protocol
    field = draw(st.sampled_from(fields))
    per = field.slot if field.binding is Binding.EACH else None
    question = Question(
        id="draait", text="Draait het?", label="het draaien", values={"x": "x", "y": "y"}, per=per
    )
    fitting = [atom for atom in _atoms(protocol) if _fits(atom, question, protocol)]
    other = draw(st.sampled_from([Always(), *fitting]))
    *lower, top = protocol.layers
    rules = [
        Rule(
            id=f"draait.{value}",
            clauses=("draait",),
            when=when,
            then=Conclusion("draait", (value,)),
            because="Zo draait het.",
        )
        for value, when in (("x", Not(Holds(field))), ("y", And((Holds(field), other))))
    ]
    clause = Clause(id="draait", document="d", heading="h", item="1", paraphrase="p")
    turning = attrs.evolve(
        top,
        questions=(*top.questions, question),
        rules=(*top.rules, *rules),
        clauses=(*top.clauses, clause),
    )
    return compose([*lower, turning], ON)


def _some(draw: st.DrawFn, items: Iterator[Any], one_in: int) -> tuple[Any, ...]:
    return (next(items),) if draw(st.integers(1, one_in)) == one_in else ()


def _constraints(draw: st.DrawFn, protocol: Protocol) -> Iterator[DomainConstraint]:
    atoms = [
        atom for atom in _atoms(protocol) if not any(isinstance(n, Answer) for n in walk(atom))
    ]
    per = draw(st.sampled_from(sorted({_per(atom) for atom in atoms}, key=str) or [None]))
    if per is not None:
        # A constraint per fact is a quantifier, and there are none inside one.
        atoms = [atom for atom in atoms if not isinstance(atom, Quantified | Comparison)]
    fitting = [atom for atom in atoms if _per(atom) in (None, per)] or [Always()]
    always = _combined(draw, fitting)
    yield DomainConstraint(id="grens", always=always, because="Zo is het.", per=per)


def _silences(draw: st.DrawFn, protocol: Protocol) -> Iterator[KnownSilence]:
    question = draw(st.sampled_from(list(protocol.questions.values())))
    fitting = [atom for atom in _atoms(protocol) if _fits(atom, question, protocol)]
    when = draw(st.sampled_from([Always(), *fitting]))
    yield KnownSilence(id="stil", question=question.id, when=when, reason="De tekst zwijgt.")


def _invariants(draw: st.DrawFn, protocol: Protocol) -> Iterator[Invariant]:
    question = draw(st.sampled_from(list(protocol.questions.values())))
    answered = _answered(question, draw(st.sampled_from(list(question.values))))
    fitting = [atom for atom in _atoms(protocol) if _fits(atom, question, protocol)]
    other = draw(st.sampled_from([answered, *fitting]))
    yield Invariant(
        id="altijd",
        clauses=(),
        always=Not(answered) if draw(st.booleans()) else Or((Not(answered), Not(other))),
        because="Altijd.",
        per=question.per,
    )


def _answered(question: Question, value: str) -> Condition:
    if question.set_valued:
        return Containment(Answer(question.id), value)
    return Comparison(Answer(question.id), Operator.EQUAL, value)


def _monotonicities(draw: st.DrawFn, protocol: Protocol) -> Iterator[Monotonicity]:
    """Yield for each question that it never turns from one value to another."""
    fields = tuple(
        f"{slot.name}.{name}"
        for slot in protocol.slots.values()
        for name, kind in kinds_of(slot.fact_type).items()
        if isinstance(kind, YesNo)
    )
    for question in protocol.questions.values():
        values = [
            value for rule in protocol.rules_by_question[question.id] for value in rule.values
        ]
        values = list(dict.fromkeys(values))
        if draw(st.booleans()):
            values.reverse()
        if fields and len(values) > 1:
            yield Monotonicity(
                id=f"nooit_ruimer_{question.id}",
                clauses=(),
                question=question.id,
                fields=fields,
                restrictive=tuple(values[:1]),
                permissive=tuple(values[1:]),
                because="Nooit ruimer.",
            )


def _combined(draw: st.DrawFn, atoms: list[Condition]) -> Condition:
    one, other = draw(st.sampled_from(atoms)), draw(st.sampled_from(atoms))
    shapes = [one, Not(one), Or((one, other)), Or((Not(one), other)), Or((one, Not(other)))]
    return draw(st.sampled_from(shapes))


def _atoms(protocol: Protocol) -> list[Condition]:
    """Return the simple conditions that rules are made of, outside quantifiers."""
    found: dict[Condition, None] = {}

    def look(node: Any) -> None:
        if isinstance(node, Holds | Present | Comparison | Membership | Containment | Quantified):
            found[node] = None
        elif not isinstance(node, Always):
            for part in getattr(
                node, "parts", (getattr(node, "part", getattr(node, "body", None)),)
            ):
                look(part)

    for rule in protocol.rules.values():
        look(rule.when)
    return list(found)


def _per(atom: Condition) -> str | None:
    return next(
        (n.slot for n in walk(atom) if isinstance(n, Field) and n.binding is Binding.EACH), None
    )


def _fits(atom: Condition, question: Question, protocol: Protocol) -> bool:
    if _per(atom) not in (None, question.per):
        return False
    asked = [n.question for n in walk(atom) if isinstance(n, Answer)]
    if any(isinstance(n, Quantified | Count) for n in walk(atom)) and asked:
        return False
    return all(protocol.questions[name].per in (None, question.per) for name in asked)
