"""Refusals to test with: an ordinary one, many, and generated ones."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import strategies as st

from obstetric_rules.weigeringen import Weigering
from obstetric_rules.weigeringen.weigering import LIJNEN

START = datetime.datetime(2026, 7, 1, 1, 12, tzinfo=datetime.UTC)


def refusal(id: str = "w-1", **fields: Any) -> Weigering:
    """Return an ordinary refusal in which these fields are different."""
    ordinary = {
        "moment": START,
        "van": "praktijk_a",
        "van_lijn": "eerste",
        "naar": "ziekenhuis_x",
        "naar_lijn": "tweede",
        "afdeling": "verloskamers_x",
        "vsv": "vsv_noord",
        "reden": "vol",
    }
    return Weigering(id=id, **{**ordinary, **fields})


def refusals(count: int, prefix: str = "w") -> list[Weigering]:
    """Return so many different refusals, a minute apart."""
    return [
        refusal(f"{prefix}-{number}", moment=START + datetime.timedelta(minutes=number))
        for number in range(count)
    ]


codes = st.from_regex(r"[a-z0-9]([a-z0-9._-]{0,6}[a-z0-9])?", fullmatch=True)
ids = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._:-]{0,6}[A-Za-z0-9])?", fullmatch=True)
moments = st.datetimes(
    min_value=datetime.datetime(2000, 1, 1, 14),
    max_value=datetime.datetime(2199, 12, 31, 8),
    timezones=st.timezones(),
    allow_imaginary=False,
)
weigeringen = st.builds(
    Weigering,
    id=ids,
    moment=moments,
    van=codes,
    van_lijn=st.sampled_from(LIJNEN),
    naar=codes,
    naar_lijn=st.sampled_from(LIJNEN),
    afdeling=codes,
    vsv=codes,
    reden=codes,
    alternatief=st.none() | codes,
)
