"""What a generated dossier is to lead to, and how to tell whether it still can."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from obstetric_rules.engines.answer import Answer, AnyAnswer
from obstetric_rules.engines.decision import each_answer
from obstetric_rules.expressions.outcome import Outcome, Status


@attrs.frozen
class Goal:
    """Something that the answer to a question is to say, of the dossier or of one of its facts.

    ``possible`` says whether what is still unknown can make it so, ``certain`` that it is so
    whatever that turns out to be. ``needs_unknown`` is for what only unknown facts lead to.
    """

    question: str
    possible: Callable[[Answer], bool]
    certain: Callable[[Answer], bool]
    needs_unknown: bool = False

    def can_be(self, answer: AnyAnswer) -> bool:
        """Return whether the goal can still be reached."""
        return any(self.possible(one) for _, one in each_answer(answer))

    def is_certain(self, answer: AnyAnswer) -> bool:
        """Return whether the goal is reached."""
        return any(self.certain(one) for _, one in each_answer(answer))


def rule_speaks(question: str, rule: str) -> Goal:
    """Return the goal that a rule of a question speaks."""
    return Goal(
        question,
        lambda answer: rule in answer.rules or rule in answer.by_cases,
        lambda answer: rule in answer.rules,
    )


def becomes(question: str, wanted: Callable[[Outcome], bool]) -> Goal:
    """Return the goal that the answer to a question is one of those wanted."""
    return Goal(
        question,
        lambda answer: any(map(wanted, answer.outcome.possible or [answer.outcome])),
        lambda answer: all(map(wanted, answer.outcome.possible or [answer.outcome])),
    )


def stays_open(question: str) -> Goal:
    """Return the goal that the answer to a question depends on facts that are unknown."""

    def is_open(answer: Answer) -> bool:
        return answer.status is Status.OPEN

    return Goal(question, is_open, is_open, needs_unknown=True)


def hinges_on(question: str, wanted: Callable[[str], bool]) -> Goal:
    """Return the goal that one unknown fact by itself can change the answer; of those wanted."""

    def hinges(answer: Answer) -> bool:
        return any(map(wanted, answer.missing))

    return Goal(question, hinges, hinges)
