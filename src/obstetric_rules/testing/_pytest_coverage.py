"""The coverage of rules in a run of pytest: measured, reported, written, held to a minimum."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from obstetric_rules.engines.watching import watching
from obstetric_rules.errors import ObstetricRulesError, PluginError
from obstetric_rules.plugins.discovery import installed_rulesets
from obstetric_rules.rules.exchange import content_hash
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing._coverage_report import coverage_lines
from obstetric_rules.testing.checks.check import Check
from obstetric_rules.testing.rule_coverage import RuleCoverage
from obstetric_rules.testing.subject import subject_of

_OUTPUT = "obstetric_rules_coverage"
"""Under which name a process of pytest-xdist hands over what it counted."""


class CoverageOfRules:
    """The plugin that watches the decisions of tests.

    The checks of the conformance kit are not counted: they decide so many generated cases that
    nearly every rule speaks in some, and nobody has read those.
    """

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.minimum = _minimum(config)
        self.file = _file(config)
        self.measured = tuple(config.getini("obstetric_coverage_rulesets"))
        self.installed = {item.id: item for item in installed_rulesets()}
        # What each installed ruleset says, once somebody has asked; None if it cannot be used.
        self._hashes: dict[str, str | None] = {}
        self.coverage = RuleCoverage(self._is_measured)
        self.trouble: list[str] = []
        for name in self.measured:
            self._expect(name)

    def _expect(self, name: str) -> None:
        try:
            self.coverage.expect(subject_of(name).protocol)
        except ObstetricRulesError as error:
            raise pytest.UsageError(f"obstetric_coverage_rulesets: {error}") from None

    def _is_measured(self, ruleset: Ruleset) -> bool:
        """Return whether this is an installed ruleset, and not one that a test has made."""
        item = self.installed.get(ruleset.id)
        if item is None or (self.measured and ruleset.id not in self.measured):
            return False
        if ruleset.id not in self._hashes:
            try:
                self._hashes[ruleset.id] = content_hash([item.load()])
            except PluginError:
                self._hashes[ruleset.id] = None
        return content_hash([ruleset]) == self._hashes[ruleset.id]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Watch the decisions of one test, its fixtures included."""
        with nullcontext() if _is_check(item) else watching(self.coverage.add):
            return (yield)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what a process of pytest-xdist has counted."""
        self.coverage.merge(getattr(node, "workeroutput", {}).get(_OUTPUT, ()))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the file, and fail the run when too little is covered."""
        handed_over = getattr(self.config, "workeroutput", None)
        if handed_over is not None:
            handed_over[_OUTPUT] = self.coverage.to_data()
            return
        self._write_file()
        self._hold_to_minimum()
        if self.trouble and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _write_file(self) -> None:
        if self.file is None:
            return
        total = self.coverage.total()
        data = {
            "percentage": total.rounded_down(2),
            "covered": total.covered,
            "total": total.total,
            "rulesets": self.coverage.to_data(),
        }
        try:
            self.file.write_text(
                json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
            )
        except OSError as error:
            self.trouble.append(
                f"the rule coverage cannot be written to {self.file}: {error.strerror}"
            )

    def _hold_to_minimum(self) -> None:
        total = self.coverage.total()
        # Of nothing everything is covered, but whoever asks for a minimum expects decisions.
        percentage, shown = (total.percentage, total.rounded_down(2)) if total.total else (0.0, 0.0)
        if self.minimum is not None and percentage < self.minimum:
            self.trouble.append(
                f"rule coverage of {self.minimum:g}% not reached: it is {shown:.2f}%"
            )

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Show the report, and what went wrong."""
        if self.config.getoption("obstetric_coverage") or self.config.getini("obstetric_coverage"):
            terminalreporter.section("rule coverage")
            for line in coverage_lines(self.coverage):
                terminalreporter.write_line(line)
        for message in self.trouble:
            terminalreporter.write_line(f"FAIL {message}", red=True, bold=True)


def _is_check(item: pytest.Item) -> bool:
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    values = [getattr(item, "check", None), *parameters.values()]
    return any(isinstance(value, Check) for value in values)


def _minimum(config: pytest.Config) -> float | None:
    given = config.getoption("obstetric_coverage_minimum")
    written = config.getini("obstetric_coverage_minimum")
    if given is None and not written:
        return None
    try:
        minimum = float(written if given is None else given)
    except ValueError:
        minimum = -1.0
    if not 0 <= minimum <= 100:
        raise pytest.UsageError(
            "the minimum of rule coverage is a percentage from 0 to 100, "
            f"not {written if given is None else given}"
        )
    return minimum


def _file(config: pytest.Config) -> Path | None:
    """Return where to write: an option is seen from the current folder, a setting from its file."""
    given = config.getoption("obstetric_coverage_file")
    if given:
        return config.invocation_params.dir / str(given)
    written = config.getini("obstetric_coverage_file")
    return config.rootpath / str(written) if written else None
