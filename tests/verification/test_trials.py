"""Installed rulesets are tried one by one, and what is wrong with one stays with that one."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from obstetric_rules.plugins.apart import Ended
from obstetric_rules.plugins.discovery import OWN_RULESETS_ONLY
from obstetric_rules.verification import trials
from obstetric_rules.verification.trials import Trial, try_rulesets

ON = datetime.date(2026, 6, 1)

SOUND = """
from obstetric_rules.plugins import Clause, OpenTerm, Ruleset, Slot
from obstetric_rules.facts import Partner

def made(id, **parts):
    return Ruleset(id=id, version="3", title=id, publisher="p", status="s", **parts)

clause = Clause(id="K1", document="d", heading="h", item="1", paraphrase="p", not_modelled="n")
partner = Slot(name="partner", fact_type=Partner, label="de partner", label_en="the partner",
               question="Is er een partner?", nullable=True)
region = made(
    "zomaar", layer="region", clauses=(clause,), slots=(partner,),
    open_terms=(OpenTerm(id="protocol", clauses=("K1",), label="het protocol"),),
)
hospital = made("zomaar.zkh", layer="hospital", extends=("zomaar",))
again = made("zomaar.ook", layer="hospital", extends=("zomaar",), slots=(partner,))
nowhere = made("zomaar.weg", layer="hospital", extends=("nergens",))
"""
FORGES = """
import json, os
said = json.dumps({"nonce": "0", "tried": {"version": 1}}).encode()
for number in range(64):
    try:
        os.write(number, b"[" * 9_999 + b"\\n" + said + b"\\n" + said)
    except OSError:
        pass
os._exit(0)
"""
TAMPERING = """
from zomaar_regels import made, region
object.__setattr__(region, "title", "iets heel anders")
ruleset = made("knoeier", layer="hospital", extends=("zomaar",))
"""

Install = Callable[..., None]


@pytest.fixture
def install(install: Install) -> Install:
    """Install a distribution beside a module with sound rulesets."""
    return partial(install, zomaar_regels=SOUND)


def tried(time_limit: float = 30) -> dict[str, Trial]:
    return {item.installed.id: item for item in try_rulesets(ON, time_limit)}


def test_what_is_wrong_with_a_plugin_stays_with_that_plugin(install: Install) -> None:
    """Every way in which a plugin can fail is told of that plugin, and the others keep working."""
    install(
        "zomaar-regels", {"zomaar": "zomaar_regels:region", "zomaar.zkh": "zomaar_regels:hospital"}
    )
    broken = {
        "raises": ("1 / 0", "cannot be loaded: ZeroDivisionError: division by zero"),
        "exits": ("raise SystemExit(0)", "cannot be loaded: SystemExit: 0"),
        "leaves": (
            "import os; os._exit(0)",
            "its process ended without an answer",
        ),
        "dies": (
            "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
            "its process was ended by the signal SIGKILL",
        ),
        "lingers": (
            "import atexit, os\natexit.register(os._exit, 7)\nfrom zomaar_regels import made\n"
            "ruleset = made('kapot.lingers', layer='region')",
            "its process ended with exit status 7",
        ),
        "prints": (
            "print('{}' * 100_000)\nruleset = 'niets'",
            "registers kapot.prints as a str; its entry point should give a Ruleset",
        ),
        "forges": (
            FORGES,
            "its process ended without an answer",
        ),
        "hoards": (
            "hoard = bytearray(3 * 2**30)",
            "cannot be loaded: MemoryError",
        ),
        "alters": (
            "from obstetric_rules.plugins.groningen import groningen\n"
            "object.__setattr__(groningen.rules[0], 'when', groningen.rules[1].when)\n"
            "raise ValueError('stuk')",
            "changes the ruleset groningen, which it may not: uninstall it",
        ),
        "breaks": (
            "from obstetric_rules.verification import loading\n"
            "loading.compose_installed = None\n"
            "from zomaar_regels import made\n"
            "ruleset = made('kapot.breaks', layer='region')",
            "it breaks the library: TypeError: 'NoneType' object is not callable",
        ),
        "deep": (
            "from obstetric_rules.plugins import Rule, UNKNOWN, SlotReference, question\n"
            "from zomaar_regels import clause, made, partner\n"
            "when = SlotReference(partner).koorts\n"
            "for _ in range(20_000): when = ~when\n"
            "q = question('q', text='t', label='l', values={'x': 'x'})\n"
            "rule = Rule(id='K1.x', clauses=('K1',), when=when, then=q.becomes('x'), because='b')\n"
            "ruleset = made('kapot.deep', layer='region', questions=(q,), rules=(rule,), "
            "extends=('zomaar',))",
            "cannot be loaded: what it says cannot be taken over: RecursionError",
        ),
    }
    for name, (source, _) in broken.items():
        module = f"kapot_{name}"
        install(f"kapotte-{name}", {f"kapot.{name}": f"{module}:ruleset"}, **{module: source})
    install("te-nieuw", {"nieuw": "kapot_raises:ruleset"}, api=("9.0",))
    install("dubbel", {"zomaar.ook": "zomaar_regels:again"})
    install("mist-iets", {"zomaar.weg": "zomaar_regels:nowhere"})
    install("knoeier", {"knoeier": "knoeien:ruleset"}, knoeien=TAMPERING)
    install("inpikker", {"groningen": "zomaar_regels:region"})

    everything = try_rulesets(ON)
    found = {item.installed.id: item for item in everything if item.reason != trials.TAKEN}
    (taking,) = (item for item in everything if item.reason == trials.TAKEN)

    for name, (_, reason) in broken.items():
        assert reason in (found[f"kapot.{name}"].reason or "")
    assert "needs plugin API 9.0" in (found["nieuw"].reason or "")
    assert found["zomaar.ook"].reason == (
        "zomaar.ook: the slot partner is declared by zomaar too; zomaar.ook: zomaar.ook by dubbel "
        "1.2 and zomaar by zomaar-regels 1.2 do not fit together"
    )
    assert found["knoeier"].reason == (
        "with it zomaar is not what it is by itself: one of them changes when imported"
    )
    assert (taking.installed.id, taking.installed.distribution.name) == ("groningen", "inpikker")
    for name in ("zomaar", "zomaar.zkh", "groningen", "groningen.mzh"):
        assert found[name].reason is None
        assert found[name].tried is not None


def test_a_plugin_that_hangs_is_ended(install: Install) -> None:
    """A plugin that waits for a network that is not there does not keep the others waiting."""
    install("zomaar-regels", {"zomaar": "zomaar_regels:region"})
    install(
        "hangt", {"hangt": "hangen:ruleset"}, hangen="import threading; threading.Event().wait()"
    )

    (installed,) = [item for item in try_rulesets(ON, 2) if item.installed.id == "hangt"]

    assert installed.reason == "it did not finish within 2 seconds"


def test_a_plugin_is_told_with_what_it_is(install: Install) -> None:
    """Whoever looks at what is installed sees title, layer, period and what is left open."""
    install(
        "zomaar-regels", {"zomaar.zkh": "zomaar_regels:hospital", "zomaar": "zomaar_regels:region"}
    )

    found = tried()["zomaar.zkh"].tried

    assert found is not None
    assert (found.version, found.title, found.layer) == ("3", "zomaar.zkh", "hospital")
    assert (found.validity, found.status) == ("undated", "s")
    assert list(found.layers) == ["zomaar", "zomaar.zkh"]
    assert list(found.unfilled) == ["zomaar/protocol"]


def test_what_is_turned_off_is_listed_and_not_tried(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is skipped silently: a plugin that is turned off is listed as such."""
    install("zomaar-regels", {"zomaar": "zomaar_regels:region"})
    monkeypatch.setenv(OWN_RULESETS_ONLY, "1")

    found = tried()

    assert found["zomaar"].turned_off
    assert (found["zomaar"].tried, found["zomaar"].reason) == (None, None)
    assert found["groningen"].tried is not None


