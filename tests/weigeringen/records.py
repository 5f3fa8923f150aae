"""Refusals to test with: an ordinary one, many, generated ones; and a disk that misbehaves."""

from __future__ import annotations

import datetime
import sqlite3
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import event

from obstetric_rules.weigeringen import Weigering, WeigeringStore
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


def on_every_connection(store: WeigeringStore, statement: str) -> None:
    """Run a statement whenever the store connects: it stands in for a disk that misbehaves."""

    def run(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(statement)

    event.listen(store._database.engine, "connect", run)


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
