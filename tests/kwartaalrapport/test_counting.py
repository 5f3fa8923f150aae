"""Refusals are counted in the right quarter and week, whatever the clock does."""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.kwartaalrapport.counting import (
    AFDELING,
    REDEN,
    RICHTING,
    WEEK,
    Counts,
    Listed,
    QuarterCounts,
    count_quarters,
    counts_of,
)
from obstetric_rules.kwartaalrapport.kwartaal import Kwartaal
from obstetric_rules.weigeringen import Weigering, WeigeringStore, open_store
from obstetric_rules.weigeringen.weigering import local_zone
from tests.samples import samples
from tests.weigeringen.records import refusal

SECOND = datetime.timedelta(seconds=1)


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def counted(store: WeigeringStore, kwartaal: Kwartaal) -> QuarterCounts:
    """Return what there is of a quarter, be it ever so little."""
    with store.reading() as connection:
        return counts_of(connection, kwartaal, Listed())


EDGES = {
    "the last second before summer's quarter": ("2026-03-31T23:59:59+02:00", "2026Q1", 14),
    "the first second of the second quarter": ("2026-04-01T00:00:00+02:00", "2026Q2", 1),
    "an hour that UTC counts to March": ("2026-03-31T22:30:00+00:00", "2026Q2", 1),
    "the last second of the year": ("2026-12-31T23:59:59+01:00", "2026Q4", 14),
    "the first second of the year": ("2027-01-01T00:00:00+01:00", "2027Q1", 1),
    "an hour that UTC counts to the old year": ("2026-12-31T23:30:00+00:00", "2027Q1", 1),
    "before the clock goes forward": ("2026-03-29T01:59:59+01:00", "2026Q1", 13),
    "after the clock went forward": ("2026-03-29T03:00:00+02:00", "2026Q1", 13),
    "the Monday after it, an hour earlier than a week before": (
        "2026-03-29T22:00:00+00:00",
        "2026Q1",
        14,
    ),
    "half past two, before the clock goes back": ("2026-10-25T02:30:00+02:00", "2026Q4", 4),
    "half past two, once more": ("2026-10-25T02:30:00+01:00", "2026Q4", 4),
    "the last second of that Sunday": ("2026-10-25T22:59:59+00:00", "2026Q4", 4),
    "the Monday after it": ("2026-10-25T23:00:00+00:00", "2026Q4", 5),
}


@pytest.mark.parametrize(("moment", "quarter", "week"), EDGES.values(), ids=EDGES)
def test_a_refusal_falls_in_one_quarter_and_one_week(
    moment: str, quarter: str, week: int, tmp_path: Path
) -> None:
    """At midnight, at New Year and when the clock changes, each counts once and where it should."""
    store = open_store(tmp_path / "weigeringen.db")
    store.add(refusal(moment=at(moment)))
    kwartaal = Kwartaal.parse(quarter)

    assert counted(store, kwartaal).total == 1
    assert counted(store, kwartaal).tables[WEEK].of_category(str(week)) == 1
    assert counted(store, kwartaal.next).total == 0
    assert counted(store, kwartaal.previous).total == 0


nearby = st.builds(
    lambda edge, seconds: at(EDGES[edge][0]) + seconds * SECOND,
    st.sampled_from(sorted(EDGES)),
    st.integers(-90_000, 90_000),
)
found = st.lists(
    st.builds(
        lambda moment, vsv, afdeling, lijn, reden: refusal(
            moment=moment, vsv=vsv, afdeling=afdeling, van_lijn=lijn, reden=reden
        ),
        nearby,
        st.sampled_from(["noord", "zuid"]),
        st.sampled_from(["a", "b"]),
        st.sampled_from(["eerste", "tweede"]),
        st.sampled_from(["vol", "stop"]),
    ),
    max_size=12,
)


def by_hand(weigeringen: list[Weigering], kwartaal: Kwartaal) -> list[Weigering]:
    return [
        one
        for one in weigeringen
        if kwartaal.first <= one.moment.astimezone(local_zone()).date() < kwartaal.until
    ]


def by_week(weigeringen: list[Weigering], kwartaal: Kwartaal) -> Counter[tuple[str, str]]:
    numbers: Counter[tuple[str, str]] = Counter()
    for one in weigeringen:
        day = one.moment.astimezone(local_zone()).date()
        for week in kwartaal.weeks:
            if week.first <= day <= week.last:
                numbers[one.vsv, str(week.number)] += 1
    return numbers


def nonzero(counts: QuarterCounts, dimension: str) -> dict[tuple[str, str], int]:
    return {key: number for key, number in counts.tables[dimension].numbers.items() if number}


