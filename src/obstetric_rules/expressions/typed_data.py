"""From plain data back to the frozen values that it was written from, as their type hints say.

What comes in may be a stranger's: each part is held against the type of the field it is for before
anything is made of it, and what does not fit is told with the place where it stands.
"""

from __future__ import annotations

import datetime
import enum
import math
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Final, TypeAlias, Union, get_args, get_origin, get_type_hints

import attrs

from obstetric_rules.errors import RulesetFileError, nearest_name
from obstetric_rules.expressions.nodes import CONDITIONS
from obstetric_rules.facts.fact import quoted, shown
from obstetric_rules.facts.json_text import json_type

Special: TypeAlias = Mapping[type, Callable[[Mapping[str, Any], str], Any]]
"""How to read classes that are not read by their type hints: from their data and its place."""

_NOTHING_SPECIAL: Final[Special] = MappingProxyType({})
_TAGS: Final = ("node", "type")
"""The keys that may name the class of an object."""


def read_as(hint: Any, data: Any, where: str, special: Special = _NOTHING_SPECIAL) -> Any:
    """Return the value of this type that plain data describe.

    Raises :class:`~obstetric_rules.errors.RulesetFileError` with the place of what does not fit.

    >>> from obstetric_rules.expressions.nodes import Condition
    >>> read_as(Condition, {"node": "Not", "part": {"node": "Always"}}, "when")
    Not(part=Always())
    >>> read_as(Condition, {"node": "Not", "part": 7}, "when")
    Traceback (most recent call last):
    obstetric_rules.errors.RulesetFileError: when.part: expected a condition, got 7
    """
    options = _options(hint)
    if isinstance(data, dict):
        return _object(options, data, where, special)
    if isinstance(data, list):
        return _several(options, data, where, special)
    if type(data) in options and not _is_endless(data):
        return data
    if type(data) is int and float in options:
        return data
    if isinstance(data, str):
        for option in options:
            found = _by_text(option, data)
            if found is not None:
                return found
    raise _misfit(options, data, where)


def parts_of(
    kind: type, data: Mapping[str, Any], where: str, special: Special = _NOTHING_SPECIAL
) -> dict[str, Any]:
    """Return the fields of a class that plain data describe, by their name.

    Raises :class:`~obstetric_rules.errors.RulesetFileError` when one is missing, unknown or does
    not fit.
    """
    hints = _hints(kind)
    strangers = [name for name in data if name not in hints]
    if strangers:
        near = nearest_name(strangers[0], hints)
        hint = f' (did you mean "{near}"?)' if near else ""
        raise RulesetFileError(f'{where}: expected a known part{hint}, got "{shown(strangers[0])}"')
    missing = [name for name in _required(kind) if name not in data]
    if missing:
        raise RulesetFileError(f'{where}: expected the part "{missing[0]}" too')
    return {
        name: read_as(hints[name], part, f"{where}.{name}", special) for name, part in data.items()
    }


def _object(options: tuple[Any, ...], data: dict[str, Any], where: str, special: Special) -> Any:
    for option in options:
        if option in special:
            return special[option](data, where)
    kinds = {option.__name__: option for option in options if attrs.has(option)}
    tag = next((tag for tag in _TAGS if tag in data), None)
    name = None if tag is None else data[tag]
    if not isinstance(name, str) or name not in kinds:
        got = json_type(data) if tag is None else quoted(name)
        raise RulesetFileError(f"{where}: expected {_expected(options)}, got {got}")
    kind: Any = kinds[name]
    rest = {key: part for key, part in data.items() if key != tag}
    parts = parts_of(kind, rest, where, special)
    try:
        return kind(**parts)
    except (TypeError, ValueError) as error:
        raise RulesetFileError(f"{where}: {shown(str(error), most=200)}") from error


def _several(options: tuple[Any, ...], data: list[Any], where: str, special: Special) -> Any:
    for option in options:
        origin, parts = get_origin(option), get_args(option)
        if origin is tuple:
            return tuple(_each(parts[0], data, where, special))
        if origin is frozenset:
            return _distinct(frozenset(_each(parts[0], data, where, special)), data, where)
        if origin is not None and issubclass(origin, Mapping):
            pairs = list(_pairs(parts, data, where, special))
            return _distinct(dict(pairs), pairs, where)
    raise _misfit(options, data, where)


def _each(hint: Any, data: list[Any], where: str, special: Special) -> Iterator[Any]:
    for position, item in enumerate(data):
        yield read_as(hint, item, f"{where}[{position}]", special)


def _pairs(
    hints: tuple[Any, ...], data: list[Any], where: str, special: Special
) -> Iterator[tuple[Any, Any]]:
    for position, pair in enumerate(data):
        if not isinstance(pair, list) or len(pair) != 2:
            raise RulesetFileError(f"{where}[{position}]: expected a key and its value, as a list")
        name, content = (
            read_as(hint, part, f"{where}[{position}]", special)
            for hint, part in zip(hints, pair, strict=True)
        )
        yield name, content


def _distinct(found: Any, data: list[Any], where: str) -> Any:
    if len(found) < len(data):
        raise RulesetFileError(f"{where}: expected that nothing stands there twice")
    return found


def _by_text(option: Any, text: str) -> Any:
    """Return the date or the member of an enumeration that a text names, if it names one."""
    if option is datetime.date:
        try:
            day = datetime.date.fromisoformat(text)
        except ValueError:
            return None
        return day if day.isoformat() == text else None
    if isinstance(option, type) and issubclass(option, enum.Enum):
        return next((member for member in option if member.value == text), None)
    return None


def _is_endless(data: Any) -> bool:
    return isinstance(data, float) and not math.isfinite(data)


@cache
def _options(hint: Any) -> tuple[Any, ...]:
    if get_origin(hint) in (Union, UnionType):
        return tuple(option for part in get_args(hint) for option in _options(part))
    return (hint,)


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in attrs.fields(kind)}


@cache
def _required(kind: type) -> tuple[str, ...]:
    fields = attrs.fields(kind)
    return tuple(field.name for field in fields if field.default is attrs.NOTHING)


def _misfit(options: tuple[Any, ...], data: Any, where: str) -> RulesetFileError:
    return RulesetFileError(f"{where}: expected {_expected(options)}, got {quoted(data)}")


def _expected(options: tuple[Any, ...]) -> str:
    names = [option for option in options if option not in CONDITIONS]
    condition = ["a condition"] if len(names) < len(options) else []
    return " or ".join(dict.fromkeys([*condition, *map(_named, names)]))


def _named(option: Any) -> str:
    origin = get_origin(option)
    if origin is not None:
        return "a list of pairs" if issubclass(origin, Mapping) else "a list"
    if option in _NAMES:
        return _NAMES[option]
    if issubclass(option, enum.Enum):
        return " or ".join(f'"{member.value}"' for member in option)
    name: str = option.__name__
    return name


_NAMES: Final[Mapping[Any, str]] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    NoneType: "null",
    datetime.date: 'a date as "2026-11-22"',
}
