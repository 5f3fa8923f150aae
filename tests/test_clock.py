"""What day it is."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from zoneinfo import ZoneInfo

import pytest

from obstetric_rules import Protocols, clock, load_protocol
from obstetric_rules.errors import ArgumentError, ClockError

LATE = datetime.datetime(2027, 1, 31, 23, 30, tzinfo=datetime.UTC)


@pytest.mark.parametrize("machine", ["UTC", "Europe/Amsterdam", "Pacific/Kiritimati", "Etc/GMT+12"])
def test_today_is_the_dutch_day_wherever_the_machine_is(machine: str) -> None:
    """At half past eleven in the evening in UTC it is the next day in the Netherlands."""
    probe = (
        "import datetime; from obstetric_rules import Protocols, clock, load_protocol;"
        "clock.now = lambda: datetime.datetime(2027, 1, 31, 23, 30, tzinfo=datetime.UTC);"
        "print(load_protocol('groningen').on)"
    )
    environment = {**os.environ, "TZ": machine}
    run = subprocess.run(
        [sys.executable, "-c", probe], env=environment, capture_output=True, text=True, check=True
    )

    assert run.stdout == "2027-02-01\n"


def test_another_zone_has_a_day_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the Caribbean Netherlands, or wherever one asks for, the day is that of the place."""
    monkeypatch.setattr(clock, "now", lambda: LATE)

    assert clock.today() == datetime.date(2027, 2, 1)
    assert clock.today("America/Kralendijk") == datetime.date(2027, 1, 31)
    assert clock.today(ZoneInfo("America/Kralendijk")) == datetime.date(2027, 1, 31)
    assert clock.today(datetime.timezone(datetime.timedelta(hours=-5))).day == 31


@pytest.mark.parametrize(
    ("zone", "message"),
    [
        ("Europe/Amsterdan", "there is no time zone Europe/Amsterdan"),
        ("../../etc/passwd", "there is no time zone ../../etc/passwd"),
    ],
)
def test_a_zone_that_there_is_not_is_refused(zone: str, message: str) -> None:
    """A typo in the name of a zone is no reason to take another."""
    with pytest.raises(ClockError) as error:
        clock.today(zone)

    assert str(error.value) == message
    with pytest.raises(ArgumentError, match="zone: expected the name of a time zone"):
        clock.today(7)  # type: ignore[arg-type]


def test_a_moment_without_a_zone_has_no_day() -> None:
    """Nobody knows on which day a moment falls that does not say where it was."""
    for moment in (datetime.datetime(2027, 1, 1), datetime.date(2027, 1, 1)):
        with pytest.raises(ArgumentError, match="moment: expected a datetime with a time zone"):
            clock.day_of(moment)  # type: ignore[arg-type]


def test_without_a_time_zone_database_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Only who asks for today needs one; whoever names a date does not."""
    monkeypatch.setattr("zoneinfo.available_timezones", set)
    monkeypatch.setattr("zoneinfo.ZoneInfo", _no_zone)

    with pytest.raises(ClockError) as error:
        load_protocol("groningen")

    assert str(error.value) == (
        "this computer has no time-zone database, so Dutch days and times cannot be told: "
        "pip install tzdata"
    )
    assert load_protocol("groningen", datetime.date(2027, 1, 1)).on.year == 2027


def _no_zone(name: str) -> None:
    raise LookupError(name)


@pytest.mark.parametrize(
    ("moment", "zone"),
    [
        (datetime.datetime.max, "Europe/Amsterdam"),
        (datetime.datetime.min, "America/Kralendijk"),
    ],
)
def test_the_calendar_ends(moment: datetime.datetime, zone: str) -> None:
    """At the edge of the calendar there is no next or last day; that is told as such."""
    with pytest.raises(ClockError, match="the moment has no day there"):
        Protocols("groningen", zone=zone).on(moment.replace(tzinfo=datetime.UTC))


def test_a_zone_that_there_is_not_cannot_steer_a_terminal() -> None:
    """The name of a zone may come from a setting or a request."""
    with pytest.raises(ClockError) as error:
        clock.zone_of("\x1b[2J\ud800" + "x" * 5000)

    assert str(error.value).startswith(r"there is no time zone \x1b[2J\ud800xxx")
    assert len(str(error.value)) < 100
