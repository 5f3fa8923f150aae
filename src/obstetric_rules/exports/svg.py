"""Charts as SVG: a drawing that any browser shows and that needs nothing else."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape

import attrs

from obstetric_rules.exports.chart import Chart, End, Step

_WIDTH, _GAP = 210, 30
_LINE, _PADDING, _BETWEEN = 16, 10, 70
_CHARACTERS = 30


@attrs.frozen
class _Box:
    x: float
    y: float
    height: float
    lines: tuple[str, ...]

    @property
    def middle(self) -> float:
        return self.x + _WIDTH / 2


def svg(chart: Chart) -> str:
    """Return a chart as an SVG document, with the question as its title.

    >>> from obstetric_rules.exports.chart import chart_of
    >>> from obstetric_rules.plugins.groningen import groningen
    >>> from obstetric_rules.rules.protocol import compose
    >>> svg(chart_of(compose([groningen]), "ontslag")).count("<rect")
    1
    """
    boxes = _boxes(chart)
    width = max(box.x + _WIDTH for box in boxes.values()) + _GAP
    height = max(box.y + box.height for box in boxes.values()) + _GAP
    title = escape(chart.question.text)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
            f'viewBox="0 0 {width:g} {height:g}" role="img" font-family="sans-serif" '
            'font-size="13">',
            f"<title>{title}</title>",
            "<g>",
            *_ways(chart, boxes),
            *(_drawn(chart.places[place], box) for place, box in boxes.items()),
            "</g>",
            "</svg>",
            "",
        ]
    )


def _boxes(chart: Chart) -> Mapping[int, _Box]:
    rows: dict[int, list[int]] = {}
    for place, depth in chart.depth().items():
        rows.setdefault(depth, []).append(place)
    widest = max(map(len, rows.values()))
    boxes: dict[int, _Box] = {}
    y: float = _GAP
    for _, places in sorted(rows.items()):
        lines = {place: _lines(chart.places[place]) for place in places}
        heights = {place: len(found) * _LINE + 2 * _PADDING for place, found in lines.items()}
        left = _GAP + (widest - len(places)) * (_WIDTH + _GAP) / 2
        for at, place in enumerate(places):
            x = left + at * (_WIDTH + _GAP)
            boxes[place] = _Box(x, y, heights[place], lines[place])
        y += max(heights.values()) + _BETWEEN
    return boxes


def _lines(here: Step | End) -> tuple[str, ...]:
    if isinstance(here, Step):
        return tuple(textwrap.wrap(here.text, _CHARACTERS))
    clauses = [f"({', '.join(here.clauses)})"] if here.clauses else []
    return (*textwrap.wrap(here.answer, _CHARACTERS), *clauses)


def _ways(chart: Chart, boxes: Mapping[int, _Box]) -> Iterator[str]:
    for place, here in chart.places.items():
        for name, there in here.ways if isinstance(here, Step) else ():
            start, end = boxes[place], boxes[there]
            y = start.y + start.height
            yield (
                f'<path d="M {start.middle:g} {y:g} C {start.middle:g} {y + _BETWEEN / 2:g}, '
                f'{end.middle:g} {end.y - _BETWEEN / 2:g}, {end.middle:g} {end.y:g}" '
                'fill="none" stroke="#555"/>'
            )
            x = start.middle + (end.middle - start.middle) * 0.35
            label = escape(textwrap.shorten(name, 40, placeholder="…"))
            yield (
                f'<text x="{x:g}" y="{y + _BETWEEN * 0.4:g}" text-anchor="middle" '
                f'fill="#333" stroke="white" stroke-width="3" paint-order="stroke">{label}</text>'
            )


def _drawn(here: Step | End, box: _Box) -> str:
    round_, fill = ("3", "#eef4fb") if isinstance(here, Step) else ("16", "#f3f7ee")
    lines = "".join(
        f'<tspan x="{box.middle:g}" dy="{0 if at == 0 else _LINE}">{escape(line)}</tspan>'
        for at, line in enumerate(box.lines)
    )
    return (
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{_WIDTH}" height="{box.height:g}" '
        f'rx="{round_}" fill="{fill}" stroke="#555"/>'
        f'<text x="{box.middle:g}" y="{box.y + _PADDING + 12:g}" text-anchor="middle">{lines}'
        "</text>"
    )
