"""Which answer held when, and on what facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from obstetric_rules import Client, Dossier, DossierError
from obstetric_rules.cases import LiveCase, Retracted, Told
from obstetric_rules.errors import QuestionNotFoundError
from tests.cases.examples import SMALL, Clock, problems

THREE = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def at(minute: int) -> datetime:
    return THREE + timedelta(minutes=minute)


@pytest.fixture
def case() -> LiveCase:
    case = LiveCase(SMALL, clock=Clock())
    case.tell(client=Client(koorts=True, hoesten=False))
    case.tell("client.hoesten", True)
    case.retract("client")
    return case


def test_everything_is_remembered(case: LiveCase) -> None:
    """Each entry says when it was, what was done, all facts and answers, and what changed."""
    numbers = [entry.number for entry in case.history]
    moments = [entry.moment for entry in case.history]
    opened, first, second, third = case.history

    assert (numbers, moments) == ([0, 1, 2, 3], [at(1), at(2), at(3), at(4)])
    assert opened.steps == ()
    assert first.steps == (Told("client", Client(koorts=True, hoesten=False)),)
    assert second.dossier == Dossier(client=Client(koorts=True, hoesten=True))
    assert second.decision["een"].value == "y"
    assert third.steps == (Retracted("client"),)
    for before, after in zip(case.history, case.history[1:], strict=False):
        assert after.changes.before is before.decision


def test_history_is_a_snapshot(case: LiveCase) -> None:
    """A history that was taken does not change when the case does."""
    history = case.history
    case.tell("client.koorts", True)

    assert len(history) == 4
    assert len(case.history) == 5


def test_which_answer_held_when(case: LiveCase) -> None:
    """At each moment the answer is that of the last change until then."""
    held = [case.answer_at(at(minute), "een").value for minute in (1, 2, 3, 4, 600)]

    assert held == [None, "x", "y", None, None]
    assert case.answer_at(at(3) - timedelta(seconds=1), "een").value == "x"


def test_on_what_facts_it_held(case: LiveCase) -> None:
    """The entry of a moment, asked for in any time zone, has the facts."""
    amsterdam = timezone(timedelta(hours=1))

    entry = case.entry_at(at(2).astimezone(amsterdam))

    assert entry.dossier == Dossier(client=Client(koorts=True, hoesten=False))


def test_before_the_case_there_is_no_answer(case: LiveCase) -> None:
    """A moment before the history starts is refused, with where it starts."""
    with pytest.raises(DossierError) as error:
        case.answer_at(at(0), "een")

    assert problems(error) == [
        "moment: expected a moment in the history of the case, "
        "which starts at 2026-11-22T03:01:00+00:00"
    ]


@pytest.mark.parametrize("moment", [datetime(2026, 11, 22), "2026-11-22"])
def test_a_moment_has_a_time_zone(case: LiveCase, moment: datetime) -> None:
    """Three o'clock without a time zone is no moment."""
    with pytest.raises(DossierError, match="moment: expected a datetime with a time zone"):
        case.entry_at(moment)


def test_a_question_that_is_not_asked(case: LiveCase) -> None:
    """A question that the protocol does not ask is refused with the nearest that it does."""
    with pytest.raises(QuestionNotFoundError, match="did you mean filmen"):
        case.answer_at(at(2), "film")


def test_a_clock_without_a_time_zone_changes_nothing() -> None:
    """A clock that cannot be trusted fails before anything is told."""
    moments: Iterator[datetime] = iter([THREE, datetime(2026, 11, 22, 3, 1)])
    case = LiveCase(SMALL, clock=lambda: next(moments))

    with pytest.raises(DossierError, match="time zone"):
        case.tell("client.koorts", True)

    assert case.dossier == Dossier()


def test_a_clock_that_is_set_back() -> None:
    """A history never runs back: what is told by a clock that was set back is told no earlier."""
    moments = iter([at(0), at(10), at(5)])
    case = LiveCase(SMALL, clock=lambda: next(moments))
    case.tell(client=Client(koorts=True, hoesten=False))
    case.tell("client.hoesten", True)

    assert case.answer_at(at(4), "een").value is None
    assert case.answer_at(at(10), "een").value == "y"
    assert [entry.moment for entry in case.history] == [at(0), at(10), at(10)]


def test_trim_the_history(case: LiveCase) -> None:
    """What held at a moment is kept and answers as before; what was earlier is handed out."""
    entries = case.history

    assert case.trim(at(3)) == entries[:2]
    assert case.history == entries[2:]
    assert case.answer_at(at(3), "een").value == "y"
    with pytest.raises(DossierError, match="starts at 2026-11-22T03:03:00"):
        case.answer_at(at(2), "een")
    with pytest.raises(DossierError):
        case.trim(at(2))
    case.tell("client.koorts", True)
    assert case.history[-1].number == 4


def test_the_clock_is_that_of_the_machine() -> None:
    """Without a clock of its own a case takes the time of the machine."""
    before = datetime.now(UTC)
    moment = LiveCase(SMALL).history[0].moment

    assert before <= moment <= datetime.now(UTC)


def test_the_hour_that_comes_twice() -> None:
    """When summer time ends the clocks say the same hour again, and a case goes on in order."""
    zone = ZoneInfo("Europe/Amsterdam")
    moments = [
        datetime(2026, 10, 25, 2, 50, tzinfo=zone),
        datetime(2026, 10, 25, 2, 10, tzinfo=zone, fold=1),
    ]
    clock = iter(moments)
    case = LiveCase(SMALL, clock=lambda: next(clock))
    case.tell("client.koorts", True)

    assert [str(entry.moment) for entry in case.history] == [
        "2026-10-25 02:50:00+02:00",
        "2026-10-25 02:10:00+01:00",
    ]
    assert [case.entry_at(moment).number for moment in moments] == [0, 1]
    assert case.entry_at(moments[1].astimezone(UTC) - timedelta(seconds=1)).number == 0
    assert LiveCase.from_data(case.to_data(), SMALL).history == case.history
