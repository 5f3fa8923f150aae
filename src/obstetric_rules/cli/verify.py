"""``verify``: everything that is amiss in a protocol, proved over all cases."""

from __future__ import annotations

import argparse

from obstetric_rules.cli.arguments import add_on
from obstetric_rules.cli.output import write_document, write_text
from obstetric_rules.cli.report_text import report_lines
from obstetric_rules.cli.terminal import text_output
from obstetric_rules.cli.unusable import naming_the_option
from obstetric_rules.verification.loading import load_protocol_to_come
from obstetric_rules.verification.owning import own_findings
from obstetric_rules.verification.report import verify
from obstetric_rules.verification.report_data import report_to_data
from obstetric_rules.verification.report_text import report_markdown

FINDINGS = 1
"""The exit status when there is something to report."""


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    parser = commands.add_parser(
        "verify",
        help="find gaps, conflicts, dead rules and broken invariants",
        description="Prove over all cases what is amiss in a protocol: silences, conflicts, rules "
        "that never speak, what is redundant or unused, and broken invariants, each with the most "
        "ordinary case that shows it. Exit status 1 when there are findings.",
    )
    parser.add_argument("protocol", metavar="ID", help="the protocol")
    add_on(parser, "today, or its first day if that is still to come")
    parser.add_argument(
        "--own",
        action="store_true",
        help="leave out what the rulesets below have too: only the protocol's own ruleset counts",
    )
    parser.add_argument(
        "--format",
        choices=("text", "json", "markdown"),
        default="text",
        help="how to write (default: text)",
    )
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Verify a protocol and write the report."""
    terminal = text_output() if options.format == "text" else None
    with naming_the_option():
        # A broken invariant is a finding here, with all others.
        protocol = load_protocol_to_come(options.protocol, options.on, verify=False)
    report = verify(protocol)
    if options.own:
        report = own_findings(report, protocol)
    if options.format == "json":
        write_document(report_to_data(report))
    elif terminal is None:
        write_text(report_markdown(report, protocol).removesuffix("\n"))
    else:
        terminal.lines(report_lines(report, protocol, terminal.width))
    return 0 if report.is_clean else FINDINGS
