"""Quarters and weeks in Amsterdam: half-open, through both clock changes and New Year."""

from __future__ import annotations

import datetime
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.errors import KwartaalError
from obstetric_rules.kwartaalrapport.kwartaal import Kwartaal, local_midnight

UTC = datetime.UTC
quarters = st.builds(Kwartaal, st.integers(2001, 2198), st.integers(1, 4))

STARTS = {
    "in winter time, at New Year": (Kwartaal(2027, 1), datetime.datetime(2026, 12, 31, 23, 0)),
    "in summer time, after the clock went forward": (
        Kwartaal(2026, 2),
        datetime.datetime(2026, 3, 31, 22, 0),
    ),
    "in summer time": (Kwartaal(2026, 3), datetime.datetime(2026, 6, 30, 22, 0)),
    "before the clock goes back": (Kwartaal(2026, 4), datetime.datetime(2026, 9, 30, 22, 0)),
}


@pytest.mark.parametrize(("kwartaal", "expected"), STARTS.values(), ids=STARTS)
def test_a_quarter_starts_at_midnight_in_amsterdam(
    kwartaal: Kwartaal, expected: datetime.datetime
) -> None:
    """Which hour that is elsewhere depends on the season."""
    assert local_midnight(kwartaal.first).astimezone(UTC) == expected.replace(tzinfo=UTC)


def test_the_quarters_of_the_clock_changes_are_an_hour_shorter_and_longer() -> None:
    """The clock goes forward in the first quarter and back in the fourth; no moment is lost."""
    lengths = [
        local_midnight(Kwartaal(2026, number).until).astimezone(UTC)
        - local_midnight(Kwartaal(2026, number).first).astimezone(UTC)
        for number in range(1, 5)
    ]

    hour = datetime.timedelta(hours=1)
    assert lengths == [
        datetime.timedelta(days=90) - hour,
        datetime.timedelta(days=91),
        datetime.timedelta(days=92),
        datetime.timedelta(days=92) + hour,
    ]


@given(kwartaal=quarters)
def test_quarters_follow_one_another_without_a_gap(kwartaal: Kwartaal) -> None:
    """One ends where the next begins; before and after are each other's reverse."""
    assert kwartaal.until == kwartaal.next.first
    assert kwartaal.next.previous == kwartaal
    assert kwartaal.previous < kwartaal < kwartaal.next
    assert Kwartaal.parse(str(kwartaal)) == kwartaal


@given(kwartaal=quarters)
def test_weeks_fill_their_quarter(kwartaal: Kwartaal) -> None:
    """Thirteen or fourteen weeks, each from Monday to Sunday but for the first and the last."""
    weeks = kwartaal.weeks

    assert weeks[0].first == kwartaal.first
    assert weeks[-1].until == kwartaal.until
    assert all(one.until == other.first for one, other in itertools.pairwise(weeks))
    assert all(week.first.weekday() == 0 for week in weeks[1:])
    assert all(week.last.weekday() == 6 for week in weeks[:-1])
    assert len(weeks) in (13, 14)
    assert [week.number for week in weeks] == list(range(1, len(weeks) + 1))


@pytest.mark.parametrize("text", ["2026", "2026Q5", "2026Q0", "2026q3", "1999Q4", "26Q3", "Q3\n"])
def test_what_names_no_quarter_is_refused(text: str) -> None:
    """The error shows how a quarter is written."""
    with pytest.raises(KwartaalError, match="expected a quarter such as 2026Q3"):
        Kwartaal.parse(text)
