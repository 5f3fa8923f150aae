"""What a diagram tests, as questions with their answers, in Dutch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from obstetric_rules.diagrams.variables import (
    ChoiceVariable,
    Classes,
    ContainsVariable,
    EqualVariable,
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
from obstetric_rules.expressions.wording import enumeration, sentence, size_text
from obstetric_rules.facts import Kind
from obstetric_rules.facts.kinds import shown_value
from obstetric_rules.facts.number_text import number_text, range_text, unit_beside
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
            return f"Hoe groot is {size_text(field, words)}?"
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
            kind = _kind(field, protocol)
            names = [shown_value(kind, values[branch]) for branch in branches]
        case TextVariable(field, constants):
            kind = _kind(field, protocol)
            names = [*(shown_value(kind, text) for text in constants), "iets anders"]
            names = [names[branch] for branch in branches]
        case NumberVariable(field, classes):
            unit = unit_beside(_kind(field, protocol), _asked(field, protocol))
            names = [_numbers(classes, *run, unit) for run in _runs(branches)]
        case SizeVariable(_, classes):
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


def _numbers(classes: Classes, first: int, last: int, unit: str = "") -> str:
    """Return classes of numbers that lie side by side in words.

    >>> classes = Classes.between([42], whole=True, minimum=0)
    >>> [_numbers(classes, branch, branch) for branch in range(3)]
    ['minder dan 42', '42', 'meer dan 42']
    >>> _numbers(Classes.between([42], whole=True, maximum=42), 1, 1)
    '42'
    >>> _numbers(classes, 0, 1), _numbers(classes, 1, 2, "dagen")
    ('hoogstens 42', 'minstens 42 dagen')
    >>> several = Classes.between([1, 5.5])
    >>> [_numbers(several, *run, "mmol/l") for run in [(1, 3), (1, 2), (0, 4)]]
    ['van 1 tot en met 5,5 mmol/l', 'van 1 tot 5,5 mmol/l', 'elk getal']
    """
    low, high = classes.limits(first, last)
    for limit in (low, high) if first == last else ():
        if limit is not None and limit.included:
            return number_text(limit.number, unit)
    if low is not None and high is not None:
        return range_text(
            low.number,
            high.number,
            unit,
            low_included=low.included,
            high_included=high.included,
        )
    if low is not None:
        least = "minstens" if low.included else "meer dan"
        return f"{least} {number_text(low.number, unit)}"
    if high is not None:
        most = "hoogstens" if high.included else "minder dan"
        return f"{most} {number_text(high.number, unit)}"
    return "elk getal"


def _kind(field: Field, protocol: Protocol) -> Kind:
    return protocol.slots[field.slot].kinds[field.name]


def _asked(field: Field, protocol: Protocol) -> str:
    return _kind(field, protocol).question.format(wie=protocol.slots[field.slot].label)


def _as_question(text: str) -> str:
    return f"Geldt: {text}?"
