"""Changes as plain Dutch text: what an answer is, what it was, and why it is so now."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from obstetric_rules.arguments import expect, items
from obstetric_rules.cases.changes import Change, Kind
from obstetric_rules.engines.answer import Answer
from obstetric_rules.explanation.answers_text import answer_text, clauses_text
from obstetric_rules.explanation.layout import WIDTH, Page
from obstetric_rules.explanation.reasons import Explanation, Standing
from obstetric_rules.explanation.rendering import headline
from obstetric_rules.explanation.why import STATUS_LABELS
from obstetric_rules.rules.question import Question


def changes_lines(changes: Iterable[Change], width: int = WIDTH) -> list[str]:
    """Return changes as lines of plain text; ``change.why`` explains each of them in full.

    >>> from obstetric_rules import Partner, load_protocol
    >>> from obstetric_rules.cases import LiveCase
    >>> case = LiveCase(load_protocol("groningen.mzh"))
    >>> changes = case.tell(partner=Partner(hoesten=True, koorts=False))
    >>> for line in changes_lines(changes.appeared[:1]):
    ...     print(line)
    Aanwezigheid van de partner: aanwezig met strikte isolatie (G19).
      Was: nog open.
      Want: Een partner met luchtwegklachten zonder koorts is er alleen bij in
      strikte isolatie.
    """
    page = Page(width=width)
    for position, change in enumerate(items("changes", changes, "changes")):
        expect(f"changes[{position}]", change, Change, expected="a Change")
        _say_change(change, page)
    return page.lines


def _say_change(change: Change, page: Page) -> None:
    now, before = change.why, change.why_before
    page.say(_headline(change, now, before))
    if change.before is not None:
        question = None if now is None else now.question
        was = "nog open" if change.kind is Kind.APPEARED else _said(change.before, question, before)
        page.inside().say(f"Was: {was}.")
    if now is not None:
        for rule in now.rules_that(Standing.SPEAKS):
            page.inside().say(f"Want: {rule.because}")
        page.inside().items(fact.question for fact in now.missing)


def _headline(change: Change, now: Explanation | None, before: Explanation | None) -> str:
    if now is not None:
        return headline(now)
    about = change.question if before is None else _about(before)
    if change.after is None:
        return f"{about}: vervallen."
    return f"{about}: {_said(change.after, None, None)}."


def _about(explanation: Explanation) -> str:
    return explanation.heading + (f" ({explanation.who})" if explanation.who else "")


def _said(answer: Answer, question: Question | None, explanation: Explanation | None) -> str:
    """Return an answer with its clauses, by its own words if those are known."""
    if explanation is not None:
        question = explanation.question
    return f"{_text(answer, question)}{clauses_text(answer.clauses)}"


def _text(answer: Answer, question: Question | None) -> str:
    if question is not None:
        # The rules that an old answer was given by may have had other values.
        with suppress(KeyError):
            return answer_text(question, answer)
    if isinstance(answer.value, frozenset):
        return ", ".join(sorted(answer.value))
    return answer.value or STATUS_LABELS.get(answer.status, "nog open")
