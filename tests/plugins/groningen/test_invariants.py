"""What the agreement means to hold in every case does hold."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given

from obstetric_rules import Dossier, Protocol, decide, load_protocol
from obstetric_rules.expressions.meaning import Position, Situation, evaluate
from obstetric_rules.expressions.outcome import Outcome
from obstetric_rules.facts import keys_of, replace
from obstetric_rules.rules.invariant import Invariant, Monotonicity
from tests.plugins.groningen.dossiers import known_dossiers


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return load_protocol("groningen.mzh")


class Decided:
    """The answers of one decision, as conditions ask for them."""

    def __init__(self, protocol: Protocol, dossier: Dossier) -> None:
        self.dossier = dossier
        self.outcomes = decide(protocol, dossier).outcomes

    def __call__(self, question: str, situation: Situation) -> Outcome:
        return self.of(question, situation.each)

    def of(self, question: str, position: Position | None) -> Outcome:
        outcome = self.outcomes[question]
        if isinstance(outcome, Mapping):
            assert position is not None
            return outcome[keys_of(self.dossier.facts[position[0]])[position[1]]]
        return outcome


def positions(dossier: Dossier, slot: str | None) -> list[Position | None]:
    """Return each place in a many-slot; without one, the one place that the dossier itself is."""
    return [None] if slot is None else [(slot, n) for n in range(len(dossier.facts[slot]))]


def with_complaint(dossier: Dossier, slot: str, position: Position | None, field: str) -> Dossier:
    """Return the dossier in which this complaint of one person is there."""
    content = dossier.facts[slot]
    if position is None:
        return dossier.replace(**{slot: replace(content, **{field: True})})
    people = list(content)
    people[position[1]] = replace(people[position[1]], **{field: True})
    return dossier.replace(**{slot: tuple(people)})


@given(dossier=known_dossiers)
def test_what_must_hold_in_every_case_holds(protocol: Protocol, dossier: Dossier) -> None:
    """No case whatever breaks what the agreement means to hold in every case."""
    decided = Decided(protocol, dossier)

    for invariant in protocol.invariants:
        if isinstance(invariant, Invariant):
            for position in positions(dossier, invariant.per):
                situation = Situation(dossier, decided, each=position)

                assert evaluate(invariant.always, situation) is True, invariant.id


@given(dossier=known_dossiers)
def test_more_complaints_never_allow_more(protocol: Protocol, dossier: Dossier) -> None:
    """A complaint that comes on top never turns a refusal into a permission."""
    before = Decided(protocol, dossier)

    for invariant in protocol.invariants:
        if isinstance(invariant, Monotonicity):
            per = protocol.questions[invariant.question].per
            for path in invariant.fields:
                slot, _, field = path.partition(".")
                for position in positions(dossier, per):
                    after = Decided(protocol, with_complaint(dossier, slot, position, field))
                    refused = before.of(invariant.question, position).value

                    if refused in invariant.restrictive:
                        allowed = after.of(invariant.question, position).value
                        assert allowed not in invariant.permissive, (invariant.id, path)
