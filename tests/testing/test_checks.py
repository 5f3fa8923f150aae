"""The checks pass where nothing is wrong, and say in domain words what is."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given

from obstetric_rules.engines import durable
from obstetric_rules.errors import MissingExtraError
from obstetric_rules.rules.deprecation import Deprecation
from obstetric_rules.rules.invariant import InvariantDeviation
from obstetric_rules.rules.open_term import Filling, OpenTerm
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.testing import (
    CHECKS,
    Check,
    CheckOutcome,
    check_ruleset,
    planted_defects,
    protocols,
    run_check,
    sound_subject,
    subject_of,
)
from obstetric_rules.testing.sound_rulesets import hospital, region
from obstetric_rules.testing.strategies import ON
from tests.samples import samples

BY_NAME = {check.name: check for check in CHECKS}
# A made-up ruleset may well have rules that never speak; what engines make of it is right.
OF_ENGINES = [
    check
    for check in CHECKS
    if check.name
    in (
        "layers_compose",
        "every_rule_has_a_clause",
        "every_clause_has_a_rule_or_a_reason",
        "dutch_wording_complete",
        "english_wording_complete",
        "every_number_says_its_unit",
        "unknown_only_refines",
        "irrelevant_facts_change_nothing",
        "deterministic",
        "independent_of_rule_order",
        "independent_of_fact_order",
        "independent_of_layer_order",
        "engines_agree",
        "explanations_replay",
        "json_round_trip",
    )
]


@pytest.mark.parametrize("name", ["groningen", "groningen.mzh"])
def test_the_shipped_rulesets_conform(name: str) -> None:
    """The agreements that this library ships pass every check that it asks of others."""
    report = check_ruleset(name, samples=10)

    assert report.failures == ()


@pytest.fixture(scope="module")
def made_up() -> list[Protocol]:
    found: list[Protocol] = []

    @samples(12, 300)
    @given(protocols())
    def collect(protocol: Protocol) -> None:
        found.append(protocol)

    collect()
    return found


@pytest.mark.parametrize("check", OF_ENGINES, ids=lambda check: check.name)
def test_no_check_cries_wolf(check: Check, made_up: list[Protocol]) -> None:
    """Whatever a ruleset is like, a check of engines does not fail where nothing is wrong."""
    for protocol in made_up:
        result = run_check(check, subject_of(protocol, on=ON, samples=5))
        assert result.outcome is CheckOutcome.PASSED, str(result)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_each_check_says_what_it_asks_and_why(check: Check) -> None:
    """Whoever sees a check fail reads in its docstring what it asks and why that matters."""
    asks, _, why = check.why.partition("\n\n")

    assert asks.endswith(".")
    assert why.endswith(".")


def message_of(what: str) -> str:
    (defect,) = (defect for defect in planted_defects() if defect.what == what)
    return run_check(defect.check, defect.subject).message


def test_a_broken_invariant_is_told_with_the_facts_that_matter() -> None:
    """An author reads the case in Dutch, with nothing in it that does not matter."""
    assert message_of("> for >= at the boundary") == (
        "- the invariant bad_alleen_op_tijd is broken. Bevallen in bad is alleen mogelijk van 37 "
        "tot en met 41 weken. But in this case:\n"
        "  - de zwangere heeft geen koorts\n"
        "  - de zwangere hoest niet\n"
        "  - het aantal weken van de zwangere is 42\n"
        "  it is decided:\n"
        "  - Bad: mogelijk (voorbeeld/R1.mogelijk)"
    )


def test_a_turn_for_the_more_permissive_is_told_with_both_answers() -> None:
    """An author reads which complaint made what possible."""
    assert message_of("a rule for whom it should not be for") == (
        "- meer_klachten_nooit_eerder_naar_binnen does not hold. Een klacht erbij laat bezoek "
        "nooit alsnog zo naar binnen. But in this case, when bezoekers[b1].hoest turns from no to "
        "yes, “Bezoek (bezoeker b1): met mondkapje (voorbeeld/R2.mondkapje)” becomes "
        "“Bezoek (bezoeker b1): toegestaan (voorbeeld/R2.toegestaan)”:\n"
        "  - bezoeker b1 heeft geen koorts\n"
        "  - bezoeker b1 hoest niet"
    )


def test_a_rule_that_cannot_speak_is_told_with_the_reason() -> None:
    """An author reads whether the condition is impossible or an exception covers it."""
    assert message_of("a condition that can never hold").endswith(
        "its condition holds in no case in which its question is asked"
    )
    assert message_of("an exception that covers its whole rule").endswith(
        "whenever its condition holds an exception speaks (voorbeeld.ziekenhuis/Z2.volgende_dag)"
    )


def test_an_engine_that_is_not_installed_is_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without durable-rules the other engines are compared, and the result says what was not."""

    def missing() -> None:
        raise MissingExtraError("it needs the extra durable")

    monkeypatch.setattr(durable, "load_binding", missing)
    result = run_check(BY_NAME["engines_agree"], attrs.evolve(sound_subject(), samples=3))

    assert result.outcome is CheckOutcome.PASSED
    assert result.message == "the engine durable is not compared: it needs the extra durable"


