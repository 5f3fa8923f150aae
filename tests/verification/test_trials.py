"""Installed rulesets are tried one by one, and what is wrong with one stays with that one."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from obstetric_rules.plugins.discovery import OWN_RULESETS_ONLY
from obstetric_rules.verification import trial
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
        "deep": (
            "from obstetric_rules.plugins import Rule, UNKNOWN, SlotReference, question\n"
            "from zomaar_regels import clause, made, partner\n"
            "when = SlotReference(partner).koorts\n"
            "for _ in range(20_000): when = ~when\n"
            "q = question('q', text='t', label='l', values={'x': 'x'})\n"
            "rule = Rule(id='K1.x', clauses=('K1',), when=when, then=q.becomes('x'), because='b')\n"
            "ruleset = made('kapot.deep', layer='region', questions=(q,), rules=(rule,), "
            "extends=('zomaar',))",
            "it breaks the library: RecursionError",
        ),
    }
    for name, (source, _) in broken.items():
        module = f"kapot_{name}"
        install(f"kapotte-{name}", {f"kapot.{name}": f"{module}:ruleset"}, **{module: source})
    install("te-nieuw", {"nieuw": "kapot_raises:ruleset"}, api=("9.0",))
    install("dubbel", {"zomaar.ook": "zomaar_regels:again"})
    install("mist-iets", {"zomaar.weg": "zomaar_regels:nowhere"})
    install("knoeier", {"knoeier": "knoeien:ruleset"}, knoeien=TAMPERING)

    found = tried()

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


@pytest.mark.parametrize("left", ["", "[1]", '{"reason": '])
def test_an_answer_that_is_not_whole_is_no_answer(
    install: Install, tmp_path: Path, left: str
) -> None:
    """What a plugin left behind when it ended its process is never taken for an answer."""
    install("zomaar-regels", {"zomaar": "zomaar_regels:region"})
    source = f"import os, sys; open(sys.argv[3], 'w').write({left!r}); os._exit(3)"
    install("half", {"half": "halverwege:ruleset"}, halverwege=source)

    assert tried()["half"].reason == "its process ended with exit status 3"


def test_a_trial_writes_its_answer_to_a_file_and_prints_nothing(tmp_path: Path) -> None:
    """What a plugin prints cannot be mistaken for what the library says of it."""
    answer = tmp_path / "answer.json"
    run = subprocess.run(
        [sys.executable, "-m", trial.__name__, "groningen.mzh", "2026-06-01", str(answer)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=True,
    )

    assert (run.stdout, run.stderr) == ("", "")
    assert json.loads(answer.read_text())["layer"] == "hospital"


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
