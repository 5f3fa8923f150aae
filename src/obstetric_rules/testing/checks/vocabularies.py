"""The check that rules speak of values that the lists of fields know."""

from __future__ import annotations

from collections.abc import Iterator

from obstetric_rules.expressions.nodes import (
    Comparison,
    Condition,
    Containment,
    Field,
    Membership,
    Node,
    walk,
)
from obstetric_rules.facts import Text, TextSet
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.testing.checks.content import raise_if_any
from obstetric_rules.testing.subject import Subject


def compared_values_are_known(subject: Subject) -> None:
    """Each text that rules compare a field with is known, where values of the field are known.

    A slip in a rule has the form of a value and means nothing: the rule waits for a value that
    never comes. What the list knows is also shown to people by its name.
    """
    protocol = subject.protocol
    raise_if_any(
        f"{where} compares {field.slot}.{field.name} with {text!r}, which is none of the values "
        "that are known of it"
        for where, condition in _conditions(subject)
        for field, text in _compared(condition)
        if not _is_known(protocol, field, text)
    )


def _conditions(subject: Subject) -> Iterator[tuple[str, Condition]]:
    """Yield the conditions of the ruleset under test, with the values of parameters filled in."""
    for name in (question.id for question in subject.ruleset.questions):
        asked_when = subject.protocol.questions[name].asked_when
        if asked_when is not None:
            yield f"the question {name}", asked_when
    for rule in subject.protocol.rules.values():
        if rule.ruleset == subject.id:
            yield f"the rule {rule.id}", rule.when


def _compared(condition: Condition) -> Iterator[tuple[Field, str]]:
    for node in walk(condition):
        yield from ((field, text) for field, text in _pairs(node) if isinstance(text, str))


def _pairs(node: Node) -> Iterator[tuple[Field, object]]:
    match node:
        case Comparison(Field() as field, _, value) | Containment(Field() as field, value):
            yield field, value
        case Membership(Field() as field, values):
            yield from ((field, value) for value in values)
        case _:
            pass


def _is_known(protocol: Protocol, field: Field, text: str) -> bool:
    kind = protocol.slots[field.slot].kinds[field.name]
    if not isinstance(kind, Text | TextSet) or not kind.vocabulary.values:
        return True
    return text in kind.vocabulary.values
