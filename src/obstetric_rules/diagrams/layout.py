"""The variables of a protocol, and the order in which its diagrams test them.

A field that more conditions mention is tested earlier; whether a slot is empty before all fields,
and what is computed after them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from obstetric_rules.diagrams.variables import (
    ChoiceVariable,
    ContainsVariable,
    EqualVariable,
    FieldVariable,
    NumberVariable,
    PresenceVariable,
    QuantifierVariable,
    SizeVariable,
    TextVariable,
    Variable,
    YesNoVariable,
    number_classes,
    size_classes,
)
from obstetric_rules.expressions.nodes import (
    Binding,
    Comparison,
    Condition,
    Constant,
    Containment,
    Count,
    Field,
    Membership,
    Node,
    Quantified,
    Size,
    walk,
)
from obstetric_rules.facts import Choice, Kind, Text, TextSet, YesNo
from obstetric_rules.rules.protocol import Protocol

FieldName = tuple[str, str]
"""A slot and one of its fields."""


class Layout:
    """All variables of a protocol with their levels, and what conditions compare fields with.

    ``beside`` are conditions that stand beside its rules, such as invariants.
    """

    def __init__(self, protocol: Protocol, beside: Iterable[Condition] = ()) -> None:
        self.protocol = protocol
        self.constants: dict[FieldName, dict[Constant, None]] = {}
        self.sizes: dict[FieldName, dict[int, None]] = {}
        self.compared: dict[FieldName, set[FieldName]] = {}
        mentions: Counter[FieldName] = Counter()
        conditions = (*_conditions(protocol), *beside)
        nodes = [node for condition in conditions for node in walk(condition)]
        for node in nodes:
            if isinstance(node, Field):
                mentions[node.slot, node.name] += 1
            self._note(node)
        self.variables: tuple[Variable, ...] = tuple(
            dict.fromkeys([*self._presences(), *self._fields(mentions), *self._computed(nodes)])
        )
        self.levels = {variable: level for level, variable in enumerate(self.variables)}
        self.by_field = {
            variable.field: variable
            for variable in self.variables
            if isinstance(variable, YesNoVariable | ChoiceVariable | TextVariable | NumberVariable)
        }
        self.size_of = {
            variable.field: variable
            for variable in self.variables
            if isinstance(variable, SizeVariable)
        }

    def kind(self, field: Field) -> Kind:
        """Return the kind of a field."""
        return self.protocol.slots[field.slot].kinds[field.name]

    def fixed(self, field: Field) -> Constant | None:
        """Return the value that the place fixes for a field, if it does."""
        return self.protocol.fixed.get(f"{field.slot}.{field.name}")

    def cluster(self, name: FieldName) -> frozenset[FieldName]:
        """Return a text field with all those it is compared with, directly or through others."""
        found: set[FieldName] = set()
        todo = [name]
        while todo:
            current = todo.pop()
            if current not in found:
                found.add(current)
                todo += self.compared.get(current, ())
        return frozenset(found)

    def _note(self, node: Node) -> None:
        match node:
            case Comparison(Field() as field, _, Field() as other):
                self._note_fields(field, other)
            case Comparison(Field() as field, _, value):
                self._constants(field)[value] = None  # type: ignore[index]  # fields are matched above
            case Comparison(Size(field), _, int() as value):
                self.sizes.setdefault((field.slot, field.name), {})[value] = None
            case Membership(Field() as field, values):
                self._constants(field).update(dict.fromkeys(values))
            case Containment(Field() as field, value):
                self._constants(field)[value] = None

    def _note_fields(self, field: Field, other: Field) -> None:
        for one, two in ((field, other), (other, field)):
            fixed = self.fixed(two)
            if fixed is not None:
                self._constants(one)[fixed] = None
            else:
                names = self.compared.setdefault((one.slot, one.name), set())
                names.add((two.slot, two.name))

    def _constants(self, field: Field) -> dict[Constant, None]:
        return self.constants.setdefault((field.slot, field.name), {})

    def _presences(self) -> Iterator[Variable]:
        for slot in self.protocol.slots.values():
            if slot.nullable:
                yield PresenceVariable(slot.name)

    def _fields(self, mentions: Counter[FieldName]) -> Iterator[Variable]:
        for slot, name in sorted(mentions, key=lambda field: -mentions[field]):
            many = self.protocol.slots[slot].many
            for binding in (Binding.EACH, Binding.ELEMENT) if many else (Binding.SLOT,):
                yield from self._of_field(Field(slot, name, binding))

    def _of_field(self, field: Field) -> Iterator[FieldVariable]:
        kind = self.kind(field)
        constants = self.constants.get((field.slot, field.name), {})
        match kind:
            case YesNo():
                yield YesNoVariable(field)
            case Choice():
                yield ChoiceVariable(field, tuple(kind.values))
            case Text():
                texts = tuple(text for text in map(str, constants) if kind.permits(text))
                others = not kind.closed or len(texts) < len(kind.vocabulary.values)
                yield TextVariable(field, texts, others)
            case TextSet():
                sizes = self.sizes.get((field.slot, field.name), {})
                yield from (ContainsVariable(field, str(text)) for text in constants)
                yield SizeVariable(field, size_classes(sizes, kind.vocabulary))
            case _:
                yield NumberVariable(field, number_classes(kind, constants))

    def _computed(self, nodes: Iterable[Node]) -> Iterator[Variable]:
        for node in nodes:
            match node:
                case Quantified():
                    yield QuantifierVariable(node)
                case Comparison(Count() as count, how, int() as number):
                    yield QuantifierVariable(count, how, number)
                case Comparison(Field() as field, _, Field() as other):
                    if isinstance(self.kind(field), Text):
                        yield EqualVariable(field, other)
                        yield EqualVariable(_rebound(field), _rebound(other))


def _rebound(field: Field) -> Field:
    """Return a field of the fact that a question is about as one of the fact a quantifier took."""
    if field.binding is Binding.EACH:
        return Field(field.slot, field.name, Binding.ELEMENT)
    return field


def _conditions(protocol: Protocol) -> Iterator[Condition]:
    for question in protocol.questions.values():
        if question.asked_when is not None:
            yield question.asked_when
        yield from (rule.when for rule in protocol.rules_by_question[question.id])
