"""The store of refusals: adding, reading back, and what happens when it cannot."""

from __future__ import annotations

import datetime
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import attrs
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.errors import (
    StoreBusyError,
    StoreError,
    StoreVersionError,
    WeigeringConflictError,
)
from obstetric_rules.kwartaalrapport import Kwartaal, quarterly_reports
from obstetric_rules.weigeringen import (
    Selection,
    Weigering,
    WeigeringStore,
    foreign_values,
    open_store,
)
from obstetric_rules.weigeringen import migrating as migrating_module
from obstetric_rules.weigeringen import store as store_module
from obstetric_rules.weigeringen.tables import NEWEST, VERSION_TABLE, metadata
from obstetric_rules.weigeringen.weigering import LIJNEN
from tests.samples import samples
from tests.weigeringen.records import (
    START,
    codes,
    moments,
    on_every_connection,
    refusal,
    refusals,
    weigeringen,
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "weigeringen 100%.db"


@pytest.fixture
def store(place: Path) -> WeigeringStore:
    return open_store(place, wait=0)


def stored(store: WeigeringStore) -> list[Weigering]:
    return list(store.weigeringen())


@samples(default=20, full=1_000)
@given(found=st.lists(weigeringen, max_size=8, unique_by=lambda weigering: weigering.id))
def test_what_was_added_is_read_back_in_the_order_of_time(
    found: list[Weigering], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Each record comes back whole, whatever zone its moment was told in."""
    store = open_store(tmp_path_factory.mktemp("store") / "weigeringen.db")

    assert store.add_all(found).added == len(found)
    assert stored(store) == sorted(found, key=lambda weigering: (weigering.moment, weigering.id))


def test_adding_the_same_again_changes_nothing(store: WeigeringStore) -> None:
    """Who is not sure whether a record arrived can simply send it again."""
    assert store.add(refusal())
    assert not store.add(refusal())
    assert stored(store) == [refusal()]


def test_other_content_under_the_same_id_is_refused(store: WeigeringStore) -> None:
    """What was registered is never overwritten; the error says what to do."""
    store.add(refusal())

    with pytest.raises(WeigeringConflictError, match=r"w-1 with other content .* left as it is"):
        store.add(refusal(reden="stop"))
    assert stored(store) == [refusal()]


def test_adding_many_leaves_out_only_what_conflicts(store: WeigeringStore) -> None:
    """In a batch the good ones are added, the known ones counted, the conflicting ones named."""
    store.add(refusal("a"))
    batch = [
        refusal("a"),
        refusal("b"),
        refusal("b"),
        refusal("b", reden="stop"),
        refusal("c", reden="stop"),
        refusal("a", reden="stop"),
    ]

    additions = store.add_all(batch)

    assert (additions.added, additions.unchanged, additions.conflicting) == (2, 2, (3, 5))
    assert {weigering.id: weigering.reden for weigering in stored(store)} == {
        "a": "vol",
        "b": "vol",
        "c": "stop",
    }
    assert store.add_all([]).added == 0


def test_nothing_of_a_transaction_is_kept_when_it_breaks_off(store: WeigeringStore) -> None:
    """A block that raises leaves the store as it was."""

    def break_off() -> None:
        with store.transaction() as transaction:
            transaction.add_all([refusal()])
            raise KeyError

    with pytest.raises(KeyError):
        break_off()
    assert store.count() == 0


def test_reading_in_portions_gives_each_once(
    store: WeigeringStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many there are, and however many at one moment, none is skipped or repeated."""
    monkeypatch.setattr(store_module, "_PORTION", 3)
    found = [*refusals(7), *(refusal(f"same-{number}") for number in range(7))]
    store.add_all(found)

    assert sorted(weigering.id for weigering in store.weigeringen()) == sorted(
        weigering.id for weigering in found
    )


def test_a_slow_reader_keeps_nobody_from_adding(store: WeigeringStore) -> None:
    """While somebody is half-way through a list, others add."""
    store.add_all(refusals(3))
    reading = store.weigeringen()
    next(reading)

    assert store.add(refusal("later"))
    assert len(list(reading)) >= 2


def test_a_selection_is_half_open(store: WeigeringStore) -> None:
    """From the first moment on, up to but not including the last; per VSV and per ward."""
    minute = datetime.timedelta(minutes=1)
    store.add_all(refusals(3))
    store.add(refusal("z", vsv="vsv_zuid", afdeling="verloskamers_y"))

    assert store.count(Selection(first=START, until=START + 2 * minute)) == 3
    assert store.count(Selection(first=START + minute)) == 2
    assert store.count(Selection(vsv="vsv_zuid")) == 1
    assert store.count(Selection(afdeling="verloskamers_x")) == 3


def test_the_migrations_make_the_tables_that_the_library_uses(store: WeigeringStore) -> None:
    """A store that went through every migration is what a new one should be."""
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})

        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == NEWEST


