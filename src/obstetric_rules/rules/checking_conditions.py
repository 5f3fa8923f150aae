"""What can be wrong with one condition: names, types, and comparisons that can never hold."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import attrs

from obstetric_rules.errors import nearest_name
from obstetric_rules.expressions.nodes import (
    Answer,
    Binding,
    Comparison,
    Condition,
    Constant,
    Containment,
    Count,
    Field,
    Holds,
    Membership,
    Node,
    Operand,
    Operator,
    Parameter,
    Present,
    Quantified,
    Size,
    children,
    walk,
)
from obstetric_rules.facts import (
    Choice,
    DecimalNumber,
    Kind,
    Slot,
    Text,
    TextSet,
    WholeNumber,
    YesNo,
)
from obstetric_rules.facts.fact import is_fact_type, quoted
from obstetric_rules.facts.kinds import is_number, nearest_value
from obstetric_rules.rules.question import Question

_EQUALITY = (Operator.EQUAL, Operator.UNEQUAL)


@attrs.frozen
class Scope:
    """Which facts are in hand: of the per-fact question, and of the quantifier around."""

    per: str | None = None
    quantified: str | None = None


@attrs.frozen
class Surroundings:
    """What a condition can refer to, and what every question of the protocol looks at.

    ``slots``, ``questions`` and ``parameters`` (every value that each can have) are those of the
    ruleset and of the layers below it; ``conditions`` and ``per`` (what it is asked per) are of
    each question in any layer, since a higher layer may give a lower question more rules.
    """

    slots: Mapping[str, Slot]
    questions: Mapping[str, Question]
    conditions: Mapping[str, tuple[Condition, ...]]
    per: Mapping[str, str | None]
    parameters: Mapping[str, tuple[Constant, ...]]


def condition_faults(node: Node, scope: Scope, around: Surroundings) -> Iterator[str]:
    """Yield what is wrong with a condition, outermost first."""
    match node:
        case Field():
            yield from _field_faults(node, scope, around)
        case Answer():
            yield from _answer_faults(node, scope, around)
        case Present(slot):
            if slot not in around.slots or not around.slots[slot].nullable:
                yield f"asks whether {slot} is there, which is no slot that may be empty"
        case Holds(field):
            kind = _kind(field, around)
            if kind is not None and not isinstance(kind, YesNo):
                yield f"{_path(field)} is no yes/no field: compare it with a value"
        case Comparison():
            yield from _comparison_faults(node, around)
        case Membership():
            yield from _membership_faults(node, around)
        case Containment():
            yield from _containment_faults(node, around)
        case Size(field):
            kind = _kind(field, around)
            if kind is not None and not isinstance(kind, TextSet):
                yield f"{_path(field)} holds no set, so it has no size"
        case Quantified(slot=slot, body=body) | Count(slot=slot, body=body):
            yield from _quantifier_faults(slot, body, scope, around)
            return
        case _:
            pass
    for child in children(node):
        yield from condition_faults(child, scope, around)


def _quantifier_faults(
    slot: str, body: Condition, scope: Scope, around: Surroundings
) -> Iterator[str]:
    if slot not in around.slots or not around.slots[slot].many:
        yield f"quantifies over {slot}, which is no slot with many facts"
        return
    if scope.quantified is not None:
        yield (
            f"quantifies over {slot} inside a quantifier over {scope.quantified}: "
            "ask the inner one as a question of its own"
        )
        return
    yield from condition_faults(body, attrs.evolve(scope, quantified=slot), around)


def _field_faults(field: Field, scope: Scope, around: Surroundings) -> Iterator[str]:
    slot = around.slots.get(field.slot)
    if slot is None:
        near = nearest(field.slot, around.slots)
        yield f"refers to the slot {field.slot}, which is not known{near}"
        return
    known = fields_of(slot)
    if field.name not in known and is_fact_type(slot.fact_type):
        yield f"refers to {_path(field)}, which is no known field{nearest(field.name, known)}"
    if field.binding is Binding.SLOT and slot.many:
        yield f"{_path(field)} is a field of many facts: quantify over {field.slot}, or use .each"
    if field.binding is Binding.EACH and scope.per != field.slot:
        yield f"{_path(field)} uses .each, but the question is not asked per {field.slot}"
    if field.binding is Binding.ELEMENT and scope.quantified != field.slot:
        yield f"{_path(field)} is used outside the quantifier over {field.slot} that gave it"


def _answer_faults(answer: Answer, scope: Scope, around: Surroundings) -> Iterator[str]:
    question = around.questions.get(answer.question)
    if question is None:
        near = nearest(answer.question, around.questions)
        yield f"compares with the question {answer.question}, which is not known{near}"
        return
    if question.per is None:
        return
    if question.per not in (scope.per, scope.quantified):
        yield (
            f"compares with {question.id}, which is asked per {question.per}: do so only in a "
            f"question per {question.per} or inside a quantifier over it"
        )
    elif question.per == scope.quantified and _looks_around(question, around):
        # The quantifiers would be nested without a bound.
        yield (
            f"quantifies over the answers to {question.id}, whose rules compare its own fact with "
            "others inside a quantifier; such a chain cannot be decided exactly"
        )


def _looks_around(question: Question, around: Surroundings) -> bool:
    """Return whether the rules of a question, or of one they ask, quantify about its own fact."""
    seen: set[str] = set()
    todo = {question.id}
    while todo:
        name = todo.pop()
        seen.add(name)
        for condition in around.conditions.get(name, ()):
            for node in walk(condition):
                if isinstance(node, Quantified | Count) and _looks_back(node, around):
                    return True
                if isinstance(node, Answer) and node.question not in seen:
                    todo.add(node.question)
    return False


def _looks_back(quantifier: Quantified | Count, around: Surroundings) -> bool:
    """Return whether a quantifier's body mentions the fact that the question itself is about."""
    for node in walk(quantifier.body):
        if isinstance(node, Field) and node.binding is Binding.EACH:
            return True
        if isinstance(node, Answer) and around.per.get(node.question) not in (
            None,
            quantifier.slot,
        ):
            return True
    return False


