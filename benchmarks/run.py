"""Takes every measure, each in a process of its own, and writes down what was found.

python benchmarks/run.py [--quick] [NAME ...]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MEASURES = {
    "one_dossier": "One fully known dossier",
    "beside_durable": "Beside durable-rules",
    "durable_engine": "The durable engine",
    "decision_table": "A decision table over twelve fields",
    "fresh_process": "Starting and building",
    "unknown_facts": "Nothing known",
    "memory": "Memory over a million decisions",
    "verification": "Verifying a protocol",
    "quarterly_report": "A quarterly report from a million refusals",
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure speed and memory.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(MEASURES)}")
    parser.add_argument("--quick", action="store_true", help="few rounds: to see that it runs")
    arguments = parser.parse_args()
    strangers = sorted(set(arguments.names) - set(MEASURES))
    if strangers:
        parser.error(f"there is no measure {', '.join(strangers)}")
    found: dict[str, list[dict[str, Any]]] = {}
    for name in arguments.names or MEASURES:
        print(f"{name} …", file=sys.stderr, flush=True)
        found[name] = taken(name, arguments.quick)
    report = "\n".join(page(found, arguments.quick))
    print(report)
    if not arguments.names and not arguments.quick:
        (HERE / "results.md").write_text(report, encoding="utf-8")
        data = {"with": circumstances(), "measures": found}
        text = json.dumps(data, indent=1, ensure_ascii=False)
        (HERE / "results.json").write_text(text + "\n", encoding="utf-8")
    return 0


def taken(name: str, quick: bool) -> list[dict[str, Any]]:
    """Take one measure in a process of its own, in which nothing else has happened."""
    command = [sys.executable, "-m", f"benchmarks.{name}", *(["--quick"] if quick else [])]
    done = subprocess.run(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=True)
    figures: list[dict[str, Any]] = json.loads(done.stdout)
    return figures


def circumstances() -> dict[str, str]:
    return {
        "date": date.today().isoformat(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "processors": str(os.cpu_count()),
        "obstetric-rules": version("obstetric-rules"),
        "attrs": version("attrs"),
        "cattrs": version("cattrs"),
    }


def page(found: dict[str, list[dict[str, Any]]], quick: bool) -> Iterator[str]:
    """Yield the lines of results.md."""
    yield "# Results"
    yield ""
    yield "Written by `nox -s benchmarks`; the [README](README.md) says how to read it."
    if quick:
        yield ""
        yield "**A quick run: these figures only show that everything runs.**"
    yield ""
    yield ", ".join(f"{name} {value}" for name, value in circumstances().items()) + "."
    for name, figures in found.items():
        yield ""
        yield f"## {MEASURES[name]}"
        yield ""
        measured = [item for item in figures if item["kind"] == "Figure"]
        for item in figures:
            if item["kind"] != "Figure":
                yield f"Not measured: {item['why']}"
        if not measured:
            continue
        yield "| what is compared | figure | bound | reached |"
        yield "|---|---|---|---|"
        for item in measured:
            yield f"| {item['compared']} | {shown(item)} | {bound(item)} | {reached(item)} |"
        yield ""
        for number, item in enumerate(measured, start=1):
            if item["note"]:
                yield f"{number}. {item['note']}."
    yield ""


def shown(item: dict[str, Any]) -> str:
    value, unit = item["value"], item["unit"]
    if unit == "times":
        return f"{value:,.0f} times" if value >= 100 else f"{value:.2f} times"
    return f"{value:,.1f} {unit}"


def bound(item: dict[str, Any]) -> str:
    if item["bound"] is None:
        return ""
    word = "at least" if item["at_least"] else "at most"
    unit = "times" if item["unit"] == "times" else item["unit"]
    return f"{word} {item['bound']:g} {unit}"


def reached(item: dict[str, Any]) -> str:
    if item["bound"] is None:
        return ""
    value, limit = item["value"], item["bound"]
    return "yes" if (value >= limit if item["at_least"] else value <= limit) else "**no**"


if __name__ == "__main__":
    sys.exit(main())
