"""Plain data is copied, and what JSON cannot hold is refused where it stands."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.errors import DocumentError
from obstetric_rules.facts.json_text import parse_json
from obstetric_rules.facts.plain_data import plain_copy
from tests.samples import samples

_plain: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3)
    ),
    max_leaves=10,
)


@samples(30, 2_000)
@given(_plain)
def test_a_copy_is_equal_and_shares_nothing(data: Any) -> None:
    """Whatever JSON can hold is copied as it is, down to the deepest list."""
    copied = plain_copy(data)

    assert copied == data
    assert not _lists(copied) & _lists(data)


def _lists(data: Any) -> set[int]:
    if not isinstance(data, dict | list):
        return set()
    parts = data.values() if isinstance(data, dict) else data
    return {id(data)}.union(*map(_lists, parts))


def _nested(depth: int) -> Any:
    return [] if depth == 0 else [_nested(depth - 1)]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"a": [float("nan")]}, "a[0]: expected a finite number of at most 300 digits"),
        (10**400, "dossier: expected a finite number of at most 300 digits"),
        ({"a": {"b": b"x"}}, "a.b: expected a value that JSON can hold, got a bytes"),
        ({"a": {7: 1}}, "a: expected keys that are texts of whole characters"),
        ({"\ud800": 1}, "dossier: expected keys that are texts of whole characters"),
        (
            parse_json('{"a": {"b": 1, "b": 2}}'),
            "a.b: expected one value (this key is there 2 times",
        ),
    ],
)
def test_what_json_cannot_hold_is_refused(data: Any, message: str) -> None:
    """The error names the place, and shows nothing of a value that could be a fact."""
    with pytest.raises(DocumentError) as error:
        plain_copy(data)

    assert str(error.value).startswith(message)


def test_what_is_nested_too_deeply_is_refused() -> None:
    """No document makes the program run out of stack."""
    assert plain_copy(_nested(60)) == _nested(60)
    with pytest.raises(DocumentError, match="at most 64 levels of nesting"):
        plain_copy(_nested(500))
