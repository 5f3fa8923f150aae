"""A check: a name, why it matters, and the function that does it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeAlias
from unittest import SkipTest

import attrs

from obstetric_rules.testing.subject import Subject

Remarks: TypeAlias = tuple[str, ...] | None
"""What a check that passes has to say all the same: what it left out, and why."""

CheckFunction: TypeAlias = Callable[[Subject], Remarks]


@attrs.frozen
class Check:
    """One check of the conformance kit.

    Call it with a :class:`~obstetric_rules.testing.subject.Subject`: it raises
    :class:`~obstetric_rules.errors.ConformanceError` when the ruleset does not conform, and
    ``unittest.SkipTest`` when it needs a protocol and the layers cannot be composed.
    """

    function: CheckFunction = attrs.field(repr=False)
    needs_protocol: bool = True
    name: str = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "name", getattr(self.function, "__name__", ""))

    @property
    def why(self) -> str:
        """What the check asks, and why it matters."""
        return inspect.getdoc(self.function) or ""

    def __call__(self, subject: Subject) -> Remarks:
        """Put the check to a ruleset; return its remarks if it passes."""
        if self.needs_protocol and subject.why_not_composed is not None:
            raise SkipTest(f"{subject.id} cannot be composed; the check layers_compose says why")
        remarks = self.function(subject)
        for heard in _listening.get():
            heard += remarks or ()
        return remarks


_listening: ContextVar[tuple[list[str], ...]] = ContextVar("_listening", default=())


@contextmanager
def hearing_remarks() -> Iterator[list[str]]:
    """Collect the remarks of the checks that pass meanwhile, whoever calls them.

    A test of pytest gives no value back, so this is how its report comes to show them.

    >>> from obstetric_rules.testing import CHECKS, subject_of
    >>> with hearing_remarks() as remarks:
    ...     for check in CHECKS:
    ...         if check.name == "independent_of_layer_order":
    ...             _ = check(subject_of("groningen"))
    >>> remarks
    ['it has one layer, so there is no order to change']
    """
    heard: list[str] = []
    token = _listening.set((*_listening.get(), heard))
    try:
        yield heard
    finally:
        _listening.reset(token)


def bullets(findings: Iterable[str]) -> str:
    """Return findings as lines of a message."""
    return "\n".join(f"- {finding}" for finding in findings)
