"""Defects that were planted on purpose are found, every one of them."""

from __future__ import annotations

from collections import Counter

import pytest

from obstetric_rules.rules.case_bounds import KnownSilence
from obstetric_rules.verification.findings import Finding, FindingKind
from obstetric_rules.verification.report import verify
from tests.verification.defects import Defect, changed, defects, protocol, vrouw, when

DEFECTS = list(defects())


def test_nothing_is_amiss_in_the_sound_ruleset() -> None:
    """A ruleset in which nothing is amiss gives no findings at all."""
    report = verify(protocol())

    assert [finding.text for finding in report.findings] == []
    assert report.unproved == ()


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_a_planted_defect_is_found(defect: Defect) -> None:
    """Each defect gives a finding of its kind, about what was changed."""
    report = verify(defect.protocol)

    assert defect.about in {_about(finding) for finding in report.of_kind(defect.kind)}


def test_there_are_defects_of_every_kind() -> None:
    """No kind of finding goes without a planted defect, and there are forty at least."""
    kinds = Counter(defect.kind for defect in DEFECTS)

    assert set(kinds) == set(FindingKind)
    assert len(DEFECTS) >= 40


def test_a_known_silence_is_listed_and_not_counted() -> None:
    """A silence that is declared with a reason stands apart, with that reason."""
    silence = KnownSilence(
        id="stil", question="bad", when=vrouw.weken < 38, reason="Wordt nog besproken."
    )
    rules = changed("K2.ja", when=when("K2.ja") & (vrouw.weken >= 38))

    report = verify(protocol(rules=rules, silences=(silence,)))

    assert report.is_clean
    (known,) = report.known
    assert known.reason == "Wordt nog besproken."
    assert known.witness is not None


def _about(finding: Finding) -> str:
    match finding.kind:
        case FindingKind.SILENCE | FindingKind.CONFLICT:
            return finding.question or ""
        case FindingKind.UNREACHABLE_VALUE:
            return f"{finding.question} {finding.values[0]}"
        case FindingKind.UNUSED_FIELD | FindingKind.BROKEN_MONOTONICITY:
            return finding.fields[0]
        case FindingKind.BROKEN_INVARIANT | FindingKind.OUTDATED_SILENCE | FindingKind.OPEN_TERM:
            return finding.name or ""
        case _:
            return finding.rules[0]
