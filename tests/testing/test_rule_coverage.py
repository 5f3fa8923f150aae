"""The coverage of rules: what is counted, how it adds up, and how it is told."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from obstetric_rules import (
    Client,
    Dossier,
    Partner,
    Praktijk,
    Protocol,
    Ziekenhuis,
    Zorgverlener,
    decide,
    load_protocol,
)
from obstetric_rules.diagrams.diagrams import Diagrams
from obstetric_rules.diagrams.graph import BudgetExceededError
from obstetric_rules.engines.decision_data import decision_from_data, decision_to_data
from obstetric_rules.errors import DecisionError
from obstetric_rules.plugins.zwolle.facts import Afdeling
from obstetric_rules.plugins.zwolle.slots import afdelingen
from obstetric_rules.rules.protocol import compose
from obstetric_rules.rules.rule import Rule
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing import RuleCoverage, dossiers, protocols
from obstetric_rules.testing._boundaries import boundaries
from obstetric_rules.testing._coverage_report import coverage_lines
from obstetric_rules.testing.rule_coverage import Covered
from tests.engines import examples
from tests.engines.examples import EXAMPLES
from tests.rules import parts


@pytest.fixture(scope="module")
def mzh() -> Protocol:
    return load_protocol("groningen.mzh")


def covered_by(protocol: Protocol, *found: Dossier) -> RuleCoverage:
    coverage = RuleCoverage()
    for dossier in found:
        coverage.add(decide(protocol, dossier))
    return coverage


def names(coverage: RuleCoverage, ruleset: str, kind: str) -> set[str]:
    (data,) = [item for item in coverage.to_data() if item["id"] == ruleset]
    return set(data[kind]["covered"])


@given(data=st.data())
def test_nothing_is_exercised_that_was_not_to_be(data: st.DataObject) -> None:
    """What a decision exercises was named beforehand: nothing that can be reached is left out."""
    protocol = data.draw(protocols())
    coverage = RuleCoverage()
    coverage.expect(protocol)
    total = coverage.total().total
    for dossier in data.draw(st.lists(dossiers(protocol), max_size=5)):
        before = coverage.total().covered
        coverage.add(decide(protocol, dossier))

        assert coverage.total().total == total
        assert coverage.total().covered >= before


@pytest.mark.parametrize("protocol", list(EXAMPLES.values()), ids=list(EXAMPLES))
@settings(max_examples=5)
@given(data=st.data())
def test_every_kind_of_rule_can_be_measured(protocol: Protocol, data: st.DataObject) -> None:
    """Sets, lists, chains, deviations: whatever rules do, what they exercise was named before."""
    coverage = RuleCoverage()
    coverage.expect(protocol)
    total = coverage.total().total
    coverage.add(decide(protocol, data.draw(dossiers(protocol, afwijkingen=True))))

    assert coverage.total().total == total
    assert coverage.total().covered > 0


@given(data=st.data())
def test_the_parts_of_a_run_add_up(data: st.DataObject) -> None:
    """Counted in two processes and put together, the coverage is that of one process."""
    protocol = EXAMPLES["PER_FACT"]
    found = data.draw(st.lists(dossiers(protocol), max_size=3))
    cut = data.draw(st.integers(0, len(found)))
    merged = RuleCoverage()
    for part in (found[cut:], found[:cut], found[:cut]):
        merged.merge(covered_by(protocol, *part).to_data())
    whole = covered_by(protocol, *found)

    assert merged.rulesets == whole.rulesets
    for ruleset in whole.rulesets:
        assert dict(merged.of(ruleset)) == dict(whole.of(ruleset))


def test_a_rule_that_speaks_is_covered(mzh: Protocol) -> None:
    """With fever, G11 has spoken and G7 has not."""
    rules = names(covered_by(mzh, Dossier(client=Client(koorts=True))), "groningen", "rules")

    assert "groningen/G11.zorglijn" in rules
    assert "groningen/G16.zorglijn" not in rules


def test_a_rule_that_may_speak_is_not_covered(mzh: Protocol) -> None:
    """A rule that speaks only if an unknown turns out so has not been tried."""
    coverage = covered_by(mzh, Dossier(client=Client(hoesten=False)))

    assert "groningen/G11.zorglijn" not in names(coverage, "groningen", "rules")


def test_what_may_not_have_been_asked_is_not_covered() -> None:
    """Where rules contradict each other about asking, nothing of the question has been tried."""
    ill = examples.client.koorts
    first = examples.ask("eerst", "a", "b")
    after = examples.ask("daarna", "a", "b", asked_when=first == "a")
    when_ill = examples.ask("bij_ziekte", "a", "b", asked_when=ill)
    protocol = examples.protocol_of(
        [first, after, when_ill],
        [
            examples.rule(f"K1.{name}_{value}", ill, asked.becomes(value))
            for name, asked in (("eerst", first), ("daarna", after), ("bij_ziekte", when_ill))
            for value in ("a", "b")
        ],
    )

    found = names(covered_by(protocol, Dossier(client=Client(koorts=True))), "r", "branches")

    assert "r/K1.bij_ziekte_a holds" in found
    assert "r/K1.daarna_a holds" not in found


def test_an_exception_that_applies_is_covered(mzh: Protocol) -> None:
    """Only where both rules hold has the exception been seen to win."""
    pair = "groningen/G17.binnen_een_uur set aside by groningen/G17.mogelijk_later"
    late = Ziekenhuis(anesthesiologen_assisteren_intensivisten=True)
    soon = Ziekenhuis(anesthesiologen_assisteren_intensivisten=False)

    assert pair in names(covered_by(mzh, Dossier(ziekenhuis=late)), "groningen", "exceptions")
    assert not names(covered_by(mzh, Dossier(ziekenhuis=soon)), "groningen", "exceptions")


def test_an_exception_belongs_to_the_ruleset_that_knows_both(mzh: Protocol) -> None:
    """That the region's G11 goes before the MZH's G6 is for the cases of the MZH to show."""
    known = Dossier(
        client=Client(koorts=True, lijn="eerste"),
        praktijk=Praktijk(primair_ziekenhuis="mzh", vsvs=frozenset({"martini_geboorte_groep"})),
    )

    assert names(covered_by(mzh, known), "groningen.mzh", "exceptions") == {
        "groningen.mzh/G6.poliklinische_partus set aside by groningen/G11.poliklinische_partus"
    }


def test_answers_are_branches(mzh: Protocol) -> None:
    """Each value and each status of an answer is a branch of its own, per fact too."""
    branches = names(
        covered_by(
            mzh,
            Dossier(
                partner=Partner(hoesten=False, dyspnoe=False, keelpijn=False, koorts=True),
                zorgverleners=(Zorgverlener(id="v1", lijn="eerste", koorts=True),),
            ),
        ),
        "groningen",
        "branches",
    )

    assert "toegang_zorgverlener = geweerd" in branches
    assert "groningen/G12.geweerd holds" in branches
    assert "groningen/G12.toegestaan does not hold" in branches
    assert "poliklinische_partus: open" in branches
    assert "poliklinische_partus: silent" not in branches


def test_a_rule_of_a_question_that_is_not_asked_is_not_tried(mzh: Protocol) -> None:
    """For a second-line caregiver the rules on access are not looked at, so they do not fail."""
    doctor = Zorgverlener(id="g1", lijn="tweede", koorts=False)
    branches = names(covered_by(mzh, Dossier(zorgverleners=(doctor,))), "groningen", "branches")

    assert "toegang_zorgverlener: not_applicable" in branches
    assert not [name for name in branches if name.startswith("groningen/G12.")]


def test_only_some_rulesets_are_measured(mzh: Protocol) -> None:
    """Who tests a hospital's ruleset need not answer for the region's."""

    def is_of_the_mzh(ruleset: Ruleset) -> bool:
        return ruleset.id == "groningen.mzh"

    coverage = RuleCoverage(is_of_the_mzh)
    coverage.add(decide(mzh, Dossier()))
    coverage.add(decide(load_protocol("groningen"), Dossier()))

    assert [ruleset.id for ruleset in coverage.rulesets] == ["groningen.mzh"]


def test_a_ruleset_that_no_decision_used_can_be_expected(mzh: Protocol) -> None:
    """A ruleset without a single case is not covered, rather than not mentioned."""
    coverage = RuleCoverage()
    coverage.expect(mzh)

    assert coverage.total().covered == 0
    assert coverage.of("groningen.mzh")["rules"].total == 13


def test_a_decision_that_was_read_back_cannot_be_counted(mzh: Protocol) -> None:
    """A decision from JSON has no facts to see what was tried."""
    stored = decision_from_data(decision_to_data(decide(mzh, Dossier())))

    with pytest.raises(DecisionError, match="read back"):
        RuleCoverage().add(stored)


def test_a_diagram_that_is_too_large_counts_everything(
    mzh: Protocol, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it cannot be worked out what is within reach, everything is."""

    def too_large(*_: object) -> int:
        raise BudgetExceededError

    exact = RuleCoverage()
    exact.expect(mzh)
    monkeypatch.setattr(Diagrams, "question", too_large)
    everything = RuleCoverage()
    everything.expect(mzh)

    assert everything.of("groningen")["rules"] == exact.of("groningen")["rules"]
    assert "kraamzorg = o_en_g_verpleegkundige" in everything.of("groningen")["branches"].missing
    assert "groningen/G3.verpleegkundige holds" in everything.of("groningen")["branches"].missing


