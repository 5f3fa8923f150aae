"""What the engine on durable-rules does to be safe in spite of it."""

from __future__ import annotations

import gc
import json
import os
import random
import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from obstetric_rules.engines import durable, durable_binding, durable_symbols
from obstetric_rules.engines.case import Case, prepare
from obstetric_rules.engines.deciding import engine_for
from obstetric_rules.engines.durable import DurableEngine
from obstetric_rules.engines.durable_binding import load
from obstetric_rules.engines.durable_session import Session
from obstetric_rules.engines.durable_symbols import RESERVED, Symbols, fnv1a
from obstetric_rules.engines.reference import ReferenceEngine
from obstetric_rules.errors import EngineError, MissingExtraError
from obstetric_rules.facts import UNKNOWN, Client, Dossier, Partner, Zorgverlener, kinds_of
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.rules.protocol import compose
from obstetric_rules.testing.strategies import ON
from tests.engines.durable_rulesets import (
    asking,
    composed,
    needs_durable,
    rule,
    thing,
    yes_no,
)
from tests.samples import FULL

MZH = compose([groningen, groningen_mzh], ON)
MEMORY = Path("/proc/self/statm")


class Recording:
    """The C module, with a list of all that it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []
        self._module = load()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._module, name)
        if name == "error":
            return found

        def call(*arguments: Any) -> Any:
            self.told.append((name, *arguments))
            return found(*arguments)

        return call


class Failing(Recording):
    """The C module, which breaks off at one of its functions as often as it is told to."""

    def __init__(self, name: str, error: BaseException | None) -> None:
        super().__init__()
        self.name, self.error_to_raise, self.times = name, error, 0

    def __getattr__(self, name: str) -> Any:
        if name == self.name and self.times:
            self.times -= 1
            if self.error_to_raise is None:
                return lambda *_: (2, 1)
            raise self.error_to_raise
        return super().__getattr__(name)


def cases(number: int) -> list[Case]:
    """Return random cases, of which the fields are known, unknown, or of one kind."""
    chance = random.Random(1)

    def made(fact_type: type, **fixed: Any) -> Any:
        fields = {
            name: chance.choice((True, False, False, UNKNOWN))
            for name, kind in kinds_of(fact_type).items()
            if type(kind).__name__ == "YesNo"
        }
        return fact_type(**fields, **fixed)

    return [
        prepare(
            MZH,
            Dossier(
                client=made(Client, lijn=chance.choice(("eerste", "tweede"))),
                partner=chance.choice((None, made(Partner))),
                zorgverleners=[made(Zorgverlener, id=str(at), lijn="eerste") for at in range(2)],
            ),
        )
        for _ in range(number)
    ]


@needs_durable
def test_durable_rules_sees_only_symbols(monkeypatch: pytest.MonkeyPatch) -> None:
    """No value or name of a dossier or a ruleset reaches durable-rules: it sees short symbols.

    Nor does it get any kind of rule, or any call, that was not found sound.
    """
    recording = Recording()
    monkeypatch.setattr(durable, "load_binding", lambda: recording)
    engine = DurableEngine(MZH)
    for case in cases(20):
        engine.answers(case)
    rulesets = [json.loads(told[2]) for told in recording.told if told[0] == "create_ruleset"]
    facts = [told[2] for told in recording.told if told[0] == "assert_fact"]
    symbol = re.compile("[a-zA-Z][a-zA-Z0-9]|first")

    assert {told[0] for told in recording.told} == {
        *("create_ruleset", "assert_fact", "retract_fact"),
        *("start_action_for_state", "complete_and_start_action"),
    }
    for rules in rulesets:
        for name, found in rules.items():
            tests = found["all"][0]["m"]
            assert re.fullmatch("r[0-9]+|first", name)
            assert [list(found), len(found["all"]), list(found["all"][0])] == [["all"], 1, ["m"]]
            for test in tests.get("$and", [tests]):
                assert list(test.values()) == [1]
                assert all(symbol.fullmatch(one) for one in test)
    for fact in facts:
        found = json.loads(fact)
        assert set(found.values()) == {1}
        assert all(symbol.fullmatch(one) for one in found)


@needs_durable
def test_every_fact_is_taken_back() -> None:
    """Nothing of one case is left in durable-rules when the next one comes."""
    binding = load()
    session = Session(binding, "proef", {"r0": ["a0", "b0"], "r1": ["a0"]})

    assert sorted(session.fire(',"a0":1,"b0":1')) == ["r0", "r1"]
    assert session.fire(',"b0":1') == []
    assert session.fire(',"a0":1') == ["r1"]
    left = json.loads(binding.get_facts(session._opened.handle, "0"))  # type: ignore[attr-defined]
    assert [fact for fact in left if fact["id"] == 1] == []


def test_names_are_hashed_as_durable_rules_does() -> None:
    """The hash by which collisions are found is the one that durable-rules uses itself."""
    assert {name: fnv1a(name) for name in ("id", "sid", "$m", "$and", "$nex")} == {
        "id": 926444256,
        "sid": 3593476751,
        "$m": 1690058490,
        "$and": 3746487396,
        "$nex": 2605470202,
    }


def test_no_two_names_are_alike_to_durable_rules() -> None:
    """Of 100,000 symbols and the names that durable-rules has itself, no two share a hash."""
    made = Symbols().make()
    names = [*RESERVED, *(next(made) for _ in range(100_000))]

    assert len({fnv1a(name) for name in names}) == len(set(names)) == len(names)


def test_a_name_that_collides_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """A symbol that durable-rules would take for another one is never used."""
    monkeypatch.setattr(
        durable_symbols, "fnv1a", lambda name: fnv1a("id" if name in ("b0", "d0") else name)
    )
    made = Symbols().make()

    assert [next(made) for _ in range(3)] == ["a0", "c0", "e0"]


@needs_durable
def test_a_collision_that_cannot_be_avoided_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A protocol of which the symbols cannot be told apart is refused when the engine is built."""
    monkeypatch.setattr(durable_symbols, "fnv1a", len)
    with pytest.raises(EngineError, match=r"cannot tell the names .* apart"):
        DurableEngine(MZH)


