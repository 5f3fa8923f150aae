"""A report as one HTML page that needs nothing from elsewhere."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from obstetric_rules.errors import MissingExtraError, how_to_install
from obstetric_rules.kwartaalrapport.counting import RICHTING, WEEK
from obstetric_rules.kwartaalrapport.kwartaal import Kwartaal
from obstetric_rules.kwartaalrapport.plots import CURRENT, PREVIOUS, section_svg
from obstetric_rules.kwartaalrapport.report import VSV, NotShown, Number, Report, Row, Section

if TYPE_CHECKING:
    from jinja2 import Template

_TEMPLATE: Final = Path(__file__).parent / "templates" / "kwartaalrapport.html.jinja"
_MONTHS: Final = (
    *("jan", "feb", "mrt", "apr", "mei", "jun"),
    *("jul", "aug", "sep", "okt", "nov", "dec"),
)
HIDDEN_MARK: Final = "•"


Names = Mapping[str, Mapping[str, str]]

_NO_NAMES: Final[Names] = MappingProxyType({})


def report_html(report: Report, made_on: datetime.date, names: Names = _NO_NAMES) -> str:
    """Return a report as HTML, with its tables and plots.

    ``names`` says what codes are called: for ``vsv``, ``afdeling`` and ``reden`` a name for each
    code that has one. Rows stay in the order of the codes.

    Raises :class:`~obstetric_rules.errors.MissingExtraError` without the extra ``kwartaalrapport``.
    """
    return _template().render(
        report=report,
        whose=_whose(report, names),
        period=_period(report.kwartaal.first, report.kwartaal.until),
        previous_period=_period(report.kwartaal.previous.first, report.kwartaal.previous.until),
        made_on=f"{_day(made_on)} {made_on.year}",
        sections=[_shown(report, section, names) for section in report.sections],
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


def _whose(report: Report, names: Names) -> str:
    if report.recipient is None:
        return "de hele regio"
    return names.get(VSV, {}).get(report.recipient, report.recipient)


def _shown(report: Report, section: Section, names: Names) -> dict[str, Any]:
    short = _named([row.category for row in section.rows], names.get(section.dimension, {}))
    labels = {
        category: _label(report.kwartaal, section, category, name)
        for category, name in short.items()
    }
    if section.dimension == RICHTING:
        short = labels
    return {
        "title": section.title,
        "dimension": section.dimension,
        "rows": [(labels[row.category], *_cells(row)) for row in section.rows],
        "svg": section_svg(report, section, short) if section.shows_a_number else "",
    }


def _named(categories: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    """Return what each category is called.

    When two would be called the same, each with a name has its code behind it: a plot would take
    the two for one, and show the sum of what is hidden apart.
    """
    found = {category: names.get(category, category) for category in categories}
    if len(set(found.values())) == len(found):
        return found
    return {
        category: f"{names[category]} ({category})" if category in names else category
        for category in categories
    }


def _label(kwartaal: Kwartaal, section: Section, category: str, name: str) -> str:
    if section.dimension == RICHTING:
        return " → ".join(f"{lijn} lijn" for lijn in category.split(" → "))
    if section.dimension != WEEK:
        return name
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
