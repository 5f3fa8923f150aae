"""The rulesets that a new one extends: that they are there, and that it fits on top of them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from obstetric_rules.cli.scaffold.exceptions import ExampleException, example_exception
from obstetric_rules.clock import today
from obstetric_rules.errors import ObstetricRulesError, RulesetError, ValidityError
from obstetric_rules.plugins.discovery import LIBRARY
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.rules.ruleset import Layer, Ruleset
from obstetric_rules.verification.loading import load_protocol_to_come

LAYERS: Final = {
    "landelijk": Layer.NATIONAL,
    "regio": Layer.REGION,
    "ziekenhuis": Layer.HOSPITAL,
}
"""What the command calls each layer, the widest first."""

_VERSION: Final = re.compile(r"(?P<epoch>([0-9]+!)?)(?P<major>[0-9]+)")

_DUTCH: Final = {layer: name for name, layer in LAYERS.items()}


@attrs.frozen
class LowerLayers:
    """The protocols of the rulesets that a new one extends, in the order in which it names them."""

    protocols: tuple[Protocol, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of the rulesets that are extended."""
        return tuple(protocol.id for protocol in self.protocols)

    @property
    def on(self) -> datetime.date | None:
        """The day on which they are read, if that is not just today."""
        day = max((protocol.on for protocol in self.protocols), default=None)
        return None if day == today() else day

    @property
    def requirements(self) -> tuple[str, ...]:
        """What a package has to require to have these rulesets, beside this library.

        Up to the next major version: with that one a ruleset answers otherwise than it did, and
        whoever builds on it has to read first what has changed.
        """
        needed = {
            f"{owner.name}{_bounds(owner.version)}"
            for protocol in self.protocols
            if (owner := protocol.distributions.get(protocol.id)) and owner.name != LIBRARY
        }
        return tuple(sorted(needed))

    @property
    def example(self) -> ExampleException | None:
        """An exception that a new ruleset could make, to show how; None if there is none."""
        found = map(example_exception, self.protocols)
        return next((example for example in found if example is not None), None)


def _bounds(version: str) -> str:
    """Return the versions from this one up to the next major one; all, of one that is none.

    >>> _bounds("1.2.0"), _bounds("0.3.dev4+local")
    ('>=1.2.0,<2', '>=0.3.dev4,<1')
    """
    found = _VERSION.match(version)
    if found is None:
        return ""
    return f">={version.partition('+')[0]},<{found['epoch']}{int(found['major']) + 1}"


def find_lower_layers(
    extends: Sequence[str], on: datetime.date | None, problems: list[str]
) -> LowerLayers:
    """Return the protocols of the rulesets to extend; why one cannot be used goes to problems."""
    found = []
    for name in dict.fromkeys(extends):
        try:
            found.append(load_protocol_to_come(name, on))
        except ObstetricRulesError as error:
            problems += [f"--extends: {line}" for line in str(error).splitlines()]
    return LowerLayers(tuple(found))


def layer_problems(name: str, layer: Layer, lower: LowerLayers) -> Iterator[str]:
    """Yield why a ruleset of this layer cannot stand on top of these."""
    order = list(Layer)
    narrower = [
        protocol.layers[-1]
        for protocol in lower.protocols
        if order.index(protocol.layers[-1].layer) > order.index(layer)
    ]
    for ruleset in narrower:
        yield (
            f"--layer: a ruleset of the layer {_DUTCH[layer]} cannot extend {ruleset.id}, which is "
            f"of the layer {_DUTCH[ruleset.layer]}; expected --layer {_DUTCH[ruleset.layer]}"
        )
    if not narrower and lower.protocols:
        yield from (f"--extends: {fault}" for fault in _faults(name, layer, lower))


def _faults(name: str, layer: Layer, lower: LowerLayers) -> Sequence[str]:
    """Return why the rulesets to extend do not go together."""
    layers = {item.id: item for protocol in lower.protocols for item in protocol.layers}
    top = Ruleset(
        id=name,
        version="0",
        title=name,
        layer=layer,
        publisher=name,
        status="",
        extends=lower.names,
    )
    try:
        compose([*layers.values(), top], lower.on)
    except (RulesetError, ValidityError) as error:
        return str(error).splitlines()
    return ()
