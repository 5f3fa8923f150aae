"""Explanations hold for any protocol: these are made up, with conditions of every kind."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules import Dossier, Protocol, Status, decide
from obstetric_rules.engines.decision import Decision, each_answer
from obstetric_rules.explanation.answers_text import decision_lines
from obstetric_rules.explanation.ask_next import ask_next
from obstetric_rules.explanation.explanation_data import explanation_to_data, why_not_to_data
from obstetric_rules.explanation.reasons import Explanation, Standing
from obstetric_rules.explanation.rendering import explanation_lines, why_not_lines
from obstetric_rules.explanation.why import why
from obstetric_rules.explanation.why_not import why_not
from obstetric_rules.testing.strategies import dossiers, protocols
from tests.samples import samples

slowly = samples(10, 2_000)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Protocol, Dossier]:
    protocol = draw(protocols())
    return protocol, draw(dossiers(protocol, afwijkingen=True, most_ways=2_000))


def explanations(decision: Decision) -> list[Explanation]:
    return [
        why(decision, name, key)
        for name, answer in decision.answers.items()
        for key, _ in each_answer(answer)
    ]


@slowly
@given(cases())
def test_an_explanation_accounts_for_every_rule_of_the_answer(
    case: tuple[Protocol, Dossier],
) -> None:
    """Each rule that an answer names stands in its explanation as one that speaks, and no other."""
    for explanation in explanations(decide(*case)):
        speaking = {rule.rule for rule in explanation.rules_that(Standing.SPEAKS)}
        by_cases = {rule.rule for rule in explanation.rules_that(Standing.BY_CASES)}
        assert speaking == set(explanation.answer.rules)
        assert by_cases == set(explanation.answer.by_cases)


@slowly
@given(cases())
def test_a_rule_that_speaks_has_a_condition_that_does_not_fail(
    case: tuple[Protocol, Dossier],
) -> None:
    """Worked out part by part, the condition of a rule that speaks never comes to no."""
    for explanation in explanations(decide(*case)):
        for rule in explanation.rules_that(Standing.SPEAKS):
            assert rule.condition.verdict is not False
            assert not rule.silenced_by


@slowly
@given(cases())
def test_an_explanation_names_what_is_missing(case: tuple[Protocol, Dossier]) -> None:
    """An open answer is explained by a question for each missing fact, and by what can become."""
    for explanation in explanations(decide(*case)):
        paths = tuple(fact.path for fact in explanation.missing)
        assert paths == explanation.answer.missing
        assert bool(explanation.can_become) == (explanation.answer.status is Status.OPEN)


@slowly
@given(cases())
def test_every_explanation_can_be_read(case: tuple[Protocol, Dossier]) -> None:
    """Whatever the case, the text fits 80 columns and the data is JSON."""
    decision = decide(*case)
    for explanation in explanations(decision):
        assert json.loads(json.dumps(explanation_to_data(explanation)))
        for line in explanation_lines(explanation):
            assert line.strip()
    assert decision_lines(decision)


@slowly
@given(cases())
def test_every_value_that_is_not_the_answer_has_an_obstacle(
    case: tuple[Protocol, Dossier],
) -> None:
    """Asked why not, each rule that leads to the value is named with what keeps it silent."""
    decision = decide(*case)
    for explanation in explanations(decision):
        for value in explanation.question.values:
            found = why_not(decision, explanation.question.id, value, explanation.key)
            leading = [rule for rule in explanation.rules if value in rule.values]
            assert [obstacle.rule for obstacle in found.obstacles] == leading
            assert json.dumps(why_not_to_data(found))
            assert why_not_lines(found)


@slowly
@given(cases())
def test_what_is_asked_is_what_is_missing(case: tuple[Protocol, Dossier]) -> None:
    """Only facts are asked that are missing, or that belong to a slot that is missing."""
    protocol, dossier = case
    missing = {
        path
        for answer in decide(protocol, dossier).answers.values()
        for _, single in each_answer(answer)
        for path in single.missing
    }
    asked = {fact.path for fact in ask_next(protocol, dossier)}
    assert all(path in missing or path.partition(".")[0] in missing for path in asked)
    assert bool(asked) == bool(missing)
