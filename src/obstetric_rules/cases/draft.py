"""Drafts: the facts of a case while steps are made on them, before anything is decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import singledispatchmethod
from typing import Any, TypeAlias

import attrs

from obstetric_rules.arguments import described
from obstetric_rules.arguments import refused as not_made
from obstetric_rules.cases.places import Place, nearest, place_at, refused
from obstetric_rules.cases.steps import (
    Added,
    Reinstated,
    Replaced,
    Retracted,
    SetAside,
    Step,
    Told,
)
from obstetric_rules.cases.values import as_facts
from obstetric_rules.errors import DossierError, FactError, Problem
from obstetric_rules.facts import (
    UNKNOWN,
    Dossier,
    Slot,
    id_in_path,
    kinds_of,
    names_in_paths,
)
from obstetric_rules.facts.fact import frozen_texts, refused_value

Combine: TypeAlias = Callable[[Any, Any], Any]
"""Makes one fact of the fact that stands somewhere (if one does) and the one that is given."""


@attrs.frozen
class Facts:
    """A dossier, and in which slots a fact was told as such.

    In other slots a fact is there because a field of it was told, and goes with its last field.

    >>> from obstetric_rules import Client, Partner
    >>> sorted(Facts.of(Dossier(client=Client(), partner=None)).told)
    ['client']
    """

    dossier: Dossier
    told: frozenset[str]

    @classmethod
    def of(cls, dossier: Dossier) -> Facts:
        """Return the facts of a dossier that was told as a whole."""
        return cls(dossier, frozenset(single_facts(dossier)))


def single_facts(dossier: Dossier) -> Iterable[str]:
    """Return the slots that hold one fact."""
    return (
        name
        for name, content in dossier.facts.items()
        if content is not None and not isinstance(content, tuple)
    )


def after_steps(
    slots: Mapping[str, Slot], facts: Facts, steps: Iterable[Step]
) -> tuple[Facts, tuple[Step, ...]]:
    """Return the facts after steps, made one after the other, and the steps as they were made.

    What a step gives as it stands in the JSON of a dossier is a fact in the step that was made.

    Raises :class:`~obstetric_rules.errors.DossierError` with all problems when one cannot be made.

    >>> from obstetric_rules import Partner, load_protocol
    >>> slots = load_protocol("groningen.mzh").slots
    >>> steps = [Told("partner.koorts", True), Told("partner.hoesten", False)]
    >>> after, made = after_steps(slots, Facts.of(Dossier()), steps)
    >>> after.dossier["partner"] == Partner(hoesten=False, koorts=True)
    True
    """
    draft = _Draft(slots, facts)
    problems: list[Problem] = []
    made: list[Step] = []
    for step in steps:
        try:
            made.append(draft.make(step))
        except DossierError as error:
            problems += error.problems
    if problems:
        raise DossierError(problems)
    return draft.facts(), tuple(made)


class _Draft:
    def __init__(self, slots: Mapping[str, Slot], facts: Facts) -> None:
        self.slots = slots
        self.contents = dict(facts.dossier.facts)
        self.told = set(facts.told)
        self.afwijkingen = facts.dossier.afwijkingen
        self.ref = facts.dossier.ref

    def facts(self) -> Facts:
        dossier = Dossier(ref=self.ref, afwijkingen=self.afwijkingen, **self.contents)
        return Facts(dossier, frozenset(self.told))

    @singledispatchmethod
    def make(self, step: Any) -> Step:
        raise not_made("steps", "steps such as Told and Retracted", step)

    @make.register
    def _(self, step: Told) -> Step:
        place = place_at(step.path, self.slots)
        step = Told(step.path, as_facts(place, step.value))
        self.put(place, step.value, _merged)
        return step

    @make.register
    def _(self, step: Replaced) -> Step:
        place = place_at(step.path, self.slots)
        step = Replaced(step.path, as_facts(place, step.value))
        self.put(place, step.value, _exactly)
        return step

    @make.register
    def _(self, step: Added) -> Step:
        place = place_at(step.path, self.slots)
        if not place.slot.many or place.key is not None:
            lists = [slot.name for slot in self.slots.values() if slot.many]
            raise place.refused(f"a slot with many facts ({nearest(place.slot.name, lists)})")
        step = Added(step.path, as_facts(place, step.fact))
        _expect_fact(place, step.fact)
        self.contents[place.slot.name] = (*self.listed(place), step.fact)
        return step

    @make.register
    def _(self, step: Retracted) -> Step:
        place = place_at(step.path, self.slots)
        if place.field is not None:
            self.forget_field(place, place.field)
        elif place.key is not None:
            self.put_at(place, ())
        else:
            self.contents.pop(place.slot.name, None)
            self.told.discard(place.slot.name)
        return step

    @make.register
    def _(self, step: SetAside) -> Step:
        self.afwijkingen = (*self.afwijkingen, step.afwijking)
        return step

    @make.register
    def _(self, step: Reinstated) -> Step:
        if step.afwijking not in self.afwijkingen:
            raise refused("afwijkingen", "an Afwijking that the case has, to withdraw it")
        self.afwijkingen = tuple(one for one in self.afwijkingen if one != step.afwijking)
        return step

    def put(self, place: Place, value: Any, combine: Combine) -> None:
        if value is UNKNOWN or (value is None and place.field is not None):
            raise place.refused("a value (retract it to make it UNKNOWN again)")
        if place.field is not None:
            self.put_field(place, place.field, value)
        elif place.key is not None:
            _expect_fact(place, value)
            self.put_at(place, (_joined(place, self.fact_at(place), value, combine),))
        elif place.slot.many:
            self.put_list(place, value, combine)
        else:
            self.put_fact(place, value, combine)

    def put_fact(self, place: Place, value: Any, combine: Combine) -> None:
        if value is None and place.slot.nullable:
            self.contents[place.slot.name] = None
            self.told.discard(place.slot.name)
            return
        _expect_fact(place, value)
        self.put_at(place, (combine(self.fact_at(place), value),))
        self.told.add(place.slot.name)

    def put_list(self, place: Place, values: Any, combine: Combine) -> None:
        if not isinstance(values, tuple):
            name = place.slot.fact_type.__name__
            raise place.refused(f"a list of {name} facts, the whole list ([] if there are none)")
        known = {_id(fact): fact for fact in self.contents.get(place.slot.name, ())}
        known.pop(UNKNOWN, None)
        for position, value in enumerate(values):
            _expect_fact(attrs.evolve(place, path=f"{place.path}[{position}]"), value)
        self.contents[place.slot.name] = tuple(
            combine(known.get(_id(value)), value) for value in values
        )

    def put_field(self, place: Place, field: str, value: Any) -> None:
        # The fact itself does not know which values the protocol knows.
        kind, given = place.slot.kinds[field], frozen_texts(value)
        if isinstance(given, str | frozenset) and not kind.permits(given):
            raise DossierError([refused_value(place.path, kind, given)])
        fact = self.fact_at(place)
        if fact is None:
            name = place.slot.name
            named = f"{name}={place.slot.fact_type.__name__}(...)"
            raise place.refused(f"a {name} that is there (if there is one now, tell {named})")
        try:
            changed = attrs.evolve(_started(place, fact), **{field: value})
        except FactError as error:
            problems = error.problems
            raise DossierError(attrs.evolve(one, path=place.path) for one in problems) from None
        self.put_at(place, (changed,))

    def forget_field(self, place: Place, field: str) -> None:
        fact = self.fact_at(place)
        if fact is None or fact is UNKNOWN:
            return
        changed = attrs.evolve(fact, **{field: UNKNOWN})
        stays = place.slot.many or place.slot.name in self.told or not _is_blank(changed)
        self.put_at(place, (changed,) if stays else ())

    def fact_at(self, place: Place) -> Any:
        if place.slot.many:
            return self.listed(place)[self.position(place)]
        return self.contents.get(place.slot.name, UNKNOWN)

    def put_at(self, place: Place, facts: tuple[Any, ...]) -> None:
        """Put one fact at a place, or take away the fact that is there."""
        name = place.slot.name
        if place.slot.many:
            position = self.position(place)
            listed = self.listed(place)
            self.contents[name] = (*listed[:position], *facts, *listed[position + 1 :])
        elif facts:
            self.contents[name] = facts[0]
        else:
            del self.contents[name]

    def listed(self, place: Place) -> tuple[Any, ...]:
        name = place.slot.name
        facts: tuple[Any, ...] | None = self.contents.get(name)
        if facts is None:
            # To make a list of one fact would be to say that there are no others.
            raise place.refused(f"a list that was told before (tell {name}=[...], the whole list)")
        return facts

    def position(self, place: Place) -> int:
        """Return where in its list a fact stands that goes by this key."""
        listed = self.listed(place)
        keys = names_in_paths(listed)
        # Half way through a set of steps some facts of a list can have an id and others none.
        ids = (_id(fact) for fact in listed)
        names = tuple(None if id is UNKNOWN else id_in_path(str(id)) for id in ids)
        for known in (names, keys):
            if place.key in known:
                return known.index(place.key)
        raise place.refused(f"a known key ({nearest(str(place.key), keys)})")


def _id(fact: Any) -> Any:
    return getattr(fact, "id", UNKNOWN)


def _merged(old: Any, new: Any) -> Any:
    if old is None or old is UNKNOWN:
        return new
    values = {name: getattr(new, name) for name in kinds_of(type(new))}
    return attrs.evolve(old, **{name: v for name, v in values.items() if v is not UNKNOWN})


def _exactly(old: Any, new: Any) -> Any:
    return new


def _joined(place: Place, old: Any, new: Any, combine: Combine) -> Any:
    # Merging what is known of one person into another would be a mistake that nobody sees.
    if combine is _merged and _id(old) is not UNKNOWN and _id(new) not in (UNKNOWN, _id(old)):
        raise place.refused("a fact with the same id, or without one (or replace it)")
    return combine(old, new)


def _started(place: Place, fact: Any) -> Any:
    return place.slot.fact_type() if fact is UNKNOWN else fact


def _is_blank(fact: Any) -> bool:
    return all(getattr(fact, name) is UNKNOWN for name in kinds_of(type(fact)))


def _expect_fact(place: Place, value: Any) -> None:
    fact_type = place.slot.fact_type
    if type(value) is fact_type:
        return
    empty = ", or None if there is none" if place.slot.nullable else ""
    expected = f"one {fact_type.__name__}{empty}"
    raise DossierError([Problem(place.path, expected, described(value))])
