"""Finding out whether anything in the table is no refusal, without reading every record.

A store may hold millions of records, and only some hundreds of codes.
"""

from __future__ import annotations

import datetime
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    and_,
    func,
    literal,
    not_,
    select,
    type_coerce,
)

from obstetric_rules.weigeringen.tables import weigering as table
from obstetric_rules.weigeringen.weigering import FIELDS, FIRST_MOMENT, UNTIL_MOMENT, fits

_CODES: Final = tuple(name for name in FIELDS if name not in ("id", "moment"))

_WITHOUT_MOMENTS: Final = ("sqlite",)
"""The kinds of database that take anything for a moment; in a server's column moments only fit."""

_DIGIT: Final = "[0-9]"
_DAY: Final = "-".join((_DIGIT * 4, _DIGIT * 2, _DIGIT * 2))
_TIME: Final = f"[0-2]{_DIGIT}:[0-5]{_DIGIT}:[0-5]{_DIGIT}.{_DIGIT * 6}"


def has_foreign_values(connection: Connection) -> bool:
    """Return whether a field, other than an id, holds what no refusal has there."""
    return not (_has_codes(connection) and _has_moments(connection))


def _has_codes(connection: Connection) -> bool:
    return all(
        fits(name, value)
        for name in _CODES
        for value in connection.scalars(select(table.c[name]).distinct())
    )


def _has_moments(connection: Connection) -> bool:
    moment = table.c.moment
    sound = and_(moment >= FIRST_MOMENT, moment < UNTIL_MOMENT)
    if connection.dialect.name not in _WITHOUT_MOMENTS:
        return not _any(connection, not_(sound))
    if _any(connection, not_(and_(_has_form(), sound))):
        return False
    days = select(func.substr(type_coerce(moment, String), 1, 10)).distinct()
    return all(_is_day(day) for day in connection.scalars(days))


def _has_form() -> ColumnElement[bool]:
    """Return whether a moment is a text of the form in which SQLite keeps one.

    Its days can still be days that never were.
    """
    text = type_coerce(table.c.moment, String)
    return and_(
        func.typeof(text) == "text",
        text.op("GLOB")(literal(f"{_DAY} {_TIME}")),
        func.substr(text, 12, 2) < "24",
        # All that is said of a text so far ends at such a character.
        func.instr(text, func.char(0)) == 0,
    )


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _any(connection: Connection, condition: ColumnElement[bool]) -> bool:
    return (
        connection.execute(select(1).select_from(table).where(condition).limit(1)).first()
        is not None
    )
