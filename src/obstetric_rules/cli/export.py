"""``export``: the rulesets of a protocol as a file that any machine can read back."""

from __future__ import annotations

import argparse
import sys

from obstetric_rules.cli.unusable import naming_the_option
from obstetric_rules.plugins.discovery import load_layers
from obstetric_rules.rules.reading import rulesets_to_text


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    parser = commands.add_parser(
        "export",
        help="write the rulesets of a protocol as JSON",
        description="Write a protocol's rulesets as JSON, for `diff` on another machine or with a "
        "later version.",
    )
    parser.add_argument("protocol", metavar="ID", help="the protocol")
    parser.set_defaults(command=run, format="json")


def run(options: argparse.Namespace) -> int:
    """Write the rulesets of a protocol."""
    with naming_the_option():
        layers = load_layers(options.protocol, apart=True)
    sys.stdout.write(rulesets_to_text(layers))
    return 0
