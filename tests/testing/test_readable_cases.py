"""Readable cases: what a file says, and whether the protocol says so too."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from obstetric_rules import (
    UNKNOWN,
    Answer,
    Client,
    Dossier,
    Protocol,
    decide,
    load_protocol,
)
from obstetric_rules.expressions.outcome import (
    NOT_APPLICABLE,
    SILENT,
    Outcome,
    concluded,
    conflict,
    open_outcome,
)
from obstetric_rules.testing import dossiers, protocols, read_cases
from obstetric_rules.testing._case_documents import Document
from obstetric_rules.testing._case_expectations import Expectation
from obstetric_rules.testing._case_report import result_lines
from obstetric_rules.testing._case_situations import SituationReader
from obstetric_rules.testing._case_yaml import read_yaml
from tests.engines.examples import EXAMPLES, meting
from tests.testing.case_texts import (
    HEALTHY,
    case_of,
    expected_of,
    situation_of,
    written,
)

KOORTS = {"client": {"koorts": "ja"}}


@given(data=st.data())
def test_a_case_says_what_a_dossier_and_its_decision_say(data: st.DataObject) -> None:
    """Every dossier can be written as a case, is read back the same, and meets its own answers."""
    protocol = data.draw(st.sampled_from(list(EXAMPLES.values())) | protocols())
    dossier = data.draw(dossiers(protocol))
    decision = decide(protocol, dossier)
    case = {
        "naam": "Het geval",
        "waarom": "Daarom.",
        "situatie": situation_of(dossier, protocol),
        "verwacht": expected_of(decision),
    }
    # Who asks of each fact of an empty list only has no answers to write down.
    assume(case["verwacht"])
    text = json.dumps({"protocol": protocol.id, "gevallen": [case]}, ensure_ascii=False)
    with TemporaryDirectory() as folder:
        file = read_cases(written(Path(folder), text), lambda *_: protocol)
    (found,) = file.cases

    assert found.dossier == dossier
    assert found.check().differences == ()


@given(data=st.data())
def test_a_case_that_names_everything_does_not_depend_on_where_it_starts(
    data: st.DataObject,
) -> None:
    """What a case says itself counts, whatever the situation says that it starts from."""
    protocol = data.draw(st.sampled_from(list(EXAMPLES.values())))
    start, own = (data.draw(dossiers(protocol)) for _ in range(2))
    content = {
        "protocol": protocol.id,
        "uitgangssituaties": {"begin": situation_of(start, protocol)},
        "gevallen": [
            {
                "naam": "Het geval",
                "waarom": "Daarom.",
                "vanuit": "begin",
                "situatie": situation_of(own, protocol),
                "verwacht": expected_of(decide(protocol, own)),
            }
        ],
    }
    with TemporaryDirectory() as folder:
        file = read_cases(written(Path(folder), json.dumps(content)), lambda *_: protocol)

    assert file.cases[0].dossier == own


OUTCOMES = (
    concluded("mogelijk"),
    concluded("niet_mogelijk"),
    concluded(frozenset({"a", "b"})),
    concluded(frozenset()),
    open_outcome([concluded("mogelijk"), SILENT]),
    SILENT,
    NOT_APPLICABLE,
    conflict(["mogelijk", "niet_mogelijk"]),
)


@given(expected=st.sampled_from(OUTCOMES), found=st.sampled_from(OUTCOMES))
def test_an_expectation_is_met_by_one_answer_only(expected: Outcome, found: Outcome) -> None:
    """A case that expects another value, or another kind of answer, fails."""
    expectation = Expectation(question="q", status=expected.status, value=expected.value)

    assert expectation.is_met_by(Answer(question="q", outcome=found)) == (expected == found)


@pytest.mark.parametrize(
    ("written_as", "value"),
    [
        ("ja", True),
        ("Ja", True),
        ("nee", False),
        ("true", True),
        ("false", False),
        ("onbekend", UNKNOWN),
        ('"nee"', False),
    ],
)
def test_yes_and_no_are_dutch(tmp_path: Path, written_as: str, value: object) -> None:
    """A midwife writes ja, nee or onbekend; the booleans of YAML and TOML are taken as well."""
    text = (
        f"protocol: groningen\ngevallen:\n- naam: a\n  waarom: b\n"
        f"  situatie: {{client: {{koorts: {written_as}, hoesten: ja}}}}\n"
        f"  verwacht: {{ontslag: zo_spoedig_mogelijk}}\n"
    )
    (case,) = read_cases(written(tmp_path, text)).cases

    assert case.dossier["client"] == Client(koorts=value, hoesten=True)  # type: ignore[arg-type]


def test_toml_says_the_same_as_yaml(tmp_path: Path) -> None:
    """The two forms of a file differ in looks only."""
    text = """
