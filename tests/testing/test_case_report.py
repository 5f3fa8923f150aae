"""A readable case that is not met shows its situation, and facts in the words of the field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from obstetric_rules.testing import read_cases
from obstetric_rules.testing._case_report import result_lines
from tests.testing.case_texts import case_of, written


def told(folder: Path, expected: dict[str, Any] | None = None, **keys: Any) -> list[str]:
    """Return what is told of a case whose expectation is not met."""
    (case,) = case_of(folder, verwacht=expected or {"ontslag": "stil"}, **keys).cases
    return result_lines(case.check(), 200)


def situation(folder: Path, **keys: Any) -> list[str]:
    lines = told(folder, **keys)
    return lines[4 : lines.index("")]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"client": {"koorts": "ja"}}, ["  - de cliënt heeft koorts"]),
        ({"client": {"hoesten": "onbekend"}}, ["  - niet bekend: Hoest de cliënt?"]),
        ({"partner": {"koorts": "nee"}}, ["  - de partner heeft geen koorts"]),
        ({"partner": "onbekend"}, ["  - niet bekend: Is er een partner?"]),
        (
            {"zorgverleners": {"v2": {"koorts": "ja"}}},
            ["  - zorgverlener v2 heeft koorts"],
        ),
        ({"zorgverleners": "geen"}, ["  - er zijn geen zorgverleners"]),
    ],
)
def test_a_case_shows_what_is_not_as_in_the_situation_it_starts_from(
    tmp_path: Path, change: dict[str, Any], expected: list[str]
) -> None:
    """Its reader sees at once which facts are this case's own, also those it takes back."""
    found = situation(tmp_path, situatie=change)

    assert found == ["Situatie, anders dan de uitgangssituatie:", *expected]


def test_a_case_that_changes_nothing_says_so(tmp_path: Path) -> None:
    """A case that is the situation it starts from names that."""
    assert situation(tmp_path) == ["Situatie: de uitgangssituatie."]


def test_a_case_that_starts_from_nothing_shows_all_of_its_facts(tmp_path: Path) -> None:
    """Without a situation to start from every fact is the case's own, and there may be none."""
    own = {"client": {"koorts": "ja"}}

    assert situation(tmp_path, vanuit=None, situatie=own) == [
        "Situatie:",
        "  - de cliënt heeft koorts",
    ]
    assert situation(tmp_path, vanuit=None) == ["Situatie:", "  - er is niets bekend"]


def test_facts_to_ask_are_told_by_their_questions(tmp_path: Path) -> None:
    """What should still be asked is told as it would be asked, also of who is not there."""
    missing = ["client.koorts", "partner.koorts", "partner"]
    lines = told(tmp_path, {"badbevalling": {"ontbreekt": missing}})

    assert (
        "  verwacht als nog te vragen: “Heeft de cliënt koorts?”, “Is er een partner?” en "
        "“Heeft de partner koorts?”; gevonden: geen"
    ) in lines


def test_a_situation_that_is_none_by_itself_can_be_started_from(tmp_path: Path) -> None:
    """A case may put right what its starting situation lacks; its report then shows all facts."""
    for wrong, right in (
        ("zorgverleners: [{id: v1}, {koorts: nee}]", "zorgverleners: geen"),
        ("ziekenhuis: {id: anders}", "ziekenhuis: {id: mzh}"),
    ):
        text = (
            f"protocol: groningen.mzh\nuitgangssituaties:\n  los: {{{wrong}}}\ngevallen:\n"
            f"  - {{naam: a, waarom: b, vanuit: los, situatie: {{{right}}}, "
            "verwacht: {ontslag: stil}}\n"
        )
        (case,) = read_cases(written(tmp_path, text)).cases
        assert case.base is None
        assert "Situatie:" in result_lines(case.check())
