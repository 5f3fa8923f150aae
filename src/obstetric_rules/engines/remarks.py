"""What a decision tells of its protocol beside the answers, where there is anything to tell."""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from obstetric_rules.expressions.nodes import Constant
from obstetric_rules.rules.protocol import Protocol


@attrs.frozen(kw_only=True)
class ParameterValue:
    """The value of a parameter that rules compared with, who gives it since when, and the rules."""

    parameter: str
    value: Constant
    since: datetime.date | None
    given_by: str
    rules: tuple[str, ...]


@attrs.frozen(kw_only=True)
class NotKept:
    """An invariant of a lower ruleset that a higher one knowingly does not keep, and why.

    ``states`` is what the invariant says, ``because`` why the higher ruleset does not keep it.
    """

    invariant: str
    states: str
    ruleset: str
    because: str


@attrs.frozen(kw_only=True)
class Outdated:
    """A question, or one of its values, that should not be used any more, and what to use."""

    question: str
    value: str | None
    since: datetime.date
    instead: str | None
    because: str


def remarks_of(protocol: Protocol) -> dict[str, Any]:
    """Return what there is to tell of a protocol, by the names that its identity has for it."""
    return {
        "parameters": tuple(
            ParameterValue(
                parameter=name,
                value=item.value,
                since=item.since,
                given_by=item.given_by,
                rules=tuple(rule.id for rule in protocol.rules.values() if name in rule.parameters),
            )
            for name, item in protocol.parameters.items()
        ),
        "not_kept": tuple(
            NotKept(
                invariant=item.id,
                states=item.invariant.because,
                ruleset=item.deviated_by or "",
                because=item.deviation.because,
            )
            for item in protocol.invariants_by_id.values()
            if item.deviation is not None
        ),
        "outdated": tuple(
            Outdated(
                question=item.question,
                value=item.value,
                since=item.since,
                instead=item.instead,
                because=item.because,
            )
            for item in protocol.deprecations
        ),
    }
