"""What is written in each box of a flow chart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from obstetric_rules.exports.chart import End, Step
from obstetric_rules.exports.lettering import width_of, wrapped
from obstetric_rules.exports.tree import Branch, Further
from obstetric_rules.expressions.outcome import Status

_WIDEST: Final = 180


@attrs.frozen
class Line:
    """A line of text."""

    text: str
    bold: bool = False

    @property
    def width(self) -> int:
        """The pixels that it needs at most."""
        return width_of(self.text, bold=self.bold)


def box_text(branch: Branch) -> tuple[Line, ...]:
    """Return the lines in the box of a branch.

    An answer says that it is one; the other ends are no answers, and their text says which.

    >>> [line.text for line in box_text(Branch(End("hoofdingang", ("G18",), Status.CONCLUDED)))]
    ['antwoord:', 'hoofdingang', 'bepaling G18']
    >>> box_text(Branch(Further(3)))
    (Line(text='verder bij 3', bold=True),)
    """
    match branch.here:
        case Step(text):
            return tuple(_lines(text))
        case Further(number):
            return (Line(f"verder bij {number}", bold=True),)
        case end:
            return tuple(_end(end))


def _end(end: End) -> Iterator[Line]:
    if end.status is Status.CONCLUDED:
        yield Line("antwoord:")
    yield from _lines(end.answer, bold=True)
    if end.clauses:
        noun = "bepaling" if len(end.clauses) == 1 else "bepalingen"
        yield from _lines(f"{noun} {', '.join(end.clauses)}")


def _lines(text: str, *, bold: bool = False) -> Iterator[Line]:
    return (Line(line, bold) for line in wrapped(text, _WIDEST, bold=bold))
