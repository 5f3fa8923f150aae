"""Situations as a caregiver meets them, each with its answer and the clause it stands on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from obstetric_rules import Answer, Dossier, Protocol, decide, load_protocol, why
from obstetric_rules.errors import DossierError, FactError
from obstetric_rules.explanation.rendering import explanation_lines
from obstetric_rules.facts import read_dossier
from obstetric_rules.plugins.zwolle.facts import Afdeling, Neonaat, Zorgvraag
from obstetric_rules.plugins.zwolle.region_data import EXAMPLE, read_region_data
from obstetric_rules.plugins.zwolle.region_ruleset import with_region_data


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return load_protocol("zwolle")


@pytest.fixture(scope="module")
def with_table() -> Protocol:
    return with_region_data(load_protocol("zwolle"), read_region_data(EXAMPLE))


def answer(protocol: Protocol, question: str, **slots: Any) -> tuple[str, Any, tuple[str, ...]]:
    found = decide(protocol, Dossier(**slots))[question]
    assert isinstance(found, Answer)
    return found.status.value, found.value, found.clauses


ACUTE = {
    "pregnant, within minutes": (("zwangerschap", None, "minuten", True), "ja"),
    "in labour, within hours": (("baring", None, "uren", True), "ja"),
    "pregnant, within days but not until a working day": (
        ("zwangerschap", None, "dagen", False),
        "ja",
    ),
    "pregnant, can wait": (("zwangerschap", None, "dagen", True), "nee"),
    "day of the birth": (("postpartum", 0, "minuten", False), "ja"),
    "day 41": (("postpartum", 41, "uren", False), "ja"),
    "day 42, the last of six weeks": (("postpartum", 42, "uren", False), "ja"),
    "day 43": (("postpartum", 43, "minuten", False), "nee"),
    "day 42, can wait": (("postpartum", 42, "dagen", True), "nee"),
    "not pregnant": (("buiten_zwangerschap", None, "minuten", False), "nee"),
    "not pregnant, though a number of days is given": (
        ("buiten_zwangerschap", 3, "minuten", False),
        "nee",
    ),
}


@pytest.mark.parametrize(("case", "expected"), ACUTE.values(), ids=ACUTE)
def test_what_counts_as_acute(protocol: Protocol, case: tuple[Any, ...], expected: str) -> None:
    """Care that cannot wait is acute from conception up to and including day 42 after birth."""
    fase, days, termijn, wait = case
    given = {"fase": fase, "termijn": termijn, "kan_wachten_tot_werkdag": wait}
    if days is not None:
        given["dagen_postpartum"] = days

    found = answer(protocol, "acute_verloskunde", zorgvraag=Zorgvraag(**given))

    assert found == ("concluded", expected, ("Z1",))


def test_the_days_do_not_matter_before_the_birth(protocol: Protocol) -> None:
    """Nobody is asked for days after a birth that has not been."""
    zorgvraag = Zorgvraag(fase="baring", termijn="uren")

    assert answer(protocol, "acute_verloskunde", zorgvraag=zorgvraag)[:2] == ("concluded", "ja")


def test_after_a_birth_the_days_are_asked_for(protocol: Protocol) -> None:
    """Whether six weeks have passed is not guessed."""
    zorgvraag = Zorgvraag(fase="postpartum", termijn="uren")
    found = decide(protocol, Dossier(zorgvraag=zorgvraag))["acute_verloskunde"]

    assert isinstance(found, Answer)
    assert found.missing == ("zorgvraag.dagen_postpartum",)


WARDS = {
    "no bed": (0, False, "vol"),
    "one bed": (1, False, "beschikbaar"),
    "many beds": (7, False, "beschikbaar"),
    "a stop with free beds": (3, True, "stop"),
    "a stop without beds": (0, True, "stop"),
}


@pytest.mark.parametrize(("beds", "stop", "expected"), WARDS.values(), ids=WARDS)
def test_which_wards_can_take_her(protocol: Protocol, beds: int, stop: bool, expected: str) -> None:
    """One free bed is enough, unless the ward has a stop."""
    ward = Afdeling(id="a", ziekenhuis="z", vrije_bedden=beds, stop=stop)
    found = decide(protocol, Dossier(afdelingen=[ward]))["opvang"]

    assert not isinstance(found, Answer)
    one = found.answers["a"]
    assert (one.status, one.value, one.clauses) == ("concluded", expected, ("Z3",))


def test_a_stop_needs_no_count_of_beds(protocol: Protocol) -> None:
    """With a stop the number of beds is not asked for; without one it is."""
    wards = [Afdeling(id="a", stop=True), Afdeling(id="b", stop=False)]
    found = decide(protocol, Dossier(afdelingen=wards))["opvang"]

    assert not isinstance(found, Answer)
    assert found.answers["a"].value == "stop"
    assert found.answers["b"].missing == ("afdelingen[b].vrije_bedden",)


NEWBORNS = {
    "at home and threatened": (Neonaat(thuis=True, vitaal_bedreigd=True), "concluded", "starten"),
    "at home and well": (Neonaat(thuis=True, vitaal_bedreigd=False), "silent", None),
    "threatened elsewhere": (Neonaat(thuis=False, vitaal_bedreigd=True), "silent", None),
    "no newborn": (None, "not_applicable", None),
}


@pytest.mark.parametrize(("neonaat", "status", "value"), NEWBORNS.values(), ids=NEWBORNS)
def test_when_the_parallel_action_starts(
    protocol: Protocol, neonaat: Neonaat | None, status: str, value: str | None
) -> None:
    """It starts for a threatened newborn at home; of other newborns the text says nothing."""
    found = answer(protocol, "parallelle_actie", neonaat=neonaat)

    assert found[:2] == (status, value)


def test_without_a_table_the_class_is_not_known(protocol: Protocol) -> None:
    """Without the region's table no indication has a class, and the reason says why."""
    decision = decide(protocol, Dossier(zorgvraag=Zorgvraag(indicatie="VERZONNEN-1")))
    found = decision["indicatieklasse"]

    assert isinstance(found, Answer)
    assert (found.status, found.value) == ("silent", None)
    assert "Er is geen tabel met indicaties geladen." in " ".join(
        explanation_lines(why(decision, "indicatieklasse"))
    )


