"""Slots, the named places for facts."""

from __future__ import annotations

import pytest

from obstetric_rules.errors import DossierError
from obstetric_rules.facts import (
    Choice,
    Dossier,
    Kind,
    Partner,
    Slot,
    WholeNumber,
    structure_dossier,
)
from obstetric_rules.facts.slot import NOT_SLOTS
from obstetric_rules.testing._vocabularies import make_fact_type


def test_a_slot_holds_one_fact_that_must_be_there_unless_it_says_otherwise() -> None:
    """The author of a slot says what is special: that it may be empty, or holds many."""
    slot = Slot(
        name="partner",
        fact_type=Partner,
        label="de partner",
        label_en="the partner",
        question="Is er een partner?",
    )

    assert (slot.many, slot.nullable, slot.label_many) == (False, False, "")
    assert slot == Slot(
        name="partner",
        fact_type=Partner,
        label="de partner",
        label_en="the partner",
        question="Is er een partner?",
    )


def test_a_fact_is_called_by_its_id_whatever_that_is() -> None:
    """A number or a text has no other name; a choice has the name that people know it by."""
    number = WholeNumber(label="nummer", label_en="number")
    side = Choice(label="kant", label_en="side", values={"l": "links", "r": "rechts"})

    assert [_room(kind).called(key) for kind, key in ((number, "7"), (side, "l"))] == ["7", "links"]


def _room(id: Kind) -> Slot:
    return Slot(
        name="kamer",
        fact_type=make_fact_type("Kamer", {"id": id}),
        label="de kamer",
        label_en="the room",
        question="Is er een kamer?",
    )


@pytest.mark.parametrize("name", NOT_SLOTS)
def test_what_else_a_dossier_holds_is_no_slot(name: str) -> None:
    """What the dossier itself calls by a name is never read as a fact of that name."""
    with pytest.raises(DossierError, match=name):
        structure_dossier({name: {"koorts": True}}, [])
    assert name in {"ref", "afwijkingen"}
    assert name not in Dossier().facts
