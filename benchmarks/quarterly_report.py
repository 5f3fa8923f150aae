"""What the quarterly report costs, made by the command from a store of generated refusals."""

from __future__ import annotations

import datetime
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter

from benchmarks.figures import Figure, hand_over
from obstetric_rules.kwartaalrapport import Kwartaal
from obstetric_rules.kwartaalrapport.kwartaal import local_midnight
from obstetric_rules.weigeringen import Weigering, WeigeringStore, open_store

MEASURE = "a quarterly report"
QUARTER = Kwartaal(2026, 3)
TOGETHER = 10_000
VSVS = [f"vsv_{number}" for number in range(10)]
WARDS = [f"verloskamers_{number}" for number in range(14)]
REASONS = [f"reden_{number}" for number in range(8)]


def measure(quick: bool) -> Iterator[Figure]:
    refusals = 20_000 if quick else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "weigeringen.db"
        started = perf_counter()
        fill(open_store(place), refusals)
        filled = perf_counter() - started
        started = perf_counter()
        command = [sys.executable, "-m", "obstetric_rules", "kwartaalrapport", f"{QUARTER}"]
        subprocess.run(
            [*command, "--store", place, "--out", f"{folder}/out"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        taken = perf_counter() - started
        pages = len(list(Path(folder, "out").glob("*.html")))
        size = place.stat().st_size / 1024**2
    used = getrusage(RUSAGE_CHILDREN)
    yield Figure(
        measure=MEASURE,
        compared=f"the command `kwartaalrapport`, whole: {refusals:,} refusals over two quarters, "
        f"{pages} recipients",
        value=taken,
        unit="s",
        bound=10,
        note=f"{used.ru_utime + used.ru_stime:.1f} s of processor time; the store has {size:,.0f} "
        f"MiB and was filled in {filled:,.0f} s",
    )
    yield Figure(
        measure=MEASURE,
        compared="largest resident size of that process ever",
        value=used.ru_maxrss / 1024,
        unit="MiB",
        bound=1024,
    )


def fill(store: WeigeringStore, refusals: int) -> None:
    """Add refusals at random moments of the quarter and the one before it, in no order of time."""
    random = Random(1)
    start = local_midnight(QUARTER.previous.first)
    seconds = int((local_midnight(QUARTER.until) - start).total_seconds())
    for first in range(0, refusals, TOGETHER):
        store.add_all(
            [
                refusal(
                    random, number, start + datetime.timedelta(seconds=random.randrange(seconds))
                )
                for number in range(first, min(first + TOGETHER, refusals))
            ]
        )


def refusal(random: Random, number: int, moment: datetime.datetime) -> Weigering:
    lines = ("eerste", "tweede") if random.random() < 0.9 else ("tweede", "eerste")
    return Weigering(
        id=f"w-{number}",
        moment=moment,
        van=f"praktijk_{random.randrange(60)}",
        van_lijn=lines[0],
        naar=f"ziekenhuis_{random.randrange(6)}",
        naar_lijn=lines[1],
        afdeling=random.choice(WARDS),
        vsv=random.choices(VSVS, weights=range(1, len(VSVS) + 1))[0],
        reden=random.choice(REASONS),
    )


if __name__ == "__main__":
    hand_over(measure)
