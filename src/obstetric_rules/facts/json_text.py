"""From text to JSON values, within limits that are checked before anything large is built."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from obstetric_rules.documents.text import decoded
from obstetric_rules.errors import DocumentError, Problem
from obstetric_rules.facts.kinds import LONGEST_NUMBER

DEEPEST_NESTING: Final = 32
"""How many lists and objects may stand inside each other. A dossier needs four."""

WHAT_IS_EXPECTED: Final = "a JSON object with the facts of one case"


class ObjectWithRepeatedKeys(dict[str, Any]):
    """A JSON object in which some key stands more than once; ``repeated`` counts those keys."""

    repeated: Mapping[str, int]


def parse_json(
    text: str | bytes,
    *,
    first_line: int = 1,
    deepest: int = DEEPEST_NESTING,
    expected: str = WHAT_IS_EXPECTED,
) -> Any:
    """Return what a JSON text says, with an object that repeats a key marked as such.

    Python's own reader keeps the last of two equal keys; an error there would be decided silently.
    ``first_line`` is the number of the first line in messages, ``deepest`` how many lists and
    objects may stand inside each other, ``expected`` what the text should be.

    Raises:
        DocumentError: if the text is not JSON in UTF-8, is empty or is nested too deeply.

    >>> parse_json('{"partner": null}')
    {'partner': None}
    >>> parse_json('{"ref": nee}')
    Traceback (most recent call last):
    obstetric_rules.errors.DocumentError: dossier: expected JSON (line 1, column 9: Expecting value)
    """
    content = decoded(text)
    if not content or content.isspace():
        raise DocumentError([Problem("", expected, "an empty text")])
    if _is_nested_too_deeply(content, deepest):
        raise DocumentError([Problem("", f"at most {deepest} levels of nesting")])
    try:
        return _DECODER.decode(content)
    except json.JSONDecodeError as error:
        line, column, reason = error.lineno + first_line - 1, error.colno, error.msg
    # Raised outside the handler: the error of json holds the whole text, with the facts of a case.
    raise DocumentError([Problem("", f"JSON (line {line}, column {column}: {reason})")])


def json_type(value: Any) -> str:
    """Return what type of JSON value this is, as it is shown in a message.

    >>> json_type(None), json_type(1), json_type("x"), json_type([])
    ('null', 'a number', 'a text', 'a list')
    """
    if value is None:
        return "null"
    for python_type, name in _JSON_TYPES.items():
        if isinstance(value, python_type):
            return name
    return f"a {type(value).__name__}"


_JSON_TYPES: Final = {
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "an object",
}


# A string that is never closed runs to the end: without that the search would start again at each
# quote in it, and take time that grows with the square of the text.
_STRING_OR_BRACKET: Final = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)


def _is_nested_too_deeply(text: str, deepest: int) -> bool:
    if text.count("[") + text.count("{") <= deepest:
        return False
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        mark = text[match.start()]
        if mark in "]}":
            depth -= 1
        elif mark in "[{":
            depth += 1
        if depth > deepest:
            return True
    return False


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) == len(pairs):
        return values
    marked = ObjectWithRepeatedKeys(values)
    counts = Counter(key for key, _ in pairs)
    marked.repeated = {key: count for key, count in counts.items() if count > 1}
    return marked


def _whole_number(digits: str) -> int | float:
    # Python refuses to convert very many digits. No field takes such a number, and none takes
    # infinity, so that the message names the field.
    return int(digits) if len(digits.lstrip("-")) <= LONGEST_NUMBER else float("inf")


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_object, parse_int=_whole_number)
