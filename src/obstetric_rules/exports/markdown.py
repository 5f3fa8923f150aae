"""Text of which Markdown reads no character as a mark."""

from __future__ import annotations

from typing import Final

_MARKS: Final = frozenset("\\`*_[]<>|")


def escaped(text: str) -> str:
    r"""Return text as it stands, in Markdown.

    >>> escaped("martini_geboorte_groep")
    'martini\\_geboorte\\_groep'
    """
    return "".join(f"\\{one}" if one in _MARKS else one for one in " ".join(text.split()))


def cell(text: str) -> str:
    """Return text as a cell of a table; an empty one is not left out."""
    return escaped(text) or " "
