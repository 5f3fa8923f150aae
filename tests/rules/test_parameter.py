"""A parameter has on each date the value that holds then, in every condition that names it."""

from __future__ import annotations

import datetime
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules import Dossier, decide
from obstetric_rules.errors import RulesetError, ValidityError
from obstetric_rules.expressions.canonical import node_to_data
from obstetric_rules.expressions.nodes import Comparison, Condition, parameters_in, walk
from obstetric_rules.expressions.typed_data import read_as
from obstetric_rules.facts import Client, Praktijk
from obstetric_rules.rules.invariant import Invariant
from obstetric_rules.rules.parameter import Setting, parameter, value_on
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.rules.question import question
from tests.engines.examples import Meting, client, meting
from tests.rules.features import HOSPITAL, NEW_YEAR, REGION, SUMMER
from tests.rules.parts import clause, rule, ruleset

DAY = datetime.timedelta(days=1)
days = st.dates(datetime.date(2025, 1, 1), datetime.date(2027, 12, 31))


@given(
    values=st.dictionaries(st.none() | days, st.integers(), max_size=4),
    on=days,
)
def test_the_value_on_a_date_is_the_last_that_has_begun(
    values: dict[datetime.date | None, int], on: datetime.date
) -> None:
    """A value holds from its own day until the day on which the next one begins."""
    begun = sorted((since or datetime.date.min, value) for since, value in values.items())
    begun = [(since, value) for since, value in begun if since <= on]
    found = value_on(values, on)

    assert (found is None) == (not begun)
    if found is not None:
        assert (found[0] or datetime.date.min, found[1]) == begun[-1]


def bezoek(protocol: Protocol, dagen: int) -> Any:
    dossier = Dossier(meting=Meting(dagen=dagen), client=Client(koorts=False))
    return decide(protocol, dossier)["bezoek"].value


@pytest.mark.parametrize(
    ("on", "last_day"),
    [(NEW_YEAR, 14), (SUMMER - DAY, 14), (SUMMER, 21), (datetime.date(2030, 1, 1), 21)],
)
def test_a_rule_goes_by_the_value_of_the_date(on: datetime.date, last_day: int) -> None:
    """The day before a change the old value holds, on the day itself the new one."""
    protocol = compose([REGION], on)

    assert bezoek(protocol, last_day) == "ja"
    assert bezoek(protocol, last_day + 1) == "nee"
    assert protocol.parameters["dagen"].value == last_day


@given(days.filter(lambda on: on >= NEW_YEAR))
def test_a_protocol_with_parameters_is_one_with_their_values(on: datetime.date) -> None:
    """No condition of a protocol, wherever it stands, names a parameter any more."""
    protocol = compose([REGION, HOSPITAL], on)
    conditions = [rule.when for rule in protocol.rules.values()]
    conditions += [one.asked_when for one in protocol.questions.values() if one.asked_when]
    invariants = [one.always for one in protocol.invariants if isinstance(one, Invariant)]

    assert not any(map(parameters_in, [*conditions, *invariants]))
    (term,) = {
        node.value
        for condition in conditions
        for node in walk(condition)
        if isinstance(node, Comparison) and node.operand == (meting.dagen < 1).node.operand  # type: ignore[union-attr]  # a comparison
    }
    assert term == protocol.parameters["dagen"].value


def test_a_question_is_asked_by_the_value_of_the_date() -> None:
    """The condition on which a question is asked follows the date too."""
    dossier = Dossier(meting=Meting(dagen=20))

    assert decide(compose([REGION], NEW_YEAR), dossier)["uitslapen"].status == "not_applicable"  # type: ignore[union-attr]  # one answer
    assert decide(compose([REGION], SUMMER), dossier)["uitslapen"].value == "ja"  # type: ignore[union-attr]  # one answer


