"""Plain data: what JSON can hold, copied so that nobody else can change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs

from obstetric_rules.errors import DocumentError, Problem
from obstetric_rules.facts.fact import quoted, shown
from obstetric_rules.facts.json_text import ObjectWithRepeatedKeys
from obstetric_rules.facts.kinds import LONGEST_NUMBER, has_half_characters, is_number

DEEPEST: Final = 64
"""So many levels of objects and lists may stand inside each other."""


def plain_copy(data: Any) -> Any:
    r"""Return a copy of JSON-ready data that shares nothing with it.

    Raises :class:`~obstetric_rules.errors.DocumentError` at the first thing that JSON cannot hold.

    >>> given = {"vsvs": ["a"]}
    >>> plain_copy(given) == given, plain_copy(given)["vsvs"] is given["vsvs"]
    (True, False)
    >>> plain_copy({"vsvs": ["\ud800"]})
    Traceback (most recent call last):
    obstetric_rules.errors.DocumentError: vsvs[0]: expected a text of whole characters
    """
    return _copy(data, 0)


def _copy(data: Any, depth: int) -> Any:
    if isinstance(data, Mapping | list | tuple):
        if depth > DEEPEST:
            raise _refused(f"at most {DEEPEST} levels of nesting")
        return _object(data, depth) if isinstance(data, Mapping) else _list(data, depth)
    return _simple(data)


def _list(data: list[Any] | tuple[Any, ...], depth: int) -> list[Any]:
    copied = []
    for position, item in enumerate(data):
        # A path is made only when there is something to say of it.
        try:
            copied.append(_copy(item, depth + 1))
        except DocumentError as error:
            raise _inside(f"[{position}]", error) from None
    return copied


def _object(data: Mapping[Any, Any], depth: int) -> dict[str, Any]:
    if isinstance(data, ObjectWithRepeatedKeys):
        raise DocumentError(
            Problem(shown(name), f"one value (this key is there {count} times)")
            for name, count in data.repeated.items()
        )
    copied = {}
    for name, value in data.items():
        if not isinstance(name, str) or has_half_characters(name):
            raise _refused("keys that are texts of whole characters")
        try:
            copied[name] = _copy(value, depth + 1)
        except DocumentError as error:
            raise _inside(shown(name), error) from None
    return copied


def _simple(data: Any) -> Any:
    if data is None or isinstance(data, bool) or is_number(data):
        return data
    if isinstance(data, str):
        if has_half_characters(data):
            raise _refused("a text of whole characters")
        return data
    if isinstance(data, int | float):
        raise _refused(f"a finite number of at most {LONGEST_NUMBER} digits")
    raise DocumentError([Problem("", "a value that JSON can hold", quoted(data))])


def _refused(expected: str) -> DocumentError:
    return DocumentError([Problem("", expected)])


def _inside(where: str, error: DocumentError) -> DocumentError:
    return DocumentError(
        attrs.evolve(
            problem,
            path=where
            + ("" if not problem.path or problem.path.startswith("[") else ".")
            + problem.path,
        )
        for problem in error.problems
    )


def below(path: str, name: str) -> str:
    """Return the path of a field of the object at a path.

    >>> below("", "client"), below("client", "koorts")
    ('client', 'client.koorts')
    """
    return f"{path}.{shown(name)}" if path else shown(name)