def _comparison_faults(node: Comparison, around: Surroundings) -> Iterator[str]:
    operand, how, value = node.operand, node.operator, node.value
    if isinstance(value, Parameter):
        yield from _parameter_faults(node, value, around)
        return
    if isinstance(value, Field):
        yield from _field_comparison_faults(node, value, around)
        return
    if isinstance(operand, Answer):
        yield from _answer_value_faults(operand, (value,), how in _EQUALITY, around)
        return
    if isinstance(operand, Size | Count):
        if not isinstance(value, int) or isinstance(value, bool):
            yield "compares a number of things with something that is no whole number"
        elif not _can_hold(how, value, 0, _most(operand, around)):
            yield f"compares a number of things with {how.value} {value}, which can never hold"
        return
    kind = _kind(operand, around)
    if kind is not None:
        yield from _constant_faults(_path(operand), kind, how, value)


def _most(operand: Operand, around: Surroundings) -> int | None:
    """Return how large a set can be, if there is an end to what it can hold."""
    kind = _kind(operand.field, around) if isinstance(operand, Size) else None
    if not isinstance(kind, TextSet) or not kind.closed:
        return None
    return len(kind.vocabulary.values)


def _parameter_faults(node: Comparison, value: Parameter, around: Surroundings) -> Iterator[str]:
    if value.name not in around.parameters:
        near = nearest(value.name, around.parameters)
        yield f"compares with the parameter {value.name}, which is not known{near}"
        return
    for constant in around.parameters[value.name]:
        for message in _comparison_faults(attrs.evolve(node, value=constant), around):
            yield f"{message} (a value of the parameter {value.name})"


def _field_comparison_faults(node: Comparison, other: Field, around: Surroundings) -> Iterator[str]:
    if not isinstance(node.operand, Field):
        what = "an answer" if isinstance(node.operand, Answer) else "a number of things"
        yield f"compares {what} with the field {_path(other)}: use a constant"
        return
    if node.operand == other:
        yield f"compares {_path(other)} with itself"
    kinds = (_kind(node.operand, around), _kind(other, around))
    if None in kinds:
        return
    if isinstance(kinds[0], WholeNumber | DecimalNumber | TextSet):
        yield f"compares {_path(node.operand)} with another field: compare it with constants only"
    elif type(kinds[0]) is not type(kinds[1]):
        yield f"compares {_path(node.operand)} with {_path(other)}, which is of another kind"
    elif _never_equal(*kinds):
        yield f"{_path(node.operand)} and {_path(other)} have no value in common"
    if node.operator not in _EQUALITY:
        yield f"orders {_path(node.operand)} and {_path(other)}: fields compare with == and != only"


def _never_equal(one: Kind | None, other: Kind | None) -> bool:
    values = [_all_values(kind) for kind in (one, other)]
    if None in values:
        return False
    return not set(values[0] or ()) & set(values[1] or ())


def _all_values(kind: Kind | None) -> Collection[str] | None:
    """Return all values that a field can have, if these are listed."""
    if isinstance(kind, Choice):
        return kind.values
    return kind.vocabulary.values if isinstance(kind, Text) and kind.closed else None


def _constant_faults(path: str, kind: Kind, how: Operator, value: Any) -> Iterator[str]:
    match kind:
        case TextSet():
            yield f"compares the set {path}: use .contains(...) or .size()"
        case WholeNumber() | DecimalNumber():
            yield from _number_faults(path, kind, how, value)
        case _:
            if how not in _EQUALITY:
                yield f"orders {path} with {how.value}: it compares with == and != only"
            if not kind.permits(value):
                yield (
                    f"compares {path} with {value!r}, which it can never be; "
                    f"expected {kind.expected}{nearest_hint(kind, value)}"
                )


