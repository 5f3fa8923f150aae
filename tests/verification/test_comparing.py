"""What differs between two protocols is found: every change, in just the cases where it is so."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.cli.difference_text import difference_lines
from obstetric_rules.engines.reference import ReferenceEngine
from obstetric_rules.errors import IncomparableError
from obstetric_rules.expressions.nodes import And, Not
from obstetric_rules.expressions.operators import ALWAYS, define
from obstetric_rules.facts import Choice, YesNo
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.rules.case_bounds import DomainConstraint
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.testing._vocabularies import make_fact_type
from obstetric_rules.testing.strategies import ON, protocols
from obstetric_rules.verification.both import named, on_one_side
from obstetric_rules.verification.comparing import Direction, compare
from obstetric_rules.verification.comparing_data import difference_to_data
from tests.engines import examples
from tests.engines.examples import ask
from tests.rules.parts import rule, ruleset
from tests.samples import samples
from tests.verification import defects
from tests.verification.exhaustive import PROBE, every_case, said, with_probe
from tests.verification.oracle import Oracle, without_rule

MOST = 200


@st.composite
def versions(draw: st.DrawFn) -> tuple[Protocol, Protocol]:
    """Return a strategy of protocols and a version of each in which one rule is another."""
    protocol = draw(protocols().filter(lambda found: found.rules))
    name = draw(st.sampled_from(sorted(protocol.rules)))
    how = draw(st.sampled_from(["same", "without", "opposite"]))
    if how == "same":
        return protocol, protocol
    if how == "without":
        return protocol, without_rule(protocol, name)
    layers = [
        attrs.evolve(
            layer,
            rules=tuple(
                attrs.evolve(one, when=Not(one.when)) if f"{layer.id}/{one.id}" == name else one
                for one in layer.rules
            ),
        )
        for layer in protocol.layers
    ]
    return protocol, attrs.evolve(protocol, layers=tuple(layers))


@given(versions=versions())
@samples(12, 2_000)
def test_every_change_is_found_and_no_other(versions: tuple[Protocol, Protocol]) -> None:
    """Between two versions just the changes are reported that some case shows."""
    before, after = versions

    difference = compare(before, after)

    assert difference.unproved == ()
    found = {
        (item.question.id, change.before, change.after)
        for item in difference.questions
        for change in item.changes
    }
    assert found == changes(before, after, difference.both)
    assert difference.is_empty == (not found)


def changes(before: Protocol, after: Protocol, both: Protocol) -> set[Any]:
    """Return every change that some case shows, one case after the other."""
    engines = [ReferenceEngine(protocol) for protocol in (before, after)]
    oracle = Oracle(both, MOST)
    found = set()
    for name, question in before.questions.items():
        answered = And(tuple(oracle.any_answer(named(name, side)) for side in "ab"))
        probed = with_probe(both, answered, question.per)
        for dossier, position in every_case(probed, PROBE, MOST):
            outcomes = [
                said(engine, on_one_side(dossier, engine.protocol), name, position).outcome
                for engine in engines
            ]
            if outcomes[0] != outcomes[1]:
                found.add((name, *outcomes))
    return found


def test_a_change_that_allows_what_was_refused_is_called_looser() -> None:
    """Where an invariant says what refuses and what allows, a change has a direction."""
    before = defects.protocol()
    fewer = attrs.evolve(defects.RULES[3], when=defects.when("K2.nee") & (defects.vrouw.weken < 40))
    more = attrs.evolve(defects.RULES[2], when=defects.when("K2.ja") | (defects.vrouw.weken >= 40))
    after = defects.protocol(rules=(*defects.RULES[:2], more, fewer, *defects.RULES[4:]))

    difference = compare(before, after)

    (item,) = difference.questions
    (change,) = item.changes
    assert (change.before.value, change.after.value) == ("nee", "ja")
    assert change.direction is Direction.LOOSER
    (back,) = compare(after, before).questions[0].changes
    assert back.direction is Direction.STRICTER
    assert difference.changes_only("bad")
    assert not difference.changes_only("plaats")
    text = " ".join(difference_lines(difference))
    assert "Van “nee” naar “ja” (ruimer)." in text
    assert difference_to_data(difference)["questions"][0]["changes"][0]["direction"] == "looser"


def test_an_answer_that_comes_into_conflict_names_the_values() -> None:
    """A release after which two rules contradict each other is shown with what they say."""
    before = defects.protocol()
    after = defects.protocol(rules=defects.changed("K3.ja", when=ALWAYS))

    (item,) = difference_to_data(compare(before, after))["questions"]

    (change,) = item["changes"]
    assert change["after"] == {"status": "conflict", "value": None, "conflict": ["ja", "nee"]}


def test_what_cannot_occur_by_either_is_left_out() -> None:
    """Cases that a constraint of one of both excludes make no difference."""
    never = DomainConstraint(id="c", always=~defects.helpers.each.ziek, because="x", per="helpers")
    before = defects.protocol(constraints=(never,))
    after = defects.protocol(rules=defects.without("K3.nee"))

    assert compare(before, after).is_empty


def test_a_region_and_its_hospital_are_compared_as_cases_of_that_hospital() -> None:
    """What only the hospital fixes is fixed in every case, and new questions are named."""
    difference = compare(compose([groningen], ON), compose([groningen, groningen_mzh], ON))

    witness = difference.questions[0].changes[0].witness
    assert witness.dossier["ziekenhuis"].id == "mzh"
    assert "partner_aanwezigheid" in difference.only_after
    assert difference.only_before == ()


def test_versions_with_other_facts_are_compared_over_the_facts_of_both() -> None:
    """A later version may ask for a fact that the earlier one does not know."""
    yes_no = YesNo(label="ja", label_en="yes")
    old = make_fact_type("Zaak", {"oud": yes_no})
    new = make_fact_type("Zaak", {"oud": yes_no, "nieuw": yes_no})
    earlier, later = slot_of(old), slot_of(new)
    before = with_one_rule(earlier, earlier.oud)
    after = with_one_rule(later, later.oud & later.nieuw)

    (item,) = compare(before, after).questions

    (change,) = item.changes
    found = change.witness.dossier["zaak"]
    assert (found.oud, found.nieuw) == (True, False)


def test_versions_that_each_describe_the_same_facts_are_compared() -> None:
    """Two versions that came as files each bring their own classes, with the same fields."""
    earlier, later = (
        slot_of(make_fact_type("Zaak", {"oud": YesNo(label="ja", label_en="yes")}))
        for _ in range(2)
    )

    (item,) = compare(
        with_one_rule(earlier, earlier.oud), with_one_rule(later, ~later.oud)
    ).questions

    assert {change.witness.dossier["zaak"].oud for change in item.changes} == {True, False}


def with_one_rule(zaak: Any, when: Any) -> Protocol:
    q = ask("q")
    one = rule("K1.x", when, q.becomes("x"))
    return compose([ruleset(slots=(zaak,), questions=(q,), rules=(one,))], ON)


def slot_of(fact_type: type) -> Any:
    return examples.SlotReference(examples.slot("zaak", fact_type))


def test_a_term_that_means_something_else_is_written_out() -> None:
    """The words of one version are not used for the other, where they mean something else."""
    druk = define("er is een risico", examples.meting.dagen > 30, denial="er is geen risico")
    later = define("er is een risico", examples.meting.dagen >= 30, denial="er is geen risico")
    koorts = define("er is koorts", examples.client.koorts, denial="er is geen koorts")
    q = ask("q")
    before, after = (
        examples.protocol_of([q], [rule("K1.x", term | koorts, q.becomes("x"))])
        for term in (druk, later)
    )

    difference = compare(before, after)

    ((change,),) = (item.changes for item in difference.questions)
    assert change.condition == "er is geen koorts en dagen van de meting is 30"
    assert difference.same_version == ("r",)
    assert difference_to_data(difference)["same_version"] == ["r"]
    text = " ".join(" ".join(difference_lines(difference)).split())
    assert "Let op: r heeft in beide hetzelfde versienummer en niet dezelfde inhoud." in text
    assert compare(before, before).same_version == ()


def test_an_answer_that_conditions_compare_with_says_of_which_version() -> None:
    """Inside a quantifier an answer cannot be written out, so it says whose it is."""
    each, per, q = examples.zorgverleners.each, ask("per", per="zorgverleners"), ask("q")
    some = rule("K2.x", examples.zorgverleners.any(lambda _: per == "x"), q.becomes("x"))

    def version(number: str, when: Any) -> Protocol:
        rules = (rule("K1.x", when, per.becomes("x")), some)
        made = ruleset(questions=(per, q), rules=rules)
        return compose([attrs.evolve(made, version=number)], ON)

    found = compare(version("1", each.koorts), version("2", each.koorts & each.hoesten))
    again = compare(version("1", each.koorts), version("1", each.koorts & each.hoesten))

    conditions = [change.condition for item in found.questions for change in item.changes]
    assert any("de per (zoals in r 1) is “x”" in condition for condition in conditions)
    assert any("de per (zoals in r 2) is “x”" in condition for condition in conditions)
    assert "(zoals in het tweede)" in repr(difference_to_data(again))


def test_protocols_of_different_places_cannot_be_compared() -> None:
    """No case is of two hospitals, and a field that takes other values fits no case either."""
    q = ask("q")
    first = compose([ruleset(questions=(q,), fixed={"ziekenhuis.id": "mzh"})], ON)
    second = compose([ruleset(questions=(q,), fixed={"ziekenhuis.id": "umcg"})], ON)
    yes_no = make_fact_type("Zaak", {"soort": YesNo(label="s", label_en="s")})
    choice = make_fact_type("Zaak", {"soort": Choice(label="s", label_en="s", values={"a": "a"})})
    third, fourth = (
        compose([ruleset(slots=(slot_of(one),), questions=(q,))], ON) for one in (yes_no, choice)
    )
    empty = examples.SlotReference(examples.slot("zaak", yes_no, nullable=True))
    fifth = compose([ruleset(slots=(empty,), questions=(q,))], ON)

    with pytest.raises(IncomparableError, match=r"ziekenhuis\.id is 'mzh' and 'umcg'"):
        compare(first, second)
    with pytest.raises(IncomparableError, match=r"zaak\.soort does not take the same values"):
        compare(third, fourth)
    with pytest.raises(IncomparableError, match="the slot zaak holds one fact, many"):
        compare(third, fifth)


def test_a_question_that_is_asked_otherwise_is_named() -> None:
    """An answer per fact and one for the whole case are not compared with each other."""
    once, each = ask("q"), ask("q", per="zorgverleners")
    before = compose([ruleset(questions=(once,))], ON)
    after = compose([ruleset(questions=(each,))], ON)

    difference = compare(before, after)

    assert difference.otherwise == ("q",)
    assert not difference.is_empty


def test_what_outgrows_the_budget_is_named() -> None:
    """A question that is too large to compare is not called the same."""
    protocol = compose([groningen], ON)

    difference = compare(protocol, protocol, budget=3)

    assert "poliklinische_partus" in difference.unproved
    assert not difference.changes_only("ontslag")
    assert "Niet bewezen" in " ".join(difference_lines(difference))
