"""The strategies make what they promise: dossiers that fit, and rulesets of every kind."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

import obstetric_rules.testing
from obstetric_rules.engines.case import Case, prepare
from obstetric_rules.engines.reference import ReferenceEngine
from obstetric_rules.errors import MissingExtraError
from obstetric_rules.expressions.nodes import (
    CONDITIONS,
    OPERANDS,
    Answer,
    Binding,
    Comparison,
    Count,
    Field,
    Node,
    Quantified,
    Quantifier,
    walk,
)
from obstetric_rules.facts import (
    UNKNOWN,
    Choice,
    DecimalNumber,
    Dossier,
    Slot,
    Text,
    TextSet,
    WholeNumber,
    YesNo,
    kinds_of,
)
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.rules.question import Question
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing import dossiers, facts, protocols, rulesets, single_rulesets
from obstetric_rules.testing.strategies import ON
from tests.engines import examples
from tests.samples import samples

MZH = compose([groningen, groningen_mzh], ON)
FEW_WAYS = 100


def simplest(strategy: st.SearchStrategy[Any], condition: Callable[[Any], Any]) -> Any:
    """Return the simplest example that satisfies a condition; fail if none turns up."""
    return find(strategy, condition, settings=settings(max_examples=2_000))


def sample(strategy: st.SearchStrategy[Any], number: int) -> list[Any]:
    """Return so many examples, the same ones in every run."""
    found: list[Any] = []

    @settings(max_examples=number, derandomize=True, database=None, phases=[Phase.generate])
    @given(strategy)
    def collect(example: Any) -> None:
        found.append(example)

    collect()
    return found


@pytest.fixture(scope="session")
def made_up() -> list[Protocol]:
    return sample(protocols(), 400)


@pytest.fixture(scope="session")
def births() -> list[Dossier]:
    return sample(dossiers(MZH, afwijkingen=True), 400)


def known(content: Any) -> bool:
    """Return whether all of a slot is told."""
    if content is UNKNOWN:
        return False
    facts = content if isinstance(content, tuple) else (content,)
    return all(
        getattr(fact, name) is not UNKNOWN
        for fact in facts
        if fact is not None
        for name in kinds_of(type(fact))
    )


def contents(dossier: Dossier, protocol: Protocol) -> list[Any]:
    return [dossier[name] for name in protocol.slots]


def nodes(protocol: Protocol) -> Iterator[Node]:
    for rule in protocol.rules.values():
        yield from walk(rule.when)


# Dossiers


@given(dossiers(MZH, known=True))
def test_known_dossiers_are_known_through_and_through(dossier: Dossier) -> None:
    """With known=True no slot and no field is left out, and the dossier fits its protocol."""
    assert prepare(MZH, dossier).dossier == dossier
    assert all(map(known, contents(dossier, MZH)))


@given(dossiers(MZH, known=False, afwijkingen=True))
def test_partly_unknown_dossiers_fit_their_protocol(dossier: Dossier) -> None:
    """Whatever is hidden or set aside, the dossier can be decided."""
    assert isinstance(prepare(MZH, dossier), Case)


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param(lambda dossier: dossier["client"] is UNKNOWN, id="a slot is left out"),
        pytest.param(
            lambda dossier: getattr(dossier["client"], "koorts", None) is UNKNOWN,
            id="a field is left out",
        ),
        pytest.param(lambda dossier: dossier["partner"] is None, id="there is no partner"),
        pytest.param(lambda dossier: dossier["zorgverleners"] == (), id="nobody comes"),
        pytest.param(
            lambda dossier: (
                dossier["zorgverleners"] is not UNKNOWN and len(dossier["zorgverleners"]) == 3
            ),
            id="three come",
        ),
        pytest.param(
            lambda dossier: dossier["zorgverleners"] and dossier["zorgverleners"][0].id is UNKNOWN,
            id="they have no ids",
        ),
        pytest.param(
            lambda dossier: dossier["praktijk"].primair_ziekenhuis == dossier["ziekenhuis"].id,
            id="compared fields are equal",
        ),
        pytest.param(lambda dossier: dossier.afwijkingen, id="a rule is set aside"),
    ],
)
def test_dossiers_of_every_kind_are_made(
    births: list[Dossier], condition: Callable[[Dossier], Any]
) -> None:
    """What can be left out, empty or equal in a dossier sometimes is."""

    def holds(dossier: Dossier) -> bool:
        try:
            return bool(condition(dossier))
        except (AttributeError, TypeError):
            # The dossier lacks the very slot that the condition is about.
            return False

    assert any(map(holds, births))


def test_the_simplest_dossier_is_simple() -> None:
    """A failing test shows a dossier in which hardly anything is said."""
    found = simplest(dossiers(MZH, known=True), lambda dossier: dossier["client"].koorts)

    assert found["client"].hoesten is False
    assert found["zorgverleners"] == ()


@given(dossiers(MZH, known=False, most_ways=FEW_WAYS))
def test_dossiers_hide_no_more_than_can_be_gone_through(dossier: Dossier) -> None:
    """The caller says how many ways of filling in are too many."""
    assert ReferenceEngine(MZH).number_of_ways(prepare(MZH, dossier)) <= FEW_WAYS


@given(facts(MZH, "zorgverleners", known=True))
def test_a_single_fact_can_be_known_through_and_through(fact: Any) -> None:
    """Whoever tests one caregiver gets one of whom everything is told."""
    assert all(getattr(fact, name) is not UNKNOWN for name in kinds_of(type(fact)))


def test_a_single_fact_can_be_partly_unknown() -> None:
    """Left to itself the strategy makes facts that are known, and facts of which little is."""
    some = sample(facts(MZH, "partner"), 100)
    unknown = {sum(getattr(one, name) is UNKNOWN for name in kinds_of(type(one))) for one in some}

    assert {0, 4} <= unknown


def test_a_single_fact_fits_the_place() -> None:
    """A hospital made for the MZH is the MZH, or is not told to be another."""
    assert {fact.id for fact in sample(facts(MZH, "ziekenhuis"), 50)} <= {"mzh", UNKNOWN}


@given(single_rulesets())
def test_single_rulesets_extend_nothing(ruleset: Ruleset) -> None:
    """Whoever wants one layer gets one, that can be composed by itself."""
    assert compose([ruleset], ON).layers == (ruleset,)


def test_without_rules_that_hold_in_principe_nothing_is_set_aside() -> None:
    """Where no rule may be set aside, asking for Afwijkingen makes no bad dossiers."""
    some = dossiers(examples.ONE_RULE, afwijkingen=True)

    assert simplest(some, lambda dossier: True).afwijkingen == ()


def test_afwijkingen_name_rules_and_clauses_and_whom_they_concern() -> None:
    """Rules and clauses are set aside by every name they have, each for whom it can concern."""
    some = sample(dossiers(examples.IN_PRINCIPE, afwijkingen=True), 300)
    some += sample(dossiers(examples.IN_PRINCIPE, False, afwijkingen=True), 200)
    chosen = [item for dossier in some for item in dossier.afwijkingen]

    assert {item.regel for item in chosen} == {
        *(f"r/{name}" for name in ("K1", "K2", "K3", "K1.regel", "K2.tenzij", "K3.geweerd")),
        *("K1", "K2", "K3"),
    }
    concerned = {item.onderwerp for item in chosen if "K3" in item.regel}
    assert None not in concerned
    assert {"0", "v1"} <= concerned
    assert {item.onderwerp for item in chosen if "K3" not in item.regel} == {None}


def test_numbers_lie_at_the_cut_points() -> None:
    """Numbers are drawn where the answer can change."""
    days = {one["meting"].dagen for one in sample(dossiers(examples.NUMBERS, known=True), 100)}

    assert days == {0, 1, 2, 41, 42}


# Rulesets


@samples(50, 1_000)
@given(rulesets())
def test_rulesets_pass_every_check(layers: Any) -> None:
    """A generated ruleset never fails for a reason that is not the engine's."""
    assert compose(layers, ON).id == layers[-1].id


