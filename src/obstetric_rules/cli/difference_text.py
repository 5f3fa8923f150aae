"""Differences between two protocols as lines of text on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from obstetric_rules.explanation.layout import WIDTH, Page
from obstetric_rules.expressions.wording import enumeration
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.verification.comparing import (
    Change,
    Difference,
    Direction,
    QuestionDifference,
)
from obstetric_rules.verification.report_text import share_in_words, witness_in_words
from obstetric_rules.verification.sentences import outcome

_DIRECTIONS: Final = {
    Direction.STRICTER: " (strenger)",
    Direction.LOOSER: " (ruimer)",
    None: "",
}


def difference_lines(difference: Difference, width: int = WIDTH) -> list[str]:
    """Return the differences between two protocols as lines of text."""
    page = Page(width=width)
    page.say(
        f"Van {_name(difference.before)} naar {_name(difference.after)}: {_summary(difference)}"
    )
    for name in difference.same_version:
        page.say(f"Let op: {name} heeft in beide hetzelfde versienummer en niet dezelfde inhoud.")
    for item in difference.questions:
        page.lines.append("")
        page.say(f"{item.question.text} ({item.question.id})")
        page.inside().say(share_in_words(item.share))
        for change in item.changes:
            page.inside().item(_changed(item, change))
            page.inside().inside().say(f"Als: {change.condition}.")
            page.inside().inside().say(share_in_words(change.share))
            case = witness_in_words(change.witness, difference.both)
            page.inside().inside().say(f"Voorbeeld: {case}.")
    for heading, names in _lists(difference):
        page.lines.append("")
        page.say(f"{heading}: {enumeration(list(names), 'en')}.")
    return page.lines


def _name(protocol: Protocol) -> str:
    return f"{protocol.id} {protocol.version} ({protocol.on})"


def _summary(difference: Difference) -> str:
    if difference.is_empty:
        return "geen verschil." if not difference.unproved else "geen verschil dat is bewezen."
    number = len(difference.questions)
    return f"{number} {'vraag heeft' if number == 1 else 'vragen hebben'} soms een ander antwoord."


def _changed(item: QuestionDifference, change: Change) -> str:
    before, after = outcome(item.question, change.before), outcome(item.question, change.after)
    return f"Van {before} naar {after}{_DIRECTIONS[change.direction]}."


def _lists(difference: Difference) -> Iterator[tuple[str, tuple[str, ...]]]:
    for heading, names in (
        ("Vragen die er niet meer zijn", difference.only_before),
        ("Vragen die er nieuw bij zijn", difference.only_after),
        ("Vragen die over iets anders gaan", difference.otherwise),
        ("Niet bewezen", difference.unproved),
    ):
        if names:
            yield heading, names
