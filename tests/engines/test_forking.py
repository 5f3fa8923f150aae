"""A process that is forked while another thread decides goes on deciding."""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from obstetric_rules import Client, Dossier, LiveCase, decide, forking
from obstetric_rules.cases.history import Entry
from obstetric_rules.engines.deciding import engine_for
from obstetric_rules.forking import NO_FORK, Turn
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.testing.strategies import ON
from tests.engines.durable_rulesets import needs_durable

MZH = compose([groningen, groningen_mzh], ON)
ILL = Dossier(client=Client(koorts=True))

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
# Python 3.12 and later warn of the very thing that is shown here.
may_fork = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")


@contextmanager
def held(turn: Turn) -> Iterator[None]:
    """Have another thread hold a lock."""
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        with turn:
            taken.set()
            done.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    taken.wait()
    try:
        yield
    finally:
        done.set()
        thread.join()


def in_child(work: Callable[[], bool]) -> bool:
    """Fork, and return whether the child came to the end and found what it should."""
    child = os.fork()
    if child == 0:
        # Should it hang after all, it ends by itself.
        faulthandler.dump_traceback_later(10, exit=True, file=sys.__stderr__)
        try:
            found = work()
        finally:
            os._exit(0 if found else 1)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def decides(protocol: Protocol, engine: str) -> bool:
    return decide(protocol, ILL, engine)["badbevalling"].value == "niet_mogelijk"


@needs_fork
@may_fork
@pytest.mark.parametrize("engine", ["compiled", pytest.param("durable", marks=needs_durable)])
def test_a_child_that_is_forked_while_a_thread_decides_decides(engine: str) -> None:
    """Servers that fork after loading do not hang, and the parent goes on as it was."""
    protocol = compose([groningen, groningen_mzh], ON)
    made = engine_for(protocol, engine)
    turn = made._diagrams._making if engine == "compiled" else made._turn  # type: ignore[attr-defined]
    before = decide(protocol, ILL, engine)

    def goes_on() -> bool:
        # What was decided before is explained by the engine that the child makes for itself.
        known = decides(protocol, engine) and before["badbevalling"].value == "niet_mogelijk"
        return known and engine_for(protocol, engine) is not made

    with held(turn):
        assert in_child(goes_on)

    assert engine_for(protocol, engine) is made


@needs_fork
@may_fork
@pytest.mark.parametrize("engine", ["compiled", pytest.param("durable", marks=needs_durable)])
def test_children_that_are_forked_at_any_moment_decide(engine: str) -> None:
    """Whatever a thread was doing at that moment, no child hangs or decides otherwise."""
    protocol = compose([groningen, groningen_mzh], ON)
    stop = threading.Event()

    def busy() -> None:
        while not stop.is_set():
            decides(compose([groningen, groningen_mzh], ON), engine)
            decides(protocol, engine)

    thread = threading.Thread(target=busy)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    thread.start()
    try:
        assert all(in_child(lambda: decides(protocol, engine)) for _ in range(8))
    finally:
        stop.set()
        thread.join()
        sys.setswitchinterval(interval)


@needs_fork
@may_fork
def test_a_live_case_goes_on_in_a_child() -> None:
    """Though a thread of the parent is telling it something, and another calls its listeners."""
    case = LiveCase(compose([groningen, groningen_mzh], ON))
    heard: list[int] = []
    inside, done = threading.Event(), threading.Event()

    def slow(entry: Entry) -> None:
        inside.set()
        done.wait()

    def goes_on() -> bool:
        listening.stop()
        case.listen(lambda entry: heard.append(entry.number))
        case.tell("client.hoesten", False)
        return heard == [2]

    listening = case.listen(slow)
    thread = threading.Thread(target=case.tell, args=("client.koorts", True))
    thread.start()
    inside.wait()
    try:
        with held(case._lock):
            assert in_child(goes_on)
    finally:
        done.set()
        thread.join()

    assert [entry.number for entry in case.history] == [0, 1]


def test_a_lock_that_nobody_will_let_go_of_is_replaced() -> None:
    """What a child does with the locks that it takes over."""
    broken: list[str] = []
    own = Turn(lambda: broken.append("own"))
    others, silent = Turn(lambda: broken.append("others")), Turn()
    taken, done = threading.Event(), threading.Event()

    def hold(*locks: Any) -> None:
        for lock in locks:
            lock.acquire()
        taken.set()
        done.wait()
        for lock in locks:
            lock.release()

    thread = threading.Thread(target=hold, args=(others._lock, silent._lock))
    thread.start()
    taken.wait()
    with own:
        for turn in (own, others, silent):
            turn.free_in_child()
    done.set()
    thread.join()
    forking._free_all()

    assert broken == ["others"]
    with own, others, silent:
        pass


@needs_fork
@may_fork
def test_only_what_another_thread_held_is_broken_off() -> None:
    """A lock that the forking thread holds itself, and one that is free, stay as they are."""
    broken: list[str] = []
    own = Turn(lambda: broken.append("own"))
    free = Turn(lambda: broken.append("free"))
    others = Turn(lambda: broken.append("others"))
    silent = Turn()

    def works() -> bool:
        with own, free, others, silent:
            return broken == ["others"]

    with own, held(others), held(silent):
        assert in_child(works)


@needs_fork
@may_fork
def test_a_fork_waits_for_what_is_being_imported() -> None:
    """A module that another thread imports cannot be imported anew in a child: it would wait."""
    taken, forks = threading.Event(), threading.Event()
    imported: list[str] = []

    def imports() -> None:
        with NO_FORK:
            taken.set()
            forks.wait()
            imported.append("the engine")

    # What is registered last is done first: then the fork is on its way, and has to wait.
    os.register_at_fork(before=forks.set)
    thread = threading.Thread(target=imports)
    thread.start()
    taken.wait()

    assert in_child(lambda: imported == ["the engine"] and decides(MZH, "compiled"))
    thread.join()
    with NO_FORK:
        assert in_child(lambda: decides(MZH, "reference"))
