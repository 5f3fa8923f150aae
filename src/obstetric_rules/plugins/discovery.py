"""Finding the installed rulesets.

Every ruleset, those of this library too, is registered through the entry-point group
``obstetric_rules.rulesets``: the name of the entry is the ruleset's id, its value a
:class:`~obstetric_rules.rules.ruleset.Ruleset`. Nothing is imported that a protocol does not need.
"""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint
from typing import Any, Final

import attrs

from obstetric_rules.arguments import expect, expect_date
from obstetric_rules.errors import (
    Fault,
    PluginError,
    ProtocolNotFoundError,
    RulesetError,
    nearest_name,
)
from obstetric_rules.facts.fact import shown
from obstetric_rules.plugins.api_version import API_GROUP, why_incompatible
from obstetric_rules.plugins.installations import GROUP, LIBRARY, entry_points
from obstetric_rules.plugins.safekeeping import keeping
from obstetric_rules.rules.exchange import content_hash
from obstetric_rules.rules.protocol import Distribution, Protocol, compose
from obstetric_rules.rules.ruleset import Ruleset

__all__ = [
    "GROUP",
    "LIBRARY",
    "InstalledRuleset",
    "compose_installed",
    "installed_rulesets",
    "load_layers",
    "own_rulesets_only",
    "registered_rulesets",
]

OWN_RULESETS_ONLY: Final = "OBSTETRIC_RULES_OWN_RULESETS_ONLY"
"""The environment variable that turns the rulesets of other distributions off, if it is 1."""

LONGEST_MESSAGE: Final = 2000
"""How many characters of what a plugin's error says are repeated."""

NO_ANSWER: Final = "its process ended without an answer"
"""What is said of a plugin whose import never came back, though nothing seemed wrong."""

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
        is_here = self.entry_point.value.startswith(f"{__name__.partition('.')[0]}.")
        return is_here and self.distribution.name == LIBRARY

    def load(self, *, apart: bool = False) -> Ruleset:
        """Import the ruleset.

        Of a ruleset of another distribution only what it says is taken over: no object of it is
        shared but the types of its facts. ``apart`` imports it in a process of its own, so that
        nothing of it runs in this one; the types of its facts are then made anew.

        Raises :class:`~obstetric_rules.errors.PluginError` when its distribution was written for
        another plugin API, when importing it fails or ends the program, when it changes another
        ruleset (which is put back as it was), or when it is no ruleset.
        """
        reason = self.why_incompatible()
        if reason is not None:
            raise PluginError(
                f"the ruleset {self.id} of {self.distribution} cannot be used: {reason}"
            )
        if self.is_own:
            return self._checked(self._imported())
        if apart:
            return self._checked(self._imported_apart())
        with keeping(_entries_of_what_is_there()) as safe:
            found = self._attempted()
        failure = found if isinstance(found, PluginError) else None
        if safe.changed:
            raise PluginError(
                f"the ruleset {self.id} of {self.distribution} changes the ruleset "
                f"{' and '.join(safe.changed)}, which it may not: uninstall it"
            ) from failure
        if isinstance(found, PluginError):
            raise found
        return found

    def _attempted(self) -> Ruleset | PluginError:
        try:
            # Its id once more: that of a text of the plugin's own is whatever it says it is.
            return self._checked(self._taken_over(self._checked(self._imported())))
        except PluginError as error:
            return error

    def _imported(self) -> Any:
        try:
            return self.entry_point.load()
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise self._not_loaded(f"{type(error).__name__}: {_message(error)}") from error

    def _imported_apart(self) -> Ruleset:
        # Only who needs it pays for what it takes to run processes.
        from obstetric_rules.plugins.apart import ask_apart

        ended = ask_apart(
            "obstetric_rules.plugins.loading_apart",
            {
                "id": self.id,
                "value": self.entry_point.value,
                "distribution": self.distribution.name,
                "version": self.distribution.version,
            },
        )
        if ended.reason is not None:
            raise self._not_loaded(ended.reason)
        refused, text = ended.answer.get("refused"), ended.answer.get("rulesets")
        if isinstance(refused, str):
            raise PluginError(shown(refused, most=LONGEST_MESSAGE))
        if not isinstance(text, str):
            raise self._not_loaded(NO_ANSWER)
        # Imported here, and below: rulesets of this library are not read back.
        from obstetric_rules.rules.reading import rulesets_from_text

        try:
            (ruleset,) = rulesets_from_text(text)
        except ValueError as error:  # a broken ruleset too, and none or several of them
            raise self._not_loaded(_message(error)) from error
        return ruleset

    def _not_loaded(self, reason: str) -> PluginError:
        return PluginError(
            f"the ruleset {self.id} of {self.distribution} cannot be loaded: {reason}"
        )

    def _checked(self, ruleset: Any) -> Ruleset:
        # No class that was made from it either, nor what only says that it is one: either could
        # give other rules each time.
        if type(ruleset) is not Ruleset:
            raise PluginError(
                f"{self.distribution} registers {self.id} as a {shown(type(ruleset).__name__)}; "
                "its entry point should give a Ruleset"
            )
        if ruleset.id != self.id:
            raise PluginError(
                f"{self.distribution} registers the ruleset {shown(ruleset.id)} under the name "
                f"{self.id}; its entry point should have the ruleset's id"
            )
        return ruleset

    def _taken_over(self, ruleset: Ruleset) -> Ruleset:
        """Return a ruleset that says the same, of which nobody else holds a part."""
        from obstetric_rules.rules.reading import rulesets_from_text, rulesets_to_text

        try:
            types = [slot.fact_type for slot in ruleset.slots]
            (taken,) = rulesets_from_text(rulesets_to_text([ruleset]), types)
            same = content_hash([taken]) == content_hash([ruleset])
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise self._not_loaded(
                f"what it says cannot be taken over: {type(error).__name__}: {_message(error)}"
            ) from error
        if not same:
            raise self._not_loaded("it does not say the same when it is read once more")
        return taken

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
        for entry in entry_points(group=GROUP)
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


