"""Proving something of a ruleset on every day on which it holds, whatever day it is today."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.testing.checks.check import Remarks
from obstetric_rules.testing.checks.content import raise_if_any
from obstetric_rules.testing.subject import Subject

Proved: TypeAlias = tuple[Iterable[str], Iterable[str]]
"""What is wrong with a protocol, and what could not be proved of it or is worth a look."""


def proved_on_every_day(subject: Subject, prove: Callable[[Protocol], Proved]) -> Remarks:
    """Prove something of the protocol of each period, and name the period where there are several.

    Raises :class:`~obstetric_rules.errors.ConformanceError` with all that is wrong.
    """
    wrong: list[str] = []
    remarks: list[str] = []
    dated = len(subject.protocols) > 1
    for period, protocol in subject.protocols.items():
        named = f"{period}: " if dated else ""
        found, said = prove(protocol)
        wrong += [f"{named}{text}" for text in found]
        remarks += [f"{named}{text}" for text in said]
    raise_if_any(wrong)
    return tuple(remarks)


def unproved(what: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the remarks that something could not be proved."""
    return tuple(f"{what} is not proved, the diagram grew too large: {name}" for name in names)
