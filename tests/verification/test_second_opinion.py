"""An SMT solver, which knows no decision diagrams, agrees on the existence of every finding."""

from __future__ import annotations

import pytest
from hypothesis import given

from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.verification.findings import FindingKind
from obstetric_rules.verification.report import verify
from tests.samples import samples
from tests.verification.bounded import bounded_protocols
from tests.verification.defects import DEFECTS_BY_KIND, protocol

pytest.importorskip("z3", reason="the second opinion needs the extra verify-smt")

from obstetric_rules.verification.second_opinion import key_of, second_opinion


def agreed(found: Protocol) -> None:
    report = verify(found)

    assert second_opinion(found) == {
        key_of(finding) for finding in report.findings if finding.kind is not FindingKind.OPEN_TERM
    }


@given(found=bounded_protocols())
@samples(8, 1_000)
def test_both_agree_on_rulesets_nobody_thought_of(found: Protocol) -> None:
    """Whatever is reported of a made-up ruleset, the solver finds too, and nothing else."""
    agreed(found)


@pytest.mark.parametrize("kind", [kind for kind in FindingKind if kind in DEFECTS_BY_KIND])
def test_both_agree_on_planted_defects(kind: FindingKind) -> None:
    """A planted defect of each kind is found by the solver as well."""
    agreed(DEFECTS_BY_KIND[kind].protocol)


def test_both_find_nothing_in_the_sound_ruleset() -> None:
    """Where nothing is amiss, the solver finds nothing either."""
    assert second_opinion(protocol()) == frozenset()
