"""No small count can be worked out from everything that is shown, by anybody."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import attrs
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.kwartaalrapport.counting import AFDELING, REDEN, WEEK, Counts, QuarterCounts
from obstetric_rules.kwartaalrapport.protection import TOTAL
from obstetric_rules.kwartaalrapport.suppression import Suppression, groups_of, suppression_of
from tests.kwartaalrapport.records import Q3, quarter_counts
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
    for vsv, week, ward in draw(st.lists(one, min_size=2, max_size=10)):
        by_week[vsv, week] += 1
        by_ward[vsv, ward] += 1
    return with_new_names(draw, quarter_counts(by_week, by_ward))


def with_new_names(draw: st.DrawFn, counts: QuarterCounts) -> QuarterCounts:
    """Some of the VSVs and wards that occur are listed for the first time; weeks never are."""
    wards = counts.tables[AFDELING]
    occur = [ward for ward in wards.categories if wards.of_category(ward)]
    some = draw(st.sets(st.sampled_from(occur))) if occur else set()
    new = attrs.evolve(wards, new=frozenset(some))
    vsvs = [vsv for vsv in counts.vsvs if counts.of_vsv(vsv)]
    return attrs.evolve(
        counts,
        tables={**counts.tables, AFDELING: new, REDEN: new},
        new_vsvs=frozenset(draw(st.sets(st.sampled_from(vsvs))) if vsvs else ()),
    )


def published_alike(
    counts: QuarterCounts,
    found: Suppression,
    dimension: str,
    table: tuple[tuple[int, ...], ...],
    threshold: int,
) -> bool:
    """Return whether the program would hide the same if this were the true table."""
    true = counts.tables[dimension]
    cells = itertools.product(true.vsvs, true.categories)
    other = attrs.evolve(
        true, numbers=dict(zip(cells, itertools.chain.from_iterable(table), strict=True))
    )
    again = suppression_of(attrs.evolve(counts, tables={AFDELING: other}), threshold)
    return (again.everything, again.vsvs, again.cells[AFDELING]) == (
        False,
        found.vsvs,
        found.cells[dimension],
    )


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
    counts: QuarterCounts, found: Suppression, dimension: str
) -> list[tuple[tuple[int, ...], ...]]:
    """Return every table that a reader of all reports can take for the true one."""
    true = counts.tables[dimension]
    columns = [
        None if found.hides(dimension, None, category) else true.of_category(category)
        for category in true.categories
    ]
    tables: list[tuple[tuple[int, ...], ...]] = [()]
    for vsv in true.vsvs:
        rows = [
            row
            for row in rows_that_fit(true, found, dimension, vsv)
            if sum(row) >= (vsv in counts.new_vsvs)
        ]
        tables = [
            (*table, row)
            for table in tables
            for row in rows
            if all(
                shown is None or sum(line[at] for line in table) + row[at] <= shown
                for at, shown in enumerate(columns)
            )
            and sum(map(sum, table)) + sum(row) <= counts.total
        ]
    return [
        table
        for table in tables
        if sum(map(sum, table)) == counts.total
        and all(
            sum(line[at] for line in table) in ([shown] if shown is not None else range(least, 99))
            for at, (shown, least) in enumerate(
                zip(columns, (one in true.new for one in true.categories), strict=True)
            )
        )
    ]


def what_readers_can_think(
    counts: QuarterCounts, found: Suppression, threshold: int
) -> dict[tuple[str, str | None, str | None], set[int]]:
    """Return for each count every value of it in tables that would be published as this one is."""
    fitting = {
        name: [
            table
            for table in tables_that_fit(counts, found, name)
            if published_alike(counts, found, name, table, threshold)
        ]
        for name in LOOKED_AT
    }
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


@samples(default=60, full=2_000)
@given(counts=small_quarters(), threshold=st.integers(2, 4))
def test_nothing_that_is_hidden_can_be_worked_out(counts: QuarterCounts, threshold: int) -> None:
    """Whoever has every report and the program can think of two values for each hidden count.

    And each count below the threshold is hidden. All other tables that fit are tried one by one.
    """
    found = suppression_of(counts, threshold)
    if found.everything:
        assert counts.too_few(threshold)
        return

    assert counts.total >= threshold
    for (name, vsv, category), values in what_readers_can_think(counts, found, threshold).items():
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
    return with_new_names(draw, quarter_counts(by_week, by_ward))


@given(counts=larger_quarters(), threshold=st.integers(2, 12))
@samples(default=20, full=1_000)
def test_hidden_counts_are_not_few_together(counts: QuarterCounts, threshold: int) -> None:
    """What the hidden counts of a row or column add up to, which is no secret, is not small.

    Nor is what they are together beyond the one that each new VSV and ward is known to have.
    """
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
            certain = sum(vsv is None and category in table.new for vsv, category in inside)
            together = sum(true_number(counts, name, *cell) for cell in inside)
            assert not inside or together - certain >= threshold
    vsvs = [vsv for vsv in counts.vsvs if found.hides_total(vsv)]
    certain = len(counts.new_vsvs.intersection(vsvs))
    assert not vsvs or sum(map(counts.of_vsv, vsvs)) - certain >= threshold


@given(counts=larger_quarters(), threshold=st.integers(2, 12))
@samples(default=20, full=1_000)
def test_hidden_counts_stand_in_groups(counts: QuarterCounts, threshold: int) -> None:
    """VSVs and categories of one group, next to each other by name, are hidden together."""
    found = suppression_of(counts, threshold)
    if found.everything:
        return
    for group in groups_of(counts.vsvs):
        assert len({found.hides_total(vsv) for vsv in group}) == 1
    for name, table in counts.tables.items():
        for categories in groups_of(table.categories):
            assert len({found.hides(name, None, one) for one in categories}) == 1
            for group in groups_of(counts.vsvs):
                cells = itertools.product(group, categories)
                assert len({found.hides(name, *cell) for cell in cells}) == 1


WARDS = ("a", "b", "c", "d", "e", "f")
VSVS = ("noord", "oost", "west", "zuid")


def by_ward(rows: dict[str, tuple[int, ...]]) -> Counts:
    """Return a table of VSVs and wards, all known for long."""
    wards = WARDS[: len(next(iter(rows.values())))]
    numbers = {
        (vsv, ward): number
        for vsv, row in rows.items()
        for ward, number in zip(wards, row, strict=True)
    }
    return Counts(tuple(rows), wards, numbers)


def hidden_of(rows: dict[str, tuple[int, ...]]) -> set[tuple[str, str]]:
    table = by_ward(rows)
    found = suppression_of(QuarterCounts(Q3, table.vsvs, {AFDELING: table}))
    return set(found.cells[AFDELING])


def block(vsvs: Iterable[str], wards: str) -> set[tuple[str, str]]:
    return set(itertools.product(vsvs, wards))


def test_a_small_count_hides_its_block_and_no_more_than_that() -> None:
    """Two VSVs, four wards: one small count hides four, also the largest, but no total."""
    hidden = hidden_of({"noord": (3, 90, 7, 30), "zuid": (20, 8, 9, 40)})

    assert hidden == block(("noord", "zuid"), "ab")


def test_a_small_ward_hides_its_group_with_the_totals() -> None:
    """The region's total of a ward that has few refusals goes, and that of the next one too."""
    hidden = hidden_of({"noord": (1, 90, 70, 30), "zuid": (2, 80, 90, 40)})

    assert hidden == block(("noord", "zuid", TOTAL), "ab")


