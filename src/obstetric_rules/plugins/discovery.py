"""Finding the installed rulesets.

Every ruleset, those of this library too, is registered through the entry-point group
``obstetric_rules.rulesets``: the name of the entry is the ruleset's id, its value a
:class:`~obstetric_rules.rules.ruleset.Ruleset`. Nothing is imported that a protocol does not need.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import sys
from collections.abc import Callable, Collection, Iterable
from importlib.metadata import Distribution as InstalledDistribution
from importlib.metadata import EntryPoint, distributions, entry_points
from typing import Final

import attrs

from obstetric_rules.errors import (
    Fault,
    PluginError,
    ProtocolNotFoundError,
    RulesetError,
    nearest_name,
)
from obstetric_rules.facts.fact import shown
from obstetric_rules.plugins.api_version import API_GROUP, why_incompatible
from obstetric_rules.rules.exchange import content_hash
from obstetric_rules.rules.protocol import Distribution, Protocol, compose
from obstetric_rules.rules.ruleset import Ruleset

GROUP: Final = "obstetric_rules.rulesets"

LIBRARY: Final = "obstetric-rules"

OWN_RULESETS_ONLY: Final = "OBSTETRIC_RULES_OWN_RULESETS_ONLY"
"""The environment variable that turns the rulesets of other distributions off, if it is 1."""

LONGEST_MESSAGE: Final = 2000
"""How many characters of what a plugin's error says are repeated."""

UNKNOWN_DISTRIBUTION: Final = Distribution("unknown", "unknown")
"""That of an entry point which a program made by itself."""


@attrs.frozen
class InstalledRuleset:
    """A ruleset that some distribution has registered; it is not imported yet."""

    id: str
    distribution: Distribution
    entry_point: EntryPoint = attrs.field(repr=False)

    @property
    def is_own(self) -> bool:
        """Whether it comes with this library."""
        return self.distribution.name == LIBRARY

    def load(self) -> Ruleset:
        """Import the ruleset.

        Raises :class:`~obstetric_rules.errors.PluginError` when its distribution was written for
        another plugin API, when importing it fails or ends the program, when it changes another
        ruleset, or when it is no ruleset.
        """
        reason = self.why_incompatible()
        if reason is not None:
            raise PluginError(
                f"the ruleset {self.id} of {self.distribution} cannot be used: {reason}"
            )
        before = {} if self.is_own else _imported()
        try:
            ruleset = self.entry_point.load()
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise PluginError(
                f"the ruleset {self.id} of {self.distribution} cannot be loaded: "
                f"{type(error).__name__}: {_message(error)}"
            ) from error
        changed = [name for name, found in before.items() if content_hash((found[0],)) != found[1]]
        if changed:
            _forget(changed)
            raise PluginError(
                f"the ruleset {self.id} of {self.distribution} changes the ruleset "
                f"{' and '.join(changed)}, which it may not: uninstall it"
            )
        if not isinstance(ruleset, Ruleset):
            raise PluginError(
                f"{self.distribution} registers {self.id} as a {type(ruleset).__name__}; "
                "its entry point should give a Ruleset"
            )
        if ruleset.id != self.id:
            raise PluginError(
                f"{self.distribution} registers the ruleset {ruleset.id} under the name {self.id}; "
                "its entry point should have the ruleset's id"
            )
        return ruleset

    def why_incompatible(self) -> str | None:
        """Return why its distribution does not fit the plugin API, or None if it does."""
        distribution = self.entry_point.dist
        if distribution is None:
            return None
        found = distribution.entry_points.select(group=API_GROUP)
        return why_incompatible({entry.name for entry in found})


def registered_rulesets() -> tuple[InstalledRuleset, ...]:
    """Return the rulesets that are registered, by id, also those that are turned off."""
    found = {
        (entry.name, entry.value, distribution): entry
        for entry in _entries()
        for distribution in [_distribution(entry)]
    }
    rulesets = [
        InstalledRuleset(entry.name, distribution, entry)
        for (_, _, distribution), entry in found.items()
    ]
    return tuple(sorted(rulesets, key=lambda item: (item.id, item.distribution.name)))


def installed_rulesets() -> tuple[InstalledRuleset, ...]:
    """Return the rulesets that are registered by installed distributions, by id, without importing.

    Those of other distributions are left out while the environment variable
    ``OBSTETRIC_RULES_OWN_RULESETS_ONLY`` is 1.

    >>> [item.id for item in installed_rulesets() if item.is_own]
    ['groningen', 'groningen.mzh', 'zwolle']
    """
    found = registered_rulesets()
    return tuple(item for item in found if item.is_own) if own_rulesets_only() else found


def own_rulesets_only() -> bool:
    """Return whether the rulesets of other distributions are turned off.

    Raises :class:`~obstetric_rules.errors.PluginError` when the environment variable holds anything
    but 0 or 1: whoever meant to turn them off must not be misunderstood.
    """
    value = os.environ.get(OWN_RULESETS_ONLY, "")
    if value not in ("", "0", "1"):
        raise PluginError(f"the environment variable {OWN_RULESETS_ONLY} is not 0 or 1")
    return value == "1"


