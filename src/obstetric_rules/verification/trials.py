"""Trying installed rulesets, each in a process of its own and within a time limit.

A plugin is a program that somebody else wrote. It may fail, hang, end the process, print, or change
what another plugin gave. None of that reaches the program that asks what is installed, and one
plugin cannot hide another.
"""

from __future__ import annotations

import contextlib
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
    name, day = trial.installed.id, str(on or datetime.date.today())
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        reason = _run([sys.executable, "-P", "-m", CHILD, name, day, str(answer)], time_limit)
        found = _read(answer)
    if reason is not None:
        # Whatever it wrote before it ended is not to be relied on, but for how far it came.
        at = found.get("importing", name)
        return attrs.evolve(trial, reason=reason if at == name else f"{reason}, importing {at}")
    if "version" in found:
        return attrs.evolve(trial, tried=Tried(**found))
    return attrs.evolve(trial, reason=found.get("reason", "its process ended without an answer"))


def _run(command: list[str], time_limit: float) -> str | None:
    """Run a process that nobody listens to; return how it ended, unless it ended well."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        start_new_session=True,
    ) as process:
        try:
            status = process.wait(time_limit)
        except subprocess.TimeoutExpired:
            _end(process)
            return f"it did not finish within {time_limit:g} seconds"
    if status < 0:
        return f"its process was ended by the signal {_signal(-status)}"
    return f"its process ended with exit status {status}" if status else None


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process, and where the system knows of groups all that it started."""
    end_group = getattr(os, "killpg", lambda *_: process.kill())
    with contextlib.suppress(ProcessLookupError):
        end_group(process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def _environment() -> Mapping[str, str]:
    # The child finds what this process finds, also what was added to the path while it ran.
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _signal(number: int) -> str:
    return {one.value: one.name for one in signal.Signals}.get(number, str(number))


def _read(answer: Path) -> dict[str, Any]:
    try:
        found = json.loads(answer.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _without_tampering(trials: Iterable[Trial]) -> Iterable[Trial]:
    """Refuse what uses a ruleset that is not what it is by itself.

    A plugin that changes a ruleset of this library is refused when it is loaded. This finds what is
    left: a ruleset of another plugin that was changed, or that is never the same twice.
    """
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
            names = " and ".join(changed)
            reason = (
                f"with it {names} is not what it is by itself: one of them changes when imported"
            )
            yield attrs.evolve(trial, tried=None, reason=reason)
        else:
            yield trial
