"""Cases: a dossier that does not fit its protocol is refused, with everything that is wrong."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from obstetric_rules import Afwijking, Client, Dossier, DossierError, Partner, Ziekenhuis
from obstetric_rules.engines.case import Case, prepare
from obstetric_rules.facts import Zorgverlener
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing.strategies import ON
from tests.engines.examples import ask, client, protocol_of, rule, zorgverleners

toegang = ask("toegang", per="zorgverleners")
q, strict = ask("q"), ask("strict")

PROTOCOL = protocol_of(
    [q, strict, toegang],
    [
        rule("K1.los", client.koorts, q.becomes("x"), in_principe=True),
        rule("K2.vast", client.koorts, strict.becomes("x")),
        rule("K3.per", zorgverleners.each.koorts, toegang.becomes("x"), in_principe=True),
        rule("K4.los", client.hoesten, q.becomes("x"), in_principe=True),
        rule("K4.per", zorgverleners.each.hoesten, toegang.becomes("x"), in_principe=True),
    ],
    ziekenhuis__id="mzh",
)
CAREGIVERS = [Zorgverlener(id="v1"), Zorgverlener(id="v2")]


def problems(protocol: Protocol, dossier: Dossier) -> list[str]:
    with pytest.raises(DossierError) as caught:
        prepare(protocol, dossier)
    return [str(problem) for problem in caught.value.problems]


def afwijking(regel: str, onderwerp: str | None = None) -> Afwijking:
    return Afwijking(regel=regel, reden="Daarom.", rol="gynaecoloog", onderwerp=onderwerp)


def prepared(*afwijkingen: Afwijking) -> Case:
    return prepare(PROTOCOL, Dossier(zorgverleners=CAREGIVERS, afwijkingen=afwijkingen))


def test_a_dossier_that_fits_is_read_as_it_is() -> None:
    """A sound dossier is used as it was given, with the facts of the place filled in."""
    case = prepare(PROTOCOL, Dossier(client=Client(koorts=True), ziekenhuis=Ziekenhuis()))

    assert case.dossier["client"] == Client(koorts=True)
    assert case.dossier["ziekenhuis"] == Ziekenhuis(id="mzh")
    assert case.given["ziekenhuis"] == Ziekenhuis()


def test_the_place_is_known_even_if_its_slot_is_left_out() -> None:
    """Nobody has to say in which hospital a protocol of that hospital is used."""
    assert prepare(PROTOCOL, Dossier()).dossier["ziekenhuis"] == Ziekenhuis(id="mzh")


def test_everything_that_does_not_fit_is_named_at_once() -> None:
    """A caller who mixed up several slots sees all of them in one go."""
    dossier = Dossier(
        clint=Client(),
        client=None,
        partner=Client(),
        praktijk=[Partner()],
        zorgverleners=[Client()],
        bedden=Partner(),
    )

    assert problems(PROTOCOL, dossier) == [
        'clint: expected a slot of this protocol (did you mean "client"?)',
        "client: expected a fact; leave it out if it is unknown",
        "partner: expected one Partner, got a Client",
        "praktijk: expected one Praktijk, got a list",
        "zorgverleners[0]: expected one Zorgverlener, got a Client",
        "bedden: expected a list of facts; leave it out if it is unknown",
    ]


def test_a_slot_like_no_other_is_refused_without_a_hint() -> None:
    """A slot that resembles none of the protocol is refused all the same."""
    assert problems(PROTOCOL, Dossier(xyzzy=Client())) == [
        "xyzzy: expected a slot of this protocol"
    ]


def test_a_dossier_of_another_place_is_refused() -> None:
    """A dossier of the UMCG is never decided by the agreement of the MZH."""
    elsewhere = Dossier(ziekenhuis=Ziekenhuis(id="umcg"))

    assert problems(PROTOCOL, elsewhere) == [
        'ziekenhuis.id: expected "mzh" or null, since the protocol is r'
    ]


def test_a_place_that_is_not_there_is_refused() -> None:
    """A protocol that is about a partner by their place cannot be used without one."""
    healthy: Any = {"partner__koorts": False}
    about_partner = protocol_of([q], [rule("K1.x", client.koorts, q.becomes("x"))], **healthy)

    assert problems(about_partner, Dossier(partner=None)) == [
        "partner: expected a partner: r is about one"
    ]


@pytest.mark.parametrize("regel", ["K1", "r/K1", "r/K1.los"])
def test_a_rule_can_be_set_aside_by_its_own_id_or_that_of_its_clause(regel: str) -> None:
    """A deviation names a clause or a rule, short or in full."""
    assert prepared(afwijking(regel)).set_aside == {("r/K1.los", None)}


def test_a_rule_per_fact_is_set_aside_for_that_fact_only() -> None:
    """Letting one caregiver in lets in no other."""
    case = prepared(afwijking("K3", "v1"))

    assert case.is_set_aside("r/K3.per", "v1")
    assert not case.is_set_aside("r/K3.per", "v2")


def test_a_clause_with_both_kinds_of_rule_is_set_aside_as_a_whole() -> None:
    """A clause about the birth and about a caregiver is set aside for both."""
    assert prepared(afwijking("K4", "v2")).set_aside == {("r/K4.los", None), ("r/K4.per", "v2")}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            afwijking("K2"),
            "afwijkingen[0].regel: expected a rule that holds in principle; "
            "these may not be set aside: r/K2.vast",
        ),
        (
            afwijking("r/K1.lso"),
            "afwijkingen[0].regel: expected the id of a rule, or of a clause with rules, of r "
            '(did you mean "r/K1.los"?)',
        ),
        (
            afwijking("iets heel anders"),
            "afwijkingen[0].regel: expected the id of a rule, or of a clause with rules, of r",
        ),
        (
            afwijking("K1", "v1"),
            "afwijkingen[0].onderwerp: expected nothing: the rule is about the whole dossier",
        ),
        (
            afwijking("K3"),
            "afwijkingen[0].onderwerp: expected the id of one of the zorgverleners in the dossier",
        ),
        (
            afwijking("K3", "v3"),
            "afwijkingen[0].onderwerp: expected the id of one of the zorgverleners in the dossier",
        ),
    ],
    ids=["strict", "misspelt", "unknown", "needless subject", "no subject", "unknown subject"],
)
def test_a_deviation_that_cannot_be_is_refused(given: Any, expected: str) -> None:
    """A deviation that does not fit is an error, never silently without effect."""
    dossier = Dossier(zorgverleners=CAREGIVERS, afwijkingen=[given])

    assert problems(PROTOCOL, dossier) == [expected]


def test_a_deviation_for_a_list_that_is_unknown_is_refused() -> None:
    """Nobody can be let in of whom the dossier does not speak."""
    assert problems(PROTOCOL, Dossier(afwijkingen=[afwijking("K3", "v1")])) == [
        "afwijkingen[0].onderwerp: expected the id of one of the zorgverleners in the dossier"
    ]


def test_a_clause_id_that_two_texts_use_needs_its_ruleset() -> None:
    """Where the texts of two layers both have a clause 1, a deviation says which it means."""
    region = PROTOCOL.layers[0]
    hospital = Ruleset(
        id="h",
        version="1",
        title="Ziekenhuis",
        layer="hospital",
        publisher="niemand",
        status="voorbeeld",
        extends=("r",),
        clauses=[attrs.evolve(region.clauses[0], not_modelled="Staat al in de regio.")],
    )
    protocol = compose([region, hospital], ON)

    assert problems(protocol, Dossier(afwijkingen=[afwijking("K1")])) == [
        "afwijkingen[0].regel: expected a full clause id: r/K1 or h/K1"
    ]
