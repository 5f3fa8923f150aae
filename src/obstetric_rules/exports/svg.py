"""Charts as SVG: a drawing that any browser shows and prints, and that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from xml.sax.saxutils import escape

import attrs

from obstetric_rules.exports.chart import Chart, Step
from obstetric_rules.exports.layout import BADGE, PADDING, Box, Way, layout
from obstetric_rules.exports.lettering import LINE, SIZE, plain, wrapped
from obstetric_rules.exports.tree import Branch, Further, tree_of
from obstetric_rules.expressions.outcome import Status

_MARGIN, _NARROWEST = 24, 480
_HEADING, _HEADING_LINE, _BELOW_HEADING = 17, 22, 10
_BOLD = ' font-weight="bold"'
_BASELINE = 12
"""From the top of a line to the foot of its letters."""


@attrs.frozen
class _Look:
    """The name, colours and corners of a kind of box; on paper without colour its border."""

    kind: str
    fill: str
    stroke: str
    round: int = 16
    border: str = ""


_STEP: Final = _Look("step", "#ffffff", "#33506e", round=3)
_FURTHER: Final = _Look("further", "#33506e", "#33506e")
_ENDS: Final = {
    Status.CONCLUDED: _Look("answer", "#e6f3e2", "#2f6b2f"),
    Status.SILENT: _Look("silent", "#eeeeee", "#555555", border=' stroke-dasharray="6 4"'),
    Status.CONFLICT: _Look("conflict", "#fde4e1", "#b3261e", border=' stroke-width="3"'),
    Status.NOT_APPLICABLE: _Look(
        "not-applicable", "#fff8dc", "#8a6d1b", border=' stroke-dasharray="2 3"'
    ),
}


def svg(chart: Chart) -> str:
    """Return a chart as an SVG document: a tree from left to right, below the question.

    A step that several ways lead to is drawn once, with a number; the other ways end in a box that
    says "verder bij" that number.

    >>> from obstetric_rules.exports.chart import chart_of
    >>> from obstetric_rules.plugins.groningen import groningen
    >>> from obstetric_rules.rules.protocol import compose
    >>> svg(chart_of(compose([groningen]), "ontslag")).count("<rect")
    1
    """
    tree = tree_of(chart)
    across = max(box.area.right for box in layout(tree, _MARGIN, 0)[0])
    width = max(across, _NARROWEST) + _MARGIN
    heading = list(_heading(chart, tree, width - 2 * _MARGIN))
    boxes, ways = layout(tree, _MARGIN, _MARGIN + len(heading) * _HEADING_LINE + _BELOW_HEADING)
    areas = [*(box.area for box in boxes), *(way.label_area for way in ways)]
    height = max(area.bottom for area in areas) + _MARGIN
    title = plain(f"{chart.question.text} ({chart.protocol})")
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" role="img" font-family="sans-serif" '
            f'font-size="{SIZE}" fill="#111111" style="background: #ffffff">',
            f"<title>{escape(title)}</title>",
            *(
                f'<text x="{_MARGIN}" y="{_MARGIN + at * _HEADING_LINE + _BASELINE}"{look}>'
                f"{escape(line)}</text>"
                for at, (line, look) in enumerate(heading)
            ),
            *map(_way, ways),
            *map(_box, boxes),
            "</svg>",
            "",
        ]
    )


def _heading(chart: Chart, tree: Branch, width: int) -> Iterator[tuple[str, str]]:
    """Yield the lines above the drawing, each with how it looks."""
    for line in wrapped(chart.question.text, width * SIZE // _HEADING, bold=True):
        yield line, f' font-size="{_HEADING}" font-weight="bold"'
    notes = [chart.protocol]
    if _refers(tree):
        notes.append(
            "“verder bij” met een nummer: lees verder bij het vak met dat nummer in een rondje."
        )
    for note in notes:
        for line in wrapped(note, width):
            yield line, ' fill="#555555"'


def _refers(branch: Branch) -> bool:
    return isinstance(branch.here, Further) or any(_refers(there) for _, there in branch.ways)


def _way(way: Way) -> str:
    start, end, label = way.start, way.end, way.label_area
    return (
        f'<g class="way"><path d="M {start.right} {start.middle} H {way.turn} '
        f'V {end.middle} H {end.x}" fill="none" stroke="#555555" '
        'vector-effect="non-scaling-stroke"/>'
        f'<path d="M {end.x - 8} {end.middle - 4} L {end.x} {end.middle} '
        f'L {end.x - 8} {end.middle + 4} Z" fill="#555555"/>'
        f'<rect x="{label.x}" y="{label.y}" width="{label.width}" height="{label.height}" '
        'fill="#ffffff"/>'
        f"{_text(label.x + 3, label.y + 3, way.label)}</g>"
    )


def _box(box: Box) -> str:
    look, area, number = _look(box.branch), box.area, box.branch.number
    left = area.x + PADDING + (0 if number is None else 2 * BADGE + PADDING)
    ink = ' fill="#ffffff"' if look is _FURTHER else ""
    lines = (line.text for line in box.lines)
    bold = {at for at, line in enumerate(box.lines) if line.bold}
    return (
        f'<g class="{look.kind}"><rect x="{area.x}" y="{area.y}" width="{area.width}" '
        f'height="{area.height}" rx="{look.round}" fill="{look.fill}" '
        f'stroke="{look.stroke}"{look.border} vector-effect="non-scaling-stroke"/>'
        f"{_text(left, area.y + PADDING, lines, bold, ink)}{_badge(box)}</g>"
    )


def _look(branch: Branch) -> _Look:
    match branch.here:
        case Step():
            return _STEP
        case Further():
            return _FURTHER
        case end:
            return _ENDS[end.status]


def _badge(box: Box) -> str:
    if box.branch.number is None:
        return ""
    x, y = box.area.x + PADDING + BADGE, box.area.middle
    return (
        f'<circle cx="{x}" cy="{y}" r="{BADGE}" fill="{_FURTHER.fill}"/>'
        f'<text class="number" x="{x}" y="{y + 4}" text-anchor="middle" font-weight="bold" '
        f'font-size="11" fill="#ffffff">{box.branch.number}</text>'
    )


def _text(x: int, y: int, lines: Iterable[str], bold: Iterable[int] = (), ink: str = "") -> str:
    spans = "".join(
        f'<tspan x="{x}" y="{y + at * LINE + _BASELINE}"'
        f"{_BOLD if at in bold else ''}>{escape(line)}</tspan>"
        for at, line in enumerate(lines)
    )
    return f"<text{ink}>{spans}</text>"
