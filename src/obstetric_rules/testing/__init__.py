"""For authors of rulesets: strategies that make cases, and the checks of the conformance kit.

Needs the extra ``testing``.
"""

from obstetric_rules.errors import MissingExtraError, how_to_install

try:
    from obstetric_rules.testing.checks import CHECKS
    from obstetric_rules.testing.checks.check import Check
    from obstetric_rules.testing.cut_points import (
        Neighbours,
        dossiers_near_cut_points,
        neighbours,
    )
    from obstetric_rules.testing.planted_defects import (
        PlantedDefect,
        planted_defects,
        sound_subject,
    )
    from obstetric_rules.testing.reaching import (
        dossiers_answering,
        dossiers_reaching,
        dossiers_with_exception,
    )
    from obstetric_rules.testing.readable_cases import (
        CaseFile,
        CaseResult,
        ReadableCase,
        read_cases,
    )
    from obstetric_rules.testing.rule_coverage import RuleCoverage
    from obstetric_rules.testing.running import (
        CheckOutcome,
        CheckResult,
        Report,
        check_ruleset,
        conformance_tests,
        parametrize_with_checks,
        run_check,
    )
    from obstetric_rules.testing.strategies import (
        dossiers,
        facts,
        protocols,
        rulesets,
        single_rulesets,
    )
    from obstetric_rules.testing.subject import Subject, subject_of
except ModuleNotFoundError as error:
    raise MissingExtraError(
        f"obstetric_rules.testing needs {error.name}: {how_to_install('testing')}"
    ) from error

__all__ = [
    "CHECKS",
    "CaseFile",
    "CaseResult",
    "Check",
    "CheckOutcome",
    "CheckResult",
    "Neighbours",
    "PlantedDefect",
    "ReadableCase",
    "Report",
    "RuleCoverage",
    "Subject",
    "check_ruleset",
    "conformance_tests",
    "dossiers",
    "dossiers_answering",
    "dossiers_near_cut_points",
    "dossiers_reaching",
    "dossiers_with_exception",
    "facts",
    "neighbours",
    "parametrize_with_checks",
    "planted_defects",
    "protocols",
    "read_cases",
    "rulesets",
    "run_check",
    "single_rulesets",
    "sound_subject",
    "subject_of",
]
