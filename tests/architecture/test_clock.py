"""What day it is, is asked in one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import obstetric_rules

PACKAGE = Path(obstetric_rules.__file__).parent
ASKING = {
    "datetime": {"today", "now", "utcnow"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime"},
}


def asked_in(source: str) -> Iterator[str]:
    """Yield where a module asks Python for the day or the moment."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            if node.attr in ASKING.get(name, ()):
                yield f"line {node.lineno}: {name}.{node.attr}"
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (f"line {node.lineno}: {one.name}" for one in node.names)


def test_only_the_clock_asks_what_day_it_is() -> None:
    """A day of the computer's zone can slip in nowhere: all ask for the Dutch day, or for UTC."""
    found = {
        path.relative_to(PACKAGE).as_posix(): list(asked_in(path.read_text(encoding="utf-8")))
        for path in PACKAGE.rglob("*.py")
    }

    assert found.pop("clock.py") != []
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "source",
    [
        "datetime.date.today()",
        "date.today()",
        "datetime.datetime.now(UTC)",
        "datetime.now()",
        "time.time()",
        "from time import time_ns",
    ],
)
def test_every_way_to_ask_is_found(source: str) -> None:
    """The check knows the ways in which Python can be asked."""
    assert list(asked_in(source)) != []
