"""The reports of a quarter: one for the region and one for each VSV and IGO."""

from __future__ import annotations

import enum
from collections.abc import Iterator

import attrs

from obstetric_rules.errors import KwartaalError
from obstetric_rules.kwartaalrapport.counting import (
    AFDELING,
    DIMENSIONS,
    REDEN,
    RICHTING,
    WEEK,
    QuarterCounts,
    count_quarters,
)
from obstetric_rules.kwartaalrapport.kwartaal import Kwartaal
from obstetric_rules.kwartaalrapport.suppression import (
    LOWEST_THRESHOLD,
    THRESHOLD,
    Suppression,
    suppression_of,
)
from obstetric_rules.weigeringen import WeigeringStore


class NotShown(enum.Enum):
    """Why there is no number."""

    HIDDEN = "afgeschermd"
    """It is small, or would give away one that is."""
    ABSENT = ""
    """What is counted was not known yet in that quarter."""


Number = int | NotShown
"""A count as a report shows it."""

VSV = "vsv"
TITLES = {
    VSV: "Per VSV of IGO",
    WEEK: "Per week",
    AFDELING: "Per afdeling",
    RICHTING: "Per richting",
    REDEN: "Per reden",
}


@attrs.frozen(kw_only=True)
class Row:
    """A category, with its counts in this quarter and in the previous one."""

    category: str
    current: Number
    previous: Number


@attrs.frozen(kw_only=True)
class Section:
    """The counts of one dimension."""

    dimension: str
    rows: tuple[Row, ...]

    @property
    def title(self) -> str:
        """What stands above it, in Dutch."""
        return TITLES[self.dimension]

    @property
    def shows_a_number(self) -> bool:
        """Whether any count in it is shown: without one there is nothing to draw."""
        numbers = [number for row in self.rows for number in (row.current, row.previous)]
        return not all(isinstance(number, NotShown) for number in numbers)


@attrs.frozen(kw_only=True)
class Report:
    """What one recipient gets; ``recipient`` is a VSV or an IGO, or ``None`` for the region.

    No number that is hidden is in it.
    """

    kwartaal: Kwartaal
    recipient: str | None
    threshold: int
    total: Row
    sections: tuple[Section, ...]

    @property
    def name(self) -> str:
        """What its files are called."""
        whose = "regio" if self.recipient is None else f"vsv-{self.recipient}"
        return f"kwartaalrapport-{self.kwartaal}-{whose}"


@attrs.frozen
class _Quarter:
    """A quarter as it may be shown."""

    counts: QuarterCounts
    suppression: Suppression

    def total(self, vsv: str | None) -> Number:
        if self.suppression.hides_total(vsv):
            return NotShown.HIDDEN
        if vsv is not None and vsv not in self.counts.vsvs:
            return NotShown.ABSENT
        return self.counts.total if vsv is None else self.counts.of_vsv(vsv)

    def number(self, dimension: str, vsv: str | None, category: str) -> Number:
        if dimension == VSV:
            return self.total(category)
        table = self.counts.tables[dimension]
        if dimension == WEEK and category not in table.categories:
            return NotShown.ABSENT
        # Before what is listed: of a quarter that is not shown nothing tells which names it has.
        if self.suppression.hides(dimension, vsv, category):
            return NotShown.HIDDEN
        if category not in table.categories or (vsv is not None and vsv not in table.vsvs):
            return NotShown.ABSENT
        return table.of_category(category) if vsv is None else table.number(vsv, category)

    def categories(self, dimension: str) -> tuple[str, ...]:
        return self.counts.vsvs if dimension == VSV else self.counts.tables[dimension].categories


def quarterly_reports(
    store: WeigeringStore, kwartaal: Kwartaal, threshold: int = THRESHOLD
) -> Iterator[Report]:
    """Yield the report of the region, and that of each VSV and IGO that the store knows.

    Counts below ``threshold``, and those that would give them away, are not in them.

    Raises :class:`~obstetric_rules.errors.StoreError` when the store cannot be read, and
    :class:`~obstetric_rules.errors.KwartaalError` when the threshold would protect nothing.
    """
    if threshold < LOWEST_THRESHOLD:
        raise KwartaalError(
            f"expected a threshold from {LOWEST_THRESHOLD} on, got {threshold}: "
            "if only zeros were hidden, every hidden count would be known"
        )
    store.check()
    current, previous = (
        _Quarter(counts, suppression_of(counts, threshold))
        for counts in count_quarters(store, kwartaal, threshold)
    )
    for recipient in (None, *current.counts.vsvs):
        dimensions = (VSV, *DIMENSIONS) if recipient is None else DIMENSIONS
        yield Report(
            kwartaal=kwartaal,
            recipient=recipient,
            threshold=threshold,
            total=Row(
                category="totaal",
                current=current.total(recipient),
                previous=previous.total(recipient),
            ),
            sections=tuple(_section(name, recipient, current, previous) for name in dimensions),
        )


def _section(
    dimension: str, recipient: str | None, current: _Quarter, previous: _Quarter
) -> Section:
    known = {*current.categories(dimension), *previous.categories(dimension)}
    # By name or in time, never by number: the order would tell what is hidden.
    order = sorted(known, key=int) if dimension == WEEK else sorted(known)
    return Section(
        dimension=dimension,
        rows=tuple(
            Row(
                category=category,
                current=current.number(dimension, recipient, category),
                previous=previous.number(dimension, recipient, category),
            )
            for category in order
        ),
    )
