"""Running one command: its arguments, and how it ends."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

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
    verify,
    weigering,
    zakkaart,
)
from obstetric_rules.cli.unusable import UNUSABLE, UnusableError
from obstetric_rules.errors import ObstetricRulesError

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
    weigering,
    kwartaalrapport,
    zakkaart,
)


class Parser(argparse.ArgumentParser):
    """An argument parser that says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong with the arguments."""
        raise UnusableError([f"{message.removeprefix('argument ')} (see {self.prog} --help)"])


def run(argv: Sequence[str] | None) -> int:
    """Run a command and return its exit status; what is unusable goes to standard error."""
    if sys.stdout is None:
        # It was closed by whoever started the command, who does not want to read anything.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for the whole run
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
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add_to(commands)
    return parser


def _write_utf8(form: str) -> None:
    """Documents are UTF-8 whatever the terminal takes; text replaces what it does not take."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        if form != "text":
            sys.stdout.reconfigure(encoding="utf-8")
        else:
            sys.stdout.reconfigure(errors="replace")


def _refuse(lines: Sequence[str]) -> int:
    for line in lines:
        print(line, file=sys.stderr)
    return UNUSABLE


def _write_to_nobody() -> None:
    # Python writes what is left when it ends, and would report the broken pipe after all.
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
