"""What authors read of findings is true, short and told once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import attrs
import pytest

from obstetric_rules.exports.source_page import source_page
from obstetric_rules.expressions.operators import ALWAYS, Expressible, SlotReference
from obstetric_rules.facts import (
    UNKNOWN,
    DecimalNumber,
    Slot,
    TextSet,
    Unknown,
    WholeNumber,
    YesNo,
    fact,
)
from obstetric_rules.plugins.discovery import compose_installed
from obstetric_rules.rules.case_bounds import DomainConstraint
from obstetric_rules.rules.exchange import content_hash
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.rules.question import QuestionReference
from obstetric_rules.rules.reading import rulesets_from_text, rulesets_to_text
from obstetric_rules.rules.rule import Rule
from obstetric_rules.verification.findings import Finding, FindingKind, Share
from obstetric_rules.verification.owning import own_findings
from obstetric_rules.verification.report import verify
from obstetric_rules.verification.report_data import report_to_data
from obstetric_rules.verification.report_text import share_in_words, summary
from tests.engines.examples import ask
from tests.rules.parts import ON, clause, hospital, rule, ruleset
from tests.verification import defects


def _yes_no(name: str) -> Any:
    return Annotated[bool | Unknown, YesNo(label=name, label_en=name)]


@fact
class Meting:
    """What was measured."""

    temperatuur: Annotated[
        float | Unknown,
        DecimalNumber(
            label="temperatuur",
            label_en="temperature",
            minimum=30,
            maximum=45,
            ordinary=36.8,
            step=0.1,
        ),
    ] = UNKNOWN
    duur: Annotated[
        int | Unknown,
        WholeNumber(label="duur", label_en="duration", minimum=0, maximum=320, ordinary=280),
    ] = UNKNOWN
    druk: Annotated[int | Unknown, WholeNumber(label="druk", label_en="p", minimum=0)] = UNKNOWN
    pols: Annotated[int | Unknown, WholeNumber(label="pols", label_en="q", minimum=0)] = UNKNOWN
    klachten: Annotated[frozenset[str] | Unknown, TextSet(label="klachten", label_en="c")] = UNKNOWN
    a: _yes_no("a") = UNKNOWN
    b: _yes_no("b") = UNKNOWN
    c: _yes_no("c") = UNKNOWN
    d: _yes_no("d") = UNKNOWN


meting = SlotReference(
    Slot(name="meting", fact_type=Meting, label="de vrouw", label_en="w", question="Wat?")
)
q = ask("q")


def found(
    kind: FindingKind,
    rules: Iterable[Rule],
    always: Expressible | None = None,
    asked: QuestionReference = q,
) -> tuple[Finding, ...]:
    """Return the findings of a kind about rules on one question."""
    constraints = () if always is None else (DomainConstraint(id="c", always=always, because="z"),)
    made = ruleset(questions=(asked,), slots=(meting,), rules=tuple(rules), constraints=constraints)
    return verify(compose([made], ON)).of_kind(kind)


@pytest.mark.parametrize(
    ("when", "field", "value"),
    [
        (meting.temperatuur <= 38, "temperatuur", 38.1),
        (meting.temperatuur > 36.5, "temperatuur", 36.5),
        (meting.duur >= 260, "duur", 259),
        (meting.klachten.size() == 0, "klachten", frozenset({"anders"})),
        ((meting.temperatuur < 37.5) & (meting.temperatuur > 30), "temperatuur", 37.5),
    ],
)
def test_a_case_is_as_near_to_the_ordinary_as_it_can_be(
    when: Expressible, field: str, value: Any
) -> None:
    """A fever is 38,1 and not 45, and a birth that is too early is a day too early."""
    (silence,) = found(FindingKind.SILENCE, [rule("K1.x", when, q.becomes("x"))])

    assert silence.witness is not None
    assert getattr(silence.witness.dossier["meting"], field) == value
    assert silence.witness.departures == 1


@pytest.mark.parametrize(
    ("when", "always", "condition"),
    [
        (
            (meting.druk >= 140) & (meting.druk < 160),
            None,
            "druk van de vrouw is minder dan 140 of druk van de vrouw is minstens 160",
        ),
        (
            (meting.druk >= 140) & (meting.druk < 160),
            meting.druk >= 140,
            "druk van de vrouw is minstens 160",
        ),
        (
            (meting.druk >= 140) & (meting.druk < 160) & (meting.pols >= 140) & (meting.pols < 160),
            (meting.druk >= 140) & (meting.pols >= 140),
            "pols van de vrouw is minstens 160 of druk van de vrouw is minstens 160",
        ),
        (meting.druk == 140, meting.druk >= 140, "druk van de vrouw is niet 140"),
        (meting.druk == 140, None, "druk van de vrouw is niet 140"),
    ],
)
def test_no_words_are_spent_on_what_a_constraint_excludes(
    when: Expressible, always: Expressible | None, condition: str
) -> None:
    """Who reads where the agreement is silent, reads of no case that cannot occur."""
    (silence,) = found(FindingKind.SILENCE, [rule("K1.x", when, q.becomes("x"))], always)

    assert silence.condition == condition


def test_one_conflict_is_told_once() -> None:
    """Rules for one value against rules for another are one finding, with all rules listed."""
    rules = [
        rule(f"K{number}.r", when, q.becomes(value))
        for number, (when, value) in enumerate(
            [(meting.a, "x"), (meting.b, "y"), (meting.c, "x"), (meting.d, "y")]
        )
    ]

    (conflict,) = found(FindingKind.CONFLICT, rules)

    assert conflict.rules == ("r/K0.r", "r/K2.r", "r/K1.r", "r/K3.r")
    assert conflict.values == ("x", "y")
    assert conflict.text.startswith(
        "Over de q spreken regels elkaar tegen: r/K0.r en r/K2.r zeggen “x”, r/K1.r en r/K3.r "
        "zeggen “y”. Dat is zo als: "
    )
    assert conflict.text.endswith(", en in andere gevallen.")
    assert conflict.share == Share(9, 16)


def test_conflicts_between_other_values_are_told_apart() -> None:
    """Three values that meet are three conflicts, each of two rules."""
    asked = ask("q", "x", "y", "z")
    rules = [
        rule("K0.r", meting.a, asked.becomes("x")),
        rule("K1.r", meting.b, asked.becomes("y")),
        rule("K2.r", meting.c, asked.becomes("z")),
    ]

    conflicts = found(FindingKind.CONFLICT, rules, asked=asked)

    assert [item.values for item in conflicts] == [("x", "y"), ("x", "z"), ("y", "z")]
    assert all("spreken twee regels elkaar tegen" in item.text for item in conflicts)


def test_a_part_that_stands_in_a_condition_twice_is_told_once() -> None:
    """Nobody reads the same sentence twice in one report."""
    again = (meting.a & meting.b) | (meting.b & meting.a) | (meting.a & meting.b & meting.c)
    rules = [rule("K1.x", again, q.becomes("x")), rule("K2.x", ~meting.a, q.becomes("y"))]

    texts = [item.text for item in found(FindingKind.REDUNDANT_CONDITION, rules)]

    assert texts
    assert len(texts) == len(set(texts))


def test_a_condition_that_always_holds_is_told_as_a_whole() -> None:
    """A number that is compared with its own lowest value says nothing, and that is said."""
    (always,) = found(FindingKind.ALWAYS_HOLDS, [rule("K1.x", meting.druk >= 0, q.becomes("x"))])

    assert always.rules == ("r/K1.x",)
    assert always.text == (
        "De voorwaarde van regel r/K1.x geldt in elk geval waarin de vraag speelt: “druk van de "
        "vrouw is minstens 0”."
    )


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (Share(8, 25344), "minder dan 0,1 %"),
        (Share(25343, 25344), "meer dan 99,9 %"),
        (Share(1, 1000), "0,1 %"),
        (Share(0, 10), "0,0 %"),
    ],
)
def test_something_is_never_shown_as_nothing(share: Share, shown: str) -> None:
    """Eight situations of many are few, and not none."""
    assert share_in_words(share).endswith(f"({shown}).")


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (Share(1, 1), "In de enige situatie die de regels onderscheiden."),
        (Share(10, 10), "In alle 10 situaties die de regels onderscheiden."),
    ],
)
def test_all_of_them_is_no_share(share: Share, words: str) -> None:
    """Nobody says 1 of 1, or one hundred per cent of all there are."""
    assert share_in_words(share) == words


def _extended(**parts: Any) -> Protocol:
    """Compose a hospital on a region that is silent about something."""
    rules = defects.changed("K2.ja", when=~defects.vrouw.hoest & (defects.vrouw.weken >= 38))
    silent = attrs.evolve(defects.SOUND, rules=rules)
    return compose([silent, hospital(**parts)], ON)


def test_a_hospital_can_ask_for_its_own_findings() -> None:
    """What its region leaves open does not count for a hospital whose own rules are right."""
    protocol = _extended()
    report = verify(protocol)
    own = own_findings(report, protocol)

    assert {item.kind for item in report.findings} == {FindingKind.SILENCE}
    assert own.is_clean
    assert summary(own) == (
        "geen bevindingen over 4 vragen (1 over de lagen hieronder niet meegeteld); alle gevallen "
        "zijn doorgelopen."
    )
    assert report_to_data(own)["elsewhere"] == 1
    assert "lagen hieronder" not in summary(attrs.evolve(own, elsewhere=0))
    assert "elsewhere" not in report_to_data(report)


def test_what_a_hospital_brings_about_is_its_own() -> None:
    """A rule of the hospital that clashes with one of the region is a finding of the hospital."""
    extra = rule("K9.nee", defects.vrouw.koorts, defects.toegang.becomes("nee"))
    protocol = _extended(rules=(extra,), clauses=(clause("K9"),))

    own = own_findings(verify(protocol), protocol)

    assert [(item.kind, item.rules) for item in own.findings] == [
        (FindingKind.CONFLICT, ("r/K3.ja", "h/K9.nee"))
    ]


def test_a_ruleset_on_nothing_owns_all_that_is_found() -> None:
    """Where nothing is below, everything is its own."""
    protocol = compose_installed("groningen", ON)
    report = verify(protocol)

    assert own_findings(report, protocol).findings == report.findings


def test_what_the_rules_leave_out_of_a_clause_is_named() -> None:
    """No findings is not all is well, where a part of the text is in no rule at all."""
    partly = attrs.evolve(clause("K1"), partly="Herhaal de meting na een week.")
    made = ruleset(questions=(q,), rules=(rule("K1.x", ALWAYS, q.becomes("x")),), clauses=(partly,))
    protocol = compose([made], ON)
    report = verify(protocol)

    assert summary(report).endswith(
        "alle gevallen zijn doorgelopen; slechts deels in regels gezet: r/K1."
    )
    assert report_to_data(report)["partly"] == ["r/K1"]
    assert "partly" not in report_to_data(verify(defects.protocol()))
    assert "*Deels in regels; niet:* Herhaal de meting na een week." in source_page(protocol, "r")
    (again,) = rulesets_from_text(rulesets_to_text([made]))
    assert again.clauses == made.clauses
    assert content_hash([made]) != content_hash(
        [attrs.evolve(made, clauses=(attrs.evolve(partly, partly=None),))]
    )
