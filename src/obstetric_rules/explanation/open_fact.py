"""Open facts: what can be asked, and all that it takes to draw a form for the answer."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any, Final

import attrs

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


class AnswerKind(enum.StrEnum):
    """What an answer is, and so how a form asks for it."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    """One of the ``choices``."""
    SET = "set"
    """Several texts, of the ``choices`` or others; a list."""
    TEXT = "text"
    """One text, of the ``choices`` or another."""
    WHOLE_NUMBER = "whole_number"
    DECIMAL_NUMBER = "decimal_number"
    PRESENCE = "presence"
    """Whether there is one: an object with what is known of it (``{}``), or ``null``."""
    LIST = "list"
    """The whole list: a list of objects, ``[]`` if there are none."""


_KINDS: Final[Mapping[type, AnswerKind]] = {
    YesNo: AnswerKind.YES_NO,
    Choice: AnswerKind.CHOICE,
    TextSet: AnswerKind.SET,
    Text: AnswerKind.TEXT,
    WholeNumber: AnswerKind.WHOLE_NUMBER,
    DecimalNumber: AnswerKind.DECIMAL_NUMBER,
}


@attrs.frozen(kw_only=True)
class PossibleAnswer:
    """One way to answer: the value as it stands in the JSON of a dossier, and its Dutch label."""

    value: Any
    label: str


@attrs.frozen(kw_only=True)
class OpenFact:
    """An unknown fact that can still change an answer.

    ``path`` is where it stands in the dossier, ``question`` asks for it in Dutch. ``answers`` are
    the answers that the rules know of, each of which can be told as it is; when they are all there
    are, it is ``closed``. ``questions`` are the protocol's questions it bears on.
    ``expected_missing`` is what facts are ordered by: how many facts are expected to be missing
    still once it is answered.

    A form is drawn by ``kind``. ``choices`` are the values to choose from or, of a set and a text,
    those that the rules know; ``unit``, ``minimum`` and ``maximum`` (both permitted) are those of
    a number. ``together`` are the paths that can only be told at once: ids, which the facts of a
    list all have or all lack. ``permitted`` says in Dutch which numbers it can be, with their unit.
    """

    path: str
    question: str
    answers: tuple[PossibleAnswer, ...]
    closed: bool
    questions: tuple[str, ...]
    expected_missing: float
    kind: AnswerKind
    choices: tuple[PossibleAnswer, ...] = ()
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    together: tuple[str, ...] = ()
    permitted: str = attrs.field(default="", repr=False)


def answer_kind(slot: Slot, kind: Kind | None) -> AnswerKind:
    """Return what answers to a field of this kind are, or those to a slot as a whole.

    >>> answer_kind(..., YesNo(label="koorts", label_en="fever")).value
    'yes_no'
    """
    if kind is None:
        return AnswerKind.LIST if slot.many else AnswerKind.PRESENCE
    return _KINDS[type(kind)]


def bounds_of(kind: Kind | None) -> dict[str, Any]:
    """Return unit and bounds of a number, as an open fact has them; of others nothing.

    >>> bounds_of(WholeNumber(label="bedden", label_en="beds", minimum=0))
    {'unit': '', 'minimum': 0, 'maximum': None}
    """
    if not isinstance(kind, WholeNumber | DecimalNumber):
        return {}
    return {"unit": kind.unit or "", "minimum": kind.minimum, "maximum": kind.maximum}
