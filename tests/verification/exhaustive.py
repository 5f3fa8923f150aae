"""All cases of small protocols, one by one, judged by the reference engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
from hypothesis import reject

from obstetric_rules.engines.answer import Answer, AnswersPerFact
from obstetric_rules.engines.case import prepare
from obstetric_rules.engines.reference import ReferenceEngine
from obstetric_rules.engines.reference_filling import filled, gaps, number_of_ways, ways
from obstetric_rules.engines.reference_reading import read
from obstetric_rules.expressions.meaning import Position
from obstetric_rules.expressions.nodes import Condition
from obstetric_rules.expressions.outcome import Outcome, Status
from obstetric_rules.facts import Dossier, keys_of
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.rules.question import Conclusion, Question
from obstetric_rules.rules.rule import Rule
from obstetric_rules.verification.witnesses import Witness

PROBE = "proef"


def every_case(
    protocol: Protocol, question: str, most: int
) -> Iterator[tuple[Dossier, Position | None]]:
    """Yield every case of a question that its rules can tell apart, with the fact in hand.

    The test is given up when there are more than ``most``.
    """
    per = protocol.questions[question].per
    position = None if per is None else (per, 0)
    dossier = prepare(protocol, Dossier()).dossier
    unknown = gaps(protocol.slots, read(protocol, question), dossier, position)
    if number_of_ways(unknown) > most:
        reject()
    for way in ways(unknown):
        yield filled(dossier, unknown, way), position


def outcomes(protocol: Protocol, question: str, most: int) -> set[Outcome]:
    """Return every outcome that a question has in some case."""
    engine = ReferenceEngine(protocol)
    return {
        said(engine, dossier, question, position).outcome
        for dossier, position in every_case(protocol, question, most)
    }


def said(
    engine: ReferenceEngine, dossier: Dossier, question: str, position: Position | None
) -> Answer:
    """Return the reference's answer, of the fact in hand if it is about one."""
    answer = engine.answer(prepare(engine.protocol, dossier), question)
    if isinstance(answer, AnswersPerFact):
        assert position is not None
        facts: Any = dossier[position[0]]
        return answer.answers[keys_of(facts)[position[1]]]
    return answer


def as_witness(dossier: Dossier, position: Position | None) -> Witness:
    """Return a case as witnesses have it."""
    if position is None:
        return Witness(dossier, 0)
    facts: Any = dossier[position[0]]
    return Witness(dossier, 0, position[0], keys_of(facts)[position[1]])


def can_be_true(protocol: Protocol, condition: Condition, per: str | None, most: int) -> bool:
    """Return whether a condition is true, or in conflict, in some case."""
    probed = with_probe(protocol, condition, per)
    found = {outcome.status for outcome in outcomes(probed, PROBE, most)}
    return bool(found & {Status.CONCLUDED, Status.CONFLICT})


def with_probe(protocol: Protocol, condition: Condition, per: str | None) -> Protocol:
    """Return the protocol with a question more, which is answered when the condition is true."""
    *lower, top = protocol.layers
    asked = Question(id=PROBE, text="Is het zo?", label=PROBE, values={"ja": "ja"}, per=per)
    rule = Rule(
        id=f"{PROBE}.ja",
        clauses=(PROBE,),
        when=condition,
        then=Conclusion(PROBE, ("ja",)),
        because="Het is zo.",
    )
    clause = Clause(id=PROBE, document="d", heading="h", item="1", paraphrase="p")
    probing = attrs.evolve(
        top,
        questions=(*top.questions, asked),
        rules=(*top.rules, rule),
        clauses=(*top.clauses, clause),
    )
    return attrs.evolve(protocol, layers=(*lower, probing))
