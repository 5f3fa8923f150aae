"""What the answer to a question can depend on, read off its rules and the answers they use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import attrs

from obstetric_rules.expressions.nodes import (
    Answer,
    Binding,
    Comparison,
    Condition,
    Constant,
    Containment,
    Count,
    Field,
    Membership,
    Node,
    Operator,
    Parameter,
    Present,
    Quantified,
    Size,
    children,
)
from obstetric_rules.rules.protocol import Protocol

Path: TypeAlias = tuple[str, str]
"""A slot and the name of a field."""


@attrs.frozen
class Reading:
    """The slots and fields that a question depends on, and what they are compared with.

    The binding of a field is as seen from the question that is asked: EACH is read of the fact in
    hand only, ELEMENT of every fact in the list. ``constants`` holds for each field what it is
    compared with (of a set field, what it may contain), ``sizes`` what the size of a set field is
    compared with, ``links`` the pairs of fields that are compared with each other, and
    ``witnesses`` how many facts of a list the quantifiers over it can tell apart.
    """

    slots: frozenset[str]
    fields: frozenset[Field]
    constants: Mapping[Path, frozenset[Constant]]
    sizes: Mapping[Path, frozenset[int]]
    links: frozenset[frozenset[Path]]
    witnesses: Mapping[str, int]


def read(protocol: Protocol, question: str) -> Reading:
    """Return what the answer to a question can depend on."""
    reader = _Reader(protocol)
    reader.read_question(question, Binding.EACH)
    return reader.finish()


def conditions_of(protocol: Protocol, question: str) -> Iterator[Condition]:
    """Yield the conditions of a question: when it is asked, and when each of its rules holds."""
    asked_when = protocol.questions[question].asked_when
    if asked_when is not None:
        yield asked_when
    for rule in protocol.rules_by_question[question]:
        yield rule.when


def answers_used(protocol: Protocol, question: str) -> Iterator[tuple[str, bool]]:
    """Yield the questions compared with, and whether that is of the fact a quantifier has taken."""
    todo: list[tuple[Node, str | None]] = [
        (condition, None) for condition in conditions_of(protocol, question)
    ]
    while todo:
        node, around = todo.pop()
        if isinstance(node, Answer):
            per = protocol.questions[node.question].per
            yield node.question, per is not None and per == around
        inside = node.slot if isinstance(node, Quantified | Count) else around
        todo += [(child, inside) for child in children(node)]


class _Reader:
    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.seen: set[tuple[str, Binding]] = set()
        self.slots: set[str] = set()
        self.fields: set[Field] = set()
        self.constants: dict[Path, set[Constant]] = {}
        self.sizes: dict[Path, set[int]] = {}
        self.links: set[frozenset[Path]] = set()
        self.quantifiers: dict[Node, tuple[str, int]] = {}

    def read_question(self, name: str, hand: Binding) -> None:
        """Read a question; ``hand`` is what its own fact is to the question that is asked."""
        if (name, hand) in self.seen:
            return
        self.seen.add((name, hand))
        question = self.protocol.questions[name]
        self.slots |= {slot for slot in (question.per, question.about) if slot is not None}
        for condition in conditions_of(self.protocol, name):
            self.read_node(condition, hand, None)

    def read_node(self, node: Node, hand: Binding, around: str | None) -> None:
        """Read a node that stands inside a quantifier over the slot ``around``, or inside none."""
        self.note(node)
        match node:
            case Field(slot, name, binding):
                self.fields.add(Field(slot, name, hand if binding is Binding.EACH else binding))
            case Answer(question):
                taken = around is not None and self.protocol.questions[question].per == around
                self.read_question(question, Binding.ELEMENT if taken else hand)
            case Quantified(slot=slot) | Count(slot=slot):
                around = slot
            case _:
                pass
        for child in children(node):
            self.read_node(child, hand, around)

    def note(self, node: Node) -> None:
        """Note which slot a node names, and what it compares."""
        match node:
            case Field(slot) | Present(slot) | Count(slot):
                self.slots.add(slot)
            case Quantified(slot=slot):
                self.slots.add(slot)
                self.quantifiers[node] = (slot, 1)
            case Comparison(Count(slot), how, int() as number):
                self.quantifiers[node] = (slot, _witnesses(how, number))
            case Comparison(Size(field), _, int() as number):
                self.sizes.setdefault(_path(field), set()).add(number)
            case Comparison(Field() as one, _, Field() as other):
                self.links.add(frozenset({_path(one), _path(other)}))
            case Comparison(Field() as field, _, constant):
                self.note_constants(field, constant)
            case Membership(Field() as field, constants):
                self.note_constants(field, *constants)
            case Containment(Field() as field, constant):
                self.note_constants(field, constant)
            case _:
                pass

    def note_constants(self, field: Field, *constants: Constant | Field | Parameter) -> None:
        self.constants.setdefault(_path(field), set()).update(
            constant for constant in constants if not isinstance(constant, Field | Parameter)
        )

    def finish(self) -> Reading:
        witnesses = dict.fromkeys(self.slots, 0)
        for slot, number in self.quantifiers.values():
            witnesses[slot] += number
        return Reading(
            frozenset(self.slots),
            frozenset(self.fields),
            {path: frozenset(found) for path, found in self.constants.items()},
            {path: frozenset(found) for path, found in self.sizes.items()},
            frozenset(self.links),
            witnesses,
        )


def _witnesses(how: Operator, number: int) -> int:
    """Return how many facts show on which side of a number a count is."""
    exactly = how in (Operator.LESS, Operator.AT_LEAST)
    return max(0, number if exactly else number + 1)


def _path(field: Field) -> Path:
    return field.slot, field.name
