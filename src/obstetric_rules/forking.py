"""Locks that do not hang a forked child.

A child that is forked has one thread, and takes over every lock as it was. One that another thread
held would be held for ever, over work that nobody will finish. Python's own locks, as that of a
module that is being imported, cannot be freed in the child: there a fork has to wait.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import RLock
from types import TracebackType
from typing import Any, Final
from weakref import WeakSet


class Turn:
    """A lock that a thread may take more than once, free in a forked child.

    ``broken_off`` is called in the child when another thread held the lock at that moment: what it
    was working on is half done.

    >>> turn = Turn()
    >>> with turn:
    ...     with turn:
    ...         print("mine")
    mine
    """

    def __init__(self, broken_off: Callable[[], object] | None = None) -> None:
        self._lock = RLock()
        self._broken_off = broken_off
        _turns.add(self)

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._lock.release()

    def free_in_child(self) -> None:
        """Let go of what a thread holds that this process does not have."""
        if self._lock.acquire(blocking=False):
            self._lock.release()
            return
        self._lock = RLock()
        if self._broken_off is not None:
            self._broken_off()


NO_FORK: Final = RLock()
"""While a thread holds it no other one forks: for importing what a child could not import anew."""

_turns: WeakSet[Turn] = WeakSet()


def _free_all() -> None:
    for turn in list(_turns):
        turn.free_in_child()


# There are systems that cannot fork.
_register: Callable[..., Any] = getattr(os, "register_at_fork", lambda **_: None)
_register(after_in_child=_free_all)
_register(before=NO_FORK.acquire, after_in_parent=NO_FORK.release, after_in_child=NO_FORK.release)
