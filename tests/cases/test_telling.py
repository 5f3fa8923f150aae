"""Telling facts, and taking them back."""

from __future__ import annotations

import pytest

from obstetric_rules import (
    UNKNOWN,
    Afwijking,
    Client,
    Dossier,
    DossierError,
    Partner,
    Praktijk,
    Zorgverlener,
)
from obstetric_rules.cases import Added, LiveCase, Retracted, Told
from tests.cases.examples import MZH, SMALL, problems


@pytest.fixture
def case() -> LiveCase:
    return LiveCase(SMALL)


def test_a_new_case_knows_nothing(case: LiveCase) -> None:
    """A case starts without facts, by the default engine, and is decided at once."""
    assert case.dossier == Dossier()
    assert (case.protocol, case.engine) == (SMALL, "compiled")
    assert case.decision.dossier == Dossier()


def test_a_case_can_start_with_a_dossier() -> None:
    """Who has a dossier already opens the case with it, reference and all."""
    dossier = Dossier(ref="b-7", client=Client(koorts=True))

    case = LiveCase(SMALL, dossier)
    case.tell("client.hoesten", False)

    assert case.dossier.ref == "b-7"
    assert case.dossier["client"] == Client(koorts=True, hoesten=False)


def test_tell_a_field(case: LiveCase) -> None:
    """One field of one person can be told, and told otherwise later."""
    case.tell("client.koorts", True)
    case.tell("client.koorts", False)

    assert case.dossier == Dossier(client=Client(koorts=False))


def test_tell_a_set_of_texts() -> None:
    """A field with a set of texts takes a list or a set."""
    case = LiveCase(MZH)

    case.tell("praktijk.vsvs", ["vsv_b", "vsv_a"])
    assert case.dossier["praktijk"] == Praktijk(vsvs=frozenset({"vsv_a", "vsv_b"}))

    case.tell("praktijk.vsvs", {"vsv_a"})
    assert case.dossier["praktijk"].vsvs == {"vsv_a"}


def test_telling_a_fact_forgets_nothing(case: LiveCase) -> None:
    """What is left UNKNOWN in a fact that is told keeps the value that was known."""
    case.tell(client=Client(koorts=True))
    case.tell(client=Client(hoesten=False))

    assert case.dossier["client"] == Client(koorts=True, hoesten=False)


def test_replacing_a_fact_forgets_the_rest(case: LiveCase) -> None:
    """Replacing a fact leaves only what the new one says."""
    case.tell(client=Client(koorts=True))
    case.replace("client", Client(hoesten=False))

    assert case.dossier["client"] == Client(hoesten=False)


def test_tell_that_there_is_none(case: LiveCase) -> None:
    """A slot can be told to be empty; that is something else than UNKNOWN."""
    case.tell("partner.koorts", True)
    case.tell(partner=None)

    assert case.dossier["partner"] is None
    assert case.dossier["client"] is UNKNOWN


def test_a_partner_comes_after_all(case: LiveCase) -> None:
    """After "there is no partner" a partner can be told as a whole."""
    case.tell(partner=None)
    case.tell(partner=Partner(koorts=False))

    assert case.dossier["partner"] == Partner(koorts=False)


def test_a_field_of_nobody_is_refused(case: LiveCase) -> None:
    """A symptom of a partner who is known not to be there is a mistake of the teller."""
    case.tell(partner=None)

    with pytest.raises(DossierError) as error:
        case.tell("partner.koorts", True)

    assert problems(error) == [
        "partner.koorts: expected a partner that is there "
        "(if there is one now, tell partner=Partner(...))"
    ]
    assert case.dossier == Dossier(partner=None)


def test_tell_several_at_once(case: LiveCase) -> None:
    """Paths and slots told in one call are one change."""
    case.tell({"client.koorts": True, "partner.koorts": False}, zorgverleners=[])

    assert case.dossier == Dossier(
        client=Client(koorts=True), partner=Partner(koorts=False), zorgverleners=[]
    )
    assert len(case.history) == 2


def test_all_or_nothing(case: LiveCase) -> None:
    """When one of several facts is unusable none of them is told."""
    before = case.history

    with pytest.raises(DossierError):
        case.tell({"client.koorts": True, "client.hoesten": "nee"})

    assert case.history == before


