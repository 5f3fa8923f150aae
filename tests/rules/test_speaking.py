"""What the rules of a question come down to."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.expressions.outcome import EMPTY_SET, SILENT, Status, concluded, conflict
from obstetric_rules.rules.speaking import outcome_of
from tests.engines.examples import ask

ONE = ask("q", "x", "y").question
SET = ask("q", "x", "y", set_valued=True).question
SET_OR_EMPTY = ask("q", "x", "y", set_valued=True, empty_without_rules=True).question
ONE_VALUE = st.sampled_from("xy").map(lambda value: (value,))
SPOKEN = st.lists(ONE_VALUE)
SPOKEN_SETS = st.lists(st.lists(st.sampled_from("xy"), unique=True).map(tuple))


def _set(*values: str) -> Any:
    return concluded(frozenset(values))


@pytest.mark.parametrize(
    ("question", "spoken", "outcome"),
    [
        (ONE, [], SILENT),
        (ONE, [("x",)], concluded("x")),
        (ONE, [("x",), ("x",)], concluded("x")),
        (ONE, [("x",), ("y",)], conflict("xy")),
        (SET, [], SILENT),
        (SET, [("x",)], _set("x")),
        (SET, [("x",), ("y",)], _set("x", "y")),
        (SET, [("x", "y"), ("y",)], _set("x", "y")),
        (SET, [()], _set()),
        (SET, [(), ()], _set()),
        (SET, [(), ("x",)], conflict([EMPTY_SET, "x"])),
        (SET_OR_EMPTY, [], _set()),
        (SET_OR_EMPTY, [()], _set()),
        (SET_OR_EMPTY, [("y",)], _set("y")),
        (SET_OR_EMPTY, [(), ("y",)], conflict([EMPTY_SET, "y"])),
    ],
)
def test_rules_that_speak_make_an_answer(question: Any, spoken: Any, outcome: Any) -> None:
    """One value for all is the answer; different ones are a conflict, and unite in a set."""
    assert outcome_of(question, spoken) == outcome


@given(SPOKEN, st.randoms(use_true_random=False))
def test_the_order_of_rules_does_not_matter(spoken: list[tuple[str, ...]], random: Any) -> None:
    """No rule goes before another, and saying a thing twice adds nothing."""
    shuffled = random.sample(spoken, len(spoken))

    for question in (ONE, SET, SET_OR_EMPTY):
        assert outcome_of(question, shuffled + spoken) == outcome_of(question, spoken)


@given(SPOKEN_SETS, ONE_VALUE)
def test_a_value_that_a_rule_speaks_for_is_never_lost(
    spoken: list[tuple[str, ...]], more: tuple[str, ...]
) -> None:
    """One more rule for a set adds its value, or is part of the conflict."""
    found = outcome_of(SET, [*spoken, more])

    assert more[0] in (found.value or found.conflicting)
    assert (found.status is Status.CONFLICT) is (() in spoken)


@given(SPOKEN_SETS)
def test_a_conflict_elsewhere_is_a_conflict_here(spoken: list[tuple[str, ...]]) -> None:
    """A question that depends on an answer in conflict names what its own rules say beside it."""
    for question in (SET, SET_OR_EMPTY):
        found = outcome_of(question, spoken, in_conflict=True)
        assert (found.status, found.value) == (Status.CONFLICT, None)
        named = {value for values in spoken for value in values or (EMPTY_SET,)}
        assert found.conflicting == named
