"""Whatever comes from outside, no command shows what steers a terminal or hides a text.

Dossiers, files of refusals, files of regions, exported rules and arguments: each is given texts
with control characters and marks of writing direction.
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from obstetric_rules.cli import main
from obstetric_rules.plugins.zwolle.region_data import EXAMPLE
from tests.cli.commands import MZH, Command
from tests.conftest import Install
from tests.samples import samples

STEERING = {"Cc", "Cf", "Cs", "Zl", "Zp"}
HOSTILE = [
    "\x1b[2J",
    "\x1b]0;x\x07",
    "\x9b31m",
    "\u202e",
    "\u2066",
    "\u2028",
    "\r",
    "\x00",
    "\u200b",
]

# What is given to a program as an argument holds no zero, and no half of a character.
arguments = st.lists(
    st.sampled_from([*HOSTILE[:7], HOSTILE[8], "[red]", "a", "|", "`"]), min_size=1
)
words = arguments.map("".join)
texts = st.lists(st.sampled_from([*HOSTILE, "[red]", "a", "\ud800"]), min_size=1).map("".join)


def shown(command: list[str], given: str = "") -> str:
    """Return everything that a command writes, on both streams."""
    with pytest.MonkeyPatch.context() as patched:
        out, err = io.StringIO(), io.StringIO()
        patched.setattr("sys.stdout", out)
        patched.setattr("sys.stderr", err)
        patched.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        main(command)
    return out.getvalue() + err.getvalue()


def steering(text: str) -> set[str]:
    return {one for one in text if unicodedata.category(one) in STEERING} - {"\n"}


DOSSIERS = {
    "decide": ["decide", "-", *MZH],
    "decide as JSON": ["decide", "-", *MZH, "--format", "json", "--with-dossier"],
    "decide lines": ["decide", "-", *MZH, "--lines"],
    "explain": ["explain", "-", *MZH, "--question", "toegang_zorgverlener"],
    "explain as JSON": [
        *("explain", "-", *MZH, "--question", "toegang_zorgverlener", "--format", "json"),
    ],
    "ask": ["ask", "-", *MZH],
    "ask as JSON": ["ask", "-", *MZH, "--format", "json"],
}


@pytest.mark.parametrize("command", DOSSIERS.values(), ids=DOSSIERS)
@samples(default=4, full=500)
@given(id=texts, reason=texts, ref=texts, key=texts)
def test_of_a_dossier(command: list[str], id: str, reason: str, ref: str, key: str) -> None:
    """Ids, reasons, references and keys that nobody knows."""
    known = {
        "ref": ref,
        "zorgverleners": [{"id": id, "koorts": None}, {"id": f"{id}2", "lijn": ref}],
        "afwijkingen": [{"regel": "groningen/G12.weren", "reden": reason, "rol": reason}],
    }
    for dossier in ({"zorgverleners": [{"id": id}]}, known, {**known, key: {key: key}}):
        assert not steering(shown(command, json.dumps(dossier)))


FORGED = "v1\nNEP"
"""An id that would begin a line of its own, which the reader could take for one of ours."""


@pytest.mark.parametrize("command", DOSSIERS.values(), ids=DOSSIERS)
def test_an_id_begins_no_line(command: list[str]) -> None:
    """A line feed in an id is shown as such, in answers, questions and paths."""
    ids = [{"id": FORGED, "lijn": "eerste"}, {"id": f"{FORGED}2", "koorts": True}]

    said = shown(command, json.dumps({"zorgverleners": ids}))

    assert not re.search(r"(^|\s)NEP", said)


def test_a_ward_begins_no_command() -> None:
    """A proposal holds one command, whatever the dossier calls a ward and a hospital."""
    ward = {"id": FORGED, "ziekenhuis": FORGED, "stop": True}
    asked = {"zorgvraag": {"gevraagde_afdeling": FORGED}, "afdelingen": [ward]}

    said = shown(["weigering", "propose", "-", "--protocol", "zwolle"], json.dumps(asked))

    assert len(said.splitlines()) == 2
    assert said.count("NEP") == 3


@samples(default=10, full=500)
@given(ward=texts, hospital=texts)
def test_of_a_proposal(ward: str, hospital: str) -> None:
    """What the reader is told to run is what is shown."""
    asked = {
        "zorgvraag": {"gevraagde_afdeling": ward},
        "afdelingen": [{"id": ward, "ziekenhuis": hospital, "stop": True}],
    }
    command = ["weigering", "propose", "-", "--protocol", "zwolle", "--on", "2026-11-22"]

    assert not steering(shown(command, json.dumps(asked)))


ARGUMENTS = {
    "a command": ["{}"],
    "a protocol": ["decide", "-", "--protocol", "{}"],
    "a file": ["decide", "{}/{}", *MZH],
    "a date": ["decide", "-", *MZH[:2], "--on", "{}"],
    "an engine": ["decide", "-", *MZH, "--engine", "{}"],
    "a question": ["decide", "-", *MZH, "--question", "{}"],
    "a key": ["explain", "-", *MZH, "--question", "toegang_zorgverlener", "--key", "{}"],
    "a value": ["explain", "-", *MZH, "--question", "badbevalling", "--why-not", "{}"],
    "a format": ["ask", "-", *MZH, "--format", "{}"],
    "a name": ["new", "{}"],
    "a layer": ["new", "een-naam", "--extends", "{}", "--directory", "/nergens/{}"],
    "two protocols": ["diff", "{}", "{}.json"],
    "a protocol on a date": ["diff", "groningen@{}", "groningen"],
    "a time": ["plugins", "--time-limit", "{}"],
    "a calendar": ["calendar", "{}"],
    "a folder": ["zakkaart", "--region", "zwolle", "--region-data", "{}"],
    "a store": ["weigering", "list", "--store", "/nergens/{}"],
    "a refusal": [
        "weigering",
        "add",
        "--store",
        "/nergens/x.db",
        "--van",
        "{}",
        "--van-lijn",
        "{}",
    ],
    "a quarter": ["kwartaalrapport", "{}", "--store", "x.db", "--out", "y"],
    "a threshold": ["kwartaalrapport", "2026Q3", "--threshold", "{}", "--store", "x", "--out", "y"],
    "a stranger": ["clauses", "groningen", "--{}"],
}


@pytest.mark.parametrize("command", ARGUMENTS.values(), ids=ARGUMENTS)
@samples(default=4, full=200)
@given(word=words)
def test_of_an_argument(command: list[str], word: str) -> None:
    """What was typed, or put together by a program, is repeated in a message."""
    assert not steering(shown([part.replace("{}", word) for part in command], "{}"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(text=texts, form=st.sampled_from(["csv", "jsonl"]))
def test_of_a_file_of_refusals(text: str, form: str, tmp_path: Path) -> None:
    """In a heading, in a key and in a field; and in the name of the file."""
    file = tmp_path / f"a\u202e.{form}"
    record = json.dumps({text: text, "van_lijn": text, "id": text})
    content = f"id,{text},van\n{text}" if form == "csv" else record
    file.write_bytes(content.encode("utf-8", "replace"))

    assert not steering(shown(["weigering", "import", str(file), "--store", f"{tmp_path}/s.db"]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(text=texts)
def test_of_the_files_of_a_region(text: str, tmp_path: Path) -> None:
    """A text of theirs that steers is refused; what is said of it does not steer either."""
    told = json.dumps(text).replace("\\ud800", "?")
    whole = (EXAMPLE / "parallelle_actie.toml").read_text(encoding="utf-8")
    (tmp_path / "parallelle_actie.toml").write_text(
        f"{told} = {told}\ntitel = {told}\n{whole.replace('titel = ', 'x = ', 1)}", encoding="utf-8"
    )
    command = ["zakkaart", "--region", "zwolle", "--on", "2026-11-22"]

    for form in ("text", "html"):
        said = shown([*command, "--region-data", str(tmp_path), "--format", form])
        assert said.startswith("--region-data: parallelle_actie.toml: ")
        assert not steering(said)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=5)
@given(text=texts)
def test_of_exported_rules(text: str, tmp_path: Path) -> None:
    """Whatever stands in the file that somebody sent."""
    file = tmp_path / "regels.json"
    exported = shown(["export", "groningen"])
    changed = exported.replace("Poliklinische", json.dumps(text)[1:-1]).replace(
        "de cliënt", json.dumps(text)[1:-1]
    )
    file.write_text(changed, encoding="utf-8")

    assert not steering(shown(["diff", str(file), "groningen"]))
    assert not steering(shown(["diff", str(file), "groningen", "--format", "json"]))


def test_of_a_plugin(install: Install, command: Command) -> None:
    """Why it failed, what it is called and what it prints."""
    install(
        "een-plugin",
        {"kapot": "kapot:ruleset", "a\u202e": "kapot:ruleset"},
        kapot="print('\\x1b[2J')\nraise ValueError('\\x1b[2J\\u202e')\n",
    )
    for name in ("plugins", "protocols"):
        found = command(name, "--on", "2026-11-22")
        assert not steering(found.out + found.err)
        assert "u202e" in found.out
