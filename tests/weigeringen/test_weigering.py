"""The record of a refusal: what it takes, and that it names nobody."""

from __future__ import annotations

import datetime
import pickle
import sys
import zoneinfo
from typing import Any

import attrs
import pytest
from hypothesis import given

import obstetric_rules.weigeringen
from obstetric_rules.errors import ClockError, MissingExtraError, WeigeringError
from obstetric_rules.weigeringen import Weigering, weigering_from_data, weigering_to_data
from obstetric_rules.weigeringen.weigering import FIELDS, local_zone
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
    "a moment just before the year 2000": "1999-12-31T22:59:59Z",
    "a moment just after the year 2199": "2199-12-31T23:30Z",
    "a date that does not exist": "2026-02-30T03:12Z",
    "a week": "2026-W27-3T03:12+02:00",
    "more digits than a moment keeps": "2026-07-01T03:12:00.1234567+02:00",
    "no minutes": "2026-07-01T03+02:00",
    "no dashes": "20260701T0312+0200",
    "a zone with seconds": "2026-07-01T03:12+02:00:30",
    "Arabic digits": "٢٠٢٦-07-01T03:12+02:00",
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


@pytest.mark.parametrize(
    "text",
    [
        "2000-01-01T00:00+01:00",
        "2000-01-01T00:30:00+01:00",
        "1999-12-31T23:00Z",
        "2199-12-31T22:59:59.999999Z",
        "2026-07-01 03:12:07.5+02:00",
    ],
)
def test_a_moment_that_is_taken_can_be_exported_and_read_back(text: str) -> None:
    """The first and the last hour of the two centuries too, as they are in the Netherlands."""
    data = {**weigering_to_data(refusal()), "moment": text}
    found = weigering_from_data(data)

    assert weigering_from_data(weigering_to_data(found)) == found


def test_without_a_time_zone_database_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record is made without one; its local time is not."""
    monkeypatch.setattr(zoneinfo, "ZoneInfo", no_zone)
    monkeypatch.setattr(zoneinfo, "available_timezones", set)
    local_zone.cache_clear()
    data = {**attrs.asdict(refusal()), "moment": "2026-07-01T03:12+02:00"}

    assert weigering_from_data(data) == refusal()
    with pytest.raises(ClockError, match=r"no time-zone database.* pip install tzdata"):
        weigering_to_data(refusal())
    local_zone.cache_clear()


def no_zone(key: str) -> None:
    raise zoneinfo.ZoneInfoNotFoundError(key)


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

    with pytest.raises(MissingExtraError, match=r"\.\[weigeringen\]"):
        obstetric_rules.weigeringen.open_store
    with pytest.raises(AttributeError, match="opne_store"):
        obstetric_rules.weigeringen.opne_store
