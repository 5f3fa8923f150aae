"""Listening to a case: who is called after each change, in which order, and what if that fails."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import TypeAlias

import attrs

from obstetric_rules.cases.history import Entry
from obstetric_rules.forking import Turn

Callback: TypeAlias = Callable[[Entry], object]


@attrs.define(eq=False)
class Listening:
    """That someone listens to a case: until :meth:`stop`, or to the end of a ``with`` block."""

    _callback: Callback = attrs.field(alias="callback")
    _listens: bool = attrs.field(default=True, init=False)

    def stop(self) -> None:
        """Listen no more. A call that has begun is not broken off; none begins after it."""
        self._listens = False

    @property
    def listens(self) -> bool:
        """Whether it is still called."""
        return self._listens

    def call(self, entry: Entry) -> None:
        """Tell of a change, unless it was stopped meanwhile."""
        if self._listens:
            self._callback(entry)

    def __enter__(self) -> Listening:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()


class Listeners:
    """All that listen to one case.

    Changes wait in a queue, so that everyone hears of them in the order in which they were made.
    One thread at a time empties it, outside the lock of the case: a listener may read the case,
    tell it more, or wait for another thread that does.
    """

    def __init__(self, lock: Turn) -> None:
        self._lock = lock
        self._listening: tuple[Listening, ...] = ()
        self._queue: deque[tuple[Listening, Entry]] = deque()
        # The process in which a thread empties the queue: in a forked child that thread is missing.
        self._delivering_in: int | None = None

    def add(self, callback: Callback) -> Listening:
        """Have a callback called after each change from now on."""
        listening = Listening(callback)
        with self._lock:
            self._listening = (*self._still_listening(), listening)
        return listening

    def announce(self, entry: Entry) -> None:
        """Put a change in the queue; the caller holds the lock."""
        self._listening = self._still_listening()
        self._queue.extend((listening, entry) for listening in self._listening)

    def deliver(self) -> None:
        """Call who waits to be called, unless another thread or an outer call is doing so.

        Raises an :class:`ExceptionGroup` of all that went wrong, when everyone was called.
        """
        with self._lock:
            if self._delivering_in == os.getpid():
                return
            self._delivering_in = os.getpid()
        errors = self._empty_queue()
        if errors:
            raise ExceptionGroup("the case was changed, but listeners failed", errors)

    def _empty_queue(self) -> list[Exception]:
        errors = []
        try:
            while (waiting := self._next()) is not None:
                listening, entry = waiting
                try:
                    listening.call(entry)
                except Exception as error:  # noqa: BLE001 - raised again, with the others
                    error.add_note(f"raised by a listener to change {entry.number} of a case")
                    errors.append(error)
        except BaseException:
            # An interrupt: who was not called yet is called with the next change.
            with self._lock:
                self._delivering_in = None
            raise
        return errors

    def _next(self) -> tuple[Listening, Entry] | None:
        with self._lock:
            if self._queue:
                return self._queue.popleft()
            # In the same breath, so that no change can slip in between and be left waiting.
            self._delivering_in = None
            return None

    def _still_listening(self) -> tuple[Listening, ...]:
        return tuple(one for one in self._listening if one.listens)
