"""What the JSON of a decision looks like, so that whatever else is read is told part by part."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final, TypeAlias

from obstetric_rules.errors import Problem, nearest_name
from obstetric_rules.expressions.outcome import Status
from obstetric_rules.facts.fact import shown
from obstetric_rules.facts.json_text import json_type

Shape: TypeAlias = Callable[[Any, str], Iterator[Problem]]
"""Yields what is wrong with a value, which stands at a path."""


def decision_problems(data: object) -> Iterator[Problem]:
    """Yield what in a value is not as it is in the JSON of a decision.

    >>> for problem in decision_problems({"protocl": "groningen.mzh"}):
    ...     print(problem)
    ...     break
    decision.protocl: expected a known key (did you mean "protocol"?)
    """
    return _DECISION(data, "decision")


def _text(value: Any, path: str) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield Problem(path, "a text", json_type(value))


def _reference(value: Any, path: str) -> Iterator[Problem]:
    if not isinstance(value, str | int):
        yield Problem(path, "a text or a whole number", json_type(value))


def _yes(value: Any, path: str) -> Iterator[Problem]:
    if value is not True:
        yield Problem(path, "true", json_type(value))


def _anything(value: Any, path: str) -> Iterator[Problem]:
    return iter(())


def _date(value: Any, path: str) -> Iterator[Problem]:
    try:
        datetime.date.fromisoformat(value)
    except (TypeError, ValueError):
        yield Problem(path, "a date as 2026-01-31", json_type(value))


def _status(value: Any, path: str) -> Iterator[Problem]:
    if value not in list(Status):
        yield Problem(path, f"one of {', '.join(Status)}", json_type(value))


def _nullable(shape: Shape, value: Any, path: str) -> Iterator[Problem]:
    if value is not None:
        yield from shape(value, path)


def _text_or_texts(value: Any, path: str) -> Iterator[Problem]:
    yield from _texts(value, path) if isinstance(value, list) else _text(value, path)


def _list(shape: Shape, value: Any, path: str) -> Iterator[Problem]:
    if not isinstance(value, list | tuple):
        yield Problem(path, "a list", json_type(value))
        return
    for position, item in enumerate(value):
        yield from shape(item, f"{path}[{position}]")


def _mapping(shape: Shape, value: Any, path: str) -> Iterator[Problem]:
    if not issubclass(type(value), Mapping):
        yield Problem(path, "an object", json_type(value))
        return
    for key, item in value.items():
        yield from shape(item, f"{path}.{shown(str(key))}")


def _object(
    keys: Mapping[str, Shape], optional: Mapping[str, Shape], value: Any, path: str
) -> Iterator[Problem]:
    if not issubclass(type(value), Mapping):
        yield Problem(path, "an object", json_type(value))
        return
    known = {**keys, **optional}
    for key, item in value.items():
        where = f"{path}.{shown(str(key))}"
        if key in known:
            yield from known[key](item, where)
        else:
            near = nearest_name(str(key), known)
            hint = f'did you mean "{near}"?' if near else f"one of {', '.join(known)}"
            yield Problem(where, f"a known key ({hint})")
    for key in keys:
        if key not in value:
            yield Problem(f"{path}.{key}", "a value: it is left out")


def _any_answer(value: Any, path: str) -> Iterator[Problem]:
    per_fact = issubclass(type(value), Mapping) and "per" in value
    yield from _PER_FACT(value, path) if per_fact else _answer(value, path)


def _answer(value: Any, path: str) -> Iterator[Problem]:
    problems = list(_ANSWER(value, path))
    yield from problems
    if problems:
        return
    status, found = value["status"], value["value"]
    if status == Status.CONCLUDED and found is None:
        yield Problem(f"{path}.value", "a value: the answer is concluded")
    if status == Status.CONFLICT and "conflict" not in value:
        yield Problem(f"{path}.conflict", "the values in conflict")
    if status == Status.OPEN and isinstance(found, list) and "open_values" not in value:
        yield Problem(f"{path}.open_values", "the values that are open")


_texts: Final = partial(_list, _text)
_optional_text: Final = partial(_nullable, _text)
_ANSWER: Final = partial(
    _object,
    {
        "status": _status,
        "value": partial(_nullable, _text_or_texts),
        "rules": _texts,
        "clauses": _texts,
        "missing": _texts,
    },
    {
        "can_become": _texts,
        "open_values": _texts,
        "never_empty": _yes,
        "by_cases": _texts,
        "conflict": partial(_mapping, _texts),
        "origin": _texts,
    },
)
_PER_FACT: Final = partial(_object, {"per": _text, "answers": partial(_mapping, _answer)}, {})
_LAYER: Final = partial(
    _object,
    {"ruleset": _text, "version": _text},
    {"distribution": _optional_text, "distribution_version": _optional_text},
)
_DEVIATION: Final = partial(
    _object,
    {"regel": _text, "reden": _text, "rol": _text, "rules": _texts},
    {"onderwerp": _optional_text},
)
_PARAMETER: Final = partial(
    _object,
    {
        "parameter": _text,
        "value": _anything,
        "since": partial(_nullable, _date),
        "given_by": _text,
        "rules": _texts,
    },
    {},
)
_NOT_KEPT: Final = partial(
    _object, {"invariant": _text, "states": _text, "ruleset": _text, "because": _text}, {}
)
_OUTDATED: Final = partial(
    _object,
    {
        "question": _text,
        "value": _optional_text,
        "since": _date,
        "instead": _optional_text,
        "because": _text,
    },
    {},
)
_DECISION: Final = partial(
    _object,
    {
        "protocol": _text,
        "version": _text,
        "sha256": _text,
        "on": _date,
        "validity": _text,
        "engine": _text,
        "layers": partial(_list, _LAYER),
        "deviations": partial(_list, _DEVIATION),
        "answers": partial(_mapping, _any_answer),
    },
    {
        "ref": _reference,
        "undated": _texts,
        "dossier": _anything,
        "parameters": partial(_list, _PARAMETER),
        "not_kept": partial(_list, _NOT_KEPT),
        "outdated": partial(_list, _OUTDATED),
        "line": _anything,
    },
)
