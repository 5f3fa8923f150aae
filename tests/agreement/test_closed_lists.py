"""The values of a closed list are all there are: for engines, proofs, questions and charts."""

from __future__ import annotations

from typing import Annotated, Any

import pytest

from obstetric_rules import Dossier, decide
from obstetric_rules.diagrams.layout import Layout
from obstetric_rules.diagrams.variables import TextVariable
from obstetric_rules.engines.answer import Answer
from obstetric_rules.engines.deciding import ENGINES
from obstetric_rules.errors import IncomparableError, RulesetError
from obstetric_rules.explanation.ask_next import ask_next
from obstetric_rules.exports.steps import branch_names
from obstetric_rules.expressions.operators import ManySlotReference, SlotReference
from obstetric_rules.facts import UNKNOWN, Slot, Text, TextSet, Unknown, Vocabulary, YesNo, fact
from obstetric_rules.rules.known_values import KnownValues
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.verification.both import both
from obstetric_rules.verification.findings import FindingKind
from obstetric_rules.verification.report import verify
from tests.engines.examples import ask
from tests.rules.parts import ON, rule, ruleset

SIZES = Vocabulary(values={"k": "klein", "g": "groot"}, closed=True)
WIDER = Vocabulary(values={"g": "groot", "m": "middel", "k": "klein"}, closed=True)


@fact
class Bad:
    """A bath of a closed list of sizes, with parts."""

    id: Annotated[str | Unknown, Text(label="id", label_en="id", vocabulary=SIZES)] = UNKNOWN
    maat: Annotated[str | Unknown, Text(label="de maat", label_en="size", vocabulary=SIZES)] = (
        UNKNOWN
    )
    wens: Annotated[str | Unknown, Text(label="de wens", label_en="wish", vocabulary=WIDER)] = (
        UNKNOWN
    )
    ander: Annotated[str | Unknown, Text(label="het andere", label_en="other")] = UNKNOWN
    delen: Annotated[
        frozenset[str] | Unknown, TextSet(label="de delen", label_en="parts", vocabulary=SIZES)
    ] = UNKNOWN
    schoon: Annotated[bool | Unknown, YesNo(label="schoon", label_en="clean")] = UNKNOWN


WORDS: dict[str, Any] = {"label": "het bad", "label_en": "the bath", "question": "Welk bad?"}
bad = SlotReference(Slot(name="bad", fact_type=Bad, **WORDS))
baden = ManySlotReference(Slot(name="baden", fact_type=Bad, many=True, label_many="baden", **WORDS))
q = ask("q")


def protocol(*conditions: Any, slots: tuple[Any, ...] = (bad,), **parts: Any) -> Protocol:
    rules = [
        rule(f"K1.r{number}", condition, q.becomes("x"))
        for number, condition in enumerate(conditions)
    ]
    return compose([ruleset("r", slots=slots, questions=(q,), rules=rules, **parts)], ON)


exact_engines = pytest.mark.parametrize("engine", ["compiled", "reference"])

# Conditions that hold whatever a bath is, since its lists are closed.
ALWAYS_SO = {
    "each value": (bad.maat == "k") | (bad.maat == "g"),
    "a value that two lists share": (bad.maat != bad.wens) | (bad.wens != "m"),
    "a text that is one of the list": (bad.ander != bad.maat) | bad.ander.is_in("k", "g"),
    "as many texts as there are": bad.delen.size() <= 2,
    "all texts, or fewer": (bad.delen.size() < 2)
    | (bad.delen.contains("k") & bad.delen.contains("g")),
    "more than one text when there are two": (bad.delen.size() != 2) | (bad.delen.size() > 1),
    "one of three": bad.wens.is_in("k", "g", "m"),
}
# The same but for one value: a case is left in which they do not hold.
NOT_ALWAYS = {
    "a value that is left": (bad.wens == "k") | (bad.wens == "g"),
    "a value that one list has": (bad.maat != bad.wens) | (bad.wens != "g"),
    "a text of no list": (bad.ander == "k") | (bad.ander == "g"),
    "a text too many": bad.delen.size() <= 1,
}


@exact_engines
@pytest.mark.parametrize("condition", ALWAYS_SO.values(), ids=ALWAYS_SO)
def test_what_holds_for_each_value_of_a_closed_list_holds(engine: str, condition: Any) -> None:
    """Nobody is asked for a value when the answer is the same for each there is."""
    answer = decide(protocol(condition), Dossier(), engine)["q"]

    assert isinstance(answer, Answer)
    assert (answer.status, answer.value, answer.missing) == ("concluded", "x", ())


@exact_engines
@pytest.mark.parametrize("condition", NOT_ALWAYS.values(), ids=NOT_ALWAYS)
def test_a_value_that_is_left_keeps_the_answer_open(engine: str, condition: Any) -> None:
    """The values that no rule speaks of are still there."""
    answer = decide(protocol(condition), Dossier(), engine)["q"]

    assert isinstance(answer, Answer)
    assert (answer.status, answer.can_become) == ("open", ("silent", "x"))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("condition", [*ALWAYS_SO.values()], ids=ALWAYS_SO)
