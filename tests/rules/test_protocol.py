"""Protocols: rulesets composed for one place and date."""

from __future__ import annotations

import datetime
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules import clock
from obstetric_rules.errors import (
    ObstetricRulesError,
    QuestionNotFoundError,
    RulesetError,
    ValidityError,
)
from obstetric_rules.expressions.operators import ALWAYS, condition
from obstetric_rules.rules.invariant import Invariant
from obstetric_rules.rules.protocol import UNDATED, Protocol, ProtocolRule, compose
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing import protocols
from tests.engines.examples import ask, client, ziekenhuis
from tests.rules.parts import ON, clause, hospital, rule, ruleset
from tests.samples import samples

DAY = datetime.timedelta(days=1)
q, q2, q3 = ask("q"), ask("q2"), ask("q3")

NATIONAL = ruleset("n", layer="national", questions=[q], rules=[rule("K1.x")])
REGION = ruleset(
    "r",
    slots=[],
    extends=("n",),
    questions=[q3, q2],
    rules=[
        rule("K2.y", client.koorts, q.becomes("y"), overrides=("n/K1.x",), in_principe=True),
        rule("K2.q3", (q2 == "x") & (q == "y"), q3.becomes("x"), clauses=("K2", "n/K1")),
    ],
    clauses=[clause("K2"), clause("K3", "Een wens.")],
)
TOP = hospital(
    rules=[rule("K4.q2", q != "y", q2.becomes("x"), because="Omdat.")],
    invariants=[Invariant(id="I", clauses=("K4",), always=ALWAYS, because="Zo.")],
    fixed={"ziekenhuis.id": "mzh"},
)
LAYERS = (NATIONAL, REGION, TOP)


def _faults(*layers: Ruleset) -> list[str]:
    with pytest.raises(RulesetError) as caught:
        compose(layers, ON)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    "order", list(permutations(LAYERS)), ids=lambda order: str([one.id for one in order])
)
def test_rulesets_can_be_given_in_any_order(order: tuple[Ruleset, ...]) -> None:
    """However they are handed over, the lowest comes first and the top gives its name."""
    protocol = compose(order, ON)

    assert protocol.layers == LAYERS
    assert (protocol.id, protocol.version, protocol.title) == ("h", "1", "Voorbeeld")
    assert protocol.sha256 == compose(LAYERS, ON).sha256


def test_a_protocol_holds_what_its_layers_say() -> None:
    """Whoever decides by a protocol finds its slots, questions, rules and clauses in one place."""
    protocol = compose(LAYERS, ON)

    assert list(protocol.slots)[:2] == ["client", "partner"]
    assert list(protocol.questions) == ["q", "q3", "q2"]
    assert list(protocol.rules) == ["n/K1.x", "r/K2.y", "r/K2.q3", "h/K4.q2"]
    assert list(protocol.clauses) == ["n/K1", "r/K2", "r/K3", "h/K4"]
    assert [item.id for item in protocol.invariants] == ["I"]
    assert dict(protocol.fixed) == {"ziekenhuis.id": "mzh"}
    assert protocol.fixed_fields == (("ziekenhuis", "id", "mzh"),)
    assert {
        name: [rule.id for rule in rules] for name, rules in protocol.rules_by_question.items()
    } == {
        "q": ["n/K1.x", "r/K2.y"],
        "q2": ["h/K4.q2"],
        "q3": ["r/K2.q3"],
    }
    assert dict(protocol.rules_by_clause) == {
        "n/K1": ("n/K1.x", "r/K2.q3"),
        "r/K2": ("r/K2.y", "r/K2.q3"),
        "r/K3": (),
        "h/K4": ("h/K4.q2",),
    }


