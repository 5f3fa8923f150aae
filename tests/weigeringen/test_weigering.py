"""The record of a refusal: what it takes, and that it names nobody."""

from __future__ import annotations

import datetime
import pickle
import sys
from typing import Any

import pytest
from hypothesis import given

import obstetric_rules.weigeringen
from obstetric_rules.errors import MissingExtraError, WeigeringError
from obstetric_rules.weigeringen import Weigering, weigering_from_data, weigering_to_data
from obstetric_rules.weigeringen.weigering import FIELDS
from tests.weigeringen.records import refusal, weigeringen


@given(weigering=weigeringen)
def test_a_record_comes_back_from_json_as_it_was(weigering: Weigering) -> None:
    """Whatever stands in a record, written and read back it is the same."""
    assert weigering_from_data(weigering_to_data(weigering)) == weigering


def test_everything_wrong_with_a_record_is_told_at_once() -> None:
    """Whoever typed it mends it in one go; a field that is misspelt gets a hint."""
    with pytest.raises(WeigeringError) as raised:
        weigering_from_data(
            {
                "id": "w 1",
                "moment": "2026-07-01T03:12",
                "van": "Mevrouw De Vries",
                "van_lijn": "derde",
                "naar": 7,
                "redenen": "vol",
                "naam\n": "x",
            }
        )

    assert [str(problem) for problem in raised.value.problems] == [
        'redenen: expected no such field (did you mean "reden"?)',
        'naam\\n: expected no such field (did you mean "naar"?)',
        "id: expected an identifier of letters and digits, such as w-2026-0001",
        "moment: expected a date and time with its zone, such as 2026-07-01T03:12+02:00",
        "van: expected a code of lower-case letters and digits, such as praktijk_a",
        'van_lijn: expected "eerste" or "tweede", got "derde"',
        "naar: expected a code of lower-case letters and digits, such as praktijk_a",
        'naar_lijn: expected "eerste" or "tweede"',
        "afdeling: expected a code of lower-case letters and digits, such as praktijk_a",
        "vsv: expected a code of lower-case letters and digits, such as praktijk_a",
        "reden: expected a code of lower-case letters and digits, such as praktijk_a",
    ]
    assert pickle.loads(pickle.dumps(raised.value)).problems == raised.value.problems


MOMENTS: dict[str, Any] = {
    "no zone": datetime.datetime(2026, 7, 1, 3, 12),
    "no time": datetime.date(2026, 7, 1),
    "a year that cannot be": datetime.datetime(206, 7, 1, tzinfo=datetime.UTC),
    "no moment at all": "gisteren",
    "a number": 1751332320,
}


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_a_moment_has_a_date_a_time_and_a_zone(moment: Any) -> None:
    """A time of which nobody knows the zone would fall in one quarter or in another."""
    with pytest.raises(WeigeringError, match="moment: expected a date and time with its zone"):
        refusal(moment=moment)
    with pytest.raises(WeigeringError, match="moment: expected"):
        weigering_from_data({**weigering_to_data(refusal()), "moment": moment})


def test_the_same_moment_in_two_zones_is_one_moment() -> None:
    """Winter time in Amsterdam, or UTC: it is the same refusal."""
    texts = ("2026-12-31T23:30:00+00:00", "2027-01-01T00:30:00+01:00")
    data = weigering_to_data(refusal())

    one, other = (weigering_from_data({**data, "moment": text}) for text in texts)

    assert one == other


def test_no_field_invites_a_name_or_a_sentence() -> None:
    """No field is for a person, and nothing but codes of lower-case letters fits in one."""
    assert FIELDS == (
        "id",
        "moment",
        "van",
        "van_lijn",
        "naar",
        "naar_lijn",
        "afdeling",
        "vsv",
        "reden",
        "alternatief",
    )
    for field in ("van", "naar", "afdeling", "vsv", "reden", "alternatief"):
        for text in ("Anna", "geen plek voor haar", "anna de vries", "x" * 65, "é"):
            with pytest.raises(WeigeringError, match=f"^{field}: expected a code"):
                refusal(**{field: text})


def test_where_she_went_need_not_be_known() -> None:
    """An empty text, as CSV has it, is the same as leaving it out."""
    data = weigering_to_data(refusal())

    assert weigering_from_data({**data, "alternatief": ""}) == refusal()


def test_without_the_extra_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has not installed a database is told what to install; a wrong name is a wrong name."""
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    monkeypatch.delitem(sys.modules, "obstetric_rules.weigeringen.store", raising=False)
    monkeypatch.delitem(sys.modules, "obstetric_rules.weigeringen.database", raising=False)

    with pytest.raises(MissingExtraError, match=r"obstetric-rules\[weigeringen\]"):
        obstetric_rules.weigeringen.open_store
    with pytest.raises(AttributeError, match="opne_store"):
        obstetric_rules.weigeringen.opne_store
