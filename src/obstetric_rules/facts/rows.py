"""Rows of a database, a data frame or a model: values of other packages turned into Python's own.

Nothing of those packages is imported: whoever has such a value has the package.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from obstetric_rules.arguments import refused
from obstetric_rules.errors import Problem, nearest_name
from obstetric_rules.facts.kinds import Kind, WholeNumber
from obstetric_rules.truth import UNKNOWN

_WITH_LISTS: Final = frozenset({"numpy", "pandas"})
_MISSING_IN_PANDAS: Final = frozenset({"NAType", "NaTType"})


def fields_of(row: Any) -> dict[str, Any]:
    """Return what a row holds by the name of each column.

    Raises :class:`~obstetric_rules.errors.ArgumentError` when it has no names.

    >>> fields_of({"koorts": None})
    {'koorts': None}
    """
    if not callable(getattr(type(row), "keys", None)):
        raise refused("row", "a mapping of fields to values", row)
    return {name: row[name] for name in row.keys()}  # noqa: SIM118  # a row may iterate over values


def unknown_fields(
    name: str, fields: Mapping[Any, Any], kinds: Mapping[str, Kind]
) -> Iterator[Problem]:
    """Yield a problem for each column that is no field of a fact.

    >>> from obstetric_rules.facts.kinds import YesNo
    >>> kinds = {"koorts": YesNo(label="koorts", label_en="fever")}
    >>> print(*unknown_fields("Client", {"koort": True}, kinds))
    Client.koort: expected a known field (did you mean "koorts"?)
    """
    for field in fields:
        if field not in kinds:
            near = nearest_name(str(field), kinds)
            hint = f'did you mean "{near}"?' if near else f"one of {', '.join(kinds)}"
            yield Problem(f"{name}.{field}", f"a known field ({hint})")


def plain(value: Any, kind: Kind) -> Any:
    """Return a value as Python writes it, UNKNOWN if it is one that stands for a missing one.

    A whole number may come as a decimal one: a column of numbers in which some are missing has no
    other.

    >>> from obstetric_rules.facts.kinds import WholeNumber
    >>> kind = WholeNumber(label="week", label_en="week")
    >>> plain(None, kind), plain(float("nan"), kind), plain(41.0, kind)
    (UNKNOWN, UNKNOWN, 41)
    """
    package = type(value).__module__.partition(".")[0]
    if package in _WITH_LISTS and hasattr(value, "tolist"):
        value = value.tolist()
    is_missing = package == "pandas" and type(value).__name__ in _MISSING_IN_PANDAS
    if value is None or is_missing or _is_nan(value):
        return UNKNOWN
    if isinstance(kind, WholeNumber) and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _is_nan(value: Any) -> bool:
    # That it is not itself would tell less: a column that is compared with itself is a column.
    if isinstance(value, Decimal):
        return value.is_nan()
    return isinstance(value, float) and math.isnan(value)
