"""The questions to the authors are those that the proofs raise, none left out."""

from __future__ import annotations

from pathlib import Path

from obstetric_rules import load_protocol
from obstetric_rules.verification.findings import Finding, FindingKind
from obstetric_rules.verification.report import verify

PAGE = Path(__file__).parents[2] / "docs/explanation/vragen-aan-de-opstellers.md"

# Without an id there is nothing to ask: two practices are told apart by it, if by anything.
NO_QUESTION = {"praktijk.id"}


def test_every_finding_is_a_question_to_the_authors() -> None:
    """Whatever is found in the Groningen agreement stands on the page for its authors."""
    page = PAGE.read_text(encoding="utf-8")

    for finding in verify(load_protocol("groningen.mzh")).findings:
        for name in _names(finding):
            assert name in NO_QUESTION or f"`{name.rpartition('.')[2]}`" in page, finding.text


def _names(finding: Finding) -> tuple[str, ...]:
    if finding.kind is FindingKind.UNUSED_FIELD:
        return finding.fields
    if finding.kind is FindingKind.OPEN_TERM:
        return ((finding.name or "").partition("/")[2],)
    return (finding.question or "",)
