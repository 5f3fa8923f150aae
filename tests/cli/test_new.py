"""The command new: what it writes, that it works at once, and what it refuses."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from types import ModuleType

import pytest

from obstetric_rules import load_protocol
from obstetric_rules.cli.scaffold.names import LONGEST_NAME
from obstetric_rules.testing import RuleCoverage, check_ruleset
from obstetric_rules.testing.readable_cases import read_cases
from tests import golden
from tests.cli.commands import Command
from tests.packages import install

LISTING = Path(__file__).parent / "golden" / "new.txt"
LONGEST = "-".join(["een", "heel", "lang", "ziekenhuis", "met", "veel", "vleugels"])[:LONGEST_NAME]

INSTALLED = """
from obstetric_rules.plugins import Layer, Ruleset, Rule, question

def made(id, **parts):
    return Ruleset(id=id, version="3", title=id, publisher="p", status="s", **parts)

kleur = lambda: question("kleur", text="Welke?", label="de kleur", values={"rood": "rood"})
kaal = made("kaal", layer=Layer.NATIONAL)
noord = made("noord", layer=Layer.REGION, questions=(kleur(),))
zuid = made("zuid", layer=Layer.REGION, questions=(kleur(),))
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    folder = tmp_path / "hier"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rulesets of another distribution, two of which do not go together."""
    info = tmp_path / "anderen-2.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: anderen\nVersion: 2.1\n")
    entries = "".join(f"{name} = regels_van_anderen:{name}\n" for name in ("kaal", "noord", "zuid"))
    (info / "entry_points.txt").write_text(
        f"[obstetric_rules.rulesets]\n{entries}"
        "[obstetric_rules.plugin_api]\n1.0 = regels_van_anderen\n"
    )
    (info / "top_level.txt").write_text("regels_van_anderen\n")
    (tmp_path / "regels_van_anderen.py").write_text(INSTALLED)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "regels_van_anderen", raising=False)


@pytest.fixture
def install_here(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], None]]:
    """Installs a package that was written, until the test ends."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(tmp_path / "site")
    yield lambda name: monkeypatch.syspath_prepend(install(here / name, tmp_path / "site"))
    for name in set(sys.modules) - before:
        if str(here) in (getattr(sys.modules[name], "__file__", None) or ""):
            del sys.modules[name]


def _written(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_says_what_it_wrote_and_what_to_do_next(command: Command, here: Path) -> None:
    """Whoever makes a package sees each file of it, and the two commands to go on with."""
    outcome = command("new", "mijn-ziekenhuis", "--layer", "ziekenhuis", "--extends", "groningen")

    assert (outcome.status, outcome.err) == (0, "")
    golden.check_whole(LISTING, outcome.out.rstrip("\n"))
    listed = {line.strip() for line in outcome.out.splitlines() if line.startswith("  ")}
    assert set(_written(here / "mijn-ziekenhuis")) <= listed
    assert [path.name for path in here.iterdir()] == ["mijn-ziekenhuis"]


def test_what_is_written_passes_its_own_tests(command: Command, here: Path, tmp_path: Path) -> None:
    """A new package works at once: its conformance test, its cases, and every rule exercised."""
    new = ("new", "mijn-ziekenhuis", "--layer", "ziekenhuis", "--extends", "groningen")
    assert command(*new).status == 0

    site = tmp_path / "site"
    path = [site, install(here / "mijn-ziekenhuis", site), os.environ.get("PYTHONPATH", "")]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"],
        cwd=here / "mijn-ziekenhuis",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    assert "test_conformance.py ..." in run.stdout
    assert "voorbeeldkamer.gevallen.yaml ...." in run.stdout
    assert re.search(r"mijn-ziekenhuis 0\.1\.0 .* 100%", run.stdout)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("ons-land", ("--layer", "landelijk")),
        ("mijn-regio", ()),
        (LONGEST, ("--layer", "ziekenhuis", "--extends=groningen", "--extends=groningen.mzh")),
    ],
    ids=["national", "region", "longest name, on two rulesets"],
)
def test_its_cases_are_met_on_every_layer(
    command: Command, install_here: Callable[[str], None], name: str, options: tuple[str, ...]
) -> None:
    """Whatever a new ruleset is made for and stands on, its cases come out as they say."""
    assert command("new", name, *options).status == 0
    install_here(name)

    cases = read_cases(Path(name, "tests", "voorbeeldkamer.gevallen.yaml")).cases

    assert [case.name for case in cases if not case.check().met] == []
    assert len(cases) == 4


