"""The reports: what each recipient gets, as CSV and as a page, and what none of them can see."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import sys
from collections.abc import Mapping
from html import escape
from pathlib import Path

import pytest

import obstetric_rules.kwartaalrapport
from obstetric_rules.errors import KwartaalError, MissingExtraError
from obstetric_rules.kwartaalrapport import (
    Kwartaal,
    NotShown,
    Report,
    page,
    quarterly_reports,
    report_csv,
    report_html,
)
from obstetric_rules.weigeringen import WeigeringStore, open_store
from tests.browser import browser, look_at, pages_of_pdf
from tests.kwartaalrapport.records import Q3, refusals_of

MADE_ON = datetime.date(2026, 10, 5)

Numbers = Mapping[tuple[str, str, str], int]

NUMBERS: Numbers = {
    ("igo_oost", "verloskamers_a", "vol"): 30,
    ("igo_oost", "verloskamers_b", "stop"): 3,
    ("igo_oost", "verloskamers_c", "stop"): 2,
    ("vsv_noord", "verloskamers_a", "vol"): 40,
    ("vsv_noord", "verloskamers_b", "stop"): 2,
    ("vsv_noord", "verloskamers_c", "stop"): 3,
    ("vsv_zuid", "verloskamers_a", "vol"): 1_234,
    ("vsv_zuid", "verloskamers_b", "stop"): 21,
    ("vsv_zuid", "verloskamers_c", "anders"): 22,
}


def store_with(folder: Path, quarters: Mapping[Kwartaal, Numbers]) -> WeigeringStore:
    folder.mkdir(exist_ok=True)
    store = open_store(folder / "weigeringen.db")
    for kwartaal, numbers in quarters.items():
        store.add_all(list(refusals_of(kwartaal, numbers)))
    return store


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str | None, Report]:
    """The reports of a quarter, by recipient, with another quarter before it."""
    before = {key: 2 * number for key, number in NUMBERS.items()}
    store = store_with(tmp_path_factory.mktemp("store"), {Q3: NUMBERS, Q3.previous: before})
    return {report.recipient: report for report in quarterly_reports(store, Q3)}


def lines(report: Report) -> list[dict[str, str]]:
    return read(report_csv(report))


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def numbers_of(report: Report, column: str) -> dict[tuple[str, str], str]:
    """Return what a column of the CSV says, by part and category."""
    return {(line["onderdeel"], line["categorie"]): line[column] for line in lines(report)}


def test_the_region_and_every_vsv_and_igo_get_a_report(
    reports: dict[str | None, Report],
) -> None:
    """Each has a file name of its own, also an organisation called like the region."""
    assert list(reports) == [None, "igo_oost", "vsv_noord", "vsv_zuid"]
    assert [report.name for report in reports.values()] == [
        "kwartaalrapport-2026Q3-regio",
        "kwartaalrapport-2026Q3-vsv-igo_oost",
        "kwartaalrapport-2026Q3-vsv-vsv_noord",
        "kwartaalrapport-2026Q3-vsv-vsv_zuid",
    ]
    assert [section.dimension for section in reports[None].sections] == [
        "vsv",
        "week",
        "afdeling",
        "richting",
        "reden",
    ]
    assert "vsv" not in [section.dimension for section in reports["igo_oost"].sections]


def test_the_csv_has_both_quarters_beside_each_other(reports: dict[str | None, Report]) -> None:
    """A line for each category, with the number of this quarter and of the previous one."""
    line = lines(reports["vsv_zuid"])[0]

    assert line == {
        "kwartaal": "2026Q3",
        "ontvanger": "vsv_zuid",
        "onderdeel": "totaal",
        "categorie": "totaal",
        "aantal": "1277",
        "vorig_kwartaal": "2026Q2",
        "aantal_vorig_kwartaal": "2554",
    }
    current = numbers_of(reports["vsv_zuid"], "aantal")
    assert current["richting", "eerste → tweede"] == "1277"
    region = numbers_of(reports[None], "aantal")
    assert (region["vsv", "vsv_zuid"], region["afdeling", "verloskamers_a"]) == ("1277", "1304")


def test_no_report_shows_a_small_count(reports: dict[str | None, Report]) -> None:
    """Nowhere in any CSV stands a number under five, in this quarter or in the previous one."""
    for report in reports.values():
        for line in lines(report):
            for column in ("aantal", "aantal_vorig_kwartaal"):
                assert line[column] in ("afgeschermd", "") or int(line[column]) >= 5
    assert numbers_of(reports["igo_oost"], "aantal")["afdeling", "verloskamers_b"] == "afgeschermd"


def test_the_threshold_can_be_another(tmp_path: Path) -> None:
    """A region that finds five too low hides more."""
    store = store_with(tmp_path, {Q3: {("noord", "a", "vol"): 9, ("noord", "b", "vol"): 40}})
    by_threshold = {
        threshold: numbers_of(next(quarterly_reports(store, Q3, threshold)), "aantal")
        for threshold in (5, 10)
    }

    assert by_threshold[5]["afdeling", "a"] == "9"
    assert by_threshold[10]["afdeling", "a"] == "afgeschermd"


def test_two_regions_that_differ_in_what_is_hidden_get_the_same_reports(tmp_path: Path) -> None:
    """Not a byte of any file depends on how the hidden counts are divided: not a bar, not an order.

    Two wards swap two refusals between two VSVs. Weeks and totals stay the same.
    """
    swapped = {
        **NUMBERS,
        ("igo_oost", "verloskamers_b", "stop"): 1,
        ("igo_oost", "verloskamers_c", "stop"): 4,
        ("vsv_noord", "verloskamers_b", "stop"): 4,
        ("vsv_noord", "verloskamers_c", "stop"): 1,
    }
    texts = []
    for number, numbers in enumerate((NUMBERS, swapped)):
        folder = tmp_path / str(number)
        folder.mkdir()
        store = store_with(folder, {Q3: numbers})
        texts.append(
            [
                (report_csv(report), report_html(report, MADE_ON))
                for report in quarterly_reports(store, Q3)
            ]
        )

    assert texts[0] == texts[1]


def test_a_quarter_hides_the_same_in_its_own_report_and_in_the_next(tmp_path: Path) -> None:
    """Laying two reports side by side gives nothing away, whatever is new in the later quarter."""
    new = {("vsv_nieuw", "verloskamers_z", "nieuw"): 3, ("vsv_zuid", "verloskamers_z", "vol"): 50}
    store = store_with(tmp_path, {Q3: NUMBERS, Q3.next: {**NUMBERS, **new}})
    own = {report.recipient: report for report in quarterly_reports(store, Q3)}
    later = {report.recipient: report for report in quarterly_reports(store, Q3.next)}

    for recipient, report in own.items():
        then = numbers_of(report, "aantal")
        again = numbers_of(later[recipient], "aantal_vorig_kwartaal")
        assert {key: again[key] for key in then} == then
        # What was not known yet has no number, hidden or not.
        assert {again[key] for key in again.keys() - then.keys()} <= {""}
    assert later["vsv_nieuw"].total.previous is NotShown.ABSENT


FEW: dict[str, Numbers] = {
    "none": {},
    "four of one kind": {("noord", "a", "vol"): 4},
    "four of four kinds": {
        ("noord", "a", one): 1 for one in ("vol", "stop", "personeel", "overig")
    },
    "six, of which five are certain": {(f"vsv_{at}", "a", "vol"): 1 + at // 4 for at in range(5)},
}


@pytest.mark.parametrize("numbers", FEW.values(), ids=FEW)
def test_a_quarter_with_hardly_anything_shows_nothing_at_all(
    numbers: Numbers, tmp_path: Path
) -> None:
    """Not even what there is: a store with a few refusals reports as one that is empty does."""
    (report,) = quarterly_reports(store_with(tmp_path, {Q3: numbers}), Q3)

    assert report.recipient is None
    assert {key[0] for key in numbers_of(report, "aantal")} == {"totaal", "week"}
    for column in ("aantal", "aantal_vorig_kwartaal"):
        assert set(numbers_of(report, column).values()) == {"afgeschermd"}
    assert "Weigeringen 2026Q3: de hele regio" in report_html(report, MADE_ON)


def reports_after(before: Numbers, folder: Path) -> list[tuple[str, str]]:
    """Return the reports of the quarter after one with these numbers."""
    store = store_with(folder, {Q3: before, Q3.next: NUMBERS, Q3.next.next: NUMBERS})
    return [
        (report_csv(report), report_html(report, MADE_ON))
        for report in quarterly_reports(store, Q3.next)
    ]


@pytest.fixture(scope="module")
def after_nothing(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """The reports of a quarter before which there was nothing."""
    return reports_after({}, tmp_path_factory.mktemp("none"))


@pytest.mark.parametrize("numbers", FEW.values(), ids=FEW)
def test_a_quarter_with_hardly_anything_has_no_say_in_later_reports(
    numbers: Numbers, after_nothing: list[tuple[str, str]], tmp_path: Path
) -> None:
    """What occurred in it is new when it occurs again, and what never does again is not listed."""
    some = reports_after(numbers, tmp_path)

    assert some == after_nothing
    assert len(some) == 4
    assert {line["aantal_vorig_kwartaal"] for text, _ in some for line in read(text)} == {
        "afgeschermd"
    }


def of_reasons(**reasons: int) -> Numbers:
    return {("vsv_noord", "verl_x", reason): number for reason, number in reasons.items()}


RARE = {"reden_a": 1, "reden_b": 1, "reden_c": 1, "reden_d": 1, "reden_e": 1}


def test_rare_reasons_that_are_new_are_hidden_with_a_frequent_one(tmp_path: Path) -> None:
    """A new reason occurs at least once. So that five new ones can be more, "vol" is hidden too.

    From 65 refusals, of which 60 are shown for "vol", it would follow that each has exactly one.
    """
    (region, vsv) = quarterly_reports(store_with(tmp_path, {Q3: of_reasons(**RARE, vol=60)}), Q3)

    for report in (region, vsv):
        shown = numbers_of(report, "aantal")
        assert shown["totaal", "totaal"] == "65"
        assert {shown["reden", reason] for reason in (*RARE, "vol")} == {"afgeschermd"}


@pytest.mark.parametrize(
    "other",
    [{**RARE, "vol": 60}, {**RARE, "reden_a": 59, "vol": 2}, {**RARE, "reden_e": 60, "vol": 1}],
    ids=["most for vol", "most for another", "one for vol"],
)
def test_who_has_the_files_and_the_program_cannot_tell_which_reason_is_frequent(
    other: dict[str, int], tmp_path: Path
) -> None:
    """However refusals are divided over hidden reasons, if one of a group is small."""
    stores = {"this": {**RARE, "vol": 60}, "other": other}
    this, that = (
        [
            report_csv(one)
            for one in quarterly_reports(store_with(tmp_path / name, {Q3: numbers}), Q3)
        ]
        for name, numbers in ((name, of_reasons(**reasons)) for name, reasons in stores.items())
    )

    assert this == that


def test_which_count_is_hidden_for_the_sake_of_another_tells_nothing(tmp_path: Path) -> None:
    """Of 5, 4 and 4 the first is hidden too, as it is of 13, 0 and 0, and not for its size."""
    before = of_reasons(personeel=20, stop=20, vol=20)
    files = [
        [
            report_csv(report)
            for report in quarterly_reports(
                store_with(tmp_path / name, {Q3.previous: before, Q3: of_reasons(**reasons)}), Q3
            )
        ]
        for name, reasons in {
            "few": {"personeel": 5, "stop": 4, "vol": 4},
            "fewer": {"personeel": 5, "stop": 5, "vol": 3},
            "one": {"personeel": 13},
        }.items()
    ]

    assert files[0] == files[1] == files[2]
    shown = {line["categorie"]: line["aantal"] for line in read(files[0][0])}
    assert {shown[reason] for reason in ("personeel", "stop", "vol")} == {"afgeschermd"}


def test_what_was_not_listed_in_a_quarter_that_was_reported_has_no_number_for_it(
    tmp_path: Path,
) -> None:
    """An empty field says that there was none; that it was not in the list then says so already."""
    now = {**NUMBERS, ("vsv_zuid", "verloskamers_d", "nieuw"): 7}
    store = store_with(tmp_path, {Q3.previous: NUMBERS, Q3: now})
    region = numbers_of(next(quarterly_reports(store, Q3)), "aantal_vorig_kwartaal")

    assert (region["afdeling", "verloskamers_d"], region["reden", "nieuw"]) == ("", "")
    assert region["totaal", "totaal"] == f"{sum(NUMBERS.values())}"


@pytest.mark.parametrize("threshold", [-1, 0, 1])
def test_a_threshold_that_hides_nothing_is_refused(threshold: int, tmp_path: Path) -> None:
    """If only zeros were hidden, every hidden count would be known."""
    with pytest.raises(KwartaalError, match=f"expected a threshold from 2 on, got {threshold}"):
        list(quarterly_reports(store_with(tmp_path, {Q3: NUMBERS}), Q3, threshold))


def test_the_page_shows_what_the_csv_says(reports: dict[str | None, Report]) -> None:
    """Every number of the CSV stands in a table of the page, written as the Dutch do."""
    for report in reports.values():
        html = report_html(report, MADE_ON)
        for line in lines(report)[1:]:
            number = line["aantal"]
            shown = "•" if number == "afgeschermd" else f"{int(number):,}".replace(",", ".")
            if line["onderdeel"] in ("vsv", "afdeling", "reden"):
                row = rf"<th scope=\"row\">{line['categorie']}</th><td[^>]*>{shown}</td>"
                assert re.search(row, html)
        assert "Gemaakt op 5 okt 2026" in html
    assert "<b>1.277</b>" in report_html(reports["vsv_zuid"], MADE_ON)
    assert "<b>−1.277</b>" in report_html(reports["vsv_zuid"], MADE_ON)


def test_numbers_along_the_plots_are_written_as_the_dutch_do(
    reports: dict[str | None, Report],
) -> None:
    """A thousand has a point, as in the table beside it."""
    html = report_html(reports["vsv_zuid"], MADE_ON)

    assert ">2.000<" in html
    assert not re.search(r">\d+,\d+<", html)


def test_a_change_has_a_sign_and_no_change_is_nought(tmp_path: Path) -> None:
    """More than before is shown with a plus; the same number as nought."""
    before = {("noord", "a", "vol"): 20, ("noord", "b", "vol"): 20}
    now = {("noord", "a", "vol"): 25, ("noord", "b", "vol"): 20}
    store = store_with(tmp_path, {Q3: now, Q3.previous: before})
    html = report_html(next(quarterly_reports(store, Q3)), MADE_ON)

    assert ">a</th><td>25</td><td>20</td><td>+5</td>" in html
    assert ">b</th><td>20</td><td>20</td><td>0</td>" in html


def test_a_week_that_one_quarter_has_not_is_named_so(tmp_path: Path) -> None:
    """A quarter of thirteen weeks beside one of fourteen: the last row has one first day."""
    kwartaal = next(
        one
        for one in (Kwartaal(year, number) for year in range(2026, 2060) for number in (1, 2, 3, 4))
        if len(one.previous.weeks) == 13 and len(one.weeks) == 14
    )
    store = store_with(tmp_path, {kwartaal: NUMBERS, kwartaal.previous: NUMBERS})
    report = next(quarterly_reports(store, kwartaal))

    assert re.search(r"14 \(\d+ \w+ \| –\)", report_html(report, MADE_ON))
    assert numbers_of(report, "aantal_vorig_kwartaal")["week", "week 14"] == ""


def test_a_page_of_which_nothing_shows_says_so(tmp_path: Path) -> None:
    """No axis without a number, which reads as nought, and no table without a row."""
    few = store_with(tmp_path, {Q3: {("vsv_noord", "verloskamers_a", "vol"): 3}})
    html = report_html(next(quarterly_reports(few, Q3)), MADE_ON)

    assert "<svg" not in html
    assert html.count("<table>") == html.count("Alle aantallen zijn afgeschermd.") == 1
    assert html.count("Hierover is niets te tonen.") == 4
    assert "Is het totaal van een kwartaal afgeschermd" in html


def test_a_plot_is_drawn_where_a_number_shows(reports: dict[str | None, Report]) -> None:
    """Beside a table in which everything is hidden stands a sentence, and no empty plot."""
    for report in reports.values():
        html = report_html(report, MADE_ON)
        for section in report.sections:
            part = html.split(f'<section id="{section.dimension}">')[1].split("</section>")[0]
            shows = any(
                isinstance(number, int)
                for row in section.rows
                for number in (row.current, row.previous)
            )

            assert ("<svg" in part) is shows
            assert ("Alle aantallen zijn afgeschermd." in part) is not shows
        assert "Is het totaal van een kwartaal afgeschermd" not in html


def test_the_page_needs_nothing_from_elsewhere(reports: dict[str | None, Report]) -> None:
    """A report that is mailed opens without a network, and runs no program."""
    for report in reports.values():
        html = report_html(report, MADE_ON)
        elsewhere = re.sub(r'xmlns(:\w+)?="[^"]*"', "", html)

        assert "http" not in elsewhere
        assert "<script" not in html
        assert "url(" not in html


def test_the_page_is_text_and_no_markup() -> None:
    """Nothing that could stand in a name is taken for HTML."""
    row = obstetric_rules.kwartaalrapport.report.Row(
        category="<b>", current=7, previous=NotShown.HIDDEN
    )
    section = obstetric_rules.kwartaalrapport.report.Section(dimension="afdeling", rows=(row,))
    report = Report(kwartaal=Q3, recipient="<i>", threshold=5, total=row, sections=(section,))
    html = report_html(report, MADE_ON)

    assert escape("<i>") in html
    assert escape("<b>") in html
    assert "<i>" not in re.sub(r"<i style", "", html)
    assert 'scope="row"><b>' not in html


NAMES = {
    "vsv": {"vsv_noord": "VSV Zuid & Zn", "vsv_zuid": "VSV <Noord>"},
    "afdeling": {"verloskamers_a": "Verloskamers", "verloskamers_b": "Verloskamers"},
    "reden": {"vol": "Geen bed", "bestaat_niet": "Nergens"},
}


def test_a_page_shows_what_the_region_calls_its_codes(reports: dict[str | None, Report]) -> None:
    """Names in the tables, the plots and above the page; the rows stay in the order of codes."""
    region = report_html(reports[None], MADE_ON, NAMES)

    for name in ("VSV Zuid & Zn", "VSV <Noord>", "Geen bed"):
        assert f'<th scope="row">{escape(name)}</th>' in region
        assert len(re.findall(f">{escape(name)}<", region)) == 2  # in the table and in the plot
        assert name == escape(name) or name not in region
    assert region.index("VSV Zuid &amp; Zn") < region.index("VSV &lt;Noord&gt;")
    assert "vsv_noord" not in region
    assert '<th scope="row">stop</th>' in region
    assert "Nergens" not in region
    assert "<h1>Weigeringen 2026Q3: VSV &lt;Noord&gt;</h1>" in report_html(
        reports["vsv_zuid"], MADE_ON, NAMES
    )
    assert "2026Q3: igo_oost</h1>" in report_html(reports["igo_oost"], MADE_ON, NAMES)


def test_two_with_one_name_are_told_apart(reports: dict[str | None, Report]) -> None:
    """A plot would take two wards with one name for one, and show them together."""
    region = report_html(reports[None], MADE_ON, NAMES)

    for name in ("Verloskamers (verloskamers_a)", "Verloskamers (verloskamers_b)"):
        assert f'<th scope="row">{name}</th>' in region
    assert '<th scope="row">verloskamers_c</th>' in region


def test_names_change_no_number(reports: dict[str | None, Report]) -> None:
    """What is hidden depends on what is counted, and not on what it is called."""
    for report in reports.values():
        plain, named = (
            re.findall(r"<td.*?</td>", report_html(report, MADE_ON, names)) for names in ({}, NAMES)
        )

        assert plain == named
        assert plain


WIDTHS = {"a phone": 360, "a desktop": 1200}


@browser
def test_the_page_can_be_read_on_a_phone_and_on_a_desktop(
    reports: dict[str | None, Report], tmp_path: Path
) -> None:
    """In a real browser nothing is wider than the screen, and every plot has bars or marks."""
    html = report_html(reports[None], MADE_ON)
    frames = "".join(
        f'<iframe style="width:{width}px;height:900px" srcdoc="{escape(html)}"></iframe>'
        for width in WIDTHS.values()
    )
    look = """
    <script>onload = () => {
      const seen = [...document.querySelectorAll("iframe")].map((frame) => {
        const page = frame.contentDocument;
        const plots = [...page.querySelectorAll("figure svg")];
        return {
          width: page.documentElement.scrollWidth,
          plots: plots.length,
          empty: plots.filter((one) => !one.querySelector("[aria-roledescription]")).length,
          narrow: plots.filter((one) => one.getBoundingClientRect().width < 250).length,
        };
      });
      document.body.textContent = "SEEN" + JSON.stringify(seen) + "SEEN";
    };</script>"""
    wrapper = tmp_path / "wrapper.html"
    wrapper.write_text(f"<!doctype html><body>{frames}{look}</body>", encoding="utf-8")

    seen = json.loads(look_at(wrapper, tmp_path, "--dump-dom").split("SEEN")[1])

    for found, width in zip(seen, WIDTHS.values(), strict=True):
        assert found["width"] <= width
        assert (found["plots"], found["empty"], found["narrow"]) == (5, 0, 0)


@browser
def test_the_page_prints_on_a_few_sheets(reports: dict[str | None, Report], tmp_path: Path) -> None:
    """Three VSVs and three wards take two sheets of A4."""
    path = tmp_path / "rapport.html"
    path.write_text(report_html(reports[None], MADE_ON), encoding="utf-8")

    assert pages_of_pdf(path, tmp_path) == 2


@pytest.mark.parametrize("missing", ["jinja2", "vl_convert"])
def test_without_the_extra_one_line_says_so(
    missing: str, reports: dict[str | None, Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has not installed what a page takes is told what to install."""
    monkeypatch.setitem(sys.modules, missing, None)
    page._template.cache_clear()

    with pytest.raises(MissingExtraError, match=r"\.\[kwartaalrapport\]"):
        report_html(reports[None], MADE_ON)


def test_without_a_database_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has not installed a database is told what to install; a wrong name is a wrong name."""
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    for name in ("report", "counting"):
        monkeypatch.delitem(sys.modules, f"obstetric_rules.kwartaalrapport.{name}", raising=False)

    with pytest.raises(MissingExtraError, match=r"\.\[kwartaalrapport\]"):
        obstetric_rules.kwartaalrapport.quarterly_reports
    with pytest.raises(AttributeError, match="raport"):
        obstetric_rules.kwartaalrapport.raport
