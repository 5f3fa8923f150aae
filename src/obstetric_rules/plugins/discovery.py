"""Finding the installed rulesets.

Every ruleset, those of this library too, is registered through the entry-point group
``obstetric_rules.rulesets``: the name of the entry is the ruleset's id, its value a
:class:`~obstetric_rules.rules.ruleset.Ruleset`. Nothing is imported that a protocol does not need.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points

import attrs

from obstetric_rules.errors import PluginError, ProtocolNotFoundError, nearest_name
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.rules.ruleset import Ruleset

GROUP = "obstetric_rules.rulesets"


@attrs.frozen
class InstalledRuleset:
    """A ruleset that some distribution has registered; it is not imported yet."""

    id: str
    distribution: str
    version: str
    entry_point: EntryPoint = attrs.field(repr=False)

    def load(self) -> Ruleset:
        """Import the ruleset.

        Raises :class:`~obstetric_rules.errors.PluginError` when that fails or gives something else.
        """
        try:
            ruleset = self.entry_point.load()
        except Exception as error:
            raise PluginError(
                f"the ruleset {self.id} of {self.distribution} {self.version} cannot be loaded: "
                f"{type(error).__name__}: {error}"
            ) from error
        if not isinstance(ruleset, Ruleset):
            raise PluginError(
                f"{self.distribution} {self.version} registers {self.id} as a "
                f"{type(ruleset).__name__}; its entry point should give a Ruleset"
            )
        if ruleset.id != self.id:
            raise PluginError(
                f"{self.distribution} {self.version} registers the ruleset {ruleset.id} under the "
                f"name {self.id}; its entry point should have the ruleset's id"
            )
        return ruleset


def installed_rulesets() -> tuple[InstalledRuleset, ...]:
    """Return the rulesets that are registered by installed distributions, by id, without importing.

    >>> [item.id for item in installed_rulesets() if item.distribution == "obstetric-rules"]
    ['groningen', 'groningen.mzh']
    """
    found = {
        (entry.name, entry.value, _distribution(entry)): entry
        for entry in entry_points(group=GROUP)
    }
    rulesets = [
        InstalledRuleset(entry.name, *distribution, entry)
        for (_, _, distribution), entry in found.items()
    ]
    return tuple(sorted(rulesets, key=lambda item: (item.id, item.distribution)))


def load_protocol(name: str, on: datetime.date | None = None) -> Protocol:
    """Compose an installed ruleset and those it extends for a date (today if left out).

    Raises :class:`~obstetric_rules.errors.ProtocolNotFoundError` when none is installed under this
    name, :class:`~obstetric_rules.errors.PluginError` when one that it needs cannot be used,
    :class:`~obstetric_rules.errors.ValidityError` when one does not hold on that date.

    >>> load_protocol("groningen.mzh").title
    'Poliklinische partus in het Martini Ziekenhuis'
    """
    installed = installed_rulesets()
    if all(item.id != name for item in installed):
        known = sorted({item.id for item in installed})
        near = nearest_name(name, known)
        hint = f"did you mean {near}? " if near else ""
        raise ProtocolNotFoundError(
            f"no protocol {name} is installed; {hint}Installed: {', '.join(known) or 'none'}."
        )
    return compose(_with_lower_layers(name, installed), on)


def _with_lower_layers(name: str, installed: tuple[InstalledRuleset, ...]) -> list[Ruleset]:
    rulesets: dict[str, Ruleset] = {}
    todo: list[tuple[str, str]] = [(name, name)]
    while todo:
        wanted, wanted_by = todo.pop()
        if wanted in rulesets:
            continue
        rulesets[wanted] = _the_one(wanted, wanted_by, installed).load()
        todo += [(lower, wanted) for lower in rulesets[wanted].extends]
    return list(rulesets.values())


def _the_one(
    name: str, wanted_by: str, installed: tuple[InstalledRuleset, ...]
) -> InstalledRuleset:
    found = [item for item in installed if item.id == name]
    if not found:
        raise PluginError(f"{wanted_by} extends the ruleset {name}, which is not installed")
    if len(found) > 1:
        owners = " and ".join(f"{item.distribution} {item.version}" for item in found)
        raise PluginError(f"the ruleset {name} is registered by {owners}; uninstall one of them")
    return found[0]


def _distribution(entry: EntryPoint) -> tuple[str, str]:
    if entry.dist is None:
        return ("unknown", "unknown")
    return (entry.dist.name, entry.dist.version)


def distributions() -> Mapping[str, tuple[str, str]]:
    """Return for each installed ruleset's id the name and version of its distribution."""
    return {item.id: (item.distribution, item.version) for item in installed_rulesets()}
