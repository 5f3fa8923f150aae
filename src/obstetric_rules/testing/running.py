"""Running the checks: as a plain function, and as tests of pytest."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias
from unittest import SkipTest

import attrs

from obstetric_rules.errors import (
    CheckNotFoundError,
    ConformanceError,
    MissingExtraError,
    ProtocolNotFoundError,
    how_to_install,
    nearest_name,
)
from obstetric_rules.testing.checks import CHECKS
from obstetric_rules.testing.checks.check import Check
from obstetric_rules.testing.subject import Checkable, Subject, subject_of

ExpectedFailures: TypeAlias = Mapping[str | tuple[str, str], str]
"""Checks that are known to fail, by name or by ruleset id and name, each with the reason why."""


class CheckOutcome(enum.StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    EXPECTED_FAILURE = "expected failure"


@attrs.frozen(kw_only=True)
class CheckResult:
    """How one check ended: its message if it did not pass, its remarks if it did."""

    check: Check
    outcome: CheckOutcome
    message: str = ""

    def __str__(self) -> str:
        told = "".join(f"\n    {line}" for line in self.message.splitlines())
        return f"{self.outcome}: {self.check.name}{told}"


@attrs.frozen(kw_only=True)
class Report:
    """How all checks of one ruleset ended, in the order of the checks."""

    ruleset: str
    results: tuple[CheckResult, ...]

    @property
    def passed(self) -> bool:
        """Whether no check failed otherwise than expected."""
        return not self.failures

    @property
    def failures(self) -> tuple[CheckResult, ...]:
        """The checks that failed."""
        return tuple(item for item in self.results if item.outcome is CheckOutcome.FAILED)

    def __str__(self) -> str:
        return "\n".join(
            [
                self.ruleset,
                *(f"  {line}" for item in self.results for line in str(item).splitlines()),
            ]
        )


def check_ruleset(
    checkable: Checkable,
    *,
    on: datetime.date | None = None,
    samples: int | None = None,
    expected_failures: ExpectedFailures | None = None,
) -> Report:
    """Put every check to a ruleset and return how each ended; needs no pytest.

    See :func:`~obstetric_rules.testing.subject.subject_of` for what can be checked and on which
    day. ``expected_failures`` names checks that are known to fail, each with the reason why; one
    that passes after all counts as failed, so that the list does not grow old.

    Raises :class:`~obstetric_rules.errors.CheckNotFoundError` when that names a check there is not.

    >>> report = check_ruleset("groningen", samples=2)
    >>> report.passed, str(report.results[0])
    (True, 'passed: layers_compose')
    """
    subject = subject_of(checkable, on=on, samples=samples)
    reasons = reasons_by_check(expected_failures or {}, [subject])
    return Report(
        ruleset=subject.id,
        results=tuple(
            run_check(check, subject, reasons.get((subject.id, check.name))) for check in CHECKS
        ),
    )


def run_check(check: Check, subject: Subject, expected: str | None = None) -> CheckResult:
    """Put one check to a subject; ``expected`` is the reason why it is known to fail, if it is."""
    try:
        remarks = check(subject)
    except SkipTest as skipped:
        return CheckResult(check=check, outcome=CheckOutcome.SKIPPED, message=str(skipped))
    except ConformanceError as error:
        if expected is None:
            return CheckResult(check=check, outcome=CheckOutcome.FAILED, message=str(error))
        return CheckResult(check=check, outcome=CheckOutcome.EXPECTED_FAILURE, message=expected)
    if expected is not None:
        message = f"it was expected to fail ({expected}), and passes: take it off the list"
        return CheckResult(check=check, outcome=CheckOutcome.FAILED, message=message)
    return CheckResult(check=check, outcome=CheckOutcome.PASSED, message="\n".join(remarks or ()))


def reasons_by_check(
    expected_failures: ExpectedFailures, subjects: Iterable[Subject]
) -> dict[tuple[str, str], str]:
    """Return the reason of each expected failure by ruleset id and name of the check.

    Raises :class:`~obstetric_rules.errors.CheckNotFoundError` for a check, and
    :class:`~obstetric_rules.errors.ProtocolNotFoundError` for a ruleset, that is not among them.
    """
    names = [check.name for check in CHECKS]
    ids = [subject.id for subject in subjects]
    reasons: dict[tuple[str, str], str] = {}
    for key, reason in expected_failures.items():
        ruleset, name = (None, key) if isinstance(key, str) else key
        if name not in names:
            raise CheckNotFoundError(f"there is no check {name}{_did_you_mean(name, names)}")
        if ruleset is not None and ruleset not in ids:
            raise ProtocolNotFoundError(
                f"{ruleset} is not among the rulesets to check{_did_you_mean(ruleset, ids)}"
            )
        reasons |= {(one, name): reason for one in ids if ruleset in (None, one)}
    return reasons


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    near = nearest_name(name, known)
    return f"; did you mean {near}?" if near else ""


def parametrize_with_checks(
    *checkables: Checkable,
    on: datetime.date | None = None,
    samples: int | None = None,
    expected_failures: ExpectedFailures | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that makes a test of pytest run once for each ruleset and each check.

    The test takes a ``subject`` and a ``check``, and calls the check with the subject:

    >>> @parametrize_with_checks(
    ...     "groningen", "groningen.mzh", expected_failures={"json_round_trip": "Known: #12."}
    ... )
    ... def test_conformance(subject, check):
    ...     check(subject)

    ``expected_failures`` become ``xfail`` marks that are strict: one that passes fails. The other
    arguments, and what can raise, are those of :func:`check_ruleset`.
    """
    try:
        import pytest
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"tests of pytest need pytest: {how_to_install('testing')}"
        ) from error
    subjects = [subject_of(one, on=on, samples=samples) for one in checkables]
    reasons = reasons_by_check(expected_failures or {}, subjects)

    def parameters() -> Iterator[Any]:
        for subject in subjects:
            for check in CHECKS:
                reason = reasons.get((subject.id, check.name))
                marks = (
                    []
                    if reason is None
                    else [pytest.mark.xfail(raises=ConformanceError, reason=reason, strict=True)]
                )
                yield pytest.param(subject, check, id=f"{subject.id}-{check.name}", marks=marks)

    return pytest.mark.parametrize(("subject", "check"), list(parameters()))


def conformance_tests(
    *checkables: Checkable,
    on: datetime.date | None = None,
    samples: int | None = None,
    expected_failures: ExpectedFailures | None = None,
) -> Callable[[Subject, Check], None]:
    """Return a test of pytest that puts every check to rulesets; one line of a test module does it.

    >>> test_conformance = conformance_tests("groningen.mzh")

    The arguments are those of :func:`parametrize_with_checks`.
    """

    @parametrize_with_checks(
        *checkables, on=on, samples=samples, expected_failures=expected_failures
    )
    def test_conformance(subject: Subject, check: Check) -> None:
        check(subject)

    return test_conformance
