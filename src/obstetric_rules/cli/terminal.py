"""Text output: tables and colours, by rich. Nothing else in the package imports it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, TextIO

import attrs

from obstetric_rules.cli.unusable import UnusableError
from obstetric_rules.explanation.layout import WIDTH

if TYPE_CHECKING:
    from rich.console import Console

Cell = tuple[str, str]
"""A text and its style."""


@attrs.frozen
class Terminal:
    """Where text goes: in colour on a terminal, plain and at most 80 columns wide elsewhere."""

    console: Console

    @property
    def width(self) -> int:
        """How wide text may be."""
        return min(self.console.width, WIDTH)

    def line(self, text: str = "", style: str = "") -> None:
        """Write one line, whatever its length."""
        self.console.print(text, style=style or None, soft_wrap=True)

    def lines(self, texts: Iterable[str]) -> None:
        """Write lines."""
        for text in texts:
            self.line(text)

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        """Write a table that fits."""
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(box=box.SIMPLE_HEAD, width=self.width, pad_edge=False)
        for heading in headings:
            table.add_column(heading, overflow="fold", ratio=None)
        for row in rows:
            table.add_row(*(Text(text, style) for text, style in row))
        self.console.print(table)


def text_output() -> Terminal:
    """Return where text output goes.

    Raises :class:`~obstetric_rules.cli.unusable.UnusableError` when rich is not installed.
    """
    try:
        return Terminal(_console(sys.stdout))
    except ImportError as error:
        raise UnusableError(
            [
                "--format: text needs rich: pip install 'obstetric-rules[cli]' "
                "(--format json does without)"
            ]
        ) from error


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    on_terminal = stream.isatty()
    return Console(
        file=stream,
        # An environment that asks for colours everywhere would put them in files too.
        force_terminal=on_terminal,
        width=None if on_terminal else WIDTH,
        highlight=False,
        markup=False,
        emoji=False,
    )


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
            yield progress.wrap_file(stream, size)
        else:
            progress.add_task("", total=None)
            yield stream
