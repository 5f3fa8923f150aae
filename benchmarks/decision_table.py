"""One question over twelve fields, with more and more rules."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from functools import partial, reduce
from operator import and_
from random import Random
from time import process_time
from typing import Annotated, Any

from benchmarks.figures import Figure, hand_over, microseconds, milliseconds
from benchmarks.interleaving import interleaved
from obstetric_rules import UNKNOWN, Dossier, Protocol, decide
from obstetric_rules.engines.compiled import CompiledEngine
from obstetric_rules.expressions.operators import SlotReference, condition
from obstetric_rules.facts import Choice, Slot, Unknown, WholeNumber, YesNo, fact, kinds_of
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.protocol import compose
from obstetric_rules.rules.question import question
from obstetric_rules.rules.rule import Rule
from obstetric_rules.rules.ruleset import Layer, Ruleset

MEASURE = "a decision table over twelve fields"
BOUND = 2.0
SIZES = (25, 250, 2_500)
SEED = 20_26
BANDS = (0, 8, 16, 24, 32)
"""Where the bands of a number begin; the columns of a table cut numbers nowhere else."""
HIGHEST = 39
VALUES = [f"value_{number}" for number in range(20)]

Flag = Annotated[bool | Unknown, YesNo(label="ja", label_en="yes")]
Kind = Annotated[
    str | Unknown,
    Choice(label="soort", label_en="kind", values={name: name for name in "abcde"}),
]
Number = Annotated[
    int | Unknown,
    WholeNumber(label="getal", label_en="number", minimum=0, maximum=HIGHEST),
]


@fact
class Row:
    flag_1: Flag = UNKNOWN
    flag_2: Flag = UNKNOWN
    flag_3: Flag = UNKNOWN
    flag_4: Flag = UNKNOWN
    kind_1: Kind = UNKNOWN
    kind_2: Kind = UNKNOWN
    kind_3: Kind = UNKNOWN
    kind_4: Kind = UNKNOWN
    number_1: Number = UNKNOWN
    number_2: Number = UNKNOWN
    number_3: Number = UNKNOWN
    number_4: Number = UNKNOWN


row = SlotReference(
    Slot(name="row", fact_type=Row, label="de regel", label_en="the row", question="Welke?")
)

Region = dict[str, frozenset[Any]]
"""The values of each field for which a rule speaks; of a number the first values of bands."""


def domains() -> Region:
    found: Region = {}
    for name, kind in kinds_of(Row).items():
        if isinstance(kind, YesNo):
            found[name] = frozenset({False, True})
        elif isinstance(kind, Choice):
            found[name] = frozenset(kind.values)
        else:
            found[name] = frozenset(BANDS)
    return found


def split(size: int, random: Random) -> list[Region]:
    """Cut the whole space into this many regions that do not overlap.

    Each region is one rule. Every rule is reachable, for its region is not empty, and none can be
    missed, for no other speaks there. The first twelve cuts are each along another field, so that
    every field is tested whatever the size.
    """
    regions = [domains()]
    first = random.sample(list(kinds_of(Row)), len(kinds_of(Row)))
    while len(regions) < size:
        at = random.randrange(len(regions))
        region = regions[at]
        fields = [name for name, values in region.items() if len(values) > 1]
        if not fields or (first and first[0] not in fields):
            continue
        name = first.pop(0) if first else random.choice(fields)
        one, other = halves(region[name], random)
        regions[at] = {**region, name: one}
        regions.append({**region, name: other})
    return regions


def halves(values: frozenset[Any], random: Random) -> tuple[frozenset[Any], frozenset[Any]]:
    """Cut the values of one field in two; those of a number between two neighbours."""
    ordered = sorted(values)
    if isinstance(ordered[0], str):
        random.shuffle(ordered)
    middle = random.randrange(1, len(ordered))
    return frozenset(ordered[:middle]), frozenset(ordered[middle:])


def table(size: int, seed: int = SEED) -> tuple[list[Region], list[str]]:
    """Return the regions of a table and the value that each leads to."""
    random = Random(seed)
    regions = split(size, random)
    return regions, [random.choice(VALUES) for _ in regions]


def ruleset(regions: list[Region], values: list[str]) -> Ruleset:
    asked = question("which", text="Welke?", label="welke", values={name: name for name in VALUES})
    rules = [
        Rule(
            id=f"T1.rule_{number}",
            clauses=("T1",),
            when=when(region),
            then=asked.becomes(value),
            because="Zo staat het in de tabel.",
        )
        for number, (region, value) in enumerate(zip(regions, values, strict=True))
    ]
    return Ruleset(
        id="table",
        version="1",
        title="Tabel",
        layer=Layer.REGION,
        publisher="benchmarks",
        status="concept",
        slots=(row,),
        questions=(asked,),
        clauses=(
            Clause(id="T1", document="Tabel", heading="Tabel", item="1", paraphrase="De tabel."),
        ),
        rules=rules,
    )


def when(region: Region) -> Any:
    """Return the condition of a rule: one test for each field that its region cuts."""
    tests = []
    for name, whole in domains().items():
        values, field = region[name], getattr(row, name)
        if values == whole:
            continue
        if isinstance(kinds_of(Row)[name], YesNo):
            tests.append(field if True in values else ~field)
        elif isinstance(kinds_of(Row)[name], Choice):
            tests.append(field.is_in(*sorted(values)))
        else:
            if min(values) > BANDS[0]:
                tests.append(field >= min(values))
            if max(values) < BANDS[-1]:
                tests.append(field < BANDS[BANDS.index(max(values)) + 1])
    first, *rest = tests
    return reduce(and_, rest, first) if rest else condition(first)


def random_rows(count: int) -> list[tuple[Dossier, dict[str, Any]]]:
    """Return random dossiers, each with the fields as regions have them."""
    random = Random(SEED)
    rows = []
    for _ in range(count):
        fields = {name: random.choice(sorted(values)) for name, values in domains().items()}
        within_bands = {
            name: value + random.randrange(8) if name.startswith("number") else value
            for name, value in fields.items()
        }
        rows.append((Dossier(row=Row(**within_bands)), fields))
    return rows


def measure(quick: bool) -> Iterator[Figure]:
    rows = random_rows(500)
    engines: dict[int, CompiledEngine] = {}
    protocols: dict[int, Protocol] = {}
    steps: dict[int, dict[str, float]] = {}
    for size in SIZES:
        regions, values = table(size)
        start = process_time()
        made = ruleset(regions, values)
        checked = process_time()
        protocols[size] = compose([made], datetime.date.today())
        composed = process_time()
        engines[size] = CompiledEngine(protocols[size])
        steps[size] = {
            "checking the rules": checked - start,
            "composing": composed - checked,
            "compiling": process_time() - composed,
        }
        check(engines[size], rows, regions, values)

    def all_rows(decide_one: Callable[[Dossier], object]) -> Callable[[], None]:
        def decide_all() -> None:
            for dossier, _ in rows:
                decide_one(dossier)

        return decide_all

    outcomes = {f"{size}": all_rows(engines[size].decide_outcomes) for size in SIZES}
    decisions = {f"decide {size}": all_rows(partial(decide, protocols[size])) for size in SIZES}
    timings = interleaved({**outcomes, **decisions}, 30 if quick else 300)
    smallest = SIZES[0]
    for size in SIZES[1:]:
        low, high = timings.middle_half(f"{size}", f"{smallest}")
        seconds = timings.median(f"{size}") / len(rows)
        building = ", ".join(f"{step} {milliseconds(taken)}" for step, taken in steps[size].items())
        yield Figure(
            measure=MEASURE,
            compared=f"{size:,} rules, beside {smallest} rules: status and value, one decision, "
            f"over {len(rows)} random dossiers",
            value=timings.ratio(f"{size}", f"{smallest}"),
            bound=BOUND if size == SIZES[-1] else None,
            note=f"middle half of the rounds {low:.2f} to {high:.2f}; "
            f"here {microseconds(seconds)} beside "
            f"{microseconds(timings.median(f'{smallest}') / len(rows))}; {building}"
            + ("; beyond the node budget" if engines[size].beyond_budget else ""),
        )
        yield Figure(
            measure=MEASURE,
            compared=f"{size:,} rules, beside {smallest} rules: a Decision object",
            value=timings.ratio(f"decide {size}", f"decide {smallest}"),
            note=f"here {microseconds(timings.median(f'decide {size}') / len(rows))}",
        )


def check(
    engine: CompiledEngine,
    rows: list[tuple[Dossier, dict[str, Any]]],
    regions: list[Region],
    values: list[str],
) -> None:
    """Make sure that the table gives what its one region says."""
    for dossier, fields in rows:
        (expected,) = [
            value
            for region, value in zip(regions, values, strict=True)
            if all(fields[name] in allowed for name, allowed in region.items())
        ]
        if engine.decide_outcomes(dossier)["which"].value != expected:  # type: ignore[union-attr]
            raise AssertionError("the table gives another value than its region says")


if __name__ == "__main__":
    hand_over(measure)
