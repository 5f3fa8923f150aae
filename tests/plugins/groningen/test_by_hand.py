"""Every fully known case gets the answers that a programmer's own function gives."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given

from obstetric_rules import AnswersPerFact, Dossier, Protocol, decide, load_protocol
from obstetric_rules.facts import replace
from tests.plugins.groningen.by_hand import by_hand
from tests.plugins.groningen.dossiers import (
    CLIENT,
    MZH,
    ORDINARY,
    PARTNER,
    PRAKTIJK,
    VERLOSKUNDIGE,
    known_dossiers,
)

CLIENT_QUESTIONS = (
    "poliklinische_partus",
    "zorglijn",
    "verwijzing",
    "overleg",
    "advies_plaats",
    "maatregelen_client",
    "badbevalling",
    "mr_begeleiding",
)


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return load_protocol("groningen.mzh")


def outcomes(protocol: Protocol, dossier: Dossier) -> dict[str, Any]:
    """Return what is decided in the shape of :func:`by_hand`."""
    found: dict[str, Any] = {}
    for question, answer in decide(protocol, dossier).answers.items():
        if isinstance(answer, AnswersPerFact):
            found[question] = {key: (one.status, one.value) for key, one in answer.answers.items()}
        else:
            found[question] = (answer.status, answer.value)
    return found


@given(dossier=known_dossiers)
def test_a_known_case_is_decided_as_by_hand(protocol: Protocol, dossier: Dossier) -> None:
    """Whatever a dossier says, the answers are those of the agreement written out as ifs."""
    assert outcomes(protocol, dossier) == by_hand(dossier)


def test_every_state_of_the_partner_is_decided_as_by_hand(protocol: Protocol) -> None:
    """All sixteen combinations of the partner's complaints get the answers of the agreement."""
    for hoesten, dyspnoe, keelpijn, koorts in itertools.product((False, True), repeat=4):
        partner = replace(
            PARTNER, hoesten=hoesten, dyspnoe=dyspnoe, keelpijn=keelpijn, koorts=koorts
        )
        dossier = ORDINARY.replace(partner=partner)

        assert outcomes(protocol, dossier) == by_hand(dossier)


def test_every_state_of_a_caregiver_is_decided_as_by_hand(protocol: Protocol) -> None:
    """All combinations of line, complaints, team and workplaces get the agreed answers."""
    fields = ("hoesten", "koorts", "dedicated_team", "werkt_in_ziekenhuis")
    for lijn in ("eerste", "tweede"):
        for values in itertools.product((False, True), repeat=5):
            caregiver = replace(
                VERLOSKUNDIGE,
                lijn=lijn,
                werkt_in_thuispraktijk=values[4],
                **dict(zip(fields, values, strict=False)),
            )
            dossier = ORDINARY.replace(zorgverleners=(caregiver,))

            assert outcomes(protocol, dossier) == by_hand(dossier)


def test_every_kind_of_client_is_decided_as_by_hand(protocol: Protocol) -> None:
    """All combinations of line, risk, complaints, practice and place get the agreed answers."""
    yes_no = (False, True)
    for lijn, risico, hoesten, koorts, zorgpad, primair, in_vsv, team, plek in itertools.product(
        ("eerste", "tweede"),
        ("laag", "mr", "overig"),
        yes_no,
        yes_no,
        yes_no,
        ("mzh", "ozg"),
        yes_no,
        yes_no,
        yes_no,
    ):
        dossier = ORDINARY.replace(
            client=replace(
                CLIENT,
                lijn=lijn,
                risico=risico,
                hoesten=hoesten,
                koorts=koorts,
                transmuraal_zorgpad=zorgpad,
            ),
            praktijk=replace(
                PRAKTIJK,
                primair_ziekenhuis=primair,
                vsvs=frozenset({"martini_geboorte_groep"} if in_vsv else {"vsv_ozg"}),
            ),
            ziekenhuis=replace(MZH, dedicated_team=team, dedicated_team_plek=plek),
        )
        expected = by_hand(dossier)
        decided = outcomes(protocol, dossier)

        assert {name: decided[name] for name in CLIENT_QUESTIONS} == {
            name: expected[name] for name in CLIENT_QUESTIONS
        }
