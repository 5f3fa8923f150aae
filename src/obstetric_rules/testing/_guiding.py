"""Dossiers that lead to a goal: told fact by fact, and only what leaves the goal within reach.

The engine says exactly what an answer can still become, so no dossier is drawn and thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from itertools import islice, permutations
from typing import Any, Final

import attrs
from hypothesis import assume
from hypothesis import strategies as st

from obstetric_rules.engines.answer import AnyAnswer
from obstetric_rules.engines.case import Case, prepare
from obstetric_rules.engines.deciding import engine_for
from obstetric_rules.engines.reference_reading import Path, Reading, read
from obstetric_rules.explanation.fact_places import FactPlace, places_of
from obstetric_rules.facts import UNKNOWN, Dossier, Slot
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.testing._dossiers import ID, LONGEST_LIST
from obstetric_rules.testing._goals import Goal
from obstetric_rules.testing._values import candidates

_MOST_IDS: Final = 200
"""How many ways to give the facts of a list their ids are tried, at most."""


@attrs.frozen(slots=False, eq=False)
class Guide:
    """Draws dossiers that lead a protocol's question to a goal."""

    protocol: Protocol
    question: str

    @cached_property
    def candidates(self) -> Mapping[Path, tuple[Any, ...]]:
        """The values that are tried for each field."""
        return candidates(self.protocol)

    @cached_property
    def reading(self) -> Reading:
        """What the answer can depend on; all else needs no guiding."""
        return read(self.protocol, self.question)

    def case(self, dossier: Dossier) -> Case:
        """Return a dossier as the protocol reads it."""
        return prepare(self.protocol, dossier)

    def answer(self, dossier: Dossier) -> AnyAnswer:
        """Return the answer to the question."""
        return engine_for(self.protocol).answer(self.case(dossier), self.question)

    @cached_property
    def start(self) -> Dossier:
        """The dossier of which nothing is told; a slot that cannot be empty hides nothing."""
        single = [slot for slot in self.protocol.slots.values() if not _varies(slot)]
        return Dossier(**{slot.name: slot.fact_type() for slot in single})

    def can_reach(self, goal: Goal, dossier: Dossier | None = None) -> bool:
        """Return whether a dossier, or any dossier at all, can still lead to the goal."""
        return goal.can_be(self.answer(dossier or self.start))

    def draw(self, draw: st.DrawFn, goal: Goal, known: bool) -> Dossier:
        """Draw a dossier that leads to the goal: every fact told, or perhaps only some of them."""
        dossier = self.with_fields(draw, goal, self.with_slots(draw, goal))

        def reached(found: Dossier) -> bool:
            return goal.is_certain(self.answer(found))

        # Beyond the budget of its diagram a question can promise more than it keeps.
        assume(reached(dossier))
        return self.with_less(draw, dossier, (lambda _: False) if known else reached)

    def with_slots(self, draw: st.DrawFn, goal: Goal) -> Dossier:
        """Draw how many facts each slot has; nothing is told of these but their ids."""
        dossier = self.start
        for slot in filter(_varies, self.protocol.slots.values()):
            tell = partial(_with_content, dossier, slot)
            guided = slot.name in self.reading.slots
            dossier = self._choose(draw, goal, list(self.contents(slot, goal)), tell, guided)
            if slot.many and ID in slot.kinds:
                dossier = self._with_ids(draw, goal, slot, dossier)
        # With the facts that the place fixes.
        return self.case(dossier).dossier

    def with_fields(
        self, draw: st.DrawFn, goal: Goal, dossier: Dossier, leave_out: str | None = None
    ) -> Dossier:
        """Draw a value for each field that is not told yet, but for one that is to be left out."""
        for place in self._open_places(dossier, leave_out):
            values = [UNKNOWN] if goal.needs_unknown else []
            guided = (place.slot.name, place.field) in self._fields
            tell = partial(place.told_in, dossier)
            dossier = self._choose(draw, goal, [*values, *self.values(place)], tell, guided)
        return dossier

    def with_less(
        self,
        draw: st.DrawFn,
        dossier: Dossier,
        still: Callable[[Dossier], bool],
        keep: Iterable[str] = (),
    ) -> Dossier:
        """Draw what need not be told: facts that leave it still so, apart from those to keep."""
        for place in self._places(dossier):
            told = place.path in keep or place.field in (None, ID) or draw(st.booleans())
            less = dossier if told else place.told_in(dossier, UNKNOWN)
            dossier = less if not told and still(less) else dossier
        kept = {path.partition(".")[0].partition("[")[0] for path in keep}
        for slot in self.protocol.slots:
            told = slot in kept or draw(st.booleans())
            less = dossier if told else dossier.replace(**{slot: UNKNOWN})
            dossier = less if not told and still(less) else dossier
        return dossier

    def contents(self, slot: Slot, goal: Goal) -> Iterator[Any]:
        """Yield what a slot can hold while nothing is told of its facts."""
        if goal.needs_unknown:
            yield UNKNOWN
        if not slot.many:
            fixed = any(name == slot.name for name, _, _ in self.protocol.fixed_fields)
            # A place that a ruleset fixes is there, whatever the slot allows.
            if slot.nullable and not fixed:
                yield None
            yield slot.fact_type()
            return
        longest = max(LONGEST_LIST, self.reading.witnesses.get(slot.name, 0) + 1)
        yield from ((slot.fact_type(),) * length for length in range(longest + 1))

    def values(self, place: FactPlace) -> tuple[Any, ...]:
        """Return the values to try for a field."""
        return self.candidates[place.slot.name, str(place.field)]

    @cached_property
    def _fields(self) -> frozenset[tuple[str, str | None]]:
        return frozenset((field.slot, field.name) for field in self.reading.fields)

    def _places(self, dossier: Dossier) -> list[FactPlace]:
        return list(places_of(self.case(dossier)).values())

    def _open_places(self, dossier: Dossier, leave_out: str | None) -> Iterator[FactPlace]:
        for place in self._places(dossier):
            if place.field is None or place.path == leave_out:
                continue
            if place.value_in(dossier) is UNKNOWN:
                yield place

    def _with_ids(self, draw: st.DrawFn, goal: Goal, slot: Slot, dossier: Dossier) -> Dossier:
        facts: Any = dossier[slot.name]
        if facts is UNKNOWN:
            return dossier
        ways = islice(permutations(self.candidates[slot.name, ID], len(facts)), _MOST_IDS)
        tell = partial(_with_ids, dossier, slot)
        return self._choose(draw, goal, list(ways), tell, guided=(slot.name, ID) in self._fields)

    def _choose(
        self,
        draw: st.DrawFn,
        goal: Goal,
        values: list[Any],
        tell: Callable[[Any], Dossier],
        guided: bool,
    ) -> Dossier:
        if guided:
            values = [value for value in values if self.can_reach(goal, tell(value))]
            assume(values)
        return tell(values[draw(st.integers(0, len(values) - 1))])


def _with_content(dossier: Dossier, slot: Slot, content: Any) -> Dossier:
    return dossier.replace(**{slot.name: content})


def _with_ids(dossier: Dossier, slot: Slot, ids: tuple[str, ...]) -> Dossier:
    facts: Any = dossier[slot.name]
    named = [attrs.evolve(fact, id=name) for fact, name in zip(facts, ids, strict=True)]
    return dossier.replace(**{slot.name: named})


def _varies(slot: Slot) -> bool:
    return slot.many or slot.nullable
