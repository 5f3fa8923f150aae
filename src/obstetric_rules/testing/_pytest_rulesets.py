"""The checks of the conformance kit as tests of pytest, for installed rulesets and without code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from obstetric_rules.errors import ConformanceError, ObstetricRulesError
from obstetric_rules.testing.checks import CHECKS
from obstetric_rules.testing.checks.check import Check
from obstetric_rules.testing.running import CheckOutcome, run_check
from obstetric_rules.testing.subject import Subject, subject_of


class RulesetChecks:
    """The plugin that adds the checks to the tests of a run, whichever paths that was given."""

    def __init__(self, config: pytest.Config) -> None:
        asked: list[str] = config.getoption("obstetric_ruleset") or []
        names = [*asked, *config.getini("obstetric_rulesets")]
        self.subjects = [_subject(name) for name in dict.fromkeys(names)]

    # Before -k and -m choose from the tests.
    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, items: list[pytest.Item]
    ) -> None:
        """Add a test for each ruleset and check."""
        for subject in self.subjects:
            collector = RulesetCollector.from_parent(
                session, name=subject.id, nodeid=subject.id, subject=subject
            )
            items.extend(collector.collect())


class RulesetCollector(pytest.Collector):
    """A ruleset that is put to the checks."""

    def __init__(self, *, subject: Subject, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.subject = subject

    def collect(self) -> Iterator[CheckItem]:
        """Yield a test for each check."""
        for check in CHECKS:
            yield CheckItem.from_parent(self, name=check.name, check=check, subject=self.subject)


class CheckItem(pytest.Item):
    """One check of one ruleset."""

    def __init__(self, *, check: Check, subject: Subject, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.check = check
        self.subject = subject

    def runtest(self) -> None:
        """Put the check to the ruleset."""
        result = run_check(self.check, self.subject)
        if result.outcome is CheckOutcome.SKIPPED:
            pytest.skip(result.message)
        if result.outcome is CheckOutcome.FAILED:
            raise ConformanceError(result.message)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return what the check found, and why it matters; no traceback."""
        if isinstance(excinfo.value, ConformanceError):
            return f"{excinfo.value}\n\nWhy it matters: {self.check.why}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Return the ruleset and the name of the check."""
        return self.path, None, f"{self.subject.id}: {self.check.name}"


def _subject(name: str) -> Subject:
    try:
        return subject_of(name)
    except ObstetricRulesError as error:
        raise pytest.UsageError(f"--obstetric-ruleset {name}: {error}") from None
