"""An SMT solver, which knows no decision diagrams, agrees on the existence of every finding."""

from __future__ import annotations

import importlib
import sys

import pytest
from hypothesis import given

from obstetric_rules.errors import MissingExtraError
from obstetric_rules.expressions.operators import ManySlotReference
from obstetric_rules.rules.case_bounds import DomainConstraint, KnownSilence
from obstetric_rules.rules.invariant import Invariant, InvariantDeviation
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.verification.findings import FindingKind
from obstetric_rules.verification.report import verify
from tests.engines import examples
from tests.engines.examples import Meting, ask, client, partner, ziekenhuis, zorgverleners
from tests.rules.parts import ON, clause, hospital, rule, ruleset
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


def test_both_agree_where_cases_are_bounded() -> None:
    """Constraints, known silences, deviations and facts of the place mean the same to both."""
    q = ask("q")
    silence = KnownSilence(id="s", question="q", when=client.koorts, reason="Zo is het.")
    healthy = DomainConstraint(
        id="c", always=~zorgverleners.each.koorts, because="Zo is het.", per="zorgverleners"
    )
    region = ruleset(
        questions=(q,),
        rules=(
            rule("K1.x", ~client.koorts & (ziekenhuis.id == "mzh"), q.becomes("x")),
            rule("K1.z", partner.koorts & client.hoesten, q.becomes("y")),
            rule("K1.y", zorgverleners.any(lambda one: one.koorts), q.becomes("y")),
        ),
        invariants=(Invariant(id="nooit", clauses=(), always=~(q == "x"), because="Nooit x."),),
        silences=(silence,),
        constraints=(healthy,),
    )
    deviating = hospital(
        clauses=(clause("K2", "Het mag hier."),),
        fixed={"ziekenhuis.id": "mzh", "partner.hoesten": True},
        deviations=(InvariantDeviation(invariant="r/nooit", clauses=("K2",), because="Hier."),),
    )

    agreed(compose([region], ON))
    agreed(compose([region, deviating], ON))


def test_both_agree_about_facts_that_have_no_id() -> None:
    """Of two findings that go by their place in a list nothing says that they have to differ."""
    metingen = ManySlotReference(examples.slot("metingen", Meting, many=True))
    q = ask("q")
    both = metingen.count(lambda one: one.dagen == 5) >= 2
    made = ruleset(
        slots=(metingen,),
        questions=(q,),
        rules=(rule("K1.x", both, q.becomes("x")),),
    )

    agreed(compose([made], ON))


def test_without_z3_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for a second opinion without the solver is told which extra brings it."""
    monkeypatch.setitem(sys.modules, "z3", None)
    monkeypatch.delitem(sys.modules, "obstetric_rules.verification.smt")

    with pytest.raises(MissingExtraError, match=r"\.\[verify-smt\]"):
        importlib.import_module("obstetric_rules.verification.smt")
