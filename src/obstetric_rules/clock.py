"""What moment and what day it is; nothing else in the library asks the clock.

The agreements are Dutch, so *today* is the day in the Netherlands, wherever the computer is.
"""

from __future__ import annotations

import datetime
from typing import Final

from obstetric_rules.arguments import expect, refused
from obstetric_rules.errors import ClockError

DUTCH_ZONE: Final = "Europe/Amsterdam"
"""The time zone of the European Netherlands."""

LONGEST_ZONE: Final = 60
"""So much of the name of a time zone that there is not is shown."""


def now() -> datetime.datetime:
    """Return what moment it is, in UTC."""
    return datetime.datetime.now(datetime.UTC)


def today(zone: str | datetime.tzinfo = DUTCH_ZONE) -> datetime.date:
    """Return what day it is in a time zone, the Dutch one if left out.

    Raises :class:`~obstetric_rules.errors.ClockError` when the zone is not known.

    >>> today() == day_of(now())
    True
    """
    return day_of(now(), zone)


def day_of(moment: datetime.datetime, zone: str | datetime.tzinfo = DUTCH_ZONE) -> datetime.date:
    """Return on which day a moment falls in a time zone, the Dutch one if left out.

    Raises :class:`~obstetric_rules.errors.ClockError` when the zone is not known or the moment is
    on the edge of the calendar, and :class:`~obstetric_rules.errors.ArgumentError` when it has no
    zone of its own.

    >>> late = datetime.datetime(2027, 1, 31, 23, 30, tzinfo=datetime.UTC)
    >>> day_of(late), day_of(late, "America/Kralendijk")
    (datetime.date(2027, 2, 1), datetime.date(2027, 1, 31))
    """
    expected = "a datetime with a time zone"
    advice = "datetime.datetime.now(datetime.UTC) has one"
    expect("moment", moment, datetime.datetime, expected=expected, advice=advice)
    if moment.utcoffset() is None:
        raise refused("moment", expected, moment, advice)
    try:
        return moment.astimezone(zone_of(zone)).date()
    except OverflowError:
        pass
    raise ClockError("the moment has no day there: it is the first or the last of the calendar")


def as_written(moment: datetime.datetime) -> datetime.datetime:
    """Return a moment that has a time zone as it is read back: with the offset that it has there.

    Two moments of one zone are compared by what the clocks there say, which is wrong in the hour
    that comes twice when summer time ends.

    >>> from zoneinfo import ZoneInfo
    >>> twice = datetime.datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
    >>> print(as_written(twice), as_written(twice.replace(fold=1)))
    2026-10-25 02:30:00+02:00 2026-10-25 02:30:00+01:00
    >>> as_written(twice) < as_written(twice.replace(fold=1)), twice < twice.replace(fold=1)
    (True, False)
    """
    return datetime.datetime.fromisoformat(moment.isoformat())


def zone_of(zone: str | datetime.tzinfo) -> datetime.tzinfo:
    """Return the time zone of this name; one that is given as such is returned as it is.

    Raises :class:`~obstetric_rules.errors.ClockError` when it is not known.

    >>> zone_of("Europe/Amsterdan")
    Traceback (most recent call last):
    obstetric_rules.errors.ClockError: there is no time zone Europe/Amsterdan
    """
    expected = 'the name of a time zone, as "Europe/Amsterdam"'
    expect("zone", zone, str, datetime.tzinfo, expected=expected)
    if isinstance(zone, datetime.tzinfo):
        return zone
    # Imported here: whoever names a date needs no time zones, and perhaps has none.
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(zone)
    except (LookupError, ValueError, OSError):
        pass
    raise ClockError(_why_unknown(zone))


def _why_unknown(zone: str) -> str:
    from zoneinfo import available_timezones

    known = available_timezones()
    if not known:
        return (
            "this computer has no time-zone database, so Dutch days and times cannot be told: "
            "pip install tzdata"
        )
    # It may come from outside: longer than any name it is cut, and nothing in it steers a terminal.
    return f"there is no time zone {ascii(zone[:LONGEST_ZONE])[1:-1]}"
