"""``weigering import``: refusals from a file, with every bad line reported."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from obstetric_rules.cli.documents import opened
from obstetric_rules.cli.output import write_error, write_text
from obstetric_rules.cli.stores import add_store, refusing_weigeringen, store_of
from obstetric_rules.cli.terminal import with_progress
from obstetric_rules.cli.unusable import UNUSABLE, UnusableError, naming_the_file

if TYPE_CHECKING:
    from obstetric_rules.weigeringen import Import

FORMS = ("csv", "jsonl")
_SUFFIXES = {"csv": "csv", "jsonl": "jsonl", "ndjson": "jsonl"}


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    summary = "import refusals from a file"
    parser = commands.add_parser(
        "import",
        help=summary,
        description="Import refusals from CSV or JSON Lines. Every bad line is reported; the good "
        "ones are imported. What is in the store already changes nothing.",
        epilog="Exit status: 0 every line is good, 2 a line is bad.",
    )
    parser.add_argument("file", metavar="FILE", help="the file; - reads standard input")
    add_store(parser)
    add_form(parser, "the file (default: by its name)")
    parser.add_argument(
        "--all-or-nothing", action="store_true", help="import nothing unless every line is good"
    )
    parser.set_defaults(command=run, format="text")


def add_form(parser: argparse.ArgumentParser, what: str) -> None:
    """Add the choice between CSV and JSON Lines."""
    parser.add_argument("--as", dest="form", choices=FORMS, help=f"the format of {what}")


def form_of(options: argparse.Namespace, name: str) -> str:
    """Return the format that is asked for, or that a file's name tells."""
    form: str | None = options.form or _SUFFIXES.get(name.lower().rpartition(".")[2])
    if form is None:
        raise UnusableError([f"--as: expected csv or jsonl, which the name {name} does not tell"])
    return form


def run(options: argparse.Namespace) -> int:
    """Import, and say what became of the lines."""
    form = form_of(options, options.file)
    with opened(options.file) as stream, with_progress(stream) as shown:
        store = store_of(options, create=True)
        with naming_the_file(options.file, "read"), refusing_weigeringen():
            from obstetric_rules.weigeringen import import_weigeringen

            found = import_weigeringen(store, shown, form, all_or_nothing=options.all_or_nothing)
    for line in _bad_lines(found):
        write_error(line)
    write_text(_summary(found))
    return UNUSABLE if found.bad else 0


def _bad_lines(found: Import) -> Iterator[str]:
    for line in found.bad:
        for problem in line.problems:
            yield f"line {line.number}: {problem}"
    if found.more_bad:
        yield f"and {found.more_bad:,} lines more"


def _summary(found: Import) -> str:
    if not found.kept:
        return f"Niets geïmporteerd, vanwege onbruikbare regels: {found.count_bad}."
    there = "stond" if found.unchanged == 1 else "stonden"
    return (
        f"{found.added} toegevoegd, {found.unchanged} {there} er al, {found.count_bad} onbruikbaar."
    )
