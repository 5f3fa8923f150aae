"""No small count can be worked out from everything that is shown, by anybody."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.kwartaalrapport.counting import AFDELING, WEEK, Counts, QuarterCounts
from obstetric_rules.kwartaalrapport.suppression import Suppression, suppression_of
from tests.kwartaalrapport.records import quarter_counts
from tests.samples import samples

Numbers = dict[tuple[str, str], int]
LOOKED_AT = (WEEK, AFDELING)
"""The tables of these are different; the other two are the same again."""


@st.composite
def small_quarters(draw: st.DrawFn) -> QuarterCounts:
    """Counts so small that every other table that fits what is shown can be tried."""
    vsvs = [f"v{number}" for number in range(draw(st.integers(1, 3)))]
    weeks, wards = ([f"{kind}{n}" for n in range(draw(st.integers(1, 3)))] for kind in "wa")
    by_week: Numbers = dict.fromkeys(itertools.product(vsvs, weeks), 0)
    by_ward: Numbers = dict.fromkeys(itertools.product(vsvs, wards), 0)
    one = st.tuples(st.sampled_from(vsvs), st.sampled_from(weeks), st.sampled_from(wards))
    for vsv, week, ward in draw(st.lists(one, max_size=10)):
        by_week[vsv, week] += 1
        by_ward[vsv, ward] += 1
    return quarter_counts(by_week, by_ward)


def rows_that_fit(
    counts: Counts, found: Suppression, dimension: str, vsv: str
) -> Iterator[tuple[int, ...]]:
    """Yield what a reader can take a row for: shown cells as they are, hidden ones anything."""
    highest = sum(map(counts.of_vsv, counts.vsvs))
    choices = [
        range(highest + 1)
        if found.hides(dimension, vsv, category)
        else [counts.number(vsv, category)]
        for category in counts.categories
    ]
    shown = None if found.hides_total(vsv) else counts.of_vsv(vsv)
    for row in itertools.product(*choices):
        if sum(row) <= highest and shown in (None, sum(row)):
            yield row


def tables_that_fit(
    counts: Counts, found: Suppression, dimension: str
) -> list[tuple[tuple[int, ...], ...]]:
    """Return every table that a reader of all reports can take for the true one."""
    columns = [
        None if found.hides(dimension, None, category) else counts.of_category(category)
        for category in counts.categories
    ]
    total = sum(map(counts.of_vsv, counts.vsvs))
    tables: list[tuple[tuple[int, ...], ...]] = [()]
    for vsv in counts.vsvs:
        rows = list(rows_that_fit(counts, found, dimension, vsv))
        tables = [
            (*table, row)
            for table in tables
            for row in rows
            if all(
                shown is None or sum(line[at] for line in table) + row[at] <= shown
                for at, shown in enumerate(columns)
            )
            and sum(map(sum, table)) + sum(row) <= total
        ]
    return [
        table
        for table in tables
        if sum(map(sum, table)) == total
        and all(
            shown is None or sum(line[at] for line in table) == shown
            for at, shown in enumerate(columns)
        )
    ]


def what_readers_can_think(
    counts: QuarterCounts, found: Suppression
) -> dict[tuple[str, str | None, str | None], set[int]]:
    """Return for each count every value that fits all that is shown in all reports together."""
    fitting = {name: tables_that_fit(counts.tables[name], found, name) for name in LOOKED_AT}
    # The totals of the VSVs are the same in every table.
    totals = set.intersection(
        *({tuple(map(sum, table)) for table in tables} for tables in fitting.values())
    )
    thought: dict[tuple[str, str | None, str | None], set[int]] = {}
    for name, tables in fitting.items():
        for table in tables:
            if tuple(map(sum, table)) not in totals:
                continue
            for vsv, row in zip(counts.vsvs, table, strict=True):
                thought.setdefault((name, vsv, None), set()).add(sum(row))
                for category, number in zip(counts.tables[name].categories, row, strict=True):
                    thought.setdefault((name, vsv, category), set()).add(number)
            for at, category in enumerate(counts.tables[name].categories):
                column = sum(row[at] for row in table)
                thought.setdefault((name, None, category), set()).add(column)
    return thought


def true_number(counts: QuarterCounts, name: str, vsv: str | None, category: str | None) -> int:
    table = counts.tables[name]
    if category is None:
        return table.of_vsv(str(vsv))
    return table.of_category(category) if vsv is None else table.number(vsv, category)


@samples(default=120, full=5_000)
@given(counts=small_quarters(), threshold=st.integers(2, 4))
def test_nothing_that_is_hidden_can_be_worked_out(counts: QuarterCounts, threshold: int) -> None:
    """Whoever has every report can think of at least two values for each hidden count.

    And each count below the threshold is hidden. All other tables that fit are tried one by one.
    """
    found = suppression_of(counts, threshold)
    if found.everything:
        assert counts.total < threshold
        return

    assert counts.total >= threshold
    for (name, vsv, category), values in what_readers_can_think(counts, found).items():
        number = true_number(counts, name, vsv, category)
        hidden = found.hides_total(vsv) if category is None else found.hides(name, vsv, category)
        assert number in values
        assert hidden or (values == {number} and number >= threshold)
        assert not hidden or len(values) > 1, (name, vsv, category)


@st.composite
def larger_quarters(draw: st.DrawFn) -> QuarterCounts:
    """Counts of a size that occurs: up to eight VSVs, many of their weeks below the threshold."""
    vsvs = [f"v{number}" for number in range(draw(st.integers(2, 8)))]
    weeks, wards = ([f"{kind}{n:02}" for n in range(draw(st.integers(2, 8)))] for kind in "wa")
    numbers = st.one_of(st.integers(0, 6), st.integers(0, 60))
    by_week = {key: draw(numbers) for key in itertools.product(vsvs, weeks)}
    by_ward: Numbers = {}
    for vsv in vsvs:
        rest = sum(by_week[vsv, week] for week in weeks)
        for ward in wards[:-1]:
            by_ward[vsv, ward] = draw(st.integers(0, rest))
            rest -= by_ward[vsv, ward]
        by_ward[vsv, wards[-1]] = rest
    return quarter_counts(by_week, by_ward)


@samples(default=10, full=300)
@given(counts=larger_quarters())
def test_a_solver_cannot_work_it_out_either(counts: QuarterCounts) -> None:
    """With all reports as equations, a solver finds a second value for every hidden count."""
    z3 = pytest.importorskip("z3", reason="the solver z3 is not installed")
    found = suppression_of(counts)
    if found.everything:
        return
    solver = z3.Solver()
    hidden = []

    def number(name: str, vsv: str | None, category: str | None) -> object:
        true = true_number(counts, name, vsv, category)
        hides = found.hides_total(vsv) if category is None else found.hides(name, vsv, category)
        if not hides:
            assert true >= 5
            return true
        # The total of a VSV is one number, in whichever table it stands.
        symbol = z3.Int(f"{vsv}" if category is None else f"{name}/{vsv}/{category}")
        solver.add(symbol >= 0)
        hidden.append((symbol, true))
        return symbol

    for name in LOOKED_AT:
        table = counts.tables[name]
        for vsv in table.vsvs:
            parts = [number(name, vsv, category) for category in table.categories]
            solver.add(sum(parts) == number(name, vsv, None))
        for category in table.categories:
            parts = [number(name, vsv, category) for vsv in table.vsvs]
            solver.add(sum(parts) == number(name, None, category))
        solver.add(sum(number(name, None, one) for one in table.categories) == counts.total)
        solver.add(sum(number(name, vsv, None) for vsv in table.vsvs) == counts.total)
    for symbol, true in hidden:
        assert solver.check(symbol != true) == z3.sat, symbol


@given(counts=larger_quarters(), threshold=st.integers(1, 12))
@samples(default=20, full=1_000)
def test_hidden_counts_are_not_few_together(counts: QuarterCounts, threshold: int) -> None:
    """What the hidden counts of a row or column add up to, which is no secret, is not small."""
    found = suppression_of(counts, threshold)
    if found.everything:
        return
    for name, table in counts.tables.items():
        lines = [
            [(vsv, category) for category in table.categories]
            for vsv in (*table.vsvs, None)
            if not found.hides_total(vsv)
        ]
        lines += [
            [(vsv, category) for vsv in table.vsvs]
            for category in table.categories
            if not found.hides(name, None, category)
        ]
        for line in lines:
            inside = [cell for cell in line if found.hides(name, *cell)]
            together = sum(true_number(counts, name, *cell) for cell in inside)
            assert not inside or together >= threshold
    vsvs = [vsv for vsv in counts.vsvs if found.hides_total(vsv)]
    assert not vsvs or sum(map(counts.of_vsv, vsvs)) >= threshold


def test_a_large_count_is_hidden_beside_a_small_one_and_no_more_than_that() -> None:
    """Two wards of one VSV: the small one is hidden, and so is one more in its row and column."""
    by_ward = {
        **{("noord", "a"): 3, ("noord", "b"): 9, ("noord", "c"): 30},
        **{("zuid", "a"): 20, ("zuid", "b"): 8, ("zuid", "c"): 40},
    }
    totals = {("noord", "w"): 42, ("zuid", "w"): 68}

    found = suppression_of(quarter_counts(totals, by_ward))

    assert found.cells[WEEK] == frozenset()
    assert found.cells[AFDELING] == {("noord", "a"), ("noord", "b"), ("zuid", "a"), ("zuid", "b")}


def test_a_small_vsv_is_hidden_with_another_in_every_table() -> None:
    """The total of a VSV with few refusals cannot be had by taking the others from the region."""
    by_week = {("klein", "w"): 2, ("midden", "w"): 20, ("groot", "w"): 90}

    found = suppression_of(quarter_counts(by_week, by_week))

    assert found.vsvs == {"klein", "midden"}
    assert found.cells[WEEK] == {("klein", "w"), ("midden", "w")}


def test_a_quarter_with_hardly_anything_shows_nothing() -> None:
    """When the whole region is below the threshold even its total is hidden."""
    found = suppression_of(quarter_counts({("noord", "w"): 4}, {("noord", "a"): 4}))

    assert found.everything
    assert found.hides_total(None)
    assert found.hides(AFDELING, "noord", "a")


def test_nothing_small_nothing_hidden() -> None:
    """Where every count is large enough, all is shown."""
    numbers = {("noord", "x"): 5, ("zuid", "x"): 7}

    found = suppression_of(quarter_counts(numbers, numbers))

    assert (found.everything, found.vsvs) == (False, frozenset())
    assert set(found.cells.values()) == {frozenset()}
