"""Whether two sets of answers say the same, and where they first do not."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from obstetric_rules.engines.answer import Answer, AnyAnswer
from obstetric_rules.engines.decision import each_answer
from obstetric_rules.errors import ConformanceError
from obstetric_rules.facts import Dossier
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.testing._telling import answer_line, case_text

Same = Callable[[Answer, Answer], bool]


def says_the_same(one: Answer, other: Answer) -> bool:
    """Return whether two answers have the same outcome, for the same reasons, in any order."""
    return one.same_as(other) and all(
        set(getattr(one, part)) == set(getattr(other, part))
        for part in ("rules", "by_cases", "clauses", "missing", "conflict", "origin")
    )


def require_same(
    protocol: Protocol,
    dossier: Dossier,
    one: Mapping[str, AnyAnswer],
    other: Mapping[str, AnyAnswer],
    difference: str,
    same: Same = says_the_same,
) -> None:
    """Raise if answers to a dossier differ; ``difference`` says what makes the other ones other."""
    if list(one) != list(other):
        raise ConformanceError(
            f"{difference}, other questions are answered: {', '.join(one)}, and {', '.join(other)}"
        )
    for name, answer in one.items():
        first, second = dict(each_answer(answer)), dict(each_answer(other[name]))
        if list(first) != list(second):
            raise ConformanceError(
                f"{difference}, {name} is answered for other facts:\n{case_text(protocol, dossier)}"
            )
        for key, found in first.items():
            if not same(found, second[key]):
                raise differs(protocol, dossier, difference, found, second[key])


def differs(
    protocol: Protocol, dossier: Dossier, difference: str, one: Answer, other: Answer
) -> ConformanceError:
    """Return the error that an answer is another one, with the case and both answers."""
    return ConformanceError(
        f"{difference}, {one.question} has another answer. The smallest case found:\n"
        f"{case_text(protocol, dossier)}\n"
        f"without: {_line(protocol, one)}\n"
        f"with: {_line(protocol, other)}"
    )


def _line(protocol: Protocol, answer: Answer) -> str:
    told = answer_line(protocol, answer)
    told += f"; in some cases {', '.join(answer.by_cases)}" if answer.by_cases else ""
    return f"{told}; missing {', '.join(answer.missing)}" if answer.missing else told
