"""Classes of facts."""

import pickle
from typing import Annotated, Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.errors import FactError
from obstetric_rules.facts import (
    UNKNOWN,
    Client,
    Partner,
    Praktijk,
    TextSet,
    Unknown,
    YesNo,
    fact,
    kinds_of,
    replace,
)
from obstetric_rules.facts.fact import is_fact_type, quoted, shown, shown_apart
from tests.facts.slots import SLOTS, Kraambed

BED = YesNo(label="bed", label_en="bed")


@fact
class Kamer:
    """A fact whose annotations are not texts, as in a module without the __future__ import."""

    bed: Annotated[bool | Unknown, BED] = UNKNOWN


@pytest.mark.parametrize("slot", SLOTS, ids=lambda slot: slot.name)
def test_every_field_is_unknown_until_told(slot: Any) -> None:
    """A fact made without values claims nothing."""
    empty = slot.fact_type()

    assert all(getattr(empty, name) is UNKNOWN for name in kinds_of(slot.fact_type))


def test_a_fact_cannot_be_changed() -> None:
    """Nobody changes a case behind the back of whoever decides it."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        Client().koorts = True  # type: ignore[misc]


def test_facts_are_equal_when_their_fields_are() -> None:
    """Two people who write down the same case have the same facts."""
    assert Partner(koorts=True) == Partner(koorts=True)
    assert len({Partner(koorts=True), Partner(koorts=True), Partner()}) == 2
    assert pickle.loads(pickle.dumps(Partner(koorts=True))) == Partner(koorts=True)


def test_a_fact_reports_all_its_problems_at_once() -> None:
    """Whoever fills in a fact sees every wrong field, not the first one only."""
    with pytest.raises(FactError) as caught:
        Client(koorts="ja", lijn="derde", hoesten=True)  # type: ignore[arg-type]

    assert str(caught.value) == (
        'Client.koorts: expected True, False or UNKNOWN, got "ja"\n'
        'Client.lijn: expected "eerste", "tweede" or UNKNOWN, got "derde"'
    )


def test_free_text_and_numbers_never_appear_in_a_message() -> None:
    """What was typed into an open field may be about a person, and stays out of logs."""
    with pytest.raises(FactError) as caught:
        Kraambed(dagen=43, plaatsen=["mevrouw", 3])  # type: ignore[arg-type]

    assert str(caught.value) == (
        "Kraambed.plaatsen: expected a list of different texts that are not empty, or UNKNOWN\n"
        "Kraambed.dagen: expected a whole number from 0 to 42 or UNKNOWN"
    )


def test_a_changed_copy_is_checked_too() -> None:
    """A copy cannot smuggle in what the constructor refuses."""
    with pytest.raises(FactError, match=r"Kamer\.bed"):
        replace(Kamer(), bed="ja")
    with pytest.raises(TypeError, match="badd"):
        replace(Kamer(), badd=True)


def test_a_changed_copy_leaves_the_fact_as_it_was() -> None:
    """Whoever changes one field gets a new fact of the same type, with all else kept."""
    told = Partner(koorts=True, hoesten=False)

    assert replace(told, koorts=UNKNOWN) == Partner(hoesten=False)
    assert replace(told, koorts=False, dyspnoe=True) == Partner(
        koorts=False, hoesten=False, dyspnoe=True
    )
    assert told == replace(told) == Partner(koorts=True, hoesten=False)


@pytest.mark.parametrize("texts", [{"a", "b"}, ["a", "b"], ("a", "b"), frozenset({"a", "b"})])
def test_a_set_of_texts_can_be_given_as_any_collection(texts: Any) -> None:
    """A list, a tuple and a set of the same texts are the same fact."""
    assert Praktijk(vsvs=texts) == Praktijk(vsvs=frozenset({"a", "b"}))


@pytest.mark.parametrize("texts", ["ab", [["a"]], {"a": 1}, 3])
def test_a_text_is_not_taken_for_a_set_of_its_letters(texts: Any) -> None:
    """Whoever forgets the brackets around one text is told so."""
    with pytest.raises(FactError, match="a list of different texts"):
        Praktijk(vsvs=texts)


def test_a_fact_type_can_build_on_another() -> None:
    """A plugin adds fields to a fact, and those it took over are still checked."""

    @fact
    class Badkamer(Kamer):
        bad: Annotated[bool | Unknown, YesNo(label="bad", label_en="bath")] = UNKNOWN

    assert list(kinds_of(Badkamer)) == ["bed", "bad"]
    with pytest.raises(FactError, match=r"Badkamer\.bed.*\nBadkamer\.bad"):
        Badkamer(bed=0, bad=1)  # type: ignore[arg-type]


def test_a_fact_type_may_have_no_fields() -> None:
    """A plugin can start with an empty fact and give it fields later."""

    @fact
    class Leeg:
        pass

    assert Leeg() == Leeg()


@pytest.mark.parametrize("annotation", [bool, Annotated[bool, "ja of nee"]])
def test_a_field_without_a_kind_is_refused(annotation: Any) -> None:
    """The author of a fact learns at once which field lacks its words, and what to write."""
    with pytest.raises(TypeError, match=r"Kaal\.bed has no kind\. Annotate it as"):
        fact(type("Kaal", (), {"__annotations__": {"bed": annotation}, "bed": UNKNOWN}))


def test_a_field_that_is_not_unknown_by_default_is_refused() -> None:
    """No fact type can quietly assume an answer that nobody gave."""
    with pytest.raises(TypeError, match=r"Zeker\.bed must default to UNKNOWN"):

        @fact
        class Zeker:
            bed: Annotated[bool | Unknown, BED] = False


def test_the_kinds_of_a_fact_are_those_it_was_declared_with() -> None:
    """Whoever shows a fact finds its words beside its fields, in order."""
    assert kinds_of(Kamer) == {"bed": BED}
    assert isinstance(kinds_of(Praktijk)["vsvs"], TextSet)


def test_a_class_is_a_fact_only_if_it_was_made_one() -> None:
    """A plain class, an attrs class and a fact itself are no fact types."""

    @attrs.frozen
    class Gewoon:
        bed: bool = False

    assert is_fact_type(Kamer)
    assert not any(map(is_fact_type, (Gewoon, int, Kamer(), "Kamer")))


@pytest.mark.parametrize(
    ("value", "wording"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        ("ja", '"ja"'),
        ("j" * 41, f'"{"j" * 40}…"'),
        ("a\nb\u2028\ud800", '"a\\nb\\u2028\\ud800"'),
        (1, "1"),
        (-0.5, "-0.5"),
        (10**60, "1" + "0" * 39),
        (10**5000, "a number that is too large"),
        (float("inf"), "a number that is too large"),
        (float("nan"), "NaN"),
        ([1], "a list"),
        ((), "a list"),
        ({}, "an object"),
        (b"x", "a bytes"),
    ],
    ids=lambda _: "",  # pytest cannot print them all
)
def test_a_refused_value_is_shown_on_one_short_line(value: Any, wording: str) -> None:
    """No value breaks a message into lines, fills the screen or fails to print."""
    assert quoted(value) == wording


def test_text_from_outside_is_shown_so_that_it_can_be_printed() -> None:
    """Accents stay, control characters and half characters are escaped."""
    assert shown("één\x1b[31m\udc00") == "één\\x1b[31m\\udc00"


@given(st.lists(st.text(max_size=60) | st.text("ab\n\\n…", min_size=38), unique=True))
def test_texts_beside_each_other_are_never_shown_alike(texts: list[str]) -> None:
    """However long and alike two ids are, a reader can tell them apart."""
    names = shown_apart(texts)

    assert len(set(names)) == len(texts)
    assert all(name.isprintable() for name in names)


def test_addresses_that_begin_alike_keep_their_ends() -> None:
    """Of addresses of one server it is the end that tells them apart."""
    address = "https://fhir.ziekenhuis.example/r4/Practitioner"

    assert shown_apart([f"{address}/1001", f"{address}/1002"]) == [
        "https://fhir.ziekenh…r4/Practitioner/1001",
        "https://fhir.ziekenh…r4/Practitioner/1002",
    ]
    assert shown_apart([f"{address}/1001"]) == [f"{address[:40]}…"]


def test_texts_that_print_alike_get_their_places() -> None:
    """A line break and what it is printed as are two texts; where nothing else helps, a number."""
    assert shown_apart(["a\nb", "a\\nb"]) == ["a\\nb (1)", "a\\nb (2)"]
