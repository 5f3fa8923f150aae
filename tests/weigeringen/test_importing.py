"""Importing and exporting refusals: good lines, bad lines, and imports that break off."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, event

from obstetric_rules.errors import StoreError
from obstetric_rules.weigeringen import (
    Additions,
    Import,
    Weigering,
    WeigeringStore,
    import_weigeringen,
    open_store,
    read_lines,
    weigering_to_data,
    write_lines,
)
from obstetric_rules.weigeringen import importing as importing_module
from obstetric_rules.weigeringen.store import Transaction
from tests.weigeringen.records import on_every_connection, refusal, refusals, weigeringen

HEADING = "id,moment,van,van_lijn,naar,naar_lijn,afdeling,vsv,reden,alternatief"
GOOD = "w-{n},2026-07-01T03:12+02:00,a,eerste,x,tweede,x1,noord,vol,"


@pytest.fixture
def store(tmp_path: Path) -> WeigeringStore:
    return open_store(tmp_path / "weigeringen.db")


def stream(text: str) -> io.BytesIO:
    return io.BytesIO(text.encode("utf-8"))


def bad(found: Import) -> list[str]:
    return [f"{line.number}: {problem}" for line in found.bad for problem in line.problems]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
@given(found=st.lists(weigeringen, max_size=5))
def test_what_is_written_is_read_back(form: str, found: list[Weigering]) -> None:
    """An export can be imported again, whole."""
    text = io.StringIO()

    assert write_lines(found, text, form) == len(found)
    assert [line.weigering for line in read_lines(stream(text.getvalue()), form)] == found


@given(
    lines=st.lists(st.binary(max_size=40) | st.sampled_from([b'"', b"a,b", b"{}", b"\0"])),
    form=st.sampled_from(["csv", "jsonl"]),
    heading=st.booleans(),
)
def test_no_file_is_too_strange_to_report(lines: list[bytes], form: str, heading: bool) -> None:
    """Whatever bytes a file holds, each line is a refusal or has its problems told."""
    content = [f"{HEADING}\n".encode()] if heading else []

    for line in read_lines([*content, *(line + b"\n" for line in lines)], form):
        assert (line.weigering is None) == bool(line.problems)


def test_every_bad_line_is_reported_and_the_good_ones_are_imported(store: WeigeringStore) -> None:
    """The numbers of the lines are those an editor shows; two problems of a line are both told."""
    text = "\n".join(
        [
            HEADING,
            GOOD.format(n=1),
            "w-2,gisteren,a,eerste,x,derde,x1,noord,vol,",
            "",
            GOOD.format(n=3),
            GOOD.format(n=1),
            GOOD.format(n=1).replace("vol", "stop"),
            GOOD.format(n=4) + ",te veel",
            GOOD.format(n=5)[:-6],
        ]
    )

    found = import_weigeringen(store, stream(text), "csv")

    assert (found.added, found.unchanged) == (2, 1)
    assert bad(found) == [
        "3: moment: expected a date and time with its zone, such as 2026-07-01T03:12+02:00",
        '3: naar_lijn: expected "eerste" or "tweede", got "derde"',
        "7: id: expected one that is not there already (in the store or higher in the file) with "
        "other content",
        "8: line: expected 10 cells, got 11",
        "9: reden: expected a code of lower-case letters and digits, such as praktijk_a",
    ]
    assert [weigering.id for weigering in store.weigeringen()] == ["w-1", "w-3"]


def test_all_or_nothing_imports_nothing_when_a_line_is_bad(store: WeigeringStore) -> None:
    """One bad line, or one conflict with the store, and the store is as it was."""
    store.add(refusal("w-1"))
    for line in ("w-2,,,,,,,,,", GOOD.format(n=1)):
        text = f"{HEADING}\n{GOOD.format(n=9)}\n{line}\n"

        found = import_weigeringen(store, stream(text), "csv", all_or_nothing=True)

        assert (found.kept, found.added, len(found.bad)) == (False, 0, 1)
        assert store.count() == 1


def test_all_or_nothing_imports_all_when_every_line_is_good(store: WeigeringStore) -> None:
    """When nothing is wrong it imports as usual, and once more changes nothing."""
    lines = [f"{json.dumps(weigering_to_data(one))}\n".encode() for one in refusals(5)]

    first, again = (
        import_weigeringen(store, lines, "jsonl", all_or_nothing=True) for _ in range(2)
    )

    assert (first.kept, first.added, first.unchanged) == (True, 5, 0)
    assert (again.kept, again.added, again.unchanged) == (True, 0, 5)


@pytest.mark.parametrize("all_or_nothing", [False, True])
def test_an_import_that_breaks_off_is_finished_by_doing_it_again(
    store: WeigeringStore, all_or_nothing: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the stream fails half-way, whole portions are kept or none; the rest comes later."""
    monkeypatch.setattr(importing_module, "_TOGETHER", 2)
    lines = [f"{json.dumps(weigering_to_data(one))}\n".encode() for one in refusals(5)]

    def breaking_off() -> object:
        yield from lines[:3]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        import_weigeringen(store, breaking_off(), "jsonl", all_or_nothing=all_or_nothing)  # type: ignore[arg-type]
    assert store.count() == (0 if all_or_nothing else 2)

    assert import_weigeringen(store, lines, "jsonl").added == (5 if all_or_nothing else 3)