def test_a_rule_stands_in_a_protocol_with_full_names() -> None:
    """A rule of a protocol says where it comes from and what is an exception to it."""
    protocol = compose(LAYERS, ON)

    assert protocol.rules["n/K1.x"].exceptions == ("r/K2.y",)
    assert protocol.rules["r/K2.y"] == ProtocolRule(
        id="r/K2.y",
        ruleset="r",
        question="q",
        values=("y",),
        when=condition(client.koorts),
        clauses=("K2",),
        because="Daarom.",
        in_principe=True,
        exceptions=(),
    )


@samples(default=30, full=2_000)
@given(protocols())
def test_questions_come_after_those_they_depend_on(protocol: Protocol) -> None:
    """Whoever answers the questions in order has every answer that the next one needs."""
    assert sorted(protocol.order) == sorted(protocol.questions)
    for name, needed in protocol.depends_on.items():
        before = protocol.order[: protocol.order.index(name)]
        assert set(needed) <= set(before)


def test_a_question_depends_on_what_its_rules_compare_with() -> None:
    """Each question it compares with is named once, that of its own condition too."""
    asked = ask("q2", asked_when=q == "x")
    rules = [rule("K1.x"), rule("K2.x", (q == "x") | (q3 == "x"), q2.becomes("x"))]
    protocol = compose([ruleset(questions=[asked, q, q3], rules=rules)], ON)

    assert dict(protocol.depends_on) == {"q2": ("q", "q3"), "q": (), "q3": ()}
    assert protocol.order == ("q", "q3", "q2")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("q22", "the protocol h has no question q22; did you mean q2?"),
        ("onzin", "the protocol h has no question onzin"),
    ],
)
def test_a_question_that_is_not_asked_is_named_with_the_nearest(name: str, message: str) -> None:
    """Whoever mistypes a question is shown the one that was probably meant."""
    protocol = compose(LAYERS, ON)

    assert protocol.question("q2") is protocol.questions["q2"]
    with pytest.raises(QuestionNotFoundError) as caught:
        protocol.question(name)
    assert str(caught.value) == message
    assert isinstance(caught.value, LookupError)


def _dated(first: datetime.date | None, last: datetime.date | None) -> list[Ruleset]:
    lower = ruleset(valid_from=first)
    return [lower, hospital(valid_to=last, valid_from=first)]


PERIODS = st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 1, 1))


@given(PERIODS, PERIODS, PERIODS)
def test_a_protocol_holds_in_the_period_of_all_its_rulesets(
    first: datetime.date, last: datetime.date, on: datetime.date
) -> None:
    """On the first and the last day it holds; the day before and the day after it does not."""
    first, last = min(first, last), max(first, last)

    for day in (first, last, on):
        if first <= day <= last:
            found = compose(_dated(first, last), day)
            assert (found.on, found.validity) == (day, f"{first}/{last}")
    for day in (first - DAY, last + DAY):
        with pytest.raises(ValidityError, match=f"does not hold on {day}"):
            compose(_dated(first, last), day)


def test_a_wrong_date_is_said_of_every_ruleset() -> None:
    """The message names each ruleset that does not hold then, its version, and what to do."""
    layers = [
        ruleset(valid_to=ON - DAY),
        hospital(valid_from=ON + DAY, valid_to=ON + DAY),
    ]

    with pytest.raises(ValidityError) as caught:
        compose(layers, ON)

    assert str(caught.value) == (
        "r 1 does not hold on 2026-06-01: it was valid until 2026-05-31. Ask for a date in its "
        "period, or install the version of that date.\n"
        "h 1 does not hold on 2026-06-01: it is valid from 2026-06-02. Ask for a date in its "
        "period, or install the version of that date."
    )
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("lower", "upper", "validity", "undated"),
    [
        ({}, {}, UNDATED, ("r", "h")),
        ({"valid_from": ON}, {}, "2026-06-01/..", ("h",)),
        ({}, {"valid_from": ON, "valid_to": ON}, "2026-06-01/2026-06-01", ("r",)),
        ({"valid_from": ON}, {"valid_from": ON - DAY}, "2026-06-01/..", ()),
        ({"valid_to": ON}, {"valid_to": ON + DAY}, "../2026-06-01", ()),
        ({"valid_from": ON}, {"valid_to": ON}, "2026-06-01/2026-06-01", ()),
    ],
)
def test_the_period_is_what_the_dated_rulesets_share(
    lower: dict[str, Any], upper: dict[str, Any], validity: str, undated: tuple[str, ...]
) -> None:
    """A ruleset that does not say when it holds is named, and hides no date of another."""
    found = compose([ruleset(**lower), hospital(**upper)], ON)

    assert found.validity == validity
    assert found.undated == undated