def test_every_engine_says_so_of_a_bath_that_is_known(engine: str, condition: Any) -> None:
    """With everything told all engines conclude."""
    whole = Bad(id="k", maat="k", wens="m", ander="k", delen={"k", "g"}, schoon=True)  # type: ignore[arg-type]

    answer = decide(protocol(condition), Dossier(bad=whole), engine)["q"]
    assert isinstance(answer, Answer)
    assert answer.value == "x"


@pytest.mark.parametrize(
    ("condition", "silent"),
    [
        *[(condition, False) for condition in ALWAYS_SO.values()],
        *[(condition, True) for condition in NOT_ALWAYS.values()],
    ],
)
def test_a_proof_goes_through_the_values_of_the_list(condition: Any, silent: bool) -> None:
    """No silence is reported for a value that cannot be, and the solver agrees."""
    pytest.importorskip("z3", reason="the second opinion needs the extra verify-smt")
    from obstetric_rules.verification.second_opinion import key_of, second_opinion

    found = protocol(condition)
    report = verify(found)

    assert any(finding.kind is FindingKind.SILENCE for finding in report.findings) is silent
    assert second_opinion(found) == {key_of(finding) for finding in report.findings}


def test_a_witness_has_ids_of_the_list() -> None:
    """An example of two baths calls them by the two ids there are."""
    found = protocol(baden.count(lambda one: one.schoon) < 2, slots=(baden,))
    witnesses = [finding.witness for finding in verify(found).findings]

    (witness,) = filter(None, witnesses)
    assert [one.id for one in witness.dossier["baden"]] == ["k", "g"]


def test_all_values_of_a_closed_list_are_offered() -> None:
    """Whoever is asked can choose from what there is, by its name, and nothing else."""
    asked = {
        fact.path: fact for fact in ask_next(protocol((bad.maat == "k") & bad.schoon), Dossier())
    }

    maat = asked["bad.maat"]
    assert maat.closed
    assert [(one.value, one.label) for one in maat.answers] == [("k", "klein"), ("g", "groot")]


def test_the_branches_of_a_chart_bear_the_names_of_values() -> None:
    """A chart says “klein”, and “iets anders” only where something else can be."""
    names = {}
    for condition in (bad.maat.is_in("k", "g"), bad.wens == "k"):
        layout = Layout(protocol(condition))
        for variable in layout.variables:
            if isinstance(variable, TextVariable):
                branches = range(variable.width)
                names[variable.field.name] = [
                    branch_names(variable, [branch], layout.protocol) for branch in branches
                ]

    assert names == {"maat": ["klein", "groot"], "wens": ["klein", "iets anders"]}


def test_a_size_that_no_set_of_the_list_can_have_is_refused() -> None:
    """A rule for three of two parts could never speak."""
    with pytest.raises(RulesetError, match="compares a number of things with > 2, which can never"):
        protocol(bad.delen.size() > 2)


def test_lists_without_a_common_value_are_not_compared() -> None:
    """Two closed lists that share nothing are never equal: the rule is refused."""
    with pytest.raises(RulesetError, match=r"bad.maat and tafel.soort have no value in common"):
        protocol(bad.maat == tafel.soort, slots=(bad, tafel))


def test_a_ruleset_cannot_add_to_a_closed_list() -> None:
    """What is closed is closed for those above, too."""
    more = KnownValues(field="bad.maat", values={"m": "middel"})

    with pytest.raises(RulesetError, match=r"r: knows values of bad.maat: its list is closed"):
        protocol(bad.schoon, known_values=(more,))


def test_protocols_with_other_closed_lists_are_not_compared() -> None:
    """A case that one of two protocols refuses fits only one of them."""
    one, other = protocol(bad.schoon), protocol(ander_bad.schoon, slots=(ander_bad,))

    with pytest.raises(IncomparableError, match=r"bad.maat does not take the same values in both"):
        both(one, other)


@fact
class Tafel:
    """A table, of which there are other sorts."""

    soort: Annotated[
        str | Unknown,
        Text(
            label="de soort",
            label_en="sort",
            vocabulary=Vocabulary(values={"r": "rond"}, closed=True),
        ),
    ] = UNKNOWN


@fact
class AnderBad:
    """A bath of other sizes."""

    maat: Annotated[str | Unknown, Text(label="de maat", label_en="size", vocabulary=WIDER)] = (
        UNKNOWN
    )
    schoon: Annotated[bool | Unknown, YesNo(label="schoon", label_en="clean")] = UNKNOWN


tafel = SlotReference(Slot(name="tafel", fact_type=Tafel, **WORDS))
ander_bad = SlotReference(Slot(name="bad", fact_type=AnderBad, **WORDS))
