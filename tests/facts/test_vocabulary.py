"""The values that are known of a text field."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from obstetric_rules.errors import FactError
from obstetric_rules.facts import UNKNOWN, Form, Text, TextSet, Unknown, Vocabulary, fact
from obstetric_rules.facts.fact import not_permitted, not_permitted_text
from obstetric_rules.facts.kinds import shown_value
from obstetric_rules.facts.vocabulary import other_texts
from tests.facts.slots import texts_of

HOSPITALS = Vocabulary(
    values={"mzh": "Martini Ziekenhuis", "umcg": "UMCG"},
    values_en={"mzh": "Martini Hospital"},
    form=Form.LOWER_CASE,
)
CLOSED = Vocabulary(values={"hoofdpijn": "hoofdpijn", "braken": "braken"}, closed=True)
CODES = Vocabulary(values={"VERZONNEN-1": "Verzonnen indicatie een"}, form=Form.CODE)
VOCABULARIES = [HOSPITALS, CLOSED, CODES, Vocabulary(), Vocabulary(form=Form.TRIMMED)]


@fact
class Klachten:
    """A complaint, and complaints, of closed lists."""

    ergste: Annotated[
        str | Unknown, Text(label="de ergste klacht", label_en="worst", vocabulary=CLOSED)
    ] = UNKNOWN
    alle: Annotated[
        frozenset[str] | Unknown, TextSet(label="de klachten", label_en="all", vocabulary=CLOSED)
    ] = UNKNOWN


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
@given(data=st.data())
def test_a_vocabulary_takes_what_is_known_and_what_has_its_form(
    vocabulary: Vocabulary, data: st.DataObject
) -> None:
    """Whatever is written as the list asks is taken; of a closed list the known values are."""
    assert vocabulary.permits(data.draw(texts_of(vocabulary)))


@pytest.mark.parametrize("vocabulary", [HOSPITALS, CLOSED, CODES])
@given(data=st.data())
def test_a_value_in_another_spelling_is_a_slip(vocabulary: Vocabulary, data: st.DataObject) -> None:
    """Capitals and white space never make another value, and the value that was meant is named."""
    value = data.draw(st.sampled_from(list(vocabulary.values)))
    blanks = st.text(" \t\n\xa0", max_size=2)
    written = data.draw(st.sampled_from([value, value.upper(), value.lower(), value.title()]))
    text = f"{data.draw(blanks)}{written}{data.draw(blanks)}"
    assume(text not in vocabulary.values)

    assert not vocabulary.permits(text)
    assert vocabulary.nearest(text) == value


@pytest.mark.parametrize("form", list(Form))
def test_texts_of_every_form_never_run_out(form: Form) -> None:
    """There is always a text that nobody has named, whatever form a list asks for."""
    assert all(form.fits(text) for text in islice(other_texts(), 20))


@pytest.mark.parametrize(
    ("form", "fits", "does_not"),
    [
        (Form.ANY, ["a", " A "], []),
        (Form.TRIMMED, ["Den Haag"], ["Den Haag ", "\nDen Haag"]),
        (Form.LOWER_CASE, ["den haag", "1é"], ["Den Haag", "a "]),
        (Form.CODE, ["A1", "a._-", "x" * 64], ["", "-a", "a b", "é", "x" * 65, "a\n"]),
    ],
)
def test_a_form_says_how_texts_are_written(
    form: Form, fits: list[str], does_not: list[str]
) -> None:
    """The author of a field says once how its values are written."""
    assert all(form.fits(text) for text in fits)
    assert not any(form.fits(text) for text in does_not)


def test_a_label_in_the_place_of_its_value_is_a_slip() -> None:
    """Who fills in what the screen shows is told the value that stands for it."""
    assert not HOSPITALS.permits("martini ziekenhuis")
    assert HOSPITALS.nearest("Martini Ziekenhuis") == "mzh"
    assert HOSPITALS.nearest("martini hospital") == "mzh"


def test_a_value_is_shown_by_its_label() -> None:
    """People read the name, and in their own language where there is one."""
    kind = Text(label="het ziekenhuis", label_en="hospital", vocabulary=HOSPITALS)

    assert shown_value(kind, "mzh") == "Martini Ziekenhuis"
    assert shown_value(kind, "mzh", "en") == "Martini Hospital"
    assert shown_value(kind, "umcg", "en") == "UMCG"
    assert shown_value(kind, "elders") == "elders"


def test_values_that_share_a_label_are_told_apart() -> None:
    """Two values are never shown under one name."""
    twice = Vocabulary(values={"a1": "Verloskunde", "a2": "Verloskunde", "b": "b"})

    assert [twice.shown(text) for text in ("a1", "a2", "b")] == [
        "Verloskunde (a1)",
        "Verloskunde (a2)",
        "b",
    ]


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"closed": True}, "a closed vocabulary has no values"),
        ({"values": {"MZH": "MZH"}, "form": "lower_case"}, "'MZH' is not a text that is not empty"),
        ({"values": {"": "niets"}}, "'' is not a text that is not empty"),
        ({"values": {"a": "A", "A": "B"}}, "'a' and 'A' differ only in capitals or white space"),
        ({"values_en": {"a": "A"}}, "'a' has an English label and is no known value"),
        ({"form": "roman"}, "'roman' is no form of texts; there is any, trimmed, lower_case, code"),
    ],
)
def test_a_vocabulary_that_cannot_be_is_refused(parts: dict[str, object], message: str) -> None:
    """The author hears what is wrong with a list as soon as it is written."""
    with pytest.raises(ValueError, match=message):
        Vocabulary(**parts)  # type: ignore[arg-type]


def test_a_closed_list_refuses_all_else_when_a_fact_is_made() -> None:
    """A typo in a complaint is no other complaint: it is refused, with the nearest one."""
    with pytest.raises(FactError) as refused:
        Klachten(ergste="hoofpijn", alle={"braken", "Hoofdpijn"})  # type: ignore[arg-type]

    assert str(refused.value).splitlines() == [
        'Klachten.ergste: expected "hoofdpijn", "braken" or UNKNOWN '
        '(did you mean "hoofdpijn"?), got "hoofpijn"',
        'Klachten.alle: expected a list of different texts (each "hoofdpijn", "braken"), or '
        'UNKNOWN (did you mean "hoofdpijn"?), got "Hoofdpijn"',
    ]


def test_a_long_list_is_not_written_out_in_a_message() -> None:
    """A message about one of three hundred codes stays one line."""
    many = Vocabulary(values={f"c{n}": f"{n}" for n in range(300)}, closed=True)

    assert many.expected == "one of the 300 known values"


def test_without_an_ordinary_value_the_first_known_one_is_it() -> None:
    """Examples are made of values that people know."""
    kind = Text(label="het ziekenhuis", label_en="hospital", vocabulary=HOSPITALS)

    assert kind.ordinary == "mzh"


@pytest.mark.parametrize("texts", ["v-1", ["v-1"], ["V-2", "v-1"]])
def test_a_known_value_written_otherwise_is_not_told_a_form_that_it_has(texts: Any) -> None:
    """Letters and dashes are what was given; that the known value has a capital is what is told."""
    codes = Vocabulary(values={"V-1": "Een", "V-2": "Twee"}, form=Form.CODE)
    kind = Text if isinstance(texts, str) else TextSet
    value = texts if isinstance(texts, str) else frozenset(texts)
    problem = not_permitted(
        "zorgvraag.code", kind(label="de code", label_en="code", vocabulary=codes), value
    )

    expected = 'a known value to the letter (did you mean "V-1"?)'
    assert (problem.expected, problem.got) == (expected, None)
    assert not_permitted_text("zorgvraag.code", codes, "v-1").expected == expected
    assert "letters, digits" in not_permitted_text("zorgvraag.code", codes, "v 1").expected
