"""What the hospital changes of the region's rules, and that it shows."""

import datetime

import pytest
from obstetric_rules import Answer, Dossier, DossierError, decide, load_protocol
from obstetric_rules_voorbeeldregio.slots import Bezoeker, Gebouw

ON = datetime.date(2026, 11, 22)


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
        term = load_protocol(protocol, ON).open_terms["voorbeeldregio/huisreglement"]
        assert term.filled_by == filled_by


def test_every_decision_shows_what_is_not_kept_and_why() -> None:
    """Who reads a decision sees which promise of the region is not kept here, and the reason."""
    decision = decide(load_protocol("voorbeeldziekenhuis", ON), bezoek_om(14))

    (not_kept,) = decision.protocol.not_kept
    assert not_kept.invariant == "voorbeeldregio/laat_bezoek_alleen_met_afspraak"
    assert not_kept.ruleset == "voorbeeldziekenhuis"
    assert not_kept.because == "Taart kan niet tot de volgende dag wachten."


def test_every_decision_shows_what_is_outdated() -> None:
    """Who reads a decision sees which of its questions and values are on their way out."""
    decision = decide(load_protocol("voorbeeldziekenhuis", ON), bezoek_om(14))

    outdated = {(item.question, item.value, item.instead) for item in decision.protocol.outdated}
    assert outdated == {("route", "roltrap", "trap"), ("deur", None, "route")}


def test_another_building_is_refused() -> None:
    """A case about another building is not decided by this hospital's rules."""
    elsewhere = Dossier(gebouw=Gebouw(id="ander_gebouw"))

    with pytest.raises(DossierError, match=r"gebouw\.id"):
        decide(load_protocol("voorbeeldziekenhuis", ON), elsewhere)


def test_every_decision_names_the_packages_of_its_rules() -> None:
    """Who reads a decision sees from which packages, in which versions, its rules come."""
    decision = decide(load_protocol("voorbeeldziekenhuis", ON), bezoek_om(14))

    assert {layer.ruleset: layer.distribution for layer in decision.protocol.layers} == {
        "voorbeeldregio": "obstetric-rules-voorbeeldregio",
        "voorbeeldziekenhuis": "obstetric-rules-voorbeeldziekenhuis",
    }
