"""Files that commands write: whole or not at all, never in the place of what they are made from."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from obstetric_rules.cli import main, output
from obstetric_rules.cli.output import text_file
from obstetric_rules.cli.running import Unheard
from obstetric_rules.cli.unusable import UnusableError
from obstetric_rules.plugins.zwolle.region_data import EXAMPLE
from obstetric_rules.weigeringen import open_store
from tests.cli.commands import EXAMPLES, MZH, Command
from tests.weigeringen.records import refusals

FEVER = EXAMPLES / "client-met-koorts.json"
NIGHT = EXAMPLES / "een-nacht.jsonl"

ON_LINUX = pytest.mark.skipif(sys.platform == "win32", reason="rights and pipes of POSIX")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with one of each kind of input."""
    open_store(tmp_path / "s.db").add_all(refusals(2))
    shutil.copy(FEVER, tmp_path / "d.json")
    shutil.copy(NIGHT, tmp_path / "d.jsonl")
    (tmp_path / "sleutel").write_bytes(bytes(range(32)))
    (tmp_path / "leeg.json").write_text("{}", encoding="utf-8")
    (tmp_path / "sleutel").write_bytes(bytes(range(65, 97)))
    shutil.copytree(EXAMPLE, tmp_path / "regio")
    (tmp_path / "link").symlink_to(tmp_path / "s.db")
    return tmp_path


def content(place: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in place.rglob("*") if path.is_file()}


DESTRUCTIVE = {
    "an export on its store": (
        "weigering",
        "export",
        "--store",
        "s.db",
        "--out",
        "s.db",
        "--as",
        "csv",
    ),
    "by a URL": (
        "weigering",
        "export",
        "--store",
        "sqlite:///{}/s.db",
        "--out",
        "s.db",
        "--as",
        "csv",
    ),
    "through a link": ("weigering", "export", "--store", "s.db", "--out", "link", "--as", "csv"),
    "on the journal of its store": (
        *("weigering", "export", "--store", "s.db", "--out", "s.db-journal"),
        *("--as", "csv"),
    ),
    "a receipt on its dossier": ("decide", "d.json", *MZH, "--receipt", "./d.json"),
    "receipts on their dossiers": ("decide", "d.jsonl", *MZH, "--receipt", "d.jsonl"),
    "a receipt on the key it is signed with": (
        *("decide", "d.json", *MZH, "--key-file", "sleutel", "--receipt", "sleutel"),
    ),
    "receipts on the key they are signed with": (
        *("decide", "d.jsonl", *MZH, "--key-file", "sleutel", "--receipt", "./sleutel"),
    ),
    "receipts on a store": ("decide", "d.jsonl", *MZH, "--receipt", "s.db"),
    "a receipt on the file of the region": (
        *("decide", "leeg.json", "--protocol", "zwolle", "--on", "2026-11-22"),
        *("--region-data", "regio", "--receipt", "regio/indicaties.toml"),
    ),
    "a card on the file of the region": (
        *("zakkaart", "--region", "zwolle", "--on", "2026-11-22", "--region-data", "regio"),
        *("--out", "regio/parallelle_actie.toml"),
    ),
}


