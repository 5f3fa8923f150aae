"""The plots of a report, as SVG, drawn by Vega-Lite. Hidden counts are not in what it is given."""

from __future__ import annotations

from typing import Any, Final

from obstetric_rules.errors import MissingExtraError
from obstetric_rules.kwartaalrapport.counting import WEEK
from obstetric_rules.kwartaalrapport.report import NotShown, Report, Section

CURRENT, PREVIOUS = "#0b5a82", "#b5c9d6"
"""The colours of this quarter and of the previous one: dark and light, in print too."""

HIDDEN_COLOUR: Final = "#7a3300"
"""The colour of the marks that stand where a count is hidden."""

_SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v5.json"
_FONT: Final = "system-ui, Segoe UI, Roboto, DejaVu Sans, sans-serif"
_LONGEST_LABEL: Final = 150


def section_svg(report: Report, section: Section, labels: dict[str, str]) -> str:
    """Return the bars of a section, this quarter beside the previous one.

    Raises :class:`~obstetric_rules.errors.MissingExtraError` without ``vl-convert-python``.
    """
    try:
        import vl_convert
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            "the quarterly report needs vl-convert-python: "
            "pip install 'obstetric-rules[kwartaalrapport]'"
        ) from error
    return vl_convert.vegalite_to_svg(_plot(report, section, labels))


def _plot(report: Report, section: Section, labels: dict[str, str]) -> dict[str, Any]:
    upright = section.dimension == WEEK
    order = [labels[row.category] for row in section.rows]
    category = {
        "field": "categorie",
        "type": "nominal",
        "sort": order,
        # Every category is there, also one of which nothing is shown.
        "scale": {"domain": order, "paddingInner": 0.25},
        "axis": {"title": None, "labelLimit": _LONGEST_LABEL, "labelAngle": 0, "ticks": False},
    }
    number = {
        "field": "aantal",
        "type": "quantitative",
        "scale": {"domainMin": 0, "nice": True},
        "axis": {"title": None, "tickMinStep": 1, "tickCount": 4, "domain": False},
    }
    offset = {
        "field": "kwartaal",
        "sort": [f"{report.kwartaal.previous}", f"{report.kwartaal}"],
        "scale": {"domain": [f"{report.kwartaal.previous}", f"{report.kwartaal}"]},
    }
    size = {"width": 330, "height": 150} if upright else {"width": 230, "height": {"step": 11}}
    across, along = ("x", "y") if upright else ("y", "x")
    layers = [
        {
            "transform": [{"filter": "datum.aantal !== null"}],
            "mark": {"type": "bar"},
            "encoding": {along: number},
        },
        {
            "transform": [{"filter": "datum.aantal === null"}],
            "mark": {"type": "text", "text": "•", "fontSize": 16, "baseline": "middle"},
            "encoding": {
                along: {"value": 145 if upright else 5},
                "color": {"value": HIDDEN_COLOUR},
            },
        },
    ]
    return {
        "$schema": _SCHEMA,
        **size,
        "data": {"values": _values(report, section, labels)},
        "encoding": {
            across: category,
            f"{across}Offset": offset,
            "color": {
                "field": "kwartaal",
                "type": "nominal",
                "scale": {
                    "domain": [f"{report.kwartaal.previous}", f"{report.kwartaal}"],
                    "range": [PREVIOUS, CURRENT],
                },
                "legend": None,
            },
        },
        "layer": layers,
        "config": {
            "font": _FONT,
            "view": {"stroke": None},
            "axis": {"labelFontSize": 11, "labelColor": "#14212b", "gridColor": "#dfe7ec"},
        },
    }


def _values(report: Report, section: Section, labels: dict[str, str]) -> list[dict[str, Any]]:
    quarters = (f"{report.kwartaal.previous}", f"{report.kwartaal}")
    return [
        {
            "categorie": labels[row.category],
            "kwartaal": quarter,
            "aantal": None if number is NotShown.HIDDEN else number,
        }
        for row in section.rows
        for quarter, number in zip(quarters, (row.previous, row.current), strict=True)
        if number is not NotShown.ABSENT
    ]
