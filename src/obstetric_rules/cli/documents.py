"""Dossiers as they come in: one document, from a file or from standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from obstetric_rules.cli.output import STANDARD_INPUT
from obstetric_rules.cli.unusable import UnusableError, naming_the_file, problem_lines
from obstetric_rules.errors import DossierError
from obstetric_rules.facts import LARGEST_DOCUMENT, Dossier, read_dossier
from obstetric_rules.rules.protocol import Protocol

_MORE_THAN_ONE = ": Extra data)"


@contextmanager
def refusing_dossiers(name: str | None = None) -> Iterator[None]:
    """Say what is wrong with a dossier, one line for each problem.

    What is wrong with the whole of it is told of the file by its name, if that is given.
    """
    try:
        yield
    except DossierError as error:
        lines = problem_lines(error, _shown_name(name))
        if lines[0].endswith(_MORE_THAN_ONE):
            lines[0] += "; `decide --lines` takes a dossier on each line"
        raise UnusableError(lines) from error


def _shown_name(name: str | None) -> str | None:
    return "standard input" if name == STANDARD_INPUT else name


def dossier_in(name: str, protocol: Protocol) -> Dossier:
    """Return the dossier in a file, or on standard input."""
    if has_lines(name):
        raise UnusableError(
            [f"{name}: expected one dossier; `decide` takes a file with one on each line"]
        )
    with opened(name) as stream, naming_the_file(name, "read"):
        # One byte more than a dossier may take: enough to see that it is too large.
        text = stream.read(LARGEST_DOCUMENT + 1)
    with refusing_dossiers(name):
        return read_dossier(text, protocol.slots.values())


def has_lines(name: str) -> bool:
    """Return whether the name of a file says that each line of it is a dossier.

    >>> has_lines("nacht.jsonl"), has_lines("Patient.NDJSON"), has_lines("client.json")
    (True, True, False)
    """
    return name.lower().endswith((".jsonl", ".ndjson"))


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
