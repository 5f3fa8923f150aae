"""``weigering export``: the refusals in a store as a file that can be imported again."""

from __future__ import annotations

import argparse
import sys
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from obstetric_rules.cli.output import text_file
from obstetric_rules.cli.stores import add_store, refusing_weigeringen, store_of
from obstetric_rules.cli.weigering_import import add_form, form_of
from obstetric_rules.cli.weigering_list import add_selection, selection_of

if TYPE_CHECKING:
    from obstetric_rules.weigeringen.lines import Writable


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    summary = "write refusals to a file"
    parser = commands.add_parser(
        "export",
        help=summary,
        description="Write refusals as CSV or JSON Lines, in the order of time.",
    )
    add_store(parser)
    add_selection(parser)
    add_form(parser, "what is written (default: by the name of the file, else csv)")
    parser.add_argument("--out", metavar="FILE", help="write to a file (default: standard output)")
    # JSON Lines and CSV are UTF-8 whatever the terminal takes.
    parser.set_defaults(command=run, format="json")


def run(options: argparse.Namespace) -> int:
    """Write the refusals that are asked for."""
    form = form_of(options, options.out or "-.csv")
    store = store_of(options, create=False)
    found = store.weigeringen(selection_of(options))
    target: AbstractContextManager[Writable] = nullcontext(sys.stdout)
    if options.out is not None:
        target = text_file("--out", options.out, store.files, private=True)
    # What is wrong with the store is told of the store, not of the file that is written.
    with target as stream, refusing_weigeringen():
        from obstetric_rules.weigeringen import write_lines

        write_lines(found, stream, form)
    return 0
