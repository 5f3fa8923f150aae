"""Deciding one fully known dossier, beside the same rules written by hand."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.dossiers import FULLY_KNOWN, ORDINARY
from benchmarks.figures import Figure, hand_over, microseconds
from benchmarks.interleaving import interleaved
from obstetric_rules import decide, load_protocol
from obstetric_rules.engines.compiled import CompiledEngine
from obstetric_rules.engines.decision_data import decision_to_data
from obstetric_rules.expressions.outcome import Outcome
from tests.plugins.groningen.by_hand import by_hand

MEASURE = "one fully known dossier"
BOUND = 1.5


def measure(quick: bool) -> Iterator[Figure]:
    rounds = 100 if quick else 1000
    protocol = load_protocol("groningen.mzh")
    engine = CompiledEngine(protocol)
    for name, dossier in FULLY_KNOWN.items():
        check_same(engine, dossier)
        timings = interleaved(
            {
                "by hand": lambda dossier=dossier: by_hand(dossier),
                "outcomes": lambda dossier=dossier: engine.decide_outcomes(dossier),
            },
            rounds,
        )
        low, high = timings.middle_half("outcomes", "by hand")
        yield Figure(
            measure=MEASURE,
            compared=f"{name}: status and value of every answer, beside a function written by hand",
            value=timings.ratio("outcomes", "by hand"),
            bound=BOUND,
            note=f"middle half of the rounds {low:.2f} to {high:.2f}; "
            f"here {microseconds(timings.median('outcomes'))} beside "
            f"{microseconds(timings.median('by hand'))}",
        )
    timings = interleaved(
        {
            "by hand": lambda: by_hand(ORDINARY),
            "decide": lambda: decide(protocol, ORDINARY),
            "answers": lambda: decide(protocol, ORDINARY).answers,
            "data": lambda: decision_to_data(decide(protocol, ORDINARY)),
        },
        rounds,
    )
    for name, compared in {
        "decide": "ordinary: a Decision object, its answers not yet read",
        "answers": "ordinary: a Decision with the rules and clauses of every answer",
        "data": "ordinary: a Decision turned into JSON-ready data",
    }.items():
        yield Figure(
            measure=MEASURE,
            compared=f"{compared}, beside the function written by hand",
            value=timings.ratio(name, "by hand"),
            note=f"here {microseconds(timings.median(name))}",
        )


def check_same(engine: CompiledEngine, dossier: object) -> None:
    """Make sure that both sides give the same, or the comparison means nothing."""

    def plain(found: object) -> object:
        if isinstance(found, Outcome):
            return (found.status.value, found.value)
        return {key: plain(item) for key, item in found.items()}  # type: ignore[attr-defined]

    if plain(engine.decide_outcomes(dossier)) != by_hand(dossier):  # type: ignore[arg-type]
        raise AssertionError("the engine and the function written by hand differ")


if __name__ == "__main__":
    hand_over(measure)
