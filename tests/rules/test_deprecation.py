"""Questions and values go out of use from a date on; they are never renamed."""

from __future__ import annotations

import datetime
from typing import Any

import attrs
import pytest

from obstetric_rules.errors import RulesetError
from obstetric_rules.rules.protocol import compose
from tests.rules.features import NEW_YEAR, REGION, SUMMER

UITSLAPEN, MISSCHIEN = REGION.deprecations


@pytest.mark.parametrize(
    ("on", "outdated"),
    [
        (NEW_YEAR, ["bezoek = misschien"]),
        (SUMMER - datetime.timedelta(days=1), ["bezoek = misschien"]),
        (SUMMER, ["uitslapen", "bezoek = misschien"]),
    ],
)
def test_a_question_is_outdated_from_its_date_on(on: datetime.date, outdated: list[str]) -> None:
    """Until the day itself nothing changes, and from then on it is marked."""
    protocol = compose([REGION], on)

    assert [item.name for item in protocol.deprecations] == outdated
    assert "uitslapen" in protocol.questions


@pytest.mark.parametrize(
    ("deprecation", "expected"),
    [
        pytest.param(
            attrs.evolve(UITSLAPEN, question="uitslaap"),
            "r: marks uitslaap as outdated, which is no question of its own "
            "(did you mean uitslapen?)",
            id="no question",
        ),
        pytest.param(
            attrs.evolve(MISSCHIEN, value="misschie"),
            "r: marks bezoek = misschie as outdated, which is no value (did you mean misschien?)",
            id="no value",
        ),
        pytest.param(
            attrs.evolve(UITSLAPEN, instead="bezoe"),
            "r: names bezoe instead of uitslapen, which is not another question "
            "(did you mean bezoek?)",
            id="no other question",
        ),
        pytest.param(
            attrs.evolve(UITSLAPEN, instead="uitslapen"),
            "r: names uitslapen instead of uitslapen, which is not another question "
            "(did you mean uitslapen?)",
            id="itself",
        ),
        pytest.param(
            attrs.evolve(MISSCHIEN, instead="soms"),
            "r: names soms instead of bezoek = misschien, which is not another value",
            id="no other value",
        ),
        pytest.param(
            attrs.evolve(UITSLAPEN, because=""),
            "r: marks uitslapen as outdated without a reason: because is empty",
            id="no reason",
        ),
    ],
)
def test_a_broken_deprecation_is_refused(deprecation: Any, expected: str) -> None:
    """Whoever marks something as outdated says what, why, and what to use."""
    with pytest.raises(RulesetError) as caught:
        attrs.evolve(REGION, deprecations=(deprecation,))

    assert str(caught.value) == expected


def test_nothing_is_marked_twice() -> None:
    """One question goes out of use on one date."""
    with pytest.raises(RulesetError, match="r: the deprecation of uitslapen is declared twice"):
        attrs.evolve(REGION, deprecations=(UITSLAPEN, UITSLAPEN))


@pytest.mark.parametrize(
    ("deprecations", "expected"),
    [
        (
            (
                attrs.evolve(UITSLAPEN, instead="drukte"),
                attrs.evolve(UITSLAPEN, question="drukte", instead=None),
            ),
            "r: names drukte instead of uitslapen, which is outdated itself",
        ),
        (
            (attrs.evolve(MISSCHIEN, instead="nee"), attrs.evolve(MISSCHIEN, value="nee")),
            "r: names nee instead of bezoek = misschien, which is outdated itself",
        ),
    ],
    ids=["a question", "a value"],
)
def test_nobody_is_sent_to_what_is_outdated_too(deprecations: Any, expected: str) -> None:
    """What to use in the place of something outdated is not outdated itself."""
    with pytest.raises(RulesetError) as caught:
        attrs.evolve(REGION, deprecations=deprecations)

    assert str(caught.value) == expected