protocol = "groningen.mzh"
op = 2026-11-25
[uitgangssituaties.gezond]
client = { hoesten = "nee", koorts = false }
partner = "geen"
[[gevallen]]
naam = "Het geval"
waarom = "Daarom."
vanuit = "gezond"
situatie.client.koorts = true
verwacht = { badbevalling = "niet_mogelijk", toegang_zorgverlener = "open" }
"""
    file = read_cases(written(tmp_path, text, "a.gevallen.toml"))

    assert file.protocol.on == datetime.date(2026, 11, 25)
    assert file.cases[0].dossier == Dossier(client=Client(hoesten=False, koorts=True), partner=None)
    assert file.cases[0].check().met


def test_a_date_chooses_the_protocol(tmp_path: Path) -> None:
    """A file can be about the agreement as it was on a day."""
    text = f"op: 2025-01-31\n{HEALTHY}gevallen: []"
    asked: list[object] = []

    def load(name: str, on: datetime.date | None) -> Protocol:
        asked.append((name, on))
        return load_protocol(name, on)

    with pytest.raises(ValueError, match="at least one case"):
        read_cases(written(tmp_path, text), load)
    assert asked == [("groningen.mzh", datetime.date(2025, 1, 31))]


def test_a_situation_can_start_from_a_situation_above(tmp_path: Path) -> None:
    """A situation says only how it differs from the one it starts from."""
    text = (
        f"{HEALTHY}  ziek:\n    vanuit: gezond\n    client: {{koorts: ja}}\n"
        "gevallen:\n- {naam: a, waarom: b, vanuit: ziek, situatie: {client: {hoesten: onbekend}},"
        " verwacht: {zorglijn: tweede_lijn}}\n"
    )
    (case,) = read_cases(written(tmp_path, text)).cases

    assert case.dossier["client"] == Client(
        koorts=True, dyspnoe=False, keelpijn=False, lijn="eerste"
    )
    assert case.dossier["partner"] is None
    assert case.check().met


def test_one_of_many_is_changed_by_its_id(tmp_path: Path) -> None:
    """Of a list of caregivers one can be made ill without writing the list again."""
    file = case_of(
        tmp_path,
        situatie={"zorgverleners": {"v2": {"koorts": "ja"}}},
        verwacht={"toegang_zorgverlener": {"v1": "toegestaan", "v2": "geweerd"}},
    )

    assert [one.koorts for one in file.cases[0].dossier["zorgverleners"]] == [False, True]
    assert file.cases[0].check().met


def test_a_list_replaces_a_list(tmp_path: Path) -> None:
    """A list that a case gives is the whole list, and facts without id go by their position."""
    file = case_of(
        tmp_path,
        situatie={"zorgverleners": [{"lijn": "eerste", "koorts": "ja"}, {"lijn": "tweede"}]},
        verwacht={"toegang_zorgverlener": {"0": "geweerd", "1": "niet van toepassing"}},
    )

    assert len(file.cases[0].dossier["zorgverleners"]) == 2
    assert file.cases[0].check().met


@pytest.mark.parametrize(
    ("slot", "word", "content"),
    [
        ("partner", "geen", None),
        ("partner", "onbekend", UNKNOWN),
        ("zorgverleners", "geen", ()),
        ("zorgverleners", "onbekend", UNKNOWN),
        ("client", "onbekend", UNKNOWN),
    ],
)
def test_none_and_unknown_are_said_in_words(
    tmp_path: Path, slot: str, word: str, content: object
) -> None:
    """That there is no partner is another thing than that nobody knows of one."""
    file = case_of(tmp_path, situatie={slot: word}, verwacht={"ontslag": "zo_spoedig_mogelijk"})

    assert file.cases[0].dossier[slot] == content


def test_sets_of_texts(tmp_path: Path) -> None:
    """A set is a list, and no list at all is geen."""
    for word, content in [(["a", "b"], {"a", "b"}), ([], set()), ("geen", set())]:
        file = case_of(
            tmp_path, situatie={"praktijk": {"vsvs": word}}, verwacht={"verwijzing": "open"}
        )

        assert file.cases[0].dossier["praktijk"].vsvs == frozenset(content)


@pytest.mark.parametrize(
    ("expected", "met"),
    [
        ({"maatregelen_client": ["virusisolatie", "ctg_bewaking"]}, True),
        ({"maatregelen_client": ["virusisolatie"]}, False),
        ({"maatregelen_client": "geen"}, False),
        ({"verwijzing": "geen"}, False),
        ({"badbevalling": "stil"}, False),
        ({"badbevalling": "tegenstrijdig"}, False),
        ({"advies_plaats": "niet van toepassing"}, True),
        ({"badbevalling": {"antwoord": "niet_mogelijk", "bepalingen": ["G14"]}}, True),
        ({"badbevalling": {"antwoord": "niet_mogelijk", "bepalingen": ["G11"]}}, False),
        (
            {"badbevalling": {"antwoord": "niet_mogelijk", "regels": ["G14.bad_niet_mogelijk"]}},
            True,
        ),
        ({"zorglijn": {"antwoord": "tweede_lijn", "regels": ["groningen/G11.zorglijn"]}}, True),
        ({"zorglijn": {"antwoord": "tweede_lijn", "regels": ["G16.zorglijn"]}}, False),
        ({"kraamzorg": {"ontbreekt": ["ziekenhuis"]}}, False),
        ({"kraamzorg": {"ontbreekt": ["ziekenhuis.kraamverzorgenden_voldoende"]}}, True),
    ],
)
def test_what_a_case_can_expect(tmp_path: Path, expected: dict[str, Any], met: bool) -> None:
    """A value, a set or a status, and if it matters the rules, clauses or missing facts."""
    file = case_of(
        tmp_path,
        situatie={**KOORTS, "ziekenhuis": {"dedicated_team": "ja"}},
        verwacht=expected,
    )

    assert file.cases[0].check().met == met


def test_an_afwijking_sets_a_rule_aside(tmp_path: Path) -> None:
    """A case can show what remains when a rule is set aside with a reason."""
    file = case_of(
        tmp_path,
        situatie={"praktijk": {"primair_ziekenhuis": "umcg"}},
        afwijkingen=[{"regel": "G7", "reden": "Het is daar vol.", "rol": "gynaecoloog"}],
        verwacht={"verwijzing": "open"},
    )

    assert [one.regel for one in file.cases[0].dossier.afwijkingen] == ["G7"]
    assert file.cases[0].check().met


def test_a_case_does_not_show_its_facts(tmp_path: Path) -> None:
    """Facts are never logged, and what is printed ends up in logs."""
    file = case_of(tmp_path, situatie=KOORTS, verwacht={"badbevalling": "niet_mogelijk"})

    assert "koorts" not in repr(file.cases[0])


def test_every_engine_can_be_asked(tmp_path: Path) -> None:
    """A case holds for the reference engine as it does for the fast one."""
    file = case_of(tmp_path, situatie=KOORTS, verwacht={"badbevalling": "niet_mogelijk"})

    assert file.cases[0].check("reference").met
    assert file.cases[0].check("reference").decision.engine == "reference"


def test_a_case_that_is_met_has_nothing_to_explain(tmp_path: Path) -> None:
    """Of a case that is met only its name, its reason and its place are told."""
    file = case_of(tmp_path, situatie=KOORTS, verwacht={"badbevalling": "niet_mogelijk"})

    assert [line.partition(":")[0] for line in result_lines(file.cases[0].check())] == [
        "Geval",
        "Waarom",
        "Bestand",
    ]


@pytest.mark.parametrize(
    ("written_as", "value"), [("6,1", 6.1), ("6.1", 6.1), ('"6,1"', 6.1), ("-0,5", -0.5), ("6", 6)]
)
def test_a_number_may_have_a_decimal_comma(written_as: str, value: float) -> None:
    """Whoever writes cases writes numbers as on a form."""
    document = Document("a.gevallen.yaml")
    text = f"meting:\n  temperatuur: {written_as}\n"
    found = reader_of(document).read(read_yaml(text, document), "situatie")

    assert document.problems == []
    assert found["meting"] == {"temperatuur": value}


def test_a_comma_between_braces_says_what_to_write() -> None:
    """YAML takes the comma for the end of the value; the message does not speak of a field “1”."""
    document = Document("a.gevallen.yaml")
    reader_of(document).read(read_yaml("meting: {temperatuur: 6,1}\n", document), "situatie")

    (problem,) = document.problems
    assert problem.expected.startswith("a field; between { and } a comma ends a value: put a")


def test_a_whole_number_with_a_comma_is_refused() -> None:
    """Half a day is no number of days."""
    document = Document("a.gevallen.yaml")
    reader_of(document).read(read_yaml("meting:\n  dagen: 6,5\n", document), "situatie")

    assert [problem.expected for problem in document.problems] == [
        "a whole number from 0 to 42 or onbekend"
    ]


def reader_of(document: Document) -> SituationReader:
    return SituationReader(document, {"meting": meting.slot})