@needs_durable
@pytest.mark.parametrize(
    "name", ["assert_fact", "start_action_for_state", "complete_and_start_action", "retract_fact"]
)
@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError(), None])
def test_a_case_that_is_broken_off_leaves_no_trace(
    monkeypatch: pytest.MonkeyPatch, name: str, error: BaseException | None
) -> None:
    """After an interruption, wherever it came, the next case gets its own answers."""
    failing = Failing(name, load().error("broken") if error is None else error)
    monkeypatch.setattr(durable, "load_binding", lambda: failing)
    engine, reference = DurableEngine(MZH), ReferenceEngine(MZH)
    signs = {"hoesten": False, "dyspnoe": False, "keelpijn": False}
    ill = prepare(MZH, Dossier(client=Client(koorts=True, **signs)))
    well = prepare(MZH, Dossier(client=Client(koorts=False, **signs)))
    for before in (True, False):
        if before:
            engine.outcomes(ill)
        failing.times = 1
        with pytest.raises(EngineError if error is None else type(error)):
            engine.outcomes(ill)
        for case in (well, ill):
            found, expected = engine.outcomes(case), reference.outcomes(case)
            assert found["maatregelen_client"] == expected["maatregelen_client"]
            assert found["badbevalling"] == expected["badbevalling"]


@needs_durable
def test_a_fact_that_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """It never goes unnoticed when durable-rules takes a fact for one that it has already."""
    failing = Failing("assert_fact", None)
    monkeypatch.setattr(durable, "load_binding", lambda: failing)
    engine = DurableEngine(MZH)
    failing.times = 1
    with pytest.raises(EngineError, match=r"did not take a fact that groningen\.mzh"):
        engine.outcomes(prepare(MZH, Dossier()))


@needs_durable
def test_rules_that_durable_rules_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """A protocol that durable-rules does not accept is refused when the engine is built."""
    failing = Failing("create_ruleset", load().error("code 106"))
    failing.times = 1
    monkeypatch.setattr(durable, "load_binding", lambda: failing)
    with pytest.raises(EngineError, match=r"refuses the rules of groningen\.mzh.*code 106"):
        DurableEngine(MZH)


@needs_durable
def test_a_condition_that_is_too_long_is_refused() -> None:
    """A rule that asks more facts than durable-rules is given is refused with a clear message."""
    names = [f"a{at}" for at in range(201)]
    ding, bad = thing(yes_no(*names)), asking()
    when = ding.a0
    for name in names[1:]:
        when = when & getattr(ding, name)
    with pytest.raises(EngineError, match="asks that 201 facts all hold"):
        DurableEngine(composed([ding], [bad], [rule("a", bad, when, "ja")]))


