"""Refusals of a quarter, by how many there are of what."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from obstetric_rules.kwartaalrapport.counting import (
    AFDELING,
    REDEN,
    RICHTING,
    WEEK,
    Counts,
    QuarterCounts,
)
from obstetric_rules.kwartaalrapport.kwartaal import Kwartaal, local_midnight
from obstetric_rules.weigeringen import Weigering

Q3 = Kwartaal(2026, 3)
NOON = datetime.timedelta(hours=12)


def refusals_of(
    kwartaal: Kwartaal, numbers: Mapping[tuple[str, str, str], int]
) -> Iterator[Weigering]:
    """Yield so many refusals for each VSV, ward and reason, spread over the quarter's weeks."""
    serial = 0
    for (vsv, afdeling, reden), number in numbers.items():
        for _ in range(number):
            week = kwartaal.weeks[serial % len(kwartaal.weeks)]
            serial += 1
            yield Weigering(
                id=f"{kwartaal}-{serial}",
                moment=local_midnight(week.first) + NOON,
                van="praktijk_a",
                van_lijn="eerste",
                naar="ziekenhuis_x",
                naar_lijn="tweede",
                afdeling=afdeling,
                vsv=vsv,
                reden=reden,
            )


def quarter_counts(
    by_week: Mapping[tuple[str, str], int], by_ward: Mapping[tuple[str, str], int]
) -> QuarterCounts:
    """Return counts of a quarter: two tables whose VSVs have the same totals, and two like them."""
    vsvs = tuple(sorted({vsv for vsv, _ in (*by_week, *by_ward)}))

    def counts(numbers: Mapping[tuple[str, str], int]) -> Counts:
        return Counts(vsvs, tuple(sorted({category for _, category in numbers})), dict(numbers))

    weeks, wards = counts(by_week), counts(by_ward)
    assert all(weeks.of_vsv(vsv) == wards.of_vsv(vsv) for vsv in vsvs)
    return QuarterCounts(Q3, vsvs, {WEEK: weeks, AFDELING: wards, RICHTING: weeks, REDEN: wards})
