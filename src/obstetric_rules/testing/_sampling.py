"""Trying something on many generated examples, and telling of the smallest that fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky

from obstetric_rules.errors import ConformanceError
from obstetric_rules.testing.subject import Subject

T = TypeVar("T")

_QUIET = settings(
    # The same examples on every run: a check that fails is never a matter of luck.
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),  # pyright: ignore[reportArgumentType]  # an enum
)


def for_each(subject: Subject, examples: st.SearchStrategy[T], check: Callable[[T], None]) -> None:
    """Try a check on as many examples as the subject asks for; the smallest that fails counts."""
    found: list[ConformanceError] = []

    @settings(_QUIET, max_examples=subject.samples)
    @given(examples)
    def tried(example: T) -> None:
        try:
            check(example)
        except ConformanceError as error:
            found.append(error)
            raise

    try:
        tried()
    except (ConformanceError, Flaky):
        # Without what Hypothesis adds: how to run an example again that will come again anyhow.
        # An engine that is not deterministic may well not fail again; it failed all the same.
        raise ConformanceError(str(found[-1])) from None