def test_a_list_is_the_whole_list(case: LiveCase) -> None:
    """Who is not in a list that is told is gone; who stays keeps what was known."""
    case.tell(zorgverleners=[Zorgverlener(id="v1", koorts=True), Zorgverlener(id="v2")])
    case.tell(zorgverleners=[Zorgverlener(id="v3"), Zorgverlener(id="v1", hoesten=False)])

    assert case.dossier["zorgverleners"] == (
        Zorgverlener(id="v3"),
        Zorgverlener(id="v1", koorts=True, hoesten=False),
    )


def test_replace_a_list(case: LiveCase) -> None:
    """A list that is replaced keeps nothing of what was known."""
    case.tell(zorgverleners=[Zorgverlener(id="v1", koorts=True)])
    case.replace(zorgverleners=[Zorgverlener(id="v1")])

    assert case.dossier["zorgverleners"] == (Zorgverlener(id="v1"),)


def test_a_list_without_ids_is_replaced(case: LiveCase) -> None:
    """Without ids nothing says who is who, so that nothing is kept."""
    case.tell(zorgverleners=[Zorgverlener(koorts=True)])
    case.tell(zorgverleners=[Zorgverlener(hoesten=True)])

    assert case.dossier["zorgverleners"] == (Zorgverlener(hoesten=True),)


def test_tell_of_one_in_a_list(case: LiveCase) -> None:
    """A fact of a list goes by its id, whatever characters that has."""
    case.tell(zorgverleners=[Zorgverlener(id="a].b[c"), Zorgverlener(id="v2")])
    case.tell("zorgverleners[a].b[c].koorts", True)
    case.tell("zorgverleners[v2]", Zorgverlener(koorts=False))
    case.replace("zorgverleners[v2]", Zorgverlener(id="v2", hoesten=True))

    assert case.dossier["zorgverleners"] == (
        Zorgverlener(id="a].b[c", koorts=True),
        Zorgverlener(id="v2", hoesten=True),
    )


def test_tell_by_position(case: LiveCase) -> None:
    """In a list without ids a fact goes by its position."""
    case.tell(zorgverleners=[Zorgverlener(), Zorgverlener()])
    case.tell("zorgverleners[1].koorts", True)

    assert case.dossier["zorgverleners"] == (Zorgverlener(), Zorgverlener(koorts=True))


def test_ids_can_be_told_afterwards(case: LiveCase) -> None:
    """A list without ids gets them in one change, which no half of it could be."""
    case.tell(zorgverleners=[Zorgverlener(koorts=True), Zorgverlener()])
    case.tell({"zorgverleners[0].id": "v1", "zorgverleners[1].id": "v2"})

    assert case.decision["toegang"].answers.keys() == {"v1", "v2"}


def test_nobody_turns_into_somebody_else(case: LiveCase) -> None:
    """What is told of one caregiver under the id of another is refused, not mixed up."""
    case.tell(zorgverleners=[Zorgverlener(id="v1", koorts=True)])

    with pytest.raises(DossierError) as error:
        case.tell("zorgverleners[v1]", Zorgverlener(id="v2"))

    assert problems(error) == [
        "zorgverleners[v1]: expected a fact with the same id, or without one (or replace it)"
    ]
    case.replace("zorgverleners[v1]", Zorgverlener(id="v2"))
    assert case.dossier["zorgverleners"] == (Zorgverlener(id="v2"),)


def test_add_to_a_list(case: LiveCase) -> None:
    """Who joins later is added to a list that was told."""
    case.tell(zorgverleners=[Zorgverlener(id="v1")])
    case.add("zorgverleners", Zorgverlener(id="v2"), Zorgverlener(id="v3"))

    assert [fact.id for fact in case.dossier["zorgverleners"]] == ["v1", "v2", "v3"]


def test_adding_does_not_make_a_whole_list(case: LiveCase) -> None:
    """To add one to an unknown list would say that there are no others; that is never assumed."""
    with pytest.raises(DossierError) as error:
        case.add("zorgverleners", Zorgverlener(id="v1"))

    assert problems(error) == [
        "zorgverleners: expected a list that was told before "
        "(tell zorgverleners=[...], the whole list)"
    ]


def test_retract_a_field(case: LiveCase) -> None:
    """A field that is retracted is UNKNOWN again; the rest stays."""
    case.tell(client=Client(koorts=True, hoesten=True))
    case.retract("client.koorts")

    assert case.dossier == Dossier(client=Client(hoesten=True))


