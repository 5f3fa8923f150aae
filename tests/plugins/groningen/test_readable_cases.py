"""The readable cases of the Groningen agreement leave nothing of it untried."""

from __future__ import annotations

from pathlib import Path

from obstetric_rules.testing import RuleCoverage, read_cases

FILES = sorted(Path(__file__).parent.glob("*.gevallen.*"))
CASES = [case for file in FILES for case in read_cases(file).cases]


def test_the_cases_exercise_every_rule_exception_and_branch() -> None:
    """Each rule speaks in a case, each exception wins in one, each answer is given in one."""
    coverage = RuleCoverage()
    for case in CASES:
        coverage.add(case.check().decision)

    assert {ruleset.id for ruleset in coverage.rulesets} == {"groningen", "groningen.mzh"}
    assert coverage.total().missing == ()
