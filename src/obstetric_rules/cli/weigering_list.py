"""``weigering list``: the refusals in a store, in the order of time."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from obstetric_rules.cli.arguments import add_format, date_of
from obstetric_rules.cli.output import write_line
from obstetric_rules.cli.stores import (
    add_store,
    local_midnight,
    refusing_weigeringen,
    store_of,
)
from obstetric_rules.cli.terminal import Cell, text_output
from obstetric_rules.weigeringen.weigering import Weigering, local_zone, weigering_to_data

if TYPE_CHECKING:
    from obstetric_rules.weigeringen import Selection


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    summary = "list refusals"
    parser = commands.add_parser(
        "list", help=summary, description="List refusals in the order of time."
    )
    add_store(parser)
    add_selection(parser)
    add_format(parser)
    parser.set_defaults(command=run)


def add_selection(parser: argparse.ArgumentParser) -> None:
    """Add the choice of refusals."""
    parser.add_argument(
        "--from",
        dest="first",
        type=date_of,
        metavar="DATE",
        help="from this day on (local time)",
    )
    parser.add_argument(
        "--until",
        type=date_of,
        metavar="DATE",
        help="up to this day, the day itself not",
    )
    parser.add_argument("--vsv", metavar="CODE", help="only of this VSV or IGO")
    parser.add_argument("--afdeling", metavar="CODE", help="only for this ward")


def selection_of(options: argparse.Namespace) -> Selection:
    """Return which refusals are asked for."""
    from obstetric_rules.weigeringen import Selection

    return Selection(
        first=local_midnight(options.first),
        until=local_midnight(options.until),
        vsv=options.vsv,
        afdeling=options.afdeling,
    )


def run(options: argparse.Namespace) -> int:
    """List the refusals: as a table, or as one JSON object a line."""
    terminal = text_output() if options.format == "text" else None
    store = store_of(options, create=False)
    with refusing_weigeringen():
        found = store.weigeringen(selection_of(options))
        if terminal is None:
            for weigering in found:
                write_line(weigering_to_data(weigering))
            return 0
        rows = [_cells(weigering) for weigering in found]
    if rows:
        terminal.table(("Moment", "Wie, aan wie", "Afdeling", "VSV", "Reden"), rows)
    terminal.line(f"{len(rows)} weigeringen" if len(rows) != 1 else "1 weigering")
    return 0


def _cells(weigering: Weigering) -> tuple[Cell, ...]:
    moment = weigering.moment.astimezone(local_zone())
    who = [
        f"{weigering.van} ({weigering.van_lijn})",
        f"{weigering.naar} ({weigering.naar_lijn})",
        *([f"naar {weigering.alternatief}"] if weigering.alternatief else []),
    ]
    return (
        (f"{moment:%Y-%m-%d}\n{moment:%H:%M}", "bold"),
        ("\n".join(who), ""),
        (weigering.afdeling, ""),
        (weigering.vsv, ""),
        (weigering.reden, ""),
    )
