"""Loading durable-rules: the one place where it is imported, and only when its engine is asked for.

The C module is used directly. What lies on top of it in ``durable.lang`` and ``durable.engine``
swallows errors, starts threads and costs most of the time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Protocol, cast

from obstetric_rules.errors import MissingExtraError, how_to_install

_MODULE = "durable_rules_engine"


class Binding(Protocol):
    """The part of the C module that the engine uses; it was found free of memory errors."""

    @property
    def error(self) -> type[Exception]:
        """What the functions raise."""
        ...

    def create_ruleset(self, name: str, rules: str, /) -> int:
        """Return a handle of rules given as JSON."""
        ...

    def delete_state(self, handle: int, session: str, /) -> None:
        """Free what a session holds; safe only when an action has run in it."""
        ...

    def delete_ruleset(self, handle: int, /) -> None:
        """Free the rules."""
        ...

    def assert_fact(self, handle: int, fact: str, /) -> tuple[int, int]:
        """Tell a fact; return what became of it and a handle of its session."""
        ...

    def start_action_for_state(self, handle: int, session: int, /) -> tuple[str, str] | None:
        """Return the state of a session and the first rule that fires with its facts, if any."""
        ...

    def complete_and_start_action(self, handle: int, session: int, /) -> str | None:
        """Return the next rule that fires with its facts, if any."""
        ...

    def retract_fact(self, handle: int, fact: str, /) -> tuple[int, int]:
        """Take back the fact with this id."""
        ...


def load() -> Binding:
    """Return the C module of durable-rules.

    Raises :class:`~obstetric_rules.errors.MissingExtraError` when it is not installed, or cannot be
    loaded on this Python.
    """
    try:
        with _lazy_symbols():
            return cast(Binding, import_module(_MODULE))
    except ModuleNotFoundError:
        raise MissingExtraError(
            "the durable engine needs durable-rules, which is not installed: "
            f"{how_to_install('durable')} (it is built with a C compiler)"
        ) from None
    except ImportError as error:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise MissingExtraError(
            f"durable-rules is installed but cannot be loaded on Python {version} ({error}); "
            "decide with another engine, or use Python 3.11 or 3.12"
        ) from error


@contextmanager
def _lazy_symbols() -> Iterator[None]:
    """Let the module load although it names a function that Python 3.13 no longer has.

    Only callbacks call that function, and the engine sets none.
    """
    if not hasattr(sys, "setdlopenflags"):
        yield
        return
    before = sys.getdlopenflags()
    sys.setdlopenflags(os.RTLD_LAZY)
    try:
        yield
    finally:
        sys.setdlopenflags(before)