def test_the_report_names_what_is_missing(mzh: Protocol) -> None:
    """The report has a line for each ruleset, a total, and below it what no decision exercised."""
    lines = coverage_lines(covered_by(mzh, Dossier(client=Client(koorts=True))))

    assert lines[:5] == [
        "Ruleset              Rules  Exceptions  Branches  Cover",
        "-------------------------------------------------------",
        "groningen 1.0.0       6/30         0/2    27/110    23%",
        "groningen.mzh 1.0.0   0/13         0/5      5/40     8%",
        "TOTAL                 6/43         0/7    32/150    19%",
    ]
    assert "groningen: rules that no decision exercised" in lines
    assert "  groningen/G8.overleg" in lines
    assert max(map(len, lines)) <= 80


def test_a_report_of_one_ruleset_needs_no_total() -> None:
    """With one ruleset the total would say the same once more."""
    lines = coverage_lines(covered_by(load_protocol("groningen"), Dossier()))

    assert not [line for line in lines if line.startswith("TOTAL")]


def test_a_hundred_percent_is_not_rounded_to() -> None:
    """One thing missing of very many is still missing."""
    assert Covered(9_999, 10_000).rounded_down() == 99
    assert Covered(99_999, 100_000).rounded_down(2) == 99.99
    assert Covered(29, 100).rounded_down(2) == 29
    assert Covered(100_000, 100_000).rounded_down(2) == Covered(0, 0).rounded_down() == 100


