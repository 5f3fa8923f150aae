"""Arguments that several commands share, and what they stand for."""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from obstetric_rules.cli.unusable import UnusableError, naming_the_option
from obstetric_rules.engines.deciding import DEFAULT_ENGINE, ENGINES, engine_for
from obstetric_rules.errors import MissingExtraError, RegionDataError, ValidityError
from obstetric_rules.plugins.child import TIME_LIMIT
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.verification.loading import load_protocol, refuse_broken_invariants

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
    add_region_data(parser)


def add_region_data(parser: argparse.ArgumentParser) -> None:
    """Add the folder of what a region supplies itself."""
    parser.add_argument(
        "--region-data",
        metavar="DIR",
        help="a folder with the region's own files (indicaties.toml, parallelle_actie.toml, "
        "namen.toml)",
    )


def add_names(parser: argparse.ArgumentParser) -> None:
    """Add the folder in which a region says what its codes are called."""
    parser.add_argument(
        "--region-data",
        metavar="DIR",
        help="a folder with the region's own namen.toml: show names instead of codes",
    )


def names_of(options: argparse.Namespace) -> Mapping[str, Mapping[str, str]]:
    """Return what codes are called, by the field of a refusal; nothing if nobody says so."""
    if options.region_data is None:
        return {}
    # Imported here: nobody else pays for it.
    from obstetric_rules.plugins.zwolle.region_data import read_region_data

    with _naming_region_data():
        return read_region_data(options.region_data).names


def add_on(parser: argparse.ArgumentParser, otherwise: str = "today") -> None:
    """Add the date for which a protocol is composed."""
    parser.add_argument(
        "--on",
        type=date_of,
        metavar="DATE",
        help=f"the date it is composed for (default: {otherwise})",
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
    protocol = loaded_protocol(options)
    with naming_the_option():
        engine_for(protocol, options.engine)
        return protocol


def loaded_protocol(
    options: argparse.Namespace,
    load: Callable[..., Protocol] = load_protocol,
) -> Protocol:
    """Return the protocol that is asked for, with what the region supplies on top of it."""
    with naming_the_option():
        protocol = load(options.protocol, options.on, apart=True)
    if options.region_data is None:
        return protocol
    # Imported here: nobody else pays for it.
    from obstetric_rules.plugins.zwolle.region_data import read_region_data
    from obstetric_rules.plugins.zwolle.region_ruleset import with_region_data

    with _naming_region_data():
        protocol = with_region_data(protocol, read_region_data(options.region_data))
    with naming_the_option():
        refuse_broken_invariants(protocol)
    return protocol


@contextmanager
def _naming_region_data() -> Iterator[None]:
    try:
        yield
    except (RegionDataError, MissingExtraError, ValidityError) as error:
        lines = [f"--region-data: {line}" for line in str(error).splitlines()]
        raise UnusableError(lines) from error


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
