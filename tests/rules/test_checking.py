"""The checks of rulesets: what is sound passes, what is broken is found where it is."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.errors import RulesetError
from obstetric_rules.expressions.nodes import And, Field, Holds, Not
from obstetric_rules.expressions.operators import ALWAYS, define
from obstetric_rules.rules.checking import qualified, unknown_name
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.rules.question import Conclusion
from obstetric_rules.rules.rule import Rule
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing import rulesets
from tests.engines.examples import ask, bedden, client, slot, zorgverleners
from tests.facts.slots import Kraambed
from tests.rules.parts import ON, clause, hospital, rule, ruleset
from tests.samples import samples

q, q2 = ask("q"), ask("q2")
per_bed = ask("per_bed", per="bedden")

NOBODY = Holds(Field("niemand", "koorts"))

BREAKS: dict[str, Any] = {
    "an unknown field": lambda rule: {"when": And((rule.when, Not(NOBODY)))},
    "an unknown value": lambda rule: {"then": Conclusion(rule.then.question, ("paars",))},
    "an unknown question": lambda rule: {"then": Conclusion("onbekend", ("rood",))},
    "an unknown exception": lambda rule: {"overrides": (*rule.overrides, "K0.nergens")},
    "an unknown clause": lambda rule: {"clauses": (*rule.clauses, "K0")},
    "no reason": lambda rule: {"because": ""},
    "an exception to itself": lambda rule: {"yields_to": (*rule.yields_to, rule.id)},
}


def _faults(*layers: Ruleset) -> list[str]:
    with pytest.raises(RulesetError) as caught:
        compose(layers, ON)
    return [str(fault) for fault in caught.value.faults]


@st.composite
def broken_rulesets(draw: st.DrawFn) -> tuple[tuple[Ruleset, ...], Ruleset, Rule, str]:
    """Break one rule of a sound ruleset in one way."""
    layers = draw(rulesets().filter(lambda found: any(layer.rules for layer in found)))
    layer = draw(st.sampled_from([layer for layer in layers if layer.rules]))
    rule = draw(st.sampled_from(layer.rules))
    how = draw(st.sampled_from(list(BREAKS)))
    return layers, layer, rule, how


@samples(default=60, full=3_000)
@given(broken_rulesets())
def test_one_broken_rule_is_found_among_sound_ones(
    broken: tuple[tuple[Ruleset, ...], Ruleset, Rule, str],
) -> None:
    """Whichever rule is broken, and however, a fault names it with its ruleset and clause."""
    layers, layer, rule, how = broken
    mended = {item.id: item for item in layer.rules}
    mended[rule.id] = attrs.evolve(rule, **BREAKS[how](rule))

    with pytest.raises(RulesetError) as caught:
        _composed_with(layers, layer, tuple(mended.values()))

    named = [(fault.ruleset, fault.rule, fault.clause) for fault in caught.value.faults]
    assert (layer.id, rule.id, rule.clauses[0]) in named


def _composed_with(
    layers: tuple[Ruleset, ...], layer: Ruleset, rules: tuple[Rule, ...]
) -> Protocol:
    changed = attrs.evolve(layer, rules=rules)
    return compose([changed if item is layer else item for item in layers], ON)


@samples(default=30, full=2_000)
@given(rulesets(), st.randoms(use_true_random=False))
def test_the_order_of_rules_is_no_matter_of_soundness(
    layers: tuple[Ruleset, ...], random: Any
) -> None:
    """A sound ruleset stays sound when its rules, questions and clauses change places."""
    shuffled = [
        attrs.evolve(
            layer,
            rules=random.sample(layer.rules, len(layer.rules)),
            questions=random.sample(layer.questions, len(layer.questions)),
            clauses=random.sample(layer.clauses, len(layer.clauses)),
        )
        for layer in layers
    ]

    assert compose(shuffled, ON).rules.keys() == compose(layers, ON).rules.keys()


REGION = ruleset(
    questions=[q, per_bed], rules=[rule("K1.x"), rule("K2.bed", then=per_bed.becomes("x"))]
)


def test_a_higher_layer_makes_exceptions_both_ways() -> None:
    """A hospital's rule overrides a rule of the region, or yields to it."""
    top = hospital(
        rules=[
            rule("K1.tenzij", client.koorts, q.becomes("y"), overrides=("r/K1.x",)),
            rule("K2.alleen", then=per_bed.becomes("y"), yields_to=("r/K2.bed",)),
        ]
    )

    rules = compose([top, REGION], ON).rules

    assert rules["r/K1.x"].exceptions == ("h/K1.tenzij",)
    assert rules["h/K2.alleen"].exceptions == ("r/K2.bed",)


