"""Facts built from rows of databases, data frames and models."""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.errors import ArgumentError, FactError
from obstetric_rules.facts import (
    UNKNOWN,
    Client,
    DecimalNumber,
    Praktijk,
    TextSet,
    Unknown,
    WholeNumber,
    YesNo,
    Zorgverlener,
    fact,
    kinds_of,
)


@fact
class Meting:
    weken: Annotated[int | Unknown, WholeNumber(label="weken", label_en="weeks")] = UNKNOWN
    graden: Annotated[float | Unknown, DecimalNumber(label="graden", label_en="degrees")] = UNKNOWN
    codes: Annotated[frozenset[str] | Unknown, TextSet(label="codes", label_en="codes")] = UNKNOWN
    of_niet: Annotated[bool | Unknown, YesNo(label="of niet", label_en="or not")] = UNKNOWN


def of(row: Any) -> Meting:
    found: Meting = Meting.of(row)  # type: ignore[attr-defined]
    return found


def test_what_is_missing_in_a_row_is_unknown() -> None:
    """None and NaN are what databases and data frames have for what nobody told."""
    assert Client.of({"koorts": None, "hoesten": False}) == Client(hoesten=False)
    assert of({"graden": float("nan"), "weken": None}) == Meting()
    assert Zorgverlener.of({}) == Zorgverlener()


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(kinds_of(Client), st.none())))
def test_a_row_of_nothing_is_a_fact_of_nothing(row: dict[str, None]) -> None:
    """However many columns are empty."""
    assert Client.of(row) == Client()


def test_a_row_of_a_database_is_a_fact() -> None:
    """A row of SQLite has names, and no values but its own."""
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    row = connection.execute("SELECT NULL AS koorts, 'eerste' AS lijn").fetchone()
    connection.close()

    assert Client.of(row) == Client(lijn="eerste")


def test_all_that_is_wrong_with_a_row_is_told_at_once() -> None:
    """Columns that the fact does not have, and values that a field does not take."""
    with pytest.raises(FactError) as error:
        Client.of({"koort": True, "hoesten": "ja", 7: 1})

    assert str(error.value).splitlines() == [
        'Client.koort: expected a known field (did you mean "koorts"?)',
        "Client.7: expected a known field (one of hoesten, dyspnoe, keelpijn, koorts, lijn, "
        "risico, transmuraal_zorgpad)",
        'Client.hoesten: expected True, False or UNKNOWN, got "ja"',
    ]
    with pytest.raises(FactError, match=r"Client\.koort: expected a known field"):
        Client.of({"koort": True})


@pytest.mark.parametrize("row", [None, "koorts", [True], 7])
def test_what_has_no_names_is_no_row(row: Any) -> None:
    """Values without names could be taken for the wrong fields."""
    with pytest.raises(ArgumentError, match="row: expected a mapping of fields to values, got"):
        Client.of(row)


