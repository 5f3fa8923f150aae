"""Where the plots can be drawn."""

from __future__ import annotations

import datetime
import subprocess
import sys
from pathlib import Path

import pytest

from obstetric_rules.errors import PlotError
from obstetric_rules.kwartaalrapport import Kwartaal, plots, quarterly_reports, report_html
from obstetric_rules.weigeringen import open_store
from tests.weigeringen.records import refusals

LIMITED = """
import resource, sys
from obstetric_rules.cli import main
resource.setrlimit(resource.RLIMIT_AS, (8 << 30, resource.RLIM_INFINITY))
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited in another way")
def test_too_little_memory_for_the_plots_is_one_line(tmp_path: Path) -> None:
    """The process is not ended by a signal, and nothing is written."""
    open_store(tmp_path / "s.db").add_all(refusals(9))

    done = subprocess.run(
        [
            *(sys.executable, "-c", LIMITED, "kwartaalrapport", "2026Q3"),
            *("--store", tmp_path / "s.db", "--out", tmp_path / "rapporten"),
        ],
        capture_output=True,
        check=False,
        text=True,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("the plots of the report cannot be drawn: the memory of ")
    assert len(done.stderr.splitlines()) == 1
    assert list((tmp_path / "rapporten").iterdir()) == []


def test_a_report_without_room_for_its_plots_is_no_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page without plots would be taken for a whole one."""
    store = open_store(tmp_path / "s.db")
    store.add_all(refusals(9))
    monkeypatch.setattr(plots, "_has_room", lambda: False)

    with pytest.raises(PlotError):
        report_html(next(quarterly_reports(store, Kwartaal(2026, 3))), datetime.date(2026, 10, 1))


def test_where_memory_is_limited_drawing_is_tried_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """With enough of it, or where there are no such limits, the plots are drawn."""
    import resource

    monkeypatch.setattr(plots, "_TRY", ("",))
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1, 1))
    assert plots._has_room.__wrapped__()
    monkeypatch.setitem(sys.modules, "resource", None)
    assert plots._has_room.__wrapped__()