@samples(default=15, full=500)
@given(weigeringen=found)
def test_the_database_counts_as_one_would_by_hand(
    weigeringen: list[Weigering], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """By week, ward, direction and reason, the numbers are those of a list one goes through."""
    weigeringen = [attrs.evolve(one, id=f"w-{at}") for at, one in enumerate(weigeringen)]
    store = open_store(tmp_path_factory.mktemp("store") / "weigeringen.db")
    store.add_all(weigeringen)

    for kwartaal in (Kwartaal(2026, 1), Kwartaal(2026, 2), Kwartaal(2026, 4), Kwartaal(2027, 1)):
        counts = counted(store, kwartaal)
        inside = by_hand(weigeringen, kwartaal)
        assert counts.total == len(inside)
        assert nonzero(counts, WEEK) == by_week(inside, kwartaal)
        assert nonzero(counts, AFDELING) == Counter((one.vsv, one.afdeling) for one in inside)
        assert nonzero(counts, REDEN) == Counter((one.vsv, one.reden) for one in inside)
        assert nonzero(counts, RICHTING) == Counter(
            (one.vsv, f"{one.van_lijn} → {one.naar_lijn}") for one in inside
        )


JANUARY, MAY, AUGUST = (at(f"2026-{day}T12:00+01:00") for day in ("01-05", "05-05", "08-05"))


def store_with(folder: Path, *numbers: tuple[datetime.datetime, str, int]) -> WeigeringStore:
    """Return a store with so many refusals at a moment, of a VSV and a ward that are called so."""
    store = open_store(folder / "weigeringen.db")
    for moment, name, number in numbers:
        store.add_all(
            [
                refusal(f"{moment:%m}-{name}-{one}", moment=moment, afdeling=name, vsv=name)
                for one in range(number)
            ]
        )
    return store


def test_what_was_listed_stays_in_the_list_and_what_comes_later_is_not_there_yet(
    tmp_path: Path,
) -> None:
    """A ward without refusals this quarter is still in the table; one of a later quarter is not."""
    store = store_with(tmp_path, (JANUARY, "een", 9), (MAY, "twee", 9), (AUGUST, "drie", 9))

    current, previous = count_quarters(store, Kwartaal(2026, 3), 5)

    assert current.tables[AFDELING].categories == ("drie", "een", "twee")
    assert previous.tables[AFDELING].categories == ("een", "twee")
    assert (current.vsvs, previous.vsvs) == (("drie", "een", "twee"), ("een", "twee"))
    assert (current.new_vsvs, previous.new_vsvs) == ({"drie"}, {"twee"})
    assert current.tables[AFDELING].new == {"drie"}
    assert current.tables[REDEN].new == frozenset()
    assert previous.tables[AFDELING].number("een", "een") == 0
    assert (current.total, previous.total) == (9, 9)


@pytest.mark.parametrize("few", ["in the quarter itself", "in the one before", "long ago"])
def test_a_quarter_with_too_few_leaves_no_trace(few: str, tmp_path: Path) -> None:
    """Nothing is counted in it, and what occurred in no other quarter is never listed."""
    moments = {
        "in the quarter itself": (JANUARY, MAY, AUGUST),
        "in the one before": (JANUARY, AUGUST, MAY),
        "long ago": (MAY, AUGUST, JANUARY),
    }[few]
    once, again, hidden = moments
    folders = [tmp_path / name for name in ("with", "without")]
    for folder in folders:
        folder.mkdir()
    shown = ((once, "een", 9), (again, "twee", 9))
    some = store_with(folders[0], *shown, (hidden, "drie", 4), (hidden, "een", 1))
    none = store_with(folders[1], *shown)

    assert count_quarters(some, Kwartaal(2026, 3), 5) == count_quarters(none, Kwartaal(2026, 3), 5)


def test_refusals_that_are_certain_are_not_counted_on() -> None:
    """Six refusals of five VSVs that are new, of which one each is certain, are too few."""
    vsvs = tuple("abcde")
    tables = {AFDELING: Counts(vsvs, ("w",), {(vsv, "w"): 1 + (vsv == "a") for vsv in vsvs})}
    new = QuarterCounts(Kwartaal(2026, 3), vsvs, tables, frozenset(vsvs))
    known = attrs.evolve(new, new_vsvs=frozenset())

    assert (new.too_few(5), known.too_few(5)) == (True, False)
    assert (new.too_few(2), known.too_few(2)) == (True, False)
    assert known.unless_too_few(5) is known
    assert new.unless_too_few(5).vsvs == ()
    assert new.unless_too_few(5).total == 0