def test_one_layer_has_no_order_to_change() -> None:
    """A check that has nothing to do says so instead of claiming a success."""
    result = run_check(BY_NAME["independent_of_layer_order"], subject_of("groningen"))

    assert result.message == "it has one layer, so there is no order to change"


@pytest.mark.parametrize(
    ("field", "part", "told"),
    [
        (
            "open_terms",
            OpenTerm(id="t", clauses=("Z1",), label=" "),
            "the label of the open term t",
        ),
        (
            "fillings",
            Filling(term="t", value="", clauses=("Z1",)),
            "the value of the filling of t",
        ),
        (
            "deprecations",
            Deprecation(question="bad", since=ON, because="TODO"),
            "the because of the deprecation of bad",
        ),
        (
            "deviations",
            InvariantDeviation(invariant="voorbeeld/i", clauses=("Z1",), because=""),
            "the because of the deviation from voorbeeld/i",
        ),
    ],
)
def test_every_part_with_words_has_them(field: str, part: object, told: str) -> None:
    """Open terms, what fills them, deprecations and deviations are read by clinicians too."""
    changed: dict[str, Any] = {field: (part,)}
    subject = subject_of((region, attrs.evolve(hospital, **changed)), on=ON)

    assert f"- {told}: " in run_check(BY_NAME["dutch_wording_complete"], subject).message


@pytest.mark.parametrize(
    ("what", "check", "invariants"),
    [
        ("another swapped value", "invariants_hold", ["ziek_niet_dezelfde_dag_naar_huis"]),
        ("a rule for whom it should not be for", "monotonic_where_declared", None),
    ],
)
def test_a_declared_deviation_is_no_failure(
    what: str, check: str, invariants: list[str] | None
) -> None:
    """A ruleset that says, with a reason, what it does not keep is not told so again."""
    (planted,) = (defect for defect in planted_defects() if defect.what == what)
    *lower, top = planted.subject.layers
    above = attrs.evolve(
        hospital,
        id=f"{top.id}.hoger",
        extends=(top.id,),
        questions=(),
        rules=(),
        clauses=(attrs.evolve(hospital.clauses[2], id="H1"),),
        invariants=(),
        deviations=tuple(
            InvariantDeviation(
                invariant=f"{top.id}/{item.id}", clauses=("H1",), because="Dat is hier anders."
            )
            for item in top.invariants
            if invariants is None or item.id in invariants
        ),
    )
    subject = subject_of((*lower, top, above), on=ON)

    assert run_check(BY_NAME[check], subject).outcome is CheckOutcome.PASSED
