"""Input that cannot be used: one line for each problem, exit status 2, nothing else."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.cli.commands import MZH, Command

DEEP = "[" * 40 + "]" * 40

TWO_HOSPITALS = '{"ziekenhuis": {"id": "mzh"}, "ziekenhuis": {"id": "umcg"}}'
LIST_OF_HOSPITALS = '{"ziekenhuis": [{"id": "mzh"}, {"id": "umcg"}]}'
SAME_IDS = '{"zorgverleners": [{"id": "v1"}, {"id": "v1"}]}'
STRICT = '{"afwijkingen": [{"regel": "G11", "reden": "Druk", "rol": "arts"}]}'
MANY_PROBLEMS = '{"partner": {"koorts": "ja"}, "clint": {}, "client": {"lijn": "derde"}}'

DOCUMENTS = {
    "empty": (
        b"",
        ["{file}: expected a JSON object with the facts of one case, got an empty text"],
    ),
    "not JSON": (b"koorts", ["{file}: expected JSON (line 1, column 1: Expecting value)"]),
    "an array": (
        b"[]",
        ["{file}: expected a JSON object with the facts of one case, got a list"],
    ),
    "deep nesting": (DEEP.encode(), ["{file}: expected at most 32 levels of nesting"]),
    "duplicate keys": (
        b'{"client": {"koorts": true, "koorts": false}}',
        ["client.koorts: expected one value (this key is there 2 times)"],
    ),
    "not UTF-8": (b'{"ref": "\xff"}', ["{file}: expected text in UTF-8 (the byte at 9 is not)"]),
    "two hospitals": (
        TWO_HOSPITALS.encode(),
        [
            "ziekenhuis: expected one value (this key is there 2 times)",
        ],
    ),
    "a list of hospitals": (
        LIST_OF_HOSPITALS.encode(),
        [
            "ziekenhuis: expected an object (leave ziekenhuis out if nothing is known of it), "
            "got a list"
        ],
    ),
    "duplicate ids": (
        SAME_IDS.encode(),
        ["zorgverleners: expected different ids (the items at 0, 1 share theirs)"],
    ),
    "another hospital": (
        b'{"ziekenhuis": {"id": "umcg"}}',
        ['ziekenhuis.id: expected "mzh" or null, since the protocol is groningen.mzh'],
    ),
    "a rule that may not be set aside": (
        STRICT.encode(),
        [
            "afwijkingen[0].regel: expected a rule that holds in principle; these may not be set "
            "aside: groningen/G11.poliklinische_partus, groningen/G11.zorglijn, "
            "groningen/G11.maatregelen_client, groningen/G11.geen_maatregelen"
        ],
    ),
    "all problems at once": (
        MANY_PROBLEMS.encode(),
        [
            'clint: expected a known slot (did you mean "client"?)',
            'client.lijn: expected "eerste", "tweede" or null, got "derde"',
            'partner.koorts: expected true, false or null, got "ja"',
        ],
    ),
}

COMMANDS: dict[str, tuple[str, ...]] = {
    "decide": (),
    "explain": ("--question", "badbevalling"),
    "ask": (),
}


@pytest.mark.parametrize("command_name", COMMANDS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_an_unusable_dossier_is_refused_with_every_problem(
    name: str, command_name: str, command: Command, tmp_path: Path
) -> None:
    """Each problem stands on a line with its path; nothing is decided and nothing else is said."""
    text, problems = DOCUMENTS[name]
    dossier = tmp_path / "dossier.json"
    dossier.write_bytes(text)

    found = command(command_name, dossier, *MZH, *COMMANDS[command_name])

    assert (found.status, found.out) == (2, "")
    assert found.err.splitlines() == [line.replace("{file}", str(dossier)) for line in problems]


def test_a_document_that_is_far_too_large_is_refused(command: Command, tmp_path: Path) -> None:
    """No more of it is read than is needed to see that it is too large."""
    dossier = tmp_path / "dossier.json"
    with dossier.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)

    found = command("decide", dossier, *MZH)

    assert (found.status, found.out) == (2, "")
    assert found.err == f"{dossier}: expected a document of at most 16,777,216 bytes\n"


def test_a_line_that_is_far_too_long_does_not_stop_the_others(
    command: Command, tmp_path: Path
) -> None:
    """A line of 200 MB is an error in its place, and the line after it is decided."""
    dossiers = tmp_path / "dossiers.jsonl"
    with dossiers.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
        stream.seek(0, io.SEEK_END)
        stream.write(b'\n{"ref": "b"}\n')

    found = command("decide", dossiers, *MZH, "--format", "json", "--question", "ontslag")
    first, second = map(json.loads, found.out.splitlines())

    assert found.status == 2
    assert first == {
        "line": 1,
        "errors": [{"path": "", "expected": "a line of at most 16,777,216 bytes"}],
    }
    assert (second["line"], second["ref"]) == (2, "b")


def test_a_file_that_is_not_there_is_refused(command: Command, tmp_path: Path) -> None:
    """The message names the file and what the system said of it."""
    missing = tmp_path / "er-niet.json"

    found = command("decide", missing, *MZH)

    assert (found.status, found.out) == (2, "")
    assert found.err == (
        f"{missing}: expected a file that can be read (No such file or directory)\n"
    )


@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
def test_a_folder_is_no_dossier(suffix: str, command: Command, tmp_path: Path) -> None:
    """A folder in place of a file is refused like a file that cannot be read."""
    folder = tmp_path / f"map{suffix}"
    folder.mkdir()

    found = command("decide", folder, *MZH)

    assert (found.status, found.out) == (2, "")
    assert found.err.startswith(f"{folder}: expected a file that can be read (")


@pytest.mark.parametrize("name", ["nacht.jsonl", "nacht.ndjson"])
@pytest.mark.parametrize("command_name", ["explain", "ask", "weigering"])
def test_where_one_dossier_is_expected_lines_are_refused(
    name: str, command_name: str, command: Command
) -> None:
    """The message says which command takes them."""
    rest = ("--question", "badbevalling") if command_name == "explain" else ()
    start = ("weigering", "propose") if command_name == "weigering" else (command_name,)
    protocol = ("--protocol", "zwolle") if command_name == "weigering" else MZH

    found = command(*start, name, *protocol, *rest)

    assert (found.status, found.out) == (2, "")
    assert found.err == (
        f"{name}: expected one dossier; `decide` takes a file with one on each line\n"
    )


def test_a_file_of_lines_in_utf_16_is_told_once(command: Command, tmp_path: Path) -> None:
    """Not with an error for every line."""
    dossiers = tmp_path / "dossiers.ndjson"
    dossiers.write_bytes(b"{}\n{}\n{}\n".decode().encode("utf-16"))

    found = command("decide", dossiers, *MZH)

    assert (found.status, found.out) == (2, "")
    assert found.err.splitlines() == [
        "line 1: expected text in UTF-8 (this is UTF-16)",
        f"{dossiers}: 1 of 1 dossiers cannot be used",
    ]


def test_standard_input_is_called_by_its_name(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not by the dash that stands for it."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"{\n")))

    found = command("ask", "-", *MZH)

    assert found.err.startswith("standard input: expected JSON (line 2, column 1: Expecting ")


def test_lines_without_a_dossier_are_refused(command: Command, tmp_path: Path) -> None:
    """A .jsonl file in which nothing stands is no success."""
    empty = tmp_path / "leeg.jsonl"
    empty.write_text("\n\n", encoding="utf-8")

    found = command("decide", empty, *MZH)

    assert (found.status, found.out) == (2, "")
    assert found.err == f"{empty}: expected a dossier on at least one line\n"


OPTIONS: dict[tuple[str, ...], str] = {
    ("decide", "-", "--protocol", "groningen.mzz"): (
        "protocol: no protocol groningen.mzz is installed; did you mean groningen.mzh? "
    ),
    ("clauses", "zwole"): "protocol: no protocol zwole is installed; ",
    ("decide", "-", *MZH, "--question", "badbevaling"): (
        "--question: the protocol groningen.mzh has no question badbevaling; "
        "did you mean badbevalling?"
    ),
    ("explain", "-", *MZH, "--question", "badbevaling"): (
        "--question: the protocol groningen.mzh has no question badbevaling; "
    ),
    ("decide", "-", *MZH, "--engine", "compild"): (
        "--engine: there is no engine compild; there is compiled, reference"
    ),
    ("decide", "-", "--protocol", "groningen", "--on", "22-11-2026"): (
        '--on: expected a date as 2026-11-22, got "22-11-2026" (see obstetric-rules decide --help)'
    ),
    ("decide", "-", "--protocol", "groningen", "--on", "20261122"): (
        '--on: expected a date as 2026-11-22, got "20261122"'
    ),
    ("decide", "-"): (
        "the following arguments are required: --protocol (see obstetric-rules decide --help)"
    ),
    ("decide", "-", *MZH, "--format", "xml"): '--format: expected one of text, json, got "xml" (',
    ("decid",): "COMMAND: expected one of decide, explain, ",
    ("weigering", "improt"): (
        'COMMAND: expected one of add, list, import, export, propose, got "improt"; '
        "did you mean import? (see obstetric-rules weigering --help)"
    ),
    ("\x1b[2J",): "COMMAND: expected one of decide, explain, ",
    (): "the following arguments are required: COMMAND (see obstetric-rules --help)",
}


@pytest.mark.parametrize("arguments", OPTIONS, ids=" ".join)
def test_an_unusable_argument_is_named(arguments: tuple[str, ...], command: Command) -> None:
    """The line says which argument, what was expected, and the nearest name there is."""
    found = command(*arguments)

    assert (found.status, found.out) == (2, "")
    assert len(found.err.splitlines()) == 1
    assert found.err.startswith(OPTIONS[arguments])


def test_a_question_to_ask_about_has_to_be_there(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A misspelt question is answered with the nearest one."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"{}")))

    found = command("ask", "-", *MZH, "--question", "badbevaling")

    assert (found.status, found.out) == (2, "")
    assert found.err.startswith("--question: the protocol groningen.mzh has no question badbev")


def test_a_value_or_a_key_that_is_not_there_is_refused(command: Command, tmp_path: Path) -> None:
    """Explaining a value or a caregiver that does not exist says which do."""
    dossier = tmp_path / "dossier.json"
    dossier.write_text('{"zorgverleners": [{"id": "v1"}]}', encoding="utf-8")
    explain = ("explain", dossier, *MZH, "--question", "toegang_zorgverlener")

    value = command(*explain, "--why-not", "toegestan")
    key = command(*explain, "--key", "v2", "--format", "json")

    assert (value.status, value.out, key.status, key.out) == (2, "", 2, "")
    assert value.err.startswith("--why-not: ")
    assert key.err.startswith("--key: ")
    assert value.err.endswith("has no value toegestan; did you mean toegestaan?\n")
    assert key.err.endswith("has no answer for v2; name one of v1\n")
