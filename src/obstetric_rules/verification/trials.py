"""Trying installed rulesets, each in a process of its own and within a time limit.

A plugin is a program that somebody else wrote. It may fail, hang, end the process, print, or change
what another plugin gave. None of that reaches the program that asks what is installed, and one
plugin cannot hide another.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final

import attrs

from obstetric_rules.clock import today
from obstetric_rules.errors import RulesetFileError
from obstetric_rules.expressions.typed_data import parts_of
from obstetric_rules.facts.fact import shown
from obstetric_rules.plugins.apart import ask_apart
from obstetric_rules.plugins.child import TIME_LIMIT
from obstetric_rules.plugins.discovery import (
    LONGEST_MESSAGE,
    NO_ANSWER,
    InstalledRuleset,
    own_rulesets_only,
    registered_rulesets,
)
from obstetric_rules.verification.trial import Tried

CHILD: Final = "obstetric_rules.verification.trial"
"""The module that runs in the process of its own."""

TAKEN: Final = (
    "it has the id of a ruleset of this library, and that one is used in its place: its maker "
    "should give it another id"
)


@attrs.frozen(kw_only=True)
class Trial:
    """What came of trying an installed ruleset.

    ``tried`` is what it turned out to be, ``reason`` why it cannot be used; exactly one of them is
    there, unless it is ``turned_off`` and was not tried. ``not_in_force`` says the reason in Dutch
    where it is only that the ruleset does not hold on that day.
    """

    installed: InstalledRuleset
    tried: Tried | None = None
    reason: str | None = None
    turned_off: bool = False
    not_in_force: str | None = None


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
    registered = registered_rulesets()
    own = {item.id for item in registered if item.is_own}
    trials = [
        Trial(
            installed=item,
            turned_off=turned_off and not item.is_own,
            reason=TAKEN if item.id in own and not item.is_own else None,
        )
        for item in registered
    ]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        found = list(pool.map(partial(_tried, on=on, time_limit=time_limit), trials))
    return tuple(_without_tampering(found))


def _tried(trial: Trial, on: datetime.date | None, time_limit: float) -> Trial:
    if trial.turned_off or trial.reason is not None:
        return trial
    name, day = trial.installed.id, str(on or today())
    ended = ask_apart(CHILD, {"id": name, "on": day}, time_limit)
    if ended.reason is None and "importing" not in ended.answer:
        return _as_answered(trial, ended.answer)
    # Whatever else it said before it ended is not to be relied on, but for how far it came.
    reason, at = ended.reason or NO_ANSWER, ended.answer.get("importing", name)
    return attrs.evolve(
        trial, reason=reason if at == name else f"{reason}, importing {shown(str(at))}"
    )


def _as_answered(trial: Trial, answer: Mapping[str, Any]) -> Trial:
    """Return a trial with what its process answered, once that is known to make sense."""
    said = answer.get("tried")
    if not isinstance(said, dict):
        reason = shown(str(answer.get("reason", NO_ANSWER)), most=LONGEST_MESSAGE)
        not_in_force = shown(str(answer.get("not_in_force", "")), most=LONGEST_MESSAGE)
        return attrs.evolve(trial, reason=reason, not_in_force=not_in_force or None)
    try:
        tried = Tried(**parts_of(Tried, said, "its answer"))
    except RulesetFileError as error:
        return attrs.evolve(trial, reason=str(error))
    if trial.installed.id not in tried.layers:
        return attrs.evolve(trial, reason="its answer is about another ruleset")
    return attrs.evolve(trial, tried=tried)


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
