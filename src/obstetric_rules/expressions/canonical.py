"""Expressions as plain data, for content hashes and for exchange between machines."""

from __future__ import annotations

import enum
from typing import Any

import attrs

from obstetric_rules.expressions import nodes
from obstetric_rules.expressions.nodes import NODES, Node, Parameter

_FAMILY = {kind.__name__: kind for kind in NODES}
_ENUMS = {"binding": nodes.Binding, "operator": nodes.Operator, "quantifier": nodes.Quantifier}


def node_to_data(node: Node | Parameter) -> dict[str, Any]:
    """Return a node as JSON-ready data: its kind and its parts.

    >>> node_to_data(nodes.Present("partner"))
    {'node': 'Present', 'slot': 'partner'}
    """
    parts = {field.name: _to_data(getattr(node, field.name)) for field in attrs.fields(type(node))}
    return {"node": type(node).__name__, **parts}


def node_from_data(data: dict[str, Any]) -> Node | Parameter:
    """Return the node that :func:`node_to_data` wrote.

    >>> node_from_data({"node": "Not", "part": {"node": "Always"}})
    Not(part=Always())
    """
    kind = _FAMILY[data["node"]]
    parts = {name: _from_data(name, part) for name, part in data.items() if name != "node"}
    node: Node | Parameter = kind(**parts)
    return node


def _to_data(part: Any) -> Any:
    if isinstance(part, tuple):
        return [_to_data(item) for item in part]
    if isinstance(part, enum.Enum):
        return part.value
    return node_to_data(part) if attrs.has(type(part)) else part


def _from_data(name: str, part: Any) -> Any:
    if isinstance(part, list):
        return tuple(_from_data(name, item) for item in part)
    if isinstance(part, dict):
        return node_from_data(part)
    return _ENUMS[name](part) if name in _ENUMS else part
