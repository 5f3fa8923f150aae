"""The ways of answering what is asked of one fact, as far as the rules can tell them apart."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any

import attrs

from obstetric_rules.engines.case import Case
from obstetric_rules.engines.reference_filling import representative_numbers, representative_sets
from obstetric_rules.explanation.fact_places import FactPlace, places_of
from obstetric_rules.expressions.nodes import (
    Comparison,
    Condition,
    Constant,
    Containment,
    Field,
    Membership,
    Node,
    Size,
    walk,
)
from obstetric_rules.facts import UNKNOWN, Choice, Text, TextSet, YesNo
from obstetric_rules.facts import Vocabulary as KnownTexts
from obstetric_rules.rules.protocol import Protocol

_MOST_COMBINED = 4

FieldName = tuple[str, str]
"""A slot and the name of a field."""


@attrs.frozen
class Vocabulary:
    """What rules compare each field with: constants, sizes of sets, other fields."""

    constants: dict[FieldName, dict[Constant, None]] = attrs.field(factory=dict)
    sizes: dict[FieldName, dict[int, None]] = attrs.field(factory=dict)
    fields: dict[FieldName, dict[FieldName, None]] = attrs.field(factory=dict)


def vocabulary_of(protocol: Protocol) -> Vocabulary:
    """Return what the rules of a protocol compare each field with, in the order of the rules."""
    found = Vocabulary()
    for condition in _conditions(protocol):
        for node in walk(condition):
            _note(node, found)
    return found


def ways_to_answer(place: FactPlace, case: Case, vocabulary: Vocabulary) -> tuple[Any, ...]:
    """Return a value for each way of answering that rules tell apart.

    A slot that may be empty can be empty, or hold a fact of which nothing is known yet; a list can
    be empty, or hold one such fact.
    """
    slot, kind = place.slot, place.kind
    if kind is None:
        return ((), (slot.fact_type(),)) if slot.many else (None, slot.fact_type())
    name = (slot.name, str(place.field))
    match kind:
        case YesNo():
            return (True, False)
        case Choice():
            return tuple(kind.values)
        case Text():
            texts = compared_texts(place, case, vocabulary)
            return (*texts, *islice(kind.vocabulary.others(set(texts)), 1))
        case TextSet():
            texts = tuple(vocabulary.constants.get(name, {}))
            return _sets(texts, vocabulary.sizes.get(name, {}), kind.vocabulary)
        case _:
            numbers = dict.fromkeys(
                [*vocabulary.constants.get(name, {}), *_told(place, case, vocabulary)]
            )
            return tuple(representative_numbers(kind, numbers))


def _sets(
    texts: tuple[Any, ...], sizes: Collection[int], known: KnownTexts
) -> tuple[frozenset[str], ...]:
    """Return sets of texts: in all combinations while these are few, else with one text each."""
    groups = (texts,) if len(texts) <= _MOST_COMBINED else tuple((text,) for text in texts)
    ways = (way for group in groups for way in representative_sets(group, sizes, known))
    return tuple(dict.fromkeys(ways))


def compared_texts(place: FactPlace, case: Case, vocabulary: Vocabulary) -> tuple[Any, ...]:
    """Return the texts that a text field, or a set of texts, is compared with."""
    name, kind = (place.slot.name, str(place.field)), place.kind
    constants = vocabulary.constants.get(name, {})
    texts = dict.fromkeys([*constants, *_told(place, case, vocabulary)])
    return tuple(text for text in texts if not isinstance(kind, Text) or kind.permits(text))


def _told(place: FactPlace, case: Case, vocabulary: Vocabulary) -> Iterator[Any]:
    """Yield the known values of the fields that a field is compared with."""
    others = vocabulary.fields.get((place.slot.name, str(place.field)), {})
    for other in places_of(case).values() if others else ():
        value = other.value_in(case.dossier)
        if (other.slot.name, other.field) in others and value is not UNKNOWN:
            yield value


def _conditions(protocol: Protocol) -> Iterator[Condition]:
    for question in protocol.questions.values():
        if question.asked_when is not None:
            yield question.asked_when
    for rule in protocol.rules.values():
        yield rule.when


def _note(node: Node, found: Vocabulary) -> None:
    match node:
        case Comparison(Size(field), _, int() as size):
            found.sizes.setdefault(_name(field), {})[size] = None
        case Comparison(Field() as field, _, Field() as other):
            found.fields.setdefault(_name(field), {})[_name(other)] = None
            found.fields.setdefault(_name(other), {})[_name(field)] = None
        case Comparison(Field() as field, _, bool() | int() | float() | str() as constant):
            found.constants.setdefault(_name(field), {})[constant] = None
        case Membership(Field() as field, constants):
            found.constants.setdefault(_name(field), {}).update(dict.fromkeys(constants))
        case Containment(Field() as field, text):
            found.constants.setdefault(_name(field), {})[text] = None
        case _:
            pass


def _name(field: Field) -> FieldName:
    return field.slot, field.name
