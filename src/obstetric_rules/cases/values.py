"""Values as they stand in the JSON of a dossier, read for one place in a case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from obstetric_rules.cases.places import Place, place_at
from obstetric_rules.errors import DossierError, Problem
from obstetric_rules.facts import structure_dossier
from obstetric_rules.facts.json_text import json_type
from obstetric_rules.rules.protocol import Protocol, expect_protocol


def structure_value(protocol: Protocol, path: str, value: Any) -> Any:
    """Return what a JSON value says at a path of a dossier: a value, a fact, a list of facts.

    ``None`` at the path of a field is UNKNOWN, and at that of a slot that may be empty: there is
    none.

    Raises :class:`~obstetric_rules.errors.DossierError` with all problems.

    >>> from obstetric_rules import load_protocol
    >>> protocol = load_protocol("groningen.mzh")
    >>> structure_value(protocol, "partner", {"koorts": True}).koorts
    True
    >>> structure_value(protocol, "praktijk.vsvs", ["martini_geboorte_groep"])
    frozenset({'martini_geboorte_groep'})
    >>> structure_value(protocol, "zorgverleners", [{"id": "v1", "lijn": "nulde"}])
    Traceback (most recent call last):
    obstetric_rules.errors.DossierError: zorgverleners[0].lijn: expected "eerste", "tweede" or null, got "nulde"
    """  # noqa: E501 - a message is one line
    expect_protocol(protocol)
    return value_from_data(place_at(path, protocol.slots), value)


def value_from_data(place: Place, data: Any, *, one: bool = False) -> Any:
    """Return what a JSON value says at a place; for a list ``one`` fact of it, if that is asked.

    Raises :class:`~obstetric_rules.errors.DossierError` with all problems.
    """
    if place.field is not None:
        fact = _content(place, {place.field: data}, f".{place.field}")
        return getattr(fact, place.field)
    if one or place.key is not None or not place.slot.many:
        return _content(place, data)
    if not isinstance(data, list):
        raise DossierError([Problem(place.path, "a list", json_type(data))])
    return _listed(place, data, _content)


def as_facts(place: Place, value: Any) -> Any:
    """Return a value that is told, with facts for the objects in it; others are as they were.

    Raises :class:`~obstetric_rules.errors.DossierError` with all problems.
    """
    if place.field is not None:
        return value
    if isinstance(value, tuple) and place.slot.many and place.key is None:
        return _listed(place, value, _as_fact)
    return _as_fact(place, value)


def _as_fact(place: Place, value: Any) -> Any:
    return _content(place, dict(value)) if isinstance(value, Mapping) else value


def _listed(
    place: Place, values: Iterable[Any], structure: Callable[[Place, Any], Any]
) -> tuple[Any, ...]:
    facts: list[Any] = []
    problems: list[Problem] = []
    for position, value in enumerate(values):
        item = attrs.evolve(place, path=f"{place.path}[{position}]")
        try:
            facts.append(structure(item, value))
        except DossierError as error:
            problems += error.problems
    if problems:
        raise DossierError(problems)
    return tuple(facts)


def _content(place: Place, data: Any, inside: str = "") -> Any:
    """Return the one fact that an object describes; its problems stand at the path of the place."""
    slot = place.slot
    name = slot.name
    start = f"{name}[0]{inside}" if slot.many else f"{name}{inside}"
    try:
        content = structure_dossier({name: [data] if slot.many else data}, [slot])[name]
    except DossierError as error:
        raise DossierError(
            attrs.evolve(problem, path=place.path + problem.path.removeprefix(start))
            for problem in error.problems
        ) from None
    return content[0] if isinstance(content, tuple) else content