def test_a_protocol_is_for_today_unless_said_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever names no date asks for what holds now in the Netherlands, wherever he is."""

    late = datetime.datetime(2026, 1, 31, 23, 30, tzinfo=datetime.UTC)
    monkeypatch.setattr(clock, "now", lambda: late)

    assert compose([NATIONAL]).on == datetime.date(2026, 2, 1)


def test_the_place_is_fixed_once() -> None:
    """Two layers may fix a fact in the same way, but not in two."""
    lower = ruleset(fixed={"ziekenhuis.id": "mzh", "ziekenhuis.provincie": "Groningen"})
    same = hospital(fixed={"ziekenhuis.id": "mzh"})
    other = hospital(fixed={"ziekenhuis.id": "umcg"})

    assert dict(compose([lower, same], ON).fixed) == {
        "ziekenhuis.id": "mzh",
        "ziekenhuis.provincie": "Groningen",
    }
    assert _faults(lower, other) == ["h: fixes ziekenhuis.id otherwise than r does"]


def test_what_was_fixed_cannot_be_changed() -> None:
    """Nobody moves a ruleset to another place, not even who wrote it."""
    fixed = {"ziekenhuis.id": "mzh"}
    made = ruleset(slots=[ziekenhuis], fixed=fixed)
    fixed["ziekenhuis.id"] = "umcg"

    assert dict(made.fixed) == {"ziekenhuis.id": "mzh"}


@pytest.mark.parametrize(
    ("layers", "faults"),
    [
        ([], ["protocol: a protocol has exactly one top ruleset"]),
        ([NATIONAL, ruleset("s")], ["n, s: a protocol has exactly one top ruleset"]),
        (
            [NATIONAL, NATIONAL, REGION, REGION, TOP],
            ["n: is given twice", "r: is given twice"],
        ),
        (
            [ruleset("a", extends=("b",)), ruleset("b", extends=("a",))],
            ["a: extends itself: a -> b -> a"],
        ),
        ([NATIONAL, TOP, ruleset("s", extends=("h", "n"))], None),
        ([TOP], ["h: extends r, which is not below it"]),
    ],
    ids=["none", "two tops", "twice", "circle", "layers", "missing"],
)
def test_rulesets_that_make_no_protocol_are_refused(
    layers: list[Ruleset], faults: list[str] | None
) -> None:
    """A protocol has one top, and everything that its rulesets build on."""
    found = _faults(*layers)

    if faults is None:
        assert "s: extends h, which is of the layer hospital: a region ruleset cannot depend" in (
            "\n".join(found)
        )
    else:
        assert found[: len(faults)] == faults


def test_every_error_of_composing_is_one_of_the_library() -> None:
    """A program that composes protocols catches one kind of error."""
    for layers, on in (([], ON), (_dated(ON, ON), ON + DAY)):
        with pytest.raises(ObstetricRulesError):
            compose(layers, on)


def test_protocols_are_compared_by_what_they_say() -> None:
    """Two that were composed apart are equal; one for another day, or of other rules, is not."""
    one, other = compose(LAYERS, ON), compose(LAYERS, ON)

    assert one == other
    assert len({one, other, compose(LAYERS, ON + DAY)}) == 2
    assert one != compose(LAYERS[:2], ON)
    assert one != "n"
    assert one.layers[0] != "n"
