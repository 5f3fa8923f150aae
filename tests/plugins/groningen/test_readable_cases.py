"""The readable cases of the Groningen agreement leave nothing of it untried."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from obstetric_rules import Protocol
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.rules.protocol import compose
from obstetric_rules.rules.question import Conclusion
from obstetric_rules.rules.rule import Rule
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing import RuleCoverage, read_cases

FILES = sorted(Path(__file__).parent.glob("*.gevallen.*"))
LAYERS = {"groningen": (groningen,), "groningen.mzh": (groningen, groningen_mzh)}
VALUES = {
    question.id: frozenset(question.values)
    for layer in LAYERS["groningen.mzh"]
    for question in layer.questions
}


def rules_with_another_value() -> Iterator[tuple[str, Rule]]:
    """Yield each rule of which the question has other values, saying those instead."""
    for layer in LAYERS["groningen.mzh"]:
        for rule in layer.rules:
            others = sorted(VALUES[rule.then.question] - set(rule.then.values))
            if others:
                conclusion = Conclusion(rule.then.question, tuple(others[:1]))
                yield layer.id, attrs.evolve(rule, then=conclusion)


def with_rule(ruleset: Ruleset, changed: Rule) -> Ruleset:
    """Return a ruleset with one rule in the place of that with the same id."""
    # What must hold in every case would be broken as well; here only the cases are to notice.
    rules = tuple(changed if rule.id == changed.id else rule for rule in ruleset.rules)
    return attrs.evolve(ruleset, rules=rules, invariants=())


def test_the_cases_exercise_every_rule_exception_and_branch() -> None:
    """Each rule speaks in a case, each exception wins in one, each answer is given in one."""
    coverage = RuleCoverage()
    for file in FILES:
        for case in read_cases(file).cases:
            coverage.add(case.check().decision)

    assert {ruleset.id for ruleset in coverage.rulesets} == {"groningen", "groningen.mzh"}
    assert coverage.total().missing == ()


@pytest.mark.parametrize(
    ("ruleset", "changed"),
    [
        pytest.param(ruleset, rule, id=f"{ruleset}/{rule.id}")
        for ruleset, rule in rules_with_another_value()
    ],
)
def test_the_cases_notice_when_a_rule_says_something_else(ruleset: str, changed: Rule) -> None:
    """Whichever rule is changed by mistake, some case fails."""

    def changed_protocol(name: str, on: datetime.date | None) -> Protocol:
        layers = LAYERS[name]
        return compose(
            [with_rule(layer, changed) if layer.id == ruleset else layer for layer in layers], on
        )

    results = [case.check() for file in FILES for case in read_cases(file, changed_protocol).cases]

    assert not all(result.met for result in results)
