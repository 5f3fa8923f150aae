"""Random vocabularies: fact types with fields of every kind, and slots for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final

from hypothesis import strategies as st

from obstetric_rules.facts import (
    UNKNOWN,
    Choice,
    DecimalNumber,
    Form,
    Kind,
    Slot,
    Text,
    TextSet,
    Vocabulary,
    WholeNumber,
    YesNo,
    fact,
)
from obstetric_rules.facts.vocabulary import FREE

TEXTS: Final = ("a", "b")
"""The texts that generated rules compare with."""

_LISTS: Final = (
    FREE,
    Vocabulary(values={"a": "de a", "b": "de b"}, closed=True),
    Vocabulary(values={"c": "de c", "b": "de b", "a": "de a"}, closed=True),
    Vocabulary(values={"a": "de a"}, form=Form.CODE),
)

_CHOICES: Final = (("een", "twee"), ("twee", "drie"), ("een", "twee", "drie"))


def draw_slots(draw: st.DrawFn, prefix: str, *, least: int) -> tuple[Slot, ...]:
    """Draw slots: some with one fact, some with many, some of one fact type together."""
    slots: list[Slot] = []
    for number in range(draw(st.integers(least, 2))):
        nullable = draw(st.booleans())
        slots.append(_slot(f"{prefix}{number}", _fact_type(draw, number), nullable=nullable))
    for number in range(draw(st.integers(0, 2 - least // 2))):
        shared = [slot.fact_type for slot in slots]
        if shared and draw(st.integers(0, 3)) == 3:
            fact_type = draw(st.sampled_from(shared))
        else:
            fact_type = _fact_type(draw, number, with_id=draw(st.booleans()))
        slots.append(_slot(f"{prefix}{number}_lijst", fact_type, many=True))
    return tuple(slots)


def _slot(name: str, fact_type: type, *, many: bool = False, nullable: bool = False) -> Slot:
    words = name.replace("_", " ")
    return Slot(
        name=name,
        fact_type=fact_type,
        label=f"de {words}",
        label_en=f"the {words}",
        question=f"Wat is de {words}?",
        many=many,
        nullable=nullable,
        label_many=f"de {words}",
    )


def _fact_type(draw: st.DrawFn, number: int, *, with_id: bool = False) -> type:
    kinds: dict[str, Kind] = {"id": _id(draw)} if with_id else {}
    for place in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(tuple(_KINDS)))
        kinds[f"{name}{place}"] = _KINDS[name](draw)
    return make_fact_type(f"Feit{number}", kinds)


def make_fact_type(name: str, kinds: dict[str, Kind]) -> type:
    """Return a fact type with fields of these kinds.

    >>> make_fact_type("Bad", {"warm": YesNo(label="warm", label_en="warm")})(warm=True)
    Bad(warm=…)
    """
    hints = {field: Annotated[Any, kind] for field, kind in kinds.items()}
    return fact(type(name, (), {"__annotations__": hints, **dict.fromkeys(kinds, UNKNOWN)}))


def _yes_no(draw: st.DrawFn) -> Kind:
    return YesNo(label="ja of nee", label_en="yes or no")


def _choice(draw: st.DrawFn) -> Kind:
    values = draw(st.sampled_from(_CHOICES))
    return Choice(label="keuze", label_en="choice", values=dict(zip(values, values, strict=True)))


def _id(draw: st.DrawFn) -> Kind:
    # A closed list may have fewer ids than there are facts.
    open_lists = [vocabulary for vocabulary in _LISTS if not vocabulary.closed]
    return Text(label="id", label_en="id", vocabulary=draw(st.sampled_from(open_lists)))


def _text(draw: st.DrawFn) -> Kind:
    vocabulary = draw(st.sampled_from(_LISTS))
    return Text(label="tekst", label_en="text", vocabulary=vocabulary)


def _text_set(draw: st.DrawFn) -> Kind:
    vocabulary = draw(st.sampled_from(_LISTS))
    return TextSet(label="teksten", label_en="texts", vocabulary=vocabulary)


def _whole(draw: st.DrawFn) -> Kind:
    minimum, maximum = draw(st.sampled_from(((None, None), (0, None), (None, 3), (1, 3))))
    unit = draw(st.sampled_from(("", "punten")))
    return WholeNumber(
        label="aantal", label_en="number", unit=unit, minimum=minimum, maximum=maximum
    )


def _decimal(draw: st.DrawFn) -> Kind:
    minimum, maximum = draw(st.sampled_from(((None, None), (0.5, None), (None, 3), (1, 2.5))))
    unit = draw(st.sampled_from(("", "mmol/l")))
    return DecimalNumber(
        label="maat", label_en="measure", unit=unit, minimum=minimum, maximum=maximum
    )


_KINDS: Final[dict[str, Callable[[st.DrawFn], Kind]]] = {
    "ja": _yes_no,
    "keuze": _choice,
    "tekst": _text,
    "teksten": _text_set,
    "aantal": _whole,
    "maat": _decimal,
}
