"""Trying something on many generated examples, and telling of the smallest that fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

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
    suppress_health_check=list(HealthCheck),
)


def for_each(subject: Subject, examples: st.SearchStrategy[T], check: Callable[[T], None]) -> None:
    """Try a check on as many examples as the subject asks for; the smallest that fails counts."""

    @settings(_QUIET, max_examples=subject.samples)
    @given(examples)
    def tried(example: T) -> None:
        check(example)

    try:
        tried()
    except ConformanceError as error:
        # Without what Hypothesis adds: how to run an example again that will come again anyhow.
        raise ConformanceError(str(error)) from None
