"""What a region calls its hospitals and wards."""

from __future__ import annotations

from pathlib import Path

import pytest

from obstetric_rules import Dossier, Protocol, decide, load_protocol
from obstetric_rules.errors import DossierError, RegionDataError
from obstetric_rules.explanation.answers_text import heading_of
from obstetric_rules.plugins.zwolle.facts import Afdeling
from obstetric_rules.plugins.zwolle.region_data import NAMEN, read_region_data
from obstetric_rules.plugins.zwolle.region_ruleset import with_region_data

NAMES = """
titel = "VERZONNEN namen"
versie = "voorbeeld-1"
uitgever = "Voorbeeldregio (verzonnen)"

[[ziekenhuizen]]
id = "zh_x"
naam = "Verzonnen Ziekenhuis"

[[afdelingen]]
id = "vk_x"
naam = "Verzonnen verloskamers"
"""


def read(folder: Path, text: str) -> Protocol:
    (folder / NAMEN).write_text(text, encoding="utf-8")
    return with_region_data(load_protocol("zwolle"), read_region_data(folder))


def test_a_ward_is_shown_by_the_name_that_the_region_gives_it(tmp_path: Path) -> None:
    """Who reads the answers sees which ward is meant, and not its id."""
    protocol = read(tmp_path, NAMES)
    dossier = Dossier(afdelingen=[Afdeling(id="vk_x", stop=True), Afdeling(id="elders")])
    decision = decide(protocol, dossier)

    assert decision.case is not None
    headings = [
        heading_of(decision.case, protocol.questions["opvang"], key) for key in ("vk_x", "elders")
    ]
    assert headings == ["Opvang (afdeling Verzonnen verloskamers)", "Opvang (afdeling elders)"]
    assert protocol.slots["afdelingen"].kinds["ziekenhuis"].ordinary == "z1"


def test_a_slip_in_the_id_of_a_ward_is_refused(tmp_path: Path) -> None:
    """A ward in another spelling is no other ward."""
    with pytest.raises(DossierError, match=r"afdelingen\[0\].id: .*did you mean .vk_x."):
        decide(read(tmp_path, NAMES), Dossier(afdelingen=[Afdeling(id="VK_X")]))


def test_a_file_may_name_nothing(tmp_path: Path) -> None:
    """Whoever starts a file need not name everything at once."""
    protocol = read(tmp_path, NAMES.partition("[[")[0])

    assert decide(protocol, Dossier(afdelingen=[Afdeling(id="VK_X")])) is not None


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("vk_x", r"afdelingen\[1\].id: expected an id that stands there once \(afdelingen\[0\]"),
        ("VK_X", r"afdelingen\[1\].id: expected something else than afdelingen\[0\].id in other"),
    ],
)
def test_two_names_for_one_id_are_refused(tmp_path: Path, second: str, told: str) -> None:
    """Which of two names is meant, nobody can tell."""
    more = f'[[afdelingen]]\nid = "{second}"\nnaam = "Andere"\n'

    with pytest.raises(RegionDataError, match=told):
        read(tmp_path, f"{NAMES}\n{more}")
