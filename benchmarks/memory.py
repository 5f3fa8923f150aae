"""Whether memory grows while decisions are made."""

from __future__ import annotations

import gc
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

from benchmarks.dossiers import random_dossier
from benchmarks.figures import Figure, hand_over
from obstetric_rules import decide, load_protocol

MEASURE = "memory over a million decisions"
BLOCKS = 10
MEBIBYTE = 1024 * 1024


def measure(quick: bool) -> Iterator[Figure]:
    decisions = 20_000 if quick else 1_000_000
    protocol = load_protocol("groningen.mzh")
    random = Random(3)
    number = 0

    def decide_some(count: int) -> None:
        nonlocal number
        for _ in range(count):
            number += 1
            # One in three is fully known, one has a few gaps, of one hardly anything is known.
            dossier = random_dossier(random, number, unknown=(0, 0.1, 0.8)[number % 3])
            decision = decide(protocol, dossier)
            if number % 10 == 0:
                assert decision.answers

    # What engines remember is forgotten when it has grown to a bound; the warm-up goes past that.
    decide_some(decisions // 2)
    after_warm_up = objects()
    resident = [resident_bytes()]
    held = []
    for _ in range(BLOCKS):
        decide_some(decisions // BLOCKS)
        held.append(objects())
        resident.append(resident_bytes())
    early, late = max(held[: BLOCKS // 2]), max(held[BLOCKS // 2 :])
    yield Figure(
        measure=MEASURE,
        compared=f"{decisions:,} decisions on dossiers that are all different, after a warm-up of "
        f"half as many: most blocks of memory held in the second half, beside the first half",
        value=late / early,
        bound=1.01,
        note=f"blocks after the warm-up {after_warm_up:,}, then "
        f"{', '.join(f'{count:,}' for count in held)}; resident "
        f"{', '.join(f'{n / MEBIBYTE:.1f}' for n in resident)} MiB",
    )
    yield Figure(
        measure=MEASURE,
        compared="largest resident size of the process ever",
        value=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        unit="MiB",
    )


def objects() -> int:
    """Return how many blocks of memory Python has handed out and not had back."""
    gc.collect()
    return sys.getallocatedblocks()


def resident_bytes() -> int:
    """Return how much of the process is in memory now, where the system tells (Linux)."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return 0
    return int(statm.read_text().split()[1]) * resource.getpagesize()


if __name__ == "__main__":
    hand_over(measure)