def test_a_heading_that_does_not_fit_is_one_problem_and_no_import(store: WeigeringStore) -> None:
    """Missing, unknown and repeated columns are all told, and no line is guessed at."""
    text = "id,moment,van,van,van_lijn,naar,naar_lijn,afdelig,vsv,,qqq\n"

    found = import_weigeringen(store, stream(text + GOOD.format(n=1)), "csv")

    assert bad(found) == [
        "1: afdeling: expected a column of this name in the first line",
        "1: reden: expected a column of this name in the first line",
        "1: van: expected one column of this name",
        '1: afdelig: expected no column of this name (did you mean "afdeling"?)',
        "1: (empty): expected no column of this name",
        "1: qqq: expected no column of this name",
    ]
    assert store.count() == 0


def test_a_file_from_a_dutch_spreadsheet_is_read(store: WeigeringStore) -> None:
    """Semicolons, a byte order mark, quotes and columns in another order are no problem."""
    names = HEADING.split(",")
    cells = GOOD.format(n=1).split(",")
    text = f"\ufeff{';'.join(names[::-1])}\r\n" + ";".join(f'"{cell}" ' for cell in cells[::-1])

    assert import_weigeringen(store, stream(text), "csv").added == 1


def test_lines_that_are_no_record_are_reported(store: WeigeringStore) -> None:
    """Broken JSON, a list, a number, something far too deep or far too long: each is told."""
    lines = ["{", "[]", "7", "[" * 50_000, '{"id": "' + "x" * 99_000 + '"', " ", "{}"]

    found = import_weigeringen(store, [f"{line}\n".encode() for line in lines], "jsonl")

    assert [line.number for line in found.bad] == [1, 2, 3, 4, 5, 7]
    assert {bad(found)[number] for number in range(5)} == {
        f"{number}: line: expected one JSON object" for number in range(1, 6)
    }


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_line_that_is_far_too_long_is_reported(form: str, store: WeigeringStore) -> None:
    """It costs no other line, and is never held as a whole."""
    good = GOOD.format(n=1) if form == "csv" else json.dumps(weigering_to_data(refusal()))
    heading = f"{HEADING}\n" if form == "csv" else "\n"
    text = f'{heading}"{"x" * 200_000}\n{good}\n'

    found = import_weigeringen(store, stream(text), form)

    assert found.added == 1
    assert bad(found) == ["2: line: expected at most 100,000 bytes"]


def test_a_heading_that_is_far_too_long_is_reported(store: WeigeringStore) -> None:
    """A cell of the heading over the limit of the reader of CSV is one problem."""
    found = import_weigeringen(store, stream("x" * 200_000 + f"\n{GOOD}"), "csv")

    assert bad(found) == ["1: line: expected at most 100,000 bytes"]


def test_a_stray_quote_costs_its_own_line(store: WeigeringStore) -> None:
    """A quote that is never closed does not swallow the good lines after it."""
    lines = [HEADING, *(GOOD.format(n=number) for number in range(201))]
    lines[1] = f'"{lines[1]}'

    found = import_weigeringen(store, stream("\n".join(lines)), "csv")

    assert found.added == 200
    assert bad(found) == [
        "2: line: expected cells between commas or semicolons, with quotes in pairs"
    ]


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_lines_of_every_kind_of_spreadsheet_are_read(end: str, store: WeigeringStore) -> None:
    """Old ones end their lines with a carriage return only."""
    text = end.join([HEADING, GOOD.format(n=1), "kapot", GOOD.format(n=2)])

    found = import_weigeringen(store, stream(text), "csv")

    assert (found.added, {line.number for line in found.bad}) == (2, {3})


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_file_in_utf_16_is_told_once(form: str, store: WeigeringStore) -> None:
    """Not with a problem for every line and column."""
    text = f"{HEADING}\n{GOOD.format(n=1)}\n"

    found = import_weigeringen(store, io.BytesIO(text.encode("utf-16")), form)

    assert bad(found) == ["1: line: expected text in UTF-8 (this is UTF-16)"]


