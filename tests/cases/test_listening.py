"""Listening to a case."""

from __future__ import annotations

import pytest

from obstetric_rules import DossierError
from obstetric_rules.cases import Entry, LiveCase
from tests.cases.examples import SMALL


@pytest.fixture
def case() -> LiveCase:
    return LiveCase(SMALL)


def test_a_listener_hears_of_each_change(case: LiveCase) -> None:
    """A listener gets what was told and what changed, when the case already has it."""
    heard: list[Entry] = []
    case.listen(lambda entry: heard.append(entry) or case.history[-1])
    case.tell("client.koorts", True)
    case.retract("client.koorts")

    assert heard == list(case.history[1:])
    assert [entry.dossier for entry in heard] == [entry.dossier for entry in case.history[1:]]


def test_listeners_are_called_in_order(case: LiveCase) -> None:
    """Whoever listens first hears first."""
    heard: list[str] = []
    for name in ("first", "second", "third"):
        case.listen(lambda entry, name=name: heard.append(name))
    case.tell("client.koorts", True)

    assert heard == ["first", "second", "third"]


def test_a_listener_stops(case: LiveCase) -> None:
    """A listener that stopped is not called again; stopping twice is no mistake."""
    heard: list[int] = []
    listening = case.listen(lambda entry: heard.append(entry.number))
    case.tell("client.koorts", True)
    listening.stop()
    listening.stop()
    case.tell("client.koorts", False)

    assert heard == [1]
    assert not listening.listens


def test_listen_within_a_block(case: LiveCase) -> None:
    """In a with block a listener hears only of what happens inside."""
    heard: list[int] = []
    with case.listen(lambda entry: heard.append(entry.number)) as listening:
        assert listening.listens
        case.tell("client.koorts", True)
    case.tell("client.koorts", False)

    assert heard == [1]


def test_a_listener_can_stop_another(case: LiveCase) -> None:
    """A listener that is stopped while a change is passed on does not hear of it any more."""
    heard: list[str] = []
    case.listen(lambda entry: second.stop())
    second = case.listen(lambda entry: heard.append("second"))
    case.tell("client.koorts", True)

    assert heard == []


def test_what_cannot_be_told_is_not_heard(case: LiveCase) -> None:
    """A change that was refused is no change: nobody hears of it."""
    heard: list[Entry] = []
    case.listen(heard.append)
    with pytest.raises(DossierError):
        case.tell("client.kort", True)

    assert heard == []


def test_a_listener_can_tell_the_case_more(case: LiveCase) -> None:
    """What a listener tells is passed on after the change that it heard of, in order, to all."""
    heard: list[tuple[str, int]] = []

    def curious(entry: Entry) -> None:
        heard.append(("curious", entry.number))
        if entry.number == 1:
            case.tell("client.hoesten", True)
            assert case.decision["een"].value == "y"

    case.listen(curious)
    case.listen(lambda entry: heard.append(("other", entry.number)))
    case.tell("client.koorts", True)

    assert heard == [("curious", 1), ("other", 1), ("curious", 2), ("other", 2)]


def test_errors_of_listeners_come_together(case: LiveCase) -> None:
    """An error stops no other listener and spoils no change; all errors are raised at the end."""
    heard: list[int] = []

    def broken(entry: Entry) -> None:
        raise ValueError("no paper")

    case.listen(broken)
    case.listen(lambda entry: heard.append(entry.number))
    case.listen(broken)
    with pytest.raises(ExceptionGroup, match="the case was changed, but listeners failed") as error:
        case.tell("client.koorts", True)

    assert heard == [1]
    assert case.dossier["client"].koorts is True
    assert [str(one) for one in error.value.exceptions] == ["no paper", "no paper"]
    assert error.value.exceptions[0].__notes__ == ["raised by a listener to change 1 of a case"]


def test_an_interrupt_loses_nothing(case: LiveCase) -> None:
    """After an interrupt in a listener the others hear of the change with the next one."""
    heard: list[int] = []

    def interrupted(entry: Entry) -> None:
        if entry.number == 1:
            raise KeyboardInterrupt

    case.listen(interrupted)
    case.listen(lambda entry: heard.append(entry.number))
    with pytest.raises(KeyboardInterrupt):
        case.tell("client.koorts", True)
    case.tell("client.koorts", False)

    assert heard == [1, 2]
    assert case.dossier["client"].koorts is False
