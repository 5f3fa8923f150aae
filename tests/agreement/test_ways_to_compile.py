"""However the compiled engine gets at an answer, the answer is the same.

It has a way for small diagrams (nested tests), one for larger ones (functions, tables), one for
diagrams that would grow too large (the rules themselves), and forgets what it remembered when that
grows too large. On ordinary protocols only the first is used, so the limits are moved here.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.engines import generated, jump_tables, lookup
from obstetric_rules.engines.case import prepare
from obstetric_rules.engines.compiled import CompiledEngine
from obstetric_rules.engines.reference import ReferenceEngine
from obstetric_rules.expressions.outcome import Status
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.testing.strategies import dossiers, protocols
from tests.agreement.agreeing import Comparison, every_groningen
from tests.samples import samples


def assert_agree_when_known(protocol: Protocol, engine: CompiledEngine, data: st.DataObject):
    comparison = Comparison(protocol, ReferenceEngine(protocol), engine, exact=True)
    for _ in range(3):
        comparison.assert_agree(data.draw(dossiers(protocol, True), label="dossier"))


@pytest.mark.parametrize(("inline", "function"), [(60, 1), (0, 100_000), (2, 4)])
@samples(25, 500)
@given(data=st.data())
def test_tables_and_functions_say_what_nested_tests_say(
    inline: int, function: int, data: st.DataObject
) -> None:
    """A question gets the same answer when its diagram is laid out as tables or functions."""
    protocol = data.draw(protocols(), label="protocol")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(generated, "_LARGEST_INLINE", inline)
        patched.setattr(generated, "_LARGEST_FUNCTION", function)
        patched.setattr(jump_tables, "_TABLE_SIZES", (6,))
        engine = CompiledEngine(protocol)

    assert_agree_when_known(protocol, engine, data)


@pytest.mark.parametrize("budget", [0, 10, 60])
@samples(30, 500)
@given(data=st.data())
def test_without_diagrams_known_facts_give_the_same_answers(
    budget: int, data: st.DataObject
) -> None:
    """A question too large for a diagram is still answered, exactly, when its facts are known."""
    protocol = data.draw(protocols(), label="protocol")
    engine = CompiledEngine(protocol, budget=budget)

    assert_agree_when_known(protocol, engine, data)


@pytest.mark.parametrize("budget", [0, 10, 60])
@samples(30, 500)
@given(data=st.data())
def test_without_diagrams_unknown_facts_are_never_guessed(budget: int, data: st.DataObject) -> None:
    """A question too large for a diagram may stay open too long; it never says something else."""
    protocol = data.draw(protocols(), label="protocol")
    engine, reference = CompiledEngine(protocol, budget=budget), ReferenceEngine(protocol)

    for _ in range(3):
        case = prepare(protocol, data.draw(dossiers(protocol, afwijkingen=True), label="dossier"))
        expected, found = reference.answers(case), engine.answers(case)
        for question, answer in found.items():
            pairs = (
                [(answer, expected[question])]
                if not hasattr(answer, "answers")
                else [(one, expected[question].answers[key]) for key, one in answer.answers.items()]
            )
            for one, other in pairs:
                if one.status is not Status.OPEN:
                    assert one.same_as(other), question
                else:
                    assert set(other.missing) <= set(one.missing)
                    assert set(other.rules) <= {*one.rules, *one.by_cases}


@every_groningen
def test_what_is_forgotten_is_found_again(protocol: Protocol) -> None:
    """A service that runs for years gives the same answers after it had to forget some."""

    @samples(40, 500)
    @given(dossiers(protocol, False))
    def agree(dossier):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(lookup, "MOST_REMEMBERED", 2)
            comparison.assert_agree(dossier)

    comparison = Comparison(
        protocol, ReferenceEngine(protocol), CompiledEngine(protocol), exact=True
    )
    agree()