def test_a_new_ruleset_composes_with_what_it_extends(
    command: Command, install_here: Callable[[str], None]
) -> None:
    """A hospital's new ruleset answers the questions of its region too."""
    for name, layer, lower in (
        ("proefregio", "regio", "groningen"),
        ("proefziekenhuis", "ziekenhuis", "proefregio"),
    ):
        assert command("new", name, "--layer", layer, "--extends", lower).status == 0
        install_here(name)

    protocol = load_protocol("proefziekenhuis")
    assert [layer.id for layer in protocol.layers] == ["groningen", "proefregio", "proefziekenhuis"]
    assert {"badbevalling", "kamergebruik_proefregio", "kamergebruik_proefziekenhuis"} <= set(
        protocol.questions
    )
    project = tomllib.loads(Path("proefziekenhuis/pyproject.toml").read_text())["project"]
    assert project["dependencies"] == ["obstetric-rules>=0.1", "proefregio>=0.1.0,<1"]


@pytest.mark.parametrize("name", ["a", LONGEST])
def test_lines_stay_short_whatever_the_name(command: Command, here: Path, name: str) -> None:
    """The shortest and the longest name both give files that the checkers of style accept."""
    assert command("new", name, "--extends", "groningen").status == 0

    long = {
        f"{path}: {line}"
        for path, text in _written(here / name).items()
        for line in text.splitlines()
        if path.endswith((".py", ".yaml")) and len(line) > 100
    }
    assert long == set()


def test_every_file_says_that_it_is_an_example(command: Command, here: Path) -> None:
    """Nobody takes the content of a new package for an agreement."""
    assert command("new", "mijn-regio").status == 0

    without = {
        path
        for path, text in _written(here / "mijn-regio").items()
        if not any(word in text.lower() for word in ("voorbeeld", "example"))
    }
    assert without == {
        ".gitignore",
        "src/mijn_regio/py.typed",
        "tests/test_conformance.py",
    }


@pytest.mark.parametrize("lower", ["groningen", "groningen.mzh", "zwolle"])
def test_an_example_of_an_exception_works_as_it_is_written(
    command: Command, install_here: Callable[[str], None], lower: str
) -> None:
    """The exception in a new package is live: every check passes, and its cases are met."""
    new = ("new", "mijn-ziekenhuis", "--layer", "ziekenhuis", "--extends", lower)
    assert command(*new, "--with-exception").status == 0
    install_here("mijn-ziekenhuis")

    path = Path("mijn-ziekenhuis")
    (module,) = path.glob("src/*/v3_hier_anders.py")
    assert ".slot(" in module.read_text(encoding="utf-8")
    report = check_ruleset("mijn-ziekenhuis", samples=5)
    assert report.passed, str(report)
    coverage = RuleCoverage(lambda ruleset: ruleset.id == "mijn-ziekenhuis")
    for file in sorted(path.glob("tests/*.yaml")):
        for case in read_cases(file).cases:
            result = case.check()
            assert result.met, case.name
            coverage.add(result.decision)
    assert coverage.total().percentage == 100
    protocol = load_protocol("mijn-ziekenhuis")
    (base,) = [
        rule
        for rule in protocol.rules.values()
        if rule.ruleset != "mijn-ziekenhuis"
        and any(name.startswith("mijn-ziekenhuis/") for name in rule.exceptions)
    ]
    assert protocol.rules["mijn-ziekenhuis/V3.hier_anders"].values == base.values


