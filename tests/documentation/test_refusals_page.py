"""The page on refusals can be followed from top to bottom."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/how-to/register-refusals.md"


def test_the_commands_of_the_page_work_one_after_the_other(tmp_path: Path) -> None:
    """Whoever adds the first refusal and then imports the file hears of no clash between them."""
    commands = re.findall(r"^\$ obstetric-rules (.+)$", PAGE.read_text(encoding="utf-8"), re.M)
    printed = []
    (tmp_path / "examples").symlink_to(ROOT / "examples")

    for command in commands:
        done = subprocess.run(
            [sys.executable, "-m", "obstetric_rules", *shlex.split(command)],
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), command
        printed += done.stdout.splitlines()

    assert printed[:2] == [
        "Weigering w-2026-0001: toegevoegd.",
        "4 toegevoegd, 1 stond er al, 0 onbruikbaar.",
    ]
    assert [Path(line).suffix for line in printed[2:]] == [".csv", ".html"]
