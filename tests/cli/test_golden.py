"""What the commands write, word for word.

The expected output stands in golden/, one file a command. After a change that is meant, record it
again with `OBSTETRIC_RULES_RECORD=1 pytest tests/cli/test_golden.py` and review the difference.
"""

from __future__ import annotations

import importlib.metadata
import os
import re
from pathlib import Path

import pytest

from obstetric_rules.plugins import discovery
from tests.cli.commands import EXAMPLES, MZH, Command

GOLDEN = Path(__file__).parent / "golden"
RECORD = os.environ.get("OBSTETRIC_RULES_RECORD") == "1"

FEVER = EXAMPLES / "client-met-koorts.json"
LITTLE = EXAMPLES / "nog-weinig-bekend.json"
DEVIATION = EXAMPLES / "ander-primair-ziekenhuis-met-afwijking.json"
SILENCE = EXAMPLES / "partner-met-koorts-zonder-klachten.json"
CAREGIVER = EXAMPLES / "zieke-zorgverlener.json"
NIGHT = EXAMPLES / "een-nacht.jsonl"

COMMANDS: dict[str, tuple[str | Path, ...]] = {
    "decide": ("decide", FEVER, *MZH),
    "decide-little-known": ("decide", LITTLE, *MZH),
    "decide-deviation": ("decide", DEVIATION, *MZH),
    "decide-json": ("decide", FEVER, *MZH, "--format", "json"),
    "decide-lines": ("decide", NIGHT, *MZH),
    "decide-lines-questions": ("decide", NIGHT, *MZH, "--question", "poliklinische_partus"),
    "explain": ("explain", FEVER, *MZH, "--question", "poliklinische_partus"),
    "explain-open": ("explain", LITTLE, *MZH, "--question", "badbevalling"),
    "explain-silence": ("explain", SILENCE, *MZH, "--question", "partner_aanwezigheid"),
    "explain-deviation": ("explain", DEVIATION, *MZH, "--question", "verwijzing"),
    "explain-per-fact": ("explain", CAREGIVER, *MZH, "--question", "toegang_zorgverlener"),
    "explain-json": ("explain", FEVER, *MZH, "--question", "badbevalling", "--format", "json"),
    "explain-why-not": (
        "explain",
        FEVER,
        *MZH,
        "--question",
        "badbevalling",
        "--why-not",
        "mogelijk",
    ),
    "ask": ("ask", LITTLE, *MZH),
    "ask-json": ("ask", LITTLE, *MZH, "--question", "badbevalling", "--format", "json"),
    "protocols": ("protocols", "--on", "2026-11-22"),
    "clauses": ("clauses", "groningen.mzh"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_writes_what_was_reviewed(
    name: str, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text that clinicians and machines read changes only when somebody means it to."""
    monkeypatch.setattr(discovery, "entry_points", _of_this_library)

    found = command(*COMMANDS[name])

    assert (found.status, found.err) == (0, "")
    written = re.sub(r"\b[0-9a-f]{64}\b", "<sha256>", found.out)
    expected = GOLDEN / f"{name}.txt"
    if RECORD:
        expected.write_text(written, encoding="utf-8")
    assert written == expected.read_text(encoding="utf-8")


ON_A_SCREEN = [name for name in COMMANDS if not name.endswith("json") and "lines" not in name]


@pytest.mark.parametrize("name", ON_A_SCREEN)
def test_text_fits_a_terminal_of_80_columns(name: str) -> None:
    """Tables and explanations can be read without turning the screen."""
    lines = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8").splitlines()

    assert max(map(len, lines)) <= 80


def _of_this_library(*, group: str) -> list[importlib.metadata.EntryPoint]:
    """Return the rulesets of this library only, whatever else is installed here."""
    found = importlib.metadata.distribution("obstetric-rules").entry_points
    return [entry for entry in found if entry.group == group]