def test_exceptions_of_one_layer_are_named_without_it() -> None:
    """Within a ruleset a rule is called by its own id, and may say the same from either side."""
    rules = [
        rule("K1.x", yields_to=("K2.y",)),
        rule("K2.y", client.koorts, q.becomes("y"), overrides=("K1.x", "r/K1.x")),
        rule("K3.toch", client.hoesten, overrides=("K2.y",)),
    ]

    protocol = compose([ruleset(questions=[q], rules=rules)], ON)

    assert protocol.rules["r/K1.x"].exceptions == ("r/K2.y",)
    assert protocol.rules["r/K2.y"].exceptions == ("r/K3.toch",)


UPWARD: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "a rule that overrides one above it": (
        {"questions": [q], "rules": [rule("K1.x", overrides=("h/K2.y",))]},
        {"rules": [rule("K2.y")]},
        "r, rule K1.x, clause K1: refers to the rule h/K2.y, which is not known in this ruleset or "
        "below it",
    ),
    "a rule that yields to one above it": (
        {"questions": [q], "rules": [rule("K1.x", yields_to=("h/K2.y",))]},
        {"rules": [rule("K2.y")]},
        "r, rule K1.x, clause K1: refers to the rule h/K2.y, which is not known in this ruleset or "
        "below it",
    ),
    "a rule that reads a slot from above": (
        {"slots": [], "questions": [q], "rules": [rule("K1.x", client.koorts)]},
        {"slots": [client]},
        "r, rule K1.x, clause K1: refers to the slot client, which is not known",
    ),
    "a rule for a question from above": (
        {"questions": [], "rules": [rule("K1.x")]},
        {"questions": [q]},
        "r, rule K1.x, clause K1: concludes q, which is not known",
    ),
    "a rule that asks a question from above": (
        {"questions": [q], "rules": [rule("K1.x", q2 == "x")]},
        {"questions": [q2]},
        "r, rule K1.x, clause K1: compares with the question q2, which is not known "
        "(did you mean q?)",
    ),
    "a rule on a clause from above": (
        {"questions": [q], "rules": [rule("K1.x", clauses=("h/K9",))]},
        {"clauses": [clause("K9", "vaag")]},
        "r, rule K1.x, clause h/K9: names the clause h/K9, which neither its ruleset nor a lower "
        "one has",
    ),
    "a slot declared in both layers": (
        {},
        {"slots": [client]},
        "h: the slot client is declared by r too",
    ),
    "a question declared in both layers": (
        {"questions": [q]},
        {"questions": [q]},
        "h: the question q is declared by r too",
    ),
    "a term that means something else above": (
        {"questions": [ask("q", asked_when=define("ziek", client.koorts))]},
        {"questions": [ask("q2", asked_when=define("ziek", client.hoesten))]},
        "h: the term 'ziek' is defined in two ways",
    ),
    "an exception from above that revives a third value": (
        {
            "questions": [ask("q", "x", "y", "z")],
            "rules": [rule("K1.x"), rule("K2.y", then=q.becomes("y"), overrides=("K1.x",))],
        },
        {"rules": [rule("K3.z", then=q.becomes("z"), overrides=("r/K2.y",))]},
        "h, rule K3.z, clause K3: overrides r/K2.y, which revives r/K1.x with another value: it "
        "must override both",
    ),
    "a rule from above that makes an answer look around": (
        {
            "questions": [q, per_bed],
            "rules": [rule("K1.x", bedden.any(lambda bed: per_bed == "x"))],
        },
        {
            "questions": [ask("ander", per="zorgverleners")],
            "rules": [
                rule(
                    "K2.bed",
                    bedden.all(lambda bed: bed.vrij == bedden.each.vrij),
                    per_bed.becomes("x"),
                )
            ],
        },
        "r, rule K1.x, clause K1: quantifies over the answers to per_bed, whose rules compare its "
        "own fact with others inside a quantifier; such a chain cannot be decided exactly",
    ),
}


@pytest.mark.parametrize("name", UPWARD)
def test_layers_that_do_not_fit_are_refused(name: str) -> None:
    """A ruleset never depends on one above it, and two layers never say one thing twice."""
    below, above, fault = UPWARD[name]
    below = {"id": "r", "extends": ("n",), **below}
    national = ruleset("n", layer="national", slots=[])
    lower = ruleset(**{"slots": REGION.slots, **below})

    assert _faults(hospital(**above), lower, national) == [fault]


def test_a_ruleset_does_not_lean_on_one_beside_it() -> None:
    """Two regions below one hospital do not know each other, in whatever order they are given."""
    leaning = ruleset(
        "s",
        extends=("n",),
        rules=[rule("K1.leunt", client.koorts, q.becomes("y"), overrides=("r/K1.x",))],
    )
    national = ruleset("n", layer="national", slots=[])
    top = hospital(extends=("r", "s"))
    wanted = [
        "s, rule K1.leunt, clause K1: concludes q, which is not known",
        "s, rule K1.leunt, clause K1: refers to the rule r/K1.x, which is not known in this "
        "ruleset or below it",
    ]

    assert _faults(REGION, leaning, national, top) == wanted
    assert _faults(top, national, leaning, REGION) == wanted


