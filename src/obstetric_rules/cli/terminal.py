"""Text output: tables and colours, by rich. Nothing else in the package imports it."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, TextIO

import attrs

from obstetric_rules.cli.unusable import UnusableError
from obstetric_rules.documents.escaping import printable, printable_lines
from obstetric_rules.errors import how_to_install
from obstetric_rules.explanation.layout import WIDTH

if TYPE_CHECKING:
    from rich.console import Console

NARROWEST_TEXT = 20
"""Text narrower than this is no text any more; it runs over the edge instead."""

_LONGEST_WORD = 24
"""A word longer than this may be broken: no column is made wider for it."""

_BETWEEN = 3
"""How many columns of the terminal stand between two of a table."""

Cell = tuple[str, str]
"""A text and its style."""


@attrs.frozen
class Terminal:
    """Where text goes: in colour on a terminal, plain and at most 80 columns wide elsewhere."""

    console: Console

    @property
    def width(self) -> int:
        """How wide text may be."""
        return max(min(self.console.width, WIDTH), NARROWEST_TEXT)

    def line(self, text: str = "", style: str = "") -> None:
        """Write one line, whatever its length."""
        shown = printable(text)
        if style:
            self.console.print(shown, style=style, soft_wrap=True)
        else:
            # As rich would, in a tenth of the time.
            self.console.file.write(f"{shown}\n")

    def lines(self, texts: Iterable[str]) -> None:
        """Write lines."""
        for text in texts:
            self.line(text)

    def table(
        self,
        headings: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        whole: Collection[str] = (),
    ) -> None:
        """Write a table that fits; the columns of ``whole`` are not broken within a word."""
        from rich import box
        from rich.table import Table
        from rich.text import Text

        shown = [[(printable_lines(text), style) for text, style in row] for row in rows]
        if self.width < _width_needed(headings, shown, whole):
            self._stacked(headings, shown)
            return
        table = Table(box=box.SIMPLE_HEAD, width=self.width, pad_edge=False)
        for at, heading in enumerate(headings):
            narrowest = _narrowest(heading, [row[at][0] for row in shown], whole)
            table.add_column(
                heading, overflow="fold", no_wrap=heading in whole, min_width=narrowest
            )
        for row in shown:
            table.add_row(*(Text(text, style) for text, style in row))
        self.console.print(table)

    def _stacked(self, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        """Write the cells of each row below each other; side by side nobody could read them."""
        for row in rows:
            for heading, (text, style) in zip(headings, row, strict=True):
                named = f"{heading}: " if heading else ""
                self.line(f"{named}{', '.join(text.splitlines())}", style)
            self.line()


def _width_needed(
    headings: Sequence[str], rows: Sequence[Sequence[Cell]], whole: Collection[str]
) -> int:
    """Return how wide a table is in which no line of these columns, and no word, is broken."""
    columns = enumerate(headings)
    return sum(
        _BETWEEN + _narrowest(heading, [row[at][0] for row in rows], whole)
        for at, heading in columns
    )


def _narrowest(heading: str, texts: Iterable[str], whole: Collection[str]) -> int:
    """Return how wide a column must be; a word that is longer than any of Dutch does not count."""
    if heading in whole:
        return max((len(line) for text in texts for line in text.splitlines()), default=0)
    words = (len(word) for text in (heading, *texts) for word in text.split())
    return min(max(words, default=0), _LONGEST_WORD)


def text_output() -> Terminal:
    """Return where text output goes.

    Raises :class:`~obstetric_rules.cli.unusable.UnusableError` when rich is not installed.
    """
    try:
        return Terminal(_console(sys.stdout))
    except ImportError as error:
        raise UnusableError(
            [f"--format: text needs rich: {how_to_install('cli')} (--format json does without)"]
        ) from error


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    on_terminal = stream.isatty()
    return Console(
        file=stream,
        # An environment that asks for colours everywhere would put them in files too.
        force_terminal=on_terminal,
        width=None if on_terminal else _columns_asked_for(),
        highlight=False,
        markup=False,
        emoji=False,
    )


def _columns_asked_for() -> int:
    """Return how wide text is where there is no terminal: as the environment says, as for help."""
    asked = os.environ.get("COLUMNS", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else WIDTH


@contextmanager
def with_progress(stream: BinaryIO) -> Iterator[BinaryIO]:
    """Show on standard error how much of a stream was read, if that is a terminal.

    When standard output is on a terminal too there is no bar: the lines that come by show that the
    work goes on, and would be mixed up with it.
    """
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield stream
        return
    try:
        from rich.progress import Progress
    except ImportError:
        yield stream
        return
    # Left to itself rich would take what goes to standard output for part of what it shows.
    shown = Progress(console=_console(sys.stderr), transient=True, redirect_stdout=False)
    with shown as progress:
        size = os.fstat(stream.fileno()).st_size
        if size:
            yield progress.wrap_file(stream, size, description="")
        else:
            progress.add_task("", total=None)
            yield stream
