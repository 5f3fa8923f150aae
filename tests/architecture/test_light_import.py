"""Importing the library is cheap: it brings in no command line, no solver, no data frames."""

from __future__ import annotations

import json
import subprocess
import sys

HEAVY = {
    "alembic",
    "durable",
    "hypothesis",
    "jinja2",
    "jsonschema",
    "narwhals",
    "obstetric_rules.cli",
    "pandas",
    "pytest",
    "rich",
    "sqlalchemy",
    "vl_convert",
    "z3",
}

# What deciding does without, beside that: reading JSON, rows of data frames, talking to servers.
NOT_TO_DECIDE = {
    "cattrs",
    "decimal",
    "http.client",
    "obstetric_rules.facts.rows",
    "obstetric_rules.rules.reading",
    "ssl",
    "urllib.request",
}

# What was loaded before is not counted: a coverage measurement or an editable install starts first.
PROBE = """
import json, sys
before = set(sys.modules)
import obstetric_rules
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def test_importing_the_library_loads_nothing_heavy() -> None:
    """A server that only imports the library does not pay for what it does not use."""
    run = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    loaded = set(json.loads(run.stdout))

    assert "obstetric_rules" in loaded
    assert loaded & HEAVY == set()


DECIDING = """
obstetric_rules.decide(
    obstetric_rules.load_protocol("groningen.mzh"), obstetric_rules.Dossier()
)["badbevalling"]
"""


def test_deciding_loads_only_what_it_takes() -> None:
    """The first answer of a fresh process does not wait for what gives no answer."""
    *imports, show = PROBE.splitlines()
    probe = "\n".join([*imports, DECIDING, show])
    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    loaded = set(json.loads(run.stdout))

    assert "obstetric_rules.engines.compiled" in loaded
    assert loaded & (HEAVY | NOT_TO_DECIDE) == set()
