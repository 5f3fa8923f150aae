"""Where each box of a flow chart stands: a tree from left to right in which no lines cross.

Each depth has a column, and each branch a strip of its own across the columns, which holds its box,
its label and all that follows it. So boxes and labels cannot overlap, and no line runs behind a
box. All measures are in pixels, from the top left.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Final

import attrs

from obstetric_rules.exports.box_text import Line, box_text
from obstetric_rules.exports.lettering import LINE, width_of, wrapped
from obstetric_rules.exports.tree import Branch

PADDING: Final = 10
"""Between the border of a box and its text."""

BADGE: Final = 11
"""The radius of the number at a step."""

_WIDEST_LABEL: Final = 150
_BETWEEN, _STUB, _BEFORE_LABEL, _AFTER_LABEL, _AROUND_LABEL = 16, 16, 8, 20, 3


@attrs.frozen
class Area:
    """A rectangle."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Where it ends, to the right."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """Where it ends, downwards."""
        return self.y + self.height

    @property
    def middle(self) -> int:
        """Half of its height, from the top."""
        return self.y + self.height // 2


@attrs.frozen
class Box:
    """A branch, the lines of its text, and where it stands."""

    branch: Branch
    lines: tuple[Line, ...]
    area: Area


@attrs.frozen
class Way:
    """The line from a box to a later one, which turns at ``turn``, and the label that is on it."""

    start: Area
    turn: int
    end: Area
    label: tuple[str, ...]
    label_area: Area


@attrs.frozen
class _Strip:
    """A branch with the height of all that follows it; ``middle`` and ``tops`` are within it."""

    branch: Branch
    lines: tuple[Line, ...]
    label: tuple[str, ...]
    height: int
    middle: int
    children: tuple[_Strip, ...]
    tops: tuple[int, ...]


@attrs.frozen
class _Columns:
    """Where the boxes of each depth start, and how wide they are."""

    starts: tuple[int, ...]
    widths: tuple[int, ...]


def layout(tree: Branch, x: int, y: int) -> tuple[list[Box], list[Way]]:
    """Return the boxes and the ways of a tree whose top left corner stands here."""
    root = _strip("", tree)
    levels = list(_levels(root))
    widths = [max(map(_box_width, level)) for level in levels]
    labels = [max(map(_label_width, level)) for level in levels[1:]]
    starts = accumulate(
        zip(widths, labels, strict=False),
        lambda start, both: start + both[0] + _STUB + _BEFORE_LABEL + both[1] + _AFTER_LABEL,
        initial=x,
    )
    columns = _Columns(tuple(starts), tuple(widths))
    boxes: list[Box] = []
    ways: list[Way] = []
    _place(root, 0, y, columns, boxes, ways)
    return boxes, ways


def _strip(name: str, branch: Branch) -> _Strip:
    lines, label = box_text(branch), wrapped(name, _WIDEST_LABEL)
    own = (max(_box_height(lines), _label_height(label)) + _BETWEEN) // 2
    children = tuple(_strip(way, there) for way, there in branch.ways)
    # The first way runs straight on, so that reading starts at the top left.
    first = children[0].middle if children else 0
    middle = max(own, first)
    tops = tuple(accumulate((child.height for child in children), initial=middle - first))
    height = max(middle + own, tops[-1])
    return _Strip(branch, lines, label, height, middle, children, tops[:-1])


def _levels(root: _Strip) -> Iterator[list[_Strip]]:
    level = [root]
    while level:
        yield level
        level = [child for strip in level for child in strip.children]


def _place(
    strip: _Strip, depth: int, top: int, columns: _Columns, boxes: list[Box], ways: list[Way]
) -> Area:
    height = _box_height(strip.lines)
    y = top + strip.middle - height // 2
    area = Area(columns.starts[depth], y, _box_width(strip), height)
    boxes.append(Box(strip.branch, strip.lines, area))
    turn = columns.starts[depth] + columns.widths[depth] + _STUB
    for child, child_top in zip(strip.children, strip.tops, strict=True):
        end = _place(child, depth + 1, top + child_top, columns, boxes, ways)
        tall = _label_height(child.label)
        label_area = Area(turn + _BEFORE_LABEL, end.middle - tall // 2, _label_width(child), tall)
        ways.append(Way(area, turn, end, child.label, label_area))
    return area


def _box_width(strip: _Strip) -> int:
    badge = 0 if strip.branch.number is None else 2 * BADGE + PADDING
    return max((line.width for line in strip.lines), default=0) + 2 * PADDING + badge


def _box_height(lines: tuple[Line, ...]) -> int:
    return len(lines) * LINE + 2 * PADDING


def _label_width(strip: _Strip) -> int:
    return max(map(width_of, strip.label), default=0) + 2 * _AROUND_LABEL


def _label_height(label: tuple[str, ...]) -> int:
    return len(label) * LINE + 2 * _AROUND_LABEL
