"""The three truth values."""

from __future__ import annotations

import copy
import itertools
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.errors import UnknownTruthError
from obstetric_rules.truth import (
    FALSE,
    TRUE,
    UNKNOWN,
    Truth,
    Unknown,
    conjunction,
    disjunction,
    negation,
)

TRUTHS = st.lists(st.sampled_from([TRUE, FALSE, UNKNOWN]), max_size=5)


def completions(values: list[Truth]) -> list[tuple[bool, ...]]:
    choices = [[True, False] if value is UNKNOWN else [value] for value in values]
    return list(itertools.product(*choices))


@given(TRUTHS)
def test_a_conjunction_is_unknown_only_if_the_unknown_values_decide_it(values: list[Truth]) -> None:
    """What all ways of filling in the unknown values agree on is known."""
    outcomes = {all(completion) for completion in completions(values)}
    expected = UNKNOWN if len(outcomes) == 2 else outcomes.pop()

    assert conjunction(values) is expected


@given(TRUTHS)
def test_a_disjunction_is_unknown_only_if_the_unknown_values_decide_it(values: list[Truth]) -> None:
    """One value that holds is enough, whatever the unknown ones turn out to be."""
    outcomes = {any(completion) for completion in completions(values)}
    expected = UNKNOWN if len(outcomes) == 2 else outcomes.pop()

    assert disjunction(values) is expected


@pytest.mark.parametrize(("value", "opposite"), [(TRUE, FALSE), (FALSE, TRUE), (UNKNOWN, UNKNOWN)])
def test_not_unknown_is_unknown(value: Truth, opposite: Truth) -> None:
    """The opposite of what nobody told is not known either."""
    assert negation(value) is opposite


def test_unknown_cannot_be_used_as_a_condition() -> None:
    """`if client.koorts` raises for a fever nobody asked about, and says what to write."""
    with pytest.raises(UnknownTruthError, match="Write `value is UNKNOWN`") as caught:
        bool(UNKNOWN)

    assert isinstance(caught.value, TypeError)


def test_unknown_stays_itself_when_it_is_copied() -> None:
    """A dossier that went to another process still has UNKNOWN in it, and `is` still finds it."""
    assert copy.deepcopy(UNKNOWN) is UNKNOWN
    assert pickle.loads(pickle.dumps(UNKNOWN)) is UNKNOWN


def test_unknown_is_neither_none_nor_false() -> None:
    """Nobody asked, there is none, and no are three different things."""
    others: tuple[object, ...] = (None, False)

    assert UNKNOWN not in others
    assert {UNKNOWN: "unknown"}[Unknown.UNKNOWN] == "unknown"
    assert repr(UNKNOWN) == "UNKNOWN"
