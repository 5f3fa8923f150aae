"""The commands around refusals: registering them, and the quarterly report."""

from __future__ import annotations

import io
import json
import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from obstetric_rules.errors import StoreError
from obstetric_rules.plugins.zwolle.region_data import EXAMPLE
from obstetric_rules.weigeringen import Weigering, WeigeringStore, open_store
from tests.cli.commands import Command
from tests.weigeringen.records import refusal, refusals

TOLD = {
    "--moment": "2026-07-01T03:12+02:00",
    "--van": "praktijk_a",
    "--van-lijn": "eerste",
    "--naar": "ziekenhuis_x",
    "--naar-lijn": "tweede",
    "--afdeling": "verloskamers_x",
    "--vsv": "vsv_noord",
    "--reden": "vol",
}
ARGUMENTS = [part for pair in TOLD.items() for part in pair]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "weigeringen.db"


def test_adding_twice_adds_once(command: Command, place: Path) -> None:
    """The second time the command says that it was there already, and is content."""
    first = command("weigering", "add", "--store", place, "--id", "w-1", *ARGUMENTS)
    second = command("weigering", "add", "--store", place, "--id", "w-1", *ARGUMENTS)

    assert (first.status, first.out) == (0, "Weigering w-1: toegevoegd.\n")
    assert (second.status, second.out) == (0, "Weigering w-1: stond er al, ongewijzigd.\n")
    assert list(open_store(place).weigeringen()) == [refusal()]


def test_without_an_id_each_refusal_is_a_new_one(command: Command, place: Path) -> None:
    """Who tells no id gets one to refer to."""
    for _ in range(2):
        assert command("weigering", "add", "--store", place, *ARGUMENTS).status == 0

    assert open_store(place).count() == 2


def test_adding_what_cannot_be_used(command: Command, place: Path) -> None:
    """All that is wrong is told at once, and no store is made; a conflict changes nothing."""
    found = command("weigering", "add", "--store", place, "--van", "Anna", "--reden", "vol")

    assert found.status == 2
    assert [line.partition(":")[0] for line in found.err.splitlines()] == [
        "moment",
        "van",
        "van_lijn",
        "naar",
        "naar_lijn",
        "afdeling",
        "vsv",
    ]
    assert not place.exists()
    open_store(place).add(refusal(reden="stop"))
    found = command("weigering", "add", "--store", place, "--id", "w-1", *ARGUMENTS)
    assert found.status == 2
    assert "w-1 with other content is there already" in found.err


def test_a_list_for_people_and_for_programs(command: Command, place: Path) -> None:
    """As a table in local time, or as lines of JSON; a selection by day, VSV and ward."""
    store = open_store(place)
    found = command("weigering", "list", "--store", place, "--wait", "5")
    assert (found.status, found.out) == (0, "0 weigeringen\n")

    store.add(refusal(alternatief="ziekenhuis_y"))
    found = command("weigering", "list", "--store", place, "--from", "2026-07-01")
    assert (found.status, found.err) == (0, "")
    for text in ("2026-07-01", "03:12", "praktijk_a (eerste)", "naar ziekenhuis_y", "1 weigering"):
        assert text in found.out
    assert max(map(len, found.out.splitlines())) <= 80

    found = command("weigering", "list", "--store", place, "--format", "json")
    assert json.loads(found.out)["moment"] == "2026-07-01T03:12:00+02:00"
    for selection in (["--until", "2026-07-01"], ["--vsv", "x"], ["--afdeling", "x"]):
        assert command("weigering", "list", "--store", place, *selection).out == "0 weigeringen\n"


def test_what_is_exported_can_be_imported(command: Command, place: Path, tmp_path: Path) -> None:
    """To a file, whose name tells the format, or through a pipe."""
    open_store(place).add_all(refusals(3))
    for name in ("alles.csv", "alles.jsonl"):
        out = tmp_path / name
        assert command("weigering", "export", "--store", place, "--out", out).status == 0

        found = command("weigering", "import", out, "--store", tmp_path / f"{name}.db")

        assert found.out == "3 toegevoegd, 0 stonden er al, 0 onbruikbaar.\n"
        assert found.status == 0
    assert command("weigering", "export", "--store", place).out == (
        tmp_path / "alles.csv"
    ).read_text(encoding="utf-8")
    found = command("weigering", "export", "--store", place, "--as", "jsonl")
    assert found.out == (tmp_path / "alles.jsonl").read_text(encoding="utf-8")


