"""Running one command: its arguments, and how it ends."""

from __future__ import annotations

import argparse
import contextlib
import errno
import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from obstetric_rules.cli import (
    ask,
    calendar,
    clauses,
    decide,
    diff,
    draw,
    explain,
    export,
    kwartaalrapport,
    new,
    plugins,
    protocols,
    replay,
    verify,
    weigering,
    zakkaart,
)
from obstetric_rules.cli.output import write_error, write_text
from obstetric_rules.cli.unusable import UNUSABLE, UnusableError
from obstetric_rules.errors import ObstetricRulesError, nearest_name
from obstetric_rules.facts.fact import shown
from obstetric_rules.plugins.discovery import LIBRARY

INTERRUPTED = 130
NOBODY_READS = 141
"""What shells give a program that was still writing when its reader left (128 + SIGPIPE)."""

COMMANDS = (
    decide,
    explain,
    ask,
    protocols,
    plugins,
    clauses,
    new,
    verify,
    diff,
    calendar,
    export,
    draw,
    replay,
    weigering,
    kwartaalrapport,
    zakkaart,
)


class Parser(argparse.ArgumentParser):
    """An argument parser that says what is wrong in one line."""

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Refuse what is no choice with the nearest that is."""
        if action.choices is None or value in action.choices:
            return
        known = list(action.choices)
        near = nearest_name(str(value), known)
        hint = f"; did you mean {near}?" if near else ""
        expected = f"expected one of {', '.join(known)}"
        raise argparse.ArgumentError(action, f'{expected}, got "{shown(str(value))}"{hint}')

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong with the arguments."""
        raise UnusableError([f"{message.removeprefix('argument ')} (see {self.prog} --help)"])


class Closed(io.StringIO):
    """Stands in for standard output that was closed: whoever writes to it is told."""

    def write(self, text: str, /) -> int:
        """Raise that it is closed."""
        raise OSError(errno.EBADF, "it is closed")


class Unheard(io.StringIO):
    """Stands in for standard error that was closed: nobody wants to hear what is written to it."""

    def write(self, text: str, /) -> int:
        """Keep nothing of it."""
        return len(text)


def run(argv: Sequence[str] | None) -> int:
    """Run a command and return its exit status; what is unusable goes to standard error."""
    if sys.stdout is None:
        # It was closed by whoever started the command. What goes to a file is written all the same.
        sys.stdout = Closed()
    if sys.stderr is None:
        # The exit status tells how it went all the same.
        sys.stderr = Unheard()
    try:
        status = _run(argv)
        sys.stdout.flush()
        return status
    except (BrokenPipeError, SystemExit):  # rich ends the program when its reader has left
        _write_to_nobody()
        return NOBODY_READS
    except KeyboardInterrupt:
        return INTERRUPTED
    except UnusableError as unusable:
        return _refuse(unusable.lines)
    except ObstetricRulesError as error:
        return _refuse(str(error).splitlines())
    except OSError as error:
        _write_to_nobody()
        return _refuse([f"standard output: expected that it can be written ({error.strerror})"])


def _run(argv: Sequence[str] | None) -> int:
    try:
        options = _parser().parse_args(argv)
    except SystemExit:  # --help has been answered
        return 0
    _write_utf8(options.format)
    command: Callable[[argparse.Namespace], int] = options.command
    return command(options)


def _parser() -> Parser:
    parser = Parser(
        prog="obstetric-rules",
        description="Decide births by the agreements of Dutch birth care, with the clause behind "
        "every answer.",
        epilog="Exit status: 0 done, 1 findings, 2 unusable input.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=Version)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add_to(commands)
    return parser


class Version(argparse.Action):
    """Says which version runs; looked up only then."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="say which version this is")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Write it, and end."""
        from importlib.metadata import version

        write_text(f"obstetric-rules {version(LIBRARY)}")
        parser.exit()


def _write_utf8(form: str) -> None:
    """Documents are UTF-8 whatever the terminal takes; text replaces what it does not take."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        if form != "text":
            sys.stdout.reconfigure(encoding="utf-8")
        else:
            sys.stdout.reconfigure(errors="replace")


def _refuse(lines: Sequence[str]) -> int:
    for line in lines:
        write_error(line)
    return UNUSABLE


def _write_to_nobody() -> None:
    # Python writes what is left when it ends, and would report the broken pipe after all.
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
