"""The protocol of a place on each day, for a program that goes on to run."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, Final

from obstetric_rules.arguments import expect
from obstetric_rules.clock import DUTCH_ZONE, day_of, now, zone_of
from obstetric_rules.forking import Turn
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.verification.loading import load_protocol

MOST_DAYS: Final = 8
"""Of so many days the protocols are kept: today's, and those of observations that come late."""


class Protocols:
    """An installed protocol as it is on each day: composed once a day, for whoever asks.

    The day turns at midnight in ``zone``, the Netherlands if left out. Then the rulesets are
    composed anew: parameters take the values of the new day, and a ruleset that does not hold any
    more is refused. Any thread may use it; those that ask for a day that is being composed wait for
    it. It can be pickled, and in a forked child it works.

    ``verify`` is that of :func:`~obstetric_rules.load_protocol`.

    >>> protocols = Protocols("groningen.mzh")
    >>> late = datetime.datetime(2027, 1, 31, 23, 30, tzinfo=datetime.UTC)
    >>> protocols.on(late).on, protocols.on(late) is protocols.on(late)
    (datetime.date(2027, 2, 1), True)
    """

    def __init__(
        self, name: str, *, zone: str | datetime.tzinfo = DUTCH_ZONE, verify: bool = True
    ) -> None:
        expect("name", name, str, expected="the id of an installed ruleset")
        self.name = name
        self.zone = zone_of(zone)
        self.verify = verify
        self._composed: dict[datetime.date, Protocol] = {}
        self._turn = Turn()

    def on(self, moment: datetime.datetime | None = None) -> Protocol:
        """Return the protocol of the day on which a moment falls, now if it is left out.

        Raises what :func:`~obstetric_rules.load_protocol` raises, each time it is asked, and
        :class:`~obstetric_rules.errors.ArgumentError` when the moment has no time zone.
        """
        day = day_of(now() if moment is None else moment, self.zone)
        protocol = self._composed.get(day)
        return self._compose(day) if protocol is None else protocol

    def _compose(self, day: datetime.date) -> Protocol:
        with self._turn:
            if day not in self._composed:
                self._composed[day] = load_protocol(self.name, day, verify=self.verify)
                if len(self._composed) > MOST_DAYS:
                    del self._composed[next(iter(self._composed))]
            return self._composed[day]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Protocols):
            return NotImplemented
        return self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())

    def __repr__(self) -> str:
        return f"Protocols({self.name!r}, zone={str(self.zone)!r})"

    def __reduce__(self) -> tuple[Callable[..., Protocols], tuple[Any, ...]]:
        return _again, self._parts()

    def _parts(self) -> tuple[str, datetime.tzinfo, bool]:
        return self.name, self.zone, self.verify


def _again(name: str, zone: datetime.tzinfo, verify: bool) -> Protocols:
    return Protocols(name, zone=zone, verify=verify)
