"""The store of refusals: several programs may add to it at the same time."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import attrs
from sqlalchemy import ColumnElement, Connection, Select, func, literal, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from obstetric_rules.arguments import expect
from obstetric_rules.errors import StoreError, WeigeringConflictError, WeigeringError
from obstetric_rules.weigeringen.database import (
    BEGIN_MIGRATING,
    NO_STORE_YET,
    Database,
    open_database,
)
from obstetric_rules.weigeringen.foreign_values import has_foreign_values
from obstetric_rules.weigeringen.migrating import is_current, is_without_tables, migrate
from obstetric_rules.weigeringen.tables import weigering as table
from obstetric_rules.weigeringen.weigering import Weigering

WAIT: Final = 60.0
"""For how many seconds a program waits for others that write, unless told otherwise."""

_PORTION: Final = 5_000
_INSERT: Final[dict[str, Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@attrs.frozen(kw_only=True)
class Additions:
    """What became of refusals that were added together.

    ``unchanged`` were in the store already with the same content; ``conflicting`` are the
    positions of those of which the id is there with other content: they were not added.
    """

    added: int
    unchanged: int
    conflicting: tuple[int, ...] = ()


@attrs.frozen(kw_only=True)
class Selection:
    """Which refusals are asked for: from ``first`` up to, not including, ``until``."""

    first: datetime.datetime | None = None
    until: datetime.datetime | None = None
    vsv: str | None = None
    afdeling: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what a row has to satisfy."""
        found: list[ColumnElement[bool]] = []
        if self.first is not None:
            found.append(table.c.moment >= self.first)
        if self.until is not None:
            found.append(table.c.moment < self.until)
        if self.vsv is not None:
            found.append(table.c.vsv == self.vsv)
        if self.afdeling is not None:
            found.append(table.c.afdeling == self.afdeling)
        return found


EVERYTHING: Final = Selection()


@attrs.frozen
class Transaction:
    """Additions that are stored together, or not at all."""

    _connection: Connection
    _dialect: str
    _place: str

    def add_all(self, weigeringen: Sequence[Weigering]) -> Additions:
        """Add refusals; adding one that is there already changes nothing."""
        first: dict[str, Weigering] = {}
        for weigering in weigeringen:
            first.setdefault(weigering.id, weigering)
        inserted = self._insert(first.values())
        kept = {**first, **self._stored([name for name in first if name not in inserted])}
        conflicting = [at for at, one in enumerate(weigeringen) if kept[one.id] != one]
        return Additions(
            added=len(inserted),
            unchanged=len(weigeringen) - len(inserted) - len(conflicting),
            conflicting=tuple(conflicting),
        )

    def undo(self) -> None:
        """Take back what was added in this transaction."""
        self._connection.rollback()

    def _insert(self, weigeringen: Iterable[Weigering]) -> set[str]:
        """Insert those that are not there and return their ids: one step, whoever else adds."""
        rows = [attrs.asdict(weigering) for weigering in weigeringen]
        if not rows:
            return set()
        statement = _INSERT[self._dialect](table).on_conflict_do_nothing(index_elements=["id"])
        return set(self._connection.scalars(statement.returning(table.c.id), rows))

    def _stored(self, names: Sequence[str]) -> dict[str, Weigering]:
        query = select(table).where(table.c.id.in_(names))
        found = _weigeringen(self._connection, query, self._place)
        return {weigering.id: weigering for weigering in found}


