"""Random conditions that fit a vocabulary: only what the checks of a ruleset let through."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeVar

from hypothesis import strategies as st

from obstetric_rules.expressions.nodes import (
    Always,
    And,
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
    Not,
    Operator,
    Or,
    Present,
    Quantified,
    Quantifier,
    Size,
    Term,
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
from obstetric_rules.rules.checking_conditions import Scope
from obstetric_rules.rules.question import Question
from obstetric_rules.testing._vocabularies import TEXTS

_COMPARE: Final[dict[Operator, Callable[[Any, Any], bool]]] = {
    Operator.EQUAL: operator.eq,
    Operator.UNEQUAL: operator.ne,
    Operator.LESS: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.MORE: operator.gt,
    Operator.AT_LEAST: operator.ge,
}
_EQUALITY: Final = (Operator.EQUAL, Operator.UNEQUAL)
_WHOLE: Final = (1, 2, 3)
_DECIMAL: Final = (1, 1.5, 2.5)
_FEW: Final = (1, 0, 2)


T = TypeVar("T")


class Author:
    """Writes random conditions about some slots and about the answers to some questions.

    ``aside`` are the questions whose answers no quantifier may go over, since their rules compare
    their own fact with others.
    """

    def __init__(
        self,
        draw: st.DrawFn,
        slots: Sequence[Slot],
        questions: Mapping[str, Question],
        aside: Collection[str],
        numbers: Iterator[int],
    ) -> None:
        self.draw = draw
        self.slots = slots
        self.questions = questions
        self.aside = aside
        self.numbers = numbers

    def pick(self, choices: Iterable[T]) -> T:
        return self.draw(st.sampled_from(tuple(choices)))

    def condition(self, scope: Scope, depth: int = 2) -> Condition:
        shape = self.draw(st.integers(0, 9)) if depth else 0
        inner = partial(self.condition, scope, depth - 1)
        if shape < 6:
            return self.leaf(scope)
        if shape == 6:
            return And((inner(), inner()))
        if shape == 7:
            return Or((inner(), inner()))
        if shape == 8:
            return Not(inner())
        name = f"begrip {next(self.numbers)}"
        return Term(name, name, f"niet: {name}", inner())

    def leaf(self, scope: Scope) -> Condition:
        if self.draw(st.integers(0, 19)) == 19:
            return Always()
        lists = [] if scope.quantified else [slot for slot in self.slots if slot.many]
        fields = self.fields(scope)
        writers: list[tuple[Callable[[Any, Scope], Condition], Sequence[Any]]] = [
            # Twice, for rules that hang together: by the same fields, and by each other's answers.
            *[(self.about_field, fields)] * 2,
            *[(self.about_answer, self.answers(scope))] * 2,
            (self.about_list, lists),
            (self.about_presence, [slot for slot in self.slots if slot.nullable]),
        ]
        write, subjects = self.pick(writer for writer in writers if writer[1])
        return write(self.pick(subjects), scope)

    def about_presence(self, slot: Slot, scope: Scope) -> Condition:
        return Present(slot.name)

    def fields(self, scope: Scope) -> list[Field]:
        bindings = [(slot, Binding.SLOT) for slot in self.slots if not slot.many]
        bindings += [(slot, Binding.EACH) for slot in self.slots if slot.name == scope.per]
        bindings += [
            (slot, Binding.ELEMENT) for slot in self.slots if slot.name == scope.quantified
        ]
        # The fact in hand comes first: a condition on it that says nothing of it says little.
        return [
            Field(slot.name, name, binding)
            for slot, binding in reversed(bindings)
            for name in slot.kinds
        ]

    def answers(self, scope: Scope) -> list[Question]:
        return [
            question
            for question in self.questions.values()
            if question.per is None
            or (question.per == scope.quantified and question.id not in self.aside)
            or (question.per == scope.per and question.per != scope.quantified)
        ]

    def kind(self, field: Field) -> Kind:
        (slot,) = (slot for slot in self.slots if slot.name == field.slot)
        return slot.kinds[field.name]

    def about_field(self, field: Field, scope: Scope) -> Condition:
        kind = self.kind(field)
        match kind:
            case WholeNumber():
                return self.about_number(field, kind, _WHOLE)
            case DecimalNumber():
                return self.about_number(field, kind, _DECIMAL)
            case TextSet():
                if self.draw(st.booleans()):
                    return Containment(field, self.pick(TEXTS))
                most = len(kind.vocabulary.values) if kind.closed else 4
                return self.about_amount(Size(field), most)
        return self.about_equality(field, kind, scope)

    def about_equality(self, field: Field, kind: YesNo | Choice | Text, scope: Scope) -> Condition:
        others = [
            other
            for other in self.fields(scope)
            if other != field and type(self.kind(other)) is type(kind)
        ]
        if others and self.draw(st.integers(0, 2)) == 2:
            return Comparison(field, self.pick(_EQUALITY), self.pick(others))
        if isinstance(kind, YesNo):
            if self.draw(st.integers(0, 3)) < 3:
                return Holds(field)
            return Comparison(field, self.pick(_EQUALITY), self.draw(st.booleans()))
        return self.about_values(field, tuple(kind.values) if isinstance(kind, Choice) else TEXTS)

    def about_values(self, operand: Field | Answer, values: Sequence[Constant]) -> Condition:
        if self.draw(st.integers(0, 2)) < 2:
            return Comparison(operand, self.pick(_EQUALITY), self.pick(values))
        some = st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)
        return Membership(operand, tuple(self.draw(some)))

    def about_number(
        self, field: Field, kind: WholeNumber | DecimalNumber, constants: Sequence[float]
    ) -> Condition:
        possible = [value for value in (*range(-1, 6), 1.5, 2.5, 2.75) if kind.permits(value)]
        permitted = [value for value in constants if kind.permits(value)]
        if self.draw(st.integers(0, 3)) == 3:
            return self.about_values(field, permitted)
        return Comparison(field, *self.pick(_fitting(constants, possible)))

    def about_amount(self, operand: Size | Count, most: int = 4) -> Condition:
        return Comparison(operand, *self.pick(_fitting(_FEW, range(most + 1))))

    def about_list(self, slot: Slot, scope: Scope) -> Condition:
        body = self.condition(Scope(per=scope.per, quantified=slot.name), 1)
        if self.draw(st.integers(0, 2)) == 2:
            return self.about_amount(Count(slot.name, body))
        return Quantified(self.pick(Quantifier), slot.name, body)

    def about_answer(self, question: Question, scope: Scope) -> Condition:
        values = tuple(question.values)
        if question.set_valued:
            return Containment(Answer(question.id), self.pick(values))
        return self.about_values(Answer(question.id), values)


def _fitting(constants: Iterable[float], possible: Iterable[float]) -> list[tuple[Operator, float]]:
    """Return the comparisons with constants that hold for one of the possible numbers."""
    return [
        (how, constant)
        for constant in constants
        for how, compare in _COMPARE.items()
        if any(compare(number, constant) for number in possible)
    ]


def looks_around(
    conditions: Iterable[Condition], questions: Mapping[str, Question], aside: Collection[str]
) -> bool:
    """Return whether conditions compare the fact in hand with others inside a quantifier."""
    for condition in conditions:
        for node in walk(condition):
            if isinstance(node, Answer) and node.question in aside:
                return True
            if isinstance(node, Quantified | Count) and _mentions_hand(node, questions):
                return True
    return False


def _mentions_hand(node: Quantified | Count, questions: Mapping[str, Question]) -> bool:
    for inner in walk(node.body):
        if isinstance(inner, Field) and inner.binding is Binding.EACH:
            return True
        if isinstance(inner, Answer) and questions[inner.question].per not in (None, node.slot):
            return True
    return False