@pytest.mark.parametrize("text", ["", "\1\x02PNG,\x03\n", "een,andere,tabel\n"])
def test_a_file_that_is_no_csv_of_refusals_is_one_problem(text: str, store: WeigeringStore) -> None:
    """An empty file, a picture or another table: the line says which columns were expected."""
    found = bad(import_weigeringen(store, stream(text), "csv"))

    assert len(found) == 1
    assert found[0].startswith("1: line: expected a first line with the names of the columns: id, ")


def test_json_is_read_as_strictly_as_a_dossier(store: WeigeringStore) -> None:
    """A repeated key, and an unknown one even when nothing stands there, is an error."""
    good = json.dumps(weigering_to_data(refusal()))[1:-1]
    lines = [f'{{"id": "w-2", {good}}}', f'{{{good}, "onzin": null}}', f'{{{good}, "VSV": ""}}']

    found = import_weigeringen(store, [line.encode() for line in lines], "jsonl")

    assert (found.added, bad(found)) == (
        0,
        [
            "1: id: expected this key once",
            "2: onzin: expected no such field",
            "3: VSV: expected no such field",
        ],
    )


def test_a_byte_order_mark_is_no_part_of_the_first_record(store: WeigeringStore) -> None:
    """Files of some systems start with one."""
    text = "\ufeff" + json.dumps(weigering_to_data(refusal()))

    assert import_weigeringen(store, stream(text), "jsonl").added == 1


def test_an_empty_file_of_lines_has_no_records(store: WeigeringStore) -> None:
    """Nothing to import is no error."""
    assert import_weigeringen(store, [], "jsonl") == Import(added=0, unchanged=0, bad=())


def test_of_very_many_bad_lines_the_first_are_told_and_the_rest_counted(
    store: WeigeringStore,
) -> None:
    """A file of another kind does not fill the screen, or memory."""
    lines = [b"[]"] * 2_500 + [json.dumps(weigering_to_data(refusal())).encode()]

    found = import_weigeringen(store, lines, "jsonl")

    assert (found.added, len(found.bad), found.more_bad) == (1, 1_000, 1_500)
    assert found.count_bad == 2_500
    assert found.bad[-1].number == 1_000


def test_when_the_store_fails_half_way_it_is_told_what_was_stored(
    store: WeigeringStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole portions stay; importing the file again adds the rest."""
    monkeypatch.setattr(importing_module, "_TOGETHER", 2)
    lines = [json.dumps(weigering_to_data(one)).encode() for one in refusals(5)]
    left = iter([True, True])
    add_all = Transaction.add_all

    def failing(self: Transaction, weigeringen: list[Weigering]) -> Additions:
        if not next(left, False):
            raise StoreError("s.db: the disk is full")
        return add_all(self, weigeringen)

    monkeypatch.setattr(Transaction, "add_all", failing)
    with pytest.raises(StoreError) as raised:
        import_weigeringen(store, lines, "jsonl")
    assert str(raised.value) == (
        "s.db: the disk is full. Of the lines before, 4 were added, and stay: importing the file "
        "again adds the rest"
    )
    with pytest.raises(StoreError, match=r"^s\.db: the disk is full$"):
        import_weigeringen(store, lines, "jsonl")
    assert store.count() == 4


@pytest.mark.parametrize("all_or_nothing", [False, True])
@pytest.mark.parametrize("pages", range(9, 20, 2))
def test_when_the_disk_is_full_it_is_told_what_was_stored(
    store: WeigeringStore, monkeypatch: pytest.MonkeyPatch, pages: int, all_or_nothing: bool
) -> None:
    """Wherever in a portion there is no room left: what is told to be there is there."""
    monkeypatch.setattr(importing_module, "_TOGETHER", 40)
    lines = [json.dumps(weigering_to_data(one)).encode() for one in refusals(400)]
    on_every_connection(store, f"PRAGMA max_page_count = {pages}")

    with pytest.raises(StoreError, match=r"the disk is full\. Nothing of this addition") as raised:
        import_weigeringen(store, lines, "jsonl", all_or_nothing=all_or_nothing)

    kept = re.search("Of the lines before, ([0-9]+) were added", str(raised.value))
    assert store.count() == (int(kept[1]) if kept else 0)


def test_what_a_failed_end_took_back_is_not_counted(
    store: WeigeringStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A portion whose transaction cannot be ended is not told to be there."""
    monkeypatch.setattr(importing_module, "_TOGETHER", 2)
    lines = [json.dumps(weigering_to_data(one)).encode() for one in refusals(5)]
    left = iter([True, True])

    def fail(_: Connection) -> None:
        if not next(left, False):
            raise StoreError("s.db: cannot be written")

    event.listen(store._database.engine, "commit", fail)
    with pytest.raises(StoreError, match="Of the lines before, 4 were added, and stay"):
        import_weigeringen(store, lines, "jsonl")
    assert store.count() == 4
