"""The values that the parameters of layered rulesets have on one date."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from obstetric_rules.facts.number_text import constant_text
from obstetric_rules.rules.in_protocol import ParameterInProtocol
from obstetric_rules.rules.parameter import (
    Parameter,
    Setting,
    value_on,
)
from obstetric_rules.rules.ruleset import Ruleset


def parameters_on(layers: Sequence[Ruleset], on: datetime.date) -> dict[str, ParameterInProtocol]:
    """Return every parameter that has a value on a date, by its id."""
    settings = _settings(layers)
    found = [
        _on(parameter, layer.id, settings.get(f"{layer.id}/{parameter.id}"), on)
        for layer in layers
        for parameter in layer.parameters
    ]
    return {item.parameter.id: item for item in found if item is not None}


def parameter_days(layers: Sequence[Ruleset]) -> set[datetime.date]:
    """Return the days on which some parameter gets another value, by its ruleset or a setting."""
    dated = [item.values for layer in layers for item in layer.parameters]
    dated += [item.values for layer in layers for item in layer.settings]
    return {since for values in dated for since in values if since is not None}


def parameters_without_value(layers: Sequence[Ruleset], on: datetime.date) -> Iterator[str]:
    """Yield for each parameter without a value on a date when its first value begins."""
    known = parameters_on(layers, on)
    for layer in layers:
        for parameter in layer.parameters:
            if parameter.id not in known:
                first = min(since for since in parameter.values if since is not None)
                yield (
                    f"the parameter {parameter.id} of {layer.id} {layer.version} has no value on "
                    f"{on}: its first value holds from {first}. Ask for a later date, or install "
                    "the version that holds on that date."
                )


def with_value(text: str, item: ParameterInProtocol, *, english: bool = False) -> str:
    """Return a text in which ``{name}`` of a parameter is its value, with its unit.

    A text that goes on with the unit itself names it once. The unit is Dutch, and left out in
    English.
    """
    unit = item.parameter.unit
    place = f"{{{item.parameter.id}}}"
    if english:
        return text.replace(place, f"{item.value}")
    if unit:
        text = text.replace(f"{place} {unit}", place)
    return text.replace(place, constant_text(item.value, unit))


def _settings(layers: Sequence[Ruleset]) -> dict[str, tuple[Setting, str]]:
    return {item.parameter: (item, layer.id) for layer in layers for item in layer.settings}


def _on(
    parameter: Parameter, owner: str, set_by: tuple[Setting, str] | None, on: datetime.date
) -> ParameterInProtocol | None:
    setting, setter = set_by or (None, owner)
    found = None if setting is None else value_on(setting.values, on)
    if found is None:
        setting, setter = None, owner
        found = value_on(parameter.values, on)
    if found is None:
        return None
    since, value = found
    return ParameterInProtocol(
        parameter=parameter, value=value, since=since, given_by=setter, setting=setting
    )
