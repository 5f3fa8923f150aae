"""The slots of Groningen, those of a plugin, and strategies for what may stand in them."""

from __future__ import annotations

from typing import Annotated, Any

import attrs
from hypothesis import strategies as st

from obstetric_rules.facts import (
    UNKNOWN,
    Afwijking,
    Choice,
    Client,
    DecimalNumber,
    Dossier,
    Form,
    Kind,
    Partner,
    Praktijk,
    Slot,
    Text,
    TextSet,
    Unknown,
    Vocabulary,
    WholeNumber,
    YesNo,
    Ziekenhuis,
    Zorgverlener,
    fact,
    kinds_of,
)


@fact
class Kraambed:
    """A fact of a plugin, with every kind of field."""

    id: Annotated[str | Unknown, Text(label="kenmerk", label_en="id")] = UNKNOWN
    bezet: Annotated[bool | Unknown, YesNo(label="bezet", label_en="taken")] = UNKNOWN
    soort: Annotated[
        str | Unknown,
        Choice(label="soort", label_en="sort", values={"hoog": "hoog bed", "laag": "laag bed"}),
    ] = UNKNOWN
    plaatsen: Annotated[frozenset[str] | Unknown, TextSet(label="plaatsen", label_en="places")] = (
        UNKNOWN
    )
    dagen: Annotated[
        int | Unknown, WholeNumber(label="dagen", label_en="days", minimum=0, maximum=42)
    ] = UNKNOWN
    graden: Annotated[
        float | Unknown, DecimalNumber(label="graden", label_en="degrees", minimum=-5)
    ] = UNKNOWN
    nummer: Annotated[int | Unknown, WholeNumber(label="nummer", label_en="number")] = UNKNOWN
    hoogte: Annotated[float | Unknown, DecimalNumber(label="hoogte", label_en="height")] = UNKNOWN


def _slot(name: str, fact_type: type, *, many: bool = False, nullable: bool = False) -> Slot:
    return Slot(
        name=name,
        fact_type=fact_type,
        label=f"de {name}",
        label_en=f"the {name}",
        question="?",
        many=many,
        nullable=nullable,
    )


GRONINGEN = (
    _slot("client", Client),
    _slot("partner", Partner, nullable=True),
    _slot("praktijk", Praktijk),
    _slot("ziekenhuis", Ziekenhuis),
    _slot("andere_ziekenhuizen", Ziekenhuis, many=True),
    _slot("zorgverleners", Zorgverlener, many=True),
)
PLUGIN = (
    _slot("kraambed", Kraambed, nullable=True),
    _slot("kraambedden", Kraambed, many=True),
)
SLOTS = (*GRONINGEN, *PLUGIN)

_NOT_BLANK = st.text(min_size=1).filter(lambda text: bool(text.strip()))


def values_of(kind: Kind) -> st.SearchStrategy[Any]:
    """Return the known values that a field of this kind takes."""
    if isinstance(kind, YesNo):
        return st.booleans()
    if isinstance(kind, Choice):
        return st.sampled_from(list(kind.values))
    if isinstance(kind, Text):
        return texts_of(kind.vocabulary)
    if isinstance(kind, TextSet):
        return st.frozensets(texts_of(kind.vocabulary), max_size=3)
    if isinstance(kind, WholeNumber):
        return st.integers(kind.minimum, kind.maximum)
    decimals = st.floats(kind.minimum, kind.maximum, allow_nan=False, allow_infinity=False)
    return decimals | decimals.map(int).filter(kind.permits)


def texts_of(vocabulary: Vocabulary) -> st.SearchStrategy[str]:
    """Return the texts that a vocabulary permits: known ones, and others if it is open."""
    known = st.sampled_from(list(vocabulary.values)) if vocabulary.values else st.nothing()
    if vocabulary.closed:
        return known
    if vocabulary.form is Form.CODE:
        return known | st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", fullmatch=True).filter(
            vocabulary.permits
        )
    written = st.text(min_size=1)
    if vocabulary.form is Form.LOWER_CASE:
        written = written.map(str.lower)
    if vocabulary.form is not Form.ANY:
        written = written.map(str.strip).filter(bool)
    return known | written.filter(vocabulary.permits)


def facts_of(fact_type: type) -> st.SearchStrategy[Any]:
    """Return facts of a type, with every field either known or UNKNOWN."""
    fields = {
        name: st.just(UNKNOWN) | values_of(kind) for name, kind in kinds_of(fact_type).items()
    }
    return st.builds(fact_type, **fields)


@st.composite
def _lists_of(draw: st.DrawFn, fact_type: type) -> list[Any]:
    facts = draw(st.lists(facts_of(fact_type), max_size=3))
    size = len(facts)
    unknown = st.just([UNKNOWN] * size)
    names = values_of(kinds_of(fact_type)["id"])
    known = st.lists(names, min_size=size, max_size=size, unique=True)
    ids = draw(unknown | known)
    return [attrs.evolve(item, id=key) for item, key in zip(facts, ids, strict=True)]


def contents_of(slot: Slot) -> st.SearchStrategy[Any]:
    """Return what may stand in a slot that is known."""
    if slot.many:
        return _lists_of(slot.fact_type)
    single = facts_of(slot.fact_type)
    return st.none() | single if slot.nullable else single


AFWIJKINGEN = st.lists(
    st.builds(
        Afwijking,
        regel=_NOT_BLANK,
        reden=_NOT_BLANK,
        rol=_NOT_BLANK,
        onderwerp=st.none() | _NOT_BLANK,
    ),
    max_size=2,
)
REFS = st.none() | st.text() | st.integers()


def dossiers(slots: tuple[Slot, ...] = SLOTS) -> st.SearchStrategy[Dossier]:
    """Return dossiers in which each slot is UNKNOWN, empty where that is allowed, or filled."""
    contents = {slot.name: st.just(UNKNOWN) | contents_of(slot) for slot in slots}
    return st.builds(Dossier, ref=REFS, afwijkingen=AFWIJKINGEN, **contents)
