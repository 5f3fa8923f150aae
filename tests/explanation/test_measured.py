"""Numbers are told with their units, what is certain as certain, and whose value decided."""

from __future__ import annotations

import re

import attrs
import pytest

from obstetric_rules import Decision, Dossier, ask_next, decide, why
from obstetric_rules.engines.decision_data import decision_from_data, decision_to_data
from obstetric_rules.errors import ConformanceError, DossierError
from obstetric_rules.explanation.answers_text import decision_rows
from obstetric_rules.explanation.explanation_data import explanation_to_data
from obstetric_rules.explanation.parts import NOT_KNOWN, PartReader
from obstetric_rules.explanation.rendering import explanation_lines, open_fact_lines
from obstetric_rules.exports.chart import End, chart_of
from obstetric_rules.exports.decision_table import decision_table
from obstetric_rules.exports.source_page import source_page
from obstetric_rules.facts import Client, read_dossier
from obstetric_rules.rules.protocol import compose
from obstetric_rules.rules.question import question
from obstetric_rules.rules.rule_sentence import rule_sentence
from obstetric_rules.testing.checks.records import explanations_replay
from obstetric_rules.testing.checks.wording import dutch_wording_complete
from obstetric_rules.testing.subject import subject_of
from tests.engines.examples import client, partner
from tests.explanation.measured import LOWER, NATIONAL, ON, REGION, UPPER, Meting
from tests.rules.parts import clause, rule, ruleset


def decided(protocol: object = LOWER, engine: str = "compiled", **fields: object) -> Decision:
    return decide(protocol, Dossier(meting=Meting(**fields)), engine)  # type: ignore[arg-type]  # a protocol, and fields of a Meting


def told(decision: Decision, question: str) -> list[str]:
    return explanation_lines(why(decision, question), width=200)


def sentence(name: str) -> str:
    return rule_sentence(UPPER, UPPER.rules[name])


def test_a_number_is_told_with_its_unit_and_a_comma() -> None:
    """In the sentence of a rule, in an explanation, on a chart, and what the fact is."""
    assert sentence("metingen/N2.hoog").endswith("de glucose van de vrouw is minstens 6,1 mmol/l.")
    assert "  - de glucose van de vrouw is minstens 6,1 mmol/l" in told(
        decided(glucose=7.25), "suiker"
    )
    assert "  - de maat van de vrouw is 2,5 cm" in told(decided(maat=2.5, punten=1), "overig")
    assert "| minstens 6,1 mmol/l | ja |" in decision_table(chart_of(UPPER, "suiker"))


def test_no_dutch_text_has_a_decimal_point() -> None:
    """Nobody sees a comma and a point in one explanation."""
    texts = [
        *told(decided(glucose=6.05), "suiker"),
        *told(decided(maat=2.5, punten=1), "overig"),
        *(sentence(name) for name in UPPER.rules),
        *(decision_table(chart_of(UPPER, name)) for name in UPPER.questions),
    ]

    # The number of a version may have points.
    assert not [text for text in texts if re.search(r"\d\.\d", text.partition("Vastgelegd")[0])]


def test_two_bounds_of_one_number_are_one_range() -> None:
    """A clinician reads a range, not two comparisons; whatever stands between them."""
    assert sentence("metingen/N2.druk").endswith(
        "als: de onderdruk van de vrouw is van 90 tot 110 mmHg en de vrouw heeft koorts."
    )
    decision = decided(onderdruk=100, koorts=True)
    assert "  - de onderdruk van de vrouw is van 90 tot 110 mmHg" in told(decision, "druk")
    assert "  - de onderdruk van de vrouw is 120 mmHg" in told(
        decided(onderdruk=120, koorts=True), "druk"
    )


def test_a_question_about_a_number_says_which_numbers_there_can_be() -> None:
    """Whoever fills in a form sees the unit and the bounds before making a mistake."""
    lines = open_fact_lines(ask_next(LOWER, Dossier(meting=Meting())), width=200)
    asked = {line.partition(". ")[2] for line in lines}

    assert (
        "Wat is de glucose van de vrouw? (zelf in te vullen, van 0 tot en met 60 mmol/l)" in asked
    )
    assert "Wat is de onderdruk van de vrouw? (zelf in te vullen, minstens 0 mmHg)" in asked
    assert "Wat is de duur van de vrouw? (zelf in te vullen, hoogstens 45 weken)" in asked
    assert "Wat is de score van de vrouw? (zelf in te vullen)" in asked
    assert "Wat is de maat van de vrouw? (zelf in te vullen, in cm)" in asked


