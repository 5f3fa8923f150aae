"""Rows of the defect table about values: no raw value reaches durable-rules from the engine."""

from __future__ import annotations

from typing import Any

import pytest

from obstetric_rules.facts import DecimalNumber, Text, WholeNumber
from tests.engines.durable_defects.bare import shown
from tests.engines.durable_rulesets import answer_both, asking, composed, needs_durable, rule, thing

pytestmark = needs_durable

TEXT = Text(label="tekst", label_en="text")
NUMBER = DecimalNumber(label="getal", label_en="number")
WHOLE = WholeNumber(label="aantal", label_en="count")


def test_nothing_fires_that_is_false() -> None:
    """A test of a field that is not there, or of another type, never counts as true."""
    bare = shown("""
def heard(test, fact):
    handle = engine.create_ruleset("r", json.dumps({"r": {"all": [{"m": test}]}}))
    show(engine.assert_fact(handle, json.dumps({"id": 1, **fact}))[0] == 0)
heard({"$and": [{"first": 1}, {"$gt": {"a": {"$m": "b"}}}]}, {"first": 1, "a": 3})
heard({"$and": [{"first": "ab"}, {"x": 12}]}, {"first": "ab", "x": "12"})
heard({"t": True}, {"t": "true"})
""")
    ding, bad = thing({"tekst": TEXT, "ander": TEXT}), asking()
    rules = [
        rule("a", bad, ding.tekst == "12", "ja"),
        rule("b", bad, ding.tekst == ding.ander, "ja"),
    ]
    protocol = composed([ding], [bad], rules)
    made = ding.slot.fact_type

    assert bare[0] or bare[1], "a test of what is not there, or of another type, counted as true"
    assert bare[2]
    for facts in (
        {"tekst": "true"},
        {"tekst": "12"},
        {"tekst": "a", "ander": "b"},
        {"ander": "12"},
    ):
        ours, reference = answer_both(protocol, ding=made(**facts))
        assert ours == reference


@pytest.mark.parametrize(
    ("written", "became"),
    [("1e16", "Error"), ("1e-05", "Error"), ("Infinity", "Error"), ("NaN", 0)],
)
def test_numbers_that_durable_rules_cannot_read(written: str, became: Any) -> None:
    """A number so large or small that it is written with an exponent is compared all the same."""
    bare = shown(f"""
rules = {{"r": {{"all": [{{"m": {{"$ex": {{"a": 1}}}}}}]}}}}
handle = engine.create_ruleset("r", json.dumps(rules))
try:
    show(engine.assert_fact(handle, '{{"id": 1, "a": {written}}}')[0])
except engine.error:
    show("Error")
""")
    ding, bad = thing({"getal": NUMBER}), asking()
    rules = [rule("a", bad, ding.getal > 1e15, "ja"), rule("b", bad, ding.getal < 1e-4, "nee")]
    protocol = composed([ding], [bad], rules)
    made = ding.slot.fact_type

    assert bare == [became]
    for number in (1e16, 1e-05, 1.0):
        ours, reference = answer_both(protocol, ding=made(getal=number))
        assert ours == reference


def test_large_numbers_and_long_texts_are_not_cut() -> None:
    """A large number is not taken for another one, nor a long text for its first part."""
    bare = shown("""
def heard(value, told):
    rules = {"r": {"all": [{"m": {"a": value}}]}}
    handle = engine.create_ruleset("r", json.dumps(rules))
    show(engine.assert_fact(handle, json.dumps({"id": 1, "a": told}))[0] == 0)
heard(2**63 - 1, 2**64)
heard(None, float("nan"))
heard("aaa", "a" * (65_536 + 3))
""")
    ding, bad = thing({"aantal": WHOLE, "tekst": TEXT}), asking()
    rules = [
        rule("a", bad, ding.aantal == 2**63 - 1, "ja"),
        rule("b", bad, ding.tekst == "aaa", "ja"),
        rule("c", bad, ding.aantal > 2**63 - 1, "nee"),
    ]
    protocol = composed([ding], [bad], rules)
    made = ding.slot.fact_type

    assert bare == [True, True, True]
    for number in (2**63 - 1, 2**64, 0):
        for text in ("aaa", "a" * (65_536 + 3)):
            ours, reference = answer_both(protocol, ding=made(aantal=number, tekst=text))
            assert ours == reference


def test_one_unreadable_item_takes_the_rest_with_it() -> None:
    """No fact is lost because one before it could not be read."""
    bare = shown("""
rules = {"r": {"all": [{"m": {"$ex": {"a": 1}}}]}}
handle = engine.create_ruleset("r", json.dumps(rules))
facts = '[{"id": 1, "a": 1}, {"id": 2, "a": 1e-05}, {"id": 3, "a": 1}]'
show(engine.assert_facts(handle, facts)[0])
show([fact["id"] for fact in json.loads(engine.get_facts(handle, None)) if "a" in fact])
""")
    fields = {"eerste": NUMBER, "tweede": NUMBER, "derde": NUMBER}
    ding, bad = thing(fields), asking()
    protocol = composed([ding], [bad], [rule("a", bad, ding.derde > 1, "ja")])
    made = ding.slot.fact_type

    assert bare == [0, [1]]
    ours, reference = answer_both(protocol, ding=made(eerste=1.0, tweede=1e-05, derde=2.0))
    assert ours == reference
    assert ours.value == "ja"
