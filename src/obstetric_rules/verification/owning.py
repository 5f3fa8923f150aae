"""What a ruleset adds to the findings: those that the rulesets below it do not have already."""

from __future__ import annotations

from typing import TypeAlias

import attrs

from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.verification.findings import Finding
from obstetric_rules.verification.report import Report, verify

_About: TypeAlias = tuple[object, ...]


def own_findings(report: Report, protocol: Protocol) -> Report:
    """Return a report with only what is amiss by the protocol's own ruleset.

    What the rulesets that it extends have without it too is left out; ``elsewhere`` says how much.
    The same rules of the same question are the same finding, even if facts of the place make its
    cases fewer.

    >>> from obstetric_rules import load_protocol
    >>> mzh = load_protocol("groningen.mzh")
    >>> own = own_findings(verify(mzh), mzh)
    >>> len(own.findings), own.elsewhere
    (3, 11)
    """
    below = {_about(finding) for lower in _lower(protocol) for finding in verify(lower).findings}
    own = tuple(finding for finding in report.findings if _about(finding) not in below)
    return attrs.evolve(report, findings=own, elsewhere=len(report.findings) - len(own))


def _about(finding: Finding) -> _About:
    return (
        finding.kind,
        finding.question,
        finding.rules,
        finding.values,
        finding.fields,
        finding.name,
        # Of one rule several parts can be redundant.
        finding.condition if finding.rules else None,
    )


def _lower(protocol: Protocol) -> list[Protocol]:
    """Return the protocols of the rulesets that the top one extends."""
    layers = {layer.id: layer for layer in protocol.layers}

    def with_those_below(name: str) -> set[str]:
        return {name}.union(*map(with_those_below, layers[name].extends))

    return [
        compose([layers[one] for one in with_those_below(name)], protocol.on)
        for name in protocol.layers[-1].extends
    ]