def test_a_number_out_of_bounds_is_refused_with_the_unit() -> None:
    """110 where mmol/l is meant is mg/dl; the message says which unit is expected."""
    with pytest.raises(DossierError) as caught:
        read_dossier('{"meting": {"glucose": 110, "maat": "x"}}', LOWER.slots.values())

    assert str(caught.value).splitlines() == [
        "meting.glucose: expected a finite number from 0 to 60 mmol/l or null",
        "meting.maat: expected a finite number in cm or null",
    ]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"koorts": True}, "de redenen: in elk geval koorts"),
        ({"koorts": True, "bloedverlies": True}, "de redenen: koorts en bloedverlies"),
    ],
)
def test_a_ground_that_holds_is_told_as_certain(fields: dict[str, bool], found: str) -> None:
    """The set is open still, but fever is in it for sure, and that decides."""
    decision = decided(**fields)

    assert decision["besluit"].value == "ja"  # type: ignore[union-attr]  # one answer
    assert f"  - {found}" in told(decision, "besluit")


def test_what_is_open_for_another_reason_says_what_is_certain() -> None:
    """A value that a question cannot get any more is told as such, not as unknown."""
    decision = decided(bloedverlies=False)
    lines = "\n".join(told(decision, "besluit"))

    assert decision["besluit"].status == "open"  # type: ignore[union-attr]  # one answer
    assert "Heeft de vrouw koorts?" in lines
    part = why(decision, "besluit").rules[0].condition
    assert [inner.found for inner in part.parts] == [
        f"{NOT_KNOWN}: de redenen",
        "het is niet zo dat “bloedverlies” bij de redenen hoort",
    ]


def test_a_comparison_that_cannot_hold_tells_what_is_known() -> None:
    """A fact that is unknown and does not matter is not called for in a reason."""
    gelijk = question("gelijk", text="Gelijk?", label="het gelijk", values={"ja": "ja"})
    same = rule("K1.x", client.koorts == partner.koorts, gelijk.becomes("ja"))
    protocol = compose([ruleset(clauses=(clause("K1"),), questions=(gelijk,), rules=(same,))], ON)
    decision = decide(protocol, Dossier(client=Client(), partner=None))
    part = why(decision, "gelijk").rules[0].condition

    assert part.verdict is False
    assert part.found == "de partner is er niet"


def test_a_rule_that_speaks_whatever_is_unknown_says_so() -> None:
    """No part of its condition is certain, and yet it holds: that is told, and nothing as open."""
    vast = question("vast", text="Vast?", label="het vaste", values={"ja": "ja"})
    rules = (rule("K1.x", client.koorts | ~client.koorts, vast.becomes("ja")),)
    protocol = compose([ruleset(clauses=(clause("K1"),), questions=(vast,), rules=rules)], ON)
    lines = told(decide(protocol, Dossier(client=Client())), "vast")

    assert lines[2].startswith("  - in elk geval: ")
    assert not [line for line in lines if NOT_KNOWN in line]


def test_an_explanation_that_tells_what_holds_as_unknown_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The conformance check of explanations notices that a ground is told as unknown."""
    subject = subject_of([NATIONAL], on=ON)
    explanations_replay(subject)
    monkeypatch.setattr(PartReader, "_answer_found", lambda *_: f"{NOT_KNOWN}: de redenen")

    with pytest.raises(ConformanceError, match="settled, and tells: “nog niet bekend: de redenen”"):
        explanations_replay(subject)


@pytest.mark.parametrize("engine", ["compiled", "reference", "durable"])
def test_an_answer_names_the_clause_of_the_value_that_decided(engine: str) -> None:
    """The national clause says 28; that the answer is given at 25 stands in the region's."""
    above = decided(UPPER, engine, duur=25)

    assert above["ctg"].clauses == ("N1", "J1")  # type: ignore[union-attr]  # one answer
    assert decision_to_data(above)["answers"]["ctg"]["clauses"] == ["N1", "J1"]
    assert decided(LOWER, engine, duur=28)["ctg"].clauses == ("N1",)  # type: ignore[union-attr]  # one answer


