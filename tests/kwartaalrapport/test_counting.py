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
    QuarterCounts,
    count_quarters,
)
from obstetric_rules.kwartaalrapport.kwartaal import Kwartaal
from obstetric_rules.weigeringen import Weigering, open_store
from obstetric_rules.weigeringen.weigering import local_zone
from tests.samples import samples
from tests.weigeringen.records import refusal

SECOND = datetime.timedelta(seconds=1)


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


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

    current, previous = count_quarters(store, kwartaal)
    assert (current.total, previous.total) == (1, 0)
    assert current.tables[WEEK].of_category(str(week)) == 1
    current, previous = count_quarters(store, kwartaal.next)
    assert (current.total, previous.total) == (0, 1)
    current, previous = count_quarters(store, kwartaal.previous)
    assert (current.total, previous.total) == (0, 0)


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

    for kwartaal in (Kwartaal(2026, 2), Kwartaal(2027, 1)):
        for counts in count_quarters(store, kwartaal):
            inside = by_hand(weigeringen, counts.kwartaal)
            assert counts.total == len(inside)
            assert nonzero(counts, WEEK) == by_week(inside, counts.kwartaal)
            assert nonzero(counts, AFDELING) == Counter((one.vsv, one.afdeling) for one in inside)
            assert nonzero(counts, REDEN) == Counter((one.vsv, one.reden) for one in inside)
            assert nonzero(counts, RICHTING) == Counter(
                (one.vsv, f"{one.van_lijn} → {one.naar_lijn}") for one in inside
            )


def test_what_was_ever_seen_stays_in_the_list_and_what_comes_later_is_not_there_yet(
    tmp_path: Path,
) -> None:
    """A ward without refusals this quarter is still in the table; one of a later quarter is not."""
    store = open_store(tmp_path / "weigeringen.db")
    for number, moment in enumerate(("2026-01-05", "2026-05-05", "2026-08-05")):
        store.add(
            refusal(
                f"w-{number}",
                moment=at(f"{moment}T12:00+01:00"),
                afdeling=f"afdeling_{number}",
                vsv=f"vsv_{number}",
            )
        )

    current, previous = count_quarters(store, Kwartaal(2026, 3))

    assert current.tables[AFDELING].categories == ("afdeling_0", "afdeling_1", "afdeling_2")
    assert previous.tables[AFDELING].categories == ("afdeling_0", "afdeling_1")
    assert (current.vsvs, previous.vsvs) == (("vsv_0", "vsv_1", "vsv_2"), ("vsv_0", "vsv_1"))
    assert previous.tables[AFDELING].number("vsv_0", "afdeling_0") == 0
