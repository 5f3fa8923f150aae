"""The history of a case: what was told when, and what the answers became."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TypeAlias

import attrs

from obstetric_rules.arguments import expect_function
from obstetric_rules.cases.changes import Changes, difference
from obstetric_rules.cases.draft import Facts, after_steps
from obstetric_rules.cases.places import refused
from obstetric_rules.cases.steps import Moved, Step
from obstetric_rules.clock import as_written, now
from obstetric_rules.engines.deciding import decide
from obstetric_rules.engines.decision import Decision
from obstetric_rules.errors import DecisionError
from obstetric_rules.facts import Dossier, dossier_to_data, structure_dossier
from obstetric_rules.rules.protocol import Protocol

Clock: TypeAlias = Callable[[], datetime]
"""Tells what moment it is, with its time zone."""


def utc_now() -> datetime:
    """Return what moment it is, in UTC."""
    return now()


@attrs.frozen(kw_only=True)
class Entry:
    """What was done to a case at one moment, all at once, and what came of it.

    The first entry of a case, with number 0, has no steps: then it was opened. ``decision`` names
    the rules that held, and :attr:`on` the day for which they were composed.
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

    @property
    def on(self) -> date:
        """The day for which the rules were composed that it was decided by."""
        return self.decision.on


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

        Raises :class:`~obstetric_rules.errors.DossierError` when they cannot be made, and
        :class:`~obstetric_rules.errors.DecisionError` when the case was decided by other rules.
        """
        if not self.decided(last):
            held, now = last.decision.protocol, self.protocol
            raise DecisionError(
                f"the case was decided by {held.id} {held.version} of {last.on} (sha256 "
                f"{held.sha256[:12]}), and this is {now.version} of {now.on} (sha256 "
                f"{now.sha256[:12]}); move_to(protocol) goes on by other rules"
            )
        facts, steps = after_steps(self.protocol.slots, last.facts, steps)
        return self.entry(last.number + 1, moment, steps, facts, last.decision)

    def move(self, last: Entry, moment: datetime) -> Entry:
        """Return the entry with which a case goes on by this protocol.

        Raises :class:`~obstetric_rules.errors.DossierError` when the facts do not fit it.
        """
        # The same type of fact can be another class, when a ruleset was loaded anew.
        data = dossier_to_data(last.dossier)
        dossier = structure_dossier(data, self.protocol.slots.values())
        facts = Facts(dossier, last.facts.told)
        steps = (Moved(self.protocol.version, self.protocol.on),)
        return self.entry(last.number + 1, moment, steps, facts, last.decision)

    def decided(self, last: Entry) -> bool:
        """Return whether an entry was decided by this protocol, composed for the same day."""
        made_by = last.decision.protocol
        return (made_by.sha256, last.on) == (self.protocol.sha256, self.protocol.on)

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

    Raises :class:`~obstetric_rules.errors.DossierError` when the history starts later.
    """
    moment = check_moment(moment)
    for position in reversed(range(len(history))):
        if history[position].moment <= moment:
            return position
    first = history[0].moment.isoformat()
    raise refused("moment", f"a moment in the history of the case, which starts at {first}")


def next_moment(moment: datetime, last: Entry) -> datetime:
    """Return the moment of a new entry: a history never runs back, even when the clock does.

    Raises :class:`~obstetric_rules.errors.DossierError` when it has no time zone.
    """
    return max(check_moment(moment), last.moment)


def expect_clock(clock: object) -> None:
    """Refuse a clock that cannot be asked."""
    expect_function("clock", clock, "a function that gives a moment")


def check_moment(moment: datetime) -> datetime:
    """Return the moment as it is written, which must have a time zone."""
    if not isinstance(moment, datetime) or moment.utcoffset() is None:
        raise refused("moment", "a datetime with a time zone")
    return as_written(moment)
