"""What the rules of a question come down to once it is known which of them speak."""

from __future__ import annotations

from collections.abc import Iterable

from obstetric_rules.expressions.outcome import (
    EMPTY_SET,
    SILENT,
    Outcome,
    concluded,
    conflict,
)
from obstetric_rules.rules.question import Question


def outcome_of(
    question: Question, spoken: Iterable[tuple[str, ...]], in_conflict: bool = False
) -> Outcome:
    """Return the outcome of a question from the values of each rule that speaks.

    ``in_conflict`` says that a rule depends on an answer that is in conflict.

    >>> from obstetric_rules.rules.question import question
    >>> bad = question("bad", text="Mag het?", label="het bad", values={"ja": "ja", "nee": "nee"})
    >>> outcome_of(bad.question, [("ja",), ("ja",)]).value
    'ja'
    >>> sorted(outcome_of(bad.question, [("ja",), ("nee",)]).conflicting)
    ['ja', 'nee']
    """
    conclusions = set(spoken)
    values = frozenset(value for values in conclusions for value in values or (EMPTY_SET,))
    if in_conflict:
        return conflict(values)
    if not question.set_valued:
        if len(values) > 1:
            return conflict(values)
        return concluded(next(iter(values))) if values else SILENT
    if EMPTY_SET in values and len(values) > 1:
        return conflict(values)
    if not conclusions and not question.empty_without_rules:
        return SILENT
    return concluded(values - {EMPTY_SET})
