"""Decision diagrams: two that mean the same are the same, and they mean what they were made of."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.diagrams.graph import BudgetExceededError, Graph, Node, Truth

WIDTHS = (2, 3, 2, 4)
WAYS = list(product(*map(range, WIDTHS)))
Function = Callable[[tuple[int, ...]], Any]

_RANK = {Truth.FALSE: 0, Truth.CONFLICT: 1, Truth.TRUE: 2}
_OPPOSITE = {
    Truth.FALSE: Truth.TRUE,
    Truth.TRUE: Truth.FALSE,
    Truth.CONFLICT: Truth.CONFLICT,
}


def at(graph: Graph, node: Node, way: tuple[int, ...]) -> Any:
    """Follow a diagram along one way of choosing branches."""
    while not graph.is_leaf(node):
        node = graph.children(node)[way[graph.level(node)]]
    return graph.value(node)


def table(graph: Graph, node: Node) -> list[Any]:
    return [at(graph, node, way) for way in WAYS]


@st.composite
def diagrams(draw: st.DrawFn, graph: Graph) -> Node:
    """Draw a diagram of a condition, made of tests joined at random."""
    leaves = [graph.FALSE, graph.TRUE, graph.CONFLICT]
    tests = st.integers(0, len(WIDTHS) - 1).flatmap(
        lambda level: st.lists(
            st.sampled_from(leaves), min_size=WIDTHS[level], max_size=WIDTHS[level]
        ).map(lambda children: graph.test(level, children))
    )
    joined = st.recursive(
        tests,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(graph.conjunction),
            st.lists(inner, max_size=3).map(graph.disjunction),
            inner.map(graph.negation),
        ),
        max_leaves=6,
    )
    return draw(joined)


@given(st.data())
def test_joined_conditions_mean_what_their_parts_mean(data: st.DataObject) -> None:
    """And, or and not of diagrams are those of their tables: false, then conflict, then true."""
    graph = Graph()
    parts = [data.draw(diagrams(graph)) for _ in range(3)]
    tables = [table(graph, part) for part in parts]

    both = table(graph, graph.conjunction(parts))
    either = table(graph, graph.disjunction(parts))
    opposite = table(graph, graph.negation(parts[0]))

    assert both == [min(row, key=_RANK.__getitem__) for row in zip(*tables, strict=True)]
    assert either == [max(row, key=_RANK.__getitem__) for row in zip(*tables, strict=True)]
    assert opposite == [_OPPOSITE[truth] for truth in tables[0]]


@given(st.data())
def test_diagrams_that_mean_the_same_are_the_same_node(data: st.DataObject) -> None:
    """Whether two conditions mean the same is seen at once, however they were written."""
    graph = Graph()
    one, other = data.draw(diagrams(graph)), data.draw(diagrams(graph))

    assert (one == other) == (table(graph, one) == table(graph, other))


@given(st.data())
def test_a_diagram_depends_on_its_levels_and_on_no_others(data: st.DataObject) -> None:
    """A fact is named in a diagram exactly when it can make a difference."""
    graph = Graph()
    node = data.draw(diagrams(graph))

    for level in range(len(WIDTHS)):
        found = {
            at(graph, node, way) == at(graph, node, (*way[:level], branch, *way[level + 1 :]))
            for way in WAYS
            for branch in range(WIDTHS[level])
        }
        assert (False in found) == (level in graph.levels(node))


@given(st.data())
def test_what_is_left_of_a_diagram_is_what_can_still_happen(data: st.DataObject) -> None:
    """With some facts known, the leaves and levels that are left are exactly the possible ones."""
    graph = Graph()
    node = data.draw(diagrams(graph))
    known = data.draw(st.dictionaries(st.integers(0, len(WIDTHS) - 1), st.just(0)))
    ways = [way for way in WAYS if all(way[level] == branch for level, branch in known.items())]

    residue = graph.restricted(node, known.get)

    assert residue.leaves == {at(graph, node, way) for way in ways}
    decisive = {
        level
        for level in range(len(WIDTHS))
        if level not in known
        and any(
            at(graph, node, way) != at(graph, node, (*way[:level], branch, *way[level + 1 :]))
            for way in ways
            for branch in range(WIDTHS[level])
        )
    }
    assert residue.levels == decisive


@given(st.data())
def test_choosing_goes_on_where_the_selector_says(data: st.DataObject) -> None:
    """A diagram chosen by another one is, in each case, the one that the other names."""
    graph = Graph()
    selector = data.draw(diagrams(graph))
    options = {truth: data.draw(diagrams(graph)) for truth in Truth}

    chosen = graph.chosen(selector, options)

    assert table(graph, chosen) == [
        at(graph, options[at(graph, selector, way)], way) for way in WAYS
    ]


@given(st.data())
def test_united_leaves_hold_what_each_of_them_holds(data: st.DataObject) -> None:
    """Uniting diagrams unites the sets in their leaves, in every case."""
    graph = Graph()
    names = st.frozensets(st.sampled_from("abc"), max_size=2)
    roots = [
        graph.mapped(
            data.draw(diagrams(graph)),
            {truth: graph.leaf(data.draw(names)) for truth in Truth}.get,
        )
        for _ in range(3)
    ]
    expected = [frozenset().union(*(at(graph, root, way) for root in roots)) for way in WAYS]

    united = graph.united(roots, frozenset.union, frozenset())

    assert table(graph, united) == expected


def test_nothing_joined_is_true_and_nothing_chosen_from_is_false() -> None:
    """All of no conditions hold, and none of no conditions does."""
    graph = Graph()

    assert graph.conjunction([]) == graph.TRUE
    assert graph.disjunction([]) == graph.FALSE
    assert graph.leaves(graph.united([], frozenset.union, frozenset())) == {frozenset()}


def test_a_diagram_that_takes_too_many_steps_is_given_up() -> None:
    """A diagram that would grow without end stops at its budget instead of hanging."""
    graph = Graph()
    tests = [graph.test(level, [graph.FALSE, graph.TRUE]) for level in range(8)]
    graph.allow(3)

    with pytest.raises(BudgetExceededError):
        graph.conjunction(tests)


def test_restricting_a_diagram_leaves_the_store_as_it_was() -> None:
    """Deciding a million cases adds nothing to the diagrams in memory."""
    graph = Graph()
    node = graph.conjunction([graph.test(0, [0, 1]), graph.test(1, [0, 1])])
    size = len(graph)

    graph.restricted(node, {0: 1}.get)

    assert len(graph) == size
