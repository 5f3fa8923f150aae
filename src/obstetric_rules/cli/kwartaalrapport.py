"""``kwartaalrapport``: the quarterly report of refusals, for the region and each VSV and IGO."""

from __future__ import annotations

import argparse
from pathlib import Path

from obstetric_rules.cli.arguments import add_names, names_of
from obstetric_rules.cli.output import text_file, write_text
from obstetric_rules.cli.stores import add_store, refusing_weigeringen, store_of
from obstetric_rules.cli.unusable import naming_the_file
from obstetric_rules.clock import today
from obstetric_rules.errors import KwartaalError


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    summary = "make the quarterly report of refusals"
    parser = commands.add_parser(
        "kwartaalrapport",
        help=summary,
        description="Write for the region, and for each VSV and IGO, the refusals of a quarter "
        "beside those of the quarter before it: a CSV file and an HTML page. Small counts are "
        "hidden, and so is what would give them away.",
    )
    parser.add_argument("kwartaal", type=_kwartaal, metavar="QUARTER", help="such as 2026Q3")
    add_store(parser)
    parser.add_argument(
        "--out", required=True, metavar="DIR", help="the folder to write to; made if it is missing"
    )
    parser.add_argument(
        "--threshold",
        type=_threshold,
        default=5,
        metavar="N",
        help="hide counts smaller than this, from 2 on (default: 5)",
    )
    add_names(parser)
    parser.set_defaults(command=run, format="text")


def run(options: argparse.Namespace) -> int:
    """Make the reports, write them, and say which files there are."""
    names = names_of(options)
    store = store_of(options, create=False)
    folder = Path(options.out)
    with naming_the_file("--out", "written"):
        folder.mkdir(parents=True, exist_ok=True)
    with refusing_weigeringen():
        from obstetric_rules.kwartaalrapport import quarterly_reports, report_csv, report_html

        for report in quarterly_reports(store, options.kwartaal, options.threshold):
            texts = {
                "csv": report_csv(report),
                "html": report_html(report, today(), names),
            }
            for suffix, text in texts.items():
                path = folder / f"{report.name}.{suffix}"
                with text_file("--out", path, store.files) as stream:
                    stream.write(text)
                write_text(str(path))
    return 0


def _kwartaal(text: str) -> object:
    from obstetric_rules.kwartaalrapport import Kwartaal

    try:
        return Kwartaal.parse(text)
    except KwartaalError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _threshold(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 2 <= int(text[:6]) <= 1_000:
        raise argparse.ArgumentTypeError(f'expected a number from 2 to 1000, got "{text[:40]}"')
    return int(text)
