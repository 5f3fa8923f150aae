"""The coverage of rules as a table in a terminal, in the manner of coverage.py."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from obstetric_rules.testing._coverage_items import KINDS
from obstetric_rules.testing.rule_coverage import Covered, RuleCoverage


def coverage_lines(coverage: RuleCoverage, width: int = 80) -> list[str]:
    r"""Return a line for each ruleset, the total, and what is missing by name.

    >>> print(*coverage_lines(RuleCoverage()), sep="\n")
    No decision was made by a ruleset that is measured.
    """
    if not coverage.rulesets:
        return ["No decision was made by a ruleset that is measured."]
    rows = [_row(f"{one.id} {one.version}", coverage.of(one)) for one in coverage.rulesets]
    summed = {
        kind: sum((coverage.of(one)[kind] for one in coverage.rulesets), Covered(0, 0))
        for kind in KINDS
    }
    rows = [["Ruleset", *(kind.capitalize() for kind in KINDS), "Cover"], *rows]
    if len(coverage.rulesets) > 1:
        rows.append(_row("TOTAL", summed))
    return [*_table(rows), *_missing(coverage, width)]


def percentage_text(part: Covered) -> str:
    """Return a percentage that is 100 only when nothing is missing.

    >>> percentage_text(Covered(1999, 2000)), percentage_text(Covered(3, 3))
    ('99%', '100%')
    """
    return f"{part.rounded_down():.0f}%"


def _row(name: str, found: Mapping[str, Covered]) -> list[str]:
    whole = sum(found.values(), Covered(0, 0))
    counts = [f"{found[kind].covered}/{found[kind].total}" for kind in KINDS]
    return [name, *counts, percentage_text(whole)]


def _table(rows: list[list[str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        first, *rest = (
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        line = "  ".join([first, *rest])
        yield line
        if row is rows[0]:
            yield "-" * len(line)


def _missing(coverage: RuleCoverage, width: int) -> Iterator[str]:
    for ruleset in coverage.rulesets:
        for kind, part in coverage.of(ruleset).items():
            if not part.missing:
                continue
            yield ""
            yield f"{ruleset.id}: {kind} that no decision exercised"
            for name in part.missing:
                yield from textwrap.wrap(
                    name,
                    width,
                    initial_indent="  ",
                    subsequent_indent="    ",
                    break_on_hyphens=False,
                    break_long_words=False,
                )
