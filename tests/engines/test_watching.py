"""Watching decisions as they are made."""

from __future__ import annotations

import sys
from threading import Barrier, Thread

import pytest

from obstetric_rules import Decision, Dossier, decide, load_protocol
from obstetric_rules.engines.watching import watching


def test_decisions_are_seen_while_somebody_watches() -> None:
    """Every decision of the process is seen, those of other threads too, and none afterwards."""
    protocol = load_protocol("groningen")
    seen: list[Decision] = []
    with watching(seen.append):
        first = decide(protocol, Dossier(ref=1))
        thread = Thread(target=decide, args=(protocol, Dossier(ref=2)))
        thread.start()
        thread.join()
    decide(protocol, Dossier(ref=3))

    assert [decision.ref for decision in seen] == [1, 2]
    assert seen[0] is first


def test_one_who_stops_watching_does_not_stop_the_others() -> None:
    """Two can watch at once, and each sees its own part."""
    protocol = load_protocol("groningen")
    inner: list[Decision] = []
    outer: list[Decision] = []
    with watching(outer.append):
        with watching(inner.append):
            decide(protocol, Dossier(ref=1))
        decide(protocol, Dossier(ref=2))

    assert [decision.ref for decision in inner] == [1]
    assert [decision.ref for decision in outer] == [1, 2]


def test_one_who_watches_twice_stops_once_for_each_time() -> None:
    """Inside itself a watcher sees a decision twice; the outer one goes on when the inner ends."""
    protocol = load_protocol("groningen")
    seen: list[object] = []

    def watcher(decision: Decision) -> None:
        seen.append(decision.ref)

    with watching(watcher):
        with watching(watcher):
            decide(protocol, Dossier(ref=1))
        decide(protocol, Dossier(ref=2))
    decide(protocol, Dossier(ref=3))

    assert seen == [1, 1, 2]


def test_threads_that_start_and_stop_watching_at_once_leave_nobody_behind() -> None:
    """A thread that starts to watch waits until another has been put down, and neither is lost."""
    protocol = load_protocol("groningen")
    seen: dict[int, list[object]] = {number: [] for number in range(4)}
    inside = Barrier(len(seen) + 1)
    before_stopping = Barrier(len(seen) + 1)

    def watch(number: int) -> None:
        for _ in range(200):
            with watching(seen[number].append):
                pass
        with watching(seen[number].append):
            inside.wait()
            before_stopping.wait()

    threads = [Thread(target=watch, args=(number,)) for number in seen]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        inside.wait()
        decision = decide(protocol, Dossier(ref=1))
        before_stopping.wait()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    decide(protocol, Dossier(ref=2))

    assert all(found == [decision] for found in seen.values())


def test_a_watcher_that_fails_changes_no_decision() -> None:
    """Whoever decides is not told, other watchers see everything, and who watches hears of it."""
    protocol = load_protocol("groningen")
    seen: list[Decision] = []

    def fails(decision: Decision) -> None:
        raise ValueError(f"not {decision.ref}")

    with pytest.raises(ExceptionGroup) as group, watching(fails), watching(seen.append):
        found = [decide(protocol, Dossier(ref=number)) for number in range(12)]

    assert seen == found
    assert [str(error) for error in group.value.exceptions] == [f"not {at}" for at in range(10)]


def test_an_error_of_whoever_decides_comes_first() -> None:
    """What a watcher did wrong does not hide what went wrong in the program itself."""

    def fails(decision: Decision) -> None:
        raise ValueError

    def go_wrong() -> None:
        with watching(fails):
            decide(load_protocol("groningen"), Dossier())
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        go_wrong()
