"""Charts as decision tables in Markdown: a row for each way through the diagram."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from obstetric_rules.exports.chart import Chart, End, Step
from obstetric_rules.exports.markdown import cell

MOST_ROWS: Final = 500
"""How many rows a table has at most; whatever is left out is said below it."""

_ANY = "–"


def decision_table(chart: Chart) -> str:
    """Return a chart as a decision table in Markdown.

    >>> from obstetric_rules.exports.chart import chart_of
    >>> from obstetric_rules.plugins.groningen import groningen
    >>> from obstetric_rules.rules.protocol import compose
    >>> print(decision_table(chart_of(compose([groningen]), "kraamzorg")), end="")
    | Heeft het ziekenhuis voldoende dedicated kraamverzorgenden? | antwoord | bepalingen |
    |---|---|---|
    | nee | O&G-verpleegkundige | G3 |
    | ja | kraamverzorgende van het dedicated team | G3 |
    """
    tests = dict.fromkeys(here.text for here in chart.places.values() if isinstance(here, Step))
    rows = list(islice(_rows(chart, chart.start, {}), MOST_ROWS + 1))
    lines = [_row([*tests, "antwoord", "bepalingen"]), f"|{'---|' * (len(tests) + 2)}"]
    for told, end in rows[:MOST_ROWS]:
        answers = [told.get(test, _ANY) for test in tests]
        lines.append(_row([*answers, end.answer, ", ".join(end.clauses)]))
    if len(rows) > MOST_ROWS:
        lines += ["", f"Er zijn meer dan {MOST_ROWS} rijen; de rest is weggelaten."]
    return "\n".join(lines) + "\n"


def _rows(chart: Chart, place: int, told: dict[str, str]) -> Iterator[tuple[dict[str, str], End]]:
    here = chart.places[place]
    if isinstance(here, End):
        yield told, here
        return
    for name, there in here.ways:
        yield from _rows(chart, there, {**told, here.text: name})


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(map(cell, cells))} |"
