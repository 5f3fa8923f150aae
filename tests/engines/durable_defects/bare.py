"""Bare durable-rules, tried in a process of its own: it may crash, hang or leave threads behind."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

# The binding makes it load on Python 3.13 too; `show` hands what was found back to the test.
START = """
import json
from obstetric_rules.engines.durable_binding import load
engine = load()
def show(found):
    print(json.dumps(found), flush=True)
"""
WITHOUT_THREADS = """
import durable.engine
durable.engine.Host._run = lambda self: None
"""


def tried(code: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", START + code],
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def shown(code: str) -> list[Any]:
    """Return what the code showed, in order."""
    run = tried(code)
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]
