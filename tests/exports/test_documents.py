"""Flow charts, decision tables and source pages say what the rules say."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from obstetric_rules.cli.draw import documents
from obstetric_rules.diagrams.diagrams import Diagrams
from obstetric_rules.errors import QuestionNotFoundError
from obstetric_rules.exports import chart as charts
from obstetric_rules.exports import decision_table as tables
from obstetric_rules.exports.chart import End, Step, answer_text, chart_of
from obstetric_rules.exports.decision_table import decision_table
from obstetric_rules.exports.mermaid import mermaid
from obstetric_rules.exports.source_page import source_page
from obstetric_rules.expressions.operators import Expressible
from obstetric_rules.expressions.outcome import conflict
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.rules.question import question
from obstetric_rules.testing.strategies import ON, protocols
from tests.engines.examples import bedden, praktijk, ziekenhuis, zorgverleners
from tests.golden import check_whole
from tests.rules.parts import clause, rule, ruleset
from tests.samples import samples

GOLDEN = Path(__file__).parent / "golden"
MZH = compose([groningen, groningen_mzh], ON)
toegang, vast = (
    question(name, text="Wat?", label=name, values={"ja": "ja", "nee": "nee"}, per="zorgverleners")
    for name in ("toegang", "vast")
)


@pytest.mark.parametrize("form", ["md", "mmd", "svg"])
def test_a_question_is_drawn_as_was_reviewed(form: str) -> None:
    """The chart and the table of a question change only when somebody means them to."""
    written = dict(documents(MZH))[f"partner_aanwezigheid.{form}"]

    check_whole(GOLDEN / f"partner_aanwezigheid.{form}", written.rstrip("\n"))


def test_the_page_of_a_ruleset_is_as_was_reviewed() -> None:
    """Each clause stands beside its rules, word for word as was reviewed."""
    check_whole(GOLDEN / "groningen.mzh.md", source_page(MZH, "groningen.mzh").rstrip("\n"))


def test_a_number_of_things_is_asked_for_in_a_sentence() -> None:
    """Whoever reads a table aloud reads the same words as in the sentences of the rules."""
    heads = dict(documents(MZH))["praktijkkeuze.md"].splitlines()[2]

    assert heads.startswith("| Hoe groot is het aantal VSV's van de praktijk? |")


@given(protocol=protocols())
@samples(40, 1_000)
def test_a_chart_has_every_answer_and_no_other(protocol: Protocol) -> None:
    """Each answer of the diagram is an end of the chart; each way leads on to a later place."""
    for name, asked in protocol.questions.items():
        chart = chart_of(protocol, name)
        diagrams = Diagrams(protocol)
        leaves = diagrams.graph.leaves(diagrams.question(name))

        ends = {here.answer for here in chart.places.values() if isinstance(here, End)}
        answers = {answer_text(asked, leaf) for leaf in leaves}
        assert ends <= answers
        # A leaf for a conflict that cannot be is not drawn.
        assert answers - ends <= {answer_text(asked, conflict(()))}
        for place, here in chart.places.items():
            for way, there in here.ways if isinstance(here, Step) else ():
                assert way
                assert there > place
        assert mermaid(chart).startswith("flowchart TD")
        width = {line.count(" | ") for line in decision_table(chart).splitlines()[2:]}
        assert len(width) == 1


def test_every_end_names_the_clauses_of_the_rules_that_speak() -> None:
    """Whoever reads the chart sees at each end which clauses say so."""
    chart = chart_of(MZH, "partner_aanwezigheid")

    ends = {here.answer: here.clauses for here in chart.places.values() if isinstance(here, End)}

    assert ends["niet aanwezig"] == ("G20",)
    assert ends["de afspraak zegt er niets over"] == ()


def test_the_size_of_a_set_is_asked_and_answered_in_words() -> None:
    """Whoever follows a chart past the size of a set reads how many, and of what."""
    drawn = question("drawn", text="Wat?", label="het", values={"ja": "ja", "nee": "nee"})
    when = praktijk.vsvs.size() > 1
    made = ruleset(
        clauses=(clause("K1"),),
        questions=(drawn,),
        rules=(rule("K1.ja", when, drawn.becomes("ja")),),
    )

    chart = chart_of(compose([made], ON), "drawn")

    [step] = [here for here in chart.places.values() if isinstance(here, Step)]
    assert step.text == "Hoe groot is het aantal VSV's van de praktijk?"
    assert [name for name, _ in step.ways] == ["hoogstens 1", "meer dan 1"]


def test_whether_two_facts_are_the_same_is_asked_in_words() -> None:
    """Whoever follows a chart past two fields that rules compare reads what to compare."""
    drawn = question("drawn", text="Wat?", label="het", values={"ja": "ja", "nee": "nee"})
    when = praktijk.primair_ziekenhuis == ziekenhuis.id
    made = ruleset(
        clauses=(clause("K1"),),
        questions=(drawn,),
        rules=(rule("K1.ja", when, drawn.becomes("ja")),),
    )

    chart = chart_of(compose([made], ON), "drawn")

    [step] = [here for here in chart.places.values() if isinstance(here, Step)]
    assert step.text == (
        "Geldt: het primaire ziekenhuis van de praktijk is gelijk aan het kenmerk van de "
        "ziekenhuis?"
    )
    assert [name for name, _ in step.ways] == ["nee", "ja"]


def test_a_long_table_says_that_it_was_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of which rows were left out does not look like a whole one."""
    monkeypatch.setattr(tables, "MOST_ROWS", 2)

    table = decision_table(chart_of(MZH, "partner_aanwezigheid"))

    assert "Er zijn meer dan 2 rijen; de rest is weggelaten." in table


def test_an_unknown_question_is_not_drawn() -> None:
    """A mistyped question is said to be unknown, with the nearest that is known."""
    with pytest.raises(QuestionNotFoundError, match="did you mean ontslag"):
        chart_of(MZH, "ontslga")


def test_a_question_too_large_to_draw_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be drawn stands in the way of nothing else."""
    small = lambda protocol: Diagrams(protocol, budget=3)  # noqa: E731 - said once
    monkeypatch.setattr(charts, "Diagrams", small)

    names = {name for name, _ in documents(MZH)}

    assert "groningen.md" in names
    assert "poliklinische_partus.svg" not in names


@pytest.mark.parametrize(
    ("when", "shows"),
    [
        (bedden.any(lambda bed: bed.vrij), False),
        (zorgverleners.any(lambda _: toegang == "ja"), True),
        (zorgverleners.any(lambda _: vast == "ja"), False),
    ],
)
def test_only_what_can_be_in_conflict_is_drawn_so(when: Expressible, shows: bool) -> None:
    """A table of facts, or of answers that never contradict, has no cell “of tegenstrijdig”."""
    drawn = question("drawn", text="Wat?", label="het", values={"ja": "ja", "nee": "nee"})
    each = zorgverleners.each
    rules = (
        rule("K1.x", when, drawn.becomes("ja")),
        rule("K1.a", each.koorts, toegang.becomes("ja")),
        rule("K1.b", each.hoesten, toegang.becomes("nee")),
        rule("K1.c", each.koorts, vast.becomes("ja")),
    )
    questions = (toegang, vast, drawn)
    protocol = compose([ruleset(clauses=(clause("K1"),), questions=questions, rules=rules)], ON)

    assert ("tegenstrijdig" in decision_table(chart_of(protocol, "drawn"))) == shows
