"""Numbers in plain Dutch: with a decimal comma, and with the unit of what they count."""

from __future__ import annotations

import re
from typing import Any, Final

from obstetric_rules.facts.kinds import DecimalNumber, Kind, WholeNumber, is_number

_OF_ONE: Final = {
    "seconden": "seconde",
    "minuten": "minuut",
    "uren": "uur",
    "dagen": "dag",
    "weken": "week",
    "maanden": "maand",
    "jaren": "jaar",
}
"""Units that read otherwise after one."""


def number_text(value: float, unit: str = "") -> str:
    """Return a number in Dutch, with its unit if it has one.

    No digit is lost: two numbers that differ are never written alike.

    >>> number_text(6.1, "mmol/l"), number_text(38.0, "°C"), number_text(1, "dagen")
    ('6,1 mmol/l', '38 °C', '1 dag')
    >>> number_text(0.00000012), number_text(12345678)
    ('0,00000012', '12345678')
    """
    # Adding nothing takes the sign from a zero.
    whole, _, decimals = _digits(value + 0).partition(".")
    decimals = decimals.rstrip("0")
    number = f"{whole},{decimals}" if decimals else whole
    return f"{number} {_OF_ONE.get(unit, unit) if value == 1 else unit}".rstrip()


def _digits(number: float) -> str:
    text = repr(number)
    if "e" not in text:
        return text
    # Imported here: hardly any number is so large or so small.
    from decimal import Decimal

    return f"{Decimal(text):f}"


def constant_text(value: Any, unit: str = "") -> str:
    """Return a constant in Dutch: a number with its unit, yes or no, or a text as it is.

    >>> constant_text(25, "weken"), constant_text(True), constant_text("mzh")
    ('25 weken', 'ja', 'mzh')
    """
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return number_text(value, unit) if is_number(value) else f"{value}"


def unit_beside(kind: Kind | None, text: str) -> str:
    """Return the unit to write after a number of this kind, beside a text that says what it is.

    There is nothing to write when the text names the unit itself.

    >>> dagen = WholeNumber(label="het aantal dagen", label_en="days", unit="dagen")
    >>> unit_beside(dagen, "het aantal dagen"), unit_beside(dagen, "de duur")
    ('', 'dagen')
    """
    unit = (kind.unit or "") if isinstance(kind, WholeNumber | DecimalNumber) else ""
    named = unit and re.search(rf"(?<!\w){re.escape(unit)}(?!\w)", text)
    return "" if named else unit


def range_text(
    low: float,
    high: float,
    unit: str = "",
    *,
    low_included: bool = True,
    high_included: bool = True,
) -> str:
    """Return in Dutch which numbers lie between two.

    >>> range_text(0, 60, "mmol/l"), range_text(90, 110, "mmHg", high_included=False)
    ('van 0 tot en met 60 mmol/l', 'van 90 tot 110 mmHg')
    >>> range_text(1, 5, low_included=False)
    'meer dan 1 en hoogstens 5'
    """
    first, last = number_text(low), number_text(high, unit)
    if low_included:
        return f"van {first} tot {'en met ' if high_included else ''}{last}"
    return f"meer dan {first} en {'hoogstens' if high_included else 'minder dan'} {last}"


def permitted_text(kind: Kind | None, beside: str = "") -> str:
    """Return in Dutch which numbers a field takes, beside a text that says what it is.

    It is empty for a field that takes any number without a unit, and for one that takes no numbers.

    >>> glucose = DecimalNumber(label="glucose", label_en="g", unit="mmol/l", minimum=0, maximum=60)
    >>> permitted_text(glucose)
    'van 0 tot en met 60 mmol/l'
    """
    if not isinstance(kind, WholeNumber | DecimalNumber):
        return ""
    unit, low, high = unit_beside(kind, beside), kind.minimum, kind.maximum
    if low is not None and high is not None:
        return range_text(low, high, unit)
    if low is not None:
        return f"minstens {number_text(low, unit)}"
    if high is not None:
        return f"hoogstens {number_text(high, unit)}"
    return f"in {unit}" if unit else ""
