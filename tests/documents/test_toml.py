"""Reading TOML from outside."""

from __future__ import annotations

import contextlib
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.documents.toml import DEEPEST_NESTING, parse_toml
from obstetric_rules.errors import DocumentError

SAMPLE = '''
titel = "een [tekst] met { haken # en \\" meer"
regels = \'\'\'
[[[[ ' geen '' lijst \'\'\'
lang = """"twee" \\\\ [[[
"""
getal = 1.5 # [[[[[[
lijst = [1.5, 2.5, [{ a.b = 'x[' }]]
[tabel.binnen]
dag = 2026-07-01
[[lijsten.van]]
"sleutel met . punt" = true
'''


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_toml_is_read_as_python_reads_it(end: str) -> None:
    """Bytes, a byte order mark and the ends of lines make no difference."""
    text = SAMPLE.replace("\n", end)

    assert parse_toml(text) == tomllib.loads(SAMPLE)
    assert parse_toml(text.encode()) == tomllib.loads(SAMPLE)
    assert parse_toml(b"\xef\xbb\xbf" + text.encode()) == tomllib.loads(SAMPLE)


@given(st.data())
def test_no_text_at_all_breaks_the_reader(data: st.DataObject) -> None:
    """Whatever was done to a file, it is read or refused with an error of this library."""
    whole = SAMPLE.encode()
    place = data.draw(st.integers(0, len(whole)))
    until = data.draw(st.integers(place, len(whole)))
    middle = data.draw(
        st.binary(max_size=5)
        | st.sampled_from([b"[" * 99, b"a" + b".a" * 99, b"=", b'"""', b"'''", b"9" * 6_000])
    )
    with contextlib.suppress(DocumentError):
        parse_toml(whole[:place] + middle + whole[until:])


BROKEN = {
    "not TOML": ("x = ", "TOML (Invalid value (at end of document))"),
    "UTF-16": ('x = "a"'.encode("utf-16"), "text in UTF-8 (this is UTF-16)"),
    "not UTF-8": (b'x = "\xe9"', "text in UTF-8 (the byte at 5 is not)"),
    "very many digits": ("x = " + "9" * 6_000, "TOML with numbers of fewer digits, dates that"),
    "twice": ("x = 1\nx = 2", "TOML (Cannot overwrite a value (at "),
    "a list in lists": ("x = " + "[" * 2_000, "at most 32 levels of nesting"),
    "tables in tables": ("x = " + "{a=" * 2_000, "at most 32 levels of nesting"),
    "a key of names": ("a" + ".a" * 3_000 + " = 1", "at most 32 levels of nesting"),
    "a heading of names": ("[a" + " . a" * 3_000 + "]", "at most 32 levels of nesting"),
}


@pytest.mark.parametrize(("text", "expected"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_toml_is_one_problem(text: str | bytes, expected: str) -> None:
    """Each is told in one line; nothing exhausts Python's stack."""
    with pytest.raises(DocumentError) as caught:
        parse_toml(text)

    assert str(caught.value).startswith(f"dossier: expected {expected}")
    assert caught.value.__context__ is None


def test_what_stands_side_by_side_is_not_nesting() -> None:
    """Only what stands inside each other counts."""
    parse_toml("x = [" + "[1.5, 2.5]," * 500 + "]\n" + "".join(f"a{n}.b = 1\n" for n in range(99)))
    parse_toml("x = " + "[" * DEEPEST_NESTING + "]" * DEEPEST_NESTING)
