"""Rulesets as plain data, and the content hash made of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from obstetric_rules.expressions.canonical import node_to_data
from obstetric_rules.expressions.nodes import CONDITIONS
from obstetric_rules.facts import Slot, kinds_of
from obstetric_rules.facts.kinds import LATER

if TYPE_CHECKING:
    from obstetric_rules.rules.ruleset import Ruleset


def ruleset_to_data(ruleset: Ruleset) -> dict[str, Any]:
    """Return everything that a ruleset says as JSON-ready data."""
    return _parts(ruleset)


def content_hash(rulesets: Iterable[Ruleset]) -> str:
    """Return the SHA-256 of what rulesets say, in hexadecimal; any change of content changes it."""
    data = [ruleset_to_data(ruleset) for ruleset in rulesets]
    for kind in (kind for part in data for slot in part["slots"] for _, kind in slot["fields"]):
        if "unit" in kind:
            # Whether a number says that it has no unit changes nothing of what rules say.
            kind["unit"] = kind["unit"] or ""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _parts(value: Any) -> dict[str, Any]:
    return {
        field.name: _to_data(getattr(value, field.name))
        for field in _fields(value)
        if not _is_unsaid(value, field)
    }


def _fields(value: Any) -> tuple[Any, ...]:
    fields: tuple[Any, ...] = attrs.fields(type(value))
    return fields


def _is_unsaid(value: Any, field: Any) -> bool:
    """Return whether a part is one that came later and says nothing: then hashes stay the same."""
    is_later = LATER.items() <= field.metadata.items()
    return is_later and bool(getattr(value, field.name) == field.default)


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
