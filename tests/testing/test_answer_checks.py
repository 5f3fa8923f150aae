"""What the checks of answers say: of contradictions, gaps, and what is declared for nothing."""

from __future__ import annotations

import datetime
from typing import Any

import attrs
import pytest

from obstetric_rules.plugins import Setting, parameter
from obstetric_rules.rules.deprecation import Deprecation
from obstetric_rules.rules.invariant import InvariantDeviation
from obstetric_rules.rules.question import question
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing import CHECKS, CheckOutcome, planted_defects, run_check, subject_of
from obstetric_rules.testing.sound_rulesets import ON, hospital, ontslag, region, zwangere

pytest_plugins = ["pytester"]

BY_NAME = {check.name: check for check in CHECKS}
YESTERDAY = ON - datetime.timedelta(days=1)


def remarks(name: str, *layers: Ruleset) -> list[str]:
    result = run_check(BY_NAME[name], subject_of(layers, on=ON))
    assert result.outcome is CheckOutcome.PASSED, result.message
    return result.message.splitlines()


def without(ruleset: Ruleset, *names: str) -> Ruleset:
    return attrs.evolve(ruleset, rules=tuple(one for one in ruleset.rules if one.id not in names))


def told(what: str) -> str:
    (defect,) = (defect for defect in planted_defects() if defect.what == what)
    return run_check(defect.check, defect.subject).message


def test_a_contradiction_is_told_with_both_sides() -> None:
    """An author reads the smallest case, and which rules say what."""
    assert told("an exception that was not written down") == (
        "- rules of bezoek contradict each other in this case:\n"
        "  - bezoeker b1 heeft geen koorts\n"
        "  - bezoeker b1 hoest\n"
        "  they say:\n"
        "  - met mondkapje (voorbeeld/R2.mondkapje)\n"
        "  - toegestaan (voorbeeld/R2.toegestaan)"
    )


def test_a_value_beside_the_empty_set_is_a_contradiction() -> None:
    """A rule that says that nothing is needed contradicts one that asks for something."""
    rule = attrs.evolve(
        region.rules[-1],
        id="R3.niets",
        when=zwangere.weken < 20,
        then=attrs.evolve(region.rules[-1].then, values=()),
    )
    layer = attrs.evolve(region, rules=(*region.rules, rule))

    message = run_check(BY_NAME["rules_never_contradict"], subject_of(layer, on=ON)).message
    assert "  - geen (voorbeeld/R3.niets)" in message


def test_a_region_s_contradiction_is_not_told_to_its_hospital() -> None:
    """Who adds nothing to a question is not failed for what others wrote."""
    (defect,) = (
        one for one in planted_defects() if one.what == "an exception that was not written down"
    )

    assert remarks("rules_never_contradict", *defect.subject.layers, hospital) == []


def test_a_gap_is_a_remark_with_the_smallest_case() -> None:
    """An author sees the case of which the text says nothing, and nothing fails."""
    assert remarks("rules_never_contradict", without(region, "R1.mogelijk")) == [
        "no rule of bad says anything in this case, whatever else is so:",
        "  - de zwangere heeft geen koorts",
        "  - de zwangere hoest niet",
    ]


def test_a_deviation_that_is_needed_on_some_day_is_needed() -> None:
    """A deviation passes when the promise is broken, be it from next year on."""
    later = parameter(
        "later", label="x", clauses=("Z1",), values={None: 42, datetime.date(2030, 1, 1): 43}
    )
    rules = tuple(
        attrs.evolve(one, when=zwangere.weken >= later) if one.id == "Z1.te_laat" else one
        for one in hospital.rules
    )
    promise = attrs.evolve(hospital, rules=rules, parameters=(later,))
    deviation = InvariantDeviation(
        invariant="voorbeeld.ziekenhuis/bad_alleen_op_tijd", clauses=("Z3",), because="Zomaar."
    )
    top = attrs.evolve(
        hospital,
        id="top",
        extends=(hospital.id,),
        questions=(),
        rules=(),
        clauses=hospital.clauses[2:],
        invariants=(),
        deviations=(deviation,),
    )

    assert remarks("every_deviation_is_needed", region, promise, top) == []
    idle = run_check(BY_NAME["every_deviation_is_needed"], subject_of((region, hospital, top)))
    assert idle.message == (
        "- it declares to deviate from voorbeeld.ziekenhuis/bad_alleen_op_tijd, which holds in "
        "every case: take the deviation out"
    )


