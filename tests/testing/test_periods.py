"""What is proved of a ruleset holds on every day on which it does, whatever day it is today."""

from __future__ import annotations

import datetime

import attrs
import pytest

from obstetric_rules.plugins import Setting, parameter
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing import CHECKS, CheckOutcome, Subject, run_check, subject_of
from obstetric_rules.testing._periods import Period, periods_of
from obstetric_rules.testing.sound_rulesets import hospital, region, zwangere

BY_NAME = {check.name: check for check in CHECKS}
CHANGE, LATER = datetime.date(2027, 1, 1), datetime.date(2028, 7, 1)
DAYS = [CHANGE - datetime.timedelta(days=1), CHANGE, LATER]


def dated(
    values: dict[datetime.date | None, int], until: bool = False, **changes: object
) -> Ruleset:
    """Return the sound hospital in which a parameter says what is too late, from or until when."""
    too_late = parameter("te_laat", label="te laat", clauses=("Z1",), values=values)
    when = (zwangere.weken >= 42) & (zwangere.weken <= too_late)
    rules = tuple(
        attrs.evolve(rule, when=when if until else zwangere.weken >= too_late)
        if rule.id == "Z1.te_laat"
        else rule
        for rule in hospital.rules
    )
    parts: dict[str, object] = {"rules": rules, "parameters": (too_late,), **changes}
    return attrs.evolve(hospital, **parts)  # type: ignore[arg-type]


def periods(*layers: Ruleset) -> list[str]:
    return [str(period) for period in periods_of(layers)]


def message(subject: Subject, name: str) -> str:
    result = run_check(BY_NAME[name], subject)
    assert result.outcome is CheckOutcome.FAILED
    return result.message


@pytest.mark.parametrize("on", DAYS)
def test_an_invariant_that_breaks_on_some_days_is_told_on_every_day(on: datetime.date) -> None:
    """A value that changes next year fails today's tests, and the message says from when."""
    subject = subject_of((region, dated({None: 42, CHANGE: 43, LATER: 42})), on=on)

    told = message(subject, "invariants_hold")
    assert told.startswith("- from 2027-01-01 until 2028-06-30: the invariant bad_alleen_op_tijd")
    assert told.count("the invariant") == 1


@pytest.mark.parametrize("on", DAYS)
def test_a_rule_that_falls_silent_on_some_days_is_told_on_every_day(on: datetime.date) -> None:
    """A rule, and an exception, that can do nothing before a change are told with that period."""
    subject = subject_of((region, dated({None: 41, CHANGE: 44}, until=True)), on=on)

    assert message(subject, "every_rule_can_speak").startswith(
        "- until 2026-12-31: the rule voorbeeld.ziekenhuis/Z1.te_laat can never speak"
    )
    assert message(subject, "every_exception_can_apply").startswith("- until 2026-12-31: ")


def test_what_is_wrong_on_every_day_is_told_once() -> None:
    """A mistake that no date has to do with names no days, however many periods there are."""
    wrong = dated({None: 43, CHANGE: 44}, until=True)
    without = tuple(one for one in wrong.rules if one.id != "Z1.te_vroeg")

    told = message(subject_of((region, attrs.evolve(wrong, rules=without))), "invariants_hold")
    assert [line for line in told.splitlines() if line.startswith("- ")] == [
        "- the invariant bad_alleen_op_tijd is broken. Bevallen in bad is alleen mogelijk van 37 "
        "tot en met 41 weken. But in this case:"
    ]


def test_without_dates_nothing_is_said_of_days() -> None:
    """Where nothing changes a message is about the ruleset, and names no day."""
    subject = subject_of((region, dated({None: 43})))

    assert message(subject, "invariants_hold").startswith("- the invariant ")
    assert list(subject.protocols.values()) == [subject.protocol]


def test_a_day_on_which_nothing_holds_is_all_that_is_proved() -> None:
    """Whoever asks for a day outside the period by name is told that nothing can be composed."""
    subject = subject_of((region, dated({CHANGE: 42})), on=DAYS[0])

    assert run_check(BY_NAME["invariants_hold"], subject).outcome is CheckOutcome.SKIPPED
    composed = subject_of((region, hospital), on=DAYS[0])
    late = attrs.evolve(composed, layers=(region, attrs.evolve(hospital, valid_from=CHANGE)))
    with pytest.raises(ValueError, match="does not hold on 2026-12-31"):
        _ = late.protocols


def test_the_periods_of_dated_values() -> None:
    """A period goes from one change to the next, within the days on which all layers hold."""
    assert periods(region, hospital) == ["on every day"]
    assert periods(dated({None: 42, CHANGE: 42})) == ["on every day"]
    assert periods(dated({None: 42, CHANGE: 41})) == ["until 2026-12-31", "from 2027-01-01 on"]
    assert periods(dated({CHANGE: 42, LATER: 41})) == [
        "from 2027-01-01 until 2028-06-30",
        "from 2028-07-01 on",
    ]
    within = dated({None: 42, CHANGE: 41, LATER: 40}, valid_from=CHANGE, valid_to=LATER)
    assert periods(within) == [
        "from 2027-01-01 until 2028-06-30",
        "from 2028-07-01 until 2028-07-01",
    ]
    assert periods(dated({None: 42, CHANGE: 41}, valid_to=CHANGE)) == [
        "until 2026-12-31",
        "from 2027-01-01 until 2027-01-01",
    ]
    assert periods(dated({LATER: 42}, valid_to=CHANGE)) == []
    assert Period(None, None).day == datetime.date.max


def test_a_setting_of_a_higher_layer_changes_values_too() -> None:
    """What a ruleset on top sets from a day on is a change on that day."""
    setting = Setting(
        parameter="voorbeeld.ziekenhuis/te_laat",
        clauses=(),
        values={LATER: 40},
        because="Zomaar.",
    )
    top = attrs.evolve(hospital, id="top", rules=(), settings=(setting,))

    assert periods(dated({None: 42}), top) == ["until 2028-06-30", "from 2028-07-01 on"]
