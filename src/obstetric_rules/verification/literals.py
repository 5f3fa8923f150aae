"""Tests of one variable as conditions that can be worded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from obstetric_rules.diagrams.variables import (
    ChoiceVariable,
    Classes,
    ContainsVariable,
    EqualVariable,
    NumberVariable,
    PresenceVariable,
    QuantifierVariable,
    SizeVariable,
    TextVariable,
    Variable,
    YesNoVariable,
)
from obstetric_rules.expressions.nodes import (
    And,
    Comparison,
    Condition,
    Constant,
    Containment,
    Count,
    Field,
    Holds,
    Membership,
    Not,
    Operator,
    Or,
    Present,
    Size,
)


def literal(variable: Variable, branches: frozenset[int]) -> Condition:
    """Return the condition that a variable takes one of these branches.

    >>> fever = YesNoVariable(Field("client", "koorts"))
    >>> literal(fever, frozenset({0}))
    Not(part=Holds(field=Field(slot='client', name='koorts', binding=<Binding.SLOT: 'slot'>)))
    """
    match variable:
        case ChoiceVariable(field, values):
            return _of_values(field, values, frozenset(values[at] for at in branches))
        case TextVariable(field, constants):
            return _of_text(field, constants, branches)
        case NumberVariable(field, classes):
            return _of_numbers(field, classes, branches)
        case SizeVariable(field, classes):
            return _of_numbers(Size(field), classes, branches)
    positive = _positive(variable)
    return positive if 1 in branches else Not(positive)


def _positive(variable: Variable) -> Condition:
    match variable:
        case PresenceVariable(slot):
            return Present(slot)
        case YesNoVariable(field):
            return Holds(field)
        case ContainsVariable(field, text):
            return Containment(field, text)
        case EqualVariable(field, other):
            return Comparison(field, Operator.EQUAL, other)
        case quantifier:
            return _quantified(cast(QuantifierVariable, quantifier))


def _quantified(variable: QuantifierVariable) -> Condition:
    if isinstance(variable.condition, Count):
        return Comparison(variable.condition, cast(Operator, variable.operator), variable.number)
    return variable.condition


def _of_values(field: Field, values: tuple[str, ...], chosen: frozenset[str]) -> Condition:
    excluded = [value for value in values if value not in chosen]
    if len(excluded) == 1 and len(chosen) > 1:
        return Comparison(field, Operator.UNEQUAL, excluded[0])
    return _one_of(field, tuple(value for value in values if value in chosen))


def _of_text(field: Field, constants: tuple[str, ...], branches: frozenset[int]) -> Condition:
    if len(constants) not in branches:
        return _one_of(field, tuple(constants[at] for at in sorted(branches)))
    excluded = [text for at, text in enumerate(constants) if at not in branches]
    return _joined(And, [Comparison(field, Operator.UNEQUAL, text) for text in excluded])


def _one_of(field: Field, values: tuple[Constant, ...]) -> Condition:
    if len(values) == 1:
        return Comparison(field, Operator.EQUAL, values[0])
    return Membership(field, values)


def _of_numbers(operand: Field | Size, classes: Classes, branches: frozenset[int]) -> Condition:
    others = {*range(len(classes.representatives))} - branches
    if len(others) == 1 and len(branches) > 1:
        lowest, highest = classes.limits(*others, *others)
        if lowest is not None and lowest == highest:
            return Comparison(operand, Operator.UNEQUAL, lowest.number)
    runs = [_run(operand, classes, first, last) for first, last in _runs(sorted(branches))]
    return _joined(Or, runs)


def _runs(branches: list[int]) -> Iterator[tuple[int, int]]:
    first = last = branches[0]
    for branch in branches[1:]:
        if branch > last + 1:
            yield first, last
            first = branch
        last = branch
    yield first, last


def _run(operand: Field | Size, classes: Classes, first: int, last: int) -> Condition:
    lowest, highest = classes.limits(first, last)
    if lowest is not None and lowest == highest:
        return Comparison(operand, Operator.EQUAL, lowest.number)
    parts: list[Condition] = []
    if lowest is not None:
        how = Operator.AT_LEAST if lowest.included else Operator.MORE
        parts.append(Comparison(operand, how, lowest.number))
    if highest is not None:
        how = Operator.AT_MOST if highest.included else Operator.LESS
        parts.append(Comparison(operand, how, highest.number))
    return _joined(And, parts)


def _joined(kind: Any, parts: list[Any]) -> Condition:
    joined: Condition = parts[0] if len(parts) == 1 else kind(tuple(parts))
    return joined