def compose_installed(name: str, on: datetime.date | None = None) -> Protocol:
    """Compose an installed ruleset and those it extends for a date (today if left out).

    Raises :class:`~obstetric_rules.errors.ProtocolNotFoundError` when none is installed under this
    name, :class:`~obstetric_rules.errors.PluginError` when one that it needs cannot be used,
    :class:`~obstetric_rules.errors.ValidityError` when one does not hold on that date.

    Nothing is proved here: ``obstetric_rules.load_protocol`` also refuses what breaks an invariant.

    >>> compose_installed("groningen.mzh").title
    'Poliklinische partus in het Martini Ziekenhuis'
    """
    found = _with_lower_layers(name)
    owners = {item.id: item.distribution for item in found if item.entry_point.dist}
    try:
        return compose(found.values(), on, distributions=owners)
    except RulesetError as error:
        if len(set(owners.values())) < 2:
            raise
        # Which of several makers has to mend it is not always the one whose ruleset it is found in.
        brought = " and ".join(f"{ruleset} by {owner}" for ruleset, owner in owners.items())
        raise RulesetError([*error.faults, Fault(name, f"{brought} do not fit together")]) from None


def load_layers(
    name: str, importing: Callable[[str], None] = lambda name: None
) -> tuple[Ruleset, ...]:
    """Import an installed ruleset and those it extends; the ruleset itself comes last.

    They are not composed, so that a tool can say more of rulesets that do not fit together.
    ``importing`` is told the id of each before it is imported.

    Raises :class:`~obstetric_rules.errors.ProtocolNotFoundError` when none is installed under this
    name, :class:`~obstetric_rules.errors.PluginError` when one that it needs cannot be used.

    >>> [ruleset.id for ruleset in load_layers("groningen.mzh")]
    ['groningen', 'groningen.mzh']
    """
    return tuple(reversed(_with_lower_layers(name, importing).values()))


def _not_installed(name: str, installed: tuple[InstalledRuleset, ...]) -> str:
    if any(item.id == name for item in registered_rulesets()):
        return (
            f"the protocol {name} is not one of this library, and those of others are turned off "
            f"by the environment variable {OWN_RULESETS_ONLY}"
        )
    known = sorted({item.id for item in installed})
    near = nearest_name(name, known)
    hint = f"did you mean {near}? " if near else ""
    return f"no protocol {name} is installed; {hint}Installed: {', '.join(known) or 'none'}."


def _with_lower_layers(
    name: str, importing: Callable[[str], None] = lambda name: None
) -> dict[InstalledRuleset, Ruleset]:
    installed = installed_rulesets()
    if all(item.id != name for item in installed):
        raise ProtocolNotFoundError(_not_installed(name, installed))
    rulesets: dict[InstalledRuleset, Ruleset] = {}
    todo: list[tuple[str, str]] = [(name, name)]
    while todo:
        wanted, wanted_by = todo.pop()
        found = _the_one(wanted, wanted_by, installed)
        if found in rulesets:
            continue
        importing(found.id)
        rulesets[found] = found.load()
        todo += [(lower, wanted) for lower in rulesets[found].extends]
    return rulesets


def _the_one(
    name: str, wanted_by: str, installed: tuple[InstalledRuleset, ...]
) -> InstalledRuleset:
    found = [item for item in installed if item.id == name]
    if not found:
        raise PluginError(f"{wanted_by} extends the ruleset {name}, which is not installed")
    if len(found) > 1:
        owners = " and ".join(str(item.distribution) for item in found)
        raise PluginError(f"the ruleset {name} is registered by {owners}; uninstall one of them")
    return found[0]


def _entries() -> Iterable[EntryPoint]:
    try:
        return entry_points(group=GROUP)
    except Exception:  # noqa: BLE001 - one damaged installation, of whatever, must not hide all others
        return [entry for found in distributions() for entry in _entries_of(found)]


def _entries_of(distribution: InstalledDistribution) -> Iterable[EntryPoint]:
    try:
        return distribution.entry_points.select(group=GROUP)
    except Exception:  # noqa: BLE001 - nobody can say what it registers
        return ()


def _distribution(entry: EntryPoint) -> Distribution:
    if entry.dist is None:
        return UNKNOWN_DISTRIBUTION
    # A damaged installation may lack either, or raise; it must not stand in the way of the others.
    try:
        return Distribution(entry.dist.name or "unknown", entry.dist.version or "unknown")
    except Exception:  # noqa: BLE001 - whatever is wrong with its metadata
        return UNKNOWN_DISTRIBUTION


def _imported() -> dict[str, tuple[Ruleset, str]]:
    """Return the rulesets that a plugin could change, each with its content hash.

    Those of this library are imported for it; of others those that were imported before.
    """
    found = {}
    for item in registered_rulesets():
        if item.is_own or item.entry_point.module in sys.modules:
            with contextlib.suppress(Exception):
                ruleset = item.entry_point.load()
                found[item.id] = (ruleset, content_hash((ruleset,)))
    return found


def _forget(rulesets: Collection[str]) -> None:
    """Let rulesets be imported anew the next time, as they were written."""
    for item in registered_rulesets():
        if item.id in rulesets:
            module = item.entry_point.module
            for name in [*sys.modules]:
                if name == module or name.startswith(f"{module}."):
                    del sys.modules[name]


def _message(error: BaseException) -> str:
    """Return what an error of a plugin says, on one line and not too long."""
    try:
        lines = str(error).splitlines()
    except Exception:  # noqa: BLE001 - a plugin's own error may be broken too
        return "its message cannot be read"
    return shown("; ".join(lines), most=LONGEST_MESSAGE)
