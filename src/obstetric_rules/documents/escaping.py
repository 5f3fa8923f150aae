"""What came from outside, made fit to be shown: nothing in it can steer a terminal or a reader.

Control characters move the cursor and set colours, the marks of writing direction let a text be
read in another order than it has, and halves of characters cannot be written at all.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

STEERING: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001-\U000e007f]"
)
"""What is no part of a text that people read: controls, formats, halves, separators of lines."""

_STEERING_IN_JSON: Final = re.compile(STEERING.pattern.replace("\x00-\x1f", "", 1))
"""JSON escapes the others itself; a line feed between its parts is to stay."""


def printable(text: str) -> str:
    r"""Return text in which each character that could steer a terminal is written out.

    >>> print(printable("nee\x1b[2J, \u202eja"))
    nee\x1b[2J, \u202eja
    """
    return STEERING.sub(_written_out, text)


def printable_lines(text: str) -> str:
    r"""Return text that may have several lines as :func:`printable` does.

    >>> print(printable_lines("een\ntwee\r"))
    een
    twee\r
    """
    return "\n".join(map(printable, text.split("\n")))


def json_text(data: Any, indent: int | None = None) -> str:
    r"""Return data as JSON that can be shown, and read back as it was.

    >>> print(json_text({"label": "cliënt", "ref": "\x9b\u202e"}))
    {"label": "cliënt", "ref": "\u009b\u202e"}
    """
    return _STEERING_IN_JSON.sub(
        lambda found: json.dumps(found[0])[1:-1],
        json.dumps(data, ensure_ascii=False, indent=indent),
    )


def steers(text: str) -> bool:
    r"""Return whether a text holds what is no part of a text that people read.

    Tabs and ends of lines are part of it.

    >>> steers("Bel de meldkamer.\n"), steers("Bel\x1b[2J")
    (False, True)
    """
    return STEERING.search(text.translate(_LAYOUT)) is not None


_LAYOUT: Final = {ord(character): " " for character in "\t\r\n"}


def _written_out(found: re.Match[str]) -> str:
    return ascii(found[0])[1:-1]
