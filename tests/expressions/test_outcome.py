"""What the answer to a question comes down to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.expressions.outcome import (
    NOT_APPLICABLE,
    SILENT,
    Outcome,
    Status,
    concluded,
    conflict,
    open_outcome,
    settled,
)

VALUES = st.sampled_from("abc")
SETS = st.frozensets(VALUES)
ONE_VALUE = VALUES.map(concluded)
SET = SETS.map(concluded)
OTHER = st.sampled_from([SILENT, NOT_APPLICABLE]) | SETS.map(conflict)


@given(st.lists(SET, min_size=2, unique=True))
def test_an_open_set_holds_what_is_certain(possible: list[Outcome]) -> None:
    """A value is certain when it is there whatever the answer becomes."""
    found = open_outcome(possible)

    assert found.status is Status.OPEN
    assert isinstance(found.value, frozenset)
    for value in "abc":
        everywhere = all(value in (outcome.value or ()) for outcome in possible)
        assert (value in found.value) is everywhere


@given(st.lists(SET, min_size=1), st.lists(OTHER, min_size=1))
def test_nothing_is_certain_of_a_set_that_may_become_something_else(
    sets: list[Outcome], others: list[Outcome]
) -> None:
    """When the agreement may yet be silent or contradict itself, no value is promised."""
    assert open_outcome(sets + others).value == frozenset()


@given(st.lists(ONE_VALUE | OTHER, min_size=2))
def test_an_open_question_with_one_value_has_none_yet(possible: list[Outcome]) -> None:
    """An open answer says what it can become, and claims none of it."""
    found = open_outcome(possible)

    assert (found.status, found.value) == (Status.OPEN, None)
    assert found.possible == frozenset(possible)


@given(st.lists(ONE_VALUE | SET | OTHER, min_size=1))
def test_an_answer_is_open_only_if_there_are_two(possible: list[Outcome]) -> None:
    """What comes out the same in every case is the answer."""
    found = settled(possible)

    assert (found.status is Status.OPEN) is (len(set(possible)) > 1)
    assert found.status is Status.OPEN or found == possible[0]
    assert settled([*possible, *possible]) == settled(possible[::-1]) == found


@given(SETS)
def test_a_conflict_names_what_is_at_odds(values: frozenset[str]) -> None:
    """A conflict has no value of its own, only those that rules speak for."""
    found = conflict(sorted(values))

    assert (found.status, found.value, found.conflicting) == (Status.CONFLICT, None, values)


def test_outcomes_are_equal_when_status_and_value_are() -> None:
    """Two engines that reach the same answer reach equal outcomes."""
    assert concluded("a") == Outcome(Status.CONCLUDED, "a") != concluded("b")
    assert len({SILENT, NOT_APPLICABLE, concluded("a"), concluded("a")}) == 3
    assert conflict(["a", "b"]) == conflict(["b", "a"])
