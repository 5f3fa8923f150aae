"""Case files that cannot be used: each mistake is told with its line and what would be right."""

from __future__ import annotations

import contextlib
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.errors import CaseFileError
from obstetric_rules.testing import read_cases
from obstetric_rules.testing._case_documents import LARGEST_FILE
from tests.testing.case_texts import HEALTHY, case_of, written

ONE_CASE = "gevallen:\n- {naam: a, waarom: b, verwacht: {ontslag: zo_spoedig_mogelijk}}\n"


def told(folder: Path, text: str | bytes, name: str = "a.gevallen.yaml") -> list[str]:
    """Return what is said of a file, without its folder."""
    with pytest.raises(CaseFileError) as raised:
        read_cases(written(folder, text, name))
    return [line.removeprefix(f"{folder}/") for line in str(raised.value).splitlines()]


def told_of_case(folder: Path, **keys: Any) -> list[str]:
    """Return what is said of a file with one case, each by its path."""
    keys = {"verwacht": {"ontslag": "zo_spoedig_mogelijk"}, **keys}
    with pytest.raises(CaseFileError) as raised:
        case_of(folder, **keys)
    return [
        str(problem).split(": ", 1)[1].removeprefix("gevallen[0]").lstrip(".: ")
        for problem in raised.value.problems
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "a.gevallen.yaml: expected protocol and gevallen, got nothing"),
        ("# leeg\n", "a.gevallen.yaml: expected protocol and gevallen, got nothing"),
        ("- a\n", "a.gevallen.yaml:1: expected protocol and gevallen, got a list"),
        ("tekst", "a.gevallen.yaml:1: expected protocol and gevallen, got a text"),
        (
            b"protocol: a\nnaam: caf\xe9\n",
            "a.gevallen.yaml:2: expected text in UTF-8 (the byte at 21 is not)",
        ),
        (
            "protocol: a\n".encode("utf-16"),
            "a.gevallen.yaml:1: expected text in UTF-8 (this is UTF-16)",
        ),
        (b"\0\0\0\0", "a.gevallen.yaml:1: expected text in UTF-8 (this is UTF-16)"),
        (
            "waarom: De tekst zegt: niets.\n",
            "a.gevallen.yaml:1: expected YAML (column 22: mapping values are not allowed here; "
            'put a text that holds ": " between quotation marks)',
        ),
        (
            "protocol: a\n\tgevallen: b\n",
            "a.gevallen.yaml:2: expected YAML (column 1: found character '\\t' that cannot start "
            "any token; indent with spaces, not with tabs)",
        ),
        ("a: \x01\n", "a.gevallen.yaml: expected YAML (unacceptable character #x0001"),
        ("[" * 10, "a.gevallen.yaml:1: expected YAML (column 11: "),
        ("[" * 40 + "]" * 40, "a.gevallen.yaml:1: expected at most 16 levels of nesting"),
        # What follows is never parsed: of so many brackets that would take minutes.
        ("[" * 17 + "}", "a.gevallen.yaml:1: expected at most 16 levels of nesting"),
        ("[" * 250_000, "a.gevallen.yaml:1: expected at most 16 levels of nesting"),
        ("a: 1\n---\nb: 2\n", "a.gevallen.yaml:3: expected one document (there is another below)"),
        ("? [a]\n: b\n", "a.gevallen.yaml:1: expected a name before each colon"),
        ("a: &x 1\nb: *x\n", "a.gevallen.yaml:2: b: expected no alias (*)"),
        ("protocol: !!str groningen\n", "a.gevallen.yaml:1: protocol: expected no tag (!)"),
        (b"#" * (LARGEST_FILE + 1), "a.gevallen.yaml: expected a file of at most 262,144 bytes"),
    ],
)
def test_no_file_of_cases_at_all(tmp_path: Path, text: str | bytes, expected: str) -> None:
    """What is no YAML, or no file of cases, is said in one clear line."""
    assert any(line.startswith(expected) for line in told(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "a.gevallen.toml: expected protocol, which is not there"),
        ("protocol = a", "a.gevallen.toml: expected TOML (Invalid value (at line 1, column 12))"),
        (
            "a = 1\na = 2",
            "a.gevallen.toml: expected TOML (Cannot overwrite a value (at end of",
        ),
        (f"a = {'9' * 6000}", "a.gevallen.toml: expected TOML with numbers of fewer digits"),
        (f"a = {'[' * 5000}", "a.gevallen.toml: expected at most 32 levels of nesting"),
    ],
)
def test_broken_toml(tmp_path: Path, text: str, expected: str) -> None:
    """What is no TOML is said with the line."""
    assert told(tmp_path, text, "a.gevallen.toml")[0].startswith(expected)


