"""A decision proposes the record of a refusal when the ward that was asked for has no place."""

from __future__ import annotations

from typing import Any

import pytest

from obstetric_rules import Dossier, decide, load_protocol
from obstetric_rules.errors import QuestionNotFoundError, WeigeringError
from obstetric_rules.plugins.zwolle.facts import Afdeling, Zorgvraag
from obstetric_rules.weigeringen import Voorstel, propose_weigering
from tests.weigeringen.records import START

STOP = Afdeling(id="a", ziekenhuis="z", stop=True)
FULL = Afdeling(id="b", ziekenhuis="z", stop=False, vrije_bedden=0)
FREE = Afdeling(id="c", ziekenhuis="z", stop=False, vrije_bedden=1)
REST = {"moment": START, "van": "praktijk_a", "vsv": "noord", "reden": "vol"}


def proposed(asked: str | None, *wards: Afdeling) -> Voorstel | None:
    slots: dict[str, Any] = {"afdelingen": list(wards)}
    if asked is not None:
        slots["zorgvraag"] = Zorgvraag(gevraagde_afdeling=asked)
    return propose_weigering(decide(load_protocol("zwolle"), Dossier(**slots)))


@pytest.mark.parametrize(("asked", "opvang"), [("a", "stop"), ("b", "vol")])
def test_a_ward_without_place_gives_a_proposal(asked: str, opvang: str) -> None:
    """The proposal names the ward that was asked for, its hospital, and why."""
    assert proposed(asked, FREE, STOP, FULL) == Voorstel(naar="z", afdeling=asked, opvang=opvang)


@pytest.mark.parametrize(
    ("asked", "wards"),
    [
        pytest.param("c", (STOP, FULL, FREE), id="the ward has a free bed"),
        pytest.param("d", (STOP, FULL, FREE), id="another ward was asked for"),
        pytest.param(None, (STOP,), id="nothing is known of the request"),
        pytest.param("e", (Afdeling(id="e"),), id="nothing is known of the ward"),
        pytest.param("a", (Afdeling(stop=True),), id="the ward has no id"),
        pytest.param("a", (), id="there are no wards"),
    ],
)
def test_otherwise_nothing_is_proposed(asked: str | None, wards: tuple[Afdeling, ...]) -> None:
    """No refusal is registered on a guess, nor for a ward that nobody asked."""
    assert proposed(asked, *wards) is None


def test_without_wards_nothing_is_proposed() -> None:
    """A dossier that says nothing of wards proposes nothing."""
    dossier = Dossier(zorgvraag=Zorgvraag(gevraagde_afdeling="a"))

    assert propose_weigering(decide(load_protocol("zwolle"), dossier)) is None


def test_a_protocol_without_the_question_is_named() -> None:
    """Groningen has no question about wards; asking it is a mistake of the caller."""
    decision = decide(load_protocol("groningen"), Dossier())

    with pytest.raises(QuestionNotFoundError, match="groningen has no question opvang"):
        propose_weigering(decision)


def test_the_rest_is_told_by_whoever_was_refused() -> None:
    """With the time, the asker, the VSV and the reason the record is complete."""
    proposal = proposed("a", STOP)
    assert proposal is not None

    weigering = proposal.weigering(**REST, id="w-1")

    assert (weigering.id, weigering.naar, weigering.naar_lijn) == ("w-1", "z", "tweede")
    assert (weigering.van_lijn, weigering.afdeling) == ("eerste", "a")
    assert proposal.weigering(**REST).id != proposal.weigering(**REST).id


def test_a_hospital_that_is_not_known_has_to_be_told() -> None:
    """When the dossier does not say whose ward it is, the record does not make it up."""
    proposal = proposed("a", Afdeling(id="a", stop=True))
    assert proposal is not None

    assert proposal.naar is None
    with pytest.raises(WeigeringError, match="naar: expected a code"):
        proposal.weigering(**REST)
    assert proposal.weigering(**REST, naar="z").naar == "z"
