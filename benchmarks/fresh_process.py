"""What a program pays that starts, decides once and ends; and what building a protocol costs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median, quantiles
from time import perf_counter

from benchmarks.figures import Figure, hand_over, milliseconds

MEASURE = "a fresh process"
BOUND = 3.0
BUILD_BOUND = 50.0

ATTRS_AND_CATTRS = "import attrs, cattrs"
DECIDES_ONCE = """
from obstetric_rules import Client, Dossier, decide, load_protocol
assert decide(load_protocol("groningen.mzh"), Dossier(client=Client(koorts=True)))
"""
READS_AN_ANSWER = """
from obstetric_rules import Client, Dossier, decide, load_protocol
decision = decide(load_protocol("groningen.mzh"), Dossier(client=Client(koorts=True)))
assert decision["badbevalling"].value == "niet_mogelijk"
"""
BUILDS = """
import json
from time import perf_counter
times = [perf_counter()]
import obstetric_rules
from obstetric_rules.engines.compiled import CompiledEngine
from obstetric_rules.rules.protocol import compose
times.append(perf_counter())
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
times.append(perf_counter())
protocol = compose([groningen, groningen_mzh])
times.append(perf_counter())
CompiledEngine(protocol)
times.append(perf_counter())
obstetric_rules.load_protocol("groningen.mzh")
times.append(perf_counter())
print(json.dumps([later - earlier for earlier, later in zip(times, times[1:])]))
"""


def measure(quick: bool) -> Iterator[Figure]:
    yield from starting(5 if quick else 40)
    yield from building(5 if quick else 40)


def starting(rounds: int) -> Iterator[Figure]:
    programs = {
        "attrs and cattrs": ATTRS_AND_CATTRS,
        "decides": DECIDES_ONCE,
        "reads": READS_AN_ANSWER,
        "nothing": "pass",
    }
    wall: dict[str, list[float]] = {name: [] for name in programs}
    processor: dict[str, list[float]] = {name: [] for name in programs}
    for code in programs.values():
        run(code)  # whatever is compiled to a file is there from now on
    for turn in range(rounds):
        names = list(programs)
        for name in (*names[turn % len(names) :], *names[: turn % len(names)]):
            taken = run(programs[name])
            wall[name].append(taken[0])
            processor[name].append(taken[1])
    base = median(wall["attrs and cattrs"])
    cpu_base = median(processor["attrs and cattrs"])
    pairs = zip(wall["decides"], wall["attrs and cattrs"], strict=True)
    low, _, high = quantiles([one / other for one, other in pairs], n=4)
    yield Figure(
        measure=MEASURE,
        compared="imports, composes groningen.mzh and decides once, beside a process that imports "
        "attrs and cattrs: wall time",
        value=median(wall["decides"]) / base,
        bound=BOUND,
        note=f"middle half of the rounds {low:.2f} to {high:.2f}; here "
        f"{milliseconds(median(wall['decides']))} beside {milliseconds(base)}; processor time "
        f"{median(processor['decides']) / cpu_base:.2f} times",
    )
    yield Figure(
        measure=MEASURE,
        compared="the same, and reads one answer with its rules and clauses",
        value=median(wall["reads"]) / base,
        note=f"a process that does nothing: {median(wall['nothing']) / base:.2f} times",
    )


def building(rounds: int) -> Iterator[Figure]:
    steps = [json.loads(output(BUILDS)) for _ in range(rounds)]
    imports, content, composing, compiling, installed = (
        1000 * median(step) for step in zip(*steps, strict=True)
    )
    yield Figure(
        measure="building groningen.mzh",
        compared="composing and compiling for the first time in a fresh process, the two rulesets "
        "imported before",
        value=composing + compiling,
        unit="ms",
        bound=BUILD_BOUND,
        note=f"composing {composing:.1f} ms, compiling {compiling:.1f} ms",
    )
    yield Figure(
        measure="building groningen.mzh",
        compared="the same, with importing and checking the two rulesets",
        value=content + composing + compiling,
        unit="ms",
        note=f"importing the library itself {imports:.1f} ms; finding the entry points and "
        f"composing again {installed:.1f} ms",
    )


def run(code: str) -> tuple[float, float]:
    """Run a program and return its wall time and its processor time in seconds."""
    before = getrusage(RUSAGE_CHILDREN)
    start = perf_counter()
    subprocess.run([sys.executable, "-I", "-c", code], check=True)
    wall = perf_counter() - start
    after = getrusage(RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, processor


def output(code: str) -> str:
    """Run a program and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], check=True, capture_output=True, text=True
    )
    return done.stdout


if __name__ == "__main__":
    hand_over(measure)
