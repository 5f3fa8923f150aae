"""What a process does in which a plugin is imported apart: hear what it is asked, and answer."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any, Final

TIME_LIMIT: Final = 30.0
"""How many seconds a child may take, unless told otherwise."""

LARGEST_MEMORY: Final = 2 * 1024 * 1024 * 1024
"""How many bytes of address space a child has, where the system can limit that."""


def answering() -> tuple[dict[str, Any], Callable[[Mapping[str, Any]], None]]:
    """Return, in a child, what it is asked and how to answer; the last answer counts.

    From here on what is printed goes nowhere, nothing can be read, and memory is limited.
    """
    request: dict[str, Any] = json.loads(sys.stdin.buffer.read())
    nonce = request.pop("nonce")
    pipe = os.dup(sys.stdout.fileno())
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, sys.stdin.fileno())
    os.dup2(nowhere, sys.stdout.fileno())
    _limit_memory()

    def answer(said: Mapping[str, Any]) -> None:
        rest = json.dumps({**said, "nonce": nonce}).encode() + b"\n"
        while rest:
            rest = rest[os.write(pipe, rest) :]

    return request, answer


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (LARGEST_MEMORY, LARGEST_MEMORY))
