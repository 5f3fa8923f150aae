"""Differences between two protocols as JSON-ready data."""

from __future__ import annotations

from typing import Any, Final

from obstetric_rules.expressions.outcome import Outcome
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.verification.comparing import (
    Change,
    Difference,
)
from obstetric_rules.verification.report_data import witness_to_data

FORM: Final = "obstetric-rules/difference/1"
"""Names the form of the data."""


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
        "same_version": list(difference.same_version),
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
