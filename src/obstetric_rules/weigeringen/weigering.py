"""Weigering: one refusal of care between the lines, as it is registered."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import attrs

from obstetric_rules.arguments import expect
from obstetric_rules.clock import DUTCH_ZONE, zone_of
from obstetric_rules.errors import Problem, WeigeringError, nearest_name
from obstetric_rules.facts.fact import quoted, shown

LIJNEN: Final = ("eerste", "tweede")

_CODE = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")
_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._:-]{0,98}[A-Za-z0-9])?")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)
FIRST_MOMENT: Final = datetime.datetime(1999, 12, 31, 23, tzinfo=datetime.UTC)
UNTIL_MOMENT: Final = datetime.datetime(2199, 12, 31, 23, tzinfo=datetime.UTC)
"""The years from 2000 to 2199, as they begin and end in the Netherlands.

They keep a mistyped one out, and every conversion between zones possible.
"""


@cache
def local_zone() -> datetime.tzinfo:
    """Return the zone in which days, weeks and quarters of refusals are counted.

    Raises :class:`~obstetric_rules.errors.ClockError` on a machine without a time-zone database.

    >>> local_zone()
    zoneinfo.ZoneInfo(key='Europe/Amsterdam')
    """
    # Looked up when it is needed: a record is made, checked and stored without it.
    return zone_of(DUTCH_ZONE)


def _in_utc(moment: datetime.datetime) -> datetime.datetime:
    """Return a moment in UTC, so that two spellings of one moment are equal."""
    # What is no moment is refused once the record is complete, with its other problems.
    return moment.astimezone(datetime.UTC) if _is_moment(moment) else moment


@attrs.frozen(kw_only=True)
class Weigering:
    """One refusal between the first and the second line.

    ``van`` asked and ``naar`` refused: codes of organisations, with the line (``"eerste"``,
    ``"tweede"``) of each. ``afdeling`` is the obstetric ward that was asked for, ``vsv`` the VSV or
    IGO it is counted for, ``reden`` a code of the region's own list, ``alternatief`` the
    organisation where she went, if that is known. ``moment`` has a zone.

    Nobody is named in it: every field but ``id`` and ``moment`` is a code of lower-case letters and
    digits, so that no field invites free text and one organisation has one spelling.

    Raises :class:`~obstetric_rules.errors.WeigeringError` with everything that is wrong.

    >>> Weigering(
    ...     id="w-1",
    ...     moment=datetime.datetime.fromisoformat("2026-07-01T03:12+02:00"),
    ...     van="praktijk_a", van_lijn="eerste", naar="ziekenhuis_x", naar_lijn="tweede",
    ...     afdeling="verloskamers_x", vsv="vsv_noord", reden="vol",
    ... ).moment
    datetime.datetime(2026, 7, 1, 1, 12, tzinfo=datetime.timezone.utc)
    """

    id: str
    moment: datetime.datetime = attrs.field(converter=_in_utc)
    van: str
    van_lijn: str
    naar: str
    naar_lijn: str
    afdeling: str
    vsv: str
    reden: str
    alternatief: str | None = None

    def __attrs_post_init__(self) -> None:
        problems = tuple(_value_problems(attrs.asdict(self)))
        if problems:
            raise WeigeringError(problems)


FIELDS: Final = tuple(field.name for field in attrs.fields(Weigering))
_OPTIONAL: Final = ("alternatief",)


def weigering_from_data(data: Mapping[str, Any]) -> Weigering:
    """Return the refusal that :func:`weigering_to_data` wrote; empty texts count as left out.

    Raises :class:`~obstetric_rules.errors.WeigeringError` with everything that is wrong.

    >>> weigering_from_data({"id": "w-1", "lijn": "eerste", "reden": "Vol!"})
    Traceback (most recent call last):
    obstetric_rules.errors.WeigeringError: lijn: expected no such field (did you mean "van_lijn"?)
    moment: expected a date and time with its zone, such as 2026-07-01T03:12+02:00
    van: expected a code of lower-case letters and digits, such as praktijk_a
    van_lijn: expected "eerste" or "tweede"
    naar: expected a code of lower-case letters and digits, such as praktijk_a
    naar_lijn: expected "eerste" or "tweede"
    afdeling: expected a code of lower-case letters and digits, such as praktijk_a
    vsv: expected a code of lower-case letters and digits, such as praktijk_a
    reden: expected a code of lower-case letters and digits, such as praktijk_a
    """
    expect("data", data, Mapping, expected="a mapping of the fields of a refusal to values")
    given = {name: value for name, value in data.items() if value not in ("", None)}
    values: dict[str, Any] = {name: given.get(name) for name in FIELDS}
    values["moment"] = _moment_in(values["moment"])
    problems = (*_unknown_fields(data), *_value_problems(values))
    if problems:
        raise WeigeringError(problems)
    return Weigering(**values)


def weigering_to_data(weigering: Weigering) -> dict[str, str | None]:
    """Return a refusal as JSON-ready data, with its moment in local time.

    >>> weigering = weigering_from_data({
    ...     "id": "w-1", "moment": "2026-12-31T23:30Z", "van": "a", "van_lijn": "eerste",
    ...     "naar": "x", "naar_lijn": "tweede", "afdeling": "x1", "vsv": "noord", "reden": "vol",
    ... })
    >>> weigering_to_data(weigering)["moment"]
    '2027-01-01T00:30:00+01:00'
    """
    expect("weigering", weigering, Weigering, expected="a Weigering")
    data = attrs.asdict(weigering)
    data["moment"] = weigering.moment.astimezone(local_zone()).isoformat()
    return data


def _moment_in(value: Any) -> Any:
    """Return the moment that a text tells; what tells none stays as it is, to be refused."""
    if not isinstance(value, str):
        return value
    if _MOMENT.fullmatch(value) is None:
        return value
    try:
        return datetime.datetime.fromisoformat(value)
    except ValueError:
        return value


def _unknown_fields(data: Mapping[str, Any]) -> Iterator[Problem]:
    for name in data:
        if name not in FIELDS:
            near = nearest_name(name, FIELDS)
            hint = f' (did you mean "{near}"?)' if near else ""
            yield Problem(shown(name), f"no such field{hint}")


def _value_problems(values: Mapping[str, Any]) -> Iterator[Problem]:
    for name in FIELDS:
        value = values[name]
        if not fits(name, value):
            expected = _EXPECTED[name][1]
            told = name.endswith("_lijn") and value is not None
            yield Problem(name, expected, quoted(value) if told else None)


def fits(name: str, value: Any) -> bool:
    """Return whether a field of a refusal can have this value.

    >>> fits("reden", "vol"), fits("reden", "Vol!"), fits("alternatief", None)
    (True, False, True)
    """
    if value is None and name in _OPTIONAL:
        return True
    return _EXPECTED[name][0](value)


def _is_moment(value: Any) -> bool:
    return (
        isinstance(value, datetime.datetime)
        and value.utcoffset() is not None
        and FIRST_MOMENT <= value < UNTIL_MOMENT
    )


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _is_lijn(value: Any) -> bool:
    return value in LIJNEN


_Expected = tuple[Callable[[Any], bool], str]
_A_CODE: Final[_Expected] = (
    _is_code,
    "a code of lower-case letters and digits, such as praktijk_a",
)
_A_LIJN: Final[_Expected] = (_is_lijn, '"eerste" or "tweede"')
_EXPECTED: Final[Mapping[str, _Expected]] = MappingProxyType(
    {
        "id": (_is_id, "an identifier of letters and digits, such as w-2026-0001"),
        "moment": (_is_moment, "a date and time with its zone, such as 2026-07-01T03:12+02:00"),
        "van": _A_CODE,
        "van_lijn": _A_LIJN,
        "naar": _A_CODE,
        "naar_lijn": _A_LIJN,
        "afdeling": _A_CODE,
        "vsv": _A_CODE,
        "reden": _A_CODE,
        "alternatief": _A_CODE,
    }
)
