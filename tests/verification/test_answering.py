"""Contradictions and gaps are found: all of them and no others."""

from __future__ import annotations

from hypothesis import given

from obstetric_rules import load_protocol
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.testing.strategies import protocols
from obstetric_rules.verification.answering import contradicts, is_silent, prove_answering
from obstetric_rules.verification.confirming import Confirmer
from tests.samples import samples
from tests.verification.exhaustive import as_witness, every_case, outcomes

MOST = 1_500


@given(protocol=protocols())
@samples(40, 2_000)
def test_exactly_the_contradictions_and_gaps_that_there_are_are_found(protocol: Protocol) -> None:
    """A question has a contradiction, or a gap, exactly when the reference has a case of it."""
    found = {name: outcomes(protocol, name, MOST) for name in protocol.questions}

    proofs = prove_answering(protocol)

    assert proofs.unproved == ()
    assert set(proofs.contradictions) == {n for n in found if any(map(contradicts, found[n]))}
    assert set(proofs.gaps) == {n for n in found if any(map(is_silent, found[n]))}


@given(protocol=protocols())
@samples(40, 2_000)
def test_a_layer_is_told_of_the_contradictions_that_it_has_a_part_in(protocol: Protocol) -> None:
    """A hospital is told of its own questions and rules, and of no other quarrel of its region."""
    top = protocol.layers[-1]
    confirmer = Confirmer(protocol)
    expected = set()
    for name in protocol.questions:
        for dossier, position in every_case(protocol, name, MOST):
            answer = confirmer.answer(as_witness(dossier, position), name)
            takes_part = any(protocol.rules[rule].ruleset == top.id for rule in answer.rules)
            if contradicts(answer.outcome) and (
                takes_part or name in {question.id for question in top.questions}
            ):
                expected.add(name)

    assert set(prove_answering(protocol, top.id).contradictions) == expected


def test_the_agreement_of_groningen_never_contradicts_itself() -> None:
    """In no case do two rules of the agreement lead to different answers."""
    assert prove_answering(load_protocol("groningen.mzh")).contradictions == {}


def test_questions_that_outgrow_the_budget_are_named() -> None:
    """A question that is too large to prove within the budget is not passed over in silence."""
    protocol = load_protocol("groningen.mzh")

    assert prove_answering(protocol, budget=2).unproved != ()
