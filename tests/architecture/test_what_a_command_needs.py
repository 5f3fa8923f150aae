"""A command needs what it uses, and nothing that only another command uses."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from obstetric_rules.weigeringen import open_store
from tests.cli.commands import EXAMPLES, MZH

FEVER = EXAMPLES / "client-met-koorts.json"

OPTIONAL = (
    *("alembic", "durable", "durable_rules_engine", "hypothesis", "jinja2", "jsonschema"),
    *("narwhals", "pandas", "polars", "pytest", "rich", "sqlalchemy", "vl_convert", "yaml", "z3"),
)
"""Every package that stands behind an extra."""

# What cannot be imported is as good as not installed.
RUN = """
import sys
from obstetric_rules.cli import main
sys.modules.update(dict.fromkeys({blocked!r}))
for arguments in {commands!r}:
    print("status", main(arguments))
    sys.stdout.flush()
"""


def ran(commands: Sequence[Sequence[str]], blocked: Sequence[str]) -> tuple[list[str], str]:
    """Return the statuses of commands where there are no such packages, and no time zones."""
    done = subprocess.run(
        [sys.executable, "-c", RUN.format(commands=commands, blocked=[*blocked, "tzdata"])],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONTZPATH": ""},
    )
    statuses = [line for line in done.stdout.splitlines() if line.startswith("status")]
    return statuses, done.stderr


EVERYWHERE = (
    ["--help"],
    ["--version"],
    ["weigering", "import", "--help"],
    ["decide", str(FEVER), *MZH, "--format", "json"],
    ["explain", str(FEVER), *MZH, "--question", "badbevalling", "--format", "json"],
    ["ask", str(FEVER), *MZH, "--format", "json"],
    ["clauses", "groningen.mzh", "--on", "2026-11-22", "--format", "json"],
    ["export", "groningen.mzh"],
)


def test_what_needs_nothing_works_everywhere() -> None:
    """On a machine with none of the extras, nor a time-zone database."""
    statuses, said = ran(EVERYWHERE, OPTIONAL)

    assert (statuses, said) == (["status 0"] * len(EVERYWHERE), "")


@pytest.fixture
def store(tmp_path: Path) -> str:
    open_store(tmp_path / "s.db")
    return str(tmp_path / "s.db")


def test_what_needs_more_says_in_one_line_what_to_install(store: str, tmp_path: Path) -> None:
    """The name of the extra, or of the package."""
    region = ["--region-data", str(tmp_path)]
    needing = {
        ".[cli]": ["decide", str(FEVER), *MZH],
        ".[weigeringen]": ["weigering", "export", "--store", store],
        "needs jinja2": ["new", "een-naam", "--directory", str(tmp_path / "een-naam")],
        ".[regio]": [
            "clauses",
            "zwolle",
            "--on",
            "2026-11-22",
            *region,
            "--format",
            "json",
        ],
    }
    (tmp_path / "indicaties.toml").write_text('titel = "x"', encoding="utf-8")
    statuses, said = ran(list(needing.values()), OPTIONAL)

    assert statuses[0] == "status 2"
    lines = said.splitlines()
    assert len(lines) == len(needing), said
    for line, expected in zip(lines, needing, strict=True):
        assert expected in line


def test_what_needs_time_zones_says_so_in_one_line(store: str) -> None:
    """Days of refusals and *today* are Dutch; a store without a choice of days needs no zones."""
    commands = [
        ["weigering", "list", "--store", store],
        ["weigering", "list", "--store", store, "--from", "2026-07-01"],
        ["protocols"],
    ]
    statuses, said = ran(commands, ())

    assert statuses == ["status 0", "status 2", "status 2"]
    assert (
        said.splitlines()
        == [
            "this computer has no time-zone database, so Dutch days and times cannot be told: "
            "pip install tzdata"
        ]
        * 2
    )
