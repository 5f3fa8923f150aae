"""The checks of the words that clinicians read, in Dutch and in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from obstetric_rules.expressions.nodes import Condition, Term, walk
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
from obstetric_rules.rules.invariant import Invariant
from obstetric_rules.rules.question import Question
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing.checks.content import raise_if_any
from obstetric_rules.testing.subject import Subject

_LEFTOVER = re.compile(r"\w*_\w*|\b(todo|tbd|fixme|xxx)\b|\?\?+|\{[^}]*\}", re.IGNORECASE)
_PATH = re.compile(r"\b[a-z_]+\.[a-z_]+\b")
"""A fact as ``client.koorts``, which a reason for not modelling a clause may well name."""

_OTHER_PARTS: Final = (
    ("open_terms", "open term", "id", "label"),
    ("fillings", "filling of", "term", "value"),
    ("parameters", "parameter", "id", "label"),
    ("settings", "setting of", "parameter", "because"),
    ("deprecations", "deprecation of", "question", "because"),
    ("deviations", "deviation from", "invariant", "because"),
)
"""The other parts of a ruleset with one text: its field, what it is, what names it, the text."""


def dutch_wording_complete(subject: Subject) -> None:
    """Everything that a clinician reads has Dutch words: no empty text, no id, nothing to do.

    A midwife at three in the morning reads “niet mogelijk”, not “niet_mogelijk”, and no blank.
    """
    raise_if_any(
        f"{what}: {_wrong(told)}"
        for what, text in _texts(subject.ruleset)
        for told in [_without_values(text, subject)]
        if _wrong(told)
    )


def _without_values(text: str | None, subject: Subject) -> str | None:
    """Return a text without the places where the values of parameters are filled in."""
    for name in (item.id for layer in subject.layers for item in layer.parameters):
        text = text and text.replace(f"{{{name}}}", "waarde")
    return text


def english_wording_complete(subject: Subject) -> None:
    """A ruleset with English texts has all of them: of questions, values, reasons and labels.

    Whoever reads English gets a page in two languages otherwise, with the Dutch just where she
    needs it. A ruleset without any English is Dutch, and passes.
    """
    texts = list(_english_texts(subject.ruleset))
    if any(text.strip() for _, text in texts):
        raise_if_any(f"{what} has no English words" for what, text in texts if not text.strip())


def every_number_says_its_unit(subject: Subject) -> None:
    """Every field with a number says its unit, or with ``unit=""`` that it has none.

    “6,1” of one thing is another amount than of another, and a number without its unit is read as
    what the reader is used to.
    """
    raise_if_any(
        f'{slot.name}.{name} says neither its unit nor, with unit="", that it has none'
        for slot in subject.ruleset.slots
        for name, kind in slot.kinds.items()
        if isinstance(kind, WholeNumber | DecimalNumber) and kind.unit is None
    )


def _english_texts(ruleset: Ruleset) -> Iterator[tuple[str, str]]:
    """Yield each English text that a ruleset can have beside a Dutch one, and what it is of."""
    for question in ruleset.questions:
        yield f"the text of the question {question.id}", question.text_en
        yield f"the label of the question {question.id}", question.label_en
        for value in question.values:
            told = question.values_en.get(value, "")
            yield f"the label of the value {value} of the question {question.id}", told
    for rule in ruleset.rules:
        yield f"the reason (because) of the rule {rule.id}", rule.because_en
    for field, what, name, part in _OTHER_PARTS:
        for item in getattr(ruleset, field):
            of = f"the {part} of the {what} {getattr(item, name)}"
            yield of, getattr(item, f"{part}_en")


def _wrong(text: str | None) -> str:
    if not (text or "").strip():
        return "has no words"
    leftover = _LEFTOVER.search(text or "")
    return f"“{text}” is not finished: {leftover[0]!r} is no Dutch" if leftover else ""


def _texts(ruleset: Ruleset) -> Iterator[tuple[str, str | None]]:
    """Yield each Dutch text of a ruleset, and what it is of."""
    yield "the title", ruleset.title
    for slot in ruleset.slots:
        yield from _slot_texts(slot)
    for question in ruleset.questions:
        yield from _question_texts(question)
    for rule in ruleset.rules:
        yield f"the reason (because) of the rule {rule.id}", rule.because
    for clause in ruleset.clauses:
        for part in ("document", "heading", "item", "paraphrase"):
            yield f"the {part} of the clause {clause.id}", getattr(clause, part)
        for part in ("not_modelled", "interpretation", "partly"):
            if getattr(clause, part) is not None:
                told = _PATH.sub("feit", getattr(clause, part))
                yield f"{part} of the clause {clause.id}", told
    for known in ruleset.known_values:
        for value, label in known.values.items():
            yield f"the label of the value {value} of {known.field}", label
    for invariant in ruleset.invariants:
        yield f"the reason (because) of the invariant {invariant.id}", invariant.because
    for field, what, name, part in _OTHER_PARTS:
        for item in getattr(ruleset, field):
            yield f"the {part} of the {what} {getattr(item, name)}", getattr(item, part)
    for term in _terms(ruleset):
        yield f"the label of the term {term.name}", term.label
        yield f"the denial of the term {term.name}", term.denial


def _slot_texts(slot: Slot) -> Iterator[tuple[str, str]]:
    yield f"the label of the slot {slot.name}", slot.label
    yield f"the question of the slot {slot.name}", slot.question
    if slot.many:
        yield f"the label of all {slot.name} (label_many)", slot.label_many
    for name, kind in slot.kinds.items():
        for part, text in _kind_texts(kind):
            # The place of whom it is about is filled in later.
            yield f"the {part} of {slot.name}.{name}", text.replace("{wie}", "wie")


def _kind_texts(kind: Kind) -> Iterator[tuple[str, str]]:
    yield "label", kind.label
    yield "question", kind.question
    if isinstance(kind, YesNo):
        yield "statement", kind.statement
        yield "denial", kind.denial
    values = kind.values if isinstance(kind, Choice) else {}
    if isinstance(kind, Text | TextSet):
        values = kind.vocabulary.values
    yield from ((f"label of the value {value}", label) for value, label in values.items())


def _question_texts(question: Question) -> Iterator[tuple[str, str]]:
    yield f"the text of the question {question.id}", question.text
    yield f"the label of the question {question.id}", question.label
    for value, label in question.values.items():
        yield f"the label of the value {value} of the question {question.id}", label


def _terms(ruleset: Ruleset) -> Iterator[Term]:
    conditions: list[Condition] = [rule.when for rule in ruleset.rules]
    conditions += [item.asked_when for item in ruleset.questions if item.asked_when is not None]
    conditions += [item.always for item in ruleset.invariants if isinstance(item, Invariant)]
    found = (node for condition in conditions for node in walk(condition))
    yield from dict.fromkeys(node for node in found if isinstance(node, Term))
