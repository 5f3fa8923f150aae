"""What is not of the right type is told as every other fault, before anything else is checked."""

from __future__ import annotations

import datetime
from typing import Any

import attrs
import pytest

from obstetric_rules.errors import RulesetError
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.ruleset import Ruleset
from tests.rules.features import HOSPITAL, REGION, bezoek, dagen
from tests.rules.parts import rule


def faults(ruleset: Ruleset, **parts: Any) -> list[str]:
    with pytest.raises(RulesetError) as caught:
        attrs.evolve(ruleset, **parts)
    return str(caught.value).splitlines()


DEPRECATION, FILLING = REGION.deprecations[0], HOSPITAL.fillings[0]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"version": None}, "r: version: expected a text, got None"),
        ({"version": " "}, "r: version: expected a text that is not empty"),
        ({"title": 3}, "r: title: expected a text, got a int"),
        ({"layer": "gemeente"}, "r: layer: expected national or region or hospital, got a text"),
        ({"extends": "x"}, "r: extends: expected a list, each of them a text, got a text"),
        (
            {"id": "zieken/huis"},
            'zieken/huis: id: expected a text without white space and without /, got "zieken/huis"',
        ),
        ({"id": ""}, 'a ruleset: id: expected a text without white space and without /, got ""'),
        (
            {"valid_from": "2026-01-01"},
            "r: valid_from: expected a date or None, got a text",
        ),
        (
            {"valid_from": datetime.datetime(2026, 1, 1)},
            "r: valid_from: expected a date or None, got a datetime",
        ),
        ({"rules": REGION.rules[0]}, "r: rules: expected a list, each of them a Rule, got a Rule"),
        (
            {"rules": (rule("K1.x", clauses="K1"),)},
            "r: rules[K1.x].clauses: expected a list, each of them a text, got a text",
        ),
        (
            {"rules": (rule("K1.x", because=None),)},
            "r: rules[K1.x].because: expected a text, got None",
        ),
        (
            {"rules": (rule("K1.x", then="ja"),)},
            "r: rules[K1.x].then: expected a Conclusion, got a text",
        ),
        (
            {"deprecations": (attrs.evolve(DEPRECATION, since="2026-01-01"),)},
            "r: deprecations[0].since: expected a date, got a text",
        ),
        (
            {"parameters": (attrs.evolve(dagen.parameter, values={"2026-01-01": 1}),)},
            "r: parameters[dagen].values: expected a mapping from a date or None to True or False "
            "or a whole number or a number or a text, got a mappingproxy",
        ),
        (
            {"parameters": (attrs.evolve(dagen.parameter, values=[1]),)},
            "r: parameters[dagen].values: expected a mapping from a date or None to True or False "
            "or a whole number or a number or a text, got a list with something else in it",
        ),
        (
            {"parameters": (dagen, 3)},
            "r: parameters: expected a list, each of them a Parameter, "
            "got a list with something else in it",
        ),
        (
            {"questions": bezoek},
            "r: questions: expected a list, each of them a Question, got a QuestionReference",
        ),
        (
            {"fixed": 3},
            "r: fixed: expected a mapping from a text to True or False or a whole "
            "number or a number or a text, got a int",
        ),
        (
            {"invariants": (attrs.evolve(REGION.invariants[0], because=None),)},
            "r: invariants[laat_geen_bezoek].because: expected a text, got None",
        ),
        (
            {"clauses": (Clause(id="K 1", document="d", heading="", item="", paraphrase="p"),)},
            'r: clauses[K 1].id: expected a text without white space and without /, got "K 1"',
        ),
    ],
)
def test_a_part_of_the_wrong_type_is_named(parts: dict[str, Any], expected: str) -> None:
    """Whoever writes without a type checker is told which part, what it should be, what it is."""
    assert faults(REGION, **parts) == [expected]


def test_a_hospital_is_told_before_anything_is_composed() -> None:
    """A ruleset that extends others is looked at when it is built too, all of it at once."""
    assert faults(HOSPITAL, version=1, fillings=(attrs.evolve(FILLING, value=7),)) == [
        "h: version: expected a text, got a int",
        "h: fillings[0].value: expected a text, got a int",
    ]


def test_lists_are_as_good_as_tuples() -> None:
    """Brackets or parentheses: both hold parts."""
    assert attrs.evolve(REGION, rules=list(REGION.rules)).rules == REGION.rules
    assert attrs.evolve(REGION, questions=[*REGION.questions]).questions == REGION.questions


def test_the_values_of_an_empty_label_are_told() -> None:
    """A parameter says in Dutch what it is."""
    assert faults(
        REGION, parameters=[attrs.evolve(one, label="") for one in REGION.parameters]
    ) == [
        "r: the parameter dagen has no label that says what it is",
        "r: the parameter aantal has no label that says what it is",
    ]
