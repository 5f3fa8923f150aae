"""The report on a protocol: everything that was proved to be amiss, and what was not proved."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import attrs

from obstetric_rules.diagrams.diagrams import NODE_BUDGET
from obstetric_rules.rules.protocol import Protocol, expect_protocol
from obstetric_rules.verification.finding_out import FindingOut
from obstetric_rules.verification.findings import Finding, FindingKind


@attrs.frozen(kw_only=True)
class Report:
    """What was proved of a protocol, over all cases that can occur.

    ``findings`` are what is amiss. ``known`` are the silences, and the deviations from invariants,
    that a ruleset declares with a reason.
    ``unproved`` names the questions and invariants that outgrew the node budget: of these nothing
    is said. ``elsewhere`` counts the findings that were left out since the rulesets below have them
    too; it is None where none were looked for. ``partly`` names the clauses of which the rules
    leave something out: of that no proof speaks.
    """

    protocol: str
    version: str
    sha256: str
    on: datetime.date
    validity: str
    undated: tuple[str, ...] = ()
    questions: int
    findings: tuple[Finding, ...]
    known: tuple[Finding, ...]
    unproved: tuple[str, ...]
    elsewhere: int | None = None
    partly: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether nothing is amiss; what could not be proved does not count."""
        return not self.findings

    def of_kind(self, kind: FindingKind) -> tuple[Finding, ...]:
        """Return the findings of one kind."""
        return tuple(finding for finding in self.findings if finding.kind is kind)

    def by_kind(self) -> Iterator[tuple[FindingKind, tuple[Finding, ...]]]:
        """Yield the kinds of finding that there are, each with its findings."""
        for kind in FindingKind:
            found = self.of_kind(kind)
            if found:
                yield kind, found


def verify(protocol: Protocol, budget: int = NODE_BUDGET) -> Report:
    """Return everything that is amiss in a protocol, proved over all cases that can occur.

    ``budget`` is how many steps the diagrams of one question may take. Raises
    :class:`~obstetric_rules.errors.VerificationError` if the reference engine contradicts a
    witness.

    >>> from obstetric_rules import load_protocol
    >>> report = verify(load_protocol("groningen.mzh"))
    >>> [finding.question for finding in report.of_kind(FindingKind.SILENCE)][:2]
    ['poliklinische_partus', 'zorglijn']
    """
    expect_protocol(protocol)
    finding_out = FindingOut(protocol, budget)
    order = list(FindingKind)
    findings = sorted(finding_out.findings(), key=lambda finding: order.index(finding.kind))
    return Report(
        protocol=protocol.id,
        version=protocol.version,
        sha256=protocol.sha256,
        on=protocol.on,
        validity=protocol.validity,
        undated=protocol.undated,
        questions=len(protocol.questions),
        findings=tuple(findings),
        known=tuple(finding_out.known),
        unproved=tuple(finding_out.unproved),
        partly=tuple(name for name, item in protocol.clauses.items() if item.partly is not None),
    )
