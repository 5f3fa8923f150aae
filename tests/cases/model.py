"""A case as a plain dictionary: what tells and retracts come to, worked out in the obvious way."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from obstetric_rules import Afwijking, Client, Dossier, Partner, Zorgverlener
from obstetric_rules.cases import (
    Added,
    Reinstated,
    Replaced,
    Retracted,
    SetAside,
    Step,
    Told,
)
from obstetric_rules.facts import UNKNOWN, kinds_of

TYPES = {"client": Client, "partner": Partner, "zorgverleners": Zorgverlener}
LIST = "zorgverleners"

Fields = dict[str, Any]


class CannotBeDoneError(Exception):
    """The step is a mistake of whoever makes it."""


class Model:
    """``single`` holds the fields of one fact, or None; ``told`` where it was told as a whole."""

    def __init__(self) -> None:
        self.single: dict[str, Fields | None] = {}
        self.told: set[str] = set()
        self.listed: list[Fields] | None = None
        self.afwijkingen: list[Afwijking] = []

    def after(self, steps: list[Step]) -> Model:
        """Return the model after steps; raises when one of them, or the end, cannot be."""
        model = deepcopy(self)
        for step in steps:
            model.make(step)
        model.check()
        return model

    def check(self) -> None:
        ids = [fields["id"] for fields in self.listed or []]
        if len(set(ids)) < len(ids):
            raise CannotBeDoneError
        for afwijking in self.afwijkingen:
            if afwijking.onderwerp is not None and afwijking.onderwerp not in ids:
                raise CannotBeDoneError

    def make(self, step: Step) -> None:
        match step:
            case SetAside(afwijking):
                self.afwijkingen.append(afwijking)
            case Reinstated(afwijking):
                if afwijking not in self.afwijkingen:
                    raise CannotBeDoneError
                self.afwijkingen = [one for one in self.afwijkingen if one != afwijking]
            case Added(_, fact):
                if self.listed is None:
                    raise CannotBeDoneError
                self.listed.append(fields_of(fact))
            case Retracted(path):
                self.retract(path)
            case Told(path, value):
                self.put(path, value, keep=True)
            case Replaced(path, value):
                self.put(path, value, keep=False)

    def put(self, path: str, value: Any, *, keep: bool) -> None:
        place, _, field = path.partition(".")
        if field:
            self.fields_to_write(place)[field] = value
        elif place == LIST:
            known = {fields["id"]: fields for fields in self.listed or [] if keep}
            self.listed = [known.get(fact.id, {}) | fields_of(fact) for fact in value]
        elif place.startswith(LIST):
            fields = self.of_list(place)
            if keep and value.id not in (UNKNOWN, fields["id"]):
                raise CannotBeDoneError
            kept = dict(fields) if keep else {}
            fields.clear()
            fields.update(kept | fields_of(value))
        elif value is None:
            self.single[place] = None
            self.told.discard(place)
        else:
            before = self.single.get(place) if keep else None
            self.single[place] = (before or {}) | fields_of(value)
            self.told.add(place)

    def retract(self, path: str) -> None:
        place, _, field = path.partition(".")
        if place == LIST:
            self.listed = None
        elif place.startswith(LIST):
            fields = self.of_list(place)
            if field:
                fields.pop(field, None)
            else:
                assert self.listed is not None
                self.listed = [one for one in self.listed if one is not fields]
        elif not field:
            self.single.pop(place, None)
            self.told.discard(place)
        elif self.single.get(place):
            self.single[place].pop(field, None)
        if self.single.get(place) == {} and place not in self.told:
            del self.single[place]

    def fields_to_write(self, place: str) -> Fields:
        if place.startswith(LIST):
            return self.of_list(place)
        fields = self.single.setdefault(place, {})
        if fields is None:
            raise CannotBeDoneError
        return fields

    def of_list(self, place: str) -> Fields:
        key = place.removeprefix(f"{LIST}[").removesuffix("]")
        for fields in self.listed or []:
            if fields["id"] == key:
                return fields
        raise CannotBeDoneError

    def dossier(self) -> Dossier:
        slots: dict[str, Any] = {
            name: None if fields is None else TYPES[name](**fields)
            for name, fields in self.single.items()
        }
        if self.listed is not None:
            slots[LIST] = [Zorgverlener(**fields) for fields in self.listed]
        return Dossier(afwijkingen=self.afwijkingen, **slots)


def fields_of(fact: Any) -> Fields:
    values = {name: getattr(fact, name) for name in kinds_of(type(fact))}
    return {name: value for name, value in values.items() if value is not UNKNOWN}
