"""A protocol that breaks an invariant is refused, unless a ruleset says that it does and why."""

from __future__ import annotations

import attrs
import pytest

from obstetric_rules import Client, Dossier, Praktijk, Zorgverlener, decide, load_protocol
from obstetric_rules.errors import InvariantError
from obstetric_rules.plugins import Invariant, Monotonicity, installed_rulesets
from obstetric_rules.rules.protocol import compose
from obstetric_rules.rules.question import question
from obstetric_rules.verification.loading import departures, refuse_broken_invariants
from tests.conftest import Install
from tests.engines.examples import client, zorgverleners
from tests.rules.features import HOSPITAL, REGION, SUMMER, bezoek
from tests.rules.parts import clause, rule

LOOSER = attrs.evolve(
    HOSPITAL,
    settings=(),
    rules=(
        rule("Z1.altijd", client.hoesten, bezoek.becomes("ja"), overrides=("r/K1.nee",)),
        rule("Z1.koorts", client.koorts, bezoek.becomes("ja"), overrides=("r/K1.nee",)),
    ),
)
UNDECLARED = attrs.evolve(LOOSER, deviations=())

MODULE = "tests.verification.test_loading"


def refused(*layers: object) -> list[str]:
    with pytest.raises(InvariantError) as caught:
        refuse_broken_invariants(compose(layers, SUMMER))  # type: ignore[arg-type]  # rulesets
    return str(caught.value).splitlines()


def test_a_broken_invariant_is_refused_with_a_case_and_the_rules_that_speak_there() -> None:
    """Whoever loosens what the region holds on to sees which rule does it, and in which case."""
    assert refused(REGION, UNDECLARED) == [
        "h breaks the invariant r/laat_geen_bezoek (Na de termijn komt er geen bezoek.) in the "
        "case client.koorts=true, meting.dagen=22. There h/Z1.koorts speaks. Mend the rules, or "
        "declare an InvariantDeviation with the reason.",
        "h breaks the invariant r/koorts_geeft_geen_bezoek (Koorts geeft geen recht op bezoek.) "
        "in the case meting.dagen=22, once client.koorts turns from no to yes. There "
        "h/Z1.koorts speaks. Mend the rules, or declare an InvariantDeviation with the reason.",
    ]


def test_a_declared_deviation_lets_the_protocol_through_and_decisions_show_it() -> None:
    """A hospital that says why it deviates can be decided by, and every decision shows it."""
    only = attrs.evolve(LOOSER, rules=LOOSER.rules[:1])
    protocol = compose([REGION, only], SUMMER)

    refuse_broken_invariants(protocol)

    (shown,) = decide(protocol, Dossier()).protocol.not_kept
    assert (shown.invariant, shown.ruleset) == ("r/laat_geen_bezoek", "h")


def test_a_deviation_from_one_invariant_is_none_from_another() -> None:
    """Only what is declared is let through."""
    assert [line.partition(" (")[0] for line in refused(REGION, LOOSER)] == [
        "h breaks the invariant r/koorts_geeft_geen_bezoek"
    ]


def test_a_value_that_a_hospital_sets_does_not_move_what_the_region_holds_on_to() -> None:
    """An invariant keeps the value it was written for, and a setting that loosens it is refused."""
    later = attrs.evolve(HOSPITAL, rules=(), deviations=(), clauses=(clause("Z1", "n"),))

    assert refused(REGION, later) == [
        "h breaks the invariant r/laat_geen_bezoek (Na de termijn komt er geen bezoek.) in the "
        "case meting.dagen=22. There r/K1.ja speaks (with dagen as h sets it). Mend the rules, or "
        "declare an InvariantDeviation with the reason."
    ]
    (setting,) = later.settings
    earlier = attrs.evolve(later, settings=(attrs.evolve(setting, values={SUMMER: 7}),))
    refuse_broken_invariants(compose([REGION, earlier], SUMMER))


def test_an_invariant_of_each_fact_names_whom_the_case_is_about() -> None:
    """A witness about one caregiver names her, and what no rule says is told as such."""
    toegang = question("toegang", text="t", label="l", values={"ja": "ja"}, per="zorgverleners")
    each = zorgverleners.each
    ruleset = attrs.evolve(
        REGION,
        questions=(*REGION.questions, toegang),
        rules=(*REGION.rules, rule("K1.toegang", each.lijn == "eerste", toegang.becomes("ja"))),
        invariants=(
            Invariant(
                id="zieken_blijven_weg",
                clauses=("K1",),
                always=~each.koorts | ~(toegang == "ja"),
                because="Zieken blijven weg.",
                per="zorgverleners",
            ),
            Invariant(
                id="iedereen_binnen",
                clauses=("K1",),
                always=toegang == "ja",
                because="Iedereen mag binnen.",
                per="zorgverleners",
            ),
            Invariant(id="nooit", clauses=("K1",), always=client.koorts, because="Altijd koorts."),
        ),
    )

    assert [line.partition(") in the case ")[2] for line in refused(ruleset)] == [
        "zorgverleners[v1].koorts=true. There r/K1.toegang speaks. Mend the rules, or declare an "
        "InvariantDeviation with the reason.",
        'zorgverleners[v1].lijn="tweede". There no rule speaks. Mend the rules, or declare an '
        "InvariantDeviation with the reason.",
        "an ordinary case. There no rule speaks. Mend the rules, or declare an "
        "InvariantDeviation with the reason.",
    ]


def test_what_is_not_ordinary_in_a_case_is_told() -> None:
    """A case is told by what is remarkable in it, and by the facts of its lists."""
    dossier = Dossier(
        client=Client(koorts=False, hoesten=True),
        partner=None,
        praktijk=Praktijk(vsvs={"b", "a"}, primair_ziekenhuis="mzh"),
        zorgverleners=[Zorgverlener(id="v1"), Zorgverlener(id="v2", koorts=True)],
    )

    assert list(departures(dossier)) == [
        "client.hoesten=true",
        "partner=null",
        'praktijk.vsvs=["a", "b"]',
        "zorgverleners[v1]",
        "zorgverleners[v2].koorts=true",
    ]


def test_an_installed_plugin_that_breaks_an_invariant_is_refused(install: Install) -> None:
    """Whoever loads a protocol by its id gets none that breaks what the region holds on to."""
    install("los", {"r": "tests.rules.features:REGION", "h": f"{MODULE}:UNDECLARED"})

    with pytest.raises(InvariantError, match="h breaks the invariant r/laat_geen_bezoek"):
        load_protocol("h", SUMMER)
    assert load_protocol("h", SUMMER, verify=False).id == "h"
    assert load_protocol("r", SUMMER).id == "r"


@pytest.mark.parametrize("name", [item.id for item in installed_rulesets() if item.is_own])
def test_the_rulesets_of_this_library_keep_their_invariants(name: str) -> None:
    """What is not proved each time that it is loaded is proved here."""
    refuse_broken_invariants(load_protocol(name))


def test_a_protocol_without_invariants_has_none_to_break() -> None:
    """Nothing is proved of a ruleset that states nothing."""
    bare = attrs.evolve(REGION, invariants=())

    refuse_broken_invariants(compose([bare], SUMMER))


def test_a_monotonicity_that_is_kept_is_no_reason_to_refuse() -> None:
    """What is claimed of more complaints is proved, not taken on trust."""
    (kept,) = [item for item in REGION.invariants if isinstance(item, Monotonicity)]

    refuse_broken_invariants(compose([attrs.evolve(REGION, invariants=(kept,))], SUMMER))
