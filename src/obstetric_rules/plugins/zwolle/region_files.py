"""Reading one file of a region: TOML, checked against its published schema."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import attrs

from obstetric_rules.documents.escaping import steers
from obstetric_rules.documents.toml import parse_toml
from obstetric_rules.errors import (
    DocumentError,
    MissingExtraError,
    Problem,
    how_to_install,
    nearest_name,
)
from obstetric_rules.facts.fact import shown

SCHEMAS: Final = Path(__file__).parent / "schemas"
"""The folder of the published schemas, one for each file."""

LARGEST_FILE: Final = 1024 * 1024
"""How many bytes a file of a region may take: some thousands of indications."""

_DAYS: Final = ("geldig_van", "geldig_tot")
_NO_STEERING: Final = "text without control characters and marks of writing direction"


@attrs.frozen
class RegionFile:
    """A file as it was read: its bytes, what it says, and what is wrong with it."""

    content: bytes
    data: dict[str, Any]
    problems: tuple[Problem, ...]


def read_file(path: Path) -> RegionFile:
    """Read a file and check it against the schema of its name."""
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        return _unusable(path, f"a file to read ({error.strerror})")
    if len(content) > LARGEST_FILE:
        return _unusable(path, f"a file of at most {LARGEST_FILE:,} bytes")
    try:
        data = _with_texts(parse_toml(content))
    except DocumentError as error:
        return _unusable(path, error.problems[0].expected)
    steering = tuple(_steering_problems(path.name, [], data))
    if steering:
        return RegionFile(content, data, steering)
    schema = json.loads((SCHEMAS / f"{path.stem}.schema.json").read_text(encoding="utf-8"))
    problems = tuple(dict.fromkeys(_schema_problems(path.name, data, schema)))
    return RegionFile(content, data if problems else _with_dates(data), problems)


def _unusable(path: Path, expected: str) -> RegionFile:
    return RegionFile(b"", {}, (Problem(path.name, expected),))


def _steering_problems(file: str, parts: list[str | int], value: Any) -> Iterator[Problem]:
    """Yield a problem for each text with what people do not read, but what steers a screen."""
    if isinstance(value, dict):
        for key, item in value.items():
            if steers(key):
                yield Problem(path_in(file, [*parts, key]), _NO_STEERING)
            yield from _steering_problems(file, [*parts, key], item)
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _steering_problems(file, [*parts, position], item)
    elif isinstance(value, str) and steers(value):
        yield Problem(path_in(file, parts), _NO_STEERING)


def path_in(file: str, parts: Iterable[str | int]) -> str:
    """Return where in a file something stands.

    >>> path_in("indicaties.toml", ["indicaties", 0, "code"])
    'indicaties.toml: indicaties[0].code'
    """
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{shown(part)}" if text else shown(part)
    return f"{file}: {text}" if text else file


def _with_texts(value: Any) -> Any:
    """Return TOML with its dates as texts, as JSON and its schemas have them."""
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _with_texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_texts(item) for item in value]
    return value


def _with_dates(value: Any) -> Any:
    """Return data that its schema accepts, with the first and last days as dates."""
    if isinstance(value, dict):
        return {
            key: datetime.date.fromisoformat(item) if key in _DAYS else _with_dates(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_with_dates(item) for item in value]
    return value


def _schema_problems(
    file: str, data: dict[str, Any], schema: Mapping[str, Any]
) -> Iterator[Problem]:
    try:
        from jsonschema import Draft202012Validator
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"region data needs jsonschema: {how_to_install('regio')}"
        ) from error
    checker = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for found in checker.iter_errors(data):
        parts = [*found.absolute_path]
        if found.validator == "required":
            yield from _missing(file, parts, found.instance, found.schema, schema)
        elif found.validator == "additionalProperties":
            yield from _unknown(file, parts, found.instance, found.schema["properties"])
        else:
            yield Problem(path_in(file, parts), found.schema["description"])


def _missing(
    file: str,
    parts: list[str | int],
    table: Mapping[str, Any],
    expected: Mapping[str, Any],
    schema: Mapping[str, Any],
) -> Iterator[Problem]:
    for name in expected["required"]:
        if name not in table:
            field = expected["properties"][name]
            if "$ref" in field:
                field = schema["$defs"][field["$ref"].rpartition("/")[2]]
            yield Problem(path_in(file, [*parts, name]), field["description"])


def _unknown(
    file: str, parts: list[str | int], table: Mapping[str, Any], known: Mapping[str, Any]
) -> Iterator[Problem]:
    for name in table:
        if name not in known:
            near = nearest_name(name, known)
            hint = f' (did you mean "{near}"?)' if near else ""
            yield Problem(path_in(file, [*parts, name]), f"no such key{hint}")
