"""Arguments that several commands share, and what they stand for."""

from __future__ import annotations

import argparse
import contextlib
import datetime
import sys
from typing import TYPE_CHECKING

from obstetric_rules.cli.unusable import naming_the_option
from obstetric_rules.engines.deciding import DEFAULT_ENGINE, ENGINES, engine_for
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.verification.loading import load_protocol
from obstetric_rules.verification.trial import TIME_LIMIT

if TYPE_CHECKING:
    from obstetric_rules.verification.trials import Trial

LONGEST_TRIAL = 3600
"""How many seconds trying one ruleset may be allowed at most."""


def add_dossier(parser: argparse.ArgumentParser, what: str = "a dossier as JSON") -> None:
    """Add the dossier and what it is decided by."""
    parser.add_argument("dossier", metavar="DOSSIER", help=f"{what}; - reads standard input")
    parser.add_argument("--protocol", required=True, metavar="ID", help="the protocol to decide by")
    parser.add_argument(
        "--engine",
        default=DEFAULT_ENGINE,
        metavar="NAME",
        help=f"{' or '.join(ENGINES)} (default: {DEFAULT_ENGINE})",
    )
    add_on(parser)


def add_on(parser: argparse.ArgumentParser) -> None:
    """Add the date for which a protocol is composed."""
    parser.add_argument(
        "--on", type=date_of, metavar="DATE", help="the date it is composed for (default: today)"
    )


def add_format(parser: argparse.ArgumentParser) -> None:
    """Add the choice between text and JSON."""
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to write (default: text)"
    )


def add_time_limit(parser: argparse.ArgumentParser) -> None:
    """Add how long trying one ruleset may take."""
    parser.add_argument(
        "--time-limit",
        type=_seconds,
        default=TIME_LIMIT,
        metavar="SECONDS",
        help=f"how long trying one ruleset may take (default: {TIME_LIMIT:g})",
    )


def trials_of(options: argparse.Namespace) -> tuple[Trial, ...]:
    """Return what came of trying every ruleset that is installed."""
    # Only the commands that try rulesets pay for what it takes to run processes.
    from obstetric_rules.verification.trials import try_rulesets

    with naming_the_option():
        return try_rulesets(options.on, options.time_limit)


def protocol_of(options: argparse.Namespace) -> Protocol:
    """Return the protocol that is asked for, once its engine is known to exist."""
    # What a plugin prints when it is imported is no part of the answer.
    with naming_the_option(), contextlib.redirect_stdout(sys.stderr):
        protocol = load_protocol(options.protocol, options.on)
        engine_for(protocol, options.engine)
        return protocol


def _seconds(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found <= LONGEST_TRIAL:
        raise argparse.ArgumentTypeError(
            f'expected a number of seconds, at most {LONGEST_TRIAL}, got "{text}"'
        )
    return found


def date_of(text: str) -> datetime.date:
    """Return the date that a text names; it is an argument error if it names none."""
    try:
        found = datetime.date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        raise argparse.ArgumentTypeError(f'expected a date as 2026-11-22, got "{text}"')
    return found
