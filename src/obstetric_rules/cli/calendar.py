"""``calendar``: the periods in which the composition of a protocol stays the same."""

from __future__ import annotations

import argparse
from typing import Any

from obstetric_rules.cli.arguments import add_format
from obstetric_rules.cli.output import write_document
from obstetric_rules.cli.terminal import text_output
from obstetric_rules.cli.unusable import naming_the_option
from obstetric_rules.cli.verify import FINDINGS
from obstetric_rules.plugins.discovery import load_layers
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.rules.words import why_not_in_force
from obstetric_rules.verification.periods import Period, periods
from obstetric_rules.verification.report_data import report_to_data
from obstetric_rules.verification.report_text import summary


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    parser = commands.add_parser(
        "calendar",
        help="show in which periods a protocol stays the same",
        description="List the periods in which the rulesets of a protocol compose to the same "
        "rules, and verify each of them. Exit status 1 when there are findings in any.",
    )
    parser.add_argument("protocol", metavar="ID", help="the protocol")
    add_format(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """List the periods of a protocol."""
    terminal = text_output() if options.format == "text" else None
    with naming_the_option():
        layers = load_layers(options.protocol, apart=True)
    found = periods(layers)
    if terminal is None:
        data = [_to_data(period) for period in found]
        write_document({"protocol": options.protocol, "periods": data})
    else:
        for period in found:
            terminal.line(_dates(period), "bold")
            terminal.line(f"  {_came_of(period, layers)}")
    clean = all(period.report is None or period.report.is_clean for period in found)
    return 0 if clean else FINDINGS


def _dates(period: Period) -> str:
    if period.first is None and period.last is None:
        return "altijd (ongedateerd)"
    first = "" if period.first is None else f"vanaf {period.first} "
    last = "" if period.last is None else f"tot en met {period.last}"
    return f"{first}{last}".strip()


def _came_of(period: Period, layers: tuple[Ruleset, ...]) -> str:
    if period.report is not None:
        return summary(period.report)
    told = why_not_in_force(layers, period.first, period.last)
    # What is wrong with the rulesets themselves is for their authors, and told in English.
    return f"geen protocol: {'; '.join(told or (period.reason or '').splitlines())}"


def _to_data(period: Period) -> dict[str, Any]:
    data: dict[str, Any] = {
        "first": period.first and period.first.isoformat(),
        "last": period.last and period.last.isoformat(),
    }
    if period.report is None:
        return {**data, "reason": period.reason}
    return {**data, "report": report_to_data(period.report)}
