"""What a region calls the codes of its refusals."""

from __future__ import annotations

import datetime
from pathlib import Path

import attrs
import pytest

from obstetric_rules.errors import RegionDataError
from obstetric_rules.plugins.zwolle.region_data import EXAMPLE, NAMEN, Contact, read_region_data
from obstetric_rules.plugins.zwolle.region_problems import NAMED
from obstetric_rules.plugins.zwolle.zakkaart import zakkaart_lines, zakkaart_of

TOP = 'titel = "VERZONNEN"\nversie = "voorbeeld-1"\nuitgever = "Voorbeeldregio (verzonnen)"\n'


def row(part: str, code: str, name: str = "Verzonnen") -> str:
    return f'[[{part}]]\nid = "{code}"\nnaam = "{name}"\n'


def write(folder: Path, *rows: str) -> None:
    (folder / NAMEN).write_text("".join((TOP, *rows)), encoding="utf-8")


def test_each_field_of_a_refusal_has_the_names_of_its_codes(tmp_path: Path) -> None:
    """A hospital is an organisation too; what is not named is called by its code."""
    write(tmp_path, *(row(part, f"{part}_x", part) for part in NAMED))
    organisations = {"ziekenhuizen_x": "ziekenhuizen", "organisaties_x": "organisaties"}

    assert read_region_data(tmp_path).names == {
        "van": organisations,
        "naar": organisations,
        "alternatief": organisations,
        "afdeling": {"afdelingen_x": "afdelingen"},
        "vsv": {"vsvs_x": "vsvs"},
        "reden": {"redenen_x": "redenen"},
    }
    write(tmp_path)
    assert not any(read_region_data(tmp_path).names.values())


def test_a_region_without_such_a_file_names_nothing() -> None:
    """Codes are shown as they are."""
    assert attrs.evolve(read_region_data(EXAMPLE), namen=None).names == {}


@pytest.mark.parametrize("part", NAMED)
def test_two_names_for_one_code_are_refused(part: str, tmp_path: Path) -> None:
    """Which of two names is meant, nobody can tell."""
    write(tmp_path, row(part, "x"), row(part, "y"), row(part, "x"))

    with pytest.raises(
        RegionDataError, match=rf"{part}\[2\].id: expected an id that stands there once \({part}\[0"
    ):
        read_region_data(tmp_path)


def test_an_organisation_is_not_a_hospital_too(tmp_path: Path) -> None:
    """One code would have two names."""
    write(tmp_path, row("ziekenhuizen", "x"), row("organisaties", "y"), row("organisaties", "x"))

    with pytest.raises(
        RegionDataError, match=r"organisaties\[1\].id: expected an organisation that is not among"
    ):
        read_region_data(tmp_path)


@pytest.mark.parametrize("part", ["organisaties", "vsvs", "redenen"])
def test_a_code_that_no_refusal_has_is_refused(part: str, tmp_path: Path) -> None:
    """A name for a code in capitals would never be shown."""
    write(tmp_path, row(part, "VOL"))

    with pytest.raises(RegionDataError, match=r"\[0\].id: expected a code of lower-case letters"):
        read_region_data(tmp_path)


def test_a_card_names_the_service_to_call(tmp_path: Path) -> None:
    """A contact that is the code of an organisation is shown by its name, any other as it is."""
    data = read_region_data(EXAMPLE)
    assert data.parallelle_actie is not None
    contacts = [Contact(dienst=name, bereikbaar_via="-") for name in ("praktijk_a", "elders")]
    actors = [attrs.evolve(data.parallelle_actie.actoren[0], contacten=tuple(contacts))]
    action = attrs.evolve(data.parallelle_actie, actoren=tuple(actors))
    day = datetime.date(2026, 11, 22)

    lines = zakkaart_lines(zakkaart_of(attrs.evolve(data, parallelle_actie=action), day))
    without = zakkaart_lines(
        zakkaart_of(attrs.evolve(data, parallelle_actie=action, namen=None), day)
    )

    assert "     Contact: Praktijk A (verzonnen): -" in lines
    assert "     Contact: praktijk_a: -" in without
    assert "     Contact: elders: -" in lines
