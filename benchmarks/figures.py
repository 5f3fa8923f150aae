"""What a measure comes down to: a figure, what was compared, and the bound it should keep."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable

import attrs


@attrs.frozen(kw_only=True)
class Figure:
    """One measured figure. ``unit`` is "times" for a ratio.

    ``bound`` is the largest value allowed, or the smallest if ``at_least``; without one the figure
    is for information.
    """

    measure: str
    compared: str
    value: float
    unit: str = "times"
    bound: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def reached(self) -> bool | None:
        if self.bound is None:
            return None
        return self.value >= self.bound if self.at_least else self.value <= self.bound


@attrs.frozen(kw_only=True)
class NotMeasured:
    """A measure that could not be taken here, and why."""

    measure: str
    why: str


def microseconds(seconds: float) -> str:
    return f"{seconds * 1e6:,.1f} us"


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1e3:,.1f} ms"


def hand_over(measure: Callable[[bool], Iterable[Figure | NotMeasured]]) -> None:
    """Take a measure as a program of its own and print what was found, for ``run.py`` to read."""
    found = measure("--quick" in sys.argv)
    print(json.dumps([{"kind": type(item).__name__, **attrs.asdict(item)} for item in found]))
