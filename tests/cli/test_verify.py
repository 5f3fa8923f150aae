"""``obstetric-rules verify``: what it writes, and how it ends."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from obstetric_rules import decide
from obstetric_rules.cli import verify as command_verify
from obstetric_rules.facts.reading import structure_dossier
from obstetric_rules.plugins import discovery
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.verification.loading import load_protocol
from tests.cli.commands import Command
from tests.cli.test_golden import _of_this_library
from tests.golden import check_whole
from tests.verification.defects import protocol as sound

GOLDEN = Path(__file__).parent / "golden"
MZH = ("verify", "groningen.mzh", "--on", "2026-11-22")


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_the_report_is_what_was_reviewed(
    form: str, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report that authors read changes only when somebody means it to."""
    monkeypatch.setattr(discovery, "entry_points", _of_this_library)

    found = command(*MZH, "--format", form)

    assert (found.status, found.err) == (1, "")
    written = re.sub(r"\b[0-9a-f]{64}\b", "<sha256>", found.out)
    check_whole(GOLDEN / f"verify-{form}.txt", written.rstrip("\n"))


def test_a_case_in_the_report_can_be_decided_as_it_stands(command: Command) -> None:
    """The dossier of a silence gives, when it is decided, just that silence."""
    report = json.loads(command(*MZH, "--format", "json").out)
    protocol = load_protocol("groningen.mzh")

    silent = [item for item in report["findings"] if item["kind"] == "silence"]

    assert {item["question"] for item in silent} >= {"partner_aanwezigheid", "zorglijn"}
    for item in silent:
        dossier = structure_dossier(item["witness"]["dossier"], protocol.slots.values())
        assert decide(protocol, dossier)[item["question"]].status == "silent"


def test_a_clean_protocol_ends_with_status_0(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check in a pipeline passes when there is nothing to report."""
    clean: Protocol = sound()
    monkeypatch.setattr(command_verify, "load_protocol_to_come", lambda *_, **__: clean)

    found = command("verify", "r")

    assert found.status == 0
    assert "geen bevindingen over 4 vragen; alle gevallen zijn doorgelopen." in " ".join(
        found.out.split()
    )


def test_an_unknown_protocol_is_unusable(command: Command) -> None:
    """A mistyped name is said to be unknown, with the nearest that is known."""
    found = command("verify", "groningen.mhz")

    assert found.status == 2
    assert found.out == ""
    assert "did you mean groningen.mzh?" in found.err
