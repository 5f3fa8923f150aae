"""``weigering list``: the refusals in a store, in the order of time."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import attrs

from obstetric_rules.cli.arguments import add_format, add_names, date_of, names_of
from obstetric_rules.cli.output import write_line
from obstetric_rules.cli.stores import (
    add_store,
    local_midnight,
    refusing_weigeringen,
    store_of,
)
from obstetric_rules.cli.terminal import text_output
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
    add_names(parser)
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
    names = names_of(options)
    store = store_of(options, create=False)
    with refusing_weigeringen():
        found = store.weigeringen(selection_of(options))
        if terminal is None:
            for weigering in found:
                write_line(weigering_to_data(weigering))
            return 0
        # Written as they come: a store may hold more than fits in memory, or than people wait for.
        count = 0
        for weigering in found:
            terminal.lines(_lines(weigering, names, terminal.width))
            count += 1
    terminal.line(f"{count} weigeringen" if count != 1 else "1 weigering")
    return 0


def _lines(weigering: Weigering, names: Mapping[str, Mapping[str, str]], width: int) -> list[str]:
    moment = weigering.moment.astimezone(local_zone())
    shown = {
        field: names.get(field, {}).get(code, code)
        for field, code in attrs.asdict(weigering).items()
    }
    told = [
        f"{moment:%Y-%m-%d %H:%M}",
        f"{shown['van']} ({weigering.van_lijn})",
        "→",
        f"{shown['naar']} ({weigering.naar_lijn})",
        f"{shown['afdeling']},",
        f"{shown['vsv']}:",
        shown["reden"],
    ]
    if weigering.alternatief:
        told.append(f"(naar {shown['alternatief']})")
    return filled(told, width)


def filled(parts: Iterable[str], width: int) -> list[str]:
    """Return parts on lines that fit, the second and later ones indented; no part is broken.

    >>> filled(["2026-07-01 03:12", "praktijk_a", "vol"], 30)
    ['2026-07-01 03:12 praktijk_a', '    vol']
    """
    lines = [""]
    for part in parts:
        longer = f"{lines[-1]} {part}" if lines[-1] else part
        if len(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(f"    {part}")
    return lines
