"""What is asked of a process that may do anything, and what is heard of it."""

from __future__ import annotations

import fcntl
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from obstetric_rules.plugins import apart
from obstetric_rules.plugins.apart import Ended, ask_apart

Ask = Callable[..., Ended]

CHILD = """
import os, sys
from obstetric_rules.plugins.child import answering

request, answer = answering()
known = dict(zip(answer.__code__.co_freevars, (cell.cell_contents for cell in answer.__closure__)))
pipe, nonce = known["pipe"], known["nonce"]
"""


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Return how to ask a child that does this."""
    monkeypatch.syspath_prepend(tmp_path)

    def asked(source: str, time_limit: float = 30, **request: Any) -> Ended:
        (tmp_path / "doet_dit.py").write_text(CHILD + source, encoding="utf-8")
        return ask_apart("doet_dit", request, time_limit)

    return asked


def test_a_child_answers_what_it_is_asked(ask: Ask) -> None:
    """What is asked reaches the child, its last answer comes back, and what it prints does not."""
    found = ask(
        "print('niets', flush=True)\n"
        "print('niets', file=sys.stderr)\n"
        "answer({'eerst': 1})\n"
        "answer({'gevraagd': request, 'gelezen': sys.stdin.read()})",
        naam="é",
    )

    assert found == Ended({"gevraagd": {"naam": "é"}, "gelezen": ""}, None)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("os._exit(0)", None),
        ("sys.exit(7)", "its process ended with exit status 7"),
        ("os.kill(os.getpid(), 9)", "its process was ended by the signal SIGKILL"),
    ],
)
def test_how_a_child_ended_is_told(ask: Ask, source: str, reason: str | None) -> None:
    """A child that ends otherwise than it should is told from one that does not end at all."""
    found = ask(f"answer({{'tot': 'hier'}})\n{source}")

    assert found == Ended({"tot": "hier"}, reason)


def test_a_child_that_does_not_end_is_ended(ask: Ask) -> None:
    """A child that waits for ever keeps nobody waiting longer than the time limit."""
    found = ask("import threading; threading.Event().wait()", 1)

    assert found.reason == "it did not finish within 1 seconds"


@pytest.mark.parametrize(
    "said",
    [
        "b'[' * 99_999 + b'\\n'",
        'b\'{"nonce": "0", "waar": false}\\n\'',
        "b'{\"nonce\": ' + nonce.encode() + b'\\n'",
        "b'[' * 999 + nonce.encode() + b'\\n'",
        "b'[\"' + nonce.encode() + b'\"]\\n'",
        'b\'{"nonce": "0", "x": "\' + nonce.encode() + b\'"}\\n\'',
        "b'{\"nonce\": \"' + nonce.encode() + b'\"}'",
        "b'\\xff' + nonce.encode() + b'\\n'",
    ],
)
def test_what_is_no_answer_is_not_heard(ask: Ask, said: str) -> None:
    """Neither nonsense nor half an answer nor what lacks the number counts as an answer."""
    found = ask(f"answer({{'waar': True}})\nos.write(pipe, {said})")

    assert found == Ended({"waar": True}, None)


def test_an_answer_has_a_limit(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that never stops talking does not fill the memory of the process that asked."""
    monkeypatch.setattr(apart, "LONGEST_ANSWER", 100_000)

    found = ask("while True: os.write(pipe, b'x' * 65_536)")

    assert found == Ended({}, "its answer takes more than 100,000 bytes")


def test_a_child_has_a_limit_of_memory(ask: Ask) -> None:
    """A child that asks for all memory gets an error of its own."""
    found = ask(
        "try:\n    hoard = bytearray(3 * 2**30)\nexcept MemoryError:\n    answer({'genoeg': True})"
    )

    assert found == Ended({"genoeg": True}, None)


def test_nothing_that_a_child_started_goes_on(ask: Ask, tmp_path: Path) -> None:
    """A child that starts another process and ends leaves nothing running."""
    lock, survived = tmp_path / "bezet", tmp_path / "leeft_nog"
    source = f"""
import fcntl, threading
held = open({str(lock)!r}, "w")
fcntl.flock(held, fcntl.LOCK_EX)
if os.fork() == 0:
    threading.Event().wait(30)
    open({str(survived)!r}, "w").close()
    os._exit(0)
answer({{}})
"""
    assert ask(source) == Ended({}, None)

    with lock.open() as free:
        fcntl.flock(free, fcntl.LOCK_EX)  # waits for whoever still holds it
    assert not survived.exists()


def test_a_process_that_cannot_be_started_is_told(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine on which no process can be started says so, and the program goes on."""
    monkeypatch.setattr(sys, "executable", "/er/is/geen/python")

    assert ask("") == Ended({}, "no process could be started for it (No such file or directory)")
