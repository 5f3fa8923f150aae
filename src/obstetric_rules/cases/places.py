"""Places in a case: a slot, one fact of a list, or a field, as a path names them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

import attrs

from obstetric_rules.arguments import described
from obstetric_rules.errors import DossierError, Problem, nearest_name
from obstetric_rules.facts import Slot
from obstetric_rules.facts.fact import shown

# An id may hold brackets and dots; names of slots and fields do not, so the last bracket ends it.
_PATH: Final = re.compile(r"([^\[\].]+)(?:\[(.+)\])?(?:\.([^\[\].]+))?", re.DOTALL)

LONGEST_PATH: Final = 200
"""So much of a path is shown: the id in it may be long, and the field stands behind that."""


@attrs.frozen
class Place:
    """Where in a case something stands: in which slot, of which fact of its list, which field."""

    path: str
    slot: Slot
    key: str | None
    field: str | None

    def refused(self, expected: str) -> DossierError:
        """Return the error that something else is expected at this place."""
        return refused(self.path, expected)


def place_at(path: str, slots: Mapping[str, Slot]) -> Place:
    """Return the place that a path names; a fact of a list goes by its key.

    Raises :class:`~obstetric_rules.errors.DossierError`, with the nearest name, when there is none.

    >>> from obstetric_rules import load_protocol
    >>> slots = load_protocol("groningen.mzh").slots
    >>> place = place_at("zorgverleners[v1].koorts", slots)
    >>> place.slot.name, place.key, place.field
    ('zorgverleners', 'v1', 'koorts')
    >>> place_at("partnr", slots)
    Traceback (most recent call last):
    obstetric_rules.errors.DossierError: partnr: expected a known slot (did you mean "partner"?)
    """
    is_text = issubclass(type(path), str)
    match = _PATH.fullmatch(path) if is_text else None
    if match is None:
        found = path if is_text else described(path)
        raise refused(found, 'a slot, or a path such as "slot.field" or "slot[key].field"')
    name, key, field = match.groups()
    if name not in slots:
        raise refused(path, f"a known slot ({nearest(name, slots)})")
    place = Place(_shown(path), slots[name], key, field)
    _check(place)
    return place


def _check(place: Place) -> None:
    slot = place.slot
    fields = slot.kinds
    if place.key is not None and not slot.many:
        raise place.refused(f"no key: {slot.name} is one fact")
    if place.key is None and slot.many and place.field is not None:
        raise place.refused(f'one of the list, such as "{slot.name}[v1].{shown(place.field)}"')
    if place.field is not None and place.field not in fields:
        raise place.refused(f"a known field ({nearest(place.field, fields)})")


def nearest(name: str, known: Collection[str]) -> str:
    """Return, as part of a message, the known name that is nearest, or else all there are.

    >>> nearest("partnr", ["client", "partner"]), nearest("x", [])
    ('did you mean "partner"?', 'there is none')
    """
    found = nearest_name(shown(name), known)
    if found:
        return f'did you mean "{found}"?'
    return f"one of {', '.join(known)}" if known else "there is none"


def refused(path: str, expected: str) -> DossierError:
    """Return the error that at a path something else is expected."""
    return DossierError([Problem(_shown(path), expected)])


def _shown(path: str) -> str:
    return shown(path, most=LONGEST_PATH)
