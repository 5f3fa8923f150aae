"""Importing refusals from a file into a store."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from itertools import islice
from typing import Final

import attrs

from obstetric_rules.errors import Problem, StoreError
from obstetric_rules.weigeringen.lines import Line, read_lines
from obstetric_rules.weigeringen.store import Transaction, WeigeringStore

_TOGETHER: Final = 1_000
"""How many lines are stored together: if the import is broken off, so many at most are not."""

MOST_BAD_LINES: Final = 1_000
"""So many bad lines are told of; a file with more of them needs another kind of mending."""

_CONFLICT: Final = Problem(
    "id", "one that is not there already (in the store or higher in the file) with other content"
)


@attrs.frozen
class BadLine:
    """A line that was not imported, and everything that is wrong with it."""

    number: int
    problems: tuple[Problem, ...]


@attrs.frozen(kw_only=True)
class Import:
    """What became of the lines of a file; ``kept`` says whether anything was stored.

    ``added`` were new, ``unchanged`` in the store already (or twice in the file) with the same
    content, ``bad`` could not be imported: the first thousand of those, and ``more_bad`` is how
    many there were after them.
    """

    added: int
    unchanged: int
    bad: tuple[BadLine, ...]
    kept: bool = True
    more_bad: int = 0

    @property
    def count_bad(self) -> int:
        """How many lines could not be imported."""
        return len(self.bad) + self.more_bad


def import_weigeringen(
    store: WeigeringStore, stream: Iterable[bytes], form: str, *, all_or_nothing: bool = False
) -> Import:
    """Import a file of refusals, ``"csv"`` or ``"jsonl"``, and tell of every bad line.

    The good lines are stored, or with ``all_or_nothing`` none of them unless all are good. Lines
    that are in the store already change nothing, so an import that was broken off is finished by
    doing it again.

    Raises :class:`~obstetric_rules.errors.StoreError` when the store cannot be written.
    """
    portions = _portions(read_lines(stream, form))
    so_far = _SoFar()
    if not all_or_nothing:
        try:
            # Closed when a portion fails: its transaction ends then, and not some time later.
            with closing(_one_by_one(store, portions)) as transactions:
                return so_far.after(transactions)
        except StoreError as error:
            raise so_far.told_in(error) from error
    with store.transaction() as transaction:
        found = so_far.after((transaction, portion) for portion in portions)
        if found.bad:
            transaction.undo()
            return attrs.evolve(found, added=0, unchanged=0, kept=False)
    return found


def _one_by_one(
    store: WeigeringStore, portions: Iterable[list[Line]]
) -> Generator[tuple[Transaction, list[Line]], None, None]:
    """Yield each portion with a transaction of its own, which ends before the next is read."""
    for portion in portions:
        with store.transaction() as transaction:
            yield transaction, portion


def _portions(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while portion := list(islice(lines, _TOGETHER)):
        yield portion


@attrs.define
class _SoFar:
    """Counts what became of the lines, portion by portion."""

    added: int = 0
    unchanged: int = 0
    bad: list[BadLine] = attrs.field(factory=list)
    more_bad: int = 0

    def after(self, portions: Iterable[tuple[Transaction, list[Line]]]) -> Import:
        """Store these portions, and return what became of them."""
        for transaction, portion in portions:
            self._add(transaction, portion)
        return Import(
            added=self.added,
            unchanged=self.unchanged,
            bad=tuple(self.bad),
            more_bad=self.more_bad,
        )

    def told_in(self, error: StoreError) -> StoreError:
        """Return an error that says what was stored before it."""
        if not self.added:
            return error
        return type(error)(
            f"{error}. Of the lines before, {self.added:,} were added, and stay: importing the "
            "file again adds the rest"
        )

    def _add(self, transaction: Transaction, portion: list[Line]) -> None:
        good = [(line.number, line.weigering) for line in portion if line.weigering is not None]
        additions = transaction.add_all([weigering for _, weigering in good])
        conflicts = [BadLine(good[at][0], (_CONFLICT,)) for at in additions.conflicting]
        broken = [BadLine(line.number, line.problems) for line in portion if line.problems]
        bad = sorted([*conflicts, *broken], key=lambda line: line.number)
        told = bad[: MOST_BAD_LINES - len(self.bad)]
        self.bad += told
        self.more_bad += len(bad) - len(told)
        self.added += additions.added
        self.unchanged += additions.unchanged
