"""Witnesses: plausible, fully known cases in which something is so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count, islice
from typing import Any

import attrs

from obstetric_rules.diagrams.grounding import EXISTS, ID, Position, UnknownFact
from obstetric_rules.diagrams.representatives import FRESH
from obstetric_rules.facts import (
    UNKNOWN,
    Choice,
    Dossier,
    Kind,
    Slot,
    Text,
    TextSet,
    keys_of,
)
from obstetric_rules.rules.protocol import Protocol

OTHER_TEXT = "anders"
"""A text that differs from all those that rules compare with; more of them get a number."""


@attrs.frozen
class Witness:
    """A case in which something is so, as ordinary as such a case can be.

    Everything in it is known. If it is about one fact of a list, ``about`` is that fact's key and
    ``per`` the slot. ``departures`` counts what is not ordinary in it.
    """

    dossier: Dossier
    departures: int
    per: str | None = None
    about: str | None = None


class WitnessWriter:
    """Makes witnesses of what is told about the unknown facts of a protocol's own dossier.

    ``dossier`` holds what the place fixes; what is not told there is ordinary.
    """

    def __init__(self, protocol: Protocol, dossier: Dossier, each: Position | None) -> None:
        self._slots = protocol.slots
        self._fixed = tuple(protocol.fixed.values())
        self._dossier = dossier
        self._each = each

    def cost(self, unknown: UnknownFact, value: Any) -> int:
        """Return how much less ordinary a case is by this value."""
        if unknown.name == EXISTS:
            # There is a partner, ordinarily; and every fact of a list counts.
            return int(value if unknown.place is not None else not value)
        if unknown.place is not None and unknown.name == ID:
            return 0
        kinds = self._slots[unknown.slot].kinds
        return int(value != kinds[unknown.name].ordinary)

    def write(self, told: Mapping[UnknownFact, Any], constants: Iterable[Any]) -> Witness:
        """Return the case in which this is told; ``constants`` are what rules compare with."""
        departures = sum(self.cost(unknown, value) for unknown, value in told.items())
        readable = _Readable(self._slots, [*constants, *self._fixed, *_texts(told.values())])
        told = {unknown: readable.value(told[unknown]) for unknown in self._in_order(told)}
        dossier = Dossier(**{slot.name: self._content(slot, told) for slot in self._slots.values()})
        if self._each is None:
            return Witness(dossier, departures)
        per, place = self._each
        return Witness(dossier, departures, per, keys_of(dossier.facts[per])[place])

    def _in_order(self, told: Iterable[UnknownFact]) -> list[UnknownFact]:
        """Return unknown facts in the order in which a case tells them."""
        slots = list(self._slots)

        def place(unknown: UnknownFact) -> tuple[int, int, int]:
            fields = [EXISTS, *self._slots[unknown.slot].kinds]
            at = -1 if unknown.place is None else unknown.place
            return slots.index(unknown.slot), at, fields.index(unknown.name)

        return sorted(told, key=place)

    def _content(self, slot: Slot, told: Mapping[UnknownFact, Any]) -> Any:
        if slot.many:
            return self._list(slot, told)
        known = self._dossier[slot.name]
        if known is UNKNOWN and not told.get(UnknownFact(slot.name, None, EXISTS), True):
            return None
        return self._fact(slot, None, told, known)

    def _list(self, slot: Slot, told: Mapping[UnknownFact, Any]) -> tuple[Any, ...]:
        places = {
            unknown.place
            for unknown, value in told.items()
            if unknown.slot == slot.name
            and unknown.name == EXISTS
            and unknown.place is not None
            and value
        }
        if self._each is not None and self._each[0] == slot.name:
            places.add(self._each[1])
        facts = [self._fact(slot, place, told, UNKNOWN) for place in sorted(places)]
        if ID not in slot.kinds:
            return tuple(facts)
        return _with_ids(facts, slot.kinds[ID])

    def _fact(
        self, slot: Slot, place: int | None, told: Mapping[UnknownFact, Any], known: Any
    ) -> Any:
        fields = {}
        for name, kind in slot.kinds.items():
            fixed = getattr(known, name, UNKNOWN)
            # Two facts of a list cannot both have the ordinary id.
            otherwise = UNKNOWN if place is not None and name == ID else kind.ordinary
            value = told.get(UnknownFact(slot.name, place, name), otherwise)
            fields[name] = value if fixed is UNKNOWN else fixed
        return slot.fact_type(**fields)


class _Readable:
    """Puts readable texts in the place of those that only stand for a text that occurs nowhere."""

    def __init__(self, slots: Mapping[str, Slot], texts: Iterable[Any]) -> None:
        kinds = [kind for slot in slots.values() for kind in slot.kinds.values()]
        ordinary = _texts(kind.ordinary for kind in kinds)
        known = {*map(str, texts), *ordinary}
        vocabularies = [kind.vocabulary for kind in kinds if isinstance(kind, Text | TextSet)]
        open_ones = [vocabulary for vocabulary in vocabularies if not vocabulary.closed]
        self._names: dict[str, str] = {}
        self._free = (
            name
            for name in _others()
            if name not in known and all(one.permits(name) for one in open_ones)
        )

    def value(self, value: Any) -> Any:
        """Return a value with readable texts."""
        if isinstance(value, frozenset):
            return frozenset(map(self.value, sorted(value)))
        if not isinstance(value, str) or not value.startswith(FRESH):
            return value
        if value not in self._names:
            self._names[value] = next(self._free)
        return self._names[value]


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        yield from value if isinstance(value, frozenset) else (f"{value}",)


def _others() -> Iterator[str]:
    yield OTHER_TEXT
    yield from (f"{OTHER_TEXT}_{number}" for number in count(2))


def _with_ids(facts: list[Any], kind: Kind) -> tuple[Any, ...]:
    """Return facts with ids that differ; without, if the kind of the id has not so many."""
    taken = {fact.id for fact in facts if fact.id is not UNKNOWN}
    free = (name for name in _ids(kind) if name not in taken)
    ids = list(islice(free, len(facts) - len(taken)))
    if len(ids) < len(facts) - len(taken):
        return tuple(facts)
    return tuple(
        fact if fact.id is not UNKNOWN else attrs.evolve(fact, id=ids.pop(0)) for fact in facts
    )


def _ids(kind: Kind) -> Iterator[Any]:
    """Yield the ordinary id, and ids like it after that (``v1``, ``v2``)."""
    yield kind.ordinary
    if isinstance(kind, Choice):
        yield from (value for value in kind.values if value != kind.ordinary)
    if isinstance(kind, Text) and kind.closed:
        yield from kind.vocabulary.others({kind.ordinary})
    elif isinstance(kind, Text):
        stem = kind.ordinary.rstrip("0123456789")
        number = kind.ordinary.removeprefix(stem)
        yield from (f"{stem}{following}" for following in count(int(number or 1) + 1))