@attrs.frozen
class WeigeringStore:
    """A store of refusals. Get one from :func:`open_store`.

    What it says it has added is on the disk. Every method raises
    :class:`~obstetric_rules.errors.StoreError` when the store cannot be read or written.
    """

    _database: Database

    @property
    def place(self) -> str:
        """What messages call it: its path, or its URL without the password."""
        return self._database.place

    @property
    def files(self) -> tuple[Path, ...]:
        """The file that it is; none when it is on a server."""
        return () if self._database.file is None else (self._database.file,)

    def add(self, weigering: Weigering) -> bool:
        """Add a refusal; return whether it was not there already.

        Raises :class:`~obstetric_rules.errors.WeigeringConflictError` when its id is there with
        other content.
        """
        additions = self.add_all([weigering])
        if additions.conflicting:
            raise WeigeringConflictError(
                f"{self.place}: a refusal {weigering.id} with other content is there already. "
                "It was left as it is; give this one an id of its own, or mend it"
            )
        return additions.added == 1

    def add_all(self, weigeringen: Sequence[Weigering]) -> Additions:
        """Add refusals together; those with a conflicting id are left out and counted."""
        with self.transaction() as transaction:
            return transaction.add_all(weigeringen)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Store what is added in the block at its end, or nothing when it raises."""
        with self._database.writing() as connection:
            yield Transaction(connection, self._database.dialect, self.place)

    def count(self, selection: Selection = EVERYTHING) -> int:
        """Return how many refusals there are."""
        query = select(func.count()).select_from(table).where(*selection.conditions())
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one()

    def weigeringen(self, selection: Selection = EVERYTHING) -> Iterator[Weigering]:
        """Yield refusals in the order of time.

        They are read in portions, so that whoever reads slowly keeps nobody from adding. Those that
        were there at the start are all read; what is added meanwhile may be.
        """
        self._database.check()
        query = select(table).where(*selection.conditions())
        query = query.order_by(table.c.moment, table.c.id).limit(_PORTION)
        portion = self._portion(query)
        while portion:
            yield from portion
            last = portion[-1]
            after = tuple_(table.c.moment, table.c.id) > tuple_(
                literal(last.moment, table.c.moment.type), literal(last.id)
            )
            portion = self._portion(query.where(after))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection for queries of one's own on the table of refusals."""
        with self._database.reading() as connection:
            yield connection

    def check(self) -> None:
        """Look through all of the store: what is counted in it afterwards are refusals.

        No record is read whole, and no id.

        Raises :class:`~obstetric_rules.errors.StoreError` when it is damaged.
        """
        self._database.check()
        with self.reading() as connection:
            if has_foreign_values(connection):
                raise _no_refusals(self.place)

    def _portion(self, query: Any) -> list[Weigering]:
        with self.reading() as connection:
            return _weigeringen(connection, query, self.place)


def _weigeringen(connection: Connection, query: Select[Any], place: str) -> list[Weigering]:
    rows = connection.execute(query).mappings()
    try:
        return [Weigering(**row) for row in rows]
    except (WeigeringError, ValueError, TypeError, AttributeError) as error:
        # Anything may stand where a moment should, and the driver makes one of it.
        raise _no_refusals(place) from error


def _no_refusals(place: str) -> StoreError:
    return StoreError(
        f"{place}: holds what is no refusal, so it is damaged or was changed by another "
        "program. Put back a copy of it"
    )


def open_store(place: str | Path, *, create: bool = True, wait: float = WAIT) -> WeigeringStore:
    """Open the store in a file, or at the URL of a database, and bring its tables up to date.

    ``create`` makes a store that is not there; ``wait`` is how many seconds to wait for another
    program that writes.

    Raises :class:`~obstetric_rules.errors.StoreError` when it cannot be opened, and
    :class:`~obstetric_rules.errors.StoreVersionError` when a newer version made it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     open_store(f"{folder}/weigeringen.db").count()
    0
    """
    expect("place", place, str, Path, expected="a file, or the URL of a database")
    expect("wait", wait, int, float, expected="a number of seconds")
    database = open_database(place, create=create, wait=wait)
    with database.reading() as connection:
        current = is_current(connection, database.place)
        if not create and is_without_tables(connection):
            raise StoreError(f"{database.place}: {NO_STORE_YET}")
    if not current:
        with database.writing(BEGIN_MIGRATING) as connection:
            # Another program may have done it while this one waited.
            if not is_current(connection, database.place):
                migrate(connection)
    return WeigeringStore(database)
