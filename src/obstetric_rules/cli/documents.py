"""Dossiers as they come in: one document, from a file or from standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from obstetric_rules.cli.unusable import UnusableError, naming_the_file, problem_lines
from obstetric_rules.errors import DossierError
from obstetric_rules.facts import LARGEST_DOCUMENT, Dossier, read_dossier
from obstetric_rules.rules.protocol import Protocol

STANDARD_INPUT = "-"


@contextmanager
def refusing_dossiers() -> Iterator[None]:
    """Say what is wrong with a dossier, one line for each problem."""
    try:
        yield
    except DossierError as error:
        raise UnusableError(problem_lines(error)) from error


def dossier_in(name: str, protocol: Protocol) -> Dossier:
    """Return the dossier in a file, or on standard input."""
    with opened(name) as stream, naming_the_file(name, "read"):
        # One byte more than a dossier may take: enough to see that it is too large.
        text = stream.read(LARGEST_DOCUMENT + 1)
    with refusing_dossiers():
        return read_dossier(text, protocol.slots.values())


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """Open a file, or standard input, for reading bytes."""
    if name == STANDARD_INPUT:
        if sys.stdin is None:
            raise UnusableError([f"{name}: expected standard input, which is closed"])
        yield sys.stdin.buffer
        return
    with naming_the_file(name, "read"):
        stream = open(name, "rb")  # noqa: SIM115 - closed below
    with stream:
        yield stream
