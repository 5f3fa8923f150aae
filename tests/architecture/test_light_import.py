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
