"""Orders and circles in what depends on what."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.rules.ordering import bottom_up, find_cycle

NAMES = "abcdef"
GRAPHS = st.dictionaries(
    st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), max_size=3), max_size=len(NAMES)
)
# Each name needs only names before it in the alphabet.
WITHOUT_CIRCLE = st.permutations(NAMES).flatmap(
    lambda order: st.fixed_dictionaries(
        {
            name: st.lists(st.sampled_from(NAMES).filter(lambda other, top=name: other < top))
            if name > NAMES[0]
            else st.just([])
            for name in order
        }
    )
)


@given(GRAPHS)
def test_a_circle_is_one(needs: dict[str, list[str]]) -> None:
    """Each name of a circle needs the next, and the last one is the first again."""
    circle = find_cycle(needs)

    assert all(after in needs[before] for before, after in pairwise(circle))
    assert circle[:1] == circle[-1:]
    assert len(set(circle[1:])) == len(circle[1:])


@given(GRAPHS)
def test_no_circle_is_missed(needs: dict[str, list[str]]) -> None:
    """There is no circle just when everything can be put after what it needs."""
    left = dict(needs)
    while free := [name for name, found in left.items() if not set(found) & left.keys()]:
        for name in free:
            del left[name]

    assert bool(find_cycle(needs)) is bool(left)


@given(WITHOUT_CIRCLE)
def test_everything_comes_after_what_it_needs(needs: dict[str, list[str]]) -> None:
    """Nothing is left out, and nothing comes before something that it needs."""
    order = bottom_up(needs)

    assert sorted(order) == sorted(NAMES)
    for name, found in needs.items():
        assert all(order.index(other) < order.index(name) for other in found)


@given(st.permutations(NAMES))
def test_what_does_not_matter_stays_as_it_was(order: list[str]) -> None:
    """Things that do not need each other keep the order in which they were written."""
    assert bottom_up({name: [] for name in order}) == tuple(order)


@pytest.mark.parametrize("first", NAMES[:3])
def test_a_circle_is_told_the_same_wherever_it_is_found(first: str) -> None:
    """A message about a circle does not change with the order of the rules."""
    needs = {"a": ["b"], "b": ["c"], "c": ["a"]}
    turned = {first: needs[first], **needs}

    assert find_cycle(turned) == ("a", "b", "c", "a")


def test_what_is_needed_but_not_listed_comes_too() -> None:
    """A name that only others mention has its place in the order."""
    assert bottom_up({"b": ["a"]}) == ("a", "b")
    assert find_cycle({"b": ["a"]}) == ()
    assert find_cycle({"a": ["a"]}) == ("a", "a")
