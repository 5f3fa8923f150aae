"""What a diagram tests, as questions with their answers, in Dutch."""

from __future__ import annotations

from collections.abc import Sequence

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
from obstetric_rules.expressions.wording import enumeration, sentence
from obstetric_rules.facts import Choice, kinds_of
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
            kind = kinds_of(protocol.slots[field.slot].fact_type)[field.name]
            labels = kind.values if isinstance(kind, Choice) else {}
            names = [labels[values[branch]] for branch in branches]
        case TextVariable(_, constants):
            names = [*constants, "iets anders"]
            names = [names[branch] for branch in branches]
        case NumberVariable(_, classes) | SizeVariable(_, classes):
            names = [_numbers(classes, branch) for branch in branches]
        case _:
            names = [("nee", "ja", "tegenstrijdig")[branch] for branch in branches]
    return enumeration(names, "of")


def _numbers(classes: Classes, branch: int) -> str:
    """Return a class of numbers in words.

    >>> classes = Classes.between([42], whole=True, minimum=0)
    >>> [_numbers(classes, branch) for branch in range(3)]
    ['minder dan 42', '42', 'meer dan 42']
    >>> _numbers(Classes.between([42], whole=True, maximum=42), 1)
    '42'
    >>> _numbers(Classes.between([]), 0), _numbers(Classes.between([1, 5]), 2)
    ('elk getal', 'tussen 1 en 5')
    """
    low, high = classes.limits(branch, branch)
    for limit in (high, low):
        if limit is not None and limit.included:
            return f"{limit.number:g}"
    if low is None and high is None:
        return "elk getal"
    if low is None:
        return "" if high is None else f"minder dan {high.number:g}"
    if high is None:
        return f"meer dan {low.number:g}"
    return f"tussen {low.number:g} en {high.number:g}"


def _asked(field: Field, protocol: Protocol) -> str:
    slot = protocol.slots[field.slot]
    return kinds_of(slot.fact_type)[field.name].question.format(wie=slot.label)


def _label(field: Field, protocol: Protocol) -> str:
    slot = protocol.slots[field.slot]
    return f"{kinds_of(slot.fact_type)[field.name].label} van {slot.label}"


def _as_question(text: str) -> str:
    return f"Geldt: {text}?"
