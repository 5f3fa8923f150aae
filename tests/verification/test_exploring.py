"""Exploring all cases of a protocol finds exactly what the reference finds one by one."""

from __future__ import annotations

from functools import partial
from operator import eq
from typing import Any

import pytest
from hypothesis import given

from obstetric_rules import Dossier, load_protocol
from obstetric_rules.engines.case import prepare
from obstetric_rules.engines.reference import ReferenceEngine
from obstetric_rules.expressions.operators import Expression
from obstetric_rules.expressions.outcome import Outcome
from obstetric_rules.facts import UNKNOWN, kinds_of
from obstetric_rules.plugins.groningen.slots import praktijk
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.testing.strategies import protocols
from obstetric_rules.verification.confirming import Confirmer
from obstetric_rules.verification.exploring import Space
from obstetric_rules.verification.witnesses import Witness
from tests.engines import examples
from tests.engines.examples import ask, rule
from tests.samples import samples
from tests.verification.exhaustive import every_case, outcomes, said

MOST = 1_000


@given(protocol=protocols())
@samples(40, 2_000)
def test_every_outcome_that_is_possible_has_a_case(protocol: Protocol) -> None:
    """Each outcome a question can have is found, with a case in which the reference confirms it."""
    space = Space(protocol)
    confirmer = Confirmer(protocol)
    for name, question in protocol.questions.items():
        cases = space.explore([space.diagrams.question(name)], question.per)
        found = set()
        for outcome in cases.graph.leaves(cases.nodes[0]):
            node = cases.graph.where(cases.nodes[0], partial(eq, outcome))
            witness = cases.witness(node)
            if witness is not None:
                assert confirmer.answer(witness, name).outcome == outcome
                assert_known(protocol, witness)
                found.add(outcome)

        assert found == outcomes(protocol, name, MOST)


def assert_known(protocol: Protocol, witness: Witness) -> None:
    dossier = prepare(protocol, witness.dossier).dossier
    assert dossier == witness.dossier
    for slot in protocol.slots.values():
        content: Any = dossier[slot.name]
        assert content is not UNKNOWN
        for fact in content if slot.many else (content,):
            for field in kinds_of(slot.fact_type) if fact is not None else ():
                assert getattr(fact, field) is not UNKNOWN
                assert "\0" not in f"{getattr(fact, field)}"


SMALL = (
    "badbevalling",
    "partner_aanwezigheid",
    "toegang_zorgverlener",
    "werkplek",
    "mr_begeleiding",
)


@pytest.mark.parametrize("question", SMALL)
def test_a_witness_is_the_most_ordinary_case(question: str) -> None:
    """No case in which an outcome occurs departs less from the ordinary than its witness."""
    protocol = load_protocol("groningen.mzh")
    space = Space(protocol)
    engine = ReferenceEngine(protocol)
    per = protocol.questions[question].per
    cases = space.explore([space.diagrams.question(question)], per)
    fewest: dict[Outcome, int] = {}
    for dossier, position in every_case(protocol, question, MOST):
        outcome = said(engine, dossier, question, position).outcome
        found = departures(protocol, dossier) - (per is not None)
        fewest[outcome] = min(found, fewest.get(outcome, found))

    for outcome, number in fewest.items():
        node = cases.graph.where(cases.nodes[0], partial(eq, outcome))
        witness = cases.witness(node)
        assert witness is not None
        assert witness.departures == number


def departures(protocol: Protocol, dossier: Dossier) -> int:
    """Count what is told in a case and not ordinary."""
    total = 0
    for slot in protocol.slots.values():
        content: Any = dossier[slot.name]
        if content is UNKNOWN:
            continue
        total += len(content) if slot.many else content is None
        for fact in content if slot.many else (content,):
            for field, kind in kinds_of(slot.fact_type).items() if fact is not None else ():
                known = getattr(fact, field)
                fixed = protocol.fixed.get(f"{slot.name}.{field}") == known
                told = known is not UNKNOWN and not fixed
                total += told and known != kind.ordinary
    return total


