"""Rows of the defect table about actions, Hosts and Python versions."""

from __future__ import annotations

import sys
import threading

import pytest

from obstetric_rules.engines.case import prepare
from obstetric_rules.engines.durable import DurableEngine
from obstetric_rules.facts import Client, Dossier, Partner
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.rules.protocol import compose
from obstetric_rules.testing.strategies import ON
from tests.engines.durable_defects.bare import WITHOUT_THREADS, shown, tried
from tests.engines.durable_rulesets import needs_durable

pytestmark = needs_durable


def fires_and_chains() -> bool:
    """Return whether an answer leads to others, three rules further on."""
    protocol = compose([groningen, groningen_mzh], ON)
    partner = Partner(hoesten=True, dyspnoe=False, keelpijn=False, koorts=True)
    answers = DurableEngine(protocol).answers(prepare(protocol, Dossier(partner=partner)))
    return (answers["partner_aanwezigheid"].value, answers["filmen"].value) == (
        "niet_aanwezig",
        "toegestaan_zonder_zorgverleners_in_beeld",
    )


def test_chaining_never_stops_silently() -> None:
    """A chain of conclusions is never cut off by an error that nobody hears of."""
    bare = shown(f"""{WITHOUT_THREADS}
clock = [0.0]
durable.engine._unix_now = lambda: clock[0]
from durable.lang import *
done = []
with ruleset("r"):
    @when_all(m.a == 1)
    def fail(found):
        raise ValueError
    @when_all(m.b == 1)
    def derive(found):
        found.assert_fact({{"nobody": 1}})
        done.append("after a fact that matches no rule")
    @when_all(m.c == 1)
    def slow(found):
        clock[0] += 11
    @when_all(m.c == 1)
    def next_one(found):
        done.append("after a slow action")
for name in "abc":
    assert_fact("r", {{name: 1}})
show(done)
""")

    assert bare == [[]]
    assert fires_and_chains()


def test_a_batch_for_several_sessions_decides_the_last_only() -> None:
    """Every case is decided when the call returns."""
    bare = shown(f"""{WITHOUT_THREADS}
from durable.lang import *
with ruleset("r"):
    @when_all(m.a == 1)
    def decided(found):
        show(found.m.sid)
assert_facts("r", [{{"sid": name, "a": 1}} for name in "xyz"])
""")
    protocol = compose([groningen, groningen_mzh], ON)
    engine = DurableEngine(protocol)
    cases = [prepare(protocol, Dossier(client=Client(koorts=fever))) for fever in (True, False)]

    assert bare == ["z"]
    assert engine.answer(cases[0], "badbevalling").value == "niet_mogelijk"
    assert [engine.outcomes(case)["badbevalling"].status for case in cases] == ["concluded", "open"]


def test_a_ruleset_given_twice() -> None:
    """Two protocols of one name are two protocols, and the engine changes nothing it is given."""
    bare = shown(f"""{WITHOUT_THREADS}
from durable.engine import Host
from durable.lang import *
given = {{"r": {{"first": {{"all": [{{"m": {{"a": 1}}}}], "run": lambda found: None}}}}}}
Host().set_rulesets(given)
show("run" in given["r"]["first"])
fired = []
for number in (1, 2):
    with ruleset("twice"):
        @when_all(m.a == number)
        def fire(found):
            fired.append(found.m.a)
for number in (1, 2):
    try:
        assert_fact("twice", {{"a": number}})
    except durable.engine.MessageNotHandledException:
        pass
show(fired)
with ruleset("twice"):
    @when_all(m.a == 3)
    def again(found):
        fired.append(found.m.a)
try:
    assert_fact("twice", {{"a": 2, "b": 1}})
except Exception as error:
    show(str(error))
""")

    assert bare == [False, [2], "Ruleset with name twice already registered"]
    assert fires_and_chains()
    assert fires_and_chains()


def test_hosts_leave_threads_and_lose_rulesets() -> None:
    """No thread is left behind, and nothing is lost when several threads come first together."""
    bare = shown("""
import threading, time
import durable.engine
from durable.engine import Host
started = Host._run
def slowly(self):
    time.sleep(0.1)
Host._run = slowly
from durable.lang import *
lost = []
for number in range(4):
    with ruleset(f"r{number}"):
        @when_all(m.a == 1)
        def fire(found):
            pass
def use(number):
    try:
        assert_fact(f"r{number}", {"a": 1})
    except Exception as error:
        lost.append(str(error))
threads = [threading.Thread(target=use, args=(number,)) for number in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
show(len(lost) > 0)
before = threading.active_count()
host = Host.__new__(Host)
host._ruleset_list = []
started(host)
show(threading.active_count() - before)
show([name for name in dir(host) if name in ("close", "stop", "shutdown")])
""")
    before = threading.active_count()

    assert bare == [True, 2, []]
    assert fires_and_chains()
    assert threading.active_count() == before


def test_an_action_with_a_default_argument() -> None:
    """The engine has no actions that durable-rules could take for something else."""
    bare = shown(f"""{WITHOUT_THREADS}
from durable.lang import *
with ruleset("r"):
    @when_all(m.a == 1)
    def fire(found, times=1):
        show(type(times).__name__)
    @when_all(m.a == 1)
    def second(found):
        show("second")
assert_fact("r", {{"a": 1}})
""")

    assert bare == ["function"], "it got a callback for times, and nothing fired after it"
    assert fires_and_chains()


@pytest.mark.skipif(sys.version_info < (3, 12), reason="Python 3.12 is the first that warns")
def test_a_warning_on_each_firing() -> None:
    """The engine gives no warning on Python 3.12 and later; the tests fail on any warning."""
    run = tried("""
import warnings
from durable.lang import *
with ruleset("r"):
    @when_all(m.a == 1)
    def fire(found):
        pass
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    assert_fact("r", {"a": 1})
show([warning.category.__name__ for warning in caught][:1])
""")

    assert run.stdout.strip() == '["DeprecationWarning"]'
    assert fires_and_chains()


@pytest.mark.skipif(sys.version_info < (3, 13), reason="Python 3.12 still has what it asks for")
def test_it_cannot_be_imported_plainly() -> None:
    """The engine works on Python 3.13 although a plain import of durable-rules fails."""
    run = tried("""
import subprocess, sys
plain = subprocess.run([sys.executable, "-c", "import durable_rules_engine"], capture_output=True)
show("PyEval_CallObject" in plain.stderr.decode())
""")

    assert run.stdout.strip() == "true"
    assert fires_and_chains()
