"""Proving something of a ruleset on every day on which it holds, whatever day it is today."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.testing._periods import Period
from obstetric_rules.testing.checks.check import Remarks
from obstetric_rules.testing.checks.content import raise_if_any
from obstetric_rules.testing.subject import Subject

Proved: TypeAlias = tuple[Iterable[str], Iterable[str]]
"""What is wrong with a protocol, and what could not be proved of it or is worth a look."""


def proved_on_every_day(subject: Subject, prove: Callable[[Protocol], Proved]) -> Remarks:
    """Prove something of the protocol of each period, and name those in which it is wrong.

    What is wrong in all of them is told once, without a period.

    Raises :class:`~obstetric_rules.errors.ConformanceError` with all that is wrong.
    """
    wrong: dict[str, list[Period]] = {}
    remarks: dict[str, list[Period]] = {}
    for period, protocol in subject.protocols.items():
        found, said = prove(protocol)
        for texts, periods in ((found, wrong), (said, remarks)):
            for text in texts:
                periods.setdefault(text, []).append(period)
    everywhere = len(subject.protocols)
    raise_if_any(_dated(wrong, everywhere))
    return tuple(_dated(remarks, everywhere))


def _dated(found: Mapping[str, list[Period]], everywhere: int) -> Iterator[str]:
    """Yield what was found, with the periods in which it is so unless that are all there are."""
    for text, periods in found.items():
        named = "" if len(periods) == everywhere else f"{', '.join(map(str, periods))}: "
        yield f"{named}{text}"


def unproved(what: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the remarks that something could not be proved."""
    return tuple(f"{what} is not proved, the diagram grew too large: {name}" for name in names)
