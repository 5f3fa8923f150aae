"""Parameters: numbers and other constants of a text that change on known dates.

A condition compares with the parameter by name. Composing a protocol for a date puts the value of
that date in its place, so a rule is written once, and nothing is decided by the clock.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

import attrs

from obstetric_rules.expressions.nodes import Constant
from obstetric_rules.expressions.operators import ParameterReference
from obstetric_rules.pickling import by_fields

DatedValues: TypeAlias = Mapping[datetime.date | None, Constant]
"""A value by the first day on which it holds; ``None`` for one that holds from the start."""


def _frozen(values: DatedValues) -> DatedValues:
    # What is no mapping is told by the checks of the ruleset.
    return MappingProxyType(dict(values)) if isinstance(values, Mapping) else values


@attrs.frozen(kw_only=True)
class Parameter:
    """A constant that conditions name, with its value from each date on.

    ``label`` says in Dutch what it is, ``unit`` in what it is counted.
    """

    id: str
    clauses: tuple[str, ...]
    label: str
    label_en: str = ""
    unit: str = ""
    values: DatedValues = attrs.field(converter=_frozen, hash=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return by_fields(self)


@attrs.frozen(kw_only=True)
class Setting:
    """Other values for a parameter of a lower ruleset, from the dates that it names on.

    Before the first of its dates the values of the lower ruleset hold. ``because`` says in one
    Dutch sentence why they differ here.

    >>> Setting(parameter="voorbeeldregio/minuten", values={None: 15}, clauses=("Z2",),
    ...         because="Het gebouw is groter.").values[None]
    15
    """

    parameter: str
    clauses: tuple[str, ...]
    values: DatedValues = attrs.field(converter=_frozen, hash=False)
    because: str
    because_en: str = ""

    def __reduce__(self) -> tuple[Any, ...]:
        return by_fields(self)


class DeclaredParameter(ParameterReference):
    """A parameter as rules refer to it: compare an operand with it, the operand first."""

    __slots__ = ("parameter",)

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter.id)
        self.parameter = parameter


def parameter(
    id: str,
    *,
    label: str,
    values: DatedValues,
    clauses: tuple[str, ...],
    label_en: str = "",
    unit: str = "",
) -> DeclaredParameter:
    """Declare a parameter and return it as rules refer to it. See :class:`Parameter`.

    >>> import datetime
    >>> minuten = parameter("minuten", label="de reistijd", unit="minuten", clauses=("K1",),
    ...                     values={None: 10, datetime.date(2027, 1, 1): 12})
    >>> value_on(minuten.parameter.values, datetime.date(2026, 12, 31))
    (None, 10)
    """
    return DeclaredParameter(
        Parameter(id=id, clauses=clauses, label=label, label_en=label_en, unit=unit, values=values)
    )


def value_on(
    values: DatedValues, on: datetime.date
) -> tuple[datetime.date | None, Constant] | None:
    """Return the value that holds on a date, with its first day; None if none does yet."""
    begun = [since for since in values if since is None or since <= on]
    if not begun:
        return None
    last = max(begun, key=lambda since: since or datetime.date.min)
    return last, values[last]