def test_a_ruleset_without_anything_missing() -> None:
    """Of a ruleset that is covered the report has one line, with a hundred percent."""
    coverage = RuleCoverage()
    exercised = {"covered": ["K1"], "missing": []}
    nothing = {"covered": [], "missing": []}
    coverage.merge(
        [
            {
                **{"id": "mijn", "version": "2", "sha256": "ab"},
                **{"rules": exercised, "exceptions": nothing, "branches": exercised},
            }
        ]
    )

    assert coverage_lines(coverage)[2:] == ["mijn 2     1/1         0/0       1/1   100%"]


def _at(number: float, days: int = 0) -> Dossier:
    return Dossier(meting=examples.Meting(temperatuur=number, dagen=days))


def _of_numbers(limit: float) -> Protocol:
    q = examples.ask("q")
    days, heat = examples.meting.dagen, examples.meting.temperatuur
    return examples.protocol_of(
        [q],
        [
            examples.rule("K1.x", (days < limit) & (heat > 38), q.becomes("x")),
            examples.rule("K2.y", days.is_in(0, 3) & (days >= 0) & (days <= 42), q.becomes("y")),
        ],
    )


def test_each_number_and_the_one_next_to_it_are_branches() -> None:
    """Another hour in a rule shows: no case has that hour, or the one before it."""
    found = [_at(38, 21), _at(39, 22)]
    before = covered_by(_of_numbers(22), *found).of("r")["branches"].missing
    after = covered_by(_of_numbers(10), *found).of("r")["branches"].missing

    assert [name for name in before if name.startswith("r/K1.x at")] == []
    assert [name for name in after if name.startswith("r/K1.x at")] == [
        "r/K1.x at meting.dagen = 9",
        "r/K1.x at meting.dagen = 10",
    ]


