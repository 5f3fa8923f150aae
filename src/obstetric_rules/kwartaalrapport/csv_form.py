"""A report as CSV, for spreadsheets and programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from obstetric_rules.kwartaalrapport.counting import WEEK
from obstetric_rules.kwartaalrapport.report import NotShown, Number, Report, Row

HEADING = (
    "kwartaal",
    "ontvanger",
    "onderdeel",
    "categorie",
    "aantal",
    "vorig_kwartaal",
    "aantal_vorig_kwartaal",
)


def report_csv(report: Report) -> str:
    """Return a report as CSV: a line for each category, ``afgeschermd`` where a count is hidden."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADING)
    writer.writerows(_lines(report))
    return text.getvalue()


def _lines(report: Report) -> Iterator[tuple[str, ...]]:
    yield _line(report, "totaal", report.total)
    for section in report.sections:
        for row in section.rows:
            yield _line(report, section.dimension, row)


def _line(report: Report, dimension: str, row: Row) -> tuple[str, ...]:
    category = f"week {row.category}" if dimension == WEEK else row.category
    return (
        f"{report.kwartaal}",
        report.recipient or "regio",
        dimension,
        category,
        _cell(row.current),
        f"{report.kwartaal.previous}",
        _cell(row.previous),
    )


def _cell(number: Number) -> str:
    return number.value if isinstance(number, NotShown) else f"{number}"
