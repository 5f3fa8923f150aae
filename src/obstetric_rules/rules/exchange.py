"""Rulesets as plain data, and the content hash made of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from obstetric_rules.expressions.canonical import node_to_data
from obstetric_rules.expressions.nodes import CONDITIONS
from obstetric_rules.facts import Slot, kinds_of
from obstetric_rules.facts.vocabulary import FREE

if TYPE_CHECKING:
    from obstetric_rules.rules.ruleset import Ruleset


def ruleset_to_data(ruleset: Ruleset) -> dict[str, Any]:
    """Return everything that a ruleset says as JSON-ready data."""
    return _parts(ruleset)


def content_hash(rulesets: Iterable[Ruleset]) -> str:
    """Return the SHA-256 of what rulesets say, in hexadecimal; any change of content changes it."""
    data = [ruleset_to_data(ruleset) for ruleset in rulesets]
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


_WHEN_THERE: Final[Mapping[str, Any]] = {"vocabulary": FREE, "known_values": ()}
"""Parts that are left out when they say nothing, so that rulesets without them stay what they are.

Nobody should have to look at a changed hash because this library can say more than it could.
"""


def _parts(value: Any) -> dict[str, Any]:
    said = {field.name: getattr(value, field.name) for field in _fields(value)}
    return {
        name: _to_data(part)
        for name, part in said.items()
        if name not in _WHEN_THERE or part != _WHEN_THERE[name]
    }


def _fields(value: Any) -> tuple[Any, ...]:
    fields: tuple[Any, ...] = attrs.fields(type(value))
    return fields


def _to_data(value: Any) -> Any:
    if isinstance(value, CONDITIONS):
        return node_to_data(value)
    if isinstance(value, Slot):
        return _slot_to_data(value)
    if isinstance(value, Mapping):
        # As a list of pairs, since the order of values is part of the content.
        return [[_to_data(key), _to_data(item)] for key, item in value.items()]
    if isinstance(value, tuple | list):
        return [_to_data(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(value)
    if attrs.has(type(value)):
        return {"type": type(value).__name__, **_parts(value)}
    if isinstance(value, bool | int | float) or value is None:
        return value
    return str(value)


def _slot_to_data(slot: Slot) -> dict[str, Any]:
    data = {
        field.name: getattr(slot, field.name)
        for field in _fields(slot)
        # What a protocol's rulesets know of fields they say themselves.
        if field.name not in ("fact_type", "known")
    }
    kinds = [[name, _to_data(kind)] for name, kind in kinds_of(slot.fact_type).items()]
    return {**data, "fact_type": slot.fact_type.__name__, "fields": kinds}