def test_a_text_that_only_has_to_differ_is_readable() -> None:
    """A practice of another hospital than any the rules name is told in a word one can read."""
    protocol = load_protocol("groningen.mzh")
    space = Space(protocol)
    elsewhere = space.condition((praktijk.primair_ziekenhuis != "mzh").node)
    cases = space.explore([elsewhere])

    witness = cases.witness(cases.nodes[0])

    assert witness is not None
    assert witness.dossier["praktijk"].primair_ziekenhuis == "anders"


def test_texts_that_have_to_differ_from_each_other_do() -> None:
    """Two hospitals that are neither the MZH nor the same one have two names."""
    witness = first_with(
        (examples.praktijk.primair_ziekenhuis != "mzh")
        & (examples.ziekenhuis.id != "mzh")
        & (examples.ziekenhuis.id != examples.praktijk.primair_ziekenhuis)
    )

    found = {witness.dossier["praktijk"].primair_ziekenhuis, witness.dossier["ziekenhuis"].id}
    assert found == {"anders", "anders_2"}


def test_facts_of_a_list_have_ids_like_the_ordinary_one() -> None:
    """Two caregivers who only have to be there are v1 and v2."""
    witness = first_with(examples.zorgverleners.count(lambda one: one.koorts) == 2)

    assert [one.id for one in witness.dossier["zorgverleners"]] == ["v1", "v2"]
    assert witness.departures == 4


def test_facts_of_a_list_have_no_ids_when_there_are_not_so_many() -> None:
    """Of beds there are two ids; three of them are told apart by their place."""
    two = first_with(examples.bedden.count(lambda bed: bed.vrij) == 2)
    three = first_with(examples.bedden.count(lambda bed: bed.vrij) == 3)

    assert [bed.id for bed in two.dossier["bedden"]] == ["links", "rechts"]
    assert [bed.id for bed in three.dossier["bedden"]] == [UNKNOWN] * 3


def test_one_new_text_reads_the_same_wherever_it_stands() -> None:
    """A hospital that two facts name, and no rule, has one name in the case."""
    witness = first_with(
        (examples.praktijk.primair_ziekenhuis != "mzh")
        & (examples.praktijk.primair_ziekenhuis == examples.ziekenhuis.id)
    )

    assert witness.dossier["praktijk"].primair_ziekenhuis == "anders"
    assert witness.dossier["ziekenhuis"].id == "anders"


def test_two_facts_cannot_share_an_id() -> None:
    """There is no case with two caregivers of one id."""
    with pytest.raises(AssertionError):
        first_with(examples.zorgverleners.count(lambda one: one.id == "v7") == 2)


def test_a_list_is_no_longer_than_there_are_ids() -> None:
    """Where the rules ask for the id of the bed in hand, there are two beds at most."""
    q = ask("q", per="bedden")
    three = examples.bedden.count(lambda bed: bed.vrij) >= 2
    links = examples.bedden.each.id == "links"
    full = examples.bedden.each.vrij & links & (examples.bedden.count(lambda bed: ~bed.vrij) >= 1)
    rules = [rule("K1.x", full & three, q.becomes("x"))]
    protocol = examples.protocol_of([q], rules)
    space = Space(protocol)
    cases = space.explore([space.diagrams.question("q")], "bedden")

    concluded = cases.graph.where(cases.nodes[0], lambda leaf: leaf.value == "x")

    assert cases.witness(concluded) is None


def first_with(condition: Expression) -> Witness:
    """Return the most ordinary case in which a condition holds."""
    q = ask("q")
    protocol = examples.protocol_of([q], [rule("K1.x", condition, q.becomes("x"))])
    space = Space(protocol)
    cases = space.explore([space.condition(condition.node)])
    witness = cases.witness(cases.nodes[0])
    assert witness is not None
    return witness
