"""Which hidden cells are certain is found as it would be by trying every change."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.kwartaalrapport.protection import TOTAL, Cell, certain_cells
from tests.samples import samples

ROWS, COLUMNS = ("x", "y", "z", TOTAL), ("a", "b", "c", TOTAL)
CELLS = [cell for cell in itertools.product(ROWS, COLUMNS) if cell != (TOTAL, TOTAL)]


@st.composite
def hidden_cells(draw: st.DrawFn) -> tuple[set[Cell], set[Cell]]:
    """Hidden cells of a table with its totals, and those that can go down."""
    hidden = draw(st.sets(st.sampled_from(CELLS), max_size=9))
    can_go_down = draw(st.sets(st.sampled_from(sorted(hidden)))) if hidden else set()
    return hidden, can_go_down


def by_trying(hidden: set[Cell], can_go_down: set[Cell]) -> set[Cell]:
    """Return the cells that stay as they are in every change by one that keeps all sums right."""
    order = sorted(hidden)
    choices = [(0, 1, -1) if cell in can_go_down else (0, 1) for cell in order]
    certain = set(hidden)
    for changes in itertools.product(*choices):
        change = dict(zip(order, changes, strict=True))
        if all(
            sum(change.get((row, column), 0) for column in COLUMNS[:-1])
            == change.get((row, TOTAL), 0)
            for row in ROWS
        ) and all(
            sum(change.get((row, column), 0) for row in ROWS[:-1]) == change.get((TOTAL, column), 0)
            for column in COLUMNS
        ):
            certain -= {cell for cell, by in change.items() if by}
    return certain


@samples(default=60, full=2_000)
@given(case=hidden_cells())
def test_a_cell_is_certain_if_no_change_of_hidden_cells_moves_it(
    case: tuple[set[Cell], set[Cell]],
) -> None:
    """Of small tables every change is tried, upwards and, where a count allows it, downwards."""
    hidden, can_go_down = case

    assert certain_cells(hidden, can_go_down) == by_trying(hidden, can_go_down)


def test_a_cell_that_only_joins_two_circles_is_certain() -> None:
    """It could go up and down by itself, but nothing leads back round it."""
    circles = set(itertools.product("wx", "ab")) | set(itertools.product("yz", "cd"))
    hidden = circles | {("x", "c")}

    assert certain_cells(hidden, hidden) == {("x", "c")}
