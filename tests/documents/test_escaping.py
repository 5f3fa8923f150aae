"""What came from outside, made fit to be shown."""

from __future__ import annotations

import json
import sys
import unicodedata

from hypothesis import assume, given
from hypothesis import strategies as st

from obstetric_rules.documents.escaping import (
    json_text,
    printable,
    printable_lines,
    steers,
)

STEERING = [
    character
    for character in map(chr, range(sys.maxunicode + 1))
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
]
ANYTHING = st.text(st.characters() | st.sampled_from(STEERING))


def test_everything_that_steers_is_written_out() -> None:
    """All control and format characters of Unicode, as Python knows it."""
    for character in STEERING:
        assert printable(character).isascii(), f"{ord(character):x}"
        assert printable(character).isprintable()


@given(ANYTHING)
def test_nothing_that_steers_is_left(text: str) -> None:
    """Letters, digits, dashes and accents stay as they are."""
    assert not set(printable(text)).intersection(STEERING)
    assert not set(printable_lines(text)) & set(STEERING) - {"\n"}
    assert printable("Cliënt – “ja” → 38,5 °C\u00a0") == "Cliënt – “ja” → 38,5 °C\u00a0"


@given(st.dictionaries(ANYTHING, st.lists(ANYTHING)), st.sampled_from([None, 2]))
def test_json_says_the_same_and_shows_nothing_that_steers(data: object, indent: int | None) -> None:
    """It stays JSON, and is read back as it was."""
    # Two halves of a character beside each other are that character to every reader of JSON.
    assume(json.loads(json.dumps(data)) == data)
    text = json_text(data, indent)

    assert json.loads(text) == data
    assert not set(text) & set(STEERING) - {"\n"}


def test_ends_of_lines_and_tabs_are_part_of_a_text() -> None:
    """A paraphrase may have paragraphs."""
    assert not steers("een\r\n\ttwee")
    assert steers("\u202e")
    assert steers("\x9b")
