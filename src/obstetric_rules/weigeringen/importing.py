"""Importing refusals from a file into a store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    if all_or_nothing:
        return _together(store, portions)
    so_far = Import(added=0, unchanged=0, bad=())
    try:
        for portion in portions:
            with store.transaction() as transaction:
                after = _with_portion(so_far, transaction, portion)
            # Counted when it is stored: the end of a transaction can fail too.
            so_far = after
    except StoreError as error:
        raise _told_in(error, so_far) from error
    return so_far


def _together(store: WeigeringStore, portions: Iterator[list[Line]]) -> Import:
    """Store all portions in one transaction, or nothing when a line is bad."""
    found = Import(added=0, unchanged=0, bad=())
    with store.transaction() as transaction:
        for portion in portions:
            found = _with_portion(found, transaction, portion)
        if found.bad:
            transaction.undo()
            return attrs.evolve(found, added=0, unchanged=0, kept=False)
    return found


def _portions(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while portion := list(islice(lines, _TOGETHER)):
        yield portion


def _with_portion(so_far: Import, transaction: Transaction, portion: list[Line]) -> Import:
    """Add the good lines of a portion, and return what became of the lines up to its end."""
    good = [(line.number, line.weigering) for line in portion if line.weigering is not None]
    additions = transaction.add_all([weigering for _, weigering in good])
    conflicts = [BadLine(good[at][0], (_CONFLICT,)) for at in additions.conflicting]
    broken = [BadLine(line.number, line.problems) for line in portion if line.problems]
    bad = sorted([*conflicts, *broken], key=lambda line: line.number)
    told = bad[: MOST_BAD_LINES - len(so_far.bad)]
    return Import(
        added=so_far.added + additions.added,
        unchanged=so_far.unchanged + additions.unchanged,
        bad=(*so_far.bad, *told),
        more_bad=so_far.more_bad + len(bad) - len(told),
    )


def _told_in(error: StoreError, so_far: Import) -> StoreError:
    """Return an error that says what was stored before it."""
    if not so_far.added:
        return error
    return type(error)(
        f"{error}. Of the lines before, {so_far.added:,} were added, and stay: importing the "
        "file again adds the rest"
    )
