"""How wide text is when drawn, and where to break it, for drawings that cannot measure it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Final

SIZE: Final = 13
"""The size of letters, in pixels."""

LINE: Final = 16
"""The height of a line, in pixels."""

# Hundredths of the size, of DejaVu Sans: the widest of the fonts that "sans-serif" stands for.
_NARROW: Final = dict.fromkeys("ijl'|", 28) | dict.fromkeys(" .,:;!()[]-/ft", 40)
_WIDE: Final = dict.fromkeys("wQOGDNHUAVXCRB&+=<>~", 82) | dict.fromkeys("mM@%W…", 100)
_LETTERS: Final = dict.fromkeys(map(chr, range(0x20, 0x250)), 65) | _NARROW | _WIDE
_ANY: Final = 105
_BOLD: Final = 1.13

# Before a space, and after a hyphen or stroke between letters.
_BREAK: Final = re.compile(r"(?= )|(?<=[^\W\d_][-/])(?=[^\W\d_])")


def width_of(text: str, *, bold: bool = False) -> int:
    """Return the pixels that a line of text needs at most.

    >>> width_of("ja"), width_of("ja", bold=True)
    (13, 14)
    """
    hundredths = sum(_LETTERS.get(character, _ANY) for character in text)
    return math.ceil(hundredths * SIZE / 100 * (_BOLD if bold else 1))


def plain(text: str) -> str:
    r"""Return text on one line, without the characters that no drawing can hold.

    >>> plain("een\n twee\x00")
    'een twee\ufffd'
    """
    line = " ".join(text.split())
    return "".join(one if one.isprintable() else "\ufffd" for one in line)


def wrapped(text: str, widest: int, *, bold: bool = False) -> tuple[str, ...]:
    """Return text as lines of at most so many pixels; a longer word is broken where it must be.

    >>> wrapped("een O&G-verpleegkundige of verloskundige", 130)
    ('een O&G-', 'verpleegkundige', 'of verloskundige')
    >>> wrapped("onvoorwaardelijk", 60)
    ('onvoor', 'waardel', 'ijk')
    """
    lines = [""]
    for piece in _pieces(text, widest, bold):
        if width_of(lines[-1] + piece, bold=bold) <= widest:
            lines[-1] += piece
        else:
            lines.append(piece.lstrip())
    return tuple(line.strip() for line in lines if line.strip())


def _pieces(text: str, widest: int, bold: bool) -> Iterator[str]:
    """Yield what must stay together, each piece with the space before it."""
    for word in _BREAK.split(plain(text)):
        piece = ""
        for character in word:
            if width_of(piece + character, bold=bold) > widest:
                yield piece
                piece = ""
            piece += character
        yield piece
