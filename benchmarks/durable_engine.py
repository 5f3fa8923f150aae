"""The durable engine, which fires its rules for each case, beside durable.lang and compiled."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.dossiers import FULLY_KNOWN
from benchmarks.figures import Figure, NotMeasured, hand_over, microseconds
from benchmarks.interleaving import interleaved
from obstetric_rules import load_protocol
from obstetric_rules.engines.case import prepare
from obstetric_rules.engines.compiled import CompiledEngine
from obstetric_rules.engines.durable import DurableEngine

MEASURE = "durable engine"
BOUND = 6.0


def measure(quick: bool) -> Iterator[Figure | NotMeasured]:
    try:
        from benchmarks import durable_lang
    except ImportError as error:
        yield NotMeasured(measure=MEASURE, why=f"durable-rules cannot be imported here: {error}")
        return
    protocol = load_protocol("groningen.mzh")
    durable, compiled = DurableEngine(protocol), CompiledEngine(protocol)
    for name, dossier in FULLY_KNOWN.items():
        timings = interleaved(
            {
                "durable.lang": lambda dossier=dossier: durable_lang.decide(dossier),
                "durable engine": lambda dossier=dossier: durable.outcomes(
                    prepare(protocol, dossier)
                ),
                "compiled": lambda dossier=dossier: compiled.decide_outcomes(dossier),
            },
            rounds=50 if quick else 500,
        )
        here = microseconds(timings.median("durable engine"))
        low, high = timings.middle_half("durable.lang", "durable engine")
        yield Figure(
            measure=MEASURE,
            compared=f"{name}: the same rules in durable.lang, beside the durable engine",
            value=timings.ratio("durable.lang", "durable engine"),
            bound=BOUND,
            at_least=True,
            note=f"middle half of the rounds {low:,.1f} to {high:,.1f}; "
            f"here {microseconds(timings.median('durable.lang'))} beside {here}",
        )
        low, high = timings.middle_half("durable engine", "compiled")
        yield Figure(
            measure=MEASURE,
            compared=f"{name}: the durable engine, beside the compiled engine",
            value=timings.ratio("durable engine", "compiled"),
            note=f"middle half of the rounds {low:,.0f} to {high:,.0f}; "
            f"here {here} beside {microseconds(timings.median('compiled'))}",
        )


if __name__ == "__main__":
    hand_over(measure)
