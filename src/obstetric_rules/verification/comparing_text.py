"""Differences between two protocols as Dutch text and as JSON-ready data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from obstetric_rules.explanation.layout import WIDTH, Page
from obstetric_rules.expressions.outcome import Outcome
from obstetric_rules.expressions.wording import enumeration
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.verification.comparing import (
    Change,
    Difference,
    Direction,
    QuestionDifference,
)
from obstetric_rules.verification.report_data import witness_to_data
from obstetric_rules.verification.report_text import share_in_words, witness_in_words
from obstetric_rules.verification.sentences import outcome

FORM: Final = "obstetric-rules/difference/1"
"""Names the form of the data."""

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


def difference_to_data(difference: Difference) -> dict[str, Any]:
    """Return the differences between two protocols as JSON-ready data."""
    return {
        "form": FORM,
        "before": _identity(difference.before),
        "after": _identity(difference.after),
        "questions": [
            {
                "question": item.question.id,
                "share": {"situations": item.share.situations, "of": item.share.of},
                "changes": [_change_to_data(change) for change in item.changes],
            }
            for item in difference.questions
        ],
        "only_before": list(difference.only_before),
        "only_after": list(difference.only_after),
        "otherwise": list(difference.otherwise),
        "unproved": list(difference.unproved),
    }


def _identity(protocol: Protocol) -> dict[str, str]:
    return {
        "protocol": protocol.id,
        "version": protocol.version,
        "sha256": protocol.sha256,
        "on": protocol.on.isoformat(),
    }


def _change_to_data(change: Change) -> dict[str, Any]:
    data: dict[str, Any] = {
        "before": _outcome_to_data(change.before),
        "after": _outcome_to_data(change.after),
        "condition": change.condition,
        "share": {"situations": change.share.situations, "of": change.share.of},
        "witness": witness_to_data(change.witness),
    }
    if change.direction is not None:
        data["direction"] = change.direction.value
    return data


def _outcome_to_data(found: Outcome) -> dict[str, Any]:
    value = sorted(found.value) if isinstance(found.value, frozenset) else found.value
    data: dict[str, Any] = {"status": found.status.value, "value": value}
    if found.conflicting:
        data["conflict"] = sorted(found.conflicting)
    return data


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
