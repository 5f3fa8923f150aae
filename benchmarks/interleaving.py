"""Timing several functions against each other, so that what disturbs one disturbs all."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from statistics import median, quantiles
from time import process_time
from timeit import Timer

import attrs

_BATCH = 0.001
"""How many seconds one batch of calls should take: long beside the clock's step, and so short that
most batches are over before anything else wants the processor."""


@attrs.frozen
class Timings:
    """Seconds for one call of each function, per round."""

    rounds: Mapping[str, list[float]]

    def median(self, name: str) -> float:
        return median(self.rounds[name])

    def ratio(self, name: str, beside: str) -> float:
        """Return the ratio of the medians."""
        return self.median(name) / self.median(beside)

    def middle_half(self, name: str, beside: str) -> tuple[float, float]:
        """Return between which ratios the middle half of the rounds lies."""
        pairs = zip(self.rounds[name], self.rounds[beside], strict=True)
        low, _, high = quantiles([one / other for one, other in pairs], n=4)
        return low, high


def interleaved(functions: Mapping[str, Callable[[], object]], rounds: int) -> Timings:
    """Time each function once per round, in an order that turns round by round.

    A batch holds as many calls as fit in about a millisecond, and at least one. What is measured is
    processor time, so that other programs count as little as they can. The garbage collector stays
    on, as it is for a user.
    """
    names = list(functions)
    timers = {
        name: Timer(function, "gc.enable()", timer=process_time, globals={"gc": gc})
        for name, function in functions.items()
    }
    calls = {name: _calls_in_a_batch(timer) for name, timer in timers.items()}
    found: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(rounds):
        first = turn % len(names)
        for name in (*names[first:], *names[:first]):
            found[name].append(timers[name].timeit(calls[name]) / calls[name])
    return Timings(found)


def _calls_in_a_batch(timer: Timer) -> int:
    timer.timeit(1)
    calls, seconds = 1, timer.timeit(1)
    while seconds < _BATCH / 2 and calls < 1_000_000:
        calls *= 2
        seconds = timer.timeit(calls)
    return max(1, round(calls * _BATCH / seconds))
