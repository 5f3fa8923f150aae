"""Checks run as a plain function, and as tests of pytest; what is known to fail is expected to."""

from __future__ import annotations

import datetime
import sys

import attrs
import pytest

import obstetric_rules.testing.running as running
from obstetric_rules.errors import CheckNotFoundError, MissingExtraError, ProtocolNotFoundError
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.rules.protocol import compose
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing import (
    CHECKS,
    CheckOutcome,
    PlantedDefect,
    Subject,
    check_ruleset,
    conformance_tests,
    parametrize_with_checks,
    planted_defects,
    subject_of,
)
from obstetric_rules.testing.sound_rulesets import ON, SOUND, hospital, region

pytest_plugins = ["pytester"]

test_sound = conformance_tests(SOUND, region, on=ON, samples=2)


def defect(what: str) -> PlantedDefect:
    (found,) = (defect for defect in planted_defects() if defect.what == what)
    return found


WRONG_BOUNDARY = defect("> for >= at the boundary").subject
WITHOUT_CLAUSE = defect("a rule without a clause").subject

test_known = conformance_tests(
    WRONG_BOUNDARY, samples=2, expected_failures={"invariants_hold": "planted"}
)


def outcomes(subject: Subject, **arguments: object) -> dict[str, CheckOutcome]:
    report = check_ruleset(subject, samples=2, **arguments)  # type: ignore[arg-type]
    return {result.check.name: result.outcome for result in report.results}


def test_every_check_runs_in_order() -> None:
    """A report has a result for each check, and says at a glance that all passed."""
    report = check_ruleset(SOUND, on=ON, samples=2)

    assert [result.check for result in report.results] == list(CHECKS)
    assert report.passed
    assert str(report).splitlines()[:2] == ["voorbeeld.ziekenhuis", "  passed: layers_compose"]


def test_a_failure_is_told_under_its_check() -> None:
    """A report names the check that failed, and what it found, further in."""
    report = check_ruleset(WITHOUT_CLAUSE)

    assert not report.passed
    assert [result.check.name for result in report.failures] == [
        "layers_compose",
        "every_rule_has_a_clause",
    ]
    assert "  failed: every_rule_has_a_clause\n      - the rule Z1.te_vroeg names no" in str(report)


def test_what_cannot_be_composed_is_told_once() -> None:
    """Checks that need a protocol are skipped, and send the reader to the one that says why."""
    skipped = {
        result.message
        for result in check_ruleset(WITHOUT_CLAUSE).results
        if result.outcome is CheckOutcome.SKIPPED
    }

    assert skipped == {"voorbeeld.ziekenhuis cannot be composed; the check layers_compose says why"}


@pytest.mark.parametrize("key", ["invariants_hold", ("voorbeeld.ziekenhuis", "invariants_hold")])
def test_an_expected_failure_is_no_failure(key: str | tuple[str, str]) -> None:
    """A failure that is known, with its reason, does not fail the report."""
    report = check_ruleset(WRONG_BOUNDARY, samples=2, expected_failures={key: "Bekend."})

    assert report.passed
    (expected,) = (item for item in report.results if item.outcome is CheckOutcome.EXPECTED_FAILURE)
    assert (expected.check.name, expected.message) == ("invariants_hold", "Bekend.")


def test_an_expected_failure_that_passes_fails() -> None:
    """A list of known failures does not grow old: what was mended has to be taken off it."""
    report = check_ruleset(
        SOUND, on=ON, samples=2, expected_failures={"json_round_trip": "Bekend."}
    )

    (failed,) = report.failures
    assert failed.message == ("it was expected to fail (Bekend.), and passes: take it off the list")


