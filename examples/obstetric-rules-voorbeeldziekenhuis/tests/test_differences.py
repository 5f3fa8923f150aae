"""What the hospital changes of the region's rules, and that it shows."""

import datetime

import pytest
from obstetric_rules import Answer, Dossier, DossierError, decide, load_protocol
from obstetric_rules_voorbeeldregio.slots import Bezoeker, Gebouw


def bezoek_om(uur: int) -> Dossier:
    """Return a visit at this hour, with nothing special about it."""
    return Dossier(
        bezoeker=Bezoeker(uur=uur, heeft_afspraak=False, brengt_taart=False),
        gebouw=Gebouw(wordt_verbouwd=False, lift_werkt=True),
    )


@pytest.mark.parametrize(
    ("protocol", "on", "last_hour"),
    [
        ("voorbeeldregio", datetime.date(2026, 6, 30), 20),
        ("voorbeeldregio", datetime.date(2027, 1, 1), 21),
        ("voorbeeldziekenhuis", datetime.date(2026, 6, 30), 20),
        ("voorbeeldziekenhuis", datetime.date(2026, 7, 1), 19),
        ("voorbeeldziekenhuis", datetime.date(2027, 1, 1), 19),
    ],
)
def test_last_visiting_hour_is_that_of_the_day(
    protocol: str, on: datetime.date, last_hour: int
) -> None:
    """The value of the day decides: the region's own, and the hospital's from its first day on."""
    found = load_protocol(protocol, on)

    in_time = decide(found, bezoek_om(last_hour)).answers["bezoek"]
    too_late = decide(found, bezoek_om(last_hour + 1)).answers["bezoek"]
    assert isinstance(in_time, Answer) and in_time.value == "welkom"
    assert isinstance(too_late, Answer) and too_late.value == "niet_welkom"


def test_house_rules_are_filled_in() -> None:
    """The term that the region leaves open is filled in by the hospital, and by nobody below it."""
    for protocol, filled_by in (
        ("voorbeeldregio", None),
        ("voorbeeldziekenhuis", "voorbeeldziekenhuis"),
    ):
        term = load_protocol(protocol).open_terms["voorbeeldregio/huisreglement"]
        assert term.filled_by == filled_by


def test_deviation_from_the_region_is_declared_with_its_reason() -> None:
    """Who reads the protocol sees which promise of the region is not kept here, and why."""
    found = load_protocol("voorbeeldziekenhuis").invariants_by_id

    kept = {name: item.deviated_by for name, item in found.items()}
    assert {name for name, by in kept.items() if by == "voorbeeldziekenhuis"} == {
        "voorbeeldregio/laat_bezoek_alleen_met_afspraak"
    }


def test_another_building_is_refused() -> None:
    """A case about another building is not decided by this hospital's rules."""
    elsewhere = Dossier(gebouw=Gebouw(id="ander_gebouw"))

    with pytest.raises(DossierError, match=r"gebouw\.id"):
        decide(load_protocol("voorbeeldziekenhuis"), elsewhere)


def test_decision_names_the_package_of_both_rulesets() -> None:
    """Who reads a protocol sees from which packages, in which versions, its rules come."""
    distributions = load_protocol("voorbeeldziekenhuis").distributions

    assert {name: owner.name for name, owner in distributions.items()} == {
        "voorbeeldregio": "obstetric-rules-voorbeeldregio",
        "voorbeeldziekenhuis": "obstetric-rules-voorbeeldziekenhuis",
    }
