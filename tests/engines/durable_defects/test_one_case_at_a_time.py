"""Rows of the defect table about sessions, identity, and the life of what is derived."""

from __future__ import annotations

from obstetric_rules.engines.case import prepare
from obstetric_rules.engines.durable import DurableEngine
from obstetric_rules.facts import Dossier, Text
from tests.engines.durable_defects.bare import WITHOUT_THREADS, shown
from tests.engines.durable_rulesets import (
    answer_both,
    asking,
    composed,
    needs_durable,
    rule,
    thing,
    yes_no,
)

pytestmark = needs_durable


def test_two_patients_never_share_a_session() -> None:
    """One patient's fever and another's cough never make a conclusion together."""
    bare = shown("""
from durable.lang import *
with ruleset("r"):
    @when_all(c.a << (m.sign == "fever"), c.b << (m.sign == "cough"))
    def both(found):
        show([found.a.patient, found.b.patient])
assert_fact("r", {"sid": "patient-332789", "sign": "fever", "patient": "first"})
assert_fact("r", {"sid": "patient-529192", "sign": "cough", "patient": "second"})
""")
    ding, bad = thing(yes_no("koorts", "hoesten")), asking()
    protocol = composed([ding], [bad], [rule("a", bad, ding.koorts & ding.hoesten, "nee")])
    engine = DurableEngine(protocol)
    made = ding.slot.fact_type

    def status(reference: str, **facts: bool) -> str:
        dossier = Dossier(ref=reference, ding=made(**facts))
        return str(engine.answer(prepare(protocol, dossier), "bad").status)

    assert bare == [["first", "second"]]
    assert status("patient-332789", koorts=True, hoesten=False) == "silent"
    assert status("patient-529192", koorts=False, hoesten=True) == "silent"


def test_names_with_one_hash_are_told_apart() -> None:
    """A field is never taken for another one because their names have the same 32-bit hash."""
    bare = shown("""
rules = {"r": {"all": [{"m": {"costarring": 1}}]}}
show(engine.assert_fact(engine.create_ruleset("r", json.dumps(rules)), '{"id": 1, "liquid": 1}'))
""")
    ding, bad = thing(yes_no("costarring", "liquid")), asking()
    rules = [
        rule("a", bad, ding.costarring & ~ding.liquid, "ja"),
        rule("b", bad, ding.liquid, "nee"),
    ]
    protocol = composed([ding], [bad], rules)
    made = ding.slot.fact_type

    assert bare[0][0] == 0, "the rule about one field took the other"
    for facts in ((True, False), (False, True), (False, False)):
        ours, reference = answer_both(protocol, ding=made(costarring=facts[0], liquid=facts[1]))
        assert ours == reference


def test_facts_with_one_id_hash_or_alike_values_are_all_heard() -> None:
    """A fact is never refused because an earlier one looks like it."""
    bare = shown("""
rules = {"r": {"all": [{"m": {"a": 1}}]}}
handle = engine.create_ruleset("r", json.dumps(rules))
for name in ("costarring", "liquid"):
    show(engine.assert_fact(handle, json.dumps({"id": name, "a": 1}))[0])
from durable.lang import *
with ruleset("q"):
    @when_all(+m.a)
    def heard(found):
        pass
for value in (1, "1", None, "null"):
    try:
        assert_fact("q", {"a": value})
        show("taken")
    except Exception as error:
        show(type(error).__name__)
""")
    text = {"naam": Text(label="naam", label_en="name")}
    ding, bad = thing(text), asking(values=("een", "niets", "anders"))
    rules = [
        rule("a", bad, ding.naam == "1", "een"),
        rule("b", bad, ding.naam == "null", "niets"),
        rule("c", bad, ~ding.naam.is_in("1", "null"), "anders"),
    ]
    protocol = composed([ding], [bad], rules)
    engine = DurableEngine(protocol)
    made = ding.slot.fact_type

    assert bare == [0, 2, "taken", "MessageObservedException", "taken", "MessageObservedException"]
    for naam, value in (("1", "een"), ("null", "niets"), ("costarring", "anders")):
        for _ in range(2):
            case = prepare(protocol, Dossier(ding=made(naam=naam)))
            assert engine.answer(case, "bad").value == value


def test_negation_does_not_depend_on_order_and_nothing_outlives_its_premise() -> None:
    """An answer stays the same in whatever order cases come, and goes when its facts do."""
    bare = shown(f"""{WITHOUT_THREADS}
from durable.lang import *
fired = []
with ruleset("r"):
    @when_all(c.a << (m.sign == "fever"), none(m.sign == "vaccine"))
    def alone(found):
        fired.append(found.a.sid)
    @when_all(m.sign == "cough")
    def derive(found):
        found.assert_fact({{"derived": 1}})
    @when_all(m.derived == 1)
    def chained(found):
        pass
for session, order in (("x", ("fever", "vaccine")), ("y", ("vaccine", "fever"))):
    for sign in order:
        assert_fact("r", {{"sid": session, "sign": sign}})
show(fired)
assert_fact("r", {{"sign": "cough"}})
retract_fact("r", {{"sign": "cough"}})
show([fact["derived"] for fact in get_facts("r")])
""")
    ding, bad, gevolg = thing(yes_no("koorts", "vaccin")), asking(), asking("gevolg")
    rules = [
        rule("a", bad, ding.koorts, "nee"),
        rule("b", bad, ding.vaccin, "ja", overrides=("K1.a",)),
        rule("c", gevolg, bad == "nee", "nee"),
    ]
    protocol = composed([ding], [bad, gevolg], rules)
    engine = DurableEngine(protocol)
    made = ding.slot.fact_type

    def answers(koorts: bool, vaccin: bool) -> list[str | None]:
        case = prepare(protocol, Dossier(ding=made(koorts=koorts, vaccin=vaccin)))
        return [engine.answer(case, name).value for name in ("bad", "gevolg")]

    assert bare == [["x"], [1]]
    assert answers(True, False) == ["nee", "nee"]
    assert answers(True, True) == ["ja", None]
    assert answers(False, False) == [None, None]
    assert answers(True, False) == ["nee", "nee"]
