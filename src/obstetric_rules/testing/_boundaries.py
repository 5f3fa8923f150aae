"""The numbers at which rules change their mind: each constant, and the number next to it."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from obstetric_rules.diagrams.nearest import next_to
from obstetric_rules.expressions.nodes import (
    Comparison,
    Condition,
    Count,
    Field,
    Membership,
    Node,
    Operand,
    Operator,
    Quantified,
    Quantifier,
    Size,
    children,
)
from obstetric_rules.facts import DecimalNumber, Kind, WholeNumber
from obstetric_rules.rules.protocol import Protocol

_AMOUNT = WholeNumber(label="aantal", label_en="number", minimum=0)

_NEXT = {
    Operator.LESS: -1,
    Operator.AT_LEAST: -1,
    Operator.MORE: 1,
    Operator.AT_MOST: 1,
}
"""On which side of a constant the number next to it is compared otherwise."""


@attrs.frozen
class Boundary:
    """One number that a case should have: its name, and the condition that a case has it."""

    name: str
    condition: Condition


def boundaries(protocol: Protocol, condition: Condition) -> dict[str, Boundary]:
    """Return the numbers that cases about a condition should have, by name.

    Of a constant that orders these are the constant itself and the number next to it that is
    compared otherwise; of one that is equal or not only itself. What a field does not permit, and
    what the place fixes, is left out.

    >>> from obstetric_rules import load_protocol
    >>> from obstetric_rules.expressions.nodes import Field
    >>> vsvs = Size(Field("praktijk", "vsvs"))
    >>> list(boundaries(load_protocol("groningen"), Comparison(vsvs, Operator.MORE, 1)))
    ['size of praktijk.vsvs = 1', 'size of praktijk.vsvs = 2']
    """
    found = (
        _boundary(name, operand, value, around)
        for operand, number, how, around in _compared(condition, ())
        for kind, name in _number(protocol, operand)
        for value in _values(kind, number, how)
    )
    return {item.name: item for item in found}


def _compared(
    node: Node, around: tuple[str, ...]
) -> Iterator[tuple[Operand, float, Operator, tuple[str, ...]]]:
    """Yield what is compared with which number and how, and inside quantifiers over which lists."""
    match node:
        case Comparison(operand, how, number) if isinstance(number, int | float):
            yield operand, number, how, around
        case Membership(operand, values):
            numbers = (value for value in values if isinstance(value, int | float))
            yield from ((operand, number, Operator.EQUAL, around) for number in numbers)
        case _:
            pass
    inside = (*around, node.slot) if isinstance(node, Quantified | Count) else around
    for child in children(node):
        yield from _compared(child, inside)


def _number(
    protocol: Protocol, operand: Operand
) -> Iterator[tuple[WholeNumber | DecimalNumber, str]]:
    """Yield what numbers something can be and how it is called, if it is one and not fixed."""
    match operand:
        case Size(field):
            yield _AMOUNT, f"size of {field.slot}.{field.name}"
        case Count(slot):
            yield _AMOUNT, f"count of {slot}"
        case Field(slot, name) if f"{slot}.{name}" not in protocol.fixed:
            kind: Kind = protocol.slots[slot].kinds[name]
            if isinstance(kind, WholeNumber | DecimalNumber):
                yield kind, f"{slot}.{name}"
        case _:
            pass


def _values(kind: WholeNumber | DecimalNumber, number: float, how: Operator) -> Iterator[float]:
    values = [number]
    if how in _NEXT:
        values.append(next_to(kind, number, _NEXT[how]))
    yield from filter(kind.permits, sorted(values))


def _boundary(name: str, operand: Operand, value: float, around: tuple[str, ...]) -> Boundary:
    condition: Condition = Comparison(operand, Operator.EQUAL, value)
    for slot in around:
        condition = Quantified(Quantifier.ANY, slot, condition)
    return Boundary(f"{name} = {value}", condition)
