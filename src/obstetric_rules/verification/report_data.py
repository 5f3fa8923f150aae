"""Reports as JSON-ready data."""

from __future__ import annotations

from typing import Any

from obstetric_rules.facts.writing import dossier_to_data
from obstetric_rules.rules.words import validity_to_data
from obstetric_rules.verification.findings import Finding
from obstetric_rules.verification.report import Report
from obstetric_rules.verification.witnesses import Witness

FORM = "obstetric-rules/report/1"
"""Names the form of the data; another number will mean that something in it means another thing."""


def report_to_data(report: Report) -> dict[str, Any]:
    """Return a report as JSON-ready data."""
    elsewhere = {} if report.elsewhere is None else {"elsewhere": report.elsewhere}
    return {
        "form": FORM,
        "protocol": report.protocol,
        "version": report.version,
        "sha256": report.sha256,
        "on": report.on.isoformat(),
        **validity_to_data(report.validity, report.undated),
        "questions": report.questions,
        "findings": [finding_to_data(finding) for finding in report.findings],
        "known": [finding_to_data(finding) for finding in report.known],
        "unproved": list(report.unproved),
        **elsewhere,
        **({"partly": list(report.partly)} if report.partly else {}),
    }


def finding_to_data(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON-ready data; what does not apply to its kind is left out."""
    share = finding.share
    data = {
        "kind": finding.kind.value,
        "text": finding.text,
        "question": finding.question,
        "name": finding.name,
        "rules": list(finding.rules),
        "clauses": list(finding.clauses),
        "values": list(finding.values),
        "fields": list(finding.fields),
        "condition": finding.condition,
        "share": None if share is None else {"situations": share.situations, "of": share.of},
        "reason": finding.reason,
        "distributions": list(finding.distributions),
        "witness": witness_to_data(finding.witness),
        "after": witness_to_data(finding.after),
    }
    return {key: value for key, value in data.items() if value not in (None, [])}


def witness_to_data(witness: Witness | None) -> dict[str, Any] | None:
    """Return a case as JSON-ready data; its dossier can be decided as it is."""
    if witness is None:
        return None
    data: dict[str, Any] = {"departures": witness.departures}
    if witness.per is not None:
        data |= {"per": witness.per, "about": witness.about}
    return {**data, "dossier": dossier_to_data(witness.dossier)}