def test_a_ruleset_extends_only_what_is_below_it() -> None:
    """A region that builds on a hospital, or on something that is not there, is told so."""
    base = ruleset("basis", layer="hospital")
    upside_down = ruleset("r", extends=("basis", "elders"))

    assert _faults(base, upside_down) == [
        "r: extends basis, which is of the layer hospital: a region ruleset cannot depend on a "
        "narrower layer",
        "r: extends elders, which is not below it",
    ]


def test_a_question_per_fact_may_look_at_another_list() -> None:
    """Only a quantifier over its own answers could go on without end."""
    about_others = ask("omgeving", per="bedden")
    ruleset(
        questions=[per_bed, about_others, ask("wie", per="zorgverleners"), q],
        rules=[
            rule("K1.x", zorgverleners.any(lambda z: z.koorts), per_bed.becomes("x")),
            rule("K2.x", bedden.any(lambda bed: per_bed == "x"), about_others.becomes("x")),
            rule("K2.y", bedden.any(lambda bed: about_others == "x"), q.becomes("x")),
        ],
    )


def test_an_answer_in_hand_is_not_quantified_over() -> None:
    """Whoever quantifies over one list while asking about another's answer is told of it."""
    wie = ask("wie", per="zorgverleners")
    look = rule(
        "K1.x", bedden.any(lambda bed: wie == "x"), ask("alle", per="zorgverleners").becomes("x")
    )
    over_answers = rule("K2.x", zorgverleners.any(lambda z: ask("alle") == "x"), q.becomes("x"))

    found = _faults_of_one(
        questions=[wie, ask("alle", per="zorgverleners"), q], rules=[look, over_answers]
    )

    assert found == [
        "r, rule K2.x, clause K2: quantifies over the answers to alle, whose rules compare its "
        "own fact with others inside a quantifier; such a chain cannot be decided exactly"
    ]


def _faults_of_one(**parts: Any) -> list[str]:
    with pytest.raises(RulesetError) as caught:
        ruleset(**parts)
    return [str(fault) for fault in caught.value.faults]


def test_a_clause_may_be_named_in_full() -> None:
    """A rule may name a clause with its ruleset in front: of a lower layer, and of its own."""
    own = ruleset(
        questions=[q],
        rules=[rule("K1.x", clauses=("r/K1",)), rule("K2.x", clauses=("K2",))],
        clauses=[clause("K1"), clause("K2")],
    )
    top = hospital(rules=[rule("K3.x", clauses=("r/K2", "K3"))])

    protocol = compose([own, top], ON)

    assert dict(protocol.rules_by_clause) == {
        "r/K1": ("r/K1.x",),
        "r/K2": ("r/K2.x", "h/K3.x"),
        "h/K3": ("h/K3.x",),
    }


def test_values_of_a_set_question_may_stand_side_by_side() -> None:
    """An exception to an exception for another value is sound where values unite."""
    some = ask("some", "x", "y", "z", set_valued=True)
    ruleset(
        questions=[some],
        rules=[
            rule("K1.x", then=some.includes("x")),
            rule("K2.geen", then=some.is_empty(), overrides=("K1.x",)),
            rule("K3.z", then=some.includes("z"), overrides=("K2.geen",)),
        ],
    )


def test_an_exception_that_overrides_both_is_sound() -> None:
    """The third value that sets both others aside leaves no doubt."""
    ruleset(
        questions=[ask("q", "x", "y", "z")],
        rules=[
            rule("K1.x"),
            rule("K2.y", then=q.becomes("y"), overrides=("K1.x",)),
            rule("K3.z", then=q.becomes("z"), overrides=("K1.x", "K2.y")),
        ],
    )


def test_a_plugin_brings_facts_of_its_own() -> None:
    """A fact type that the library does not know is checked like its own."""
    bed = slot("kraambed", Kraambed)
    ruleset(slots=[bed], questions=[q], rules=[rule("K1.x", ALWAYS)], fixed={"kraambed.dagen": 3})

    assert _faults_of_one(slots=[bed], fixed={"kraambed.dagen": 43}) == [
        "r: fixes kraambed.dagen to 43; expected a whole number from 0 to 42 or null"
    ]


def test_names_are_completed_and_corrected() -> None:
    """A message calls a rule by its full name, and points at the name that was probably meant."""
    assert [qualified(name, "r") for name in ("K1.x", "s/K1.x")] == ["r/K1.x", "s/K1.x"]
    assert unknown_name("zzz", ["koorts"]) == "zzz, which is not known"
