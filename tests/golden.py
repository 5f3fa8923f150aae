"""Expected texts, stored beside what they are expected of, and how to record them again.

A golden file is a list of entries: a line of Python, and indented below it what is expected of it.
After a change that is meant, run the tests with OBSTETRIC_RULES_RECORD=1 and review the difference.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

RECORD = os.environ.get("OBSTETRIC_RULES_RECORD") == "1"

_INDENT = "    "


def sources(path: Path) -> list[str]:
    """Return the lines of Python of a golden file."""
    return [source for source, _ in _entries(path)]


def check(path: Path, source: str, found: str) -> None:
    """Compare what was found with what stands below a line of Python, or write it there."""
    if RECORD:
        _record(path, lambda known, text: found if known == source else text)
    assert found == dict(_entries(path))[source]


def check_whole(path: Path, found: str) -> None:
    """Compare what was found with a whole file, or write it."""
    if RECORD:
        path.write_text(f"{found}\n", encoding="utf-8")
    assert f"{found}\n" == path.read_text(encoding="utf-8")


def _entries(path: Path) -> Iterator[tuple[str, str]]:
    for entry in path.read_text(encoding="utf-8").strip().split("\n\n"):
        source, _, text = entry.partition("\n")
        yield source, "\n".join(line.removeprefix(_INDENT) for line in text.splitlines())


def _record(path: Path, change: Callable[[str, str], str]) -> None:
    changed = [(source, change(source, text)) for source, text in _entries(path)]
    entries = [
        "\n".join([source, *(f"{_INDENT}{line}" for line in text.splitlines())])
        for source, text in changed
    ]
    path.write_text("\n\n".join(entries) + "\n", encoding="utf-8")
