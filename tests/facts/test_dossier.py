"""The dossier, all facts of one case."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis.vendor.pretty import pretty

from obstetric_rules.errors import ArgumentError, DossierError, SlotNotFoundError
from obstetric_rules.facts import (
    UNKNOWN,
    Afwijking,
    Client,
    Dossier,
    Partner,
    Ziekenhuis,
    Zorgverlener,
    keys_of,
)
from tests.facts.slots import Kraambed, dossiers

AFWIJKING = Afwijking(regel="G7", reden="Vol.", rol="gynaecoloog")


@given(dossiers())
def test_a_dossier_is_the_same_after_a_journey(dossier: Dossier) -> None:
    """Pickled, copied or rebuilt from its parts, a dossier equals itself and hashes the same."""
    twins = [
        pickle.loads(pickle.dumps(dossier)),
        copy.deepcopy(dossier),
        dossier.replace(),
        Dossier(ref=dossier.ref, afwijkingen=list(dossier.afwijkingen), **dossier.facts),
    ]

    for twin in twins:
        assert twin == dossier
        assert hash(twin) == hash(dossier)


def test_what_is_left_out_is_unknown() -> None:
    """An absent slot is not an empty one."""
    dossier = Dossier(partner=None, client=UNKNOWN)

    assert dossier["client"] is UNKNOWN
    assert dossier["partner"] is None
    assert dossier == Dossier(partner=None)


def test_a_dossier_cannot_be_changed() -> None:
    """A dossier that was decided on stays what it was."""
    given_facts = [Zorgverlener(id="v1")]
    dossier = Dossier(zorgverleners=given_facts)
    given_facts.clear()

    assert dossier["zorgverleners"] == (Zorgverlener(id="v1"),)
    with pytest.raises(TypeError):
        dossier.facts["client"] = Client()  # type: ignore[index]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        dossier.ref = "other"  # type: ignore[misc]


def test_a_replaced_slot_leaves_the_rest_alone() -> None:
    """Asking "what if" changes one thing and keeps reference and deviations."""
    dossier = Dossier(ref="a", afwijkingen=[AFWIJKING], client=Client(), partner=None)

    changed = dossier.replace(partner=Partner(koorts=True), client=UNKNOWN)

    assert changed == Dossier(ref="a", afwijkingen=[AFWIJKING], partner=Partner(koorts=True))


@pytest.mark.parametrize("name", ["self", "facts", "class"])
def test_a_slot_may_have_any_name(name: str) -> None:
    """A plugin's slot does not clash with Python's own words."""
    slots: dict[str, Any] = {name: Client()}

    assert Dossier(**slots).replace(**{name: None})[name] is None


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"client": "ja"}, "client: expected a fact, got a str"),
        ({"client": {"koorts": True}}, "client: expected a fact, got a dict"),
        (
            {"zorgverleners": [Zorgverlener(), 3]},
            "zorgverleners[1]: expected a fact, got an int",
        ),
        (
            {"zorgverleners": [Zorgverlener(id="a"), Zorgverlener()]},
            "zorgverleners: expected an id for every item, or for none of them",
        ),
        (
            {"zorgverleners": [Zorgverlener(id=key) for key in "abcac"]},
            "zorgverleners: expected different ids (the items at 0, 2, 3, 4 share theirs)",
        ),
        (
            {"mengsel": [Client(), Kraambed(id="a"), Kraambed(id="a")]},
            "mengsel: expected different ids (the items at 1, 2 share theirs)",
        ),
        ({"afwijkingen": ["G7"]}, "afwijkingen[0]: expected an Afwijking, got a str"),
        (
            {"ref": 1.5},
            "ref: expected a text of whole characters, or a whole number of at most 300 digits",
        ),
        (
            {"ref": True},
            "ref: expected a text of whole characters, or a whole number of at most 300 digits",
        ),
        (
            {"ref": "\ud800"},
            "ref: expected a text of whole characters, or a whole number of at most 300 digits",
        ),
    ],
)
def test_an_unusable_dossier_says_what_is_wrong(parts: dict[str, Any], message: str) -> None:
    """Each part that is no fact, has no usable id or no usable reference is named."""
    with pytest.raises(DossierError) as caught:
        Dossier(**parts)

    assert str(caught.value) == message


def test_a_dossier_reports_all_its_problems_at_once() -> None:
    """A wrong slot does not hide a wrong list or a wrong reference."""
    with pytest.raises(DossierError) as caught:
        Dossier(client=1, ziekenhuizen=[Ziekenhuis(id="a"), Ziekenhuis()], afwijkingen=[1], ref=b"")  # type: ignore[arg-type, list-item]

    assert [problem.path for problem in caught.value.problems] == [
        "client",
        "ziekenhuizen",
        "afwijkingen[0]",
        "ref",
    ]


@pytest.mark.parametrize(
    ("facts", "keys"),
    [
        ((), ()),
        ((Zorgverlener(id="b"), Zorgverlener(id="a")), ("b", "a")),
        ((Zorgverlener(), Zorgverlener()), ("0", "1")),
        ((Client(),), ("0",)),
    ],
)
def test_the_facts_of_a_list_are_called_by_id_or_by_position(
    facts: tuple[Any, ...], keys: tuple[str, ...]
) -> None:
    """Answers per caregiver can be found again, with ids or without."""
    assert keys_of(facts) == keys


def test_a_dossier_is_a_mapping_of_what_was_told() -> None:
    """Loops, counts and searches end, and find the slots that were told."""
    dossier = Dossier(client=Client(koorts=True), partner=None)

    assert list(dossier) == ["client", "partner"]
    assert len(dossier) == 2
    assert ("client" in dossier, "ziekenhuis" in dossier, 0 in dossier) == (True, False, False)
    assert dict(dossier.items()) == {"client": Client(koorts=True), "partner": None}
    assert (dossier.get("ziekenhuis"), dossier.get("ziekenhuis", 1)) == (UNKNOWN, 1)
    assert dossier.get("partner", 1) is None


def test_a_dossier_of_a_protocol_stays_one() -> None:
    """What is changed in it, and where it is sent, does not make it forget the slots there are."""
    dossier = Dossier(partner=None).of_slots(["client", "partner"])
    changed = dossier.replace(client=Client())
    for one in (dossier, changed, pickle.loads(pickle.dumps(changed)), dossier.with_facts({})):
        with pytest.raises(SlotNotFoundError) as error:
            one["clint"]
        assert isinstance(error.value, KeyError)
        assert str(error.value) == (
            "the protocol of this dossier has no slot clint; did you mean client?"
        )
    assert dossier == Dossier(partner=None)
    assert dossier["client"] is UNKNOWN
    assert Dossier()["clint"] is UNKNOWN


def test_a_list_has_a_limit() -> None:
    """Nobody stalls a program with a list of a million people."""
    many = [Partner()] * 1_001

    assert len(Dossier(partners=many[:-1])["partners"]) == 1_000
    with pytest.raises(DossierError) as error:
        Dossier(partners=many)
    assert str(error.value) == "partners: expected at most 1,000 facts"

    afwijking = Afwijking(regel="G7", reden="Vol.", rol="arts")
    with pytest.raises(DossierError) as error:
        Dossier(afwijkingen=[afwijking] * 1_001)
    assert str(error.value) == "afwijkingen: expected at most 1,000 of them"


def test_a_repr_tells_no_facts() -> None:
    """Which slots were told, and nothing of what was told."""
    afwijking = Afwijking(regel="G7", reden="Vol.", rol="arts")

    assert repr(Dossier(client=Client(koorts=True), partner=None)) == (
        "Dossier(client=…, partner=…)"
    )
    assert repr(Dossier(afwijkingen=[afwijking])) == "Dossier(afwijkingen=…)"
    assert repr(afwijking) == "Afwijking(regel='G7')"
    assert repr(Client(koorts=True)) == "Client(koorts=…)"


def test_hypothesis_shows_the_case_that_it_made_up() -> None:
    """A test that fails shows the facts of its example; other printers show the short form."""
    afwijking = Afwijking(regel="G7", reden="Vol.", rol="arts")
    dossier = Dossier(ref="a", client=Client(koorts=True), partner=None, afwijkingen=[afwijking])
    shown = pretty(dossier)

    class Printer:
        def text(self, text: str) -> None:
            self.found = text

    assert shown.startswith("Dossier(client=Client(")
    for part in ("koorts=True", "partner=None", "ref='a'", "Afwijking("):
        assert part in shown
    assert "afwijkingen" not in pretty(Dossier(client=Client()))
    printer = Printer()
    dossier._repr_pretty_(printer, cycle=False)
    assert printer.found == repr(dossier)


@pytest.mark.parametrize("slot", [7, None, ["client"]])
def test_a_slot_goes_by_its_name(slot: Any) -> None:
    """What is no name is told as such, also where it could not be looked up."""
    with pytest.raises(ArgumentError, match="slot: expected the name of a slot, got"):
        Dossier().of_slots(["client"])[slot]
