"""The periods in which layered rulesets say the same: from one dated change to the next."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

import attrs

from obstetric_rules.expressions.nodes import Constant
from obstetric_rules.rules.parameter_values import (
    parameter_days,
    parameters_on,
    parameters_without_value,
)
from obstetric_rules.rules.ruleset import Ruleset

_DAY = datetime.timedelta(days=1)


@attrs.frozen
class Period:
    """Days on which all parameters keep their values; without an end where ``None`` is.

    >>> str(Period(datetime.date(2027, 1, 1), None)), str(Period(None, None))
    ('from 2027-01-01 on', 'on every day')
    """

    first: datetime.date | None
    last: datetime.date | None

    def __str__(self) -> str:
        if self.first is None:
            return "on every day" if self.last is None else f"until {self.last}"
        return f"from {self.first} {'on' if self.last is None else f'until {self.last}'}"

    def __contains__(self, day: datetime.date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    @property
    def day(self) -> datetime.date:
        """A day in the period: its first, or its last if that is not known."""
        return self.first or self.last or datetime.date.max


def periods_of(layers: Sequence[Ruleset]) -> Iterator[Period]:
    """Yield the periods of the days on which all layers hold, in their order.

    Days before the first on which every parameter has a value are left out: on those nothing can be
    composed.
    """
    firsts = [layer.valid_from for layer in layers if layer.valid_from is not None]
    lasts = [layer.valid_to for layer in layers if layer.valid_to is not None]
    first, last = max(firsts, default=None), min(lasts, default=None)
    for since in [*_changes(layers, first, last), None]:
        found = Period(first, last if since is None else since - _DAY)
        if since is None or _values(layers, found.day) != _values(layers, since):
            if not list(parameters_without_value(layers, found.day)):
                yield found
            first = since


def _changes(
    layers: Sequence[Ruleset], first: datetime.date | None, last: datetime.date | None
) -> list[datetime.date]:
    within = Period(first, last)
    return sorted(day for day in parameter_days(layers) if day in within and day != first)


def _values(layers: Sequence[Ruleset], day: datetime.date) -> dict[str, Constant]:
    return {name: item.value for name, item in parameters_on(layers, day).items()}