def test_a_store_that_another_program_just_made_is_not_made_again(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two programs that open a new store at once, the second finds it made."""
    answers: Iterator[bool] = iter([False, True])
    monkeypatch.setattr(store_module, "is_current", lambda *_: next(answers))
    monkeypatch.setattr(store_module, "migrate", lambda _: pytest.fail("made again"))

    open_store(place)


def test_a_store_of_a_newer_version_is_left_alone(store: WeigeringStore, place: Path) -> None:
    """An old program does not touch what a newer one made; it says which version that was."""
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    before = place.read_bytes()

    with pytest.raises(StoreVersionError, match=r"newer version .* 9999, this version knows 0001"):
        open_store(place)
    assert place.read_bytes() == before


def test_a_store_of_an_older_version_is_brought_up_to_date(
    store: WeigeringStore, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that lacks a migration of this version is not taken for one of a newer version."""
    migrated: list[object] = []
    monkeypatch.setattr(migrating_module, "NEWEST", "0002")
    monkeypatch.setattr(store_module, "migrate", migrated.append)
    store.add(refusal())

    assert stored(open_store(place)) == [refusal()]
    assert len(migrated) == 1


def test_the_table_of_another_program_is_left_alone(place: Path) -> None:
    """A database in which something else calls its table so is not taken for a store."""
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute("CREATE TABLE weigering (id TEXT)")

    with pytest.raises(StoreError, match="that this library did not make"):
        open_store(place)


def test_a_store_that_must_be_there_is_not_made(place: Path, tmp_path: Path) -> None:
    """A mistyped name gives an error, and no empty store."""
    with pytest.raises(StoreError, match="there is no store yet"):
        open_store(place, create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """The error names the file, and says to check the folder."""
    with pytest.raises(StoreError, match=r"nergens/w\.db: cannot be opened"):
        open_store(tmp_path / "nergens" / "w.db")


def test_a_file_that_is_no_store(place: Path) -> None:
    """A text file is left as it is."""
    place.write_text("dit is geen database" * 100, encoding="utf-8")

    with pytest.raises(StoreError, match="is no store of refusals"):
        open_store(place)
    assert place.read_text(encoding="utf-8").startswith("dit is geen database")


def test_a_full_disk_loses_nothing(store: WeigeringStore) -> None:
    """When the disk is full the error says so, and what was there before is there still."""
    store.add_all(refusals(10))
    on_every_connection(store, "PRAGMA max_page_count = 12")

    with pytest.raises(StoreError, match=r"the disk is full\. Nothing of this addition was kept"):
        store.add_all(refusals(2_000, "more"))
    assert len(stored(store)) == 10


def test_a_store_that_may_not_be_written(store: WeigeringStore) -> None:
    """A read-only store can be read; adding says that it may not be written."""
    store.add(refusal())
    on_every_connection(store, "PRAGMA query_only = 1")

    with pytest.raises(StoreError, match="may not be written"):
        store.add(refusal("other"))
    assert stored(store) == [refusal()]


def test_a_file_without_the_right_to_write(store: WeigeringStore, place: Path) -> None:
    """Who may only read the file can list what is in it."""
    store.add(refusal())
    place.chmod(0o444)
    place.parent.chmod(0o555)
    try:
        assert stored(open_store(place, create=False)) == [refusal()]
    finally:
        place.parent.chmod(0o755)


def test_a_locked_store(store: WeigeringStore, place: Path) -> None:
    """When another program does not let go the error says so; afterwards all is well."""
    store.add(refusal())
    other = sqlite3.connect(place, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    with pytest.raises(StoreBusyError, match="another program keeps it locked"):
        store.add(refusal("other"))
    with pytest.raises(StoreBusyError):
        open_store(place, wait=0)
    other.close()
    assert store.add(refusal("other"))


def test_whatever_else_the_database_says_is_passed_on(store: WeigeringStore, place: Path) -> None:
    """An error that nobody foresaw is still one line that names the store."""
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute("DROP TABLE weigering")

    with pytest.raises(StoreError, match=r"weigeringen 100%\.db: the database refuses \(no such"):
        store.count()


URLS: dict[str, tuple[str, str]] = {
    "another kind": ("mysql://host/x", "expected a database of the kind sqlite or postgresql"),
    "in memory": ("sqlite://", "expected a file; what is in memory only would be lost"),
    "no URL": ("://", "expected a path or the URL of a database"),
    "no such driver": ("postgresql+nope://u:geheim@host/x", "needs a driver"),
    "no driver": ("postgresql+psycopg2://u:geheim@host/x", "needs a driver that is not"),
}


@pytest.mark.parametrize(("url", "expected"), URLS.values(), ids=URLS)
def test_urls_that_cannot_be_used(url: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each says what is wrong with it; a password is never repeated."""
    monkeypatch.setitem(sys.modules, "psycopg2", None)

    with pytest.raises(StoreError, match=expected) as raised:
        open_store(url)
    assert "geheim" not in str(raised.value)


def test_a_file_can_be_named_by_a_url(tmp_path: Path) -> None:
    """A URL of an SQLite file and its path are the same store."""
    store: Any = open_store(f"sqlite:///{tmp_path}/w.db")
    store.add(refusal())

    assert stored(open_store(f"{tmp_path}/w.db")) == [refusal()]
    assert store.place == f"sqlite:///{tmp_path}/w.db"


def test_a_reader_that_waits_in_vain_is_told_of_no_addition(
    store: WeigeringStore, place: Path
) -> None:
    """Nothing was being added."""
    with closing(sqlite3.connect(place, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreBusyError) as raised:
            store.count()
        with pytest.raises(StoreBusyError) as adding:
            store.add(refusal())

    assert str(raised.value) == (
        f"{place}: another program keeps it locked. Try again when that program is done"
    )
    assert "Nothing of this addition was kept" in str(adding.value)


STRANGE = {
    "a code": "UPDATE weigering SET vsv = 'VSV!'",
    "a line": "UPDATE weigering SET van_lijn = 'derde'",
    "a text that steers a screen": "UPDATE weigering SET reden = 'vol' || char(27) || '[2J'",
    "a moment of letters": "UPDATE weigering SET moment = 'gisteren'",
    "a moment that is a number": "UPDATE weigering SET moment = 5",
    "a moment of bytes": "UPDATE weigering SET moment = x'00ff'",
    "a moment that cannot be": "UPDATE weigering SET moment = '2026-02-31 00:00:00.000000'",
    "a moment of another century": "UPDATE weigering SET moment = '1926-02-01 00:00:00.000000'",
}


@pytest.mark.parametrize("statement", STRANGE.values(), ids=STRANGE)
def test_what_is_no_refusal_is_not_counted_for_one(
    statement: str, store: WeigeringStore, place: Path
) -> None:
    """Whatever another program put there: the store says so before it lists, reports or adds."""
    store.add(refusal())
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute(statement)

    for use in (lambda: stored(store), store.check, lambda: store.add(refusal())):
        with pytest.raises(StoreError, match="holds what is no refusal"):
            use()
    with pytest.raises(StoreError, match="holds what is no refusal"):
        next(quarterly_reports(store, Kwartaal(2026, 3)))


def _spelt(days: Sequence[str], times: Sequence[str]) -> st.SearchStrategy[str]:
    return st.builds(
        "{}{}{}{}{}".format,
        st.sampled_from(days),
        st.sampled_from(" T"),
        st.sampled_from(times),
        st.sampled_from([".000000", ".999999", ".5", "", ".1234567"]),
        st.sampled_from(["", "", "", "\0", "\0x", "+02:00", "Z", " "]),
    )


DAYS = (
    *("1999-12-31", "2000-01-01", "2199-12-31", "2200-01-01", "0000-00-00", "2026-W27-3"),
    *("2024-02-29", "2026-02-29", "2026-02-31", "2026-07-00", "2026-13-01", "20260701"),
    *("2026-7-1", "٢٠٢٦-07-01", "+2026-07-01", "2026-06-30"),
)
TIMES = ("22:59:59", "23:00:00", "23:59:59", "24:00:00", "23:60:00", "23:59:60", "1:12:00", "01:12")
FOREIGN: dict[str, st.SearchStrategy[object]] = {
    **dict.fromkeys(
        ["vsv", "afdeling", "reden", "van", "naar", "alternatief"],
        codes
        | st.text(max_size=4)
        | st.binary(max_size=4)
        | st.integers(-5, 5)
        | st.floats(0, 1)
        | st.sampled_from(["VSV!", "vol\0", "a" * 64, "a" * 65, "-a", b"vol"]),
    ),
    **dict.fromkeys(
        ["van_lijn", "naar_lijn"],
        st.sampled_from([*LIJNEN, "derde", "Eerste", "", "eerste\0", "tweede ", b"eerste", 2]),
    ),
    "moment": (
        _spelt(DAYS, TIMES)
        | _spelt(DAYS[:3], TIMES[:3])
        | moments.map(lambda moment: f"{moment.astimezone(datetime.UTC):%Y-%m-%d %H:%M:%S.%f}")
        | st.text(max_size=4)
        | st.binary(max_size=4)
        | st.integers(-(2**63), 2**63 - 1)
    ),
}


@samples(default=60, full=1_000)
@given(data=st.data())
def test_a_check_refuses_what_reading_each_record_refuses(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No more and no less: of few codes or of a million, whatever another program put there."""
    place = tmp_path_factory.mktemp("store") / "s.db"
    store = open_store(place)
    store.add_all(refusals(3))
    column = data.draw(st.sampled_from(sorted(FOREIGN)))
    value = data.draw(FOREIGN[column])
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute(f"UPDATE weigering SET {column} = ? WHERE id = 'w-1'", (value,))

    assert _refuses(store.check) == _refuses(lambda: stored(store))


def _refuses(use: Callable[[], object]) -> bool:
    try:
        use()
    except StoreError:
        return True
    return False


def test_a_check_reads_no_record(store: WeigeringStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report of a million refusals waits for what differs in them, not for each of them."""
    store.add_all(refusals(3))
    monkeypatch.setattr(store_module, "Weigering", None)

    store.check()


@pytest.mark.parametrize(("moment", "sound"), [(START, True), (START.replace(year=1926), False)])
def test_a_moment_on_a_server_is_one_of_two_centuries(
    moment: datetime.datetime, sound: bool, store: WeigeringStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server takes nothing but moments in that column; not each of them is that of a refusal."""
    store.add(refusal())
    with closing(sqlite3.connect(store.files[0])) as connection, connection:
        connection.execute("UPDATE weigering SET moment = ?", (f"{moment:%Y-%m-%d %H:%M:%S.%f}",))
    monkeypatch.setattr(foreign_values, "_WITHOUT_MOMENTS", ())

    assert _refuses(store.check) is not sound


@samples(default=15, full=1_000)
@given(
    page=st.integers(1, 7),
    at=st.integers(0, 4_000),
    damage=st.sampled_from([b"\0" * 4_096, b"\xff", b"\0\0\0\0\0\0\0\0", b"abcdefgh"]),
)
def test_a_damaged_store_says_so_before_it_reports(
    page: int, at: int, damage: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Zeros, foreign bytes, a page that is gone: what is still listed are refusals."""
    place = tmp_path_factory.mktemp("store") / "s.db"
    open_store(place).add_all(refusals(99))
    with place.open("r+b") as stream:
        stream.seek((page - 1) * 4_096 + (at if len(damage) < 4_096 else 0))
        stream.write(damage)
    found: list[Weigering] | None = None
    try:
        found = stored(open_store(place, create=False))
    except StoreError as error:
        assert str(error).startswith(f"{place}: ")  # noqa: PT017
    # A letter in a code can become another letter: no file of this kind can tell.
    assert found is None or len(found) == 99


def test_damage_that_sqlite_reads_over_is_found(store: WeigeringStore, place: Path) -> None:
    """An index that no longer fits its table would count what is not there."""
    store.add_all(refusals(99))
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_schema WHERE name = 'weigering_counted'")

    with pytest.raises(StoreError, match=r"is damaged\. Put back a copy of it"):
        store.check()


def test_a_store_that_was_cut_to_nothing_is_no_new_one(place: Path) -> None:
    """Who lists or reports is told, and gets no empty answer."""
    place.touch()

    with pytest.raises(StoreError, match="is empty, which no store is"):
        open_store(place, create=False)


def test_a_database_without_tables_is_no_store_yet(place: Path) -> None:
    """Listing makes no tables in what may be another's database."""
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute("CREATE TABLE iets (id TEXT)")

    with pytest.raises(StoreError, match="there is no store yet"):
        open_store(place, create=False)


def test_a_store_that_lost_its_version_is_used_again(store: WeigeringStore, place: Path) -> None:
    """Its tables tell which version it is."""
    store.add(refusal())
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute(f"DELETE FROM {VERSION_TABLE}")

    assert stored(open_store(place)) == [refusal()]
    assert stored(open_store(place, create=False)) == [refusal()]


def test_a_store_without_its_table_gets_it_again(place: Path) -> None:
    """A version table in which nothing was written yet, as a broken-off start leaves."""
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute(f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL)")

    assert open_store(place).add(refusal())


def test_a_store_knows_which_file_it_is(store: WeigeringStore, place: Path) -> None:
    """What is written elsewhere must not take its place."""
    assert store.files == (place,)
    assert WeigeringStore(attrs.evolve(store._database, file=None)).files == ()
    attrs.evolve(store._database, file=None).check()
