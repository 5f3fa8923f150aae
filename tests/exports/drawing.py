"""Read a flow chart as a reader does: from where its boxes, labels and lines stand."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import attrs

HALF = 0.5
"""Half of the thickness of a line."""

_SVG = "{http://www.w3.org/2000/svg}"


@attrs.frozen
class Area:
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Area) -> bool:
        """Return whether they share more than a border."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    @property
    def middle(self) -> float:
        """Half of its height."""
        return (self.top + self.bottom) / 2

    def holds(self, other: Area) -> bool:
        """Return whether the other lies within it."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )


@attrs.frozen
class Box:
    """A box, its text without spaces, and the number at it, if any."""

    kind: str
    text: str
    number: str
    area: Area


@attrs.frozen
class Way:
    """A line from one point to another, as its three straight parts, with the label on it."""

    start: tuple[float, float]
    end: tuple[float, float]
    parts: tuple[Area, Area, Area]
    label: str
    label_area: Area


@attrs.frozen
class Drawing:
    """What is drawn, on a sheet of this size."""

    title: str
    words: str
    sheet: Area
    boxes: tuple[Box, ...]
    ways: tuple[Way, ...]

    def ways_from(self, box: Box) -> list[tuple[str, Box]]:
        """Return the labels of the lines that start at a box, each with the box it ends at."""
        area = box.area
        return [
            (way.label, self._ending(way))
            for way in self.ways
            if way.start[0] == area.right and area.top < way.start[1] < area.bottom
        ]

    def going_on(self, box: Box) -> Box:
        """Return the box where a reader goes on."""
        if box.kind != "further":
            return box
        [found] = [there for there in self.boxes if f"verderbij{there.number}" == box.text]
        return found

    def start(self) -> Box:
        """Return the one box that no line ends at."""
        ends = [self._ending(way) for way in self.ways]
        [found] = [box for box in self.boxes if box not in ends]
        return found

    def _ending(self, way: Way) -> Box:
        x, y = way.end
        [found] = [b for b in self.boxes if b.area.left == x and b.area.top < y < b.area.bottom]
        return found


def bare(text: str) -> str:
    """Return text without spaces, which a drawing may replace by a new line."""
    return "".join(text.split())


def read(svg: str) -> Drawing:
    """Read a drawing."""
    root = ET.fromstring(svg)
    groups = root.findall(f"{_SVG}g")
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    assert root.attrib["viewBox"] == f"0 0 {width:g} {height:g}"
    return Drawing(
        root.findtext(f"{_SVG}title", ""),
        " ".join(text.text or "" for text in root.findall(f"{_SVG}text")),
        Area(0, 0, width, height),
        tuple(_box(group) for group in groups if group.attrib["class"] != "way"),
        tuple(_way(group) for group in groups if group.attrib["class"] == "way"),
    )


def _box(group: ET.Element) -> Box:
    number = group.findtext(f"{_SVG}text[@class='number']", "")
    return Box(group.attrib["class"], _written(group), number, _area(group))


def _way(group: ET.Element) -> Way:
    path = group.find(f"{_SVG}path")
    assert path is not None
    x, y, turn, down, end = map(float, re.findall(r"\d+", path.attrib["d"]))
    parts = (
        Area(x, y - HALF, turn, y + HALF),
        Area(turn - HALF, min(y, down), turn + HALF, max(y, down)),
        Area(turn, down - HALF, end, down + HALF),
    )
    return Way((x, y), (end, down), parts, _written(group), _area(group))


def _written(group: ET.Element) -> str:
    return bare("".join(span.text or "" for span in group.iter(f"{_SVG}tspan")))


def _area(group: ET.Element) -> Area:
    rect = group.find(f"{_SVG}rect")
    assert rect is not None
    x, y, width, height = (float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
    return Area(x, y, x + width, y + height)