class _Foreign:
    """Stands for a value of a package that need not be installed."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def tolist(self) -> Any:
        return self.value


def foreign(package: str, name: str, value: Any = None) -> Any:
    return type(name, (_Foreign,), {"__module__": package})(value)


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("of_niet", foreign("numpy", "bool", True), True),
        ("weken", foreign("numpy", "int64", 41), 41),
        ("weken", 41.0, 41),
        ("graden", foreign("numpy", "float64", 37.5), 37.5),
        ("graden", foreign("numpy", "float32", float("nan")), UNKNOWN),
        ("codes", foreign("numpy", "ndarray", ["a", "b"]), frozenset({"a", "b"})),
        ("weken", foreign("pandas._libs.missing", "NAType"), UNKNOWN),
        ("weken", foreign("pandas._libs.tslibs.nattype", "NaTType"), UNKNOWN),
        ("weken", foreign("numpy", "datetime64", None), UNKNOWN),
        ("graden", Decimal("NaN"), UNKNOWN),
        ("graden", Decimal("sNaN"), UNKNOWN),
        ("codes", foreign("pandas.core.series", "Series", ["a"]), frozenset({"a"})),
    ],
)
def test_values_of_numpy_and_pandas_are_taken_for_pythons_own(
    field: str, value: Any, found: Any
) -> None:
    """Whoever has a data frame need not turn each value around."""
    assert getattr(of({field: value}), field) == found


def test_the_packages_themselves() -> None:
    """What stands for NumPy and pandas above is what they have."""
    numpy = pytest.importorskip("numpy")
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        {
            "of_niet": pandas.array([True, None], dtype="boolean"),
            "weken": pandas.array([41, None], dtype="Int64"),
            "graden": [37.5, numpy.nan],
            "codes": [["a"], None],
        }
    )
    first, second = (frame.iloc[at] for at in range(2))

    assert of(first) == Meting(of_niet=True, weken=41, graden=37.5, codes=frozenset({"a"}))
    assert of(second) == Meting()
    assert of({"of_niet": numpy.True_, "weken": numpy.int64(3)}) == Meting(of_niet=True, weken=3)
    for several in (pandas.Series(["a", "b"]), pandas.array(["a", "b"], dtype="string")):
        assert of({"codes": several}) == Meting(codes=frozenset({"a", "b"}))
    for column in (pandas.Series([True]), frame):
        with pytest.raises(FactError, match=r"of_niet: expected True, False or UNKNOWN, got a"):
            of({"of_niet": column})
    with pytest.raises(FactError, match=r"of_niet: expected True, False or UNKNOWN, got a list"):
        of(frame[["of_niet"]])


class _Column:
    """Stands for a column of a package that is not known here."""

    def __ne__(self, other: object) -> Any:
        return [False]

    __hash__ = None  # type: ignore[assignment]


def test_a_column_is_not_taken_for_what_is_missing() -> None:
    """What is not known here is refused, and never lost in silence."""
    with pytest.raises(FactError, match=r"codes: expected a list of different texts"):
        of({"codes": _Column()})


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "got None; write UNKNOWN, or Client.of(row)"),
        (foreign("numpy", "bool"), "got a numpy.bool"),
        (1, "got 1"),
        ([True], "got a list"),
        ({}, "got a dict"),
    ],
)
def test_a_value_that_a_program_gave_is_refused_in_the_words_of_python(
    value: Any, message: str
) -> None:
    """A message about a Python value does not speak of true, false and null."""
    with pytest.raises(FactError) as error:
        Client(koorts=value)

    assert str(error.value) == f"Client.koorts: expected True, False or UNKNOWN, {message}"


def test_an_open_field_tells_of_what_type_a_stranger_is() -> None:
    """None and foreign objects are named; texts and numbers, which may be of a person, are not."""
    with pytest.raises(FactError) as error:
        Praktijk(id=None, vsvs=foreign("numpy", "ndarray"))  # type: ignore[arg-type]

    first, second = str(error.value).splitlines()
    assert first.endswith("or UNKNOWN, got None; write UNKNOWN, or Praktijk.of(row)")
    assert second.endswith("or UNKNOWN, got a numpy.ndarray")


def test_a_fact_may_have_a_field_of_that_name() -> None:
    """What the author of a fact calls a field is not taken away."""

    @fact
    class Doos:
        of: Annotated[bool | Unknown, YesNo(label="of", label_en="whether")] = UNKNOWN

        def __repr__(self) -> str:
            return "een doos"

    assert Doos(of=True).of is True
    assert repr(Doos(of=True)) == "een doos"


def test_a_set_has_a_limit() -> None:
    """Nobody stalls a program with a set of a million texts."""
    texts = [str(number) for number in range(1_001)]

    assert Praktijk(vsvs=frozenset(texts[:-1])).vsvs is not UNKNOWN
    with pytest.raises(FactError) as error:
        Praktijk(vsvs=frozenset(texts))
    assert str(error.value) == "Praktijk.vsvs: expected at most 1,000 texts"
