"""The tables of the store of refusals, as the newest version of the library has them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Column, DateTime, Dialect, Index, MetaData, String, Table, TypeDecorator
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeEngine

VERSION_TABLE: Final = "weigering_schema_version"
"""Where the migrations keep which of them were run; a server database may hold others' tables."""

NEWEST: Final = "0001"
"""The migration that makes the tables as they stand here."""

_SQLITE_MOMENT: Final[Callable[..., TypeEngine[datetime.datetime]]] = sqlite.DATETIME
_STORED_MOMENT: Final = (
    r"([0-9]{4})-([0-9]{2})-([0-9]{2}) ([0-9]{2}):([0-9]{2}):([0-9]{2})\.([0-9]{6})\Z"
)
"""How a moment is spelt in SQLite, and no other way.

In another it would be sorted among the others by its letters, and counted for the wrong day.
"""


class UtcDateTime(TypeDecorator[datetime.datetime]):
    """A moment, kept in UTC: SQLite has no zones, and compares moments as texts."""

    impl = DateTime(timezone=True).with_variant(_SQLITE_MOMENT(regexp=_STORED_MOMENT), "sqlite")
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> datetime.datetime:
        """Return the moment in UTC: SQLite would leave out whatever zone it has."""
        moment: datetime.datetime = value
        return moment.astimezone(datetime.UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime.datetime:
        """Return the moment with its zone, which SQLite left out."""
        moment: datetime.datetime = value
        return moment.replace(tzinfo=moment.tzinfo or datetime.UTC).astimezone(datetime.UTC)


metadata = MetaData()

version = Table(VERSION_TABLE, MetaData(), Column("version_num", String(32), primary_key=True))

weigering = Table(
    "weigering",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("moment", UtcDateTime(), nullable=False),
    Column("van", String(64), nullable=False),
    Column("van_lijn", String(6), nullable=False),
    Column("naar", String(64), nullable=False),
    Column("naar_lijn", String(6), nullable=False),
    Column("afdeling", String(64), nullable=False),
    Column("vsv", String(64), nullable=False),
    Column("reden", String(64), nullable=False),
    Column("alternatief", String(64)),
    Index("weigering_counted", "moment", "vsv", "afdeling", "van_lijn", "naar_lijn", "reden"),
)
