"""Deciding one dossier, and many of them line by line."""

from __future__ import annotations

import io
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from obstetric_rules.engines.receipt import Receipt, replay
from tests.cli.commands import EXAMPLES, MZH, Command

FEVER = EXAMPLES / "client-met-koorts.json"
JSON = ("--format", "json")


def written(text: str) -> Any:
    return json.loads(text)


def lines_of(folder: Path, *lines: str) -> Path:
    found = folder / "dossiers.jsonl"
    found.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return found


def test_standard_input_is_read(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash stands for a dossier on standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"ref": "caf\xc3\xa9"}')))

    found = command("decide", "-", *MZH, *JSON)

    assert found.status == 0
    assert written(found.out)["ref"] == "café"


def test_standard_input_that_is_closed_is_refused(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service without standard input gets a message."""
    monkeypatch.setattr("sys.stdin", None)

    found = command("decide", "-", *MZH)

    assert (found.status, found.err) == (2, "-: expected standard input, which is closed\n")


def test_only_the_chosen_questions_are_answered(command: Command) -> None:
    """Questions can be asked by name, in any order."""
    chosen = ("--question", "ontslag", "--question", "badbevalling")
    found = written(command("decide", FEVER, *MZH, *JSON, *chosen).out)

    assert list(found["answers"]) == ["ontslag", "badbevalling"]


def test_the_dossier_comes_along_on_request(command: Command) -> None:
    """Facts of a case are written only when they are asked for."""
    without = written(command("decide", FEVER, *MZH, *JSON).out)
    with_dossier = written(command("decide", FEVER, *MZH, *JSON, "--with-dossier").out)

    assert "dossier" not in without
    assert with_dossier["dossier"]["client"]["koorts"] is True


def test_the_other_engine_gives_the_same_answers(command: Command) -> None:
    """Which engine decides shows in the decision, and in nothing else."""
    compiled, reference = (
        written(command("decide", FEVER, *MZH, *JSON, "--engine", name).out)
        for name in ("compiled", "reference")
    )

    assert (compiled.pop("engine"), reference.pop("engine")) == ("compiled", "reference")
    assert compiled == reference


def test_a_receipt_can_be_replayed(command: Command, tmp_path: Path) -> None:
    """The file that is written gives the same answers again."""
    receipt = tmp_path / "bewijs.json"
    found = command("decide", FEVER, *MZH, *JSON, "--receipt", receipt)
    data = written(receipt.read_text(encoding="utf-8"))

    assert found.status == 0
    assert replay(Receipt.from_data(data)).same
    assert data["answers"] == written(found.out)["answers"]


def test_a_receipt_never_replaces_the_dossier(command: Command, tmp_path: Path) -> None:
    """Naming the dossier itself as the receipt is refused, and the dossier stays as it was."""
    dossier = lines_of(tmp_path, "{}")

    found = command("decide", dossier, *MZH, "--receipt", dossier)

    assert (found.status, found.out) == (2, "")
    assert found.err == f"--receipt: expected another file than {dossier}\n"
    assert dossier.read_text(encoding="utf-8") == "{}\n"


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_a_receipt_that_cannot_be_written_is_refused(
    name: str, command: Command, tmp_path: Path
) -> None:
    """Nothing is said about the case when the receipt that was asked for is not there."""
    dossier = tmp_path / name
    dossier.write_text("{}\n", encoding="utf-8")

    found = command("decide", dossier, *MZH, "--receipt", tmp_path / "niet" / "hier.json")

    assert (found.status, found.out) == (2, "")
    assert found.err.startswith("--receipt: expected a file that can be written (")


def test_an_older_receipt_is_replaced(command: Command, tmp_path: Path) -> None:
    """A receipt file of another case may be written over."""
    receipt = tmp_path / "bewijs.json"
    receipt.write_text("oud", encoding="utf-8")

    assert command("decide", FEVER, *MZH, "--receipt", receipt).status == 0
    assert written(receipt.read_text(encoding="utf-8"))["protocol"] == "groningen.mzh"


def test_each_line_is_decided_in_its_place(command: Command, tmp_path: Path) -> None:
    """Good lines are decided, a bad one gives its errors, blank ones are counted and skipped."""
    dossiers = lines_of(
        tmp_path,
        '{"ref": "a", "client": {"koorts": true}}',
        "",
        '{"ref": "b", "partner": {"koorts": "ja"}}',
        '{"ref": "c", "ziekenhuis": {"id": "umcg"}}',
        '{"ref": 4}',
    )
    found = command("decide", dossiers, *MZH, *JSON, "--question", "badbevalling")
    lines = [written(line) for line in found.out.splitlines()]

    assert found.status == 2
    assert [line["line"] for line in lines] == [1, 3, 4, 5]
    assert (lines[0]["ref"], lines[3]["ref"]) == ("a", 4)
    assert lines[0]["answers"]["badbevalling"]["value"] == "niet_mogelijk"
    assert lines[1]["errors"] == [
        {"path": "partner.koorts", "expected": "true, false or null", "got": '"ja"'}
    ]
    assert lines[2]["errors"][0]["path"] == "ziekenhuis.id"
    assert found.err == f"{dossiers}: 2 of 4 dossiers cannot be used\n"


def test_bad_lines_of_text_output_go_to_standard_error(command: Command, tmp_path: Path) -> None:
    """Whoever reads the text sees the good lines, and the problems with their line numbers."""
    dossiers = lines_of(tmp_path, '{"ref": "a"}', '{"partner": {"koorts": "ja"}}', "{}")
    found = command("decide", dossiers, *MZH, "--question", "ontslag")

    assert found.status == 2
    assert found.out.splitlines() == [
        "     1  a  Ontslag: zo spoedig mogelijk (G18)",
        "     3  Ontslag: zo spoedig mogelijk (G18)",
    ]
    assert found.err.splitlines()[0] == (
        'line 2: partner.koorts: expected true, false or null, got "ja"'
    )


def test_good_lines_alone_are_a_success(command: Command, tmp_path: Path) -> None:
    """Without a bad line the exit status is 0 and standard error stays empty."""
    found = command("decide", lines_of(tmp_path, "{}", "{}"), *MZH, *JSON)

    assert (found.status, found.err) == (0, "")
    assert len(found.out.splitlines()) == 2


def test_each_good_line_has_its_receipt(command: Command, tmp_path: Path) -> None:
    """The receipts of a .jsonl file stand one on a line, with the number of the line."""
    receipts = tmp_path / "bewijzen.jsonl"
    dossiers = lines_of(tmp_path, "{}", "fout", '{"client": {"koorts": true}}')
    command("decide", dossiers, *MZH, *JSON, "--receipt", receipts)
    found = [written(line) for line in receipts.read_text(encoding="utf-8").splitlines()]

    assert [data.pop("line") for data in found] == [1, 3]
    assert all(replay(Receipt.from_data(data)).same for data in found)


def test_text_in_a_dossier_cannot_steer_the_terminal(command: Command, tmp_path: Path) -> None:
    """Control characters in a reference or an id are shown, not obeyed."""
    dossier = tmp_path / "dossier.json"
    dossier.write_text(
        json.dumps({"ref": "\x1b[2J", "zorgverleners": [{"id": "\x1b]0;x\x07[red]"}]}),
        encoding="utf-8",
    )
    found = command("decide", dossier, *MZH)

    assert found.status == 0
    assert "\x1b" not in found.out
    assert "\\x1b[2J: groningen.mzh" in found.out


def test_memory_does_not_grow_with_the_number_of_lines(command: Command, tmp_path: Path) -> None:
    """Ten times as many lines take no more memory at their highest."""

    def highest(number: int) -> int:
        dossiers = lines_of(tmp_path, *[json.dumps({"ref": "x" * 2_000})] * number)
        tracemalloc.start()
        # Without text output nothing is kept of what was written but in the test itself.
        command("decide", dossiers, *MZH, "--question", "ontslag", "--receipt", "/dev/null")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    highest(5)
    assert highest(200) < highest(20) + 300_000


@pytest.mark.parametrize("name", ["nacht.ndjson", "nacht.JSONL", "nacht.json", "-"])
def test_lines_are_taken_by_the_name_of_their_file_or_when_asked(
    name: str, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Systems call such a file differently, and standard input has no name."""
    night = (EXAMPLES / "een-nacht.jsonl").read_bytes()
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(night)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(night)))
    asked = ("--lines",) if name in ("nacht.json", "-") else ()

    found = command("decide", name, *MZH, *asked)

    assert found == command("decide", EXAMPLES / "een-nacht.jsonl", *MZH)


