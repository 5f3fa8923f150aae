"""The report says what was proved, what was not, and what is known."""

from __future__ import annotations

import attrs
import pytest

from obstetric_rules.cli.report_text import report_lines
from obstetric_rules.errors import VerificationError
from obstetric_rules.expressions.nodes import Always, And, Field, Holds, Or
from obstetric_rules.expressions.operators import ALWAYS
from obstetric_rules.facts import Dossier, Zorgverlener, kinds_of
from obstetric_rules.plugins.discovery import compose_installed
from obstetric_rules.rules.case_bounds import DomainConstraint, KnownSilence
from obstetric_rules.rules.invariant import Invariant, InvariantDeviation
from obstetric_rules.rules.open_term import Filling, OpenTerm
from obstetric_rules.rules.protocol import compose
from obstetric_rules.verification.confirming import Confirmer
from obstetric_rules.verification.findings import FindingKind
from obstetric_rules.verification.report import verify
from obstetric_rules.verification.report_data import report_to_data
from obstetric_rules.verification.report_text import (
    report_markdown,
    summary,
    witness_in_words,
)
from obstetric_rules.verification.witnesses import Witness
from tests.engines import examples
from tests.engines.examples import ask, rule
from tests.rules import parts
from tests.rules.parts import ON, clause, hospital, ruleset
from tests.verification import defects

GRONINGEN = compose_installed("groningen.mzh", ON)


def test_a_question_beyond_the_budget_is_named_and_not_judged() -> None:
    """Of what is too large to prove nothing is said but that, and its fields count as used."""
    report = verify(GRONINGEN, budget=10)

    assert "poliklinische_partus" in report.unproved
    assert "groningen/meer_klachten_nooit_eerder_poliklinisch" in report.unproved
    assert all(finding.question != "poliklinische_partus" for finding in report.findings)
    unused = {
        path for finding in report.of_kind(FindingKind.UNUSED_FIELD) for path in finding.fields
    }
    assert ("client.koorts",) not in unused
    assert "niet bewezen: " in summary(report)
    assert "## Niet bewezen" in report_markdown(report, GRONINGEN)


