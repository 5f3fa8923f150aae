"""Checking what callers give, at the doors of the library: once, and told in one way.

Behind the doors nothing is checked again. A message says which argument it is, what was expected,
what type of value came, and what to write instead; never the value, which may be a fact.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, Final

from obstetric_rules.errors import ArgumentError

_NO_LIST: Final = (str, bytes, bytearray, memoryview, Mapping)
"""What has items, and was not meant as a list of them."""


def expect(argument: str, value: object, *wanted: type, expected: str, advice: str = "") -> None:
    """Refuse a value that is of none of the types that are wanted.

    The type itself counts, not what an object says of its class.

    Raises :class:`~obstetric_rules.errors.ArgumentError`.

    >>> expect("name", 7, str, expected="a text")
    Traceback (most recent call last):
    obstetric_rules.errors.ArgumentError: name: expected a text, got an int
    """
    if not issubclass(type(value), wanted):
        raise refused(argument, expected, value, advice)


def refused(argument: str, expected: str, value: object, advice: str = "") -> ArgumentError:
    """Return the error that an argument is not what was expected.

    >>> print(refused("dossier", "a Dossier", {}, "Dossier(client=...) makes one"))
    dossier: expected a Dossier, got a dict (Dossier(client=...) makes one)
    """
    hint = f" ({advice})" if advice else ""
    return ArgumentError(f"{argument}: expected {expected}, got {described(value)}{hint}")


def described(value: object) -> str:
    """Return of what type a value is, with the package of a type that is not Python's or ours.

    >>> described(None), described([]), described(datetime.date(2026, 1, 1))
    ('None', 'a list', 'a datetime.date')
    """
    if value is None:
        return "None"
    kind = type(value)
    name, module = kind.__qualname__, kind.__module__
    if module != "builtins" and not module.startswith("obstetric_rules."):
        name = f"{module}.{name}"
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def expect_date(argument: str, value: object) -> None:
    """Refuse what is no date, a moment too: which day it has depends on where one is.

    >>> expect_date("on", "2026-01-31")  # doctest: +NORMALIZE_WHITESPACE
    Traceback (most recent call last):
    obstetric_rules.errors.ArgumentError: on: expected a datetime.date, got a str
    (datetime.date(2026, 1, 31) makes one)
    """
    kind = type(value)
    if issubclass(kind, datetime.datetime):
        advice = "its day is moment.date(); Protocols(...).on(moment) takes a moment"
        raise refused(argument, "a datetime.date", value, advice)
    advice = "datetime.date(2026, 1, 31) makes one"
    expect(argument, value, datetime.date, expected="a datetime.date", advice=advice)


def expect_function(argument: str, value: object, expected: str) -> None:
    """Refuse what cannot be called, and what only makes something that has to be awaited.

    >>> expect_function("callback", print, "a function of an Entry")
    >>> expect_function("callback", None, "a function of an Entry")
    Traceback (most recent call last):
    obstetric_rules.errors.ArgumentError: callback: expected a function of an Entry, got None
    """
    if not callable(value):
        raise refused(argument, expected, value)
    from inspect import iscoroutinefunction

    if iscoroutinefunction(value):
        advice = "nobody would await it: give a function that hands it to the event loop"
        raise refused(argument, f"{expected}, not an async one", value, advice)


def texts(argument: str, value: object, expected: str) -> tuple[str, ...]:
    """Return the texts that were given; one may be given by itself.

    >>> texts("questions", "badbevalling", "ids of questions")
    ('badbevalling',)
    >>> texts("questions", [1], "ids of questions")
    Traceback (most recent call last):
    obstetric_rules.errors.ArgumentError: questions[0]: expected a text, got an int
    """
    if issubclass(type(value), str):
        return (str(value),)
    found = items(argument, value, expected)
    for position, item in enumerate(found):
        expect(f"{argument}[{position}]", item, str, expected="a text")
    return found


def items(argument: str, value: object, expected: str) -> tuple[Any, ...]:
    """Return the items of what was given.

    >>> items("rulesets", 7, "rulesets")
    Traceback (most recent call last):
    obstetric_rules.errors.ArgumentError: rulesets: expected rulesets, got an int
    """
    kind = type(value)
    if not issubclass(kind, Iterable) or issubclass(kind, _NO_LIST):
        raise refused(argument, expected, value)
    found: Iterable[Any] = value  # type: ignore[assignment]  # its type says that it is one
    return tuple(found)
