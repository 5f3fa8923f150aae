"""Charts as trees: each step stands once, and ways that meet again say where to read on."""

from __future__ import annotations

from collections import Counter

import attrs

from obstetric_rules.exports.chart import Chart, End, Step


@attrs.frozen
class Further:
    """A way that goes on at the step with this number."""

    number: int


@attrs.frozen
class Branch:
    """A place in the tree; ``ways`` are its answers with the branch that each leads to.

    ``number`` is what ways from elsewhere that lead here call it; ``None`` if there are none.
    """

    here: Step | End | Further
    number: int | None = None
    ways: tuple[tuple[str, Branch], ...] = ()


def tree_of(chart: Chart) -> Branch:
    """Return a chart as a tree, which has one branch more than the chart has ways.

    A step that several ways lead to stands where a reader meets it first, from the top down. Ends
    are repeated: they are shorter than a reference to them.

    >>> from obstetric_rules.exports.chart import chart_of
    >>> from obstetric_rules.plugins.groningen import groningen
    >>> from obstetric_rules.rules.protocol import compose
    >>> tree = tree_of(chart_of(compose([groningen]), "kraamzorg"))
    >>> [(name, branch.here.clauses) for name, branch in tree.ways]
    [('nee', ('G3',)), ('ja', ('G3',))]
    """
    steps = [here for here in chart.places.values() if isinstance(here, Step)]
    leading = Counter(there for step in steps for _, there in step.ways)
    shared = frozenset(place for place, ways in leading.items() if ways > 1)
    return _branch(chart, chart.start, shared, {})


def _branch(chart: Chart, place: int, shared: frozenset[int], numbers: dict[int, int]) -> Branch:
    here = chart.places[place]
    if isinstance(here, End):
        return Branch(here)
    if place in numbers:
        return Branch(Further(numbers[place]))
    if place in shared:
        numbers[place] = len(numbers) + 1
    ways = tuple((name, _branch(chart, there, shared, numbers)) for name, there in here.ways)
    return Branch(here, numbers.get(place), ways)
