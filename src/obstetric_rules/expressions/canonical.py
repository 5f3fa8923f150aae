"""Expressions as plain data, for content hashes and for exchange between machines."""

from __future__ import annotations

import enum
from typing import Any

import attrs

from obstetric_rules.expressions.nodes import Node, Parameter


def node_to_data(node: Node | Parameter) -> dict[str, Any]:
    """Return a node as JSON-ready data: its kind and its parts.

    >>> from obstetric_rules.expressions.nodes import Present
    >>> node_to_data(Present("partner"))
    {'node': 'Present', 'slot': 'partner'}
    """
    parts = {field.name: _to_data(getattr(node, field.name)) for field in attrs.fields(type(node))}
    return {"node": type(node).__name__, **parts}


def _to_data(part: Any) -> Any:
    if isinstance(part, tuple):
        return [_to_data(item) for item in part]
    if isinstance(part, enum.Enum):
        return part.value
    return node_to_data(part) if attrs.has(type(part)) else part