@pytest.mark.parametrize(
    ("key", "error", "message"),
    [
        ("json_roundtrip", CheckNotFoundError, "did you mean json_round_trip?"),
        (("groningen", "?"), CheckNotFoundError, "there is no check ?$"),
        (("groningne", "deterministic"), ProtocolNotFoundError, "did you mean groningen?"),
    ],
)
def test_a_slip_in_an_expected_failure_is_an_error(
    key: str | tuple[str, str], error: type[Exception], message: str
) -> None:
    """An entry that names nothing would excuse nothing: the nearest name is told."""
    with pytest.raises(error, match=message.replace("?", r"\?")):
        parametrize_with_checks("groningen", expected_failures={key: "Bekend."})


def test_without_pytest_the_tests_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has no pytest gets one clear line; the plain function works without."""
    monkeypatch.setitem(sys.modules, "pytest", None)

    with pytest.raises(MissingExtraError, match=r"\.\[testing\]"):
        running.parametrize_with_checks("groningen")
    assert check_ruleset(region, on=ON, samples=1).passed


def test_pytest_reports_each_check(pytester: pytest.Pytester) -> None:
    """One line of a test module gives a test for each check, skipped and expected ones too."""
    pytester.makepyfile(
        """
        from obstetric_rules.testing import conformance_tests, planted_defects

        planted = {defect.what: defect.subject for defect in planted_defects()}
        test_text = conformance_tests(planted["a rule without a clause"], samples=1)
        test_rules = conformance_tests(
            planted["a dropped rule"],
            samples=1,
            expected_failures={"invariants_hold": "planted", "deterministic": "it is"},
        )
        """
    )

    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-rxXs")

    without_protocol = sum(not check.needs_protocol for check in CHECKS)
    # Without a clause: layers_compose and the check that is meant for it fail, the others
    # that need no protocol pass.
    result.assert_outcomes(
        failed=2 + 1,
        passed=without_protocol - 2 + len(CHECKS) - 2,
        skipped=len(CHECKS) - without_protocol,
        xfailed=1,
    )
    result.stdout.fnmatch_lines(["XFAIL *voorbeeld.ziekenhuis-invariants_hold* - planted"])


def test_rulesets_are_named_in_many_ways() -> None:
    """The id of an installed ruleset, rulesets, a protocol and a subject are the same to check."""
    ways = [
        subject_of("groningen.mzh"),
        subject_of([groningen, groningen_mzh]),
        subject_of(compose([groningen, groningen_mzh])),
    ]

    assert {way.ruleset for way in ways} == {groningen_mzh}
    assert {way.layers for way in ways} == {(groningen, groningen_mzh)}
    assert subject_of(ways[0], samples=7).samples == 7
    assert subject_of(groningen).ruleset is groningen


def test_what_is_not_installed_is_an_error() -> None:
    """A slip in an id gives the nearest one that is installed."""
    with pytest.raises(ProtocolNotFoundError, match="did you mean groningen"):
        subject_of("groningne")


FIRST, LAST = datetime.date(2020, 1, 1), datetime.date(2020, 12, 31)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "expected"),
    [
        (None, None, datetime.date.today()),
        (FIRST, LAST, LAST),
        (datetime.date(2999, 1, 1), None, datetime.date(2999, 1, 1)),
    ],
)
def test_a_ruleset_is_checked_on_a_day_on_which_it_holds(
    valid_from: datetime.date | None, valid_to: datetime.date | None, expected: datetime.date
) -> None:
    """A ruleset for next year can be checked today, and one of last year still."""
    dated: Ruleset = attrs.evolve(hospital, valid_from=valid_from, valid_to=valid_to)
    subject = subject_of((region, dated))

    assert subject.on == expected
    assert subject.why_not_composed is None


def test_a_day_on_which_it_does_not_hold_can_be_asked_for() -> None:
    """On a day outside its period a ruleset cannot be composed, and the check says so."""
    dated = attrs.evolve(hospital, valid_to=LAST)
    report = check_ruleset((region, dated), on=datetime.date(2021, 1, 1))

    assert report.failures[0].check.name == "layers_compose"
    assert "does not hold on 2021-01-01" in report.failures[0].message
