"""What a diagram tests, as questions with their answers, in Dutch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from obstetric_rules.diagrams.variables import (
    ChoiceVariable,
    Classes,
    ContainsVariable,
    EqualVariable,
    Limit,
    NumberVariable,
    PresenceVariable,
    SizeVariable,
    TextVariable,
    Variable,
    YesNoVariable,
)
from obstetric_rules.expressions.nodes import (
    Comparison,
    Containment,
    Count,
    Field,
    Operator,
)
from obstetric_rules.expressions.wording import enumeration, sentence
from obstetric_rules.facts.kinds import shown_value
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.rules.words import words_of


def question_text(variable: Variable, protocol: Protocol) -> str:
    """Return what a variable tests, as a question."""
    words = words_of(protocol)
    match variable:
        case PresenceVariable(slot):
            return f"Is {protocol.slots[slot].label} er?"
        case ContainsVariable(field, text):
            return _as_question(sentence(Containment(field, text), words))
        case EqualVariable(field, other):
            return _as_question(sentence(Comparison(field, Operator.EQUAL, other), words))
        case SizeVariable(field):
            return f"Hoeveel: {_label(field, protocol)}?"
        case YesNoVariable(field) | ChoiceVariable(field) | NumberVariable(field):
            return _asked(field, protocol)
        case TextVariable(field):
            return _asked(field, protocol)
        case quantifier:
            condition = quantifier.condition
            if isinstance(condition, Count):
                operator = quantifier.operator or Operator.EQUAL
                counted = Comparison(condition, operator, quantifier.number)
                return _as_question(sentence(counted, words))
            return _as_question(sentence(condition, words))


def branch_names(variable: Variable, branches: Sequence[int], protocol: Protocol) -> str:
    """Return the answers to that question that lead one way."""
    match variable:
        case ChoiceVariable(field, values):
            kind = protocol.slots[field.slot].kinds[field.name]
            names = [shown_value(kind, values[branch]) for branch in branches]
        case TextVariable(field, constants):
            kind = protocol.slots[field.slot].kinds[field.name]
            names = [*(shown_value(kind, text) for text in constants), "iets anders"]
            names = [names[branch] for branch in branches]
        case NumberVariable(_, classes) | SizeVariable(_, classes):
            names = [_numbers(classes, *run) for run in _runs(branches)]
        case _:
            names = [("nee", "ja", "tegenstrijdig")[branch] for branch in branches]
    return enumeration(names, "of")


def _runs(branches: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of branches that lie side by side.

    >>> list(_runs([0, 1, 3]))
    [(0, 1), (3, 3)]
    """
    for first in branches:
        if first - 1 not in branches:
            last = first
            while last + 1 in branches:
                last += 1
            yield first, last


def _numbers(classes: Classes, first: int, last: int) -> str:
    """Return classes of numbers that lie side by side in words.

    >>> classes = Classes.between([42], whole=True, minimum=0)
    >>> [_numbers(classes, branch, branch) for branch in range(3)]
    ['minder dan 42', '42', 'meer dan 42']
    >>> _numbers(Classes.between([42], whole=True, maximum=42), 1, 1)
    '42'
    >>> _numbers(classes, 0, 1), _numbers(classes, 1, 2)
    ('hoogstens 42', 'minstens 42')
    >>> several = Classes.between([1, 5])
    >>> [_numbers(several, *run) for run in [(1, 3), (2, 2), (1, 2), (2, 3), (0, 4)]]
    ['van 1 tot en met 5', 'tussen 1 en 5', 'minstens 1 en minder dan 5', \
'meer dan 1 en hoogstens 5', 'elk getal']
    """
    low, high = classes.limits(first, last)
    for limit in (low, high) if first == last else ():
        if limit is not None and limit.included:
            return f"{limit.number:g}"
    if low is not None and high is not None:
        return _between(low, high)
    if low is not None:
        return _least(low)
    return "elk getal" if high is None else _most(high)


def _between(low: Limit, high: Limit) -> str:
    if low.included and high.included:
        return f"van {low.number:g} tot en met {high.number:g}"
    if not low.included and not high.included:
        return f"tussen {low.number:g} en {high.number:g}"
    return f"{_least(low)} en {_most(high)}"


def _least(low: Limit) -> str:
    return f"{'minstens' if low.included else 'meer dan'} {low.number:g}"


def _most(high: Limit) -> str:
    return f"{'hoogstens' if high.included else 'minder dan'} {high.number:g}"


def _asked(field: Field, protocol: Protocol) -> str:
    slot = protocol.slots[field.slot]
    return slot.kinds[field.name].question.format(wie=slot.label)


def _label(field: Field, protocol: Protocol) -> str:
    slot = protocol.slots[field.slot]
    return f"{slot.kinds[field.name].label} van {slot.label}"


def _as_question(text: str) -> str:
    return f"Geldt: {text}?"
