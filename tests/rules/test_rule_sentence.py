"""A rule as a sentence: every text that is made of a rule names all that can change an answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules import Dossier, decide, why
from obstetric_rules.engines.case import prepare
from obstetric_rules.engines.decision import each_answer
from obstetric_rules.explanation.explanation_data import explanation_to_data
from obstetric_rules.explanation.fact_places import FactPlace, places_of
from obstetric_rules.explanation.ways import vocabulary_of, ways_to_answer
from obstetric_rules.exports.chart import chart_of
from obstetric_rules.exports.decision_table import decision_table
from obstetric_rules.exports.markdown import escaped
from obstetric_rules.exports.mermaid import mermaid
from obstetric_rules.exports.source_page import source_page
from obstetric_rules.expressions.nodes import (
    Answer,
    Comparison,
    Condition,
    Containment,
    Field,
    Membership,
    Node,
    Not,
    Term,
    children,
)
from obstetric_rules.expressions.wording import value_of
from obstetric_rules.facts import DecimalNumber, Kind, Slot, WholeNumber, YesNo, kinds_of
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.rules.protocol import Protocol, ProtocolRule, compose
from obstetric_rules.rules.question import question
from obstetric_rules.rules.rule_sentence import asked_sentence, rule_sentence, term_sentences
from obstetric_rules.testing.strategies import ON, dossiers, protocols
from tests.engines.examples import client, meting, partner
from tests.rules.features import HOSPITAL, REGION, SUMMER
from tests.rules.parts import clause, hospital, rule, ruleset
from tests.samples import samples

MZH = compose([groningen, groningen_mzh], ON)


def said(protocol: Protocol, name: str) -> str:
    return rule_sentence(protocol, protocol.rules[name])


def test_what_a_question_is_asked_on_is_part_of_when() -> None:
    """Filming is not allowed always, but when the partner has to stay away."""
    expected = (
        "Het filmen: “toegestaan, zonder zorgverleners in beeld”, als: de partner is er en de "
        "aanwezigheid van de partner is “niet aanwezig”."
    )

    assert said(MZH, "groningen.mzh/G20.filmen") == expected
    assert f"- {expected} (groningen.mzh/G20.filmen)" in source_page(MZH, "groningen.mzh")
    assert (
        asked_sentence(MZH, MZH.question("filmen"))
        == "de partner is er en de aanwezigheid van de partner is “niet aanwezig”"
    )


def test_exceptions_are_named_by_their_clauses() -> None:
    """Whoever reads the text knows clauses, and not the ids of rules."""
    assert said(MZH, "groningen.mzh/G6.poliklinische_partus").endswith(
        "; tenzij G8, G11 of G16 geldt."
    )
    assert said(MZH, "groningen/G17.binnen_een_uur").endswith(
        ", altijd; tenzij G17 (“mogelijk niet binnen een uur”) geldt."
    )


bezoek = question("bezoek", text="Wie?", label="het bezoek", values={"ja": "ja", "nee": "nee"})


def test_a_clause_that_does_not_tell_exceptions_apart_is_told_with_what_does() -> None:
    """The id of a rule is given where neither its clause nor its value says which one is meant."""
    low = ruleset(
        questions=(bezoek,),
        clauses=(clause("K1"),),
        rules=(
            rule("K1.een", client.koorts, bezoek.becomes("ja")),
            rule("K1.twee", meting.dagen > 3, bezoek.becomes("ja"), overrides=("K1.een",)),
        ),
    )
    top = hospital(
        clauses=(clause("K1"),),
        rules=(rule("K1.drie", partner.koorts, bezoek.becomes("ja"), overrides=("r/K1.twee",)),),
    )
    protocol = compose([low, top], ON)

    assert said(protocol, "r/K1.een").endswith("; tenzij r/K1 (regel r/K1.twee) geldt.")
    assert said(protocol, "r/K1.twee").endswith("; tenzij h/K1 geldt.")


def test_a_rule_that_leads_to_nothing_says_so() -> None:
    """No measures are “geen”, as in an answer, and not a value called “niets”."""
    assert said(MZH, "groningen/G11.geen_maatregelen").startswith(
        "De maatregelen voor de cliënt: geen, als: "
    )


def test_a_value_that_a_hospital_set_is_the_one_that_is_told() -> None:
    """The sentence of a rule holds for the protocol that it is read in."""
    assert "hoogstens 28" in said(compose([REGION, HOSPITAL], SUMMER), "r/K1.ja")
    assert "hoogstens 21" in said(compose([REGION], SUMMER), "r/K1.ja")


@given(protocol=protocols())
@samples(40, 2_000)
def test_a_sentence_names_every_part_of_its_rule(protocol: Protocol) -> None:
    """Values, each compared thing with its unit, what goes before it, and that it may yield."""
    for one in protocol.rules.values():
        text = rule_sentence(protocol, one)
        asked = protocol.questions[one.question]
        conditions = [one.when, *([asked.asked_when] if asked.asked_when is not None else [])]

        assert asked.label in text.lower()
        for value in one.values:
            assert f"“{asked.values[value]}”" in text
        for condition in conditions:
            for words in words_of(protocol, condition):
                assert words in text, (words, text)
        if asked.about is not None:
            assert f"{protocol.slots[asked.about].label} is er" in text
        assert ("; in beginsel: " in text) == one.in_principe
        check_exceptions(protocol, one, text)
        for name, rules in protocol.rules_by_clause.items():
            if one.id in rules:
                page = source_page(protocol, name.partition("/")[0])
                assert escaped(f"{text} ({one.id})") in page


def check_exceptions(protocol: Protocol, one: ProtocolRule, text: str) -> None:
    unless = text.partition("; tenzij ")[2]
    assert bool(unless) == bool(one.exceptions)
    for exception in one.exceptions:
        names = [
            name.partition("/")[2]
            for name, rules in protocol.rules_by_clause.items()
            if exception in rules
        ]
        assert all(name in unless for name in names)


def words_of(protocol: Protocol, node: Node) -> Iterator[str]:
    """Yield words without which a reader would not know what a condition is about."""
    match node:
        case Term(label=label):
            # What is denied has words of its own, which the author chose.
            yield label.rpartition(" ")[2]
            return
        case Not(Term()):
            return
        case Field(slot=slot, name=name):
            kind = kinds_of(protocol.slots[slot].fact_type)[name]
            yield kind.label
        case Answer(question=name):
            yield protocol.questions[name].label
        case Comparison(Field(slot, name), _, int() | float() | str() as value):
            kind = kinds_of(protocol.slots[slot].fact_type)[name]
            if not isinstance(kind, YesNo):
                yield value_of(kind, value).split(" ")[0]
                yield from [kind.unit] if is_number(kind) and kind.unit else []
        case Containment(Field(), value):
            yield f"{value}"
        case Membership(Answer(question=name), values):
            yield from (protocol.questions[name].values[str(value)] for value in values)
        case _:
            pass
    for child in children(node):
        yield from words_of(protocol, child)


def is_number(kind: Kind) -> bool:
    return isinstance(kind, WholeNumber | DecimalNumber)


@given(data=st.data(), protocol=protocols())
@samples(40, 2_000)
def test_every_reader_names_a_fact_that_can_change_the_answer(
    data: st.DataObject, protocol: Protocol
) -> None:
    """Sentences, charts, tables and explanations leave out no fact that makes a difference."""
    dossier = data.draw(dossiers(protocol, known=True))
    case, vocabulary = prepare(protocol, dossier), vocabulary_of(protocol)
    places = [
        place
        for place in places_of(case).values()
        if place.field not in (None, "id")
        and f"{place.slot.name}.{place.field}" not in protocol.fixed
    ]
    before = decide(protocol, dossier)
    for place in places[:6]:
        told = (place.told_in(case.dossier, way) for way in ways_to_answer(place, case, vocabulary))
        changed = [decide(protocol, after) for after in islice(told, 4)]
        for name in protocol.questions:
            if any(answers(before, name) != answers(after, name) for after in changed):
                check_readers(protocol, dossier, name, place)


def answers(decision: object, name: str) -> object:
    return [answer.outcome for _, answer in each_answer(decision[name])]  # type: ignore[index]  # a decision


def check_readers(protocol: Protocol, dossier: Dossier, name: str, place: FactPlace) -> None:
    kind, slot = place.kind, place.slot
    assert kind is not None
    built_on = [name]
    for one in built_on:  # it grows
        built_on += [other for other in protocol.depends_on[one] if other not in built_on]
    rules = [one for asked in built_on for one in protocol.rules_by_question[asked]]
    sentences = [rule_sentence(protocol, one) for one in rules]
    sentences += [
        asked_sentence(protocol, protocol.questions[asked]) or "altijd" for asked in built_on
    ]
    sentences += [said for _, said in term_sentences(protocol, rules).values()]
    chart = chart_of(protocol, name)
    decision = decide(protocol, dossier)
    explained = [
        json.dumps(explanation_to_data(why(decision, name, key)), ensure_ascii=False)
        for key, _ in each_answer(decision[name])
    ]

    assert mentions(" ".join(sentences), kind, slot)
    assert mentions(decision_table(chart).replace("\\", ""), kind, slot)
    assert mentions(mermaid(chart), kind, slot)
    assert mentions(" ".join(explained), kind, slot)


@given(protocol=protocols())
@samples(20, 500)
def test_an_explanation_names_exceptions_and_what_may_be_set_aside(protocol: Protocol) -> None:
    """What goes before a rule, and that it may yield, stands with it."""
    decision = decide(protocol, Dossier())
    for name in protocol.questions:
        for key, _ in each_answer(decision[name]):
            for reason in why(decision, name, key).rules:
                one = protocol.rules[reason.rule]
                assert (reason.exceptions, reason.in_principe) == (one.exceptions, one.in_principe)


def mentions(text: str, kind: Kind, slot: Slot) -> bool:
    return kind.label in text and any(
        words and words in text for words in (slot.label, slot.label_many, slot.name)
    )


def test_a_condition_that_is_left_out_is_noticed() -> None:
    """The test of sentences would see it: what is left out is not among the words."""
    condition: Condition = MZH.rules["groningen.mzh/G20.niet_aanwezig"].when

    assert "koorts" in list(words_of(MZH, condition))