def test_the_clause_of_a_value_is_explained_and_stands_in_charts() -> None:
    """Whoever looks up what an answer names finds where the value comes from."""
    decision = decided(UPPER, duur=25)
    lines = told(decision, "ctg")
    (rule, *_) = explanation_to_data(why(decision, "ctg"))["rules"]
    ends = [here for here in chart_of(UPPER, "ctg").places.values() if isinstance(here, End)]

    assert lines[0] == "CTG: ja (N1, J1)."
    assert "J1 (Alles, J1): Hier begint het bij 25 weken." in lines
    assert [clause["id"] for clause in rule["value_clauses"]] == ["J1"]
    assert ("N1", "J1") in [end.clauses for end in ends]
    assert [row.clauses for row in decision_rows(decision, ["ctg"])] == [("N1", "J1")]


def test_a_text_that_names_a_parameter_tells_its_value() -> None:
    """A clause says what its own source says, a reason what decided, and the unit once."""
    lines = told(decided(UPPER, duur=25), "ctg")

    assert "N1 (Alles, N1): Een CTG wordt gemaakt vanaf 28 weken." in lines
    assert "  Zo gelezen: Dus niet voor 28 weken." in lines
    assert "Want: Vanaf 25 weken hoort een CTG erbij; {iets} blijft staan." in lines
    assert any(line.endswith("Wij beginnen al bij 25 weken.") for line in lines)
    assert "Vanaf 28 weken" in "\n".join(told(decided(LOWER, duur=28), "ctg"))
    assert UPPER.filled_in("from {ctg_vanaf} weeks", english=True) == "from 25 weeks"


def test_a_clause_that_only_a_setting_names_is_modelled() -> None:
    """It needs no made-up reason, and its page says what it sets."""
    page = source_page(UPPER, "metingen.regio")

    assert "Zonder regel" not in page
    assert "- De duur vanaf waar is 25 weken. Wij beginnen al bij 25 weken." in page
    assert "Uitgever: niemand. Status: proef, niet om te gebruiken" in source_page(
        UPPER, "metingen"
    )
    assert compose([NATIONAL, REGION], ON).declarations_by_clause["metingen.regio/J1"] == (
        REGION.settings
    )


def test_an_open_set_that_can_be_empty_says_so() -> None:
    """“Geen” is one of the things it can become, and only if it is."""
    decision = decided()
    rows = {row.question: row.text for row in decision_rows(decision)}

    assert rows["redenen"] == "nog open: koorts, bloedverlies of geen"
    assert rows["altijd_iets"] == "nog open: meten of bellen"
    assert rows["redenen"] != rows["altijd_iets"]
    assert "  - geen" in told(decision, "redenen")


def test_a_set_that_is_never_empty_reads_back_as_such() -> None:
    """JSON tells it too: no value is certain, and yet there will be one."""
    decision = decided()
    data = decision_to_data(decision)
    back = decision_from_data(data)

    assert "never_empty" not in data["answers"]["redenen"]
    assert data["answers"]["altijd_iets"]["never_empty"] is True
    for name in ("redenen", "altijd_iets"):
        assert back[name] == decision[name]
        assert back[name].can_be_empty == (name == "redenen")  # type: ignore[union-attr]  # one answer


def test_a_place_for_a_value_that_no_parameter_has_is_found() -> None:
    """A name that was mistyped is not read by a clinician: the check of Dutch words tells it."""
    with pytest.raises(ConformanceError) as caught:
        dutch_wording_complete(subject_of([NATIONAL], on=ON))

    assert "'{iets}' is no Dutch" in str(caught.value)
    assert "ctg_vanaf" not in str(caught.value)


def test_a_value_without_a_unit_is_filled_in_as_it_is() -> None:
    """A number of beds, say, needs no word behind it."""
    bare = attrs.evolve(NATIONAL.parameters[0], unit="")
    protocol = compose([attrs.evolve(NATIONAL, parameters=(bare,))], ON)

    assert protocol.filled_in("Vanaf {ctg_vanaf} weken.") == "Vanaf 28 weken."
