"""Whoever calls what keeps refusals wrongly is told so, and not of what is inside it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from obstetric_rules import Client, Dossier
from obstetric_rules.errors import ArgumentError
from obstetric_rules.weigeringen import (
    import_weigeringen,
    open_store,
    propose_weigering,
    read_lines,
    weigering_from_data,
    weigering_to_data,
    write_lines,
)

DOORS: dict[str, Callable[[Any], Any]] = {
    "open_store": open_store,
    "its time": lambda value: open_store("x.db", wait=value),
    "read_lines": lambda value: read_lines([], value),
    "write_lines": lambda value: write_lines([], io.StringIO(), value),
    "import_weigeringen": lambda value: import_weigeringen(open_store("s.db"), [], value),
    "propose_weigering": propose_weigering,
    "weigering_from_data": weigering_from_data,
    "weigering_to_data": weigering_to_data,
}


@pytest.mark.parametrize("value", [None, [], b"csv", Client(), Dossier], ids=repr)
@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_a_wrong_argument_is_told_as_such(
    door: Callable[[Any], Any], value: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every door says at once what it expected."""
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ArgumentError, match=r": expected .*, got "):
        door(value)


def test_a_form_that_is_not_known_is_not_written() -> None:
    """A typo in the form of a file is no other form."""
    stream = io.StringIO()
    for form in ("jsnol", "CSV", ""):
        with pytest.raises(ArgumentError, match='form: expected "csv" or "jsonl"'):
            write_lines([], stream, form)

    assert stream.getvalue() == ""
