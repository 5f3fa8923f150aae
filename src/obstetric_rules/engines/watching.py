"""Watching decisions as they are made: this is how the coverage of rules is measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

import attrs

from obstetric_rules.arguments import expect_function
from obstetric_rules.engines.decision import Decision
from obstetric_rules.forking import Turn

Watcher: TypeAlias = Callable[[Decision], None]


# Compared by identity: one watcher may watch twice, and stops once for each time.
@attrs.frozen(eq=False)
class _Watch:
    watcher: Watcher
    errors: list[Exception] = attrs.field(factory=list)

    def show(self, decision: Decision) -> None:
        """Show it a decision; what goes wrong is kept for whoever watches."""
        try:
            self.watcher(decision)
        except Exception as error:  # noqa: BLE001 - raised where the watching ends
            if len(self.errors) < _MOST_ERRORS:
                self.errors.append(error)


_MOST_ERRORS = 10


_watches: tuple[_Watch, ...] = ()
_changing = Turn()


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """Show a watcher every decision that this process makes meanwhile, in whichever thread.

    One that is given twice is shown each decision twice, until each of the two has ended. An error
    of a watcher changes no decision and stops no other watcher: the first of them are raised
    together where the watching ends, as an :class:`ExceptionGroup`.

    >>> from obstetric_rules import Dossier, decide, load_protocol
    >>> seen = []
    >>> with watching(seen.append):
    ...     decision = decide(load_protocol("groningen"), Dossier())
    >>> seen == [decision]
    True
    """
    expect_function("watcher", watcher, "a function of a Decision")
    watch = _Watch(watcher)
    _change(lambda watches: (*watches, watch))
    try:
        yield
    finally:
        _change(lambda watches: tuple(other for other in watches if other is not watch))
    if watch.errors:
        raise ExceptionGroup("a watcher of decisions failed", watch.errors)


def _change(changed: Callable[[tuple[_Watch, ...]], tuple[_Watch, ...]]) -> None:
    global _watches  # noqa: PLW0603  # one for the process: threads of a program have no context
    # Two threads that change it at once would each put back what the other took away.
    with _changing:
        _watches = changed(_watches)


def show(decision: Decision) -> Decision:
    """Show a decision to all who watch, and return it."""
    for watch in _watches:
        watch.show(decision)
    return decision
