"""Values for the fields of a protocol: those its rules compare with, and their neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from obstetric_rules.engines.reference_filling import representative_numbers, representative_sets
from obstetric_rules.engines.reference_reading import Path, Reading, read
from obstetric_rules.facts import (
    Choice,
    DecimalNumber,
    Kind,
    Text,
    TextSet,
    Vocabulary,
    WholeNumber,
    YesNo,
)
from obstetric_rules.rules.protocol import Protocol

OTHER_TEXTS = ("w", "x", "y", "z")
"""Texts that the rules of real protocols do not know; enough for the ids of a list."""


def field_values(protocol: Protocol) -> Mapping[Path, st.SearchStrategy[Any]]:
    """Return a strategy for each field: values near what it is compared with.

    Fields that are compared with each other are often equal.
    """
    readings = [read(protocol, question) for question in protocol.questions]
    return {
        (slot.name, name): _values(protocol, readings, (slot.name, name), kind)
        for slot in protocol.slots.values()
        for name, kind in slot.kinds.items()
    }


def candidates(protocol: Protocol) -> Mapping[Path, tuple[Any, ...]]:
    """Return a few values for each field, the ordinary first: no rule tells others apart.

    For fields that rules compare with each other there are a few texts that occur nowhere else.
    """
    readings = [read(protocol, question) for question in protocol.questions]
    return {
        (slot.name, name): tuple(
            dict.fromkeys(
                (kind.ordinary, *_candidates(protocol, readings, (slot.name, name), kind))
            )
        )
        for slot in protocol.slots.values()
        for name, kind in slot.kinds.items()
    }


def _candidates(
    protocol: Protocol, readings: list[Reading], path: Path, kind: Kind
) -> tuple[Any, ...]:
    match kind:
        case YesNo():
            return (False, True)
        case Choice():
            return tuple(kind.values)
        case Text():
            texts = _texts(protocol, readings, _linked(readings, path))
            return _permitted(kind.vocabulary, texts)
        case TextSet():
            sizes = {size for reading in readings for size in reading.sizes.get(path, ())}
            texts = _constants(readings, path)
            return tuple(representative_sets(texts, sizes, kind.vocabulary))
    return tuple(_numbers(kind, _constants(readings, path)))


def _values(
    protocol: Protocol, readings: list[Reading], path: Path, kind: Kind
) -> st.SearchStrategy[Any]:
    match kind:
        case YesNo():
            return st.booleans()
        case Choice():
            return st.sampled_from(tuple(kind.values))
        case Text():
            texts = {kind.ordinary, *_texts(protocol, readings, _linked(readings, path))}
            return st.sampled_from(_permitted(kind.vocabulary, texts))
        case TextSet():
            texts = {*kind.ordinary, *_texts(protocol, readings, {path})}
            sizes = {size for reading in readings for size in reading.sizes.get(path, ())}
            items = st.sampled_from(_permitted(kind.vocabulary, texts))
            return st.frozensets(items, max_size=max(sizes, default=0) + 2)
    return st.sampled_from(_numbers(kind, _constants(readings, path)))


def _permitted(vocabulary: Vocabulary, texts: set[Any]) -> tuple[str, ...]:
    """Return the texts that a field takes: those given, known ones, and a few that nobody knows."""
    found = dict.fromkeys((*sorted(texts), *vocabulary.values, *OTHER_TEXTS))
    return tuple(filter(vocabulary.permits, found))


def _numbers(kind: WholeNumber | DecimalNumber, constants: set[Any]) -> list[float]:
    near = {number + step for number in constants for step in (-1, 0, 1)}
    near |= {kind.ordinary, *representative_numbers(kind, constants)}
    return sorted((number for number in near if kind.permits(number)), key=abs)


def _constants(readings: list[Reading], path: Path) -> set[Any]:
    return {value for reading in readings for value in reading.constants.get(path, ())}


def _texts(protocol: Protocol, readings: list[Reading], linked: set[Path]) -> set[Any]:
    """Return the texts that fields are compared with, or that the place fixes."""
    fixed = {protocol.fixed.get(f"{slot}.{name}") for slot, name in linked} - {None}
    return fixed.union(*(_constants(readings, path) for path in linked))


def _linked(readings: list[Reading], path: Path) -> set[Path]:
    linked = {path}
    links = [link for reading in readings for link in reading.links]
    while more := set().union(*(link for link in links if link & linked)) - linked:
        linked |= more
    return linked
