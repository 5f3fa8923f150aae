"""The checks have teeth: every planted defect is caught by the check that is meant for it."""

from __future__ import annotations

from collections import Counter

import pytest

from obstetric_rules.testing import (
    CHECKS,
    Check,
    CheckOutcome,
    PlantedDefect,
    check_ruleset,
    planted_defects,
    run_check,
    sound_subject,
    subject_of,
)
from obstetric_rules.testing.sound_rulesets import ON, region

DEFECTS = planted_defects()


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.what)
def test_each_defect_is_caught_by_its_check(defect: PlantedDefect) -> None:
    """Whoever makes this mistake in a ruleset or an engine is told of it."""
    result = run_check(defect.check, defect.subject)

    assert result.outcome is CheckOutcome.FAILED
    assert result.message


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_each_check_catches_a_defect(check: Check) -> None:
    """No check is there that cannot fail."""
    assert Counter(defect.caught_by for defect in DEFECTS)[check.name] >= 1


@pytest.mark.parametrize("checkable", [sound_subject(), subject_of(region, on=ON)])
def test_nothing_is_wrong_with_the_sound_rulesets(checkable: object) -> None:
    """What the defects are planted in passes every check, so it is the defects that are caught."""
    report = check_ruleset(checkable)  # type: ignore[arg-type]

    assert [result for result in report.results if result.outcome is not CheckOutcome.PASSED] == []


@pytest.mark.parametrize("defect", DEFECTS[-8:-5], ids=lambda defect: defect.what)
def test_a_defect_is_told_in_the_same_words_every_time(defect: PlantedDefect) -> None:
    """A check that failed in the night fails in the morning, with the same case."""
    first, again = (run_check(defect.check, defect.subject) for _ in range(2))

    assert first == again
