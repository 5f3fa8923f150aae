"""Rules that never speak and exceptions that never apply are found: all of them and no others."""

from __future__ import annotations

from hypothesis import given

from obstetric_rules import load_protocol
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.testing.strategies import protocols
from obstetric_rules.verification.confirming import Confirmer
from obstetric_rules.verification.speaking import prove_speaking
from tests.samples import samples
from tests.verification.exhaustive import as_witness, every_case

MOST = 500


@given(protocol=protocols())
@samples(40, 2_000)
def test_exactly_the_rules_that_speak_in_no_case_are_found(protocol: Protocol) -> None:
    """A rule is called silent exactly when the reference has no case in which it speaks."""
    spoken: set[str] = set()
    applied: set[tuple[str, str]] = set()
    confirmer = Confirmer(protocol)
    for name in protocol.questions:
        for dossier, position in every_case(protocol, name, MOST):
            witness = as_witness(dossier, position)
            speaking = set(confirmer.answer(witness, name).rules)
            spoken |= speaking
            for rule in protocol.rules_by_question[name]:
                for exception in speaking.intersection(rule.exceptions):
                    if confirmer.truth(witness, rule.when) is True:
                        applied.add((rule.id, exception))

    proofs = prove_speaking(protocol)

    assert proofs.unproved == ()
    assert set(proofs.silent) == set(protocol.rules) - spoken
    assert {(item.base, item.exception) for item in proofs.idle} == {
        (rule.id, exception) for rule in protocol.rules.values() for exception in rule.exceptions
    } - applied


def test_every_rule_of_groningen_speaks_in_some_case() -> None:
    """No rule of the agreement is dead, and each of its exceptions applies in some case."""
    proofs = prove_speaking(load_protocol("groningen.mzh"))

    assert proofs.silent == ()
    assert proofs.idle == ()


def test_questions_that_outgrow_the_budget_are_named() -> None:
    """A question that is too large to prove within the budget is not passed over in silence."""
    protocol = load_protocol("groningen.mzh")

    assert set(prove_speaking(protocol, budget=2).unproved) <= set(protocol.questions)
    assert prove_speaking(protocol, budget=2).unproved != ()
