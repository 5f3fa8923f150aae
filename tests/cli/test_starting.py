"""How the command starts, and how whoever starts it gets out again."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

import _obstetric_rules_command
import obstetric_rules
from obstetric_rules import cli

ROOT = Path(obstetric_rules.__file__).parents[1]
MODULES_THAT_RUN = [
    ".".join(file.relative_to(ROOT).with_suffix("").parts)
    for file in sorted(Path(obstetric_rules.__file__).parent.rglob("*.py"))
    if "__main__" in file.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", MODULES_THAT_RUN)
def test_a_module_that_can_be_run_does_nothing_when_it_is_imported(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tools that import every module, as makers of documentation do, are not ended."""
    monkeypatch.delitem(sys.modules, name, raising=False)

    assert importlib.import_module(name).__name__ == name


class _Interrupting:
    """Interrupts whoever imports a module, as Ctrl-C does at that moment."""

    def find_spec(self, name: str, *_: Any) -> None:
        if name == "obstetric_rules.cli.running":
            raise KeyboardInterrupt


@pytest.fixture
def interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "obstetric_rules.cli.running", raising=False)
    monkeypatch.delattr(cli, "running", raising=False)
    monkeypatch.setattr(sys, "meta_path", [_Interrupting(), *sys.meta_path])


@pytest.mark.usefixtures("interrupted")
def test_an_interruption_while_the_command_starts_is_no_traceback() -> None:
    """Whoever presses Ctrl-C at once is back at his prompt, without a page of imports."""
    assert _obstetric_rules_command.main() == 130


def test_the_command_starts_through_its_door(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command that is installed is the one that the tests of the commands run."""
    monkeypatch.setattr(sys, "argv", ["obstetric-rules", "protocols", "--help"])

    assert _obstetric_rules_command.main() == 0
    assert "list the protocols" in capsys.readouterr().out.lower()
