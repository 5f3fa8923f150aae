"""For authors of rulesets: strategies that make cases, and the checks of the conformance kit.

Needs the extra ``testing``.
"""

from obstetric_rules.errors import MissingExtraError

try:
    from obstetric_rules.testing.checks import CHECKS
    from obstetric_rules.testing.checks.check import Check
    from obstetric_rules.testing.running import (
        CheckOutcome,
        CheckResult,
        Report,
        check_ruleset,
        conformance_tests,
        parametrize_with_checks,
        run_check,
    )
    from obstetric_rules.testing.strategies import dossiers, protocols, rulesets
    from obstetric_rules.testing.subject import Subject, subject_of
except ModuleNotFoundError as error:
    raise MissingExtraError(
        f"obstetric_rules.testing needs {error.name}: pip install 'obstetric-rules[testing]'"
    ) from error

__all__ = [
    "CHECKS",
    "Check",
    "CheckOutcome",
    "CheckResult",
    "Report",
    "Subject",
    "check_ruleset",
    "conformance_tests",
    "dossiers",
    "parametrize_with_checks",
    "protocols",
    "rulesets",
    "run_check",
    "subject_of",
]
