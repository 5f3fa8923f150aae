"""Explaining an answer by the command."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.commands import MZH, Command

TOEGANG = ("--question", "toegang_zorgverlener")


def dossier(folder: Path, text: str) -> Path:
    found = folder / "dossier.json"
    found.write_text(text, encoding="utf-8")
    return found


def test_a_question_per_fact_is_explained_for_each(command: Command, tmp_path: Path) -> None:
    """Without a key every caregiver has an explanation, in text and in data."""
    two = dossier(tmp_path, '{"zorgverleners": [{"id": "v1", "lijn": "tweede"}, {"id": "v2"}]}')
    text = command("explain", two, *MZH, *TOEGANG).out
    data = json.loads(command("explain", two, *MZH, *TOEGANG, "--format", "json").out)

    assert "(zorgverlener v1)" in text
    assert "\n\nToegang van de zorgverlener (zorgverlener v2)" in text
    assert data["per"] == "zorgverleners"
    assert list(data["explanations"]) == ["v1", "v2"]


def test_one_fact_can_be_chosen(command: Command, tmp_path: Path) -> None:
    """With a key only that caregiver is explained."""
    two = dossier(tmp_path, '{"zorgverleners": [{"id": "v1"}, {"id": "v2"}]}')
    text = command("explain", two, *MZH, *TOEGANG, "--key", "v2").out
    data = json.loads(
        command("explain", two, *MZH, *TOEGANG, "--key", "v2", "--format", "json").out
    )

    assert "zorgverlener v1" not in text
    assert list(data["explanations"]) == ["v2"]


def test_a_list_without_facts_says_so(command: Command, tmp_path: Path) -> None:
    """Without caregivers there is nothing to explain about them."""
    nobody = dossier(tmp_path, '{"zorgverleners": []}')
    data = json.loads(command("explain", nobody, *MZH, *TOEGANG, "--format", "json").out)

    assert command("explain", nobody, *MZH, *TOEGANG).out == (
        "Deze vraag speelt niet: er zijn geen zorgverleners.\n"
    )
    assert data == {
        "question": "toegang_zorgverlener",
        "per": "zorgverleners",
        "explanations": {},
    }


def test_why_not_is_data_too(command: Command, tmp_path: Path) -> None:
    """The data of an explanation then also holds what stands in the way."""
    fever = dossier(tmp_path, '{"client": {"koorts": true}}')
    question = ("--question", "badbevalling", "--why-not", "mogelijk")
    found = json.loads(command("explain", fever, *MZH, *question, "--format", "json").out)

    assert found["why_not"]["is_answer"] is False
    assert found["why_not"]["obstacles"][0]["lacking"][0]["found"] == "de cliënt heeft koorts"


def test_nothing_left_to_ask_is_said(command: Command, tmp_path: Path) -> None:
    """When no answer can change any more the command says so, and its data is an empty list."""
    nobody = dossier(tmp_path, '{"partner": null}')
    question = ("--question", "filmen")
    data = json.loads(command("ask", nobody, *MZH, *question, "--format", "json").out)

    assert command("ask", nobody, *MZH, *question).out.startswith("Er is niets meer te vragen")
    assert data == {"protocol": "groningen.mzh", "ask": []}