def test_sizes_and_counts_compare_with_parameters() -> None:
    """A number of things can be compared with a parameter as a field can."""
    protocol = compose([REGION], SUMMER)
    one, two = (Praktijk(vsvs=frozenset("ab"[:number])) for number in (1, 2))

    assert decide(protocol, Dossier(bedden=()))["drukte"].value == "ja"  # type: ignore[union-attr]  # one answer
    assert decide(protocol, Dossier(praktijk=two))["drukte"].value == "ja"  # type: ignore[union-attr]  # one answer
    assert decide(protocol, Dossier(praktijk=one))["drukte"].status == "open"  # type: ignore[union-attr]  # one answer


def test_a_hospital_sets_a_parameter_from_its_own_date() -> None:
    """Before the hospital's first date the region's value holds, and each says who gave it."""
    before, after = (compose([REGION, HOSPITAL], on) for on in (SUMMER - DAY, SUMMER))

    found = [one.parameters["dagen"] for one in (before, after)]

    assert [(one.value, one.given_by, one.since) for one in found] == [
        (14, "r", NEW_YEAR),
        (28, "h", SUMMER),
    ]
    assert found[0].setting is None
    assert found[1].setting is HOSPITAL.settings[0]
    assert bezoek(after, 28) == "ja"


def test_a_date_before_the_first_value_is_refused() -> None:
    """Nobody decides by a value that did not hold yet."""
    with pytest.raises(ValidityError) as caught:
        compose([REGION], NEW_YEAR - DAY)

    assert str(caught.value) == (
        "the parameter dagen of r 1 has no value on 2025-12-31: its first value holds from "
        "2026-01-01. Ask for a later date, or install the version that holds on that date."
    )


def test_a_change_of_a_value_changes_the_content_hash() -> None:
    """A receipt shows that a parameter was changed since."""
    changed = attrs.evolve(
        HOSPITAL, settings=[attrs.evolve(HOSPITAL.settings[0], values={SUMMER: 29})]
    )

    assert compose([REGION, HOSPITAL], SUMMER).sha256 != compose([REGION, changed], SUMMER).sha256
    assert compose([REGION], NEW_YEAR).sha256 == compose([REGION], SUMMER).sha256


def test_a_condition_on_a_parameter_reads_back() -> None:
    """A condition that names a parameter survives the way to another machine."""
    node = REGION.rules[0].when

    assert read_as(Condition, node_to_data(node), "when") == node


vraag = question("q", text="Wat?", label="wat", values={"x": "x"})


def faults(**parts: Any) -> list[str]:
    with pytest.raises(RulesetError) as caught:
        ruleset(**{"questions": (vraag,), "clauses": (clause("K1", "n"),), **parts})
    return str(caught.value).splitlines()


