"""What the tests of the commands share."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from obstetric_rules.cli import main

EXAMPLES = Path(__file__).parents[2] / "examples" / "dossiers"

MZH = ("--protocol", "groningen.mzh", "--on", "2026-11-22")


@attrs.frozen
class Outcome:
    """What a command gave: its exit status and what it wrote."""

    status: int
    out: str
    err: str


@attrs.frozen
class Command:
    """Runs the command in this process."""

    capsys: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str | Path) -> Outcome:
        status = main([str(argument) for argument in arguments])
        written = self.capsys.readouterr()
        return Outcome(status, written.out, written.err)
