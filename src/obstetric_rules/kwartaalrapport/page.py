"""A report as one HTML page that needs nothing from elsewhere."""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from obstetric_rules.errors import MissingExtraError, how_to_install
from obstetric_rules.kwartaalrapport.counting import RICHTING, WEEK
from obstetric_rules.kwartaalrapport.kwartaal import Kwartaal
from obstetric_rules.kwartaalrapport.plots import CURRENT, PREVIOUS, section_svg
from obstetric_rules.kwartaalrapport.report import NotShown, Number, Report, Row, Section

if TYPE_CHECKING:
    from jinja2 import Template

_TEMPLATE: Final = Path(__file__).parent / "templates" / "kwartaalrapport.html.jinja"
_MONTHS: Final = (
    *("jan", "feb", "mrt", "apr", "mei", "jun"),
    *("jul", "aug", "sep", "okt", "nov", "dec"),
)
HIDDEN_MARK: Final = "•"


def report_html(report: Report, made_on: datetime.date) -> str:
    """Return a report as HTML, with its tables and plots.

    Raises :class:`~obstetric_rules.errors.MissingExtraError` without the extra ``kwartaalrapport``.
    """
    return _template().render(
        report=report,
        whose="de hele regio" if report.recipient is None else report.recipient,
        period=_period(report.kwartaal.first, report.kwartaal.until),
        previous_period=_period(report.kwartaal.previous.first, report.kwartaal.previous.until),
        made_on=f"{_day(made_on)} {made_on.year}",
        sections=[_shown(report, section) for section in report.sections],
        total=_cells(report.total),
        mark=HIDDEN_MARK,
        colours={"current": CURRENT, "previous": PREVIOUS},
    )


@cache
def _template() -> Template:
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"the quarterly report needs jinja2: {how_to_install('kwartaalrapport')}"
        ) from error
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATE.parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(_TEMPLATE.name)


def _shown(report: Report, section: Section) -> dict[str, Any]:
    short = {row.category: row.category for row in section.rows}
    labels = {row.category: _label(report.kwartaal, section, row.category) for row in section.rows}
    if section.dimension == RICHTING:
        short = labels
    return {
        "title": section.title,
        "dimension": section.dimension,
        "rows": [(labels[row.category], *_cells(row)) for row in section.rows],
        "svg": section_svg(report, section, short),
    }


def _label(kwartaal: Kwartaal, section: Section, category: str) -> str:
    if section.dimension == RICHTING:
        return " → ".join(f"{lijn} lijn" for lijn in category.split(" → "))
    if section.dimension != WEEK:
        return category
    this, before = (_first_day(one, int(category)) for one in (kwartaal, kwartaal.previous))
    return f"{category} ({this} | {before})"


def _first_day(kwartaal: Kwartaal, number: int) -> str:
    """Return the first day of a week; not every quarter has a fourteenth."""
    weeks = kwartaal.weeks
    return _day(weeks[number - 1].first) if number <= len(weeks) else "–"


def _cells(row: Row) -> tuple[str, str, str]:
    return _cell(row.current), _cell(row.previous), _change(row)


def _cell(number: Number) -> str:
    if number is NotShown.HIDDEN:
        return HIDDEN_MARK
    return "" if isinstance(number, NotShown) else f"{number:,}".replace(",", ".")


def _change(row: Row) -> str:
    if isinstance(row.current, NotShown) or isinstance(row.previous, NotShown):
        return ""
    change = row.current - row.previous
    return f"{change:+,}".replace(",", ".").replace("-", "\u2212") if change else "0"


def _period(first: datetime.date, until: datetime.date) -> str:
    last = until - datetime.timedelta(days=1)
    return f"{_day(first)} tot en met {_day(last)} {last.year}"


def _day(day: datetime.date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"
