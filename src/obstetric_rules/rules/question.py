"""Questions: what a ruleset answers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import attrs

from obstetric_rules.arguments import expect
from obstetric_rules.expressions.nodes import Answer, Condition
from obstetric_rules.expressions.operators import (
    AnswerReference,
    Expressible,
    NoCondition,
    condition,
)
from obstetric_rules.pickling import by_fields

NO_LABELS: Mapping[str, str] = MappingProxyType({})


@attrs.frozen(kw_only=True, repr=False)
class Question:
    """Something a ruleset answers.

    ``values`` gives each permitted value its Dutch label. A question has *one* value, or a *set* of
    values (``set_valued``); then ``empty_without_rules`` says whether "no rule speaks" means the
    empty set or silence. ``per`` names the many-slot whose facts each get an answer of their own,
    ``about`` the slot without which the question is not applicable.

    ``text`` asks the question, ``label`` names what it is about ("de ingang"), in Dutch;
    ``text_en``, ``label_en`` and ``values_en`` say the same in English, if anything does.
    """

    id: str
    text: str
    label: str
    values: Mapping[str, str] = attrs.field(hash=False)
    text_en: str = ""
    label_en: str = ""
    values_en: Mapping[str, str] = attrs.field(default=NO_LABELS, hash=False)
    set_valued: bool = False
    empty_without_rules: bool = False
    per: str | None = None
    about: str | None = None
    asked_when: Condition | None = None
    silent_because: str | None = None

    def __repr__(self) -> str:
        return f"Question(id={self.id!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return by_fields(self)


@attrs.frozen
class Conclusion(NoCondition):
    """What a rule says: a question and the values it leads to (of a set question perhaps none)."""

    question: str
    values: tuple[str, ...]


class QuestionReference(AnswerReference):
    """A question in rules: compare with its answer, or conclude one.

    >>> ingang = question("ingang", text="Welke?", label="de ingang", values={"hoofd": "hoofd"})
    >>> ingang.becomes("hoofd")
    Conclusion(question='ingang', values=('hoofd',))
    >>> (ingang == "hoofd").node.operand
    Answer(question='ingang')
    """

    __slots__ = ("question",)

    def __init__(self, question: Question) -> None:
        super().__init__(Answer(question.id))
        self.question = question

    def becomes(self, value: str) -> Conclusion:
        """Return the conclusion that this question has this one value."""
        return Conclusion(self.question.id, (value,))

    def includes(self, *values: str) -> Conclusion:
        """Return the conclusion that this set question includes these values."""
        return Conclusion(self.question.id, values)

    def is_empty(self) -> Conclusion:
        """Return the conclusion that this set question has the empty set as its answer."""
        return Conclusion(self.question.id, ())


def question(
    id: str,
    *,
    text: str,
    label: str,
    values: Mapping[str, str],
    text_en: str = "",
    label_en: str = "",
    values_en: Mapping[str, str] = NO_LABELS,
    set_valued: bool = False,
    empty_without_rules: bool = False,
    per: str | None = None,
    about: str | None = None,
    asked_when: Expressible | None = None,
    silent_because: str | None = None,
) -> QuestionReference:
    """Declare a question and return it as rules refer to it. See :class:`Question`."""
    for name, labels in (("values", values), ("values_en", values_en)):
        expect(name, labels, Mapping, expected="a mapping of values to their labels")
    return QuestionReference(
        Question(
            id=id,
            text=text,
            label=label,
            values=MappingProxyType(dict(values)),
            text_en=text_en,
            label_en=label_en,
            values_en=MappingProxyType(dict(values_en)),
            set_valued=set_valued,
            empty_without_rules=empty_without_rules,
            per=per,
            about=about,
            asked_when=None if asked_when is None else condition(asked_when),
            silent_because=silent_because,
        )
    )
