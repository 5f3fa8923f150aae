"""Slots, the named places for facts."""

from __future__ import annotations

import pytest

from obstetric_rules.errors import DossierError
from obstetric_rules.facts import Dossier, Partner, Slot, structure_dossier
from obstetric_rules.facts.slot import NOT_SLOTS


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


@pytest.mark.parametrize("name", NOT_SLOTS)
def test_what_else_a_dossier_holds_is_no_slot(name: str) -> None:
    """What the dossier itself calls by a name is never read as a fact of that name."""
    with pytest.raises(DossierError, match=name):
        structure_dossier({name: {"koorts": True}}, [])
    assert name in {"ref", "afwijkingen"}
    assert name not in Dossier().facts
