"""The protocol of each day, for a program that goes on to run."""

from __future__ import annotations

import datetime
import pickle
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from obstetric_rules import Protocols, clock
from obstetric_rules.errors import ArgumentError, ClockError, ValidityError
from obstetric_rules.plugins.groningen import groningen
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.verification import protocols as module

NOON = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def composed(monkeypatch: pytest.MonkeyPatch) -> list[datetime.date]:
    """The days for which a protocol was composed; it holds until the fifth of June."""
    days: list[datetime.date] = []

    def load(name: str, on: datetime.date, *, verify: bool) -> Protocol:
        days.append(on)
        if on > datetime.date(2026, 6, 5):
            raise ValidityError(name)
        return compose([groningen], on)

    monkeypatch.setattr(module, "load_protocol", load)
    return days


def test_it_is_composed_once_a_day(composed: list[datetime.date]) -> None:
    """Whoever asks during a day gets the same protocol, and the next day that of the next."""
    protocols = Protocols("groningen")
    today = protocols.on(NOON)

    assert protocols.on(NOON + datetime.timedelta(hours=9)) is today
    assert protocols.on(NOON + DAY).on == today.on + DAY
    assert protocols.on(NOON) is today
    assert composed == [today.on, today.on + DAY]


def test_the_day_turns_at_midnight_of_its_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the Netherlands, in summer at ten in the evening in UTC; or of the zone that is given."""
    before = datetime.datetime(2026, 6, 1, 21, 59, 59, tzinfo=datetime.UTC)
    after = before + datetime.timedelta(seconds=1)
    amsterdam, kralendijk = (
        Protocols("groningen"),
        Protocols("groningen", zone="America/Kralendijk"),
    )

    assert [amsterdam.on(moment).on.day for moment in (before, after)] == [1, 2]
    assert [kralendijk.on(moment).on.day for moment in (before, after)] == [1, 1]
    monkeypatch.setattr(clock, "now", lambda: after)
    monkeypatch.setattr(module, "now", lambda: after)
    assert amsterdam.on() is amsterdam.on(after)


def test_a_ruleset_that_does_not_hold_any_more_is_refused(composed: list[datetime.date]) -> None:
    """On the day after its last one, however long the program runs; each time it is asked for."""
    protocols = Protocols("groningen")
    protocols.on(NOON + 4 * DAY)
    for _ in range(2):
        with pytest.raises(ValidityError):
            protocols.on(NOON + 5 * DAY)

    assert len(composed) == 3


def test_only_so_many_days_are_kept(composed: list[datetime.date]) -> None:
    """A program that runs for years does not fill its memory."""
    protocols = Protocols("groningen")
    first = protocols.on(NOON - 30 * DAY)
    for at in range(30):
        protocols.on(NOON - at * DAY)

    assert len(protocols._composed) == module.MOST_DAYS
    assert protocols.on(NOON - 30 * DAY) == first
    assert len(composed) == 32


def test_threads_that_ask_at_once_get_the_same(composed: list[datetime.date]) -> None:
    """At midnight one of them composes, and the others wait for it."""
    protocols = Protocols("groningen")
    start = Barrier(8)

    def ask(_: int) -> Protocol:
        start.wait()
        return protocols.on(NOON)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, range(8)))

    assert all(one is found[0] for one in found)
    assert len(composed) == 1


def test_it_travels() -> None:
    """A worker that is handed one composes for itself."""
    protocols = Protocols("groningen", zone="America/Kralendijk", verify=False)
    back = pickle.loads(pickle.dumps(protocols))

    assert back == protocols
    assert (back.name, back.zone, back.verify) == (
        "groningen",
        ZoneInfo("America/Kralendijk"),
        False,
    )
    assert hash(back) == hash(protocols)
    assert back != Protocols("groningen")
    assert protocols != "groningen"
    assert repr(protocols) == "Protocols('groningen', zone='America/Kralendijk')"


@pytest.mark.parametrize("moment", [datetime.datetime(2026, 6, 1), datetime.date(2026, 6, 1), "x"])
def test_a_moment_without_a_zone_is_refused(moment: Any) -> None:
    """Nobody knows on which day it falls."""
    with pytest.raises(ArgumentError, match="moment: expected a datetime with a time zone"):
        Protocols("groningen").on(moment)


def test_a_zone_that_there_is_not_is_told_at_once() -> None:
    """And not at the first midnight."""
    with pytest.raises(ClockError, match="there is no time zone Europe/Amsterdan"):
        Protocols("groningen", zone="Europe/Amsterdan")
