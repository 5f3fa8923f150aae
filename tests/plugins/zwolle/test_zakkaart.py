"""The pocket card: one column for each actor, the steps in order, on one sheet."""

from __future__ import annotations

import datetime
import shutil
import sys
from pathlib import Path

import attrs
import pytest

from obstetric_rules.errors import MissingExtraError, RegionDataError, ValidityError
from obstetric_rules.plugins.zwolle.region_data import (
    EXAMPLE,
    INDICATIES,
    Contact,
    RegionData,
    Stap,
    read_region_data,
)
from obstetric_rules.plugins.zwolle.zakkaart import (
    PAPERS,
    Zakkaart,
    zakkaart_html,
    zakkaart_lines,
    zakkaart_of,
)
from tests.browser import browser, pages_of_pdf

ON = datetime.date(2026, 11, 22)

MOST_STEPS = {"a5": 18, "a6": 7}
"""With how many long steps for each actor a card can just be made."""


@pytest.fixture(scope="module")
def data() -> RegionData:
    return read_region_data(EXAMPLE)


@pytest.fixture(scope="module")
def card(data: RegionData) -> Zakkaart:
    return zakkaart_of(data, ON)


def with_longer_steps(data: RegionData, number: int) -> RegionData:
    """Return data in which each actor has this many long steps."""
    action = data.parallelle_actie
    assert action is not None
    actors = tuple(
        attrs.evolve(
            actor,
            stappen=tuple(
                Stap(id=f"{actor.actor}{at}", tekst="Verzonnen handeling in meer woorden. " * 3)
                for at in range(number)
            ),
            contacten=(Contact(dienst="Verzonnen", bereikbaar_via="000-0000000"),),
        )
        for actor in action.actoren
    )
    return attrs.evolve(data, parallelle_actie=attrs.evolve(action, actoren=actors))


def test_every_actor_has_a_column_with_its_steps_in_order(card: Zakkaart) -> None:
    """The card shows the five actors of the text, each with the region's steps as they stand."""
    assert [column.heading for column in card.columns] == [
        "Verloskundige",
        "Meldkamer",
        "Ambulancezorg",
        "MMT",
        "Ziekenhuis",
    ]
    assert [step.text for step in card.columns[0].steps] == [
        "Verzonnen stap A.",
        "Verzonnen stap B.",
        "Verzonnen stap C.",
    ]
    assert [step.number for step in card.columns[0].steps] == [1, 2, 3]


def test_what_may_run_together_is_told_to_both(card: Zakkaart) -> None:
    """Whichever of two steps names the other, both actors read of it."""
    assert card.columns[0].steps[1].together_with == ("Meldkamer 1",)
    assert card.columns[1].steps[0].together_with == ("Verloskundige 2",)
    assert card.columns[1].steps[1].together_with == ("Ambulancezorg 1", "MMT 1", "Ziekenhuis 1")


def test_the_card_as_text_says_all_of_it(card: Zakkaart) -> None:
    """Steps, contacts and origin can be read without a browser, in 80 columns."""
    lines = zakkaart_lines(card)

    assert max(map(len, lines)) <= 80
    text = " ".join(" ".join(lines).split())
    for column in card.columns:
        assert column.heading.upper() in text
        assert all(step.text in text for step in column.steps)
        assert all(f"{one.dienst}: {one.bereikbaar_via}" in text for one in column.contacts)
    assert "Gegevens van de regio, sha256" in text


def test_what_a_region_writes_is_text_and_no_markup(data: RegionData) -> None:
    """A step with angle brackets is shown as it is written."""
    action = data.parallelle_actie
    assert action is not None
    card = zakkaart_of(attrs.evolve(data, parallelle_actie=attrs.evolve(action, titel="<b>&")), ON)

    assert "<h1>&lt;b&gt;&amp;</h1>" in zakkaart_html(card)


def test_the_page_needs_nothing_from_elsewhere(card: Zakkaart) -> None:
    """The card works on a phone without a network."""
    html = zakkaart_html(card)

    assert "http" not in html
    assert "<script" not in html
    assert "url(" not in html


@browser
@pytest.mark.parametrize("paper", PAPERS)
def test_the_card_prints_on_one_sheet(data: RegionData, paper: str, tmp_path: Path) -> None:
    """As much as the library is willing to put on a card fits one lying sheet of the paper."""
    page = tmp_path / "zakkaart.html"
    card = zakkaart_of(with_longer_steps(data, MOST_STEPS[paper]), ON)
    with pytest.raises(RegionDataError):
        zakkaart_html(zakkaart_of(with_longer_steps(data, MOST_STEPS[paper] + 1), ON), paper)
    page.write_text(zakkaart_html(card, paper), encoding="utf-8")

    assert pages_of_pdf(page, tmp_path) == 1


def test_more_than_one_can_read_is_refused(data: RegionData) -> None:
    """A card in type that nobody can read is not made; the error says to shorten it."""
    card = zakkaart_of(with_longer_steps(data, 20), ON)

    with pytest.raises(RegionDataError, match="less text"):
        zakkaart_html(card, "a6")


def test_a_card_that_does_not_hold_on_the_day_is_not_made(data: RegionData) -> None:
    """Nobody works from an expired card; on its last day it holds, and says so."""
    action = data.parallelle_actie
    assert action is not None
    dated = attrs.evolve(data, parallelle_actie=attrs.evolve(action, beheerder=None, geldig_tot=ON))

    assert f"Geldig ../{ON}." in zakkaart_of(dated, ON).origin
    assert "Beheer" not in zakkaart_of(dated, ON).origin
    with pytest.raises(ValidityError, match="2026-11-23"):
        zakkaart_of(dated, ON + datetime.timedelta(days=1))


def test_without_the_file_there_is_no_card(tmp_path: Path) -> None:
    """The steps are never made up."""
    shutil.copy(EXAMPLE / INDICATIES, tmp_path)

    with pytest.raises(RegionDataError, match=r"parallelle_actie\.toml: expected this file"):
        zakkaart_of(read_region_data(tmp_path), ON)


def test_without_the_extra_one_line_says_so(
    card: Zakkaart, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has not installed what HTML takes is told what to install."""
    monkeypatch.setitem(sys.modules, "jinja2", None)

    with pytest.raises(MissingExtraError, match=r"\.\[regio\]"):
        zakkaart_html(card)
