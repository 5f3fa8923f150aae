"""The store of refusals that several commands name, and refusals that cannot be used."""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from obstetric_rules.cli.unusable import UnusableError
from obstetric_rules.errors import (
    FactError,
    MissingExtraError,
    StoreError,
    WeigeringConflictError,
)

if TYPE_CHECKING:
    from obstetric_rules.weigeringen import WeigeringStore


def add_store(parser: argparse.ArgumentParser) -> None:
    """Add the store and how long to wait for it."""
    parser.add_argument(
        "--store",
        required=True,
        metavar="PATH",
        help="the file of the store, or the URL of a database",
    )
    parser.add_argument(
        "--wait",
        type=_seconds,
        default=60.0,
        metavar="SECONDS",
        help="how long to wait for another program that writes (default: 60)",
    )


def store_of(options: argparse.Namespace, *, create: bool) -> WeigeringStore:
    """Open the store that is asked for."""
    with refusing_weigeringen():
        from obstetric_rules.weigeringen import open_store

        return open_store(options.store, create=create, wait=options.wait)


@contextmanager
def refusing_weigeringen() -> Iterator[None]:
    """Say of a store or a refusal what is wrong with it, one line for each problem."""
    try:
        yield
    except FactError as error:
        raise UnusableError([str(problem) for problem in error.problems]) from error
    except (StoreError, WeigeringConflictError, MissingExtraError) as error:
        raise UnusableError([f"--store: {error}"]) from error


def local_midnight(day: datetime.date | None) -> datetime.datetime | None:
    """Return when a day starts where refusals are counted."""
    from obstetric_rules.weigeringen.weigering import local_zone

    if day is None:
        return None
    with refusing_weigeringen():
        return datetime.datetime.combine(day, datetime.time(), local_zone())


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 86_400:
        raise argparse.ArgumentTypeError(f'expected seconds, from 0 to 86400, got "{text[:40]}"')
    return seconds
