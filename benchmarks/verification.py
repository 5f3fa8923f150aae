"""Verifying whole protocols: those of this library, and one of the size of a country."""

from __future__ import annotations

import time
from collections.abc import Iterator

from benchmarks.figures import Figure, hand_over
from benchmarks.large_ruleset import large_protocol
from obstetric_rules.plugins.discovery import compose_installed, installed_rulesets
from obstetric_rules.verification.report import verify

MEASURE = "verifying a protocol"
INSTALLED = ("groningen.mzh", "zwolle")


def measure(quick: bool) -> Iterator[Figure]:
    known = {item.id for item in installed_rulesets()}
    for name in INSTALLED:
        if name in known:
            protocol = compose_installed(name)
            started = time.perf_counter()
            report = verify(protocol)
            yield Figure(
                measure=MEASURE,
                compared=f"{name}: every finding with its witness",
                value=time.perf_counter() - started,
                unit="s",
                bound=1,
                note=f"{len(protocol.rules)} rules, {len(report.findings)} findings",
            )
    protocol = large_protocol(10 if quick else 100)
    started = time.perf_counter()
    report = verify(protocol)
    seconds = time.perf_counter() - started
    yield Figure(
        measure=MEASURE,
        compared=f"{len(protocol.rules)} rules over 200 fields",
        value=seconds,
        unit="s",
        bound=30,
        note=f"decision tables of six to twelve fields; {len(report.findings)} findings",
    )
    yield Figure(
        measure=MEASURE,
        compared="the same: questions beyond the node budget",
        value=100 * len(report.unproved) / len(protocol.questions),
        unit="%",
        bound=1,
    )


if __name__ == "__main__":
    hand_over(measure)