def test_what_is_declared_for_nothing_is_a_remark() -> None:
    """An author sees the question, the value and the parameter that nothing uses."""
    eten = question("eten", text="Eten?", label="het eten", values={"ja": "ja"})
    used = parameter("gebruikt", label="x", clauses=("Z1",), values={None: 42})
    unused = parameter("ongebruikt", label="x", clauses=("Z1",), values={None: 3})
    more = attrs.evolve(
        hospital,
        questions=(ontslag, eten),
        parameters=(unused, used),
        rules=tuple(
            attrs.evolve(one, when=zwangere.weken >= used) if one.id == "Z1.te_laat" else one
            for one in without(hospital, "Z2.volgende_dag").rules
        ),
        invariants=hospital.invariants[:2],
    )

    assert remarks("every_deviation_is_needed", region, more) == [
        "no rule leads to the value volgende_dag of the question ontslag",
        "no rule answers the question eten",
        "no condition compares with the parameter ongebruikt",
    ]


def test_what_is_outdated_need_not_be_given_and_is_told_while_it_is() -> None:
    """A value that is on its way out is a remark as long as rules lead to it, and not after."""

    def outdated(question: str, value: str | None, since: datetime.date = YESTERDAY) -> Deprecation:
        return Deprecation(question=question, value=value, since=since, because="Zomaar.")

    gone = attrs.evolve(
        without(hospital, "Z2.volgende_dag"),
        invariants=hospital.invariants[:2],
        deprecations=(outdated("ontslag", "volgende_dag"),),
    )
    assert remarks("every_deviation_is_needed", region, gone) == []
    whole = attrs.evolve(gone, deprecations=(outdated("ontslag", None),))
    assert remarks("every_deviation_is_needed", region, whole) == []

    still = attrs.evolve(
        hospital,
        deprecations=(
            outdated("ontslag", "volgende_dag"),
            outdated("ontslag", "zelfde_dag", datetime.date(2999, 1, 1)),
        ),
    )
    assert remarks("every_deviation_is_needed", region, still) == [
        "ontslag = volgende_dag is outdated since 2025-12-31, and rules still lead to it"
    ]


@pytest.mark.parametrize(
    ("missing", "what"),
    [
        ({"label_en": ""}, "the label of the question ontslag"),
        ({"values_en": {}}, "the label of the value zelfde_dag of the question ontslag"),
    ],
)
def test_a_text_that_is_missing_in_english_is_named(missing: dict[str, Any], what: str) -> None:
    """An author who translates reads what is left to do."""
    english = attrs.evolve(
        hospital.questions[0],
        text_en="When can she go home?",
        label_en="discharge",
        values_en={"zelfde_dag": "the same day", "volgende_dag": "the next day"},
    )
    rules = tuple(attrs.evolve(rule, because_en="Because.") for rule in hospital.rules)
    whole = attrs.evolve(hospital, questions=(english,), rules=rules)

    def result(ruleset: Ruleset) -> str:
        subject = subject_of((region, ruleset), on=ON)
        return run_check(BY_NAME["english_wording_complete"], subject).message

    assert result(whole) == ""
    half = attrs.evolve(whole, questions=(attrs.evolve(english, **missing),))
    assert f"- {what} has no English words" in result(half)


def test_english_is_asked_of_parameters_and_settings_too() -> None:
    """The name of a number, and the reason to set another, are read by clinicians as well."""
    named = parameter("later", label="x", label_en="x", clauses=("Z1",), values={None: 4})
    setting = Setting(parameter="a/b", clauses=(), values={None: 4}, because="Zomaar.")
    layer = attrs.evolve(hospital, questions=(), rules=(), parameters=(named,), settings=(setting,))

    result = run_check(BY_NAME["english_wording_complete"], subject_of((region, layer), on=ON))
    assert result.message == "- the because of the setting of a/b has no English words"


RULESET = """
import attrs
from obstetric_rules.testing import conformance_tests, parametrize_with_checks
from obstetric_rules.testing.sound_rulesets import ON, region

gap = attrs.evolve(region, rules=region.rules[1:])
test_one_line = conformance_tests(gap, on=ON, samples=1)

@parametrize_with_checks(gap, on=ON, samples=1)
def test_written_out(subject, check):
    check(subject)
"""


def test_remarks_are_shown_however_a_check_is_run(pytester: pytest.Pytester) -> None:
    """What passes with a remark is told at the end of the run, and fails nothing."""
    pytester.makepyfile(RULESET)

    options = ("-p", "no:cacheprovider", "-W", "error", "-k", "contradict", "--junitxml=junit.xml")
    result = pytester.runpytest(*options)
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(
        [
            "*= remarks of conformance checks =*",
            "*::test_one_line?voorbeeld-rules_never_contradict?",
            "  no rule of bad says anything in this case, whatever else is so:",
            "    - de zwangere heeft geen koorts",
            "*::test_written_out?voorbeeld-rules_never_contradict?",
        ]
    )
    written = (pytester.path / "junit.xml").read_text(encoding="utf-8")
    assert written.count('name="obstetric_rules.remarks"') == 2

    quiet = pytester.runpytest(*options, "-q")
    assert "remarks" not in quiet.stdout.str()
