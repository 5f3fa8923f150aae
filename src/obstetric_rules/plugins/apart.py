"""Doing something with a plugin in a process of its own, and hearing what came of it.

A plugin is a program that somebody else wrote. It may fail, hang, end the process, print, take all
memory, start other processes, or write what it likes to whatever it finds open. The process that
asks hears a bounded answer over a pipe within a time limit, from whoever knows a number that was
given to the child before anything of the plugin ran; then it ends all that is left.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any, Final

import attrs

from obstetric_rules.errors import DocumentError
from obstetric_rules.facts.json_text import parse_json
from obstetric_rules.plugins.child import TIME_LIMIT

LONGEST_ANSWER: Final = 32 * 1024 * 1024
"""How many bytes a child may answer."""

_UNREAD: Final = 1.0
"""How many seconds what a child wrote before it ended may take to come in."""


@attrs.frozen
class Ended:
    """How a child ended: the last that it said, and what was wrong, if anything was."""

    answer: Mapping[str, Any]
    reason: str | None


def ask_apart(module: str, request: Mapping[str, Any], time_limit: float = TIME_LIMIT) -> Ended:
    """Run a module in a process of its own; it should answer by what ``child.answering`` gives it.

    ``time_limit`` is in seconds. Nothing that the child prints is heard, and nothing that it
    started is left running, but for what took pains to leave its process group.
    """
    nonce = secrets.token_hex(16)
    command = [sys.executable, "-P", "-m", module]
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
        )
    except OSError as error:
        return Ended({}, f"no process could be started for it ({error.strerror})")
    listener = _Listener(process)
    listener.start()
    try:
        reason = _how_it_ended(process, {**request, "nonce": nonce}, time_limit)
    finally:
        _end(process)
    listener.join(_UNREAD)
    if listener.too_long:
        reason = f"its answer takes more than {LONGEST_ANSWER:,} bytes"
    return Ended(_last_answer(bytes(listener.heard), nonce), reason)


class _Listener(threading.Thread):
    """Takes in what a child says, up to what it may."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        super().__init__(daemon=True)
        self.process = process
        self.heard = bytearray()
        self.too_long = False

    def run(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as stream:
            while part := os.read(stream.fileno(), 65_536):
                self.heard += part
                if len(self.heard) > LONGEST_ANSWER:
                    self.too_long = True
                    _kill(self.process)
                    return


def _how_it_ended(
    process: subprocess.Popen[bytes], request: Mapping[str, Any], time_limit: float
) -> str | None:
    """Give a child its request and wait for its end; return what was wrong, if anything was."""
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError), process.stdin as stream:
        stream.write(json.dumps(request).encode())
    try:
        status = process.wait(time_limit)
    except subprocess.TimeoutExpired:
        return f"it did not finish within {time_limit:g} seconds"
    if status < 0:
        return f"its process was ended by the signal {_signal(-status)}"
    return f"its process ended with exit status {status}" if status else None


def _last_answer(heard: bytes, nonce: str) -> dict[str, Any]:
    """Return the last whole line of a child that holds the number it was given."""
    for line in reversed(heard.split(b"\n")[:-1]):
        # Looked for first: other lines are the plugin's, and not worth reading.
        if nonce.encode() in line:
            with contextlib.suppress(DocumentError):
                found = parse_json(line)
                if isinstance(found, dict) and found.pop("nonce", None) == nonce:
                    return found
    return {}


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what is left of a child: itself, and where the system knows of groups all it started."""
    _kill(process)
    process.wait()


def _kill(process: subprocess.Popen[bytes]) -> None:
    kill_group = getattr(os, "killpg", lambda *_: process.kill())
    with contextlib.suppress(ProcessLookupError, PermissionError):
        kill_group(process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def _environment() -> Mapping[str, str]:
    # The child finds what this process finds, also what was added to the path while it ran.
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _signal(number: int) -> str:
    return {one.value: one.name for one in signal.Signals}.get(number, str(number))
