"""Rows of the defect table about crashes and limits."""

from __future__ import annotations

import subprocess

import pytest

from tests.engines.durable_defects.bare import shown, tried
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

CRASHES = {
    "a test between facts after another test": """
from durable.lang import *
with ruleset("r"):
    @when_all(c.a << (m.kind == 1), c.b << (m.kind == 2) & (m.number > c.a.number))
    def larger(found):
        pass
for number in range(50):
    assert_fact("r", {"kind": 1, "number": number})
    assert_fact("r", {"kind": 2, "number": number})
""",
    "an empty fact in a batch": """
rules = {"r": {"all": [{"m": {"a": 1}}]}}
engine.assert_facts(engine.create_ruleset("r", json.dumps(rules)), "[{}]")
""",
    "deleting a state in which no action ran": """
rules = {"r": {"all": [{"m": {"a": 1}}]}}
for _ in range(300):
    handle = engine.create_ruleset("r", json.dumps(rules))
    engine.assert_fact(handle, '{"id": 1, "b": 1}')
    engine.delete_state(handle, "0")
""",
}


@pytest.mark.parametrize("code", CRASHES.values(), ids=CRASHES)
def test_what_crashes_the_process(code: str) -> None:
    """What takes the whole process down is nothing that the engine ever does.

    That it uses nothing else than what was found sound is shown in test_durable_safety.
    """
    run = tried(code)

    if run.returncode == 0:
        pytest.skip("it reads or writes outside its memory, which this time happened to go well")
    assert run.returncode < 0


@pytest.mark.skip(reason="what it does is left to chance: it reads memory that it never set")
def test_a_join_on_the_id_of_a_fact() -> None:
    """Rules that join facts on their id crash under AddressSanitizer; the engine never joins."""


@pytest.mark.skip(
    reason="a crash that needs luck: a thread of the Host has to be reading the state"
)
def test_deleting_a_state_while_threads_poll_it() -> None:
    """A state may not be deleted while a Host polls it; the engine has no Host."""


@pytest.mark.parametrize("number", [255, 256, 257, 300])
def test_many_rules_with_one_first_test(number: int) -> None:
    """However many rules start with the same condition, they are all heard."""
    if number > 256:
        bare = shown(f"""
rules = {{f"r{{at}}": {{"all": [{{"m": {{"a": 1}}}}]}} for at in range({number})}}
try:
    engine.create_ruleset("r", json.dumps(rules))
except engine.error as error:
    show(str(error))
""")
        # It counts them in one byte, and what it then reads is left to chance: it may also go well.
        assert bare in ([], ["Could not create ruleset, error code: 108"])
    ding, bad = thing(yes_no("a", "b")), asking()
    rules = [rule(f"r{at}", bad, ding.a, "nee") for at in range(number - 1)]
    protocol = composed([ding], [bad], [*rules, rule("b", bad, ding.a & ding.b, "ja")])
    made = ding.slot.fact_type

    for facts in ((True, False), (True, True), (False, True)):
        ours, reference = answer_both(protocol, ding=made(a=facts[0], b=facts[1]))
        assert ours == reference


def test_512_first_tests_never_end() -> None:
    """A ruleset that would make durable-rules loop for ever is divided until it does not."""
    with pytest.raises(subprocess.TimeoutExpired):
        tried(
            """
rules = {f"r{at}": {"all": [{"m": {f"a{at}": 1}}]} for at in range(512)}
engine.assert_fact(engine.create_ruleset("r", json.dumps(rules)), '{"id": 1, "b": 1}')
""",
            timeout=3,
        )
    names = [f"a{at}" for at in range(512)]
    ding, bad = thing(yes_no(*names)), asking()
    rules = [rule(name, bad, getattr(ding, name), "nee") for name in names]
    protocol = composed([ding], [bad], rules)
    made = ding.slot.fact_type

    for number in (0, 1, 65, 512):
        facts = {name: at < number for at, name in enumerate(names)}
        ours, reference = answer_both(protocol, ding=made(**facts))
        assert ours == reference


LIMITS = {
    "more than 64 first tests that hold": (
        """
rules = {f"r{at}": {"all": [{"m": {f"a{at}": 1}}]} for at in range(65)}
fact = {"id": 1, **{f"a{at}": 1 for at in range(65)}}
engine.assert_fact(engine.create_ruleset("r", json.dumps(rules)), json.dumps(fact))
""",
        "Could not assert fact, error code: 303",
    ),
    "more than 16 joined facts": (
        """
handle = engine.create_ruleset(
    "r", json.dumps({"r": {"all": [{f"m{at}": {f"a{at}": 1}} for at in range(17)]}})
)
for at in range(17):
    engine.assert_fact(handle, json.dumps({"id": at, f"a{at}": 1}))
""",
        "Could not assert fact, error code: 304",
    ),
    "more than 1,024 sessions": (
        """
handle = engine.create_ruleset("r", json.dumps({"r": {"all": [{"m": {"a": 1}}]}}))
for at in range(1_025):
    engine.assert_fact(handle, json.dumps({"id": at, "sid": f"s{at}", "a": 1}))
""",
        "",
    ),
    "more than 4,096 rules": (
        """
tests = [[{f"a{at % 64}": 1}, {f"b{at // 64}": 1}] for at in range(4_097)]
rules = {f"r{at}": {"all": [{"m": {"$and": both}}]} for at, both in enumerate(tests)}
engine.create_ruleset("r", json.dumps(rules))
""",
        "Could not create ruleset, error code: 106",
    ),
}


@pytest.mark.parametrize(("code", "message"), LIMITS.values(), ids=LIMITS)
def test_limits_of_durable_rules(code: str, message: str) -> None:
    """The limits that the engine stays below are really there."""
    bare = shown(f"""
try:
{"".join(f"    {line}{chr(10)}" for line in code.strip().splitlines())}
except (engine.error, MemoryError) as error:
    show(str(error))
""")

    assert bare == [message]


def test_a_condition_of_more_facts_than_a_join_can_have() -> None:
    """A rule may ask that far more facts hold than durable-rules can join."""
    names = [f"a{at}" for at in range(150)]
    ding, bad = thing(yes_no(*names)), asking()
    when = ding.a0
    for name in names[1:]:
        when = when & getattr(ding, name)
    protocol = composed([ding], [bad], [rule("a", bad, when, "ja")])
    made = ding.slot.fact_type

    for hidden in (None, "a0", "a149"):
        ours, reference = answer_both(
            protocol, ding=made(**{name: name != hidden for name in names})
        )
        assert ours == reference
