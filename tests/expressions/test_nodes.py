"""The nodes of expressions: plain data, compared by structure."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import attrs
import pytest
from hypothesis import given

from obstetric_rules.expressions.nodes import (
    CONDITIONS,
    OPERANDS,
    And,
    Condition,
    Field,
    Holds,
    Node,
    Not,
    children,
    walk,
)
from tests.expressions.generated import conditions
from tests.samples import samples

NODES = (*CONDITIONS, *OPERANDS)
KOORTS = Holds(Field("client", "koorts"))


def _nodes_in(part: Any) -> list[Node]:
    if isinstance(part, tuple):
        return [node for item in part for node in _nodes_in(item)]
    return [part] if isinstance(part, NODES) else []


@samples(default=15, full=500)
@given(conditions())
def test_every_part_of_a_node_is_one_of_its_children(found: list[Condition]) -> None:
    """Whoever walks through a condition misses nothing of what stands in it."""
    for node in (inner for condition in found for inner in walk(condition)):
        parts = [getattr(node, field.name) for field in attrs.fields(type(node))]
        assert list(children(node)) == _nodes_in(tuple(parts))


@samples(default=15, full=500)
@given(conditions())
def test_a_walk_meets_every_node_once_and_parents_first(found: list[Condition]) -> None:
    """A walk is the node itself, followed by the walks through its children in order."""
    for condition in found:
        below = [node for child in children(condition) for node in walk(child)]
        assert walk(condition) == (condition, *below)


@samples(default=15, full=500)
@given(conditions())
def test_conditions_that_say_the_same_are_the_same(found: list[Condition]) -> None:
    """Two authors who write the same condition have written one: equal, and with one hash."""
    for condition in found:
        again = pickle.loads(pickle.dumps(condition))
        assert (again, hash(again)) == (condition, hash(condition))
        assert Not(condition) != condition


@pytest.mark.parametrize("kind", NODES, ids=lambda kind: kind.__name__)
def test_no_part_of_a_node_can_be_changed(kind: type) -> None:
    """Nobody changes a condition behind the back of a ruleset that was checked."""
    for field in attrs.fields(kind):
        node = object.__new__(kind)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(node, field.name, None)


def test_the_order_of_parts_counts() -> None:
    """Conditions are compared as they are written, not by what they mean."""
    hoesten = Holds(Field("client", "hoesten"))

    assert And((KOORTS, hoesten)) != And((hoesten, KOORTS))
    assert copy.deepcopy(And((KOORTS, hoesten))) == And((KOORTS, hoesten))
