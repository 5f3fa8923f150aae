"""Several programs add at the same time, and one of them is killed: nothing is lost."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from obstetric_rules.weigeringen import open_store
from tests.samples import FULL
from tests.weigeringen.records import refusals

PROCESSES = 8
EACH = 12_500 if FULL else 200
TOGETHER = 500 if FULL else 50

# Opens the store, which all of them find missing, and tells of every batch that it was stored. One
# is killed in the middle of a batch of which a part is in the file already.
ADDING = """
import os, signal, sys
from obstetric_rules.weigeringen import open_store
from tests.weigeringen.records import refusals

place, name, each, together, killed_in = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
store = open_store(place)
own = refusals(each, name)
for number, start in enumerate(range(0, each, together)):
    with store.transaction() as transaction:
        if number == killed_in:
            # With hardly any memory the database writes to the file before the batch is complete.
            transaction._connection.exec_driver_sql("PRAGMA cache_size = 1")
        transaction.add_all(own[start : start + together] + refusals(together, "shared"))
        if number == killed_in:
            os.kill(os.getpid(), signal.SIGKILL)
    print(start + together, flush=True)
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are killed otherwise")


def adding(place: Path, name: str, killed_in: int = -1) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", ADDING, place, name, str(EACH), str(TOGETHER), str(killed_in)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": "."},
    )


def status_of(process: subprocess.Popen[str]) -> int:
    """Wait for a process to end, and return how it did."""
    process.communicate()
    return process.returncode


def in_store(place: Path) -> dict[str, int]:
    """Return how many records of each process are in the store, and check that it is sound."""
    with closing(sqlite3.connect(place)) as connection, connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        query = (
            "SELECT substr(id, 1, instr(id, '-') - 1) AS name, count(*) FROM weigering GROUP BY 1"
        )
        return dict(connection.execute(query).fetchall())


def test_processes_that_add_at_once_lose_nothing_though_one_is_killed(tmp_path: Path) -> None:
    """What a process was told that is stored is there, of the batch it was killed in is nothing."""
    place = tmp_path / "weigeringen.db"
    half = EACH // TOGETHER // 2
    names = [f"p{number}" for number in range(PROCESSES)]
    running = {name: adding(place, name, half if name == "p3" else -1) for name in names}
    told = {name: process.communicate()[0].split() for name, process in running.items()}

    assert running.pop("p3").returncode == -signal.SIGKILL
    assert [process.returncode for process in running.values()] == [0] * (PROCESSES - 1)
    expected = {name: int(lines[-1]) for name, lines in told.items()}
    assert expected["p3"] == half * TOGETHER
    assert in_store(place) == {**expected, "shared": TOGETHER}

    # Whoever was killed starts again from the beginning, and nothing is there twice.
    assert status_of(adding(place, "p3")) == 0
    assert in_store(place) == {**dict.fromkeys(names, EACH), "shared": TOGETHER}
    assert open_store(place).count() == PROCESSES * EACH + TOGETHER


def test_what_a_killed_process_left_half_written_is_taken_back(tmp_path: Path) -> None:
    """The next program that opens the file finds it as it was before the broken batch."""
    place = tmp_path / "weigeringen.db"
    open_store(place).add_all(refusals(3))
    before = place.read_bytes()

    assert status_of(adding(place, "p0", killed_in=0)) == -signal.SIGKILL
    assert place.with_name("weigeringen.db-journal").stat().st_size > 0
    assert place.read_bytes() != before

    assert open_store(place).count() == 3
    assert in_store(place) == {"w": 3}
