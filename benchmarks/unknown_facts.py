"""Deciding dossiers of which nothing is known, beside one of which all is known."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from time import process_time

from benchmarks.dossiers import NOTHING_KNOWN, ORDINARY
from benchmarks.figures import Figure, hand_over, microseconds
from benchmarks.interleaving import interleaved
from obstetric_rules import Dossier, load_protocol
from obstetric_rules.engines.compiled import CompiledEngine
from obstetric_rules.rules.protocol import Protocol

MEASURE = "nothing known"
BOUND = 20.0


def measure(quick: bool) -> Iterator[Figure]:
    protocol = load_protocol("groningen.mzh")
    engine = CompiledEngine(protocol)
    timings = interleaved(
        {
            "known": lambda: engine.decide_outcomes(ORDINARY),
            **{
                name: lambda dossier=dossier: engine.decide_outcomes(dossier)
                for name, dossier in NOTHING_KNOWN.items()
            },
        },
        rounds=100 if quick else 1_000,
    )
    for name, dossier in NOTHING_KNOWN.items():
        first = cold(protocol, dossier, 5 if quick else 20)
        low, high = timings.middle_half(name, "known")
        yield Figure(
            measure=MEASURE,
            compared=f"{name}, beside the ordinary dossier with every field known; both decided "
            "before by the same engine",
            value=timings.ratio(name, "known"),
            bound=BOUND,
            note=f"middle half of the rounds {low:.1f} to {high:.1f}; here "
            f"{microseconds(timings.median(name))} beside {microseconds(timings.median('known'))}; "
            f"the first time {microseconds(first)}, {first / timings.median('known'):,.0f} times",
        )


def cold(protocol: Protocol, dossier: Dossier, rounds: int) -> float:
    """Return the seconds that the first decision of a new engine takes."""
    taken = []
    for _ in range(rounds):
        engine = CompiledEngine(protocol)
        engine.decide_outcomes(ORDINARY)
        start = process_time()
        engine.decide_outcomes(dossier)
        taken.append(process_time() - start)
    return median(taken)


if __name__ == "__main__":
    hand_over(measure)
