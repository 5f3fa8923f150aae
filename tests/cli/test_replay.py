"""`obstetric-rules replay`: receipts decided again, from what is installed or what was kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs
import pytest

from obstetric_rules.cli import replay as replay_module
from obstetric_rules.cli import signing
from obstetric_rules.engines.receipt import Receipt, _hash_of
from tests.cli.commands import EXAMPLES, MZH, Command

FEVER = EXAMPLES / "client-met-koorts.json"
CAREGIVER = EXAMPLES / "zieke-zorgverlener.json"
NIGHT = EXAMPLES / "een-nacht.jsonl"
KEY = bytes(range(32)) + b"\r\n"


def receipt_file(command: Command, folder: Path, dossier: Path = FEVER, *more: str | Path) -> Path:
    name = folder / ("bon.jsonl" if dossier.suffix == ".jsonl" else "bon.json")
    assert command("decide", dossier, *MZH, "--receipt", name, *more).status == 0
    return name


def answered_otherwise(name: Path, answers: dict[str, Any]) -> None:
    """Change answers in a receipt, with a hash that fits: as if the library had been wrong."""
    receipt = Receipt.from_data(json.loads(name.read_text(encoding="utf-8")))
    untyped: Any = receipt
    loose: Receipt = attrs.evolve(untyped, answers={**receipt.answers, **answers})
    loose = attrs.evolve(loose, receipt_sha256=_hash_of(loose))
    name.write_text(json.dumps(loose.to_data()), encoding="utf-8")


@pytest.fixture
def receipt(command: Command, tmp_path: Path) -> Path:
    return receipt_file(command, tmp_path)


def test_a_receipt_replays(command: Command, receipt: Path) -> None:
    """An auditor needs no Python: the command says whether the answers are the same."""
    found = command("replay", receipt)

    assert (found.status, found.err) == (0, "")
    assert found.out == f"{receipt}: 1 van 1 met dezelfde antwoorden\n"
    as_json = command("replay", receipt, "--format", "json")
    assert json.loads(as_json.out) == {
        "file": str(receipt),
        "same": True,
        "differences": [],
        "remarks": [],
    }


def test_a_receipt_replays_with_rules_that_were_kept(
    command: Command, receipt: Path, tmp_path: Path
) -> None:
    """The export that stands beside it is enough, and it is remarked that nothing is installed."""
    rules = tmp_path / "regels.json"
    rules.write_text(command("export", "groningen.mzh").out, encoding="utf-8")

    found = command("replay", receipt, "--rules", rules)

    assert (found.status, found.err) == (0, "")
    assert "  groningen kwam uit obstetric-rules " in found.out
    for broken, message in (
        (b"\xff", "cannot be replayed: expected text in UTF-8"),
        (None, "can be read"),
    ):
        rules.unlink()
        if broken is not None:
            rules.write_bytes(broken)
        refused = command("replay", receipt, "--rules", rules)
        assert refused.status == 2
        assert message in refused.err
        rules.touch()


def test_a_difference_is_an_exit_status(command: Command, tmp_path: Path) -> None:
    """What was answered then and what is answered now stand beside each other."""
    receipt = receipt_file(command, tmp_path, CAREGIVER)
    data = json.loads(receipt.read_text(encoding="utf-8"))["answers"]
    per_fact = data["toegang_zorgverlener"]
    first, _ = per_fact["answers"]
    admitted = {**per_fact["answers"][first], "value": "toegestaan"}
    answered_otherwise(
        receipt,
        {
            "badbevalling": {**data["ontslag"], "value": "geen idee"},
            "toegang_zorgverlener": {
                **per_fact,
                "answers": {**per_fact["answers"], first: admitted},
            },
            "weer": {**data["ontslag"], "value": "mooi"},
        },
    )

    found = command("replay", receipt)

    assert found.status == 1
    assert [line.removeprefix(f"{receipt}: ") for line in found.out.splitlines()] == [
        "Toegang van de zorgverlener (v1): was toegestaan (G12); is nu geweerd (G12)",
        "Badbevalling: was concluded geen idee; is nu mogelijk (G14)",
        "weer: was concluded mooi; is nu niet gevraagd",
        "0 van 1 met dezelfde antwoorden",
    ]
    as_json = json.loads(command("replay", receipt, "--format", "json").out)
    assert as_json["same"] is False
    assert as_json["differences"][2]["question"] == "weer"
    assert as_json["differences"][2]["now"] is None
    lines = receipt.rename(tmp_path / "bonnen.jsonl")
    found = command("replay", lines)
    assert found.out.splitlines()[1] == (
        f"{lines}: regel 1: Badbevalling: was concluded geen idee; is nu mogelijk (G14)"
    )


def test_a_file_of_receipts_replays_line_by_line(command: Command, tmp_path: Path) -> None:
    """A bad line stops no other and is named by its number."""
    receipts = receipt_file(command, tmp_path, NIGHT)
    lines = receipts.read_text(encoding="utf-8").splitlines()
    assert command("replay", receipts).out == (
        f"{receipts}: {len(lines)} van {len(lines)} met dezelfde antwoorden\n"
    )
    lines[1] = lines[1].replace("concluded", "conclude", 1)
    lines[2] = "{"
    receipts.write_text("\n\n".join(lines), encoding="utf-8")

    found = command("replay", receipts)

    assert found.status == 2
    assert f"{receipts}: line 3: this is no receipt: answers." in found.err
    assert f"{receipts}: line 5: this is no receipt: expected JSON (line 5, column 2" in found.err
    assert f"{len(lines) - 2} van {len(lines)} met dezelfde" in found.out
    as_json = command("replay", receipts, "--format", "json").out.splitlines()
    assert [json.loads(line)["line"] for line in as_json] == [*range(1, 2 * len(lines), 2)]
    assert json.loads(as_json[1])["same"] is None
    assert "expected an answer" in json.loads(as_json[1])["errors"][0]


def test_a_receipt_that_was_changed_is_refused(command: Command, receipt: Path) -> None:
    """An answer that was turned in the file is no difference but an unusable receipt."""
    text = receipt.read_text(encoding="utf-8")
    receipt.write_text(text.replace('"koorts": true', '"koorts": false'), encoding="utf-8")

    found = command("replay", receipt)

    assert found.status == 2
    assert "the receipt was changed after it was made" in found.err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "this is no receipt: expected"),
        ("[" * 1000, "levels of nesting"),
        ("[]", "this is no receipt: expected a JSON object, got a list"),
        ('{"form": "x", "form": "x"}', "form: expected one value (this key is there 2 times)"),
        ("", "this is no receipt: expected a JSON object with a receipt"),
        ("x" * 200, "expected a receipt of at most 100 bytes"),
    ],
)
def test_what_is_no_receipt_is_refused(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, message: str
) -> None:
    """Any file is refused in a line, with its name."""
    if len(content) == 200:
        monkeypatch.setattr(replay_module, "LARGEST_RECEIPT", 100)
    name = tmp_path / "bon.json"
    name.write_text(content, encoding="utf-8")

    found = command("replay", name)

    assert found.status == 2
    assert message in found.err
    assert found.err.startswith(f"{name}: ")


def test_an_empty_file_of_receipts_is_refused(command: Command, tmp_path: Path) -> None:
    """A file without receipts is never counted as one that replays."""
    name = tmp_path / "bon.jsonl"
    name.write_text("\n\n", encoding="utf-8")

    assert command("replay", name).err == f"{name}: expected a receipt on at least one line\n"


def test_signed_receipts(command: Command, tmp_path: Path) -> None:
    """With the key of the hospital only what it signed is accepted."""
    key, other, short = (tmp_path / name for name in ("sleutel", "andere", "korte"))
    key.write_bytes(KEY)
    other.write_bytes(KEY[::-1])
    short.write_bytes(b"geheim\n")
    receipt = receipt_file(command, tmp_path, FEVER, "--key-file", key)
    receipts = receipt_file(command, tmp_path, NIGHT, "--key-file", key)

    assert command("replay", receipt, receipts, "--key-file", key).status == 0
    assert command("replay", receipt).status == 0
    assert "signed with another key" in command("replay", receipt, "--key-file", other).err
    assert command("replay", receipt, "--key-file", short).err == (
        f"--key-file {short}: expected a key of at least 32 bytes, got 6\n"
    )
    unsigned = receipt_file(command, tmp_path)
    assert command("replay", unsigned, "--key-file", key).err.endswith("is not signed\n")


def test_what_has_no_end_is_no_key(command: Command, receipt: Path, tmp_path: Path) -> None:
    """A large file that is named by mistake is not read as a whole."""
    key = tmp_path / "film"
    key.write_bytes(bytes(signing.LONGEST_KEY + 1))

    assert command("replay", receipt, "--key-file", key).err == (
        f"--key-file {key}: expected a key of at most 65,536 bytes\n"
    )