def test_telling_and_retracting_leaves_no_trace(case: LiveCase) -> None:
    """A partner who was there only because a field was told goes with that field."""
    case.tell("partner.koorts", True)
    case.retract("partner.koorts")

    assert case.dossier == Dossier()


def test_a_fact_that_was_told_stays_without_fields(case: LiveCase) -> None:
    """A partner who was told to be there is there, also when nothing more is known."""
    case.tell(partner=Partner())
    case.tell("partner.koorts", True)
    case.retract("partner.koorts")

    assert case.dossier == Dossier(partner=Partner())


def test_being_there_is_forgotten_with_the_slot(case: LiveCase) -> None:
    """A slot that is retracted, or told to be empty, is not remembered as told."""
    for forget in (lambda: case.retract("partner"), lambda: case.tell(partner=None)):
        case.tell(partner=Partner())
        forget()
        case.retract("partner")
        case.tell("partner.koorts", True)
        case.retract("partner.koorts")

        assert case.dossier == Dossier()


def test_retract_what_is_unknown(case: LiveCase) -> None:
    """Retracting what nobody told, or what is known not to be there, changes nothing."""
    case.tell(partner=None)
    case.retract("client.koorts", "client", "zorgverleners", "partner.koorts")

    assert case.dossier == Dossier(partner=None)


def test_retract_from_a_list(case: LiveCase) -> None:
    """One of a list leaves it; a field of one becomes UNKNOWN; the whole list can go."""
    case.tell(zorgverleners=[Zorgverlener(id="v1", koorts=True), Zorgverlener(id="v2")])

    case.retract("zorgverleners[v1].koorts")
    assert case.dossier["zorgverleners"] == (Zorgverlener(id="v1"), Zorgverlener(id="v2"))
    case.retract("zorgverleners[v2]", "zorgverleners[v1]")
    assert case.dossier["zorgverleners"] == ()
    case.retract("zorgverleners")
    assert case.dossier["zorgverleners"] is UNKNOWN


def test_set_a_rule_aside_and_reinstate_it(case: LiveCase) -> None:
    """An Afwijking changes the answer for as long as it stands."""
    full = Afwijking(regel="K1.x", reden="Het is er vol.", rol="gynaecoloog")
    with pytest.raises(DossierError):
        case.set_aside(full)
    full = Afwijking(regel="r/K1.x", reden="Het is er vol.", rol="gynaecoloog")
    case.tell(client=Client(koorts=True, hoesten=False))

    assert case.set_aside(full).of("een").after.status == "silent"
    assert case.decision.deviations[0].afwijking == full
    assert case.reinstate(full).of("een").after.value == "x"

    with pytest.raises(DossierError, match="an Afwijking that the case has"):
        case.reinstate(full)


def test_whom_an_afwijking_concerns_cannot_leave(case: LiveCase) -> None:
    """An Afwijking for one caregiver goes before, or together with, the caregiver."""
    afwijking = Afwijking(regel="r/K5.nee", reden="Nodig.", rol="arts", onderwerp="v1")
    case.tell(zorgverleners=[Zorgverlener(id="v1", koorts=True)])
    case.set_aside(afwijking)

    with pytest.raises(DossierError, match=r"afwijkingen\[0\]\.onderwerp"):
        case.retract("zorgverleners[v1]")

    assert case.dossier["zorgverleners"][0].id == "v1"


def test_steps_of_any_kind_at_once(case: LiveCase) -> None:
    """Steps are made one after the other, and are one change."""
    case.apply(
        [
            Told("zorgverleners", []),
            Added("zorgverleners", Zorgverlener(id="v1")),
            Told("zorgverleners[v1].koorts", True),
            Told("client.koorts", True),
            Retracted("client"),
        ]
    )

    assert case.dossier == Dossier(zorgverleners=[Zorgverlener(id="v1", koorts=True)])
    assert len(case.history) == 2


def test_the_facts_of_the_place_can_be_told() -> None:
    """What the hospital's own rules fix may be told, and nothing else in its place."""
    case = LiveCase(MZH)
    case.tell("ziekenhuis.id", "mzh")

    with pytest.raises(DossierError, match=r"since the protocol is groningen\.mzh"):
        case.tell("ziekenhuis.id", "umcg")

    assert case.dossier["ziekenhuis"].id == "mzh"
