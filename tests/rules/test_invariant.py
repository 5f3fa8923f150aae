"""An invariant of a lower ruleset is kept, or a higher one says that it is not, and why."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from obstetric_rules.errors import RulesetError
from obstetric_rules.rules.protocol import compose
from tests.rules.features import HOSPITAL, REGION, SUMMER

DEVIATION = HOSPITAL.deviations[0]


def test_a_protocol_knows_who_deviates_from_an_invariant() -> None:
    """Every invariant has its full id, and beside it the ruleset that does not keep it."""
    found = compose([REGION, HOSPITAL], SUMMER).invariants_by_id

    assert list(found) == ["r/laat_geen_bezoek", "r/koorts_geeft_geen_bezoek"]
    assert (found["r/laat_geen_bezoek"].deviation, found["r/laat_geen_bezoek"].deviated_by) == (
        DEVIATION,
        "h",
    )
    assert found["r/koorts_geeft_geen_bezoek"].deviation is None
    assert compose([REGION], SUMMER).invariants_by_id["r/laat_geen_bezoek"].deviated_by is None


@pytest.mark.parametrize(
    ("deviations", "expected"),
    [
        pytest.param(
            [attrs.evolve(DEVIATION, invariant="r/laat_bezoek")],
            "h: deviates from r/laat_bezoek, which is no invariant of a lower ruleset "
            "(did you mean r/laat_geen_bezoek?)",
            id="unknown",
        ),
        pytest.param(
            [attrs.evolve(DEVIATION, because="")],
            "h: deviates from r/laat_geen_bezoek without a reason: because is empty",
            id="no reason",
        ),
        pytest.param(
            [DEVIATION, DEVIATION], "h: deviates from r/laat_geen_bezoek twice", id="twice"
        ),
        pytest.param(
            [attrs.evolve(DEVIATION, clauses=())],
            "h: the deviation from r/laat_geen_bezoek names no clause",
            id="no clause",
        ),
    ],
)
def test_a_broken_deviation_is_refused(deviations: list[Any], expected: str) -> None:
    """A deviation names the invariant, its clause and its reason."""
    with pytest.raises(RulesetError) as caught:
        compose([REGION, attrs.evolve(HOSPITAL, deviations=deviations)], SUMMER)

    assert str(caught.value) == expected
