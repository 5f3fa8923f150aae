"""``zakkaart``: the pocket card of a region's parallel action."""

from __future__ import annotations

import argparse

from obstetric_rules.cli.arguments import add_on
from obstetric_rules.cli.output import text_file, write_text
from obstetric_rules.cli.unusable import UnusableError
from obstetric_rules.clock import today
from obstetric_rules.errors import MissingExtraError, RegionDataError, ValidityError

REGIONS = ("zwolle",)
PAPERS = ("a5", "a6")


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    summary = "make the pocket card of a region's parallel action"
    parser = commands.add_parser(
        "zakkaart",
        help=summary,
        description="Make the pocket card for a vitally threatened newborn at home: one column for "
        "each actor. What stands on it comes from the region's own file.",
    )
    parser.add_argument("--region", required=True, choices=REGIONS, help="the region")
    parser.add_argument(
        "--region-data",
        required=True,
        metavar="DIR",
        help="the folder with the region's parallelle_actie.toml",
    )
    add_on(parser)
    parser.add_argument(
        "--format", choices=("text", "html"), default="text", help="how to write (default: text)"
    )
    parser.add_argument(
        "--paper", choices=PAPERS, default="a5", help="what the HTML prints on (default: a5)"
    )
    parser.add_argument("--out", metavar="FILE", help="write to a file (default: standard output)")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Make the card, and write it."""
    from obstetric_rules.plugins.zwolle.region_data import read_region_data
    from obstetric_rules.plugins.zwolle.zakkaart import zakkaart_html, zakkaart_lines, zakkaart_of

    try:
        data = read_region_data(options.region_data)
        card = zakkaart_of(data, options.on or today())
        if options.format == "html":
            text = zakkaart_html(card, options.paper)
        else:
            text = "".join(f"{line}\n" for line in zakkaart_lines(card))
    except (RegionDataError, MissingExtraError, ValidityError) as error:
        lines = [f"--region-data: {line}" for line in str(error).splitlines()]
        raise UnusableError(lines) from error
    if options.out is None:
        write_text(text.removesuffix("\n"))
    else:
        with text_file("--out", options.out, [options.region_data]) as stream:
            stream.write(text)
    return 0
