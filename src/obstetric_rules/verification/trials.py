"""Trying installed rulesets, each in a process of its own and within a time limit.

A plugin is a program that somebody else wrote. It may fail, hang, end the process, print, or change
what another plugin gave. None of that reaches the program that asks what is installed, and one
plugin cannot hide another.
"""

from __future__ import annotations

import datetime
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Final

import attrs

from obstetric_rules.plugins.discovery import (
    InstalledRuleset,
    own_rulesets_only,
    registered_rulesets,
)
from obstetric_rules.verification.trial import TIME_LIMIT, Tried

CHILD: Final = "obstetric_rules.verification.trial"


@attrs.frozen(kw_only=True)
class Trial:
    """What came of trying an installed ruleset.

    ``tried`` is what it turned out to be, ``reason`` why it cannot be used; exactly one of them is
    there, unless it is ``turned_off`` and was not tried.
    """

    installed: InstalledRuleset
    tried: Tried | None = None
    reason: str | None = None
    turned_off: bool = False


def try_rulesets(
    on: datetime.date | None = None, time_limit: float = TIME_LIMIT
) -> tuple[Trial, ...]:
    """Compose every registered ruleset for a date (today if left out) and say what came of it.

    ``time_limit`` is in seconds, for each of them. Rulesets of other distributions that the
    environment variable turns off are listed too, and not tried.

    >>> [trial.installed.id for trial in try_rulesets() if trial.reason is not None]
    []
    """
    turned_off = own_rulesets_only()
    trials = [
        Trial(installed=item, turned_off=turned_off and not item.is_own)
        for item in registered_rulesets()
    ]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        found = list(pool.map(partial(_tried, on=on, time_limit=time_limit), trials))
    return tuple(_without_tampering(found))


def _tried(trial: Trial, on: datetime.date | None, time_limit: float) -> Trial:
    if trial.turned_off:
        return trial
    name = trial.installed.id
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        command = [sys.executable, "-m", CHILD, name, str(on or datetime.date.today()), str(answer)]
        reason = _run(command, time_limit)
        found = _read(answer)
    if found is None:
        # Whatever it wrote before it was ended is not to be relied on.
        return attrs.evolve(trial, reason=reason or "its process ended without an answer")
    if "reason" in found:
        return attrs.evolve(trial, reason=found["reason"])
    return attrs.evolve(trial, tried=Tried(**found))


def _run(command: list[str], time_limit: float) -> str | None:
    """Run a process that nobody listens to; return why it cannot have answered, if it cannot."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            timeout=time_limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"it did not finish within {time_limit:g} seconds"
    if done.returncode < 0:
        return f"its process was ended by the signal {_signal(-done.returncode)}"
    return f"its process ended with exit status {done.returncode} and without an answer"


def _environment() -> Mapping[str, str]:
    # The child finds what this process finds, also what was added to the path while it ran.
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _signal(number: int) -> str:
    return {one.value: one.name for one in signal.Signals}.get(number, str(number))


def _read(answer: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(answer.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _without_tampering(trials: Iterable[Trial]) -> Iterable[Trial]:
    """Refuse what changes another ruleset: in its process that is not what it is by itself."""
    trials = list(trials)
    own = {
        trial.installed.id: trial.tried.layers[trial.installed.id]
        for trial in trials
        if trial.tried is not None
    }
    for trial in trials:
        layers = {} if trial.tried is None else trial.tried.layers
        changed = [name for name in layers if own.get(name, layers[name]) != layers[name]]
        if changed:
            reason = f"it changes the ruleset {' and '.join(changed)}, which it may not"
            yield attrs.evolve(trial, tried=None, reason=reason)
        else:
            yield trial
