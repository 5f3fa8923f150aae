"""No command runs the code of a plugin in its own process."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import obstetric_rules.cli

IMPORTING = {"load_protocol", "compose_installed", "load_layers", "load"}


def _calls(source: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node


def test_commands_import_plugins_in_a_process_of_their_own() -> None:
    """Each command that loads what is installed has that done apart, so nothing can end it."""
    folder = Path(obstetric_rules.cli.__file__).parent
    calls = [
        (file.name, call)
        for file in sorted(folder.rglob("*.py"))
        for call in _calls(file.read_text(encoding="utf-8"))
        if isinstance(call.func, ast.Name) and call.func.id in IMPORTING
    ]

    assert len(calls) >= 6
    assert [
        (name, call.lineno)
        for name, call in calls
        if not any(
            word.arg == "apart" and getattr(word.value, "value", None) is True
            for word in call.keywords
        )
    ] == []
