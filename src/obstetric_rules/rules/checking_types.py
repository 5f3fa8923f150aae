"""Whether the parts of a ruleset are of the types they should be, before anything else is checked.

Type checkers tell an author while he writes. Whoever does without one is told here, in the same
words as of every other fault, and not by an error from deep inside.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Final, Union, get_args, get_origin, get_type_hints

import attrs

from obstetric_rules.errors import Fault
from obstetric_rules.expressions.nodes import CONDITIONS
from obstetric_rules.facts.fact import shown

if TYPE_CHECKING:
    from obstetric_rules.rules.ruleset import Ruleset

_ID: Final = re.compile(r"[^\s/]+")
_MUST_SAY: Final = frozenset({"version", "title"})
"""Fields that cannot be empty; what else cannot has a message of its own."""

_NAMES: Final[dict[Any, str]] = {
    str: "a text",
    bool: "True or False",
    int: "a whole number",
    float: "a number",
    NoneType: "None",
    datetime.date: "a date",
}


def type_faults(ruleset: Ruleset) -> Iterator[Fault]:
    """Yield for each field of a ruleset, and of its parts, that it is not what it should be."""
    yield from _faults(ruleset, shown(str(ruleset.id)) or "a ruleset", "")


def _faults(part: Any, owner: str, where: str) -> Iterator[Fault]:
    kind: Any = type(part)
    for name, fits, expected in _fields(kind):
        value = getattr(part, name)
        if not fits(value):
            yield Fault(owner, f"{where}{name}: expected {expected}, got {_told(value)}")
        elif name == "id" and not _ID.fullmatch(value):
            yield Fault(
                owner,
                f"{where}id: expected a text without white space and without /, "
                f'got "{shown(value)}"',
            )
        elif name in _MUST_SAY and not value.strip():
            yield Fault(owner, f"{where}{name}: expected a text that is not empty")
        elif isinstance(value, tuple | list):
            for position, item in enumerate(value):
                if _is_part(item):
                    yield from _faults(item, owner, f"{where}{_place(name, position, item)}.")
        elif _is_part(value):
            yield from _faults(value, owner, f"{where}{name}.")


def _place(name: str, position: int, item: Any) -> str:
    known = getattr(item, "id", None)
    # Of an id that is cut, another one may begin alike.
    named = isinstance(known, str) and known and shown(known) == known
    return f"{name}[{known if named else position}]"


def _told(value: Any) -> str:
    if isinstance(value, str):
        return "a text"
    if isinstance(value, tuple | list):
        return "a list with something else in it"
    return "None" if value is None else f"a {type(value).__name__}"


def _is_part(value: Any) -> bool:
    """Return whether a value has fields of its own to look at."""
    return attrs.has(type(value)) and type(value).__module__.startswith(_ROOM)


_ROOM: Final = __name__.rpartition(".")[0]


@cache
def _fields(kind: Any) -> tuple[tuple[str, Callable[[Any], bool], str], ...]:
    hints = get_type_hints(kind)
    return tuple(
        (field.name, _test(hints[field.name]), _expected(hints[field.name]))
        for field in attrs.fields(kind)
    )


_NOT: Final[Mapping[Any, tuple[type, ...]]] = {
    int: (bool,),
    datetime.date: (datetime.datetime,),
}


def _test(hint: Any) -> Callable[[Any], bool]:
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        tests = [_test(part) for part in parts]
        return lambda value: any(test(value) for test in tests)
    if origin is tuple:
        item = _test(parts[0])
        return lambda value: isinstance(value, tuple | list) and all(map(item, value))
    if origin is not None and issubclass(origin, Mapping):
        key, content = _test(parts[0]), _test(parts[1])
        return lambda value: (
            isinstance(value, Mapping)
            and all(map(key, value))
            and all(map(content, value.values()))
        )
    # A boolean is no number, and a moment is no date, whatever Python says.
    others = _NOT.get(hint, ())
    return lambda value: isinstance(value, hint) and not isinstance(value, others)


def _expected(hint: Any) -> str:
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return (
            "a condition"
            if set(parts) >= set(CONDITIONS)
            else " or ".join(dict.fromkeys(map(_expected, parts)))
        )
    if origin is tuple:
        return f"a list, each of them {_expected(parts[0])}"
    if origin is not None and issubclass(origin, Mapping):
        return f"a mapping from {_expected(parts[0])} to {_expected(parts[1])}"
    if hint in _NAMES:
        return _NAMES[hint]
    if hasattr(hint, "__members__"):
        return " or ".join(hint)
    return f"a {getattr(hint, '__name__', hint)}"
