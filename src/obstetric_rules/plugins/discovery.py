"""Finding the installed rulesets.

Every ruleset, those of this library too, is registered through the entry-point group
``obstetric_rules.rulesets``: the name of the entry is the ruleset's id, its value a
:class:`~obstetric_rules.rules.ruleset.Ruleset`. Nothing is imported that a protocol does not need.
"""

from __future__ import annotations

import datetime
import os
from importlib.metadata import EntryPoint, entry_points
from typing import Final

import attrs

from obstetric_rules.errors import PluginError, ProtocolNotFoundError, nearest_name
from obstetric_rules.plugins.api_version import API_GROUP, why_incompatible
from obstetric_rules.rules.protocol import Distribution, Protocol, compose
from obstetric_rules.rules.ruleset import Ruleset

GROUP: Final = "obstetric_rules.rulesets"

LIBRARY: Final = "obstetric-rules"

OWN_RULESETS_ONLY: Final = "OBSTETRIC_RULES_OWN_RULESETS_ONLY"
"""The environment variable that turns the rulesets of other distributions off, if it is 1."""

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
        another plugin API, when importing it fails or ends the program, or when it is no ruleset.
        """
        reason = self.why_incompatible()
        if reason is not None:
            raise PluginError(
                f"the ruleset {self.id} of {self.distribution} cannot be used: {reason}"
            )
        try:
            ruleset = self.entry_point.load()
        except (Exception, SystemExit) as error:
            raise PluginError(
                f"the ruleset {self.id} of {self.distribution} cannot be loaded: "
                f"{type(error).__name__}: {error}"
            ) from error
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
    ['groningen', 'groningen.mzh']
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
    return compose(
        found.values(),
        on,
        distributions={item.id: item.distribution for item in found if item.entry_point.dist},
    )


def load_layers(name: str) -> tuple[Ruleset, ...]:
    """Import an installed ruleset and those it extends; the ruleset itself comes last.

    They are not composed, so that a tool can say more of rulesets that do not fit together.

    Raises :class:`~obstetric_rules.errors.ProtocolNotFoundError` when none is installed under this
    name, :class:`~obstetric_rules.errors.PluginError` when one that it needs cannot be used.

    >>> [ruleset.id for ruleset in load_layers("groningen.mzh")]
    ['groningen', 'groningen.mzh']
    """
    return tuple(reversed(_with_lower_layers(name).values()))


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


def _with_lower_layers(name: str) -> dict[InstalledRuleset, Ruleset]:
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


def _distribution(entry: EntryPoint) -> Distribution:
    if entry.dist is None:
        return UNKNOWN_DISTRIBUTION
    # A damaged installation may lack either; it must not stand in the way of the others.
    return Distribution(entry.dist.name or "unknown", entry.dist.version or "unknown")
