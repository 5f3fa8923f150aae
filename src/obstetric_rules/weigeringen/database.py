"""Where refusals are stored: an SQLite file, or a server database that a URL names."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Final

import attrs
from sqlalchemy import URL, Connection, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from obstetric_rules.errors import StoreBusyError, StoreError

_BEGIN_READING: Final[Mapping[str, str]] = MappingProxyType(
    {
        # Whatever is asked on one connection is asked of one state of the store.
        "sqlite": "BEGIN",
        "postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    }
)
BEGIN_WRITING: Final[Mapping[str, str]] = MappingProxyType(
    {
        # SQLite: take the one write lock at once. Whoever reads first and writes later can find
        # that another program wrote in between, and has to start again.
        "sqlite": "BEGIN IMMEDIATE",
        "postgresql": "SET TRANSACTION ISOLATION LEVEL READ COMMITTED",
    }
)
BEGIN_MIGRATING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sqlite": "BEGIN IMMEDIATE",
        # Of programs that open a new store at the same time, one makes the tables. The number means
        # nothing; it has to be the same in all of them.
        "postgresql": "SELECT pg_advisory_xact_lock(648021)",
    }
)


@attrs.frozen
class Database:
    """A database, and what messages call it."""

    engine: Engine
    place: str
    file: Path | None = None
    """The file it is, unless it is on a server."""

    @property
    def dialect(self) -> str:
        """What kind of database it is: ``"sqlite"``, ``"postgresql"``."""
        return self.engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection to read one state of the store from, until the end of the block."""
        with self._clear_errors(_READING), self.engine.connect() as connection:
            connection.exec_driver_sql(_BEGIN_READING[self.dialect])
            yield connection

    def check(self) -> None:
        """Raise :class:`~obstetric_rules.errors.StoreError` when the file is damaged.

        A server keeps watch over its own files.
        """
        if self.file is None:
            return
        with self.reading() as connection:
            # One thing that is amiss is enough.
            found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
        if found != "ok":
            raise StoreError(f"{self.place}: {_REASONS['SQLITE_CORRUPT']}")

    @contextmanager
    def writing(self, begin: Mapping[str, str] = BEGIN_WRITING) -> Iterator[Connection]:
        """Open a transaction: all of it is stored at the end of the block, or nothing."""
        with self._clear_errors(_WRITING), self.engine.connect() as connection:
            connection.exec_driver_sql(begin[self.dialect])
            yield connection
            connection.commit()

    @contextmanager
    def _clear_errors(self, kept: str) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise _store_error(self.place, error.orig, kept) from error


def open_database(place: str | Path, *, create: bool, wait: float) -> Database:
    """Open the database in a file, or at a URL.

    ``create`` says whether a file that is not there is made, ``wait`` how many seconds to wait for
    another program that writes to the file.

    Raises :class:`~obstetric_rules.errors.StoreError` when there is none, or none of a kind that
    can be used.
    """
    text = str(place)
    if isinstance(place, Path) or "://" not in text:
        return _open_file(Path(place), text, create=create, wait=wait)
    url = _url(text)
    shown = url.render_as_string(hide_password=True)
    if url.get_backend_name() not in BEGIN_WRITING:
        known = " or ".join(BEGIN_WRITING)
        raise StoreError(f"{shown}: expected a database of the kind {known}")
    if url.get_backend_name() != "sqlite":
        return Database(_server(url, shown), shown)
    if url.database in (None, "", ":memory:"):
        raise StoreError(f"{shown}: expected a file; what is in memory only would be lost")
    return _open_file(Path(str(url.database)), shown, create=create, wait=wait)


def _url(text: str) -> URL:
    try:
        return make_url(text)
    except ArgumentError as error:
        raise StoreError("the store: expected a path or the URL of a database") from error


def _server(url: URL, shown: str) -> Engine:
    try:
        # Without a pool no connection outlives what it was opened for, in a server or in a file.
        return create_engine(url, poolclass=NullPool)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(f"{shown}: needs a driver that is not installed ({error})") from error


def _open_file(path: Path, shown: str, *, create: bool, wait: float) -> Database:
    if not create and not path.exists():
        raise StoreError(f"{shown}: {NO_STORE_YET}")
    if not create and path.is_file() and path.stat().st_size == 0:
        raise StoreError(f"{shown}: is empty, which no store is. Put back a copy of it")
    mode = "rwc" if create else "rw"
    name = f"{path.absolute().as_uri()}?mode={mode}"

    def connected() -> sqlite3.Connection:
        # Transactions are begun by the store itself, so the driver must not begin any.
        return sqlite3.connect(name, uri=True, timeout=wait, isolation_level=None)

    return Database(create_engine("sqlite://", creator=connected, poolclass=NullPool), shown, path)


_REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "SQLITE_FULL": "the disk is full.{kept} Make room, and try again",
        "SQLITE_READONLY": "may not be written. Nothing was changed; ask for the right to write to "
        "the file and to its folder",
        "SQLITE_CANTOPEN": "cannot be opened. Check that the folder exists and that you may read "
        "and write it",
        "SQLITE_NOTADB": "is no store of refusals. Name another file",
        "SQLITE_CORRUPT": "is damaged. Put back a copy of it",
        "SQLITE_IOERR": "cannot be read or written: the disk fails, or has no room left.{kept}",
    }
)
NO_STORE_YET: Final = "there is no store yet; adding or importing a refusal makes one"

_READING: Final = ""
_WRITING: Final = " Nothing of this addition was kept."
"""What an error says of what was being done."""

_BUSY: Final = ("SQLITE_BUSY", "SQLITE_LOCKED")


def _store_error(place: str, error: BaseException | None, kept: str) -> StoreError:
    # SQLite names the kind and then the particulars, as in SQLITE_READONLY_DIRECTORY.
    kind = "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])
    if kind in _BUSY:
        return StoreBusyError(
            f"{place}: another program keeps it locked.{kept} Try again when that program is done"
        )
    if kind in _REASONS:
        return StoreError(f"{place}: {_REASONS[kind].format(kept=kept)}")
    return StoreError(f"{place}: the database refuses ({' '.join(str(error).split())})")