def test_a_number_that_cannot_be_is_not_asked_for() -> None:
    """Nobody writes a case with a day before the first one, or after the last."""
    missing = covered_by(_of_numbers(22), _at(37, 5)).of("r")["branches"].missing

    assert [name for name in missing if name.startswith("r/K2.y at")] == [
        f"r/K2.y at meting.dagen = {number}" for number in (0, 3, 42)
    ]


def test_a_number_at_which_nobody_is_asked_is_not_asked_for() -> None:
    """A question that is asked in the first ten days only needs no case of the 22nd."""
    days = examples.meting.dagen
    early = examples.ask("early", asked_when=days < 10)
    protocol = examples.protocol_of(
        [early], [examples.rule("K1.x", (days < 22) & (days >= 3), early.becomes("x"))]
    )

    missing = covered_by(protocol, _at(37, 5)).of("r")["branches"].missing

    assert [name for name in missing if " at " in name] == [
        f"r/K1.x at meting.dagen = {number}" for number in (2, 3)
    ]


def test_amounts_have_boundaries_too() -> None:
    """How many there are, and how large a set is, is compared with numbers as well."""
    q = examples.ask("q")
    staff, beds = examples.zorgverleners, examples.bedden
    protocol = examples.protocol_of(
        [q],
        [
            examples.rule(
                "K1.x",
                (staff.count(lambda one: one.koorts) >= 2)
                & (examples.praktijk.vsvs.size() > 1)
                & beds.any(lambda bed: bed.vrij),
                q.becomes("x"),
            )
        ],
    )
    ill = Zorgverlener(koorts=True)
    found = Dossier(praktijk=Praktijk(vsvs=["a", "b"]), zorgverleners=[ill, ill], bedden=[])

    data = covered_by(protocol, found).to_data()[0]["branches"]

    assert [name for name in data["covered"] if " at " in name] == [
        "r/K1.x at count of zorgverleners = 2",
        "r/K1.x at size of praktijk.vsvs = 2",
    ]
    assert [name for name in data["missing"] if " at " in name] == [
        "r/K1.x at count of zorgverleners = 1",
        "r/K1.x at size of praktijk.vsvs = 1",
    ]


def test_a_number_inside_a_quantifier_is_that_of_any_fact() -> None:
    """One of the facts of a list has the number, whichever it is."""
    region = load_protocol("zwolle")
    when = afdelingen.any(lambda one: one.vrije_bedden > 3)
    asked = examples.ask("q")
    made = attrs.evolve(
        region.layers[0],
        questions=(*region.layers[0].questions, asked),
        rules=(
            *region.layers[0].rules,
            Rule(id="Z1.q", clauses=("Z1",), when=when, then=asked.becomes("x"), because="Zo."),
        ),
    )
    full = Afdeling(id="a", vrije_bedden=0)
    found = Dossier(afdelingen=[full, Afdeling(id="b", vrije_bedden=3)])

    data = covered_by(compose([made]), found).to_data()[0]["branches"]

    assert "zwolle/Z1.q at afdelingen.vrije_bedden = 3" in data["covered"]
    assert "zwolle/Z1.q at afdelingen.vrije_bedden = 4" in data["missing"]


def test_a_number_of_the_place_is_not_asked_for() -> None:
    """What a place fixes is the same in every case, so no case can have another number."""
    asked = examples.ask("q")
    few = examples.rule("K1.x", examples.meting.dagen < 22, asked.becomes("x"))
    made = parts.ruleset(questions=(asked,), rules=(few,), fixed={"meting.dagen": 5})

    assert boundaries(compose([made], parts.ON), few.when) == {}
