"""``diff``: in which cases two protocols give different answers."""

from __future__ import annotations

import argparse
import datetime

from obstetric_rules.cli.arguments import add_format, date_of
from obstetric_rules.cli.difference_text import difference_lines
from obstetric_rules.cli.output import write_document
from obstetric_rules.cli.terminal import text_output
from obstetric_rules.cli.unusable import UnusableError, naming_the_file, naming_the_option
from obstetric_rules.errors import IncomparableError, ObstetricRulesError
from obstetric_rules.facts import LARGEST_DOCUMENT
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.rules.reading import rulesets_from_text
from obstetric_rules.verification.comparing import compare
from obstetric_rules.verification.comparing_data import difference_to_data
from obstetric_rules.verification.loading import load_protocol

DIFFERENT = 1
"""The exit status when the two differ, in anything but what may differ."""


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    parser = commands.add_parser(
        "diff",
        help="show in which cases two protocols differ",
        description="Show per question in which cases two protocols give different answers, and "
        "which. A protocol is an installed one (ID), one on a date (ID@2026-11-22), or a file that "
        "`export` wrote (NAME.json, NAME.json@2026-11-22). Exit status 1 when they differ.",
    )
    parser.add_argument("before", metavar="A", help="the one protocol")
    parser.add_argument("after", metavar="B", help="the other protocol")
    parser.add_argument(
        "--only",
        metavar="QUESTION",
        action="append",
        default=[],
        help="a question that may differ: exit status 0 when nothing else does (repeat for more)",
    )
    add_format(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Compare two protocols."""
    terminal = text_output() if options.format == "text" else None
    before, after = _protocol(options.before), _protocol(options.after)
    for name in options.only:
        with naming_the_option():
            (after if name in after.questions else before).question(name)
    try:
        difference = compare(before, after)
    except IncomparableError as error:
        raise UnusableError(str(error).splitlines()) from error
    if terminal is None:
        write_document(difference_to_data(difference))
    else:
        terminal.lines(difference_lines(difference, terminal.width))
    if options.only:
        return 0 if difference.changes_only(*options.only) else DIFFERENT
    return 0 if difference.is_empty and not difference.unproved else DIFFERENT


def _protocol(text: str) -> Protocol:
    name, _, date = text.partition("@")
    try:
        on = date_of(date) if date else None
    except argparse.ArgumentTypeError as error:
        raise UnusableError([f"{text}: {error}"]) from error
    if name.endswith(".json"):
        return _from_file(name, on)
    with naming_the_option():
        return load_protocol(name, on, verify=False, apart=True)


def _from_file(name: str, on: datetime.date | None) -> Protocol:
    with naming_the_file(name, "read"), open(name, "rb") as stream:
        # One byte more than a file may take: enough to see that it is too large.
        content = stream.read(LARGEST_DOCUMENT + 1)
    try:
        return compose(rulesets_from_text(content), on)
    except ObstetricRulesError as error:
        raise UnusableError([f"{name}: {line}" for line in str(error).splitlines()]) from error