@samples(20, 500)
@given(st.data())
def test_made_up_dossiers_fit_made_up_protocols(data: st.DataObject) -> None:
    """Dossiers fit whatever slots a protocol has."""
    protocol = data.draw(protocols())
    dossier = data.draw(dossiers(protocol, afwijkingen=True))

    assert isinstance(prepare(protocol, dossier), Case)


@pytest.mark.parametrize("node", [*CONDITIONS, *OPERANDS], ids=lambda node: node.__name__)
def test_every_kind_of_node_occurs(made_up: list[Protocol], node: type) -> None:
    """No kind of condition or operand is left untried."""
    assert any(map(has_node(lambda one: isinstance(one, node)), made_up))


@pytest.mark.parametrize("kind", [YesNo, Choice, Text, TextSet, WholeNumber, DecimalNumber])
def test_every_kind_of_field_is_read(made_up: list[Protocol], kind: type) -> None:
    """No kind of field is left unread."""

    def holds(protocol: Protocol) -> bool:
        fields = [node for node in nodes(protocol) if isinstance(node, Field)]
        return any(
            isinstance(kinds_of(protocol.slots[field.slot].fact_type)[field.name], kind)
            for field in fields
        )

    assert any(map(holds, made_up))


def compares_fields(kind: type) -> Callable[[Protocol], bool]:
    def holds(protocol: Protocol) -> bool:
        return any(
            isinstance(kinds_of(protocol.slots[node.value.slot].fact_type)[node.value.name], kind)
            for node in nodes(protocol)
            if isinstance(node, Comparison) and isinstance(node.value, Field)
        )

    return holds


