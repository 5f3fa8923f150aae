"""Quarters of a year and their weeks, as they are counted in Amsterdam."""

from __future__ import annotations

import datetime
import re
from typing import Final

import attrs

from obstetric_rules.errors import KwartaalError
from obstetric_rules.facts.fact import shown
from obstetric_rules.weigeringen.weigering import local_zone

_TEXT: Final = re.compile(r"(2[01][0-9]{2})Q([1-4])")
_WEEK: Final = datetime.timedelta(days=7)


def local_midnight(day: datetime.date) -> datetime.datetime:
    """Return when a day starts in Amsterdam.

    >>> local_midnight(datetime.date(2026, 7, 1)).astimezone(datetime.UTC).hour
    22
    """
    return datetime.datetime.combine(day, datetime.time(), local_zone())


@attrs.frozen
class Week:
    """A week of a quarter, from Monday to Sunday as far as the quarter goes."""

    number: int
    first: datetime.date
    until: datetime.date

    @property
    def last(self) -> datetime.date:
        """The last day that belongs to it."""
        return self.until - datetime.timedelta(days=1)


@attrs.frozen(order=True)
class Kwartaal:
    """A quarter of a year: from local midnight of its first day up to that of the next quarter's.

    >>> Kwartaal(2026, 1).previous, Kwartaal(2026, 4).until
    (Kwartaal(year=2025, number=4), datetime.date(2027, 1, 1))
    """

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Kwartaal:
        """Return the quarter that a text names.

        Raises :class:`~obstetric_rules.errors.KwartaalError` when it names none from 2000 to 2199.

        >>> Kwartaal.parse("2026Q3")
        Kwartaal(year=2026, number=3)
        """
        found = _TEXT.fullmatch(text)
        if found is None:
            raise KwartaalError(f'expected a quarter such as 2026Q3, got "{shown(text)}"')
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: datetime.date) -> Kwartaal:
        """Return the quarter that a day is in.

        >>> Kwartaal.of(datetime.date(2026, 9, 30))
        Kwartaal(year=2026, number=3)
        """
        return cls(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def first(self) -> datetime.date:
        """Its first day."""
        return datetime.date(self.year, 3 * self.number - 2, 1)

    @property
    def until(self) -> datetime.date:
        """The first day that does not belong to it any more."""
        return self.next.first

    @property
    def next(self) -> Kwartaal:
        """The quarter after it."""
        if self.number == 4:
            return Kwartaal(self.year + 1, 1)
        return Kwartaal(self.year, self.number + 1)

    @property
    def previous(self) -> Kwartaal:
        """The quarter before it."""
        if self.number == 1:
            return Kwartaal(self.year - 1, 4)
        return Kwartaal(self.year, self.number - 1)

    @property
    def weeks(self) -> tuple[Week, ...]:
        """Its weeks; the first and the last may be shorter.

        >>> [week.first.isoformat() for week in Kwartaal(2026, 3).weeks][:2]
        ['2026-07-01', '2026-07-06']
        """
        weeks: list[Week] = []
        first = self.first
        while first < self.until:
            monday = first + _WEEK - datetime.timedelta(days=first.weekday())
            weeks.append(Week(len(weeks) + 1, first, min(monday, self.until)))
            first = monday
        return tuple(weeks)
