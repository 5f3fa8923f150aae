"""Importing refusals from a file into a store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import attrs

from obstetric_rules.errors import Problem
from obstetric_rules.weigeringen.lines import Line, read_lines
from obstetric_rules.weigeringen.store import Transaction, WeigeringStore

_TOGETHER: Final = 1_000
"""How many lines are stored together: if the import is broken off, so many at most are not."""

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
    content, ``bad`` could not be imported.
    """

    added: int
    unchanged: int
    bad: tuple[BadLine, ...]
    kept: bool = True


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
    if not all_or_nothing:
        return _imported(_one_by_one(store, portions))
    with store.transaction() as transaction:
        found = _imported((transaction, portion) for portion in portions)
        if found.bad:
            transaction.undo()
            return attrs.evolve(found, added=0, unchanged=0, kept=False)
    return found


def _one_by_one(
    store: WeigeringStore, portions: Iterable[list[Line]]
) -> Iterator[tuple[Transaction, list[Line]]]:
    """Yield each portion with a transaction of its own, which ends before the next is read."""
    for portion in portions:
        with store.transaction() as transaction:
            yield transaction, portion


def _portions(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while portion := list(islice(lines, _TOGETHER)):
        yield portion


def _imported(portions: Iterable[tuple[Transaction, list[Line]]]) -> Import:
    added = unchanged = 0
    bad: list[BadLine] = []
    for transaction, portion in portions:
        good = [(line.number, line.weigering) for line in portion if line.weigering is not None]
        additions = transaction.add_all([weigering for _, weigering in good])
        added += additions.added
        unchanged += additions.unchanged
        conflicts = [BadLine(good[at][0], (_CONFLICT,)) for at in additions.conflicting]
        broken = [BadLine(line.number, line.problems) for line in portion if line.problems]
        bad += sorted([*conflicts, *broken], key=lambda line: line.number)
    return Import(added=added, unchanged=unchanged, bad=tuple(bad))
