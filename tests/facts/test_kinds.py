"""The kinds of field a fact can have."""

from __future__ import annotations

import json
from typing import Annotated, Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.facts import Choice, DecimalNumber, Kind, Text, TextSet, WholeNumber, YesNo
from obstetric_rules.facts.kinds import LONGEST_NUMBER, is_number, is_text
from tests.facts.slots import values_of

WORDS: dict[str, Any] = {"label": "veld", "label_en": "field"}
YES_NO = YesNo(**WORDS)
LIJN = Choice(**WORDS, values={"eerste": "eerste lijn", "tweede": "tweede lijn"})
TEXT = Text(**WORDS)
TEXTS = TextSet(**WORDS)
WHOLE = WholeNumber(**WORDS)
DECIMAL = DecimalNumber(**WORDS)
KINDS: list[Kind] = [
    YES_NO,
    LIJN,
    TEXT,
    TEXTS,
    WHOLE,
    WholeNumber(**WORDS, minimum=3, maximum=5),
    DECIMAL,
    DecimalNumber(**WORDS, minimum=35, maximum=43.5),
]
ANYTHING = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary(max_size=2)
    | st.lists(st.text(), max_size=2)
    | st.frozensets(st.text() | st.integers(), max_size=2)
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: type(kind).__name__)
@given(data=st.data())
def test_a_kind_takes_the_values_it_is_for(kind: Kind, data: st.DataObject) -> None:
    """Every value within the vocabulary and the bounds of a field is taken."""
    assert kind.permits(data.draw(values_of(kind)))


@given(ANYTHING)
def test_no_value_is_taken_by_fields_of_two_types(value: Any) -> None:
    """A boolean is no number, a number no text: a value in the wrong field never passes."""
    takers = [kind for kind in (YES_NO, TEXT, TEXTS, WHOLE) if kind.permits(value)]

    assert len(takers) <= 1
    assert not WHOLE.permits(value) or DECIMAL.permits(value)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: type(kind).__name__)
def test_what_is_ordinary_is_permitted(kind: Kind) -> None:
    """Examples made from the ordinary values are usable dossiers."""
    assert kind.permits(kind.ordinary)


@pytest.mark.parametrize("step", [0, -0.1, True, "0.1", float("nan")])
def test_a_step_is_a_number_above_nothing(step: Any) -> None:
    """A step by which nobody gets anywhere is refused when the field is declared."""
    with pytest.raises(ValueError, match="as its step; expected a number above 0"):
        DecimalNumber(**WORDS, step=step)


@pytest.mark.parametrize(
    ("kind", "ordinary"),
    [
        (YES_NO, False),
        (LIJN, "eerste"),
        (WHOLE, 0),
        (WholeNumber(**WORDS, maximum=-2), -2),
        (WholeNumber(**WORDS, maximum=9), 0),
        (WholeNumber(**WORDS, minimum=4), 4),
        (DECIMAL, 0.0),
        (DecimalNumber(**WORDS, maximum=-0.5), -0.5),
        (DecimalNumber(**WORDS, minimum=36.5), 36.5),
    ],
)
def test_a_field_without_an_ordinary_value_gets_one(kind: Kind, ordinary: Any) -> None:
    """The author of a fact need not think of one: no, the first choice, or the number near zero."""
    assert kind.ordinary == ordinary


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (YES_NO, 1),
        (YES_NO, "ja"),
        (YES_NO, None),
        (LIJN, "derde"),
        (LIJN, ["eerste"]),
        (TEXT, ""),
        (TEXT, "\ud800"),
        (TEXT, 3),
        (TEXTS, {"a"}),
        (TEXTS, frozenset({""})),
        (TEXTS, frozenset({1})),
        (WHOLE, 3.0),
        (WHOLE, True),
        (WHOLE, 10**LONGEST_NUMBER),
        (WholeNumber(**WORDS, minimum=0), -1),
        (WholeNumber(**WORDS, maximum=0), 1),
        (DECIMAL, float("nan")),
        (DECIMAL, float("-inf")),
        (DECIMAL, False),
        (DECIMAL, 10**400),
        (DECIMAL, "1"),
        (DecimalNumber(**WORDS, minimum=0.5), 0.4),
    ],
)
def test_a_kind_refuses_everything_else(kind: Kind, value: Any) -> None:
    """No value is bent until it fits: "ja", 1 and 3.0 are not yes, yes and 3."""
    assert not kind.permits(value)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (YES_NO, "true, false or null"),
        (LIJN, '"eerste", "tweede" or null'),
        (TEXT, "a text that is not empty, or null"),
        (TEXTS, "a list of different texts that are not empty, or null"),
        (WHOLE, "a whole number or null"),
        (WholeNumber(**WORDS, minimum=0), "a whole number of at least 0 or null"),
        (WholeNumber(**WORDS, maximum=9), "a whole number of at most 9 or null"),
        (DECIMAL, "a finite number or null"),
        (
            DecimalNumber(**WORDS, minimum=35, maximum=43.5),
            "a finite number from 35 to 43.5 or null",
        ),
    ],
)
def test_a_kind_says_what_it_takes(kind: Kind, expected: str) -> None:
    """A message about a field tells all that may be written there."""
    assert kind.expected == expected


