"""A server database in place of a file: the same store, many programs at once.

Set OBSTETRIC_RULES_POSTGRESQL to the URL of an empty database, of which the tests may drop every
table, to run these: postgresql+psycopg://user@host/name.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, text

from obstetric_rules.errors import StoreError, WeigeringConflictError
from obstetric_rules.kwartaalrapport import Kwartaal, quarterly_reports, report_csv
from obstetric_rules.weigeringen import Selection, WeigeringStore, open_store
from obstetric_rules.weigeringen.tables import VERSION_TABLE
from tests.weigeringen.records import START, refusal, refusals

URL = os.environ.get("OBSTETRIC_RULES_POSTGRESQL", "")

pytestmark = pytest.mark.skipif(
    not URL, reason="no server database: OBSTETRIC_RULES_POSTGRESQL is not set"
)


@pytest.fixture
def url() -> Iterator[str]:
    """An empty database."""
    engine = create_engine(URL)
    with engine.begin() as connection:
        for table in ("weigering", VERSION_TABLE):
            connection.execute(text(f"DROP TABLE IF EXISTS {table}"))
    engine.dispose()
    return URL


@pytest.fixture
def store(url: str) -> WeigeringStore:
    return open_store(url)


def test_programs_that_find_no_tables_make_them_once(url: str) -> None:
    """Eight that open a new store at the same time all can add to it."""
    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(lambda n: open_store(url).add(refusal(f"w-{n % 4}")), range(8)))

    assert sum(added) == 4
    assert open_store(url).count() == 4


def test_the_store_keeps_what_it_was_given(store: WeigeringStore) -> None:
    """Adding, adding again, conflicts, selections and the order of time are those of a file."""
    found = refusals(10)

    assert store.add_all(found).added == 10
    assert store.add_all([*found, refusal("w-1", reden="stop")]).conflicting == (10,)
    assert not store.add(found[0])
    with pytest.raises(WeigeringConflictError):
        store.add(refusal("w-3", reden="stop"))
    assert list(store.weigeringen()) == found
    assert store.count(Selection(first=START, until=found[4].moment)) == 4
    with store.transaction() as transaction:
        transaction.add_all([refusal("undone")])
        transaction.undo()
    assert store.count() == 10


def test_the_quarterly_report_is_the_same(store: WeigeringStore, tmp_path: object) -> None:
    """What is counted in the server is what is counted in a file."""
    file = open_store(f"{tmp_path}/weigeringen.db")
    for place in (store, file):
        place.add_all([*refusals(20), refusal("other", afdeling="verloskamers_y")])

    in_server, in_file = (
        [report_csv(report) for report in quarterly_reports(place, Kwartaal(2026, 3))]
        for place in (store, file)
    )
    assert in_server == in_file


def test_a_server_that_is_not_there_is_named_without_its_password(url: str) -> None:
    """The error has the URL, and not the password in it."""
    with pytest.raises(StoreError, match="the database refuses") as raised:
        open_store("postgresql+psycopg://u:geheim@localhost:1/x")
    assert "geheim" not in str(raised.value)