INDICATIONS = {
    "red in the table": ("VERZONNEN-1", "rood", "Z5.VERZONNEN-1"),
    "other in the table": ("VERZONNEN-2", "overig", "Z5.VERZONNEN-2"),
    "not in the table": ("STAAT-ER-NIET-IN", "niet_geclassificeerd", "tabel"),
}


@pytest.mark.parametrize(("code", "expected", "clause"), INDICATIONS.values(), ids=INDICATIONS)
def test_the_class_comes_from_the_table(
    with_table: Protocol, code: str, expected: str, clause: str
) -> None:
    """What the table does not name has no class: it is never taken for other."""
    found = answer(with_table, "indicatieklasse", zorgvraag=Zorgvraag(indicatie=code))

    assert found == ("concluded", expected, ("Z5", clause))


@pytest.mark.parametrize("code", ["verzonnen-1", "Verzonnen-1", "verzonnen indicatie een"])
def test_a_code_of_the_table_in_another_spelling_is_refused(
    with_table: Protocol, code: str
) -> None:
    """A slip in a code never leads to “niet geclassificeerd”: the code that was meant is named."""
    with pytest.raises(DossierError, match=r'zorgvraag.indicatie: .*did you mean "VERZONNEN-1"'):
        read_dossier(json.dumps({"zorgvraag": {"indicatie": code}}), with_table.slots.values())


@pytest.mark.parametrize("code", ["VERZONNEN-1 ", "VERZONNEN 1", "-1", "é", "c" * 65])
def test_a_code_that_no_table_can_hold_is_refused(code: str) -> None:
    """The files of a region permit letters, digits, dots, dashes and underscores in a code."""
    with pytest.raises(FactError, match="of at most 64 letters, digits, dots, dashes and"):
        Zorgvraag(indicatie=code)


def test_an_unknown_indication_is_asked_for(with_table: Protocol) -> None:
    """With a table, the indication is what is missing."""
    found = decide(with_table, Dossier())["indicatieklasse"]

    assert isinstance(found, Answer)
    assert found.status == "open"
    assert found.missing == ("zorgvraag",)
    assert found.can_become == ("niet_geclassificeerd", "overig", "rood")
