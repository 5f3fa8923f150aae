"""Questions, and what rules say of them."""

from __future__ import annotations

import attrs
import pytest

from obstetric_rules.errors import RulesetError
from obstetric_rules.expressions.nodes import Answer, Comparison, Containment, Operator
from obstetric_rules.expressions.operators import condition
from obstetric_rules.rules.question import Conclusion, Question, question
from tests.engines.examples import client
from tests.rules.parts import ruleset

INGANG = question(
    "ingang", text="Welke ingang?", label="de ingang", values={"hoofd": "hoofdingang", "zij": "zij"}
)
MAATREGELEN = question(
    "maatregelen",
    text="Welke?",
    label="de maatregelen",
    values={"x": "x", "y": "y"},
    set_valued=True,
)


def test_a_rule_concludes_one_value_or_a_set() -> None:
    """A question with one value becomes it; a set includes values, or is empty."""
    assert INGANG.becomes("hoofd") == Conclusion("ingang", ("hoofd",))
    assert MAATREGELEN.includes("x", "y") == Conclusion("maatregelen", ("x", "y"))
    assert MAATREGELEN.is_empty() == Conclusion("maatregelen", ())


def test_another_rule_compares_with_the_answer() -> None:
    """Questions are chained by comparing with their answers."""
    assert (INGANG == "hoofd").node == Comparison(Answer("ingang"), Operator.EQUAL, "hoofd")
    assert MAATREGELEN.contains("x").node == Containment(Answer("maatregelen"), "x")


def test_a_question_says_what_it_is_about() -> None:
    """What an author leaves out is the ordinary thing: one value, per dossier, always asked."""
    assert INGANG.question == Question(
        id="ingang",
        text="Welke ingang?",
        label="de ingang",
        values={"hoofd": "hoofdingang", "zij": "zij"},
        set_valued=False,
        empty_without_rules=False,
        per=None,
        about=None,
        asked_when=None,
    )


def test_a_question_may_be_asked_only_sometimes() -> None:
    """The condition under which it is asked is written as that of a rule."""
    asked = question("q", text="?", label="q", values={"x": "x"}, asked_when=~client.koorts)

    assert asked.question.asked_when == condition(~client.koorts)


def test_the_values_of_a_question_cannot_be_changed() -> None:
    """Nobody adds a value behind the back of the rules, not even who gave the values."""
    values = {"x": "x"}
    asked = question("q", text="?", label="q", values=values)
    values["y"] = "y"

    assert dict(asked.question.values) == {"x": "x"}
    with pytest.raises(TypeError):
        asked.question.values["y"] = "y"  # type: ignore[index]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        asked.question.id = "p"  # type: ignore[misc]


def test_questions_can_be_kept_in_a_set() -> None:
    """A question has a hash, though its values have none."""
    assert len({INGANG.question, INGANG.question, MAATREGELEN.question}) == 2


@pytest.mark.parametrize(
    ("values_en", "expected"),
    [
        ({"x": "x"}, "r: the question q has no English for y"),
        (
            {"x": "x", "y": "y", "z": "z"},
            "r: the question q has English for z, which is no value",
        ),
    ],
)
def test_english_is_given_for_all_values_or_for_none(
    values_en: dict[str, str], expected: str
) -> None:
    """A question that has English for some of its values only is refused."""
    asked = question("q", text="q", label="q", values={"x": "x", "y": "y"}, values_en=values_en)

    with pytest.raises(RulesetError) as caught:
        ruleset(questions=(asked,))

    assert str(caught.value) == expected
