"""Steps: what can be done to the facts of a case. They are data; a history is made of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

import attrs

from obstetric_rules.arguments import refused
from obstetric_rules.facts import UNKNOWN, Afwijking, Dossier

_ADVICE: Final = "slots can be given by name: tell(partner=Partner(...))"


def _frozen(value: Any) -> Any:
    # A set of texts can be told in any order, and is the same step in each.
    if isinstance(value, list | tuple | set | frozenset) and _are_texts(value):
        return tuple(sorted(set(value)))
    return tuple(value) if isinstance(value, list) else value


def _are_texts(values: Iterable[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


@attrs.frozen
class Told:
    """A field, a fact or a whole list was told; what it leaves UNKNOWN stays as it was.

    >>> Told("client.koorts", True)
    Told(path='client.koorts')
    """

    path: str
    # Facts are never logged, and a repr ends up in logs.
    value: Any = attrs.field(converter=_frozen, repr=False)


@attrs.frozen
class Replaced:
    """Exactly this stands here now; what it leaves UNKNOWN is UNKNOWN."""

    path: str
    value: Any = attrs.field(converter=_frozen, repr=False)


@attrs.frozen
class Added:
    """A fact has come at the end of a list."""

    path: str
    fact: Any


@attrs.frozen
class Retracted:
    """A field or a slot is UNKNOWN again, or a fact is no longer in its list."""

    path: str


@attrs.frozen
class SetAside:
    """A rule was set aside."""

    afwijking: Afwijking


@attrs.frozen
class Reinstated:
    """An Afwijking was withdrawn: the rule that it set aside holds again."""

    afwijking: Afwijking


@attrs.frozen
class Moved:
    """The case went on by other rules: a new version, or those of a new day.

    Only :meth:`~obstetric_rules.cases.LiveCase.move_to` makes this step.
    """

    version: str
    on: datetime.date


Step: TypeAlias = Told | Replaced | Added | Retracted | SetAside | Reinstated | Moved


def given(
    facts: str | Mapping[str, Any], value: Any, slots: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    """Yield each path that is given with its value, in the order in which they are given.

    >>> list(given({"client.koorts": True}, UNKNOWN, {"partner": None}))
    [('client.koorts', True), ('partner', None)]
    """
    expected = "a path and its value, a mapping of paths to values, or slots by name"
    kind = type(facts)
    if issubclass(kind, Dossier):
        # Its Afwijkingen and its reference would be lost.
        raise refused("facts", expected, facts, "tell(**dossier) tells its slots")
    if issubclass(kind, str):
        yield str(facts), value
    elif issubclass(kind, Mapping) and value is UNKNOWN:
        named: Mapping[str, Any] = facts  # type: ignore[assignment]  # its type says that it is one
        yield from named.items()
    else:
        raise refused("facts", expected, facts, _ADVICE)
    yield from slots.items()
