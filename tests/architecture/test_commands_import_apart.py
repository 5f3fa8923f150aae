"""No command runs the code of a plugin in its own process."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import obstetric_rules.cli
from obstetric_rules.verification.loading import load_protocol_to_come

IMPORTING = {"load_protocol", "compose_installed", "load_layers", "load"}


def _calls(source: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node


def test_commands_import_plugins_in_a_process_of_their_own() -> None:
    """Each command that loads what is installed has that done apart, so nothing can end it."""
    folder = Path(obstetric_rules.cli.__file__).parent
    sources = {file.name: file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*.py"))}
    # Commands on rulesets that are still to hold have this one import for them.
    sources["loading.py"] = inspect.getsource(load_protocol_to_come)
    calls = [
        (name, call)
        for name, source in sources.items()
        for call in _calls(source)
        if isinstance(call.func, ast.Name) and call.func.id in IMPORTING
    ]

    assert len(calls) >= 8
    assert [
        (name, call.lineno)
        for name, call in calls
        if not any(
            word.arg == "apart" and getattr(word.value, "value", None) is True
            for word in call.keywords
        )
    ] == []
