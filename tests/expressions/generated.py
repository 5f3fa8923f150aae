"""Conditions of every kind, those of made-up rulesets."""

from __future__ import annotations

from hypothesis import strategies as st

from obstetric_rules.expressions.nodes import Condition
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.testing import protocols


def conditions_of(protocol: Protocol) -> list[Condition]:
    """Return all conditions of a protocol."""
    asked = [question.asked_when for question in protocol.questions.values()]
    conditions = [rule.when for rule in protocol.rules.values()]
    return conditions + [condition for condition in asked if condition is not None]


def conditions() -> st.SearchStrategy[list[Condition]]:
    """Return a strategy of the conditions of a made-up protocol, taken together."""
    return protocols().map(conditions_of)
