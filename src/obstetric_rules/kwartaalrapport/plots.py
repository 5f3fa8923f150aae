"""The plots of a report, as SVG, drawn by Vega-Lite. Hidden counts are not in what it is given."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from typing import Any, Final

from obstetric_rules.errors import MissingExtraError, PlotError, how_to_install
from obstetric_rules.kwartaalrapport.counting import WEEK
from obstetric_rules.kwartaalrapport.report import NotShown, Report, Section

CURRENT, PREVIOUS = "#0b5a82", "#b5c9d6"
"""The colours of this quarter and of the previous one: dark and light, in print too."""

HIDDEN_COLOUR: Final = "#7a3300"
"""The colour of the marks that stand where a count is hidden."""

_SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v5.json"
_FONT: Final = "system-ui, Segoe UI, Roboto, DejaVu Sans, sans-serif"
_LONGEST_LABEL: Final = 150
_TRY: Final = (
    "import json, sys, vl_convert; vl_convert.vegalite_to_svg(json.loads(sys.argv[1]))",
    json.dumps({"$schema": _SCHEMA, "data": {"values": []}, "mark": "bar"}),
)


def section_svg(report: Report, section: Section, labels: dict[str, str]) -> str:
    """Return the bars of a section, this quarter beside the previous one.

    Raises :class:`~obstetric_rules.errors.MissingExtraError` without ``vl-convert-python``, and
    :class:`~obstetric_rules.errors.PlotError` where it has too little memory to work in.
    """
    try:
        import vl_convert
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"the quarterly report needs vl-convert-python: {how_to_install('kwartaalrapport')}"
        ) from error
    if not _has_room():
        raise PlotError(
            "the plots of the report cannot be drawn: the memory of this process is limited "
            "(ulimit -v) to less than the library that draws them reserves. Raise the limit"
        )
    return vl_convert.vegalite_to_svg(_plot(report, section, labels))


@cache
def _has_room() -> bool:
    """Return whether plots can be drawn here.

    The library that draws them ends the whole process when it gets too little memory. Where that is
    limited it is tried in a process of its own.
    """
    try:
        import resource
    except ModuleNotFoundError:  # no such limits on this system
        return True
    if resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY:
        return True
    tried = subprocess.run([sys.executable, "-c", *_TRY], capture_output=True, check=False)
    return tried.returncode == 0


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
        "axis": {
            "title": None,
            "tickMinStep": 1,
            "tickCount": 4,
            "domain": False,
            "labelExpr": "replace(format(datum.value, ','), /,/g, '.')",
        },
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
