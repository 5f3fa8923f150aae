"""Known values: what a ruleset knows of a text field that another one declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from obstetric_rules.errors import nearest_name
from obstetric_rules.facts import Slot, Text, TextSet
from obstetric_rules.facts.fact import is_fact_type


def _copy(values: Any) -> Any:
    # What is no mapping is told by the checks, with all that is wrong with the ruleset.
    return dict(values) if isinstance(values, Mapping) else values


@attrs.frozen(kw_only=True)
class KnownValues:
    """Values of a text field, or of a set of texts, with what people call them.

    ``field`` is the slot and the field (``"ziekenhuis.id"``); ``values`` have their Dutch labels,
    ``values_en`` the English ones where there are any. They are added to what is known of the field
    already, of which the list must be open.

    >>> KnownValues(field="ziekenhuis.id", values={"mzh": "Martini Ziekenhuis"}).values_en
    {}
    """

    field: str
    values: Mapping[str, str] = attrs.field(converter=_copy)
    values_en: Mapping[str, str] = attrs.field(factory=dict, converter=_copy)


def known_values_faults(own: Iterable[KnownValues], slots: Mapping[str, Slot]) -> Iterator[str]:
    """Yield what is wrong with known values that are added to these slots, one after the other."""
    for item in own:
        try:
            slots = {**slots, **_added(item, slots)}
        except ValueError as error:
            yield f"knows values of {item.field}: {error}"


def with_known_values(
    slots: Mapping[str, Slot], additions: Iterable[KnownValues]
) -> Mapping[str, Slot]:
    """Return slots of which the fields know these values too; what cannot be known is left out."""
    for item in additions:
        try:
            slots = {**slots, **_added(item, slots)}
        except ValueError:
            continue
    return slots


def _added(item: KnownValues, slots: Mapping[str, Slot]) -> Mapping[str, Slot]:
    name, _, field = item.field.partition(".")
    if name not in slots:
        raise ValueError(f"there is no slot {name}{_near(name, slots)}")
    slot = slots[name]
    kinds = slot.kinds if is_fact_type(slot.fact_type) else {}
    kind = kinds.get(field)
    if kind is None:
        raise ValueError(f"there is no such field{_near(field, kinds)}")
    if not isinstance(kind, Text | TextSet):
        raise ValueError("it holds no text")
    if kind.closed:
        raise ValueError("its list is closed")
    twice = [value for value in item.values if value in kind.vocabulary.values]
    if twice:
        raise ValueError(f"{', '.join(map(repr, twice))} is known already")
    vocabulary = kind.vocabulary.with_values(item.values, item.values_en)
    known = tuple(dict([*slot.known, (field, vocabulary)]).items())
    return {name: attrs.evolve(slot, known=known)}


def _near(name: str, known: Iterable[str]) -> str:
    near = nearest_name(name, known)
    return f" (did you mean {near}?)" if near else ""
