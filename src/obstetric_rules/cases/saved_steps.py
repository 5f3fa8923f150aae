"""Reading the steps of a saved history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from obstetric_rules.cases.places import place_at
from obstetric_rules.cases.saved_form import ABSENT, Reader
from obstetric_rules.cases.steps import (
    Added,
    Moved,
    Reinstated,
    Replaced,
    Retracted,
    SetAside,
    Step,
    Told,
)
from obstetric_rules.cases.values import value_from_data
from obstetric_rules.errors import DossierError
from obstetric_rules.facts import Afwijking, structure_dossier

_WITH_VALUE: Final[dict[str, Callable[[str, Any], Step]]] = {
    "told": Told,
    "replaced": Replaced,
    "added": Added,
}
_WITH_AFWIJKING: Final[dict[str, Callable[[Afwijking], Step]]] = {
    "set_aside": SetAside,
    "reinstated": Reinstated,
}
_NAMES: Final = (*_WITH_VALUE, "retracted", *_WITH_AFWIJKING, "moved")


def read_step(reader: Reader, data: Any, path: str) -> Step | None:
    """Return the step that was written, or ``None``; then the problem is with the reader.

    >>> read_step(Reader({}), {"retracted": "partner"}, "steps[0]")
    Retracted(path='partner')
    """
    name = next((name for name in _NAMES if isinstance(data, dict) and name in data), None)
    if name is None:
        reader.report(path, f"an object with one of {', '.join(_NAMES)}")
        return None
    given = reader.fields(data, path, (name, "value") if name in _WITH_VALUE else (name,))
    if name in _WITH_AFWIJKING:
        afwijking = _read_afwijking(reader, given[name], f"{path}.{name}")
        return None if afwijking is None else _WITH_AFWIJKING[name](afwijking)
    if name == "moved":
        return _read_moved(reader, given[name], f"{path}.{name}")
    where = reader.text(given[name], f"{path}.{name}")
    if where is None:
        return None
    return _read_told(reader, name, where, given, path) if name in _WITH_VALUE else Retracted(where)


def _read_told(
    reader: Reader, name: str, where: str, given: dict[str, Any], path: str
) -> Step | None:
    try:
        place = place_at(where, reader.slots)
    except DossierError as error:
        reader.within(f"{path}.{name}", error, where)
        return None
    if given["value"] is ABSENT:
        return None
    try:
        value = value_from_data(place, given["value"], one=name == "added")
    except DossierError as error:
        reader.within(f"{path}.value", error, where)
        return None
    return _WITH_VALUE[name](where, value)


def _read_moved(reader: Reader, data: Any, path: str) -> Moved | None:
    given = reader.fields(data, path, ("version", "on"))
    version = reader.text(given["version"], f"{path}.version")
    on = reader.day(given["on"], f"{path}.on")
    return None if version is None or on is None else Moved(version, on)


def _read_afwijking(reader: Reader, data: Any, path: str) -> Afwijking | None:
    try:
        (afwijking,) = structure_dossier({"afwijkingen": [data]}, []).afwijkingen
    except DossierError as error:
        reader.within(path, error, "afwijkingen[0]")
        return None
    return afwijking
