"""Checks that only read a ruleset: they work also when it cannot be composed."""

from __future__ import annotations

from collections.abc import Iterable

from obstetric_rules.errors import ConformanceError
from obstetric_rules.rules.checking import clauses_declared, clauses_with_rules, qualified
from obstetric_rules.testing.checks.check import bullets
from obstetric_rules.testing.subject import Subject


def layers_compose(subject: Subject) -> None:
    """The ruleset and those it extends fit together.

    A protocol that cannot be composed decides nothing. All faults are told at once; the checks that
    need a protocol are skipped until they are mended.
    """
    if subject.why_not_composed is not None:
        raise ConformanceError(f"{subject.id} cannot be composed:\n{subject.why_not_composed}")


def every_rule_has_a_clause(subject: Subject) -> None:
    """Each rule names a clause of its own source or of one below it.

    A rule without a clause is somebody's opinion: nobody can look up whether it is what was agreed.
    """
    known = {f"{layer.id}/{clause.id}" for layer in subject.layers for clause in layer.clauses}
    findings = []
    for rule in subject.ruleset.rules:
        missing = [name for name in rule.clauses if qualified(name, subject.id) not in known]
        if not rule.clauses:
            findings.append(f"the rule {rule.id} names no clause: on what does it stand?")
        findings += [
            f"the rule {rule.id} names the clause {name}, which is not there" for name in missing
        ]
    raise_if_any(findings)


def every_clause_has_a_rule_or_a_reason(subject: Subject) -> None:
    """Each clause is modelled by a rule, or by what it sets or fills in, or says why it is not.

    A clause that was forgotten looks just like one that was left out on purpose; only the reason
    tells them apart.
    """
    ruleset = subject.ruleset
    with_rules, declared = clauses_with_rules(ruleset), clauses_declared(ruleset)
    findings = []
    for clause in ruleset.clauses:
        name = qualified(clause.id, ruleset.id)
        has_rule = name in with_rules
        has_reason = bool((clause.not_modelled or "").strip())
        if not has_rule and name not in declared and not has_reason:
            findings.append(f"the clause {clause.id} has no rule, and does not say why")
        if has_rule and has_reason:
            findings.append(f"the clause {clause.id} has a rule, and a reason why it has none")
    raise_if_any(findings)


def raise_if_any(findings: Iterable[str]) -> None:
    """Raise an error with all findings, if there are any."""
    told = bullets(findings)
    if told:
        raise ConformanceError(told)
