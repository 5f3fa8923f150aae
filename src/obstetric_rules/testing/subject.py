"""What the checks are put to: a ruleset with the layers below it, on a day."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Final, TypeAlias

import attrs

from obstetric_rules.clock import today
from obstetric_rules.engines.contract import Engine
from obstetric_rules.errors import RulesetError, ValidityError
from obstetric_rules.plugins.discovery import load_layers
from obstetric_rules.rules.protocol import Protocol, compose, nearest_day
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing._periods import Period, periods_of

SAMPLES: Final = 50
"""How many generated cases a check takes, unless told."""

EngineMaker: TypeAlias = Callable[[Protocol], Engine]
Composer: TypeAlias = Callable[[Iterable[Ruleset], datetime.date], Protocol]


@attrs.frozen(kw_only=True, eq=False, slots=False)
class Subject:
    """A ruleset under test: ``layers`` are it and the rulesets it builds on, itself last.

    They need not fit together: checks that only read a ruleset work all the same. ``on`` is the day
    of the checks that take a sample of cases. What is proved over all cases is proved for every day
    on which the layers hold, so no day decides whether it passes. ``samples`` is
    how many generated cases a check takes. ``engines`` stand in for the library's own engines of
    that name, and ``composer`` for :func:`~obstetric_rules.rules.protocol.compose`: so that whoever
    writes an engine can put the checks to that.
    """

    layers: tuple[Ruleset, ...]
    on: datetime.date
    samples: int = SAMPLES
    engines: Mapping[str, EngineMaker] = attrs.field(factory=dict, repr=False)
    composer: Composer = attrs.field(default=compose, repr=False)

    @property
    def ruleset(self) -> Ruleset:
        """The ruleset under test: the top one."""
        return self.layers[-1]

    @property
    def id(self) -> str:
        """The id of the ruleset under test."""
        return self.ruleset.id

    @cached_property
    def protocol(self) -> Protocol:
        """Its protocol.

        Raises :class:`~obstetric_rules.errors.RulesetError` and
        :class:`~obstetric_rules.errors.ValidityError` when the layers cannot be composed.
        """
        return self.compose()

    @cached_property
    def protocols(self) -> Mapping[Period, Protocol]:
        """Its protocol in each period in which all dated values stay as they are.

        A day outside the period in which all layers hold is asked for by name: then it is all there
        is.
        """
        periods = tuple(periods_of(self.layers))
        if not any(self.on in period for period in periods):
            return {Period(self.on, self.on): self.protocol}
        return {
            period: self.protocol if self.on in period else self._composed(self.layers, period.day)
            for period in periods
        }

    @cached_property
    def why_not_composed(self) -> str | None:
        """Why the layers cannot be composed, if they cannot."""
        try:
            self.compose()
        except (RulesetError, ValidityError) as error:
            return str(error)
        return None

    def compose(self, layers: Iterable[Ruleset] | None = None) -> Protocol:
        """Compose the layers, or others in their place, anew."""
        return self._composed(self.layers if layers is None else layers, self.on)

    def _composed(self, layers: Iterable[Ruleset], on: datetime.date) -> Protocol:
        protocol = self.composer(layers, on)
        for name, make in self.engines.items():
            protocol.engines[name] = make(protocol)
        return protocol


Checkable: TypeAlias = str | Ruleset | Protocol | Iterable[Ruleset] | Subject
"""What can be checked: the id of an installed ruleset, or rulesets, the top one last."""


def subject_of(
    checkable: Checkable, *, on: datetime.date | None = None, samples: int | None = None
) -> Subject:
    """Return what the checks are put to.

    ``checkable`` is the id of an installed ruleset, a ruleset that extends nothing, rulesets of
    which the last extends the others, or a protocol. ``on`` is the day to compose for; left out it
    is today, or if they do not hold today the nearest day on which all of them do. Today changes
    nothing for what is proved (see :class:`Subject`). The checks that take a sample of cases decide
    by the dated values of that day; name one to have the same sample for good.

    Raises :class:`~obstetric_rules.errors.ProtocolNotFoundError` and
    :class:`~obstetric_rules.errors.PluginError` for an id.

    >>> subject_of("groningen.mzh").ruleset.title
    'Poliklinische partus in het Martini Ziekenhuis'
    """
    if isinstance(checkable, Subject):
        subject = checkable
    else:
        layers = _layers(checkable)
        subject = Subject(layers=layers, on=on or _day(checkable, layers))
    return attrs.evolve(subject, on=on or subject.on, samples=samples or subject.samples)


def _layers(checkable: str | Ruleset | Protocol | Iterable[Ruleset]) -> tuple[Ruleset, ...]:
    if isinstance(checkable, str):
        return load_layers(checkable)
    if isinstance(checkable, Protocol):
        return checkable.layers
    return (checkable,) if isinstance(checkable, Ruleset) else tuple(checkable)


def _day(checkable: object, layers: tuple[Ruleset, ...]) -> datetime.date:
    if isinstance(checkable, Protocol):
        return checkable.on
    return nearest_day(layers, today())