def test_a_file_by_another_name(tmp_path: Path) -> None:
    """The name of the file says what it is."""
    with pytest.raises(CaseFileError, match=r"expected a name that ends in \.gevallen\.yaml"):
        read_cases(written(tmp_path, HEALTHY, "cases.yaml"))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A file that cannot be opened is no traceback either."""
    with pytest.raises(CaseFileError, match="a file that can be read"):
        read_cases(str(tmp_path / "a.gevallen.yaml"))


def test_everything_is_told_at_once(tmp_path: Path) -> None:
    """One look at the messages is enough to mend a whole file."""
    text = """\
protocol: groningen.mzh
op: gisteren
uitgangssituaties:
  gezond:
    client: {koorts: no, lijn: eerst, kort: ja}
    partnr: geen
gevalen: []
gevallen:
  - naam: Cliënt met koorts
    vanuit: gezon
    situatie: {client: {koorts: ja}, client: {hoesten: ja}}
    verwacht: {badbevaling: mogelijk, zorglijn: tweede_lin, ontslag: stl}
  - naam: Cliënt met koorts
    waarom:
    verwacht: {}
  - 12
"""
    assert told(tmp_path, text) == [
        "a.gevallen.yaml:2: op: expected a date, as 2026-12-31",
        "a.gevallen.yaml:5: uitgangssituaties.gezond.client.koorts: expected ja, nee or onbekend "
        '(did you mean "nee"?), got "no"',
        'a.gevallen.yaml:5: uitgangssituaties.gezond.client.lijn: expected "eerste", "tweede" or '
        'onbekend (did you mean "eerste"?), got "eerst"',
        "a.gevallen.yaml:5: uitgangssituaties.gezond.client.kort: expected a field of client "
        '(did you mean "koorts"?), got "kort"',
        "a.gevallen.yaml:6: uitgangssituaties.gezond.partnr: expected a slot of the protocol "
        '(did you mean "partner"?), got "partnr"',
        'a.gevallen.yaml:7: gevalen: expected a known key (did you mean "gevallen"?), '
        'got "gevalen"',
        "a.gevallen.yaml:9: gevallen[0]: expected waarom, which is not there",
        "a.gevallen.yaml:10: gevallen[0].vanuit: expected the name of a situation above, under "
        'uitgangssituaties (did you mean "gezond"?), got "gezon"',
        "a.gevallen.yaml:11: gevallen[0].situatie.client: expected this name once (see line 11)",
        "a.gevallen.yaml:12: gevallen[0].verwacht.badbevaling: expected a question of the protocol "
        '(did you mean "badbevalling"?), got "badbevaling"',
        "a.gevallen.yaml:12: gevallen[0].verwacht.zorglijn: expected a value of the question, or a "
        'status (did you mean "tweede_lijn"?), got "tweede_lin"',
        "a.gevallen.yaml:12: gevallen[0].verwacht.ontslag: expected a value of the question, or a "
        'status (did you mean "stil"?), got "stl"',
        "a.gevallen.yaml:13: gevallen[1].naam: expected a name that gevallen[0] does not have",
        "a.gevallen.yaml:14: gevallen[1].waarom: expected a text that is not empty",
        "a.gevallen.yaml:15: gevallen[1].verwacht: expected the answer to at least one question, "
        "got nothing",
        "a.gevallen.yaml:16: gevallen[2]: expected a case, got a number",
    ]


@pytest.mark.parametrize(
    ("top", "expected"),
    [
        ("protocol: groningen.mz\n", "a protocol that can be used: no protocol groningen.mz is"),
        ("protocol: [groningen]\n", "protocol: expected the id of an installed protocol, got a"),
        ("", "expected protocol, which is not there"),
        ("protocol: groningen\nop: 12\n", "op: expected a date"),
        ("protocol: groningen\nuitgangssituaties: [a]\n", "expected situations by their name"),
        ("protocol: groningen\nuitgangssituaties: {a: b}\n", "expected the facts of a situation"),
        (
            "protocol: groningen\nuitgangssituaties: {a: {vanuit: b}}\n",
            "uitgangssituaties.a.vanuit: expected the name of a situation above",
        ),
    ],
)
def test_a_broken_top(tmp_path: Path, top: str, expected: str) -> None:
    """What is wrong above the cases is told as well."""
    assert any(expected in line for line in told(tmp_path, top + ONE_CASE))


def test_a_moment_is_no_date(tmp_path: Path) -> None:
    """A protocol holds for days; a time of the day says nothing."""
    text = 'protocol = "groningen"\nop = 2026-01-01T12:00:00\ngevallen = "a"\n'

    assert told(tmp_path, text, "a.gevallen.toml") == [
        "a.gevallen.toml: op: expected a date, as 2026-12-31",
        "a.gevallen.toml: gevallen: expected a list with at least one case, got a text",
    ]


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        (12, "situatie: expected the facts of a situation, got a number"),
        (
            {"partner": None},
            'situatie.partner: expected fields, "geen" if there is none, or "onbekend" if nothing '
            "is known, got null",
        ),
        (
            {"client": "geen"},
            'situatie.client: expected fields, or "onbekend" if nothing is known, got a text',
        ),
        (
            {"client": {"koorts": None}},
            "situatie.client.koorts: expected ja, nee or onbekend, got null",
        ),
        (
            {"client": {"koorts": "on"}},
            'situatie.client.koorts: expected ja, nee or onbekend (did you mean "ja"?), got "on"',
        ),
        (
            {"client": {"koorts": 38}},
            "situatie.client.koorts: expected ja, nee or onbekend, got 38",
        ),
        (
            {"praktijk": {"id": 12}},
            "situatie.praktijk.id: expected a text that is not empty or onbekend",
        ),
        (
            {"praktijk": {"vsvs": "a"}},
            "situatie.praktijk.vsvs: expected a list of different texts that are not empty, "
            "in lower case and without white space around "
            "or onbekend",
        ),
        (
            {"praktijk": {"vsvs": ["a", "VSV"]}},
            "situatie.praktijk.vsvs: expected a list of different texts that are not empty, "
            "in lower case and without white space around or onbekend",
        ),
        (
            {"praktijk": {"vsvs": ["a", "b", "a"]}},
            "situatie.praktijk.vsvs[2]: expected a text that does not stand earlier in the list",
        ),
        (
            {"zorgverleners": 3},
            'situatie.zorgverleners: expected a list of facts, changes by id, "geen" if there are '
            'none, or "onbekend" if nothing is known, got a number',
        ),
        ({"zorgverleners": ["v1"]}, "situatie.zorgverleners[0]: expected fields, got a text"),
        (
            {"zorgverleners": {"v3": {}}},
            "situatie.zorgverleners.v3: expected the id of a fact in the situation it starts from "
            '(one of v1, v2), got "v3"',
        ),
        (
            {"andere_ziekenhuizen": {"umcg": {}}},
            "situatie.andere_ziekenhuizen.umcg: expected the id of a fact in the situation it "
            "starts from; there it has no ids",
        ),
        (
            {"zorgverleners": [{"id": "a"}, {"id": "a"}]},
            "situatie.zorgverleners: expected different ids (the items at 0, 1 share theirs)",
        ),
        (
            {"ziekenhuis": {"id": "umcg"}},
            'situatie.ziekenhuis.id: expected "mzh" or onbekend, since the protocol is '
            "groningen.mzh",
        ),
    ],
)
def test_a_broken_situation(tmp_path: Path, situation: Any, expected: str) -> None:
    """A field, a value or a fact that cannot be is told with what could be."""
    assert told_of_case(tmp_path, situatie=situation) == [expected]


@pytest.mark.parametrize(
    ("deviations", "expected"),
    [
        ("G7", "afwijkingen: expected a list of deviations, got a text"),
        (
            [{"regel": "G7", "reden": "a", "roll": "b"}],
            'afwijkingen[0].roll: expected a known field (did you mean "rol"?)',
        ),
        (
            [{"regel": "G11", "reden": "a", "rol": "b"}],
            "afwijkingen[0].regel: expected a rule that holds in principle; these may not be set "
            "aside: groningen/G11.poliklinische_partus, groningen/G11.zorglijn, "
            "groningen/G11.maatregelen_client, groningen/G11.geen_maatregelen",
        ),
    ],
)
def test_a_broken_deviation(tmp_path: Path, deviations: Any, expected: str) -> None:
    """A deviation that no protocol would accept is refused in a case too."""
    assert told_of_case(tmp_path, afwijkingen=deviations)[0] == expected


@pytest.mark.parametrize(
    ("expectation", "expected"),
    [
        (["a"], "verwacht: expected the answer to at least one question, got a list"),
        (
            {"badbevalling": True},
            "verwacht.badbevalling: expected a value of the question, or a status, got true",
        ),
        (
            {"verwijzing": "primair_ziekenhuis"},
            "verwacht.verwijzing: expected a list of values ([] for none), or a status, "
            'got "primair_ziekenhuis"',
        ),
        (
            {"verwijzing": 3},
            "verwacht.verwijzing: expected a list of values ([] for none), or a status, got 3",
        ),
        (
            {"verwijzing": "opn"},
            "verwacht.verwijzing: expected a value of the question, or a status "
            '(did you mean "open"?), got "opn"',
        ),
        (
            {"verwijzing": ["primair_zieknhuis", 3, "primair_ziekenhuis", "primair_ziekenhuis"]},
            "verwacht.verwijzing[0]: expected a value of the question "
            '(did you mean "primair_ziekenhuis"?), got "primair_zieknhuis"',
        ),
        (
            {"ontslag": {"antword": "open"}},
            'verwacht.ontslag.antword: expected a known key (did you mean "antwoord"?), '
            'got "antword"',
        ),
        (
            {"ontslag": {"regels": []}},
            "verwacht.ontslag: expected antwoord, or ontbreekt for an open answer",
        ),
        (
            {"zorglijn": {"antwoord": "stil", "ontbreekt": ["client.koorts"]}},
            "verwacht.zorglijn.ontbreekt: expected nothing: only open answers miss facts",
        ),
        (
            {"zorglijn": {"ontbreekt": "client.koorts"}},
            "verwacht.zorglijn.ontbreekt: expected a list of names, got a text",
        ),
        (
            {"zorglijn": {"ontbreekt": ["client.kort"]}},
            "verwacht.zorglijn.ontbreekt[0]: expected a field of client "
            '(did you mean "koorts"?), got "kort"',
        ),
        (
            {"zorglijn": {"ontbreekt": ["clint"]}},
            "verwacht.zorglijn.ontbreekt[0]: expected a fact, as slot.field "
            '(did you mean "client"?), got "clint"',
        ),
        (
            {"zorglijn": {"ontbreekt": [""]}},
            "verwacht.zorglijn.ontbreekt[0]: expected a fact, as slot.field (one of client, "
            'partner, praktijk, ziekenhuis, andere_ziekenhuizen, zorgverleners), got ""',
        ),
        (
            {"zorglijn": {"antwoord": "stil", "regels": ["G11.zorgljn"]}},
            "verwacht.zorglijn.regels[0]: expected the id of a rule "
            '(did you mean "G11.zorglijn"?), got "G11.zorgljn"',
        ),
        (
            {"zorglijn": {"antwoord": "stil", "bepalingen": ["G111"]}},
            "verwacht.zorglijn.bepalingen[0]: expected the id of a clause "
            '(did you mean "G11"?), got "G111"',
        ),
        (
            {"toegang_zorgverlener": "geweerd"},
            "verwacht.toegang_zorgverlener: expected an answer for each of the zorgverleners by "
            "its id, got a text",
        ),
        (
            {"toegang_zorgverlener": {"v3": "geweerd"}},
            "verwacht.toegang_zorgverlener.v3: expected the id of one of the zorgverleners in this "
            'case (one of v1, v2), got "v3"',
        ),
        (
            {"alternatief": {"umcg": "geschikt"}},
            "verwacht.alternatief: expected open, since nothing is known of andere_ziekenhuizen in "
            "this case",
        ),
    ],
)
def test_a_broken_expectation(tmp_path: Path, expectation: Any, expected: str) -> None:
    """A question, a value, a rule or a fact that is not there is told with the nearest that is."""
    assert told_of_case(tmp_path, verwacht=expectation)[0] == expected


def test_a_case_expects_something(tmp_path: Path) -> None:
    """A case without expectations would pass whatever the rules say."""
    assert told_of_case(tmp_path, verwacht=None) == ["expected verwacht, which is not there"]


def test_an_expectation_of_a_broken_situation(tmp_path: Path) -> None:
    """A mistake in the situation is not told again for every answer."""
    problems = told_of_case(
        tmp_path,
        situatie={"client": {"kort": "ja"}},
        verwacht={"toegang_zorgverlener": {"v9": "geweerd"}},
    )

    assert len(problems) == 1


@pytest.mark.parametrize("name", ["", "   ", "a\x07b", ["a"]])
def test_a_case_has_a_name_that_can_be_shown(tmp_path: Path, name: Any) -> None:
    """The name of a case is what a failure is known by."""
    assert told_of_case(tmp_path, naam=name) == ["naam: expected a text that is not empty"]


@pytest.mark.parametrize("name", [12, 1.5, True])
def test_a_name_that_is_taken_for_a_number_goes_between_quotation_marks(
    tmp_path: Path, name: object
) -> None:
    """Whoever calls a case 12 reads how to write that."""
    assert told_of_case(tmp_path, naam=name) == [
        "naam: expected a text; put it between quotation marks"
    ]


def test_what_a_case_starts_from_is_a_name(tmp_path: Path) -> None:
    """A situation to start from is called by its name."""
    assert told_of_case(tmp_path, vanuit=["gezond"]) == [
        "vanuit: expected the name of a situation above, under uitgangssituaties"
    ]


def test_free_text_is_not_repeated(tmp_path: Path) -> None:
    """A message may end up in a log, so it repeats no text that a field takes freely."""
    problems = told_of_case(tmp_path, situatie={"praktijk": {"id": [json.dumps("geheim")]}})

    assert problems
    assert "geheim" not in str(problems)


def test_the_error_survives_a_process(tmp_path: Path) -> None:
    """Tests run in several processes, and errors travel between them."""
    with pytest.raises(CaseFileError) as raised:
        read_cases(written(tmp_path, ""))
    copy = pickle.loads(pickle.dumps(raised.value))

    assert copy.problems == raised.value.problems
    assert isinstance(copy, ValueError)


EXAMPLE = "obstetric-rules-voorbeeldregio/tests/kamers.gevallen.yaml"
A_FILE = (Path(__file__).parents[2] / "examples" / EXAMPLE).read_bytes()
A_TOML_FILE = b"""
protocol = "groningen.mzh"
[[gevallen]]
naam = "Koorts"
dossier.client.koorts = true
verwacht.badbevalling = "niet_mogelijk"
"""


@given(
    form=st.sampled_from(["yaml", "toml"]),
    place=st.floats(0, 1),
    length=st.integers(0, 40),
    middle=st.binary(max_size=6)
    | st.sampled_from(
        [b"[" * 99, b"? ", b"&a ", b"*a", b"!!x ", b"\n---\n", b"9" * 5_000, b"1e999"]
    )
    | st.sampled_from([b'"\\ud800"', b".inf", b"\xef\xbb\xbf", b"\r", b"\t", b"\0", b"{}", b": "]),
)
def test_a_file_to_which_anything_happened_is_read_or_refused(
    form: str, place: float, length: int, middle: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Never with any other error than one of this library."""
    whole = A_FILE if form == "yaml" else A_TOML_FILE
    at = int(place * len(whole))
    path = tmp_path_factory.mktemp("gevallen") / f"a.gevallen.{form}"
    path.write_bytes(whole[:at] + middle + whole[at + length :])
    with contextlib.suppress(CaseFileError):
        read_cases(path)