def test_bad_lines_are_reported_and_the_good_ones_kept(
    command: Command, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each problem is a line on standard error, with the number of its line; the status is 2."""
    lines = b'{"id": "w-1"}\nniets\n'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))

    found = command("weigering", "import", "-", "--as", "jsonl", "--store", place)

    assert found.status == 2
    assert found.out == "0 toegevoegd, 0 stonden er al, 2 onbruikbaar.\n"
    assert "line 1: moment: expected a date and time" in found.err
    assert "line 2: line: expected one JSON object" in found.err


def test_of_very_many_bad_lines_the_rest_is_counted(
    command: Command, place: Path, tmp_path: Path
) -> None:
    """A thousand and one lines on standard error, not a hundred thousand."""
    file = tmp_path / "alles.ndjson"
    file.write_text("[]\n" * 3_000, encoding="utf-8")

    found = command("weigering", "import", file, "--store", place)

    assert len(found.err.splitlines()) == 1_001
    assert found.err.endswith("and 2,000 lines more\n")
    assert found.out == "0 toegevoegd, 0 stonden er al, 3000 onbruikbaar.\n"


def test_a_long_list_is_written_as_it_is_read(
    command: Command, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read before the store broke has been written already."""
    open_store(place).add_all(refusals(3))

    def breaking(self: WeigeringStore, selection: object) -> Iterator[Weigering]:
        yield refusal()
        raise StoreError("s.db: is damaged")

    monkeypatch.setattr(WeigeringStore, "weigeringen", breaking)
    found = command("weigering", "list", "--store", place)

    assert found.status == 2
    assert found.out == (
        "2026-07-01 03:12 praktijk_a (eerste) → ziekenhuis_x (tweede) verloskamers_x,\n"
        "    vsv_noord: vol\n"
    )
    assert found.err == "--store: s.db: is damaged\n"


def test_all_or_nothing(command: Command, place: Path, tmp_path: Path) -> None:
    """One bad line and nothing is imported."""
    file = tmp_path / "alles.csv"
    open_store(place).add_all(refusals(2))
    command("weigering", "export", "--store", place, "--out", file)
    with file.open("a", encoding="utf-8") as stream:
        stream.write("kapot\n")
    other = tmp_path / "ander.db"

    found = command("weigering", "import", file, "--store", other, "--all-or-nothing")

    assert (found.status, found.out) == (2, "Niets geïmporteerd, vanwege onbruikbare regels: 1.\n")
    assert open_store(other).count() == 0


BAD = {
    "no such file": (("import", "nergens.csv"), "nergens.csv: expected a file that can be read"),
    "no format": (("import", "weigeringen"), "--as: expected csv or jsonl"),
    "no store to list": (("list",), "--store: {place}: there is no store yet"),
    "no store to export": (("export",), "there is no store yet"),
    "no day": (("list", "--from", "gisteren"), "--from: expected a date"),
    "no time to wait": (("list", "--wait", "even"), "--wait: expected seconds"),
    "too long to wait": (("list", "--wait", "1e9"), "--wait: expected seconds"),
}


@pytest.mark.parametrize(("arguments", "expected"), BAD.values(), ids=BAD)
def test_bad_input(
    arguments: tuple[str, ...], expected: str, command: Command, place: Path
) -> None:
    """What cannot be used is told in one line, and the status is 2."""
    found = command("weigering", *arguments, "--store", place)

    assert (found.status, found.out) == (2, "")
    assert expected.format(place=place) in found.err
    assert len(found.err.splitlines()) == 1
    assert not place.exists()


def test_a_store_that_breaks_during_an_export_is_told_of_the_store(
    command: Command, place: Path, tmp_path: Path
) -> None:
    """The file that was to be written is not to blame, and is not left half."""
    open_store(place).add(refusal())
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute("DROP TABLE weigering")
    folder = tmp_path / "map"
    folder.mkdir()

    found = command("weigering", "export", "--store", place, "--out", folder / "alles.csv")

    assert found.status == 2
    assert found.err.startswith(f"--store: {place}: the database refuses")
    assert list(folder.iterdir()) == []


def test_a_file_that_cannot_be_written(command: Command, place: Path, tmp_path: Path) -> None:
    """When the folder is not there it is the file that is to blame."""
    open_store(place)

    found = command("weigering", "export", "--store", place, "--out", tmp_path / "x" / "alles.csv")

    assert found.status == 2
    assert "--out: expected a file that can be written" in found.err


FULL_DISK = """
import resource, sys
from obstetric_rules.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
status = main(sys.argv[1:])
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
sys.exit(status)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be kept from writing")
def test_a_disk_without_room_loses_nothing(command: Command, place: Path, tmp_path: Path) -> None:
    """The operating system refuses to let the file grow: a clear error, and the rest is there."""
    open_store(place).add_all(refusals(10))
    big = tmp_path / "groot.csv"
    open_store(tmp_path / "groot.db").add_all(refusals(3_000, "groot"))
    command("weigering", "export", "--store", tmp_path / "groot.db", "--out", big)

    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, "weigering", "import", big, "--store", place],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "Nothing of this addition was kept" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    left = open_store(place).count()
    told = re.search(r"Of the lines before, ([0-9,]+) were added", done.stderr)
    assert told is not None
    assert left - 10 == int(told[1].replace(",", "")) > 0
    found = command("weigering", "import", big, "--store", place)
    assert found.status == 0
    assert open_store(place).count() == 3_010


def test_a_proposal_can_be_run_as_it_stands(command: Command, tmp_path: Path) -> None:
    """What a dossier calls a ward is one word of the command, whatever stands in it."""
    dossier = tmp_path / "dossier.json"
    ward = {"id": "x; touch pwned", "ziekenhuis": "$(reboot)", "stop": True}
    asked = {"zorgvraag": {"gevraagde_afdeling": ward["id"]}, "afdelingen": [ward]}
    dossier.write_text(json.dumps(asked), encoding="utf-8")

    found = command("weigering", "propose", dossier, "--protocol", "zwolle")

    words = shlex.split(found.out.splitlines()[1])
    assert words[words.index("--afdeling") + 1] == "x; touch pwned"
    assert words[words.index("--naar") + 1] == "$(reboot)"


def test_a_proposal_for_a_ward_without_place(command: Command, tmp_path: Path) -> None:
    """As a command to complete, or as JSON; for a ward with a bed there is none."""
    dossier = tmp_path / "dossier.json"
    ward = {"id": "a", "ziekenhuis": "z", "stop": True}
    asked = {"zorgvraag": {"gevraagde_afdeling": "a"}, "afdelingen": [ward]}
    arguments = ("weigering", "propose", dossier, "--protocol", "zwolle")
    dossier.write_text(json.dumps(asked), encoding="utf-8")

    assert "--naar z --naar-lijn tweede --afdeling a" in command(*arguments).out
    assert json.loads(command(*arguments, "--format", "json").out) == {
        "protocol": "zwolle",
        "weigering": {"naar": "z", "naar_lijn": "tweede", "afdeling": "a", "opvang": "stop"},
    }
    (tmp_path / "namen.toml").write_text(
        'titel = "x"\nversie = "1"\nuitgever = "y"\n[[afdelingen]]\nid = "a"\nnaam = "Kamers A"\n',
        encoding="utf-8",
    )
    named = command(*arguments, "--region-data", tmp_path).out
    assert "Afdeling Kamers A: stop." in named
    assert "--naar z --naar-lijn tweede --afdeling a" in " ".join(named.split())
    del ward["ziekenhuis"]
    dossier.write_text(json.dumps(asked), encoding="utf-8")
    assert "--naar ZIEKENHUIS" in command(*arguments).out
    asked["afdelingen"] = []
    dossier.write_text(json.dumps(asked), encoding="utf-8")
    assert command(*arguments).out == "Geen weigering om vast te leggen.\n"
    assert json.loads(command(*arguments, "--format", "json").out)["weigering"] is None

    found = command("weigering", "propose", dossier, "--protocol", "groningen")
    assert found.status == 2
    assert found.err == "--protocol: the protocol groningen has no question opvang\n"


def test_the_quarterly_report_is_written_to_a_folder(
    command: Command, place: Path, tmp_path: Path
) -> None:
    """Two files for the region and two for each VSV, in a folder that is made."""
    open_store(place).add_all(refusals(20))
    out = tmp_path / "nieuw" / "map"

    found = command("kwartaalrapport", "2026Q3", "--store", place, "--out", out)

    assert (found.status, found.err) == (0, "")
    assert found.out.splitlines() == [
        f"{out}/kwartaalrapport-2026Q3-{whose}.{form}"
        for whose in ("regio", "vsv-vsv_noord")
        for form in ("csv", "html")
    ]
    assert sorted(map(str, out.iterdir())) == sorted(found.out.splitlines())
    text = (out / "kwartaalrapport-2026Q3-regio.csv").read_text(encoding="utf-8")
    assert "2026Q3,regio,totaal,totaal,20,2026Q2,afgeschermd" in text
    command("kwartaalrapport", "2026Q3", "--store", place, "--out", out, "--threshold", "30")
    text = (out / "kwartaalrapport-2026Q3-regio.csv").read_text(encoding="utf-8")
    assert "2026Q3,regio,totaal,totaal,afgeschermd,2026Q2,afgeschermd" in text


def test_names_of_the_region_are_shown_for_codes(
    command: Command, place: Path, tmp_path: Path
) -> None:
    """In the list and on the pages; files for programs keep the codes."""
    open_store(place).add_all(refusals(20))
    region = ("--region-data", EXAMPLE)

    found = command("weigering", "list", "--store", place, *region)
    assert (found.status, found.err) == (0, "")
    for text in (
        "Praktijk A (verzonnen) (eerste)",
        "ziekenhuis_x (tweede)",
        "VSV Noord (verzonnen): Geen vrij bed (verzonnen)",
    ):
        assert text in " ".join(found.out.split())
    plain = command("weigering", "list", "--store", place, "--format", "json").out
    named = command("weigering", "list", "--store", place, "--format", "json", *region).out
    assert plain == named

    command("kwartaalrapport", "2026Q3", "--store", place, "--out", tmp_path / "zonder")
    found = command("kwartaalrapport", "2026Q3", "--store", place, "--out", tmp_path, *region)
    assert (found.status, found.err) == (0, "")
    name = "kwartaalrapport-2026Q3-vsv-vsv_noord"
    assert "VSV Noord (verzonnen)</h1>" in (tmp_path / f"{name}.html").read_text(encoding="utf-8")
    table = tmp_path / f"{name}.csv"
    assert table.read_bytes() == (tmp_path / "zonder" / table.name).read_bytes()


def test_names_that_cannot_be_used(command: Command, place: Path, tmp_path: Path) -> None:
    """Every problem is a line that starts with the option, and nothing is listed or written."""
    open_store(place).add(refusal())
    (tmp_path / "namen.toml").write_text("titel = 1", encoding="utf-8")
    for arguments in (
        ("weigering", "list"),
        ("kwartaalrapport", "2026Q3", "--out", tmp_path / "nieuw"),
    ):
        found = command(*arguments, "--store", place, "--region-data", tmp_path)
        assert (found.status, found.out) == (2, "")
        assert all(
            line.startswith("--region-data: namen.toml: ") for line in found.err.splitlines()
        )
    assert not (tmp_path / "nieuw").exists()


BAD_REPORTS = {
    "no quarter": (("2026Q5",), "QUARTER: expected a quarter such as 2026Q3"),
    "no threshold": (("2026Q3", "--threshold", "1"), "--threshold: expected a number from 2"),
    "no store": (("2026Q3",), "there is no store yet"),
}


@pytest.mark.parametrize(("arguments", "expected"), BAD_REPORTS.values(), ids=BAD_REPORTS)
def test_bad_input_for_a_report(
    arguments: tuple[str, ...], expected: str, command: Command, place: Path, tmp_path: Path
) -> None:
    """What cannot be used is told in one line, and no folder is made."""
    found = command("kwartaalrapport", *arguments, "--store", place, "--out", tmp_path / "map")

    assert (found.status, found.out) == (2, "")
    assert expected in found.err
    assert len(found.err.splitlines()) == 1
    assert not (tmp_path / "map").exists()


def test_a_folder_that_cannot_be_made(command: Command, place: Path) -> None:
    """A file stands where the folder should: the error names the option."""
    open_store(place)

    found = command("kwartaalrapport", "2026Q3", "--store", place, "--out", place / "map")

    assert found.status == 2
    assert found.err.startswith("--out: expected a file that can be written")


def test_without_a_database_one_line_says_so(
    command: Command, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has not installed a database is told what to install."""
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    for name in ("store", "database", "tables", "migrating"):
        monkeypatch.delitem(sys.modules, f"obstetric_rules.weigeringen.{name}", raising=False)

    found = command("weigering", "list", "--store", place)

    assert found.status == 2
    assert ".[weigeringen]" in found.err


def test_the_example_file_is_imported_whole(command: Command, place: Path) -> None:
    """Whoever tries the page about registering refusals has a file to try it with."""
    example = Path(__file__).parents[2] / "examples" / "weigeringen" / "juli.csv"

    found = command("weigering", "import", example, "--store", place)

    assert (found.status, found.out) == (0, "5 toegevoegd, 0 stonden er al, 0 onbruikbaar.\n")