@needs_durable
def test_2500_rules() -> None:
    """A ruleset far beyond the limits of durable-rules is divided, and decided as it should be."""
    names = [f"f{at}" for at in range(100)]
    ding = thing(yes_no(*names))
    asked = [asking(f"q{at}") for at in range(25)]
    rules = [
        rule(f"r{at}", asked[at % 25], getattr(ding, one) & getattr(ding, other), value)
        for at, (one, other, value) in enumerate(
            (names[at % 100], names[(at // 100 * 3 + at + 1) % 100], ("ja", "nee")[at % 2])
            for at in range(2_500)
        )
    ]
    protocol = composed([ding], asked, rules)
    engine, reference = DurableEngine(protocol), ReferenceEngine(protocol)
    chance = random.Random(1)
    for share in (0, 0.1, 0.5, 1):
        facts = {name: chance.random() < share for name in names}
        case = prepare(protocol, Dossier(ding=ding.slot.fact_type(**facts)))
        assert engine.outcomes(case) == reference.outcomes(case)


@needs_durable
def test_two_protocols_of_one_name() -> None:
    """Two versions of a protocol in one process do not get in each other's way."""
    ding, bad = thing(yes_no("a")), asking()
    versions = [composed([ding], [bad], [rule("a", bad, ding.a, value)]) for value in ("ja", "nee")]
    engines = [DurableEngine(protocol) for protocol in versions]
    dossier = Dossier(ding=ding.slot.fact_type(a=True))

    for _ in range(2):
        for engine, protocol, value in zip(engines, versions, ("ja", "nee"), strict=True):
            assert engine.answer(prepare(protocol, dossier), "bad").value == value


@needs_durable
def test_an_engine_is_built_once_and_freed_with_its_protocol(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The rules of a protocol are given to durable-rules once, and freed when nobody uses them."""
    recording = Recording()
    monkeypatch.setattr(durable, "load_binding", lambda: recording)
    ding, bad = thing(yes_no("a")), asking()
    protocol = composed([ding], [bad], [rule("a", bad, ding.a, "ja")])
    for fever in (True, True):
        case = prepare(protocol, Dossier(ding=ding.slot.fact_type(a=fever)))
        engine_for(protocol, "durable").outcomes(case)
    calls = [told[0] for told in recording.told]
    assert calls.count("create_ruleset") == 1

    recording.told.clear()
    engine = DurableEngine(protocol)
    engine.outcomes(case)
    del engine
    gc.collect()
    assert [told[0] for told in recording.told][-2:] == ["delete_state", "delete_ruleset"]


@needs_durable
def test_a_protocol_in_which_nothing_fired_is_freed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every session that was opened is deleted with its protocol, whatever became of its cases."""
    recording = Recording()
    monkeypatch.setattr(durable, "load_binding", lambda: recording)
    ding, bad = thing(yes_no("a")), asking()
    for _ in range(3):
        protocol = composed([ding], [bad], [rule("a", bad, ding.a, "ja")])
        for fever in (False, UNKNOWN):
            case = prepare(protocol, Dossier(ding=ding.slot.fact_type(a=fever)))
            engine_for(protocol, "durable").outcomes(case)
        del protocol, case
        gc.collect()

    calls = [told[0] for told in recording.told]
    assert calls.count("create_ruleset") == 3
    assert calls.count("delete_state") == 3
    assert calls.count("delete_ruleset") == 3


@needs_durable
def test_eight_threads() -> None:
    """Eight threads that share one engine all get the answers of the reference."""
    some = cases(50)
    reference, engine = ReferenceEngine(MZH), DurableEngine(MZH)
    expected = [engine.outcomes(case) for case in some]
    exact = [reference.outcomes(case) for case in some]
    before = threading.active_count()
    rounds = 250 if FULL else 5

    def right(number: int) -> bool:
        order = list(range(len(some)))
        random.Random(number).shuffle(order)
        return all(engine.outcomes(some[at]) == expected[at] for _ in range(rounds) for at in order)

    switching = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(right, range(8)))
    finally:
        sys.setswitchinterval(switching)
    assert threading.active_count() == before
    for ours, theirs in zip(expected, exact, strict=True):
        for name, outcome in ours.items():
            one = outcome if isinstance(outcome, dict) else {"": outcome}
            other = theirs[name] if isinstance(outcome, dict) else {"": theirs[name]}
            assert all(found.status == "open" or found == other[key] for key, found in one.items())


@needs_durable
@pytest.mark.skipif(not MEMORY.exists(), reason="this system does not tell how much memory is used")
def test_memory_stays_flat() -> None:
    """However many cases are decided, the process does not grow."""
    some = cases(50)
    engine = DurableEngine(MZH)

    def decided(rounds: int) -> int:
        for _ in range(rounds):
            for case in some:
                engine.outcomes(case)
        return int(MEMORY.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    start = decided(20)
    assert decided(20_000 if FULL else 40) - start < 2_000_000


@needs_durable
def test_loading_leaves_the_flags_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other modules are loaded as ever, on systems with and without such flags."""
    before = sys.getdlopenflags()
    load()
    assert sys.getdlopenflags() == before
    monkeypatch.delattr(sys, "setdlopenflags")
    load()


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ModuleNotFoundError("no such module"), r"is not installed: pip install"),
        (ImportError("undefined symbol: PyEval"), r"cannot be loaded on Python 3\.\d+ \(undefined"),
    ],
)
def test_what_cannot_be_loaded_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, error: ImportError, message: str
) -> None:
    """Without durable-rules, asking for its engine says in one line what to do."""

    def fail(_: str) -> None:
        raise error

    monkeypatch.setattr(durable_binding, "import_module", fail)
    with pytest.raises(MissingExtraError, match=message) as raised:
        DurableEngine(MZH)
    assert "\n" not in str(raised.value)