@pytest.mark.parametrize(
    ("kind", "closed"),
    [
        (YES_NO, True),
        (LIJN, True),
        (TEXT, False),
        (TEXTS, False),
        (WHOLE, False),
        (DECIMAL, False),
    ],
)
def test_only_closed_vocabularies_may_be_shown(kind: Kind, closed: bool) -> None:
    """A refused free text or number of a case never appears in a message."""
    assert kind.closed is closed


@given(st.integers() | st.integers(10**299) | st.floats() | st.text() | st.just("\ud800"))
def test_a_number_or_a_text_can_always_be_written(value: Any) -> None:
    """Whatever a field takes comes back from a JSON file in UTF-8 as it was."""
    if is_number(value) or is_text(value):
        written = json.dumps(value, ensure_ascii=False).encode()
        assert json.loads(written) == value


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: type(kind).__name__)
def test_a_field_without_words_of_its_own_gets_them_from_its_label(kind: Kind) -> None:
    """The author of a fact need only give a label; the sentences about it follow."""
    assert "veld" in kind.question.format(wie="de partner")
    assert "de partner" in kind.question.format(wie="de partner")


def test_the_words_of_a_yes_or_no_tell_both() -> None:
    """Yes and no are said in different sentences, whatever characters the label has."""
    kind = YesNo(label="{bad}", label_en="bath", question="Wil {wie} in bad?")

    assert kind.statement.format(wie="zij") == "voor zij geldt: {bad}"
    assert kind.denial.format(wie="zij") == "voor zij geldt niet: {bad}"
    assert kind.question.format(wie="zij") == "Wil zij in bad?"


def test_fields_that_say_the_same_are_the_same_kind() -> None:
    """Two rulesets that declare the same field agree on it."""
    again = Choice(**WORDS, values={"eerste": "eerste lijn", "tweede": "tweede lijn"})

    assert {LIJN: 1, YES_NO: 2}[again] == 1


def test_fields_whose_values_stand_in_another_order_are_different_kinds() -> None:
    """A form shows the values in their order, so neither field can stand in for the other."""
    forth = Choice(**WORDS, values={"a": "A", "b": "B"}, ordinary="a")
    back = Choice(**WORDS, values={"b": "B", "a": "A"}, ordinary="a")

    assert forth != back
    assert get_args(Annotated[Any, forth])[1] is forth
    assert get_args(Annotated[Any, back])[1] is back


def test_a_choice_has_something_to_choose() -> None:
    """The author of a field without values is told so when it is declared."""
    for ordinary in ({}, {"ordinary": "a"}):
        with pytest.raises(ValueError, match="the field “veld” has no values to choose from"):
            Choice(**WORDS, values={}, **ordinary)


@pytest.mark.parametrize(
    ("kind", "ordinary", "expected"),
    [
        (YesNo, "ja", "true, false or null"),
        (Text, "", "a text that is not empty, or null"),
        (TextSet, {""}, "a list of different texts that are not empty, or null"),
        (WholeNumber, 1.5, "a whole number or null"),
        (DecimalNumber, True, "a finite number or null"),
    ],
)
def test_what_is_called_ordinary_must_be_permitted(kind: Any, ordinary: Any, expected: str) -> None:
    """The author of a field whose ordinary value it would refuse is told both."""
    with pytest.raises(ValueError, match="ordinary") as caught:
        kind(**WORDS, ordinary=ordinary)

    assert str(caught.value) == (
        f"the field “veld” has {ordinary!r} as its ordinary value, which it does not permit; "
        f"it takes {expected}"
    )


@pytest.mark.parametrize(
    "build",
    [
        lambda: Choice(**WORDS, values={"a": "A"}, ordinary="b"),
        lambda: WholeNumber(**WORDS, minimum=3, ordinary=2),
        lambda: WholeNumber(**WORDS, minimum=3, maximum=2),
        lambda: DecimalNumber(**WORDS, maximum=3, ordinary=3.5),
    ],
)
def test_what_is_called_ordinary_lies_within_the_bounds(build: Any) -> None:
    """A field whose bounds exclude its ordinary value, or everything, is refused."""
    with pytest.raises(ValueError, match="which it does not permit"):
        build()
