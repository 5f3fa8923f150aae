"""Changes as plain Dutch text: what an answer is, what it was, and why it is so now."""

from __future__ import annotations

from collections.abc import Iterable

from obstetric_rules.cases.changes import Change, Kind
from obstetric_rules.explanation.answers_text import answer_text, clauses_text
from obstetric_rules.explanation.layout import WIDTH, Page
from obstetric_rules.explanation.reasons import Explanation, Standing
from obstetric_rules.explanation.rendering import headline


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
    for change in changes:
        _say_change(change, page)
    return page.lines


def _say_change(change: Change, page: Page) -> None:
    now, before = change.why, change.why_before
    if now is not None:
        page.say(headline(now))
    if before is not None:
        if now is None:
            page.say(f"{_about(before)}: vervallen.")
        was = "nog open" if change.kind is Kind.APPEARED else _said(before)
        page.inside().say(f"Was: {was}.")
    if now is not None:
        for rule in now.rules_that(Standing.SPEAKS):
            page.inside().say(f"Want: {rule.because}")
        page.inside().items(fact.question for fact in now.missing)


def _about(explanation: Explanation) -> str:
    return explanation.heading + (f" ({explanation.who})" if explanation.who else "")


def _said(explanation: Explanation) -> str:
    answer = explanation.answer
    return f"{answer_text(explanation.question, answer)}{clauses_text(answer.clauses)}"
