"""The commands that read what a region supplies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from obstetric_rules.plugins.zwolle.region_data import EXAMPLE
from tests.cli.commands import Command

DOSSIER = {"zorgvraag": {"indicatie": "VERZONNEN-1"}}
CARD = ("zakkaart", "--region", "zwolle", "--on", "2026-11-22")


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    path = tmp_path / "dossier.json"
    path.write_text(json.dumps(DOSSIER), encoding="utf-8")
    return path


def test_an_indication_has_a_class_with_the_files_only(command: Command, dossier: Path) -> None:
    """Without the folder the answer is silent and says why; with it the table decides."""
    arguments = ("decide", dossier, "--protocol", "zwolle", "--question", "indicatieklasse")

    without = command(*arguments).out
    found = command(*arguments, "--region-data", EXAMPLE, "--format", "json")

    assert "Er is geen tabel met indicaties" in " ".join(without.split())
    data = json.loads(found.out)
    assert data["answers"]["indicatieklasse"]["value"] == "rood"
    assert data["protocol"] == "zwolle.regiogegevens"


def test_the_hash_of_the_files_is_in_the_receipt(
    command: Command, dossier: Path, tmp_path: Path
) -> None:
    """A receipt names the version of the files and their hash."""
    receipt = tmp_path / "receipt.json"
    command(
        *("decide", dossier, "--protocol", "zwolle", "--region-data", EXAMPLE),
        *("--receipt", receipt),
    )

    layer = json.loads(receipt.read_text(encoding="utf-8"))["layers"][-1]
    assert layer["id"] == "zwolle.regiogegevens"
    assert layer["version"].startswith("voorbeeld-1+sha256.")


def test_the_clauses_of_the_files_are_listed(command: Command) -> None:
    """With the files the clause about indications has rules; without them it says why not."""
    without = command("clauses", "zwolle").out
    found = command("clauses", "zwolle", "--region-data", EXAMPLE).out

    assert "Zonder regel: De tabel is niet openbaar" in without
    assert "Zonder regel: De tabel is niet openbaar" not in found
    assert "zwolle.regiogegevens/Z5.VERZONNEN-1.klasse" in found
    assert "Beheer: NAZrZ" in found


def test_files_that_cannot_be_used(command: Command, dossier: Path, tmp_path: Path) -> None:
    """Every problem is a line that starts with the option; another protocol takes no files."""
    (tmp_path / "indicaties.toml").write_text("titel = 1", encoding="utf-8")
    for arguments in (
        ("decide", dossier, "--protocol", "zwolle"),
        ("clauses", "zwolle"),
        CARD,
    ):
        found = command(*arguments, "--region-data", tmp_path)
        assert (found.status, found.out) == (2, "")
        assert len(found.err.splitlines()) == 4
        assert all(
            line.startswith("--region-data: indicaties.toml: ") for line in found.err.splitlines()
        )
    found = command("clauses", "groningen", "--region-data", EXAMPLE)
    assert found.status == 2
    assert "expected a protocol that builds on zwolle" in found.err


def test_the_card_as_text_and_as_a_page(command: Command, tmp_path: Path) -> None:
    """To standard output, or to a file."""
    text = command(*CARD, "--region-data", EXAMPLE)
    page = command(*CARD, "--region-data", EXAMPLE, "--format", "html", "--paper", "a6")
    out = tmp_path / "kaart.html"
    to_file = command(*CARD, "--region-data", EXAMPLE, "--format", "html", "--out", out)

    assert (text.status, page.status, to_file.status) == (0, 0, 0)
    assert "VERLOSKUNDIGE" in text.out
    assert "size: 148mm 105mm" in page.out
    assert to_file.out == ""
    assert "size: 210mm 148mm" in out.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["kaart.html"]


def test_a_card_that_cannot_be_made(command: Command, tmp_path: Path) -> None:
    """Another region, no folder, or a file that cannot be written: one line, and status 2."""
    folder = ("--region-data", EXAMPLE)
    for arguments, expected in (
        (
            ("zakkaart", "--region", "groningen", *folder),
            "--region: expected one of zwolle",
        ),
        (CARD, "the following arguments are required: --region-data"),
        ((*CARD, *folder, "--out", tmp_path / "x" / "kaart.html"), "--out: expected a file"),
    ):
        found = command(*arguments)
        assert (found.status, found.out) == (2, "")
        assert expected in found.err
