"""``draw``: flow charts, decision tables and source pages of a protocol, as files."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from obstetric_rules.cli.arguments import add_on
from obstetric_rules.cli.output import text_file, write_text
from obstetric_rules.cli.unusable import naming_the_file, naming_the_option
from obstetric_rules.diagrams.graph import BudgetExceededError
from obstetric_rules.exports.chart import chart_of
from obstetric_rules.exports.decision_table import decision_table
from obstetric_rules.exports.markdown import escaped
from obstetric_rules.exports.mermaid import mermaid
from obstetric_rules.exports.source_page import source_page
from obstetric_rules.exports.svg import svg
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.verification.loading import load_protocol


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    parser = commands.add_parser(
        "draw",
        help="write flow charts, decision tables and source pages",
        description="Write for each question a flow chart (SVG and Mermaid) and a decision table "
        "(Markdown), and for each ruleset a page with each clause beside its rules. Prints the "
        "names of the files.",
    )
    parser.add_argument("protocol", metavar="ID", help="the protocol")
    add_on(parser)
    parser.add_argument("--to", required=True, type=Path, metavar="DIR", help="the folder")
    parser.set_defaults(command=run, format="text")


def run(options: argparse.Namespace) -> int:
    """Write the documents of a protocol."""
    with naming_the_option():
        protocol = load_protocol(options.protocol, options.on, apart=True)
    for name, text in documents(protocol):
        path = options.to / name
        with naming_the_file(str(path), "written"):
            path.parent.mkdir(parents=True, exist_ok=True)
        with text_file(str(path), path) as stream:
            stream.write(text)
        write_text(str(path))
    return 0


def documents(protocol: Protocol) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each document; a question too large to draw has none."""
    for layer in protocol.layers:
        yield f"{layer.id}.md", source_page(protocol, layer.id)
    for name in protocol.questions:
        try:
            chart = chart_of(protocol, name)
        except (BudgetExceededError, RecursionError):
            continue
        yield f"{name}.svg", svg(chart)
        yield f"{name}.mmd", mermaid(chart)
        yield f"{name}.md", f"# {escaped(chart.question.text)}\n\n{decision_table(chart)}"