def test_lines_on_standard_input_that_are_not_asked_for_are_one_problem(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The problem says that there are lines, and how to have them taken."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"{}\n{}\n")))

    found = command("decide", "-", *MZH)

    assert found.err == (
        "standard input: expected JSON (line 2, column 1: Extra data); "
        "`decide --lines` takes a dossier on each line\n"
    )


def test_two_caregivers_with_long_ids_are_told_apart(command: Command, tmp_path: Path) -> None:
    """Whoever is refused at the door is the right one, also when ids are long addresses."""
    dossier = tmp_path / "dossier.json"
    address = "https://fhir.ziekenhuis.example/r4/Practitioner"
    well = {"koorts": False, "hoesten": False, "dyspnoe": False, "keelpijn": False}
    data = {
        "zorgverleners": [
            {"id": f"{address}/1001", "lijn": "eerste", "koorts": True},
            {"id": f"{address}/1002", "lijn": "eerste", **well},
        ],
        "praktijk": {"primair_ziekenhuis": "umcg"},
        "client": {"lijn": "eerste"},
    }
    dossier.write_text(json.dumps(data), encoding="utf-8")
    found = " ".join(
        command("decide", dossier, *MZH, "--question", "toegang_zorgverlener").out.split()
    )

    assert "https://fhir.ziekenh…r4/Practitioner/1001)" in found
    assert "https://fhir.ziekenh…r4/Practitioner/1002)" in found
    explained = command("explain", dossier, *MZH, "--question", "toegang_zorgverlener").out
    assert "Practitioner/1001): geweerd" in " ".join(explained.split())
    assert "Practitioner/1002): toegestaan" in " ".join(explained.split())
    wrong = command("explain", dossier, *MZH, "--question", "toegang_zorgverlener", "--key", "v1")
    assert "1001, https" in wrong.err
