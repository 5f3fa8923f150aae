"""The record that a rule was set aside."""

from __future__ import annotations

from typing import Any

import pytest

from obstetric_rules.errors import FactError
from obstetric_rules.facts import Afwijking

WHOLE = {"regel": "G7", "reden": "Het primaire ziekenhuis is vol.", "rol": "gynaecoloog"}


def test_whom_an_afwijking_concerns_may_be_left_out() -> None:
    """Only a rule about one of many needs a subject."""
    assert Afwijking(**WHOLE).onderwerp is None
    assert Afwijking(**WHOLE, onderwerp="v1").onderwerp == "v1"


@pytest.mark.parametrize("field", ["regel", "reden", "rol", "onderwerp"])
@pytest.mark.parametrize("value", ["", " ", 7, "\ud800"])
def test_an_afwijking_without_its_words_is_refused(field: str, value: Any) -> None:
    """Nobody sets a rule aside without saying which, why and in what role."""
    with pytest.raises(FactError) as caught:
        Afwijking(**{**WHOLE, field: value})

    assert str(caught.value) == f"Afwijking.{field}: expected a text that is not empty"
