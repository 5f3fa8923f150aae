"""What an author writes by mistake is answered with how to write it."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Annotated, Any

import pytest

from obstetric_rules.errors import ExpressionError
from obstetric_rules.facts import (
    UNKNOWN,
    Choice,
    DecimalNumber,
    TextSet,
    Unknown,
    WholeNumber,
    YesNo,
    fact,
)
from obstetric_rules.plugins import Layer, parameter
from tests.engines.examples import ask, client, meting, zorgverleners
from tests.rules.parts import ruleset

n = parameter("n", label="n", values={None: 2}, clauses=("K1",))
q = ask("q", set_valued=True)
COUNT = zorgverleners.count(lambda one: one.koorts)
CALCULATED = "nothing in a rule can be calculated with"
MIXED = r"write `\(a > 1\) & b` for `a > 1 & b`"
CONCLUDED = "expected a condition, got a conclusion"

SLIPS: dict[str, tuple[Callable[[], Any], str]] = {
    "a difference": (lambda: meting.dagen - meting.temperatuur, CALCULATED),
    "a number less a field": (lambda: 3 - meting.dagen, CALCULATED),
    "a sum": (lambda: meting.dagen + 1 >= 3, CALCULATED),
    "sum of conditions": (lambda: sum([client.koorts, client.hoesten]), CALCULATED),
    "a product": (lambda: 2 * meting.dagen, CALCULATED),
    "a quotient": (lambda: meting.dagen / 2, CALCULATED),
    "a remainder": (lambda: meting.dagen % 2, CALCULATED),
    "a power": (lambda: meting.dagen**2, CALCULATED),
    "less than nothing": (lambda: -meting.dagen, CALCULATED),
    "a distance": (lambda: abs(meting.dagen), CALCULATED),
    "a parameter more": (lambda: meting.dagen >= n + 1, CALCULATED),
    "a condition added": (lambda: (meting.dagen > 1) + (meting.dagen > 2), CALCULATED),
    "& before >": (lambda: meting.dagen > 1 & client.koorts, MIXED),
    "| before >": (lambda: meting.dagen > 1 | client.koorts, MIXED),
    "& after a condition": (lambda: client.koorts & meting.dagen > 1, "not a condition|condition"),
    "a condition compared": (lambda: (client.koorts & client.hoesten) > 1, MIXED),
    "a count is no condition": (lambda: COUNT & client.koorts, MIXED),
    "a count or a condition": (lambda: COUNT | client.koorts, MIXED),
    "not a count": (lambda: ~COUNT, MIXED),
    "either of two": (lambda: client.koorts ^ client.hoesten, r"write `\(a & ~b\) \| \(~a & b\)`"),
    "the size of an answer": (lambda: q.size() >= 2, "an answer that is empty"),
    "a conclusion with &": (lambda: q.is_empty() & client.koorts, CONCLUDED),
    "& a conclusion": (lambda: client.koorts & q.is_empty(), CONCLUDED),
    "or a conclusion": (lambda: q.is_empty() | client.koorts, CONCLUDED),
    "not a conclusion": (lambda: ~q.is_empty(), CONCLUDED),
}


@pytest.mark.parametrize(("write", "advice"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_answered_with_how_to_write_it(write: Callable[[], Any], advice: str) -> None:
    """Nobody reads Python's own words about operands of an unsupported type."""
    with pytest.raises(ExpressionError, match=advice):
        write()


def test_what_python_turns_round_still_works() -> None:
    """A parameter or a number may stand first: that is no slip."""
    assert (n < meting.dagen).node == (meting.dagen > n).node
    assert (meting.dagen >= 3).node == (meting.dagen >= 3).node
    assert operator.and_(client.koorts, client.hoesten).node


WORDS = {"label": "l", "label_en": "l"}


@pytest.mark.parametrize(
    ("hint", "message"),
    [
        (Annotated[str | Unknown, YesNo(**WORDS)], "bool | Unknown, YesNo"),
        (Annotated[bool | Unknown, WholeNumber(**WORDS)], "int | Unknown, WholeNumber"),
        (Annotated[float | Unknown | None, DecimalNumber(**WORDS)], "float | Unknown, Decimal"),
        (Annotated[int, Choice(**WORDS, values={"a": "a"})], "str | Unknown, Choice"),
        (Annotated[set[str] | Unknown, TextSet(**WORDS)], "frozenset[str] | Unknown, TextSet"),
    ],
)
def test_a_type_that_is_not_that_of_the_kind_is_refused(hint: Any, message: str) -> None:
    """What Python thinks a field holds, and what its kind takes, are the same."""
    with pytest.raises(TypeError) as caught:
        fact(type("Kamer", (), {"__annotations__": {"veld": hint}, "veld": UNKNOWN}))

    assert str(caught.value).startswith("Kamer.veld is annotated with a type that is not that of ")
    assert message in str(caught.value)


def test_a_fact_inside_a_function_says_what_it_cannot_read() -> None:
    """Annotations that are texts know only what stands at the top of their module."""
    bad = YesNo(**WORDS)
    assert bad

    with pytest.raises(TypeError, match="Bad: the annotations speak of bad, which is not a name"):

        @fact
        class Bad:
            vol: Annotated[bool | Unknown, bad] = UNKNOWN


def test_layers_have_their_dutch_names_too() -> None:
    """What the commands call a layer is what a ruleset may call it."""
    names = {"landelijk": Layer.NATIONAL, "regio": Layer.REGION, "ziekenhuis": Layer.HOSPITAL}

    assert {name: Layer(name) for name in names} == names
    assert ruleset(layer="regio").layer is Layer.REGION
    with pytest.raises(ValueError, match="expected national or region or hospital"):
        ruleset(layer="provincie")
