"""Why a value is not the answer: what its rules lack, or what silences them."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from obstetric_rules.arguments import expect
from obstetric_rules.engines.decision import Decision
from obstetric_rules.errors import QuestionNotFoundError, nearest_name
from obstetric_rules.explanation.parts import Part, PartKind, decisive
from obstetric_rules.explanation.reasons import Explanation, RuleReason
from obstetric_rules.explanation.why import why
from obstetric_rules.rules.question import Question


@attrs.frozen(kw_only=True)
class Obstacle:
    """A rule that leads to the value, and the parts of its condition that fail or are open.

    ``lacking`` is empty when the condition holds: then the rule speaks, an exception silences it,
    or it was set aside, as its standing says.
    """

    rule: RuleReason
    lacking: tuple[Part, ...]


@attrs.frozen(kw_only=True, hash=False)
class WhyNot:
    """Why a question was not answered with a value.

    ``is_answer`` says that it was, after all. ``obstacles`` are the rules that lead to the value,
    each with what keeps it from speaking; when there are none no rule leads to it.
    ``explanation`` is why the answer is what it is instead.
    """

    value: str
    label: str
    is_answer: bool = attrs.field(repr=False)
    obstacles: tuple[Obstacle, ...] = attrs.field(repr=False)
    explanation: Explanation


def why_not(decision: Decision, question: str, value: str, key: str | None = None) -> WhyNot:
    """Return why a decision does not answer a question with this value.

    For a set question: why the value is not in the set.

    Raises :class:`~obstetric_rules.errors.QuestionNotFoundError` for a question, value or key there
    is not, and :class:`~obstetric_rules.errors.DecisionError` for a decision that was read back.

    >>> from obstetric_rules import Client, Dossier, decide, load_protocol
    >>> decision = decide(load_protocol("groningen.mzh"), Dossier(client=Client(koorts=True)))
    >>> [obstacle] = why_not(decision, "badbevalling", "mogelijk").obstacles
    >>> [part.found for part in obstacle.lacking]
    ['de cliënt heeft koorts']
    """
    explanation = why(decision, question, key)
    asked, found = explanation.question, explanation.answer.value
    expect("value", value, str, expected="a value of the question")
    if value not in asked.values:
        raise QuestionNotFoundError(_no_such_value(asked, value))
    return WhyNot(
        value=value,
        label=asked.values[value],
        is_answer=value in found if isinstance(found, frozenset) else value == found,
        obstacles=tuple(
            Obstacle(rule=rule, lacking=tuple(_lacking(rule)))
            for rule in explanation.rules
            if value in rule.values
        ),
        explanation=explanation,
    )


def _no_such_value(question: Question, value: str) -> str:
    near = nearest_name(value, question.values)
    hint = f"did you mean {near}?" if near else f"it has {', '.join(question.values)}"
    return f"the question {question.id} has no value {value}; {hint}"


def _lacking(rule: RuleReason) -> Iterator[Part]:
    if rule.condition.verdict is not True:
        yield from leaves(rule.condition)


def leaves(part: Part) -> Iterator[Part]:
    """Yield the parts without parts that make a condition hold, fail or stay open."""
    inner = () if part.kind is PartKind.FACT else decisive(part)
    if not inner:
        yield part
    for one in inner:
        yield from leaves(one)
