"""Deciding one fully known dossier, beside the same rules in durable-rules."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from benchmarks.dossiers import FULLY_KNOWN, random_dossier
from benchmarks.figures import Figure, NotMeasured, hand_over, microseconds
from benchmarks.interleaving import interleaved
from obstetric_rules import load_protocol
from obstetric_rules.engines.compiled import CompiledEngine
from tests.plugins.groningen.by_hand import by_hand

MEASURE = "beside durable.lang"
BOUND = 200.0


def measure(quick: bool) -> Iterator[Figure | NotMeasured]:
    try:
        from benchmarks import durable_lang
    except ImportError as error:
        yield NotMeasured(measure=MEASURE, why=f"durable-rules cannot be imported here: {error}")
        return
    random = Random(1)
    for dossier in [
        *FULLY_KNOWN.values(),
        *(random_dossier(random, number, unknown=0) for number in range(100 if quick else 1_000)),
    ]:
        if durable_lang.decide(dossier) != by_hand(dossier):
            raise AssertionError("durable-rules and the function written by hand differ")
    engine = CompiledEngine(load_protocol("groningen.mzh"))
    for name, dossier in FULLY_KNOWN.items():
        timings = interleaved(
            {
                "durable": lambda dossier=dossier: durable_lang.decide(dossier),
                "compiled": lambda dossier=dossier: engine.decide_outcomes(dossier),
            },
            rounds=50 if quick else 500,
        )
        low, high = timings.middle_half("durable", "compiled")
        yield Figure(
            measure=MEASURE,
            compared=f"{name}: the same rules in durable.lang, beside status and value of every "
            "answer",
            value=timings.ratio("durable", "compiled"),
            bound=BOUND,
            at_least=True,
            note=f"middle half of the rounds {low:,.0f} to {high:,.0f}; "
            f"here {microseconds(timings.median('durable'))} beside "
            f"{microseconds(timings.median('compiled'))}",
        )


if __name__ == "__main__":
    hand_over(measure)