def test_a_finding_that_the_reference_denies_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A witness about which the reference engine says otherwise is never reported."""
    confirm = Confirmer.confirm
    monkeypatch.setattr(Confirmer, "confirm", lambda self, _, what: confirm(self, False, what))

    with pytest.raises(VerificationError, match="a finding about poliklinische_partus"):
        verify(GRONINGEN)


def test_a_declared_deviation_is_known_and_not_counted() -> None:
    """A hospital that knowingly breaks an invariant of its region is listed with its reason."""
    q = ask("q")
    region = ruleset(
        questions=(q,),
        rules=(rule("K1.x", examples.client.koorts, q.becomes("x")),),
        invariants=(Invariant(id="nooit", clauses=(), always=~(q == "y"), because="Nooit y."),),
    )
    breaking = hospital(
        rules=(rule("K2.y", ~examples.client.koorts, q.becomes("y")),),
        deviations=(InvariantDeviation(invariant="r/nooit", clauses=("K2",), because="Hier wel."),),
    )

    report = verify(compose([region, breaking], ON))

    assert report.of_kind(FindingKind.BROKEN_INVARIANT) == ()
    (known,) = report.known
    assert (known.kind, known.reason) == (FindingKind.BROKEN_INVARIANT, "Hier wel.")
    text = " ".join(" ".join(report_lines(report, compose([region, breaking], ON))).split())
    assert "Bekend, met een reden" in text
    assert "Reden: Hier wel." in text


def test_cases_outside_a_constraint_are_left_out() -> None:
    """A silence in cases that cannot occur is none."""
    silent = defects.changed("K2.ja", when=defects.when("K2.ja") & (defects.vrouw.weken >= 38))
    constraint = DomainConstraint(
        id="c", always=defects.vrouw.weken >= 38, because="Eerder komt niet voor."
    )

    assert verify(defects.protocol(rules=silent)).of_kind(FindingKind.SILENCE)
    bounded = defects.protocol(rules=silent, constraints=(constraint,))
    assert not verify(bounded).of_kind(FindingKind.SILENCE)


def test_a_constraint_per_fact_holds_of_all_facts_of_a_list() -> None:
    """Where no helper can be ill, no rule about ill helpers speaks."""
    healthy = DomainConstraint(
        id="c", always=~defects.helpers.each.ziek, because="Zo is het.", per="helpers"
    )

    report = verify(defects.protocol(constraints=(healthy,)))

    assert [finding.rules for finding in report.of_kind(FindingKind.NEVER_SPEAKS)] == [
        ("r/K3.nee",)
    ]


def test_the_data_of_a_report_says_what_applies() -> None:
    """A machine finds of each kind what it is about, and nothing that does not apply."""
    turned = tuple(
        attrs.evolve(
            item, when={"K2.ja": defects.vrouw.hoest, "K2.nee": ~defects.vrouw.hoest}[item.id]
        )
        if item.id.startswith("K2")
        else item
        for item in defects.RULES
    )

    data = report_to_data(verify(defects.protocol(rules=turned)))

    (finding,) = data["findings"]
    assert finding["kind"] == "broken_monotonicity"
    assert finding["name"] == "r/hoest_nooit_ruimer"
    assert finding["fields"] == ["vrouw.hoest"]
    assert not finding["witness"]["dossier"]["vrouw"]["hoest"]
    assert finding["after"]["dossier"]["vrouw"]["hoest"]
    assert "share" not in finding


def test_the_case_of_one_fact_names_it_in_the_data() -> None:
    """A silence about one helper says about which helper of the case it is."""
    report = verify(defects.protocol(rules=defects.without("K3.ja")))

    (silence,) = report_to_data(report)["findings"][:1]

    assert (silence["witness"]["per"], silence["witness"]["about"]) == ("helpers", "h1")


def test_a_part_that_stands_alone_can_be_redundant() -> None:
    """A conjunction of one part, or a disjunction of one, is judged like any other."""
    q = ask("q")
    fever = Holds(Field("client", "koorts"))
    alone = rule("K1.x", And((Always(),)), q.becomes("x"))
    other = rule("K1.y", Or((And((fever, Or((fever,)))),)), q.becomes("x"))

    report = verify(examples.protocol_of([q], [alone, other]))

    assert [finding.rules for finding in report.of_kind(FindingKind.ALWAYS_HOLDS)] == [("r/K1.x",)]
    assert [finding.rules for finding in report.of_kind(FindingKind.REDUNDANT_CONDITION)] == [
        ("r/K1.y",)
    ]


def test_an_open_term_that_was_filled_in_is_no_finding() -> None:
    """What a higher ruleset says of an open term is not asked again."""
    q = ask("q")
    term = OpenTerm(id="protocol", clauses=("K1",), label="het protocol")
    region = ruleset(questions=(q,), clauses=(clause("K1", "Het protocol."),), open_terms=(term,))
    filling = Filling(term="r/protocol", value="protocol 12", clauses=("K2",))
    filled = hospital(clauses=(clause("K2", "Het protocol."),), fillings=(filling,))

    open_terms = verify(compose([region], ON)).of_kind(FindingKind.OPEN_TERM)

    assert [item.name for item in open_terms] == ["r/protocol"]
    assert verify(compose([region, filled], ON)).of_kind(FindingKind.OPEN_TERM) == ()


def test_a_conflict_through_another_question_needs_many_words() -> None:
    """What no condition can say in full is said to be so in other cases too."""
    q, other = ask("q"), ask("other", per="zorgverleners")
    each = examples.zorgverleners.each
    rules = [
        rule("K1.x", each.koorts, other.becomes("x")),
        rule("K1.y", each.koorts, other.becomes("y")),
        rule("K2.x", examples.zorgverleners.any(lambda _: other == "x"), q.becomes("x")),
    ]

    report = verify(examples.protocol_of([other, q], rules))

    assert {f.question for f in report.of_kind(FindingKind.CONFLICT)} == {"other"}
    assert {f.question for f in report.of_kind(FindingKind.SILENCE)} == {"other", "q"}


def test_a_case_is_told_by_what_is_not_ordinary() -> None:
    """No partner, and a second caregiver, are told in words."""
    q = ask("q")
    protocol = examples.protocol_of([q], [rule("K1.x", ALWAYS, q.becomes("x"))])
    ordinary = {name: kind.ordinary for name, kind in kinds_of(Zorgverlener).items()}
    dossier = Dossier(partner=None, zorgverleners=[Zorgverlener(**ordinary)])

    assert witness_in_words(Witness(dossier, 2), protocol) == (
        "een gewoon geval, maar de partner is er niet en er is ook zorgverleners v1"
    )
    assert witness_in_words(Witness(Dossier(), 0), protocol) == "een geheel gewoon geval"


def test_a_known_silence_says_where_it_stands() -> None:
    """A region may declare a silence of a question, and say why."""
    q = ask("q")
    region = ruleset(
        questions=(q,),
        clauses=(clause("K1", "Nog niets."),),
        silences=(KnownSilence(id="s", question="q", when=ALWAYS, reason="Nog niets."),),
    )

    report = verify(compose([region], ON))

    assert report.of_kind(FindingKind.SILENCE) == ()
    assert [(item.name, item.reason) for item in report.known] == [("r/s", "Nog niets.")]


def test_what_is_so_in_every_case_is_said_so() -> None:
    """A question that nobody answers, and rules that always clash, are told in whole sentences."""
    one, other = ask("een"), ask("ander")
    protocol = compose(
        [
            ruleset(
                questions=(one, other),
                rules=(
                    parts.rule("K1.x", then=one.becomes("x")),
                    parts.rule("K1.y", then=one.becomes("y")),
                ),
            )
        ],
        ON,
    )

    told = {finding.text for finding in verify(protocol).findings}

    assert any(text.endswith(" geeft de afspraak in geen enkel geval antwoord.") for text in told)
    assert any(text.endswith(" Dat is altijd zo.") for text in told)
