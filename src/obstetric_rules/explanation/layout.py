"""Lines of plain text: indented, and no longer than a given width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

import attrs

WIDTH = 80
"""How wide text is when nothing says how wide it can be."""


@attrs.frozen
class Page:
    r"""Collects lines of text, indented by level.

    >>> page = Page(width=20)
    >>> page.say("Badbevalling: niet mogelijk.")
    >>> page.inside().item("de cliënt heeft koorts")
    >>> print("\n".join(page.lines))
    Badbevalling: niet
    mogelijk.
      - de cliënt heeft
        koorts
    """

    width: int = WIDTH
    level: int = 0
    lines: list[str] = attrs.field(factory=list)

    def inside(self) -> Page:
        """Return the same page, one level deeper."""
        return attrs.evolve(self, level=self.level + 1)

    def say(self, text: str) -> None:
        """Add a paragraph."""
        self._wrap(text, "", "")

    def item(self, text: str) -> None:
        """Add an item of a list."""
        self._wrap(text, "- ", "  ")

    def items(self, texts: Iterable[str]) -> None:
        """Add the items of a list."""
        for text in texts:
            self.item(text)

    def _wrap(self, text: str, first: str, rest: str) -> None:
        indent = "  " * self.level
        self.lines.extend(
            textwrap.wrap(
                text,
                # However deep the indentation, there is room for words.
                max(self.width, len(indent) + 20),
                initial_indent=indent + first,
                subsequent_indent=indent + rest,
                break_on_hyphens=False,
            )
        )