@pytest.mark.parametrize(
    "options", [(), ("--extends", "kaal")], ids=["nothing below", "nothing to override"]
)
@pytest.mark.usefixtures("others")
def test_without_a_rule_below_there_is_no_exception_to_show(
    command: Command, here: Path, options: tuple[str, ...]
) -> None:
    """Whoever asks for an example that cannot be made reads what it takes."""
    outcome = command("new", "mijn-regio", "--with-exception", *options)

    assert (outcome.status, outcome.err) == (
        2,
        "--with-exception: expected --extends with a ruleset that has a rule to show it with\n",
    )
    assert _written(here) == {}


@pytest.mark.usefixtures("others")
def test_what_is_extended_is_required(command: Command) -> None:
    """The package of a lower ruleset is required, whatever is in it."""
    assert command("new", "mijn-regio", "--extends", "kaal").status == 0

    assert '"anderen>=2.1,<3"' in Path("mijn-regio/pyproject.toml").read_text(encoding="utf-8")


def test_a_package_is_prepared_before_the_first_day(
    command: Command, install_here: Callable[[str], None], tmp_path: Path
) -> None:
    """A hospital prepares for an agreement that starts later, and its cases run on that day."""
    assert command("new", "straks").status == 0
    file = Path("straks/src/straks/__init__.py")
    text = file.read_text(encoding="utf-8").replace(
        "    slots=SLOTS", "    valid_from=date(2999, 1, 1),\n    slots=SLOTS"
    )
    file.write_text(f"from datetime import date\n{text}", encoding="utf-8")
    install_here("straks")
    new = ("new", "proefziekenhuis", "--layer", "ziekenhuis", "--extends", "straks")

    early = command(*new, "--on", "2998-12-31")
    assert early.status == 2
    assert "straks 0.1.0 does not hold on 2998-12-31" in early.err
    assert command(*new, "--with-exception").status == 0
    install_here("proefziekenhuis")
    for path in sorted(Path("proefziekenhuis/tests").glob("*.yaml")):
        assert "op: 2999-01-01" in path.read_text(encoding="utf-8")
        assert all(case.check().met for case in read_cases(path).cases)
    found = command("verify", "proefziekenhuis", "--own")
    assert "2999-01-01" in found.out
    assert command("verify", "proefziekenhuis", "--on", "2026-11-22").status == 2


@pytest.mark.usefixtures("others")
def test_what_held_once_is_not_extended(
    command: Command, install_here: Callable[[str], None]
) -> None:
    """An agreement that has ended is not taken for one to build on."""
    assert command("new", "vroeger").status == 0
    file = Path("vroeger/src/vroeger/__init__.py")
    text = file.read_text(encoding="utf-8").replace(
        "    slots=SLOTS", "    valid_to=date(2020, 1, 1),\n    slots=SLOTS"
    )
    file.write_text(f"from datetime import date\n{text}", encoding="utf-8")
    install_here("vroeger")

    outcome = command("new", "mijn-regio", "--extends", "vroeger")

    assert outcome.status == 2
    assert "it was valid until 2020-01-01" in outcome.err


@pytest.mark.parametrize(
    ("version", "requirement"),
    [
        ("1!4.0", "anderen>=1!4.0,<1!5"),
        ("10.1.post1+git", "anderen>=10.1.post1,<11"),
        ("x", "anderen"),
    ],
)
@pytest.mark.usefixtures("others")
def test_a_lower_ruleset_is_required_up_to_its_next_major_version(
    command: Command, tmp_path: Path, version: str, requirement: str
) -> None:
    """A next major version answers otherwise, and is installed only when somebody has read it."""
    (tmp_path / "anderen-2.1.dist-info" / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: anderen\nVersion: {version}\n"
    )

    assert command("new", "mijn-regio", "--extends", "kaal").status == 0

    project = tomllib.loads(Path("mijn-regio/pyproject.toml").read_text())["project"]
    assert project["dependencies"] == ["obstetric-rules>=0.1", requirement]


