"""Plain data: what JSON can hold, copied so that nobody else can change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from obstetric_rules.errors import DocumentError, Problem
from obstetric_rules.facts.fact import quoted, shown
from obstetric_rules.facts.json_text import ObjectWithRepeatedKeys
from obstetric_rules.facts.kinds import LONGEST_NUMBER, has_half_characters, is_number

DEEPEST: Final = 64
"""So many levels of objects and lists may stand inside each other."""


def plain_copy(data: Any, path: str = "", depth: int = 0) -> Any:
    r"""Return a copy of JSON-ready data that shares nothing with it.

    Raises :class:`~obstetric_rules.errors.DocumentError` at the first thing that JSON cannot hold.

    >>> given = {"vsvs": ["a"]}
    >>> plain_copy(given) == given, plain_copy(given)["vsvs"] is given["vsvs"]
    (True, False)
    >>> plain_copy({"vsvs": ["\ud800"]})
    Traceback (most recent call last):
    obstetric_rules.errors.DocumentError: vsvs[0]: expected a text of whole characters
    """
    if data is None or isinstance(data, bool):
        return data
    if depth > DEEPEST:
        raise DocumentError([Problem(path, f"at most {DEEPEST} levels of nesting")])
    if isinstance(data, Mapping):
        return {
            name: plain_copy(value, below(path, name), depth + 1)
            for name, value in _items(data, path)
        }
    if isinstance(data, list | tuple):
        return [plain_copy(item, f"{path}[{n}]", depth + 1) for n, item in enumerate(data)]
    return _simple(data, path)


def below(path: str, name: str) -> str:
    """Return the path of a field of the object at a path.

    >>> below("", "client"), below("client", "koorts")
    ('client', 'client.koorts')
    """
    return f"{path}.{shown(name)}" if path else shown(name)


def _items(data: Mapping[Any, Any], path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(data, ObjectWithRepeatedKeys):
        raise DocumentError(
            Problem(below(path, name), f"one value (this key is there {count} times)")
            for name, count in data.repeated.items()
        )
    for name, value in data.items():
        if not isinstance(name, str) or has_half_characters(name):
            raise DocumentError([Problem(path, "keys that are texts of whole characters")])
        yield name, value


def _simple(data: Any, path: str) -> Any:
    if isinstance(data, str):
        if has_half_characters(data):
            raise DocumentError([Problem(path, "a text of whole characters")])
        return data
    if is_number(data):
        return data
    if isinstance(data, int | float):
        expected = f"a finite number of at most {LONGEST_NUMBER} digits"
        raise DocumentError([Problem(path, expected)])
    raise DocumentError([Problem(path, "a value that JSON can hold", quoted(data))])