USABLE = {
    "version": "3",
    "title": "t",
    "layer": "region",
    "status": "s",
    "publisher": "p",
    "validity": "undated",
    "layers": [["zomaar", "0"]],
    "unfilled": [],
}


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({}, "its process ended without an answer"),
        ({"importing": "zomaar"}, "its process ended without an answer"),
        ({"importing": ["\x1b[2J"]}, r"its process ended without an answer, importing ['\x1b[2J']"),
        ({"tried": 7}, "its process ended without an answer"),
        ({"reason": {"a": "\n"}}, r"{'a': '\n'}"),
        ({"tried": {"version": 1, "onzin": 2}}, 'its answer: expected a known part, got "onzin"'),
        ({"tried": {"version": "1"}}, 'its answer: expected the part "title" too'),
        ({"tried": USABLE | {"layers": {}}}, "its answer.layers: expected a list of pairs, got"),
        (
            {"tried": USABLE | {"layer": "land"}},
            'its answer.layer: expected "national" or "region"',
        ),
        ({"tried": USABLE | {"layers": []}}, "its answer is about another ruleset"),
    ],
)
def test_an_answer_that_makes_no_sense_stays_with_that_plugin(
    install: Install, monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any], reason: str
) -> None:
    """Whatever a plugin gets its process to answer, the others are listed as ever."""
    install("zomaar-regels", {"zomaar": "zomaar_regels:region"})

    def ask(module: str, request: dict[str, Any], time_limit: float) -> Ended:
        name = request["id"]
        if name == "zomaar":
            return Ended(answer, None)
        return Ended({"tried": USABLE | {"layers": [[name, "0"]]}}, None)

    monkeypatch.setattr(trials, "ask_apart", ask)
    found = tried()

    assert (found["zomaar"].reason or "").startswith(reason)
    assert all(item.tried is not None for name, item in found.items() if name != "zomaar")


def test_what_ends_the_process_is_named(install: Install) -> None:
    """When a lower ruleset ends the process, the ruleset above it says which one that was."""
    install("zomaar-regels", {"zomaar.zkh": "zomaar_regels:hospital"})
    install("laag", {"zomaar": "laag:ruleset"}, laag="import os; os._exit(4)")

    found = tried()

    assert found["zomaar.zkh"].reason == ("its process ended with exit status 4, importing zomaar")
    assert found["zomaar"].reason == "its process ended with exit status 4"


def test_the_folder_one_happens_to_stand_in_is_no_part_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file in the current folder that is called like a library breaks no trial."""
    (tmp_path / "attrs.py").write_text("1 / 0", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert tried()["groningen"].reason is None
