"""The history of a case: what was told when, and what the answers became."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias

import attrs

from obstetric_rules.cases.changes import Changes, difference
from obstetric_rules.cases.draft import Facts, after_steps
from obstetric_rules.cases.places import refused
from obstetric_rules.cases.steps import Step
from obstetric_rules.clock import now
from obstetric_rules.engines.deciding import decide
from obstetric_rules.engines.decision import Decision
from obstetric_rules.facts import Dossier
from obstetric_rules.rules.protocol import Protocol

Clock: TypeAlias = Callable[[], datetime]
"""Tells what moment it is, with its time zone."""


def utc_now() -> datetime:
    """Return what moment it is, in UTC."""
    return now()


@attrs.frozen(kw_only=True)
class Entry:
    """What was done to a case at one moment, all at once, and what came of it.

    The first entry of a case, with number 0, has no steps: then it was opened.
    """

    number: int
    moment: datetime
    # Facts are never logged, and a repr ends up in logs.
    steps: tuple[Step, ...] = attrs.field(repr=False)
    facts: Facts = attrs.field(repr=False)
    changes: Changes

    @property
    def dossier(self) -> Dossier:
        """All facts of the case from this moment on."""
        return self.facts.dossier

    @property
    def decision(self) -> Decision:
        """All answers from this moment on."""
        return self.changes.after


@attrs.frozen
class Course:
    """How a case goes from one entry to the next: by one protocol and one engine."""

    protocol: Protocol
    engine: str

    def open(self, dossier: Dossier, moment: datetime) -> Entry:
        """Return the first entry of a case that starts with these facts."""
        return self.entry(0, moment, (), Facts.of(dossier), None)

    def follow(self, last: Entry, steps: tuple[Step, ...], moment: datetime) -> Entry:
        """Return the entry for these steps.

        Raises :class:`~obstetric_rules.errors.DossierError` when they cannot be made.
        """
        facts = after_steps(self.protocol.slots, last.facts, steps)
        return self.entry(last.number + 1, moment, steps, facts, last.decision)

    def entry(
        self,
        number: int,
        moment: datetime,
        steps: tuple[Step, ...],
        facts: Facts,
        before: Decision | None,
    ) -> Entry:
        """Return the entry after which these are the facts; everything is decided anew."""
        return Entry(
            number=number,
            moment=moment,
            steps=steps,
            facts=facts,
            changes=difference(before, self.decide(facts.dossier)),
        )

    def decide(self, dossier: Dossier) -> Decision:
        """Return the decision of a dossier."""
        return decide(self.protocol, dossier, self.engine)


def position_at(history: Sequence[Entry], moment: datetime) -> int:
    """Return the position of the last entry that was made at this moment or before it.

    A clock that was set back makes no difference to that: the last one counts.

    Raises :class:`~obstetric_rules.errors.DossierError` when the history starts later.
    """
    check_moment(moment)
    for position in reversed(range(len(history))):
        if history[position].moment <= moment:
            return position
    first = history[0].moment.isoformat()
    raise refused("moment", f"a moment in the history of the case, which starts at {first}")


def check_moment(moment: datetime) -> datetime:
    """Return the moment, which must have a time zone."""
    if not isinstance(moment, datetime) or moment.utcoffset() is None:
        raise refused("moment", "a datetime with a time zone")
    return moment