def has_question(condition: Callable[[Question], Any]) -> Callable[[Protocol], bool]:
    return lambda protocol: any(map(condition, protocol.questions.values()))


def has_slot(condition: Callable[[Slot], Any]) -> Callable[[Protocol], bool]:
    return lambda protocol: any(map(condition, protocol.slots.values()))


def has_node(condition: Callable[[Node], Any]) -> Callable[[Protocol], bool]:
    return lambda protocol: any(map(condition, nodes(protocol)))


def asks_per_fact_over_answers(protocol: Protocol) -> bool:
    return any(
        isinstance(inner, Answer) and protocol.questions[inner.question].per == node.slot
        for node in nodes(protocol)
        if isinstance(node, Quantified | Count)
        for inner in walk(node.body)
    )


def has_exception_by(form: str) -> Callable[[Protocol], bool]:
    return lambda protocol: any(
        getattr(rule, form) for layer in protocol.layers for rule in layer.rules
    )


def has_exception_across_layers(protocol: Protocol) -> bool:
    return any(
        protocol.rules[name].ruleset != rule.ruleset
        for rule in protocol.rules.values()
        for name in rule.exceptions
    )


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param(lambda protocol: len(protocol.layers) == 2, id="two layers"),
        pytest.param(has_exception_by("overrides"), id="overrides"),
        pytest.param(has_exception_by("yields_to"), id="yields_to"),
        pytest.param(has_exception_across_layers, id="exceptions across layers"),
        pytest.param(lambda protocol: protocol.fixed, id="a fact the place fixes"),
        pytest.param(
            lambda protocol: any(rule.in_principe for rule in protocol.rules.values()),
            id="in principe",
        ),
        pytest.param(
            lambda protocol: any(rule.values == () for rule in protocol.rules.values()),
            id="the empty set concluded",
        ),
        pytest.param(
            has_question(lambda one: one.set_valued and one.empty_without_rules),
            id="no rule means the empty set",
        ),
        pytest.param(
            has_question(lambda one: one.set_valued and not one.empty_without_rules),
            id="no rule means silence",
        ),
        pytest.param(has_question(lambda one: one.per), id="per fact"),
        pytest.param(has_question(lambda one: one.about), id="about"),
        pytest.param(has_question(lambda one: one.asked_when), id="asked when"),
        pytest.param(has_slot(lambda slot: slot.nullable), id="nullable slot"),
        pytest.param(has_slot(lambda slot: slot.many), id="many-slot"),
        pytest.param(
            has_slot(lambda slot: slot.many and "id" in kinds_of(slot.fact_type)), id="ids"
        ),
        pytest.param(compares_fields(Text), id="texts compared"),
        pytest.param(compares_fields(Choice), id="choices compared"),
        pytest.param(compares_fields(YesNo), id="yes/no fields compared"),
        pytest.param(asks_per_fact_over_answers, id="quantifier over answers"),
        *(
            pytest.param(
                has_node(lambda node, how=how: getattr(node, "quantifier", None) is how),
                id=how.value,
            )
            for how in Quantifier
        ),
        *(
            pytest.param(
                has_node(lambda node, how=how: getattr(node, "binding", None) is how),
                id=f"binding {how.value}",
            )
            for how in Binding
        ),
    ],
)
def test_every_construct_occurs(
    made_up: list[Protocol], condition: Callable[[Protocol], Any]
) -> None:
    """What rulesets can do, generated ones sometimes do."""
    assert any(map(condition, made_up))


def test_the_simplest_ruleset_is_simple() -> None:
    """A failing test shows as few rules and slots as can be."""
    found = simplest(protocols(), lambda protocol: protocol.rules)

    assert (len(found.rules), len(found.slots), len(found.questions)) == (1, 1, 1)


def test_without_hypothesis_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has not installed the extra is told which one it is."""
    for name in [name for name in sys.modules if name.startswith("obstetric_rules.testing.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "hypothesis", None)

    with pytest.raises(MissingExtraError, match=r"needs hypothesis: .*\.\[testing\]"):
        importlib.reload(obstetric_rules.testing)
