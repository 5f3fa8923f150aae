"""The door through which pytest finds this library; all that lies behind it is imported when asked.

pytest loads this module in every run wherever the library is installed, before anything measures
coverage. So it stands outside the package, imports nothing but pytest, and only looks at names
and options.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

REMARKS = "obstetric_rules.remarks"
"""The property of a test, in a JUnit report too, that holds the remarks of its check."""

CASE_FILES = (".gevallen.yaml", ".gevallen.yml", ".gevallen.toml")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    group = parser.getgroup("obstetric-rules", "rulesets for birth care")
    group.addoption(
        "--obstetric-ruleset",
        action="append",
        default=[],
        metavar="ID",
        help="run all conformance checks for this installed ruleset; may be repeated",
    )
    group.addoption(
        "--obstetric-coverage",
        action="store_true",
        default=None,
        help="report which rules, exceptions and branches the decisions of this run exercised",
    )
    group.addoption(
        "--obstetric-coverage-file",
        metavar="FILE",
        help="write the coverage of rules to this file, as JSON",
    )
    group.addoption(
        "--obstetric-coverage-minimum",
        type=float,
        metavar="PERCENT",
        help="fail the run when the coverage of rules is below this",
    )
    parser.addini(
        "obstetric_rulesets",
        "installed rulesets to run all conformance checks for, as --obstetric-ruleset",
        type="args",
        default=[],
    )
    parser.addini(
        "obstetric_coverage",
        "report the coverage of rules",
        type="bool",
        default=False,
    )
    parser.addini(
        "obstetric_coverage_rulesets",
        "the only rulesets whose coverage is reported; by default all that decisions exercised",
        type="args",
        default=[],
    )
    parser.addini("obstetric_coverage_file", "write the coverage of rules to this file, as JSON")
    parser.addini(
        "obstetric_coverage_minimum",
        "fail when the coverage of rules is below this percentage",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Start what was asked for."""
    try:
        _start(config)
    except ImportError as error:
        raise pytest.UsageError(str(error)) from None


def _start(config: pytest.Config) -> None:
    if config.getoption("obstetric_ruleset") or config.getini("obstetric_rulesets"):
        from obstetric_rules.testing._pytest_rulesets import RulesetChecks

        config.pluginmanager.register(RulesetChecks(config), "obstetric-rules-checks")
    options = ("obstetric_coverage", "obstetric_coverage_file", "obstetric_coverage_minimum")
    # A minimum of 0 is asked for too.
    asked = any(config.getoption(name) is not None or config.getini(name) for name in options)
    if asked and not config.getoption("collectonly"):
        from obstetric_rules.testing._pytest_coverage import CoverageOfRules

        config.pluginmanager.register(CoverageOfRules(config), "obstetric-rules-coverage")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Put the remarks of conformance checks, which passed, into the report of their test."""
    # Nothing is imported for it: a test that calls a check has done so.
    checks: Any = sys.modules.get("obstetric_rules.testing.checks.check")
    if checks is None:
        return (yield)
    with checks.hearing_remarks() as remarks:
        result = yield
    if remarks:
        told = "\n".join(remarks)
        item.add_report_section("call", "remarks", told)
        item.user_properties.append((REMARKS, told))
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, Any, Any]:
    """Tell what a conformance check found, without the traceback of how it looked."""
    report: Any = yield
    errors: Any = sys.modules.get("obstetric_rules.errors")
    asked_for_all = item.config.getoption("tbstyle") in ("long", "native")
    if errors is None or call.excinfo is None or not report.failed or asked_for_all:
        return report
    # Who tells why it matters too has a text of his own.
    told = isinstance(report.longrepr, str)
    if isinstance(call.excinfo.value, errors.ConformanceError) and not told:
        report.longrepr = str(call.excinfo.value)
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Show the remarks of conformance checks; they fail nothing, and -q leaves them out."""
    told = [
        (report.nodeid, text)
        for report in terminalreporter.getreports("passed")
        for name, text in report.user_properties
        if name == REMARKS
    ]
    if told and terminalreporter.verbosity >= 0:
        terminalreporter.section("remarks of conformance checks")
        for nodeid, text in told:
            terminalreporter.write_line(nodeid)
            for line in text.splitlines():
                terminalreporter.write_line(f"  {line}")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Any:
    """Collect a file of readable cases; its name says that it is one."""
    if not file_path.name.endswith(CASE_FILES):
        return None
    try:
        from obstetric_rules.testing._pytest_cases import CaseFileCollector
    except ImportError as error:
        raise parent.CollectError(f"{file_path.name}: {error}") from None
    return CaseFileCollector.from_parent(parent, path=file_path)
