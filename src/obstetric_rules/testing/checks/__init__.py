"""The named checks of the conformance kit, in the order in which they are worth reading."""

from __future__ import annotations

from typing import Final

from obstetric_rules.testing.checks.answers import (
    every_deviation_is_needed,
    rules_never_contradict,
)
from obstetric_rules.testing.checks.check import Check
from obstetric_rules.testing.checks.content import (
    every_clause_has_a_rule_or_a_reason,
    every_rule_has_a_clause,
    layers_compose,
)
from obstetric_rules.testing.checks.engines import (
    engines_agree,
    irrelevant_facts_change_nothing,
    unknown_only_refines,
)
from obstetric_rules.testing.checks.orders import (
    deterministic,
    independent_of_fact_order,
    independent_of_layer_order,
    independent_of_rule_order,
)
from obstetric_rules.testing.checks.reach import (
    every_exception_can_apply,
    every_rule_can_speak,
    invariants_hold,
    monotonic_where_declared,
)
from obstetric_rules.testing.checks.records import explanations_replay, json_round_trip
from obstetric_rules.testing.checks.vocabularies import compared_values_are_known
from obstetric_rules.testing.checks.wording import (
    dutch_wording_complete,
    english_wording_complete,
    every_number_says_its_unit,
)

CHECKS: Final = (
    Check(layers_compose, needs_protocol=False),
    Check(every_rule_has_a_clause, needs_protocol=False),
    Check(every_clause_has_a_rule_or_a_reason, needs_protocol=False),
    Check(dutch_wording_complete, needs_protocol=False),
    Check(english_wording_complete, needs_protocol=False),
    Check(every_number_says_its_unit, needs_protocol=False),
    Check(compared_values_are_known),
    Check(every_rule_can_speak),
    Check(every_exception_can_apply),
    Check(rules_never_contradict),
    Check(invariants_hold),
    Check(monotonic_where_declared),
    Check(every_deviation_is_needed),
    Check(unknown_only_refines),
    Check(irrelevant_facts_change_nothing),
    Check(deterministic),
    Check(independent_of_rule_order),
    Check(independent_of_fact_order),
    Check(independent_of_layer_order),
    Check(engines_agree),
    Check(explanations_replay),
    Check(json_round_trip),
)
"""Every check, in the order in which they run."""