def compose_installed(
    name: str, on: datetime.date | None = None, *, apart: bool = False
) -> Protocol:
    """Compose an installed ruleset and those it extends for a date (today if left out).

    ``apart`` imports the rulesets of other distributions each in a process of its own; the types
    of their facts are then made anew.

    Raises :class:`~obstetric_rules.errors.ProtocolNotFoundError` when none is installed under this
    name, :class:`~obstetric_rules.errors.PluginError` when one that it needs cannot be used,
    :class:`~obstetric_rules.errors.ValidityError` when one does not hold on that date.

    Nothing is proved here: ``obstetric_rules.load_protocol`` also refuses what breaks an invariant.

    >>> compose_installed("groningen.mzh").title
    'Poliklinische partus in het Martini Ziekenhuis'
    """
    expect("name", name, str, expected="the id of an installed ruleset")
    if on is not None:
        expect_date("on", on)
    found = _with_lower_layers(name, apart=apart)
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
    name: str, importing: Callable[[str], None] = lambda name: None, *, apart: bool = False
) -> tuple[Ruleset, ...]:
    """Import an installed ruleset and those it extends; the ruleset itself comes last.

    They are not composed, so that a tool can say more of rulesets that do not fit together.
    ``importing`` is told the id of each before it is imported. ``apart`` imports the rulesets of
    other distributions each in a process of its own; the types of their facts are then made anew.

    Raises :class:`~obstetric_rules.errors.ProtocolNotFoundError` when none is installed under this
    name, :class:`~obstetric_rules.errors.PluginError` when one that it needs cannot be used.

    >>> [ruleset.id for ruleset in load_layers("groningen.mzh")]
    ['groningen', 'groningen.mzh']
    """
    expect("name", name, str, expected="the id of an installed ruleset")
    found = _with_lower_layers(name, importing, apart=apart)
    return tuple(reversed(found.values()))


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
    name: str, importing: Callable[[str], None] = lambda name: None, *, apart: bool
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
        rulesets[found] = found.load(apart=apart)
        todo += [(lower, wanted) for lower in rulesets[found].extends]
    return rulesets


def _the_one(
    name: str, wanted_by: str, installed: tuple[InstalledRuleset, ...]
) -> InstalledRuleset:
    found = [item for item in installed if item.id == name]
    if not found:
        raise PluginError(f"{wanted_by} extends the ruleset {name}, which is not installed")
    # Nobody takes a ruleset of this library away by registering another under its id.
    found = [item for item in found if item.is_own] or found
    if len(found) > 1:
        owners = " and ".join(str(item.distribution) for item in found)
        raise PluginError(f"the ruleset {name} is registered by {owners}; uninstall one of them")
    return found[0]


def _distribution(entry: EntryPoint) -> Distribution:
    if entry.dist is None:
        return UNKNOWN_DISTRIBUTION
    # A damaged installation may lack either, or raise; it must not stand in the way of the others.
    try:
        return Distribution(entry.dist.name or "unknown", entry.dist.version or "unknown")
    except Exception:  # noqa: BLE001 - whatever is wrong with its metadata
        return UNKNOWN_DISTRIBUTION


def _entries_of_what_is_there() -> Iterator[tuple[str, EntryPoint]]:
    """Yield the rulesets that a plugin could change.

    Those of this library are imported for it; of others those that were imported before.
    """
    for item in registered_rulesets():
        if item.is_own or item.entry_point.value.partition(":")[0].strip() in sys.modules:
            yield item.id, item.entry_point


def _message(error: BaseException) -> str:
    """Return what an error of a plugin says, on one line and not too long."""
    try:
        lines = str(error).splitlines()
    except Exception:  # noqa: BLE001 - a plugin's own error may be broken too
        return "its message cannot be read"
    return shown("; ".join(lines), most=LONGEST_MESSAGE)
