"""Every finding is true and none is missed, judged case by case by the reference engine."""

from __future__ import annotations

from collections import Counter

from hypothesis import given

from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.verification.report import verify
from tests.samples import FULL, samples
from tests.verification.bounded import bounded_protocols
from tests.verification.oracle import Oracle, key_of

MOST = 600 if FULL else 200

SEEN: Counter[str] = Counter()


@given(protocol=bounded_protocols())
@samples(40, 2_000)
def test_findings_are_what_the_reference_finds_case_by_case(protocol: Protocol) -> None:
    """No finding is false and none is missed, in rulesets that nobody thought of."""
    report = verify(protocol)
    found, known = Oracle(protocol, MOST).judge()

    assert report.unproved == ()
    assert {key_of(finding) for finding in report.findings} == found
    assert {key_of(finding) for finding in report.known} == known
    SEEN.update({"protocols"}, **{finding.kind: 0 for finding in report.findings})
    SEEN.update({finding.kind for finding in report.findings})
