"""Slots: the named places for facts in a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any, Final, Protocol

import attrs

from obstetric_rules.arguments import expect, items
from obstetric_rules.facts.fact import DESCRIPTION, kinds_of, made_fact_type
from obstetric_rules.facts.kinds import Kind, Text, TextSet, shown_value
from obstetric_rules.facts.vocabulary import Vocabulary

NOT_SLOTS: Final = ("ref", "afwijkingen")
"""What else a dossier holds; no slot can have one of these names."""


@attrs.frozen(kw_only=True)
class Slot:
    """A named place for one fact, or for many facts of one type.

    ``label`` is whom or what the fact is about, in Dutch, with its article ("de partner"); for a
    slot with many facts the label of one of them ("de zorgverlener") and ``label_many`` of all.
    A slot that is ``nullable`` may be known to be empty ("there is no partner"). ``known`` has the
    vocabularies of fields of which the rulesets of a protocol know more values than the fact type
    does; a protocol fills it in.

    >>> from obstetric_rules.facts import Partner
    >>> Slot(name="partner", fact_type=Partner, nullable=True, label="de partner",
    ...      label_en="the partner", question="Is er een partner?").many
    False
    """

    name: str
    fact_type: type
    label: str
    label_en: str
    question: str
    many: bool = False
    nullable: bool = False
    label_many: str = ""
    known: tuple[tuple[str, Vocabulary], ...] = ()

    # A fact type that was made from a description stands in no module that pickle could name.
    def __reduce__(self) -> tuple[Any, ...]:
        fields = {field.name: getattr(self, field.name) for field in attrs.fields(Slot)}
        description = getattr(self.fact_type, DESCRIPTION, None)
        if description is not None:
            del fields["fact_type"]
        return _rebuilt, (fields, description)

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """The kind of each field, with all values that are known of it here.

        >>> from obstetric_rules import load_protocol
        >>> hospital = load_protocol("groningen.mzh").slots["praktijk"].kinds["primair_ziekenhuis"]
        >>> hospital.permits("mzh"), hospital.permits("MZH")
        (True, False)
        """
        return kinds_with(self.fact_type, self.known) if self.known else kinds_of(self.fact_type)

    def called(self, key: str) -> str:
        """Return what people call the fact of a list that goes by this key.

        >>> from obstetric_rules import load_protocol
        >>> load_protocol("groningen").slots["andere_ziekenhuizen"].called("umcg")
        'UMCG'
        """
        kind = self.kinds.get("id")
        return key if kind is None else shown_value(kind, key)


def _rebuilt(fields: dict[str, Any], description: tuple[str, Mapping[str, Kind]] | None) -> Slot:
    if description is None:
        return Slot(**fields)
    return Slot(**fields, fact_type=made_fact_type(*description))


class HasSlots(Protocol):
    """A protocol, or whatever else knows the slots of a dossier by their name."""

    @property
    def slots(self) -> Mapping[str, Slot]:
        """All slots by their name."""
        ...


def slots_of(protocol: HasSlots | Iterable[Slot]) -> dict[str, Slot]:
    """Return the slots of a protocol, or those that are given, by their name.

    Raises :class:`~obstetric_rules.errors.ArgumentError` when it is neither.

    >>> slots_of([])
    {}
    """
    found: Any = getattr(protocol, "slots", None)
    if isinstance(found, Mapping):
        return dict(found)
    slots = items("protocol", protocol, "a Protocol, or its slots")
    for position, slot in enumerate(slots):
        expect(f"protocol[{position}]", slot, Slot, expected="a Slot")
    return {slot.name: slot for slot in slots}


@cache
def kinds_with(fact_type: type, known: tuple[tuple[str, Vocabulary], ...]) -> Mapping[str, Kind]:
    """Return the kind of each field of a fact type, some with a vocabulary that knows more."""
    kinds = dict(kinds_of(fact_type))
    for name, vocabulary in known:
        kind = kinds[name]
        assert isinstance(kind, Text | TextSet)  # rulesets are checked for it
        kinds[name] = _with_vocabulary(kind, vocabulary)
    return MappingProxyType(kinds)


def _with_vocabulary(kind: Text | TextSet, vocabulary: Vocabulary) -> Text | TextSet:
    if isinstance(kind, TextSet):
        permitted = frozenset(filter(vocabulary.permits, kind.ordinary))
        return attrs.evolve(kind, vocabulary=vocabulary, ordinary=permitted)
    # Its own ordinary value may be a slip of what is known here.
    ordinary = kind.ordinary if vocabulary.permits(kind.ordinary) else next(iter(vocabulary.values))
    return attrs.evolve(kind, vocabulary=vocabulary, ordinary=ordinary)
