"""``obstetric-rules diff``, ``calendar`` and ``export``: what they write, and how they end."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

import attrs
import pytest

from obstetric_rules.cli import calendar
from obstetric_rules.plugins import discovery
from obstetric_rules.plugins.groningen import groningen
from obstetric_rules.rules.deprecation import Deprecation
from obstetric_rules.rules.parameter import Parameter
from obstetric_rules.rules.reading import rulesets_to_text
from obstetric_rules.verification.periods import periods
from tests.cli.commands import Command
from tests.cli.test_golden import _of_this_library
from tests.golden import check_whole
from tests.rules.features import REGION
from tests.verification import defects

GOLDEN = Path(__file__).parent / "golden"
DATE = "2026-11-22"


@pytest.fixture(autouse=True)
def of_this_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "entry_points", _of_this_library)


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_differences_are_what_was_reviewed(form: str, command: Command) -> None:
    """What authors read of a change is written word for word as it was reviewed."""
    found = command("diff", f"groningen@{DATE}", f"groningen.mzh@{DATE}", "--format", form)

    assert (found.status, found.err) == (1, "")
    written = re.sub(r"\b[0-9a-f]{64}\b", "<sha256>", found.out)
    check_whole(GOLDEN / f"diff-{form}.txt", written.rstrip("\n"))


def test_an_exported_protocol_is_the_same_as_the_installed_one(
    command: Command, tmp_path: Path
) -> None:
    """What was exported answers every case as what is installed does."""
    file = tmp_path / "mzh.json"
    file.write_text(command("export", "groningen.mzh").out, encoding="utf-8")

    found = command("diff", f"{file}@{DATE}", f"groningen.mzh@{DATE}")

    assert (found.status, found.err) == (0, "")
    assert "geen verschil." in " ".join(found.out.split())


def test_a_release_changes_nothing_but_what_it_says(command: Command, tmp_path: Path) -> None:
    """An author can check that a release changes the answers to one question only."""
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(rulesets_to_text([defects.SOUND]), encoding="utf-8")
    when = defects.when("K2.ja") & (defects.vrouw.weken < 40)
    changed = attrs.evolve(defects.SOUND, rules=defects.changed("K2.ja", when=when))
    new.write_text(rulesets_to_text([changed]), encoding="utf-8")

    assert command("diff", old, new).status == 1
    assert command("diff", old, new, "--only", "bad").status == 0
    assert command("diff", old, new, "--only", "plaats").status == 1


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("groningen", "groningen.mhz"), "did you mean groningen.mzh?"),
        (("groningen", "groningen@gisteren"), "groningen@gisteren: expected a date"),
        (("groningen", "nergens.json"), "nergens.json: expected a file that can be read"),
        (("groningen", "groningen", "--only", "ontslga"), "did you mean ontslag?"),
    ],
)
def test_what_cannot_be_compared_is_unusable(
    arguments: tuple[str, ...], expected: str, command: Command
) -> None:
    """A mistake in what to compare is named, and nothing else is printed."""
    found = command("diff", *arguments)

    assert (found.status, found.out) == (2, "")
    assert expected in found.err


def test_a_file_that_holds_no_rulesets_is_unusable(command: Command, tmp_path: Path) -> None:
    """A file of something else is refused by its name."""
    other, binary = tmp_path / "ander.json", tmp_path / "binair.json"
    other.write_text("{}", encoding="utf-8")
    binary.write_bytes(b"\xff\xfe")

    assert f"{other}: expected rulesets" in command("diff", "groningen", other).err
    assert f"{binary}: expected text in UTF-8" in command("diff", "groningen", binary).err


def test_a_hostile_file_is_unusable_in_one_line(command: Command, tmp_path: Path) -> None:
    """A file that was made to break the reader is no difference between two protocols."""
    written = rulesets_to_text([defects.SOUND])
    hostile = {
        "diep": "[" * 100_000,
        "dubbel": written.replace('"version":', '"version": "9.9.9", "version":', 1),
        "naam": written.replace('"hoest"', "\"x']=print('gedaan')#\""),
    }
    for name, content in hostile.items():
        file = tmp_path / f"{name}.json"
        file.write_text(content, encoding="utf-8")

        found = command("diff", file, file)

        assert (found.status, found.out) == (2, ""), name
        assert found.err.startswith(f"{file}: ")
        assert len(found.err.splitlines()) == 1


def test_protocols_of_two_places_are_unusable(command: Command, tmp_path: Path) -> None:
    """Two hospitals have no case in common, which is said and is no difference."""
    there = tmp_path / "elders.json"
    elsewhere = attrs.evolve(groningen, fixed={"ziekenhuis.id": "umcg"})
    there.write_text(rulesets_to_text([elsewhere]), encoding="utf-8")

    found = command("diff", "groningen.mzh", there)

    assert found.status == 2
    assert "are about different places" in found.err


def test_an_undated_protocol_has_one_period(command: Command) -> None:
    """A text without a date stays the same always, as far as anyone knows."""
    found = command("calendar", "groningen")

    assert found.status == 1
    assert found.out.startswith("altijd (ongedateerd)\n")


def test_a_dated_protocol_has_a_period_for_each_composition(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before, in and after its validity are told apart, each with what was proved of it."""
    dated = attrs.evolve(
        defects.SOUND,
        valid_from=datetime.date(2026, 1, 1),
        valid_to=datetime.date(2026, 12, 31),
    )
    monkeypatch.setattr(calendar, "load_layers", lambda _, apart: (dated,))

    found = command("calendar", "r")
    data = json.loads(command("calendar", "r", "--format", "json").out)

    assert found.status == 0
    assert found.out.splitlines() == [
        "tot en met 2025-12-31",
        "  geen protocol: r 1 geldt pas vanaf 2026-01-01",
        "vanaf 2026-01-01 tot en met 2026-12-31",
        "  geen bevindingen over 4 vragen; alle gevallen zijn doorgelopen.",
        "vanaf 2027-01-01",
        "  geen protocol: r 1 gold tot en met 2026-12-31",
    ]
    assert [period["first"] for period in data["periods"]] == [None, "2026-01-01", "2027-01-01"]
    assert data["periods"][1]["report"]["findings"] == []


def test_every_dated_part_begins_a_period() -> None:
    """A new value of a parameter, and an outdated question, change the composition too."""
    first, second = datetime.date(2026, 6, 1), datetime.date(2027, 6, 1)
    dated = attrs.evolve(
        defects.SOUND,
        parameters=(
            Parameter(id="weken", clauses=("K1",), label="de weken", values={None: 37, first: 38}),
        ),
        deprecations=(Deprecation(question="bad", since=second, because="Het bad is weg."),),
    )

    assert [period.first for period in periods([dated])] == [None, first, second]


def test_a_period_without_a_value_says_which_in_dutch(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before its first value, a parameter by its Dutch name says why there is no protocol."""
    monkeypatch.setattr(calendar, "load_layers", lambda *_, **__: (REGION,))

    lines = command("calendar", "r").out.splitlines()

    assert lines[:2] == [
        "tot en met 2025-12-31",
        "  geen protocol: de termijn heeft pas een waarde vanaf 2026-01-01",
    ]


def test_rulesets_that_do_not_fit_together_are_told_to_their_authors(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What no date mends is a fault of the rulesets, and told as such."""
    alone = attrs.evolve(defects.SOUND, extends=("x",))
    monkeypatch.setattr(calendar, "load_layers", lambda *_, **__: (alone,))

    (_, line) = command("calendar", "r").out.splitlines()

    assert line == "  geen protocol: r: extends x, which is not below it"
