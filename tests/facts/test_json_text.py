"""From text to JSON values."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.errors import DocumentError
from obstetric_rules.facts.json_text import (
    DEEPEST_NESTING,
    ObjectWithRepeatedKeys,
    json_type,
    parse_json,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
)


@given(JSON, st.sampled_from([None, 2]), st.booleans())
def test_json_is_read_as_python_reads_it(value: Any, indent: int | None, ascii_only: bool) -> None:
    """Text, bytes and a byte order mark make no difference to what is read."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)

    assert parse_json(text) == value
    assert parse_json(text.encode()) == value
    assert parse_json("\ufeff" + text) == value
    assert parse_json(b"\xef\xbb\xbf" + text.encode()) == value


@given(st.text() | st.binary() | st.text(alphabet='[]{}":,\\1a '))
def test_no_text_at_all_breaks_the_reader(text: str | bytes) -> None:
    """Whatever the file holds, it is read or refused with an error of this library."""
    found = None
    try:
        parse_json(text)
    except DocumentError as error:
        found = error

    assert found is None or (len(found.problems) == 1 and str(found).isprintable())


@pytest.mark.parametrize("filler", ["", "x" * 99, '[[[[{{{{"', "\\" * 9 + '"['])
@pytest.mark.parametrize("tail", [[], [[1, 2], {"a": [{}]}] * 40])
def test_brackets_in_texts_and_side_by_side_are_not_nesting(filler: str, tail: Any) -> None:
    """Only what stands inside each other counts, however many brackets there are."""
    value = {"a": filler * 40, "b": tail}

    assert parse_json(json.dumps(value)) == value


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_the_deepest_nesting_that_is_read(opening: str, closing: str) -> None:
    """At the limit a document is read; one level more and it is refused."""
    inner = "[]" if opening == "[" else "{}"
    at_the_limit = opening * (DEEPEST_NESTING - 1) + inner + closing * (DEEPEST_NESTING - 1)

    parse_json(at_the_limit)
    with pytest.raises(DocumentError, match="at most 32 levels of nesting"):
        parse_json(opening + at_the_limit + closing)


@pytest.mark.parametrize("count", [33, 1_000, 1_000_000])
def test_deep_nesting_is_refused_whatever_the_depth(count: int) -> None:
    """A hostile file cannot exhaust Python's stack."""
    with pytest.raises(DocumentError) as caught:
        parse_json("[" * count)

    assert str(caught.value) == "dossier: expected at most 32 levels of nesting"


def test_a_text_that_is_never_closed_is_searched_once() -> None:
    """Many escaped quotes in an open text are a plain error, not an endless search."""
    with pytest.raises(DocumentError, match="Unterminated string"):
        parse_json("[" * 10 + '"' + '\\"[' * 300_000)


def test_an_object_keeps_which_keys_it_repeats() -> None:
    """The second value of a key does not silently replace the first."""
    value = parse_json('{"a": 1, "b": {"c": 1}, "a": 2, "a": 3}')

    assert isinstance(value, ObjectWithRepeatedKeys)
    assert value.repeated == {"a": 3}
    assert type(value["b"]) is dict


def test_a_number_of_very_many_digits_is_larger_than_any_field_takes() -> None:
    """Python's limit on digits does not come out as a traceback."""
    assert parse_json("-" + "9" * 300) == -(10**300 - 1)
    assert parse_json("9" * 301) == float("inf")
    assert parse_json("9" * 10_000) == float("inf")


def test_the_error_does_not_keep_the_text() -> None:
    """A log that shows the causes of an error does not show the case."""
    with pytest.raises(DocumentError) as caught:
        parse_json('{"client": {"koorts": tru')
    assert caught.value.__context__ is None

    with pytest.raises(DocumentError) as caught:
        parse_json(b"\xff")
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "dossier: expected a JSON object with the facts of one case, got an empty text"),
        (b" \n", "dossier: expected a JSON object with the facts of one case, got an empty text"),
        (
            b"\xef\xbb\xbf",
            "dossier: expected a JSON object with the facts of one case, got an empty text",
        ),
        ('{"a": 1}'.encode("utf-16"), "dossier: expected text in UTF-8 (this is UTF-16)"),
        ('{"a": 1}'.encode("utf-16-le"), "dossier: expected text in UTF-8 (this is UTF-16)"),
        (b'{"ref": "\xe9"}', "dossier: expected text in UTF-8 (the byte at 9 is not)"),
        ('{"a":\n ja}', "dossier: expected JSON (line 2, column 2: Expecting value)"),
        ("{} {}", "dossier: expected JSON (line 1, column 4: Extra data)"),
    ],
)
def test_what_is_not_json_says_where(text: str | bytes, message: str) -> None:
    """A file that is empty, cut off or of another kind is refused with the place of the mistake."""
    with pytest.raises(DocumentError) as caught:
        parse_json(text)

    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "null"),
        (True, "a boolean"),
        (1, "a number"),
        (1.5, "a number"),
        ("x", "a text"),
        ([], "a list"),
        ({}, "an object"),
        (b"", "a bytes"),
    ],
)
def test_json_types_have_names_that_are_no_python(value: Any, name: str) -> None:
    """Whoever wrote the JSON need not know Python to read the message."""
    assert json_type(value) == name
