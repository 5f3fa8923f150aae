"""Bringing a store of refusals to the newest version of its tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, select

from obstetric_rules.errors import StoreError, StoreVersionError
from obstetric_rules.weigeringen.tables import NEWEST, version, weigering

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"


def is_current(connection: Connection, place: str) -> bool:
    """Return whether a store has the newest tables.

    Raises :class:`~obstetric_rules.errors.StoreVersionError` when it has newer ones than this
    version of the library knows, and :class:`~obstetric_rules.errors.StoreError` when the table of
    refusals was made by something else.
    """
    tables = inspect(connection)
    if not tables.has_table(version.name):
        if tables.has_table(weigering.name):
            raise StoreError(
                f"{place}: has a table {weigering.name} that this library did not make. "
                "Name another store"
            )
        return False
    found = connection.execute(select(version.c.version_num)).scalar()
    if found not in (None, NEWEST) and not _is_known(found):
        raise StoreVersionError(
            f"{place}: was made by a newer version of obstetric-rules (its tables have version "
            f"{found}, this version knows {NEWEST}). Nothing was changed; install that version"
        )
    return found == NEWEST


def is_without_tables(connection: Connection) -> bool:
    """Return whether a database is no store yet."""
    return not inspect(connection).has_table(version.name)


def migrate(connection: Connection) -> None:
    """Run the migrations that a store has not had, inside the transaction of its caller."""
    # Imported here: a store that is up to date, as nearly all are, does without.
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    if _lost_its_version(connection):
        # Only the newest version has these tables: it is written down again.
        command.stamp(config, NEWEST)
    else:
        command.upgrade(config, "head")


def _lost_its_version(connection: Connection) -> bool:
    tables = inspect(connection)
    if not tables.has_table(version.name) or not tables.has_table(weigering.name):
        return False
    columns = {column["name"] for column in tables.get_columns(weigering.name)}
    found = connection.execute(select(version.c.version_num)).scalar()
    return found is None and columns == set(weigering.columns.keys())


def _is_known(found: str) -> bool:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(_config())
    return any(script.revision == found for script in scripts.walk_revisions())


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    # A percent sign in a path would be read as the start of a variable.
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    return config
