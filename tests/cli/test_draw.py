"""``obstetric-rules draw``: the files it writes."""

from __future__ import annotations

from pathlib import Path

import attrs

from obstetric_rules.cli.draw import documents
from obstetric_rules.plugins.groningen import groningen
from obstetric_rules.rules.protocol import compose
from tests.cli.commands import Command


def test_the_documents_of_a_protocol_are_files(command: Command, tmp_path: Path) -> None:
    """One command writes them all, and prints where they are."""
    found = command("draw", "groningen.mzh", "--to", tmp_path / "map")

    names = {Path(line).name for line in found.out.split()}
    assert found.status == 0
    assert names == {path.name for path in (tmp_path / "map").iterdir()}
    assert {"groningen.md", "groningen.mzh.md", "ontslag.svg", "ontslag.mmd"} <= names


def test_a_folder_that_cannot_be_made_is_unusable(command: Command, tmp_path: Path) -> None:
    """Where nothing can be written, one line says so."""
    (tmp_path / "bestand").write_text("", encoding="utf-8")

    found = command("draw", "groningen", "--to", tmp_path / "bestand")

    assert found.status == 2
    assert "expected a file that can be written" in found.err


def test_what_a_question_asks_is_text_in_every_document() -> None:
    """No mark of Markdown or HTML in it does anything."""
    questions = [
        attrs.evolve(question, text="<script>*a*</script> [b](c) `d`")
        for question in groningen.questions
    ]
    found = dict(documents(compose([attrs.evolve(groningen, questions=questions)])))

    assert found["ontslag.md"].splitlines()[0] == (
        "# \\<script\\>\\*a\\*\\</script\\> \\[b\\](c) \\`d\\`"
    )
    assert "<script>" not in found["ontslag.svg"]
