"""Writing dossiers as JSON."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.facts import (
    UNKNOWN,
    Afwijking,
    Client,
    Dossier,
    Kind,
    Partner,
    Praktijk,
    Slot,
    TextSet,
    Zorgverlener,
    dossier_to_data,
    kinds_of,
    structure_dossier,
)
from tests.facts.slots import AFWIJKINGEN, REFS, SLOTS, Kraambed, dossiers, values_of


def _json_values(kind: Kind) -> st.SearchStrategy[Any]:
    values = values_of(kind)
    return values.map(sorted) if isinstance(kind, TextSet) else values


def _json_objects(fact_type: type, *, with_id: bool = True) -> st.SearchStrategy[dict[str, Any]]:
    fields = {
        name: st.none() | _json_values(kind)
        for name, kind in kinds_of(fact_type).items()
        if with_id or name != "id"
    }
    return st.fixed_dictionaries({}, optional=fields)


def _json_contents(slot: Slot) -> st.SearchStrategy[Any]:
    if slot.many:
        return st.lists(_json_objects(slot.fact_type, with_id=False), max_size=3)
    single = _json_objects(slot.fact_type)
    return st.none() | single if slot.nullable else single


DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        **{slot.name: _json_contents(slot) for slot in SLOTS},
        "ref": REFS,
        "afwijkingen": st.none()
        | AFWIJKINGEN.map(
            lambda afwijkingen: [
                {name: getattr(item, name) for name in ("regel", "reden", "rol", "onderwerp")}
                for item in afwijkingen
            ]
        ),
    },
)


def without_nulls(data: dict[str, Any]) -> dict[str, Any]:
    """Return a document without the nulls that say no more than leaving them out."""
    nullable = {slot.name for slot in SLOTS if slot.nullable}
    return {
        name: _without_nulls(content)
        for name, content in data.items()
        if name in nullable or content is not None
        if name != "afwijkingen" or content
    }


def _without_nulls(content: Any) -> Any:
    if isinstance(content, list):
        return [_without_nulls(item) for item in content]
    if isinstance(content, dict):
        return {name: value for name, value in content.items() if value is not None}
    return content


def as_text(data: object) -> str:
    # Compared as text: to Python True, 1 and 1.0 are equal, and in a dossier they are not.
    return json.dumps(data, sort_keys=True)


@given(DOCUMENTS)
def test_writing_gives_back_what_was_read(data: dict[str, Any]) -> None:
    """A file that is read and written says the same as before, to the letter."""
    written = dossier_to_data(structure_dossier(data, SLOTS))

    assert as_text(written) == as_text(without_nulls(data))


@given(dossiers())
def test_writing_changes_nothing_and_shares_nothing(dossier: Dossier) -> None:
    """Whoever edits what was written does not edit the dossier."""
    written = dossier_to_data(dossier)
    before = as_text(written)
    for content in written.values():
        if isinstance(content, dict | list):
            content.clear()

    assert as_text(dossier_to_data(dossier)) == before


def test_what_is_unknown_is_left_out_and_sets_are_sorted() -> None:
    """Two programs that write the same case write the same file."""
    dossier = Dossier(
        ref=7,
        client=Client(),
        partner=None,
        praktijk=Praktijk(vsvs=frozenset({"b", "c", "a"}), id=UNKNOWN),
        zorgverleners=[Zorgverlener(id="v1", koorts=False)],
        kraambed=Kraambed(graden=37, dagen=0),
        afwijkingen=[
            Afwijking(regel="G7", reden="Vol.", rol="gynaecoloog"),
            Afwijking(regel="G12", reden="Getest.", rol="arts", onderwerp="v1"),
        ],
    )

    assert dossier_to_data(dossier) == {
        "ref": 7,
        "client": {},
        "partner": None,
        "praktijk": {"vsvs": ["a", "b", "c"]},
        "zorgverleners": [{"id": "v1", "koorts": False}],
        "kraambed": {"dagen": 0, "graden": 37},
        "afwijkingen": [
            {"regel": "G7", "reden": "Vol.", "rol": "gynaecoloog"},
            {"regel": "G12", "reden": "Getest.", "rol": "arts", "onderwerp": "v1"},
        ],
    }


def test_an_empty_dossier_is_an_empty_object() -> None:
    """Nothing known is nothing written."""
    assert dossier_to_data(Dossier()) == {}
    assert dossier_to_data(Dossier(partner=Partner())) == {"partner": {}}