def _number_faults(
    path: str, kind: WholeNumber | DecimalNumber, how: Operator, value: Any
) -> Iterator[str]:
    if not is_number(value):
        yield f"compares the number {path} with {quoted(value)}"
    elif isinstance(kind, WholeNumber) and not isinstance(value, int):
        yield f"compares the whole number {path} with {value!r}"
    elif not _can_hold(how, value, kind.minimum, kind.maximum):
        yield f"compares {path} with {how.value} {value}, which can never hold"


def _can_hold(how: Operator, value: float, low: float | None, high: float | None) -> bool:
    low = -math.inf if low is None else low
    high = math.inf if high is None else high
    tests: dict[Operator, Callable[[], bool]] = {
        Operator.EQUAL: lambda: low <= value <= high,
        Operator.UNEQUAL: lambda: not low == value == high,
        Operator.LESS: lambda: low < value,
        Operator.AT_MOST: lambda: low <= value,
        Operator.MORE: lambda: high > value,
        Operator.AT_LEAST: lambda: high >= value,
    }
    return tests[how]()


def _membership_faults(node: Membership, around: Surroundings) -> Iterator[str]:
    if not node.values:
        yield "asks for one of no values, which can never hold"
    if isinstance(node.operand, Answer):
        yield from _answer_value_faults(node.operand, node.values, True, around)
        return
    if not isinstance(node.operand, Field):
        yield "asks whether a number of things is one of several: compare it with ==, <= and so on"
        return
    kind = _kind(node.operand, around)
    path = _path(node.operand)
    if isinstance(kind, YesNo):
        yield f"asks whether the yes/no field {path} is one of several: use the field itself"
    elif kind is not None:
        for value in node.values:
            yield from _constant_faults(path, kind, Operator.EQUAL, value)


def _containment_faults(node: Containment, around: Surroundings) -> Iterator[str]:
    if isinstance(node.operand, Answer):
        question = around.questions.get(node.operand.question)
        if question is None:
            return
        if not question.set_valued:
            yield f"asks whether {question.id} contains a value, but it has one value: use =="
        if node.value not in question.values:
            near = nearest(node.value, question.values)
            yield f"{question.id} can never contain {node.value!r}{near}"
        return
    if not isinstance(node.operand, Field):
        yield "asks whether a number contains something"
        return
    kind = _kind(node.operand, around)
    if kind is None:
        return
    if not isinstance(kind, TextSet):
        yield f"{_path(node.operand)} holds no set, so it contains nothing: use =="
    elif not kind.permits(frozenset({node.value})):
        near = nearest_hint(kind, node.value)
        yield f"{_path(node.operand)} can never contain {node.value!r}{near}"


def _answer_value_faults(
    answer: Answer, values: tuple[Any, ...], equality: bool, around: Surroundings
) -> Iterator[str]:
    question = around.questions.get(answer.question)
    if question is None:
        return
    if question.set_valued:
        yield f"compares the set question {question.id} with a value: use .contains(...)"
    if not equality:
        yield f"orders the values of {question.id}, which have no order: use == and !="
    for value in values:
        if value not in question.values:
            near = nearest(value, question.values)
            yield f"{question.id} can never be {value!r}{near}"


def _kind(field: Field, around: Surroundings) -> Kind | None:
    slot = around.slots.get(field.slot)
    return None if slot is None else fields_of(slot).get(field.name)


def _path(field: Field) -> str:
    return f"{field.slot}.{field.name}"


def fields_of(slot: Slot) -> Mapping[str, Kind]:
    """Return the kind of each field of a slot; none if it holds no fact, a fault of its own."""
    return slot.kinds if is_fact_type(slot.fact_type) else {}


def nearest_hint(kind: Kind, value: object) -> str:
    """Return a hint at the known value that a refused one was probably meant to be.

    >>> from obstetric_rules.facts import Text, Vocabulary
    >>> red = Vocabulary(values={"r": "rood"})
    >>> kind = Text(label="de kleur", label_en="colour", vocabulary=red)
    >>> nearest_hint(kind, "Rood"), nearest_hint(kind, "blauw")
    (' (did you mean r?)', '')
    """
    near = nearest_value(kind, value)
    return "" if near is None else f" (did you mean {near}?)"


def nearest(name: object, known: Iterable[str]) -> str:
    """Return a hint at the known name that is nearest, if one is near at all.

    >>> nearest("kort", ["koorts", "hoesten"]), nearest("ingang", ["koorts"])
    (' (did you mean koorts?)', '')
    """
    near = nearest_name(f"{name}", known)
    return f" (did you mean {near}?)" if near else ""