@pytest.mark.parametrize("arguments", DESTRUCTIVE.values(), ids=DESTRUCTIVE)
def test_no_output_replaces_what_it_is_made_from(
    arguments: tuple[str, ...], command: Command, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line, and every file is what it was."""
    monkeypatch.chdir(place)
    before = content(place)

    found = command(*(part.format(place) for part in arguments))

    assert (found.status, found.out) == (2, "")
    assert " expected another file than " in found.err or "is no database" in found.err
    assert len(found.err.splitlines()) == 1
    assert content(place) == before


def test_a_receipt_does_not_replace_what_comes_in_as_standard_input(place: Path) -> None:
    """Standard input may be that very file."""
    run = [sys.executable, "-m", "obstetric_rules", "decide", "-", *MZH, "--receipt"]
    with (place / "d.json").open("rb") as stream:
        done = subprocess.run(
            [*run, place / "d.json"], stdin=stream, capture_output=True, check=False
        )

    assert done.returncode == 2
    assert done.stderr == b"--receipt: expected another file than standard input\n"
    assert (place / "d.json").read_bytes() == FEVER.read_bytes()


def test_standard_input_is_known_by_its_file(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another file may be written."""
    with (place / "d.json").open(encoding="utf-8") as stream:
        monkeypatch.setattr("sys.stdin", stream)
        with pytest.raises(UnusableError), text_file("--x", place / "d.json", ["-"]):
            pytest.fail("it may not be written")
        with text_file("--x", place / "r.json", ["-"]):
            pass

    assert (place / "r.json").exists()


def test_a_program_that_stands_in_for_standard_input_is_no_file(
    command: Command, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A receipt of what it says can be written, also over an older one."""
    for _ in range(2):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(FEVER.read_bytes())))
        assert command("decide", "-", *MZH, "--receipt", place / "r.json").status == 0
    monkeypatch.setattr("sys.stdin", None)

    with pytest.raises(UnusableError), text_file("--x", place / "r.json", ["-", place / "r.json"]):
        pytest.fail("it may not be written")


@ON_LINUX
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_rights_that_the_system_gives(
    mask: int, mode: int, command: Command, place: Path
) -> None:
    """The umask is heeded; a list of refusals is for its owner only."""
    before = os.umask(mask)
    try:
        command("decide", place / "d.json", *MZH, "--receipt", place / "r.json")
        command("weigering", "export", "--store", place / "s.db", "--out", place / "alles.csv")
    finally:
        os.umask(before)

    assert stat.S_IMODE((place / "r.json").stat().st_mode) == mode
    assert stat.S_IMODE((place / "alles.csv").stat().st_mode) == 0o600


@ON_LINUX
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_file_that_was_there_keeps_its_rights(mode: int, command: Command, place: Path) -> None:
    """What was for few stays for few, and what was for many for many."""
    out = place / "alles.csv"
    out.write_text("oud", encoding="utf-8")
    out.chmod(mode)

    assert command("weigering", "export", "--store", place / "s.db", "--out", out).status == 0
    assert stat.S_IMODE(out.stat().st_mode) == mode
    assert out.read_text(encoding="utf-8").startswith("id,")


def test_a_file_is_written_whole_or_stays_as_it_was(tmp_path: Path) -> None:
    """When whatever writes it breaks off half-way, nothing of it is seen and nothing is left."""
    old = tmp_path / "oud.txt"
    old.write_text("oud", encoding="utf-8")

    for path in (old, tmp_path / "nieuw.txt"):
        with pytest.raises(KeyError):
            write_half(path)

    assert content(tmp_path) == {str(old): b"oud"}


def write_half(path: Path) -> None:
    with text_file("--out", path) as stream:
        stream.write("half")
        raise KeyError


@ON_LINUX
def test_what_is_no_file_is_written_to_as_it_is(tmp_path: Path) -> None:
    """A pipe is not replaced by a file."""
    pipe = tmp_path / "pijp"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    with text_file("--out", pipe) as stream:
        stream.write("ja")
    reader.join()

    assert read == ["ja"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_folder_is_no_file_to_write_to(command: Command, place: Path) -> None:
    """It is refused, and stays."""
    found = command("weigering", "export", "--store", place / "s.db", "--out", place / "regio")

    assert found.status == 2
    assert found.err.startswith("--as: expected csv or jsonl")
    found = command(
        "weigering", "export", "--store", place / "s.db", "--out", place / "regio", "--as", "csv"
    )
    assert found.err.startswith("--out: expected a file that can be written (")


def test_what_may_not_be_read_is_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it may be replaced is for the system to say."""
    path = tmp_path / "dicht.txt"
    path.write_text("oud", encoding="utf-8")

    def refuse(*_: object) -> None:
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", refuse)
        with text_file("--out", path) as stream:
            stream.write("nieuw")

    assert path.read_bytes() == b"nieuw"


FULL = """
import resource, sys
from obstetric_rules.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, resource.RLIM_INFINITY))
status = main(sys.argv[1:])
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
sys.exit(status)
"""


@ON_LINUX
@pytest.mark.parametrize("dossier", [FEVER, NIGHT])
def test_receipts_on_a_full_disk_are_told_of_the_receipts(dossier: Path, tmp_path: Path) -> None:
    """Standard output is not to blame, and no half receipt is left."""
    done = subprocess.run(
        [
            *(sys.executable, "-c", FULL, "decide", dossier, *MZH),
            *("--format", "json", "--receipt", tmp_path / "r.jsonl"),
        ],
        capture_output=True,
        check=False,
        text=True,
    )

    assert done.returncode == 2
    assert done.stderr.startswith("--receipt: expected a file that can be written (")
    assert list(tmp_path.iterdir()) == []


def test_only_what_has_to_be_read_fails_when_standard_output_is_closed(
    command: Command, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is written all the same."""
    out = place / "alles.csv"
    with monkeypatch.context() as patched:
        patched.setattr("sys.stdout", None)
        exported = command("weigering", "export", "--store", place / "s.db", "--out", out)
        patched.setattr("sys.stdout", None)
        listed = command("weigering", "list", "--store", place / "s.db")

    assert (exported.status, out.exists()) == (0, True)
    assert (listed.status, listed.err) == (
        2,
        "standard output: expected that it can be written (it is closed)\n",
    )


def test_every_drawing_is_written_whole(command: Command, place: Path) -> None:
    """A database is not replaced by one either."""
    (place / "s.db").rename(place / "groningen.md")

    found = command("draw", "groningen.mzh", "--to", place)

    assert found.status == 2
    assert "expected a file that is no database" in found.err


def test_json_is_readable_whatever_a_dossier_calls_itself(command: Command, tmp_path: Path) -> None:
    """Nothing that steers a screen is in it, and it is read back as it was."""
    dossier = tmp_path / "d.json"
    dossier.write_text(json.dumps({"ref": "\x9b2J\u202e"}), encoding="utf-8")

    found = command("decide", dossier, *MZH, "--format", "json")

    assert "\\u009b2J\\u202e" in found.out
    assert json.loads(found.out)["ref"] == "\x9b2J\u202e"


def test_nothing_else_in_the_commands_prints() -> None:
    """What is shown is made fit to be shown in one place; whoever prints elsewhere goes past it."""
    folder = Path(output.__file__).parent
    printing = {
        path.name
        for path in folder.rglob("*.py")
        if any(
            name in path.read_text(encoding="utf-8")
            for name in ("print(", "stdout.write", "stderr.")
        )
    }

    # An export is JSON that was made fit where it was made; running only redirects and flushes.
    assert printing <= {"output.py", "terminal.py", "export.py"}


def test_nothing_else_in_the_commands_opens_a_file_to_write() -> None:
    """Whoever does goes past what keeps inputs, rights and half files in order."""
    folder = Path(output.__file__).parent
    writing = {
        path.name
        for path in folder.rglob("*.py")
        if re.search(
            r"""\.write_(text|bytes)\(|open\([^)]*["'][wax]b?["']""", path.read_text("utf-8")
        )
    }

    # A new package is written aside, and moved to its place as a whole.
    assert writing <= {"output.py", "package.py"}


def test_a_file_does_not_take_the_place_of_what_standard_output_goes_to(place: Path) -> None:
    """Of two outputs in one file only one would be left, and a device is no file to replace."""
    run = [sys.executable, "-m", "obstetric_rules", "decide", place / "d.json", *MZH, "--receipt"]
    with (place / "out").open("wb") as stream:
        done = subprocess.run(
            [*run, place / "out"], stdout=stream, stderr=subprocess.PIPE, check=False
        )

    assert done.returncode == 2
    assert done.stderr == b"--receipt: expected another file than standard output\n"
    assert (place / "out").read_bytes() == b""


def test_a_link_to_a_file_stays_a_link(command: Command, place: Path) -> None:
    """What is written goes where the link leads, as with any program."""
    (place / "bon").symlink_to(place / "r.json")

    for _ in range(2):
        assert command("decide", place / "d.json", *MZH, "--receipt", place / "bon").status == 0
        assert (place / "bon").is_symlink()
        assert json.loads((place / "r.json").read_text(encoding="utf-8"))["protocol"]


def test_a_dash_is_no_file_to_write_to(
    command: Command, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is taken for standard output elsewhere; no file of that name is left behind."""
    monkeypatch.chdir(place)

    found = command("decide", "d.json", *MZH, "--receipt", "-")

    assert (found.status, found.out) == (2, "")
    assert found.err == "--receipt: expected the name of a file (./- is called so)\n"
    assert not (place / "-").exists()


@ON_LINUX
@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("decide", NIGHT, *MZH), 0),
        (("decide", "nergens.json", *MZH), 2),
        (("replay", "bon.jsonl", "--format", "json"), 2),
    ],
)
def test_a_command_runs_when_standard_error_is_closed(
    arguments: tuple[str, ...], status: int, place: Path
) -> None:
    """Some schedulers start a program so; its exit status still tells how it went."""
    (place / "bon.jsonl").write_text("{}\n", encoding="utf-8")
    run = [sys.executable, "-m", "obstetric_rules", *arguments]
    closing = 'exec "$@" 2>&-'

    done = subprocess.run(
        ["sh", "-c", closing, "sh", *run], cwd=place, stdout=subprocess.DEVNULL, check=False
    )

    assert done.returncode == status


def test_what_nobody_hears_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program of which standard error was closed gathers no messages in memory."""
    monkeypatch.setattr("sys.stderr", None)

    assert main(["decide", "nergens.json", *MZH]) == 2
    assert isinstance(sys.stderr, Unheard)
    assert sys.stderr.getvalue() == ""
