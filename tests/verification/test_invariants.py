"""Broken invariants are found, all of them and no others, each with a case that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules import Dossier, load_protocol
from obstetric_rules.engines.reference import ReferenceEngine
from obstetric_rules.errors import VerificationError
from obstetric_rules.expressions.nodes import (
    Answer,
    Comparison,
    Condition,
    Containment,
    Not,
    Operator,
    Or,
)
from obstetric_rules.expressions.operators import ALWAYS
from obstetric_rules.facts import UNKNOWN, YesNo, kinds_of
from obstetric_rules.plugins.groningen.g09_g18_randvoorwaarden import (
    badbevalling,
    toegang_zorgverlener,
)
from obstetric_rules.plugins.groningen.slots import client
from obstetric_rules.rules.invariant import Invariant, Monotonicity
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.testing.strategies import ON, protocols
from obstetric_rules.verification.confirming import Confirmer
from obstetric_rules.verification.invariants import (
    allows,
    prove_invariants,
    refuses,
)
from tests.engines import examples
from tests.engines.examples import ask
from tests.rules.parts import rule, ruleset
from tests.samples import samples
from tests.verification.exhaustive import can_be_true, every_case, said

GRONINGEN = load_protocol("groningen.mzh", ON)
MOST = 500


def with_invariants(protocol: Protocol, *invariants: Invariant | Monotonicity) -> Protocol:
    *lower, top = protocol.layers
    return compose([*lower, attrs.evolve(top, invariants=invariants)], ON)


@pytest.mark.parametrize("name", ["groningen", "groningen.mzh"])
def test_groningen_keeps_its_invariants(name: str) -> None:
    """What the agreement means to hold in every case is proved to hold."""
    proofs = prove_invariants(load_protocol(name))

    assert proofs.broken == ()
    assert proofs.unproved == ()


@st.composite
def conditions(draw: st.DrawFn, protocol: Protocol) -> tuple[Condition, str | None]:
    """Draw a condition about the rules and answers of one question, and what it is per."""
    question = draw(st.sampled_from(list(protocol.questions.values())))
    value = draw(st.sampled_from(list(question.values)))
    answered: Condition = (
        Containment(Answer(question.id), value)
        if question.set_valued
        else Comparison(Answer(question.id), Operator.EQUAL, value)
    )
    parts = [rule.when for rule in protocol.rules_by_question[question.id]]
    chosen = draw(st.lists(st.sampled_from([answered, *parts]), min_size=1, max_size=2))
    return Or(tuple(draw(st.sampled_from([part, Not(part)])) for part in chosen)), question.per


@given(data=st.data())
@samples(40, 2_000)
def test_exactly_the_invariants_that_some_case_breaks_are_broken(data: st.DataObject) -> None:
    """An invariant is reported broken exactly when the reference has a case that breaks it."""
    protocol = data.draw(protocols())
    always, per = data.draw(conditions(protocol))
    invariant = Invariant(id="i", clauses=(), always=always, because="Altijd.", per=per)

    proofs = prove_invariants(with_invariants(protocol, invariant))

    assert proofs.unproved == ()
    assert bool(proofs.broken) == can_be_true(protocol, Not(always), per, MOST)


@st.composite
def monotonicities(draw: st.DrawFn, protocol: Protocol) -> Monotonicity:
    question = draw(st.sampled_from(list(protocol.questions.values())))
    values = draw(st.permutations(list(question.values)))
    fields = [
        f"{slot.name}.{name}"
        for slot in protocol.slots.values()
        for name, kind in kinds_of(slot.fact_type).items()
        if isinstance(kind, YesNo)
    ]
    at = draw(st.integers(0, len(values)))
    return Monotonicity(
        id="m",
        clauses=(),
        question=question.id,
        fields=tuple(fields),
        restrictive=tuple(values[:at]),
        permissive=tuple(values[at:]),
        because="Nooit ruimer.",
    )


@given(data=st.data())
@samples(40, 2_000)
def test_exactly_the_fields_that_turn_a_refusal_are_found(data: st.DataObject) -> None:
    """A field breaks a monotonicity exactly when turning it to yes allows what was refused."""
    protocol = data.draw(protocols().filter(has_yes_no))
    monotonicity = data.draw(monotonicities(protocol))

    proofs = prove_invariants(with_invariants(protocol, monotonicity))

    assert proofs.unproved == ()
    assert {item.field for item in proofs.broken} == set(turning(protocol, monotonicity))


def has_yes_no(protocol: Protocol) -> bool:
    return any(
        isinstance(kind, YesNo)
        for slot in protocol.slots.values()
        for kind in kinds_of(slot.fact_type).values()
    )


def turning(protocol: Protocol, monotonicity: Monotonicity) -> Iterator[str]:
    """Yield the fields that allow what was refused in some case, one case after the other."""
    engine = ReferenceEngine(protocol)
    question = monotonicity.question
    for dossier, position in every_case(protocol, question, MOST):
        if not refuses(monotonicity, said(engine, dossier, question, position).outcome):
            continue
        for path in monotonicity.fields:
            for turned in with_yes(protocol, dossier, path):
                if allows(monotonicity, said(engine, turned, question, position).outcome):
                    yield path


def with_yes(protocol: Protocol, dossier: Dossier, path: str) -> Iterator[Dossier]:
    slot, _, field = path.partition(".")
    content: Any = dossier[slot]
    if content is UNKNOWN or content is None or path in protocol.fixed:
        return
    facts = content if isinstance(content, tuple) else (content,)
    for place, fact in enumerate(facts):
        if getattr(fact, field) is False:
            turned = attrs.evolve(fact, **{field: True})
            many = (*facts[:place], turned, *facts[place + 1 :])
            yield dossier.replace(**{slot: many if isinstance(content, tuple) else turned})


def test_a_broken_invariant_shows_the_most_ordinary_case() -> None:
    """Fever, in a birth that is ordinary otherwise, shows that a bath is sometimes refused."""
    always = ~(client.koorts & (badbevalling == "niet_mogelijk"))
    invariant = Invariant(id="i", clauses=(), always=always, because="Altijd in bad.")

    (broken,) = prove_invariants(with_invariants(GRONINGEN, invariant)).broken

    assert broken.witness.departures == 1
    found = broken.witness.dossier["client"]
    assert found.koorts is True
    assert found.hoesten is False
    assert found.lijn == "eerste"


def test_a_broken_invariant_per_fact_names_the_fact() -> None:
    """Of an invariant that holds per caregiver the case says which caregiver breaks it."""
    always = toegang_zorgverlener == "toegestaan"
    invariant = Invariant(id="i", clauses=(), always=always, because="Ieder.", per="zorgverleners")

    (broken,) = prove_invariants(with_invariants(GRONINGEN, invariant)).broken

    assert broken.witness.about == "v1"
    assert len(broken.witness.dossier["zorgverleners"]) == 1


def test_an_invariant_about_an_answer_in_conflict_does_not_hold() -> None:
    """Where an answer is in conflict nothing is said to hold of it, and that case is shown."""
    q = ask("q")
    rules = (
        rule("K1.ja", examples.client.koorts, q.becomes("x")),
        rule("K1.nee", examples.client.koorts, q.becomes("y")),
    )
    invariant = Invariant(id="i", clauses=(), always=~(q == "x"), because="Nooit z.")
    protocol = compose([ruleset(questions=(q,), rules=rules, invariants=(invariant,))], ON)

    (broken,) = prove_invariants(protocol).broken

    assert broken.witness.dossier["client"].koorts is True


def test_a_broken_monotonicity_shows_two_cases_that_differ_in_one_field() -> None:
    """A cough that makes a refused bath possible is shown before and after."""
    monotonicity = Monotonicity(
        id="m",
        clauses=(),
        question="badbevalling",
        fields=("client.hoesten", "client.transmuraal_zorgpad"),
        restrictive=("mogelijk",),
        permissive=("niet_mogelijk",),
        because="Omgekeerd.",
    )

    (broken,) = prove_invariants(with_invariants(GRONINGEN, monotonicity)).broken

    assert broken.field == "client.hoesten"
    before, after = broken.witness.dossier, broken.after.dossier
    assert before["client"].hoesten is False
    assert after == before.replace(client=attrs.evolve(before["client"], hoesten=True))


def test_what_outgrows_the_budget_is_named() -> None:
    """An invariant that is too large to prove within the budget is not passed over in silence."""
    proofs = prove_invariants(GRONINGEN, budget=3)

    assert proofs.broken == ()
    assert len(proofs.unproved) > 3


def test_a_witness_that_the_reference_denies_is_never_returned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Should a proof and the reference engine ever differ, that is an error and no finding."""
    monkeypatch.setattr(Confirmer, "truth", lambda *_: True)
    invariant = Invariant(id="i", clauses=(), always=~ALWAYS, because="Nooit.")

    with pytest.raises(VerificationError, match=r"groningen\.mzh: that the invariant i is broken"):
        prove_invariants(with_invariants(GRONINGEN, invariant))
