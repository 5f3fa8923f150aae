"""The named checks of the conformance kit, in the order in which they are worth reading."""

from __future__ import annotations

from typing import Final

from obstetric_rules.testing.checks.check import Check
from obstetric_rules.testing.checks.content import (
    every_clause_has_a_rule_or_a_reason,
    every_rule_has_a_clause,
    layers_compose,
)

CHECKS: Final = (
    Check(layers_compose, needs_protocol=False),
    Check(every_rule_has_a_clause, needs_protocol=False),
    Check(every_clause_has_a_rule_or_a_reason, needs_protocol=False),
)
"""Every check, in the order in which they run."""
