"""Watching decisions as they are made: this is how the coverage of rules is measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from obstetric_rules.engines.decision import Decision

Watcher: TypeAlias = Callable[[Decision], None]

_watchers: tuple[Watcher, ...] = ()


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """Show a watcher every decision that this process makes meanwhile, in whichever thread.

    >>> from obstetric_rules import Dossier, decide, load_protocol
    >>> seen = []
    >>> with watching(seen.append):
    ...     decision = decide(load_protocol("groningen"), Dossier())
    >>> seen == [decision]
    True
    """
    global _watchers  # noqa: PLW0603  # one for the process: threads of a program have no context
    _watchers = (*_watchers, watcher)
    try:
        yield
    finally:
        _watchers = tuple(other for other in _watchers if other is not watcher)


def show(decision: Decision) -> Decision:
    """Show a decision to all who watch, and return it."""
    for watcher in _watchers:
        watcher(decision)
    return decision