def test_writes_where_it_is_told(command: Command, here: Path) -> None:
    """A directory that is there and empty is used; a name with a space is quoted in what to do."""
    Path("mijn map").mkdir()

    outcome = command("new", "mijn-regio", "--directory", "mijn map")

    assert outcome.status == 0
    assert "  cd 'mijn map' && " in outcome.out
    assert "pyproject.toml" in _written(here / "mijn map")


NAMES = {
    "capitals": ("Mijn-Regio", 'got "Mijn-Regio"'),
    "underscore": ("mijn_regio", 'got "mijn_regio"'),
    "dots": ("groningen.mzh", 'got "groningen.mzh"'),
    "digit first": ("2e-lijn", 'got "2e-lijn"'),
    "hyphen last": ("mijn-", 'got "mijn-"'),
    "two hyphens": ("mijn--regio", 'got "mijn--regio"'),
    "empty": ("", 'got ""'),
    "another script": ("mijn-regió", 'got "mijn-regi\\xf3"'),
    "several lines": ("mijn\nregio", 'got "mijn\\nregio"'),
    "too long": ("a" * 41, f'at most 40 characters, got "{"a" * 41}"'),
}


@pytest.mark.parametrize(("name", "message"), NAMES.values(), ids=NAMES)
def test_a_name_that_cannot_be_one_is_refused(command: Command, name: str, message: str) -> None:
    """Whoever chooses a name that no package can have reads what a name looks like."""
    outcome = command("new", name)

    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith(
        "NAME: expected lower-case letters, digits and single hyphens, a letter first, as in "
        "mijn-ziekenhuis, and at most 40 characters, got "
    )
    assert outcome.err.endswith(f"{message}\n")
    assert outcome.err.count("\n") == 1


TAKEN = {
    "class": "class is a word of Python itself, so nothing could import it; choose another name",
    "match": "match is a word of Python itself, so nothing could import it; choose another name",
    "email": "email is a module of Python itself, which would hide it; choose another name",
    "groningen": "the ruleset groningen is installed already; ids are permanent, so choose another "
    "name",
    "obstetric-rules": "a package obstetric-rules is installed already; choose another name",
    "attr": "the module attr is installed already, by attrs; choose another name",
}


@pytest.mark.parametrize(("name", "message"), TAKEN.items(), ids=TAKEN)
def test_a_name_that_is_taken_is_refused(command: Command, name: str, message: str) -> None:
    """A new package never hides, or is hidden by, something that is there already."""
    outcome = command("new", name)

    assert (outcome.status, outcome.out, outcome.err) == (2, "", f"NAME: {message}\n")


