"""What the tests of this folder share: the engines under test, and what agreeing means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs
import pytest

from obstetric_rules.engines.answer import Answer, AnswersPerFact, AnyAnswer
from obstetric_rules.engines.case import prepare
from obstetric_rules.engines.compiled import CompiledEngine
from obstetric_rules.engines.contract import Engine
from obstetric_rules.engines.decision import each_answer
from obstetric_rules.engines.durable import DurableEngine
from obstetric_rules.engines.durable_binding import load
from obstetric_rules.engines.reference import ReferenceEngine
from obstetric_rules.errors import MissingExtraError
from obstetric_rules.expressions.outcome import Outcome, Status
from obstetric_rules.facts import Dossier
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.testing.strategies import ON

GRONINGEN = {
    protocol.id: protocol
    for protocol in (compose([groningen], ON), compose([groningen, groningen_mzh], ON))
}


@attrs.frozen
class Contender:
    """An engine under test. One that is not exact may leave open what the reference settles."""

    name: str
    make: Callable[[Protocol], Engine]
    exact: bool = True


CONTENDERS = (
    Contender("compiled", CompiledEngine),
    Contender("durable", DurableEngine, exact=False),
)


def why_not_here(contender: Contender) -> str:
    """Return why an engine cannot be tested here, if it cannot."""
    if contender.make is DurableEngine:
        try:
            load()
        except MissingExtraError as error:
            return str(error)
    return ""


every_contender = pytest.mark.parametrize(
    "contender",
    [
        pytest.param(one, id=one.name, marks=pytest.mark.skipif(bool(why), reason=why))
        for one in CONTENDERS
        for why in (why_not_here(one),)
    ],
)
every_groningen = pytest.mark.parametrize("protocol", GRONINGEN.values(), ids=GRONINGEN)


@attrs.frozen
class Comparison:
    """Two engines for one protocol, side by side."""

    protocol: Protocol
    reference: Engine
    engine: Engine
    exact: bool

    @classmethod
    def of(cls, contender: Contender, protocol: Protocol) -> Comparison:
        return cls(protocol, ReferenceEngine(protocol), contender.make(protocol), contender.exact)

    def assert_agree(self, dossier: Dossier) -> None:
        """Fail unless both give the same answers to a dossier, for the same reasons."""
        case = prepare(self.protocol, dossier)
        # Its outcomes are those of its answers: going through all ways once is long enough.
        expected, found = self.reference.answers(case), self.engine.answers(case)
        self.assert_outcomes_agree(expected, self.engine.outcomes(case))
        assert list(found) == list(expected)
        for question in expected:
            self.assert_answers_agree(expected[question], found[question])

    def assert_outcomes_agree(
        self,
        expected: Mapping[str, AnyAnswer],
        found: Mapping[str, Outcome | Mapping[str, Outcome]],
    ) -> None:
        assert list(found) == list(expected)
        for question, answer in expected.items():
            outcomes = {key or "": one.outcome for key, one in each_answer(answer)}
            others = _by_key(found[question])
            assert list(others) == list(outcomes)
            for key, one in outcomes.items():
                if self.exact or others[key].status is not Status.OPEN:
                    assert (question, key, others[key]) == (question, key, one)

    def assert_answers_agree(self, expected: AnyAnswer, found: AnyAnswer) -> None:
        if isinstance(expected, AnswersPerFact):
            assert isinstance(found, AnswersPerFact)
            assert (found.question, found.per) == (expected.question, expected.per)
            assert list(found.answers) == list(expected.answers)
            for key, answer in expected.answers.items():
                self.assert_answers_agree(answer, found.answers[key])
            return
        assert isinstance(found, Answer)
        if self.exact:
            assert _parts(found) == _parts(expected)
        elif found.status is Status.OPEN:
            assert found.missing, "an answer is open although everything is known"
        else:
            _assert_same_reasons(expected, found)


def _assert_same_reasons(expected: Answer, found: Answer) -> None:
    """Fail unless an engine that is not exact gives the same answer, and reasons that are true.

    Of a rule that speaks, or is silent, whatever the unknown facts turn out to be, such an engine
    may say that it speaks in some cases.
    """
    assert (found.question, found.outcome) == (expected.question, expected.outcome)
    assert set(found.rules) <= set(expected.rules)
    assert {*expected.rules, *expected.by_cases} <= {*found.rules, *found.by_cases}
    assert set(found.origin) <= set(expected.origin)
    if not found.by_cases:
        loose = {"origin": None, "outcome": None}
        assert {**_parts(found), **loose} == {**_parts(expected), **loose}


def _by_key(outcome: Outcome | Mapping[str, Outcome]) -> Mapping[str, Outcome]:
    return outcome if isinstance(outcome, Mapping) else {"": outcome}


def _parts(answer: Answer) -> dict[str, Any]:
    parts = {field.name: getattr(answer, field.name) for field in attrs.fields(Answer)}
    return {**parts, "conflict": dict(answer.conflict)}
