"""The nodes of expressions: a small, closed family of frozen data, compared by structure.

Nodes say what a condition is, not how to evaluate, word or compile it. Authors do not build them by
hand: the operators in :mod:`obstetric_rules.expressions.operators` do.

*Operands* are what is compared: a field, the size of a set field, the number of facts of a list,
the answer to another question. *Conditions* are true or false.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any, TypeAlias

import attrs

Constant: TypeAlias = bool | int | float | str


class Binding(enum.Enum):
    """Which fact of its slot a field is read from."""

    SLOT = "slot"
    """The one fact of a slot with one fact."""
    EACH = "each"
    """The fact that a per-fact question is about."""
    ELEMENT = "element"
    """The fact that a quantifier has taken from its list."""


class Operator(enum.Enum):
    """How two values are compared."""

    EQUAL = "=="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


class Quantifier(enum.Enum):
    """How many facts of a list have to satisfy a condition."""

    ANY = "any"
    ALL = "all"


@attrs.frozen
class Field:
    """The value of a field of a fact."""

    slot: str
    name: str
    binding: Binding = Binding.SLOT


@attrs.frozen
class Size:
    """The number of values in a field that holds a set."""

    field: Field


@attrs.frozen
class Count:
    """The number of facts in a many-slot that satisfy a condition."""

    slot: str
    body: Condition


@attrs.frozen
class Answer:
    """The answer to another question of the protocol.

    Of a question that is asked per fact it is the answer for the fact in hand: the one taken by a
    quantifier over that slot, or else the one that the asking question is about.
    """

    question: str


Operand: TypeAlias = Field | Size | Count | Answer


@attrs.frozen
class Parameter:
    """The value that a parameter has on the date for which a protocol is composed.

    Composing puts that value in its place, so no engine ever meets one.
    """

    name: str


@attrs.frozen
class Always:
    """A condition that holds in every case."""


@attrs.frozen
class Holds:
    """A yes/no field is yes."""

    field: Field


@attrs.frozen
class Present:
    """A slot that may be empty is not: there is a partner."""

    slot: str


@attrs.frozen
class Comparison:
    """An operand compared with a constant or with another field.

    On a slot that is known to be empty every comparison is false, unequal too. With another
    question's answer it is false when that question is silent or not applicable.
    """

    operand: Operand
    operator: Operator
    value: Constant | Field | Parameter


@attrs.frozen
class Membership:
    """An operand is one of several constants."""

    operand: Operand
    values: tuple[Constant, ...]


@attrs.frozen
class Containment:
    """A set (a set field, or the answer to a set question) contains a text."""

    operand: Operand
    value: str


@attrs.frozen
class Quantified:
    """Some, or all, facts in a many-slot satisfy a condition; all of an empty list do."""

    quantifier: Quantifier
    slot: str
    body: Condition


@attrs.frozen
class Not:
    """A condition does not hold."""

    part: Condition


@attrs.frozen
class And:
    """All conditions hold."""

    parts: tuple[Condition, ...]


@attrs.frozen
class Or:
    """At least one condition holds."""

    parts: tuple[Condition, ...]


@attrs.frozen
class Term:
    """A condition with a name of its own, which explanations keep.

    ``label`` and ``denial`` say in Dutch that it holds and that it does not.
    """

    name: str
    label: str
    denial: str
    body: Condition


Condition: TypeAlias = (
    Always
    | Holds
    | Present
    | Comparison
    | Membership
    | Containment
    | Quantified
    | Not
    | And
    | Or
    | Term
)
Node: TypeAlias = Operand | Condition

CONDITIONS = (
    Always,
    Holds,
    Present,
    Comparison,
    Membership,
    Containment,
    Quantified,
    Not,
    And,
    Or,
    Term,
)
OPERANDS = (Field, Size, Count, Answer)
NODES = (*CONDITIONS, *OPERANDS, Parameter)


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly inside a node.

    >>> children(Not(Holds(Field("client", "koorts"))))
    (Holds(field=Field(slot='client', name='koorts', binding=<Binding.SLOT: 'slot'>)),)
    """
    match node:
        case Field() | Answer() | Always() | Present():
            return ()
        case Size(field) | Holds(field):
            return (field,)
        case Comparison(operand, _, value):
            return (operand, value) if isinstance(value, Field) else (operand,)
        case Membership(operand, _) | Containment(operand, _):
            return (operand,)
        case And(parts) | Or(parts):
            return parts
        case Not(part):
            return (part,)
        case around:
            return (around.body,)


def walk(node: Node) -> tuple[Node, ...]:
    """Return a node and every node inside it, parents first."""
    found: list[Node] = []
    todo = [node]
    while todo:
        current = todo.pop()
        found.append(current)
        todo.extend(reversed(children(current)))
    return tuple(found)


def parameters_in(node: Node) -> tuple[str, ...]:
    """Return the names of the parameters that a condition compares with, each once.

    >>> beds = Field("afdeling", "bedden")
    >>> parameters_in(Not(Comparison(beds, Operator.LESS, Parameter("minimum"))))
    ('minimum',)
    """
    return tuple(
        dict.fromkeys(
            inner.value.name
            for inner in walk(node)
            if isinstance(inner, Comparison) and isinstance(inner.value, Parameter)
        )
    )


def with_parameters(node: Condition, values: Mapping[str, Constant]) -> Condition:
    """Return a condition with the value of each parameter in its place.

    >>> beds = Field("afdeling", "bedden")
    >>> with_parameters(Comparison(beds, Operator.LESS, Parameter("minimum")), {"minimum": 2})
    Comparison(operand=Field(slot='afdeling', name='bedden', binding=<Binding.SLOT: 'slot'>), \
operator=<Operator.LESS: '<'>, value=2)
    """
    if not parameters_in(node):
        return node
    changed: Condition = _replaced(node, values)
    return changed


def _replaced(part: Any, values: Mapping[str, Constant]) -> Any:
    if isinstance(part, Parameter):
        return values[part.name]
    if isinstance(part, tuple):
        return tuple(_replaced(item, values) for item in part)
    if isinstance(part, NODES):
        fields = attrs.fields(type(part))
        parts = {field.name: _replaced(getattr(part, field.name), values) for field in fields}
        return type(part)(**parts)
    return part
