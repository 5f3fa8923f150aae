"""Conditions as plain data."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest
from hypothesis import given

from obstetric_rules.expressions.canonical import node_to_data
from obstetric_rules.expressions.nodes import (
    CONDITIONS,
    OPERANDS,
    Binding,
    Comparison,
    Condition,
    Count,
    Field,
    Holds,
    Membership,
    Node,
    Operator,
    Quantified,
    Quantifier,
    walk,
)
from obstetric_rules.expressions.operators import condition, define
from obstetric_rules.expressions.typed_data import read_as
from tests.engines.examples import ask, bedden, client, meting, partner, praktijk, zorgverleners
from tests.expressions.generated import conditions
from tests.samples import samples

EVERY_KIND: Condition = condition(
    define("naam", client.koorts, label="ja", denial="nee")
    & (meting.temperatuur == 37.0)
    & (client.koorts == True)
    & client.lijn.is_in("eerste", "tweede")
    & praktijk.vsvs.contains("a")
    & (praktijk.vsvs.size() > 1)
    & (ask("q") != "x")
    & (partner.is_present() | ~zorgverleners.any(lambda z: z.lijn == zorgverleners.each.lijn))
    & bedden.all(lambda bed: bed.vrij)
    & (bedden.count(lambda bed: bed.vrij) <= 2)
)


def _as_json(node: Node) -> Any:
    return json.loads(json.dumps(node_to_data(node)))


def node_from_data(data: Any) -> Any:
    return read_as(Node, data, "node")


@samples(default=25, full=1_000)
@given(conditions())
def test_a_condition_comes_back_from_json_as_it_was(found: list[Condition]) -> None:
    """A condition that another machine reads is the same condition, to the last constant."""
    for node in (inner for outer in found for inner in walk(outer)):
        again = node_from_data(_as_json(node))
        # The text tells 1, 1.0 and true apart, which Python calls equal.
        assert (again, repr(again)) == (node, repr(node))


def test_every_kind_of_node_comes_back() -> None:
    """No kind of node is left out of the exchange."""
    found = node_from_data(_as_json(EVERY_KIND))

    assert found == EVERY_KIND
    missing = {*CONDITIONS, *OPERANDS} - {type(node) for node in walk(found)}
    assert {kind.__name__ for kind in missing} == {"Always"}
    assert node_from_data({"node": "Always"}) == CONDITIONS[0]()


@pytest.mark.parametrize("binding", Binding)
@pytest.mark.parametrize("operator", Operator)
@pytest.mark.parametrize("value", [True, 1, 1.0, "1", Field("client", "hoesten")])
def test_every_comparison_comes_back(binding: Binding, operator: Operator, value: Any) -> None:
    """Which fact a field is read from, and how it is compared, are kept."""
    node = Comparison(Field("client", "koorts", binding), operator, value)

    assert repr(node_from_data(_as_json(node))) == repr(node)


def test_data_of_different_conditions_differ() -> None:
    """No two conditions are written alike."""
    ill = Holds(Field("bedden", "vrij", Binding.ELEMENT))
    different: list[Node] = [
        *(Quantified(how, "bedden", ill) for how in Quantifier),
        Count("bedden", ill),
        Membership(Field("client", "lijn"), ("eerste", "tweede")),
        Membership(Field("client", "lijn"), ("tweede", "eerste")),
        *(attrs.evolve(ill, field=Field("bedden", "vrij", binding)) for binding in Binding),
    ]

    written = [json.dumps(node_to_data(node)) for node in different]
    assert len(set(written)) == len(different)


def test_the_data_says_what_it_is() -> None:
    """Whoever reads the data finds the names that the library uses."""
    assert node_to_data(condition(meting.dagen <= 3)) == {
        "node": "Comparison",
        "operand": {"node": "Field", "slot": "meting", "name": "dagen", "binding": "slot"},
        "operator": "<=",
        "value": 3,
    }