@pytest.mark.parametrize("name", ["test", "losse-regels", "in-de-maak"])
def test_a_name_of_a_module_that_is_found_is_refused(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A module of no package is as much in the way: Python's own test, or a file on the path."""
    (tmp_path / "losse_regels.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "in_de_maak", ModuleType("in_de_maak"))

    assert command("new", name).err == (
        f"NAME: import {name.replace('-', '_')} finds another module already, which would hide it; "
        "choose another name\n"
    )


def test_a_folder_of_its_own_name_is_no_module(
    command: Command, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs the command where the folder stands already can write the package into it."""
    monkeypatch.syspath_prepend(here)
    Path("proefregio").mkdir()

    assert command("new", "proefregio").status == 0


def test_an_existing_directory_is_left_alone(command: Command, here: Path) -> None:
    """What stands in a directory already is never overwritten or added to."""
    Path("mijn-regio").mkdir()
    Path("mijn-regio", "werk.txt").write_text("van mij")

    outcome = command("new", "mijn-regio")

    assert outcome.err == (
        "--directory: expected a directory that is empty or not there yet, got mijn-regio\n"
    )
    assert _written(here) == {"mijn-regio/werk.txt": "van mij"}


def test_a_file_in_its_place_is_left_alone(command: Command, here: Path) -> None:
    """A file that has the name of the directory is not replaced."""
    Path("mijn-regio").write_text("van mij")

    assert command("new", "mijn-regio").err == (
        "--directory: expected a directory, got the file mijn-regio\n"
    )
    assert _written(here) == {"mijn-regio": "van mij"}


def test_a_directory_nowhere_is_refused(command: Command) -> None:
    """A typing error in the path makes no row of new directories."""
    assert command("new", "mijn-regio", "--directory", "nergens/mijn-regio").err == (
        "--directory: expected a directory in one that exists; there is no nergens\n"
    )


def test_extending_what_is_not_installed_is_refused_with_the_nearest(command: Command) -> None:
    """A typing error in the id of a ruleset is answered with the id that was meant."""
    outcome = command("new", "mijn-regio", "--extends", "gronigen")

    assert outcome.status == 2
    assert "--extends: no protocol gronigen is installed; did you mean groningen?" in outcome.err


def test_a_region_does_not_extend_a_hospital(command: Command, here: Path) -> None:
    """What holds for a whole region cannot hang on the rules of one hospital."""
    outcome = command("new", "mijn-regio", "--layer", "regio", "--extends", "groningen.mzh")

    assert (outcome.status, outcome.err) == (
        2,
        "--layer: a ruleset of the layer regio cannot extend groningen.mzh, which is of the layer "
        "ziekenhuis; expected --layer ziekenhuis\n",
    )
    assert _written(here) == {}


@pytest.mark.usefixtures("others")
def test_rulesets_that_do_not_go_together_are_refused(command: Command) -> None:
    """Two regions that declare one question each in their own way cannot both be extended."""
    outcome = command(
        "new", "mijn-ziekenhuis", "--layer", "ziekenhuis", "--extends", "noord", "--extends", "zuid"
    )

    assert outcome.status == 2
    assert outcome.err.startswith("--extends: zuid: ")
    assert "kleur" in outcome.err


def test_everything_that_is_wrong_is_told_at_once(command: Command, here: Path) -> None:
    """Whoever mends what is told does not meet a next problem."""
    outcome = command("new", "Mijn", "--directory", "a/b", "--extends", "x", "--extends", "y")

    lines = outcome.err.splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "NAME",
        "--directory",
        "--extends",
        "--extends",
    ]
    assert _written(here) == {}


@pytest.mark.parametrize("moves_that_succeed", range(3))
@pytest.mark.parametrize("there", [False, True], ids=["new directory", "empty directory"])
def test_nothing_is_left_when_writing_fails(
    command: Command,
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    there: bool,
    moves_that_succeed: int,
) -> None:
    """A full disk leaves no half package behind, wherever the writing breaks off."""
    if there:
        Path("mijn-regio").mkdir()
    rename, moves = Path.rename, count()

    def full(path: Path, target: Path) -> Path:
        if next(moves) == (moves_that_succeed if there else 0):
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", full)

    outcome = command("new", "mijn-regio")

    assert (outcome.status, outcome.err) == (
        2,
        "mijn-regio: expected a directory that can be written (No space left on device)\n",
    )
    assert list(here.rglob("*")) == ([here / "mijn-regio"] if there else [])


def test_fills_the_directory_one_stands_in(command: Command, here: Path) -> None:
    """Whoever has made a directory and gone into it finds the package there, and is still there."""
    before = here.stat().st_ino

    assert command("new", "mijn-regio", "--directory", ".").status == 0

    assert here.stat().st_ino == before
    assert {"README.md", "pyproject.toml", ".gitignore"} <= set(_written(here))


def test_says_what_to_install_without_the_template_library(
    command: Command, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who installed the library without the extra reads which one to install."""
    monkeypatch.setitem(sys.modules, "jinja2", None)

    outcome = command("new", "mijn-regio")

    assert (outcome.status, outcome.err) == (
        2,
        "new needs jinja2: pip install '.[cli]' in a checkout of obstetric-rules\n",
    )
    assert list(here.iterdir()) == []
