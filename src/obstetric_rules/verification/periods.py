"""The periods in which the composition of dated rulesets stays the same."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from itertools import pairwise

import attrs

from obstetric_rules.clock import today
from obstetric_rules.errors import RulesetError, ValidityError
from obstetric_rules.rules.parameter_values import parameter_days
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.verification.report import Report, verify

_DAY = datetime.timedelta(days=1)


@attrs.frozen(kw_only=True)
class Period:
    """Days, the first and the last included, on which rulesets compose to one and the same.

    ``None`` stands for a period without a beginning or an end. ``reason`` says why there is no
    protocol in it, if there is none; else ``report`` says what was proved of it.
    """

    first: datetime.date | None
    last: datetime.date | None
    protocol: Protocol | None = None
    report: Report | None = None
    reason: str | None = None


def periods(rulesets: Iterable[Ruleset]) -> tuple[Period, ...]:
    """Return the periods of rulesets that build on each other, each with what was proved of it.

    >>> from obstetric_rules.plugins.groningen import groningen
    >>> [(period.first, period.last) for period in periods([groningen])]
    [(None, None)]
    """
    layers = tuple(rulesets)
    edges: list[datetime.date | None] = [None, *sorted(_first_days(layers)), None]
    return tuple(
        _period(layers, first, None if after is None else after - _DAY)
        for first, after in pairwise(edges)
    )


def _period(
    layers: tuple[Ruleset, ...], first: datetime.date | None, last: datetime.date | None
) -> Period:
    day = first or last or today()
    try:
        protocol = compose(layers, day)
    except (ValidityError, RulesetError) as error:
        return Period(first=first, last=last, reason=str(error))
    return Period(first=first, last=last, protocol=protocol, report=verify(protocol))


def _first_days(layers: tuple[Ruleset, ...]) -> Iterator[datetime.date]:
    """Yield the days on which something begins to hold, or no longer does."""
    found = parameter_days(layers)
    for layer in layers:
        found |= {layer.valid_from} if layer.valid_from is not None else set()
        found |= {layer.valid_to + _DAY} if layer.valid_to is not None else set()
        found |= {item.since for item in layer.deprecations}
    yield from found
