"""Watching decisions as they are made: this is how the coverage of rules is measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TypeAlias

import attrs

from obstetric_rules.engines.decision import Decision

Watcher: TypeAlias = Callable[[Decision], None]


# Compared by identity: one watcher may watch twice, and stops once for each time.
@attrs.frozen(eq=False)
class _Watch:
    watcher: Watcher


_watches: tuple[_Watch, ...] = ()
_changing = Lock()


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """Show a watcher every decision that this process makes meanwhile, in whichever thread.

    One that is given twice is shown each decision twice, until each of the two has ended.

    >>> from obstetric_rules import Dossier, decide, load_protocol
    >>> seen = []
    >>> with watching(seen.append):
    ...     decision = decide(load_protocol("groningen"), Dossier())
    >>> seen == [decision]
    True
    """
    watch = _Watch(watcher)
    _change(lambda watches: (*watches, watch))
    try:
        yield
    finally:
        _change(lambda watches: tuple(other for other in watches if other is not watch))


def _change(changed: Callable[[tuple[_Watch, ...]], tuple[_Watch, ...]]) -> None:
    global _watches  # noqa: PLW0603  # one for the process: threads of a program have no context
    # Two threads that change it at once would each put back what the other took away.
    with _changing:
        _watches = changed(_watches)


def show(decision: Decision) -> Decision:
    """Show a decision to all who watch, and return it."""
    for watch in _watches:
        watch.watcher(decision)
    return decision
