"""The commands that the documentation shows with their output give that output."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = "obstetric-rules"


def _shown() -> list[tuple[str, str, list[str]]]:
    """Return each command that is shown with its output: the page, the command, the output."""
    found = []
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        text = page.read_text(encoding="utf-8")
        for block in re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
            command, *output = block.rstrip().splitlines()
            if command.startswith(f"$ {PROGRAM} ") and output:
                found.append((page.relative_to(ROOT).as_posix(), command[2:], output))
    return found


SHOWN = _shown()


@pytest.mark.parametrize(
    ("where", "command", "output"), SHOWN, ids=[f"{page}: {command}" for page, command, _ in SHOWN]
)
def test_commands_print_what_the_page_says(where: str, command: str, output: list[str]) -> None:
    """A reader who types a command of a page sees what stands there; … stands for anything."""
    done = subprocess.run(
        [sys.executable, "-m", "obstetric_rules", *shlex.split(command)[1:]],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "80", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )

    printed, expected = _compared(done.stdout.splitlines()), _compared(output)
    assert re.fullmatch(re.escape(expected).replace("…", r"[\s\S]*?"), printed), (
        f"{where} shows\n{expected}\n\nbut this is printed:\n{printed}"
    )


def _compared(lines: list[str]) -> str:
    """Return lines as they are compared: where they are broken is no concern of a page.

    Each version of Python lays out the help of a command somewhat differently.
    """
    return " ".join(re.sub("─+", "─", " ".join(lines)).split())
