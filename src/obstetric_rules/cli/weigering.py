"""``weigering``: adding, listing, importing and exporting refusals, and proposing one."""

from __future__ import annotations

import argparse

from obstetric_rules.cli import (
    weigering_add,
    weigering_export,
    weigering_import,
    weigering_list,
    weigering_propose,
)

SUBCOMMANDS = (
    weigering_add,
    weigering_list,
    weigering_import,
    weigering_export,
    weigering_propose,
)


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and those under it."""
    summary = "register refusals between the first and the second line"
    parser = commands.add_parser(
        "weigering",
        help=summary,
        description="Register refusals between the first and the second line, without naming "
        "anybody.",
    )
    under = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for module in SUBCOMMANDS:
        module.add_to(under)
