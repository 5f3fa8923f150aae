"""Numbers are written the Dutch way, with their unit, and no two of them alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.facts import DecimalNumber, Kind, WholeNumber, YesNo
from obstetric_rules.facts.number_text import (
    constant_text,
    number_text,
    permitted_text,
    range_text,
    unit_beside,
)

NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)


@given(NUMBERS)
def test_a_number_reads_back_as_what_it_is(number: float) -> None:
    """No digit is lost, and there is a comma where there would be a point."""
    text = number_text(number)

    assert "." not in text
    assert "e" not in text
    if "," in text or isinstance(number, float):
        assert float(text.replace(",", ".")) == number
    else:
        assert int(text) == number


@given(NUMBERS, NUMBERS)
def test_two_numbers_are_never_written_alike(one: float, other: float) -> None:
    """Whoever compares two texts compares two numbers."""
    assert (number_text(one, "mmol/l") == number_text(other, "mmol/l")) == (one == other)


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [
        (6.1, "mmol/l", "6,1 mmol/l"),
        (38.0, "°C", "38 °C"),
        (1, "dagen", "1 dag"),
        (2, "dagen", "2 dagen"),
        (-0.0, "", "0"),
        (1e21, "", "1" + 21 * "0"),
    ],
)
def test_a_number_reads_as_dutch(number: float, unit: str, text: str) -> None:
    """As a clinician would write it down."""
    assert number_text(number, unit) == text


def test_a_constant_is_told_by_what_it_is() -> None:
    """A yes or no is a word, a text is itself."""
    assert [constant_text(value, "cm") for value in (True, False, "mzh", 3)] == [
        "ja",
        "nee",
        "mzh",
        "3 cm",
    ]


def test_a_range_says_whether_its_ends_are_in_it() -> None:
    """Nobody has to guess on which side a boundary lies."""
    both = [(low, high) for low in (True, False) for high in (True, False)]

    assert [range_text(1, 5, "cm", low_included=low, high_included=high) for low, high in both] == [
        "van 1 tot en met 5 cm",
        "van 1 tot 5 cm",
        "meer dan 1 en hoogstens 5 cm",
        "meer dan 1 en minder dan 5 cm",
    ]


def number(unit: str | None, label: str = "de maat", **bounds: float) -> DecimalNumber:
    return DecimalNumber(label=label, label_en="size", unit=unit, **bounds)  # type: ignore[arg-type]  # only bounds


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (number("cm", minimum=1, maximum=2.5), "van 1 tot en met 2,5 cm"),
        (number("cm", minimum=1), "minstens 1 cm"),
        (number("cm", maximum=2.5), "hoogstens 2,5 cm"),
        (number("cm"), "in cm"),
        (number(""), ""),
        (number(None), ""),
        (YesNo(label="koorts", label_en="fever"), ""),
        (None, ""),
    ],
)
def test_what_a_field_takes_is_told_in_dutch(kind: Kind | None, text: str) -> None:
    """Bounds and unit, as far as there are any."""
    assert permitted_text(kind) == text


def test_a_unit_is_not_said_twice() -> None:
    """“Het aantal dagen is 3” needs no second “dagen”; part of a word is no unit."""
    days = WholeNumber(label="het aantal dagen", label_en="days", unit="dagen")

    assert unit_beside(days, "het aantal dagen") == ""
    assert unit_beside(days, "de ligdagen") == "dagen"
    assert unit_beside(YesNo(label="x", label_en="x"), "x") == ""