def termijn(**how: Any) -> Any:
    return parameter(
        "termijn", **{"label": "de termijn", "clauses": ("K1",), "values": {None: 1}, **how}
    )


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param(
            {"parameters": (termijn(values={}),)},
            ["r: the parameter termijn has no value on any date"],
            id="no value",
        ),
        pytest.param(
            {"parameters": (termijn(values={None: 1, SUMMER: "veel"}),)},
            ["r: the parameter termijn has values of different types"],
            id="different types",
        ),
        pytest.param(
            {"parameters": (termijn(values={None: float("inf")}),)},
            ["r: the parameter termijn has a value that is no number, text or yes/no"],
            id="no number",
        ),
        pytest.param(
            {"parameters": (termijn(), termijn())},
            ["r: the parameter termijn is declared twice"],
            id="twice",
        ),
        pytest.param(
            {"parameters": (termijn(clauses=()),)},
            ["r: the parameter termijn names no clause"],
            id="no clause",
        ),
        pytest.param(
            {"parameters": (termijn(clauses=("K9",)),)},
            [
                "r: the parameter termijn names the clause K9, which neither its ruleset nor a "
                "lower one has"
            ],
            id="unknown clause",
        ),
        pytest.param(
            {
                "rules": (rule("K1.x", meting.dagen < termijn(), vraag.becomes("x")),),
                "clauses": (clause("K1"),),
            },
            ["r, rule K1.x, clause K1: compares with the parameter termijn, which is not known"],
            id="not declared",
        ),
        pytest.param(
            {
                "parameters": (termijn(values={None: 1, SUMMER: 50}),),
                "rules": (rule("K1.x", meting.dagen > termijn(), vraag.becomes("x")),),
                "clauses": (clause("K1"),),
            },
            [
                "r, rule K1.x, clause K1: compares meting.dagen with > 50, which can never hold "
                "(a value of the parameter termijn)"
            ],
            id="a value that can never hold",
        ),
        pytest.param(
            {
                "parameters": (termijn(),),
                "rules": (rule("K1.x", client.lijn == termijn(), vraag.becomes("x")),),
                "clauses": (clause("K1"),),
            },
            [
                "r, rule K1.x, clause K1: compares client.lijn with 1, which it can never be; "
                'expected "eerste", "tweede" or null (a value of the parameter termijn)'
            ],
            id="a value of another kind",
        ),
        pytest.param(
            {
                "settings": (
                    Setting(parameter="r/termijn", values={None: 2}, clauses=("K1",), because="x"),
                ),
                "parameters": (termijn(),),
            },
            ["r: sets r/termijn, which is no parameter of a lower ruleset"],
            id="sets its own",
        ),
    ],
)
def test_a_broken_parameter_is_refused(parts: dict[str, Any], expected: list[str]) -> None:
    """What is wrong with a parameter is said when the ruleset is built, in whichever way."""
    assert faults(**parts) == expected


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        (
            {"parameter": "r/dagn"},
            ["h: sets r/dagn, which is no parameter of a lower ruleset (did you mean r/dagen?)"],
        ),
        ({"values": {}}, ["h: the setting of r/dagen has no value on any date"]),
        (
            {"values": {None: "x"}},
            ["h: the setting of r/dagen has values of another type than the parameter"],
        ),
        ({"because": " "}, ["h: the setting of r/dagen gives no reason: because is empty"]),
    ],
    ids=["unknown", "no value", "another type", "no reason"],
)
def test_a_broken_setting_is_refused(setting: dict[str, Any], expected: list[str]) -> None:
    """What a hospital sets is checked against the parameter of the region."""
    changed = attrs.evolve(HOSPITAL, settings=[attrs.evolve(HOSPITAL.settings[0], **setting)])
    found = []
    try:
        compose([REGION, changed], SUMMER)
    except RulesetError as error:
        found = [str(fault) for fault in error.faults if fault.ruleset == "h"]

    assert found == expected


def test_two_rulesets_cannot_set_one_parameter() -> None:
    """Nobody decides by whichever of two settings happens to come last."""
    second = attrs.evolve(HOSPITAL, id="h2", rules=(), clauses=(clause("Z1", "n"),), extends=("h",))

    with pytest.raises(RulesetError) as caught:
        compose([REGION, HOSPITAL, second], SUMMER)

    assert "h: sets r/dagen, and so does h2: only one ruleset can" in str(caught.value)


def test_a_setting_stands_once_in_a_ruleset() -> None:
    """Two settings of one parameter in one ruleset are a mistake."""
    changed = attrs.evolve(HOSPITAL, settings=HOSPITAL.settings * 2)

    with pytest.raises(RulesetError, match="h: sets r/dagen twice"):
        compose([REGION, changed], SUMMER)


def test_a_parameter_of_a_lower_ruleset_is_not_declared_again() -> None:
    """A hospital sets the region's parameter; it does not declare one of the same name."""
    changed = attrs.evolve(
        HOSPITAL, parameters=(attrs.evolve(REGION.parameters[0], clauses=("Z1",)),)
    )

    with pytest.raises(RulesetError, match="h: the parameter dagen is declared by r too"):
        compose([REGION, changed], SUMMER)