def test_more_is_hidden_where_a_line_is_hidden_and_has_few() -> None:
    """One VSV has one refusal in a block: of that VSV, what is not shown adds up to one."""
    rows = {"noord": (1, 0, 70, 30, 50, 60), "zuid": (20, 80, 90, 40, 50, 60)}

    assert hidden_of(rows) == block(("noord", "zuid"), "abcd")


def test_more_is_hidden_where_a_ward_is_hidden_and_has_few() -> None:
    """One ward has one refusal in a block: the block of the next VSVs is hidden too."""
    rows = {"noord": (1, 80), "oost": (0, 90), "west": (70, 60), "zuid": (50, 40)}

    assert hidden_of(rows) == block(VSVS, "ab")


def test_more_is_hidden_where_a_block_must_be_empty() -> None:
    """Of a block of zeros each line has enough hidden beside it, yet all of it would be certain.

    What is hidden beside it is the total of two VSVs. The block that closes a circle is hidden too.
    """
    rows = {
        "noord": (0, 0, 50, 60, 70, 80),
        "oost": (0, 0, 70, 80, 90, 60),
        "west": (20, 3, 30, 40, 50, 60),
        "zuid": (9, 8, 50, 60, 70, 80),
    }

    assert hidden_of(rows) == block(VSVS, "abcd")


def test_totals_that_are_few_together_hide_more() -> None:
    """Two wards have three refusals together: that is no secret, so two more are hidden."""
    rows = {"noord": (1, 1, 70, 30, 50, 60), "zuid": (1, 0, 90, 40, 50, 60)}

    assert hidden_of(rows) >= {(TOTAL, ward) for ward in "abcd"}
    assert not hidden_of(rows) & {(TOTAL, ward) for ward in "ef"}


def test_a_small_vsv_is_hidden_with_the_next_in_every_table() -> None:
    """The total of a VSV with few refusals cannot be had by taking the others from the region."""
    by_week = {("a_groot", "w"): 90, ("b_klein", "w"): 2, ("c_midden", "w"): 20, ("d", "w"): 50}

    found = suppression_of(quarter_counts(by_week, by_week))

    assert found.vsvs == {"a_groot", "b_klein"}
    assert found.cells[WEEK] == found.cells[AFDELING]
    assert found.cells[WEEK] == block(("a_groot", "b_klein"), "w") | block(found.vsvs, TOTAL)


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
