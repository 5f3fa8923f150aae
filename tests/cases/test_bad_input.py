"""Input that cannot be used: everything that is wrong is named, and the case is as it was."""

from __future__ import annotations

from typing import Any

import pytest

from obstetric_rules import (
    UNKNOWN,
    Client,
    DossierError,
    Partner,
    Zorgverlener,
    load_protocol,
)
from obstetric_rules.cases import Added, LiveCase, Retracted, Told
from obstetric_rules.errors import ArgumentError, EngineNotFoundError
from tests.cases.examples import SMALL, problems

BAD_STEPS = [
    (Told("partnr.koorts", True), 'partnr.koorts: expected a known slot (did you mean "partner"?)'),
    (Told("partner.kort", True), 'partner.kort: expected a known field (did you mean "koorts"?)'),
    (
        Told("partner.qqqq", True),
        "partner.qqqq: expected a known field (one of hoesten, dyspnoe, keelpijn, koorts)",
    ),
    (
        Told("partner.koorts.nu", True),
        'partner.koorts.nu: expected a slot, or a path such as "slot.field" or "slot[key].field"',
    ),
    (Told("client[v1].koorts", True), "client[v1].koorts: expected no key: client is one fact"),
    (
        Told("zorgverleners.koorts", True),
        'zorgverleners.koorts: expected one of the list, such as "zorgverleners[v1].koorts"',
    ),
    (
        Told("zorgverleners[v9].koorts", True),
        "zorgverleners[v9].koorts: expected a known key (one of v1)",
    ),
    (
        Retracted("bedden[links]"),
        "bedden[links]: expected a list that was told before (tell bedden=[...], the whole list)",
    ),
    (Told("client.koorts", "ja"), 'client.koorts: expected True, False or UNKNOWN, got "ja"'),
    (
        Told("client.koorts", UNKNOWN),
        "client.koorts: expected a value (retract it to make it UNKNOWN again)",
    ),
    (
        Told("client.koorts", None),
        "client.koorts: expected a value (retract it to make it UNKNOWN again)",
    ),
    (Told("client", None), "client: expected one Client, got None"),
    (Told("client", Partner()), "client: expected one Client, got a Partner"),
    (
        Told("partner", 7),
        "partner: expected one Partner, or None if there is none, got an int",
    ),
    (
        Told("partner", {"koorts": "ja"}),
        'partner.koorts: expected true, false or null, got "ja"',
    ),
    (
        Told("zorgverleners", [Zorgverlener(id="v2"), {"lijn": "nulde"}]),
        'zorgverleners[1].lijn: expected "eerste", "tweede" or null, got "nulde"',
    ),
    (
        Told("zorgverleners[v1]", {"ziek": True}),
        "zorgverleners[v1].ziek: expected a known field (one of id, beroep, lijn, hoesten, "
        "dyspnoe, keelpijn, koorts, dedicated_team, werkt_in_ziekenhuis, werkt_in_thuispraktijk)",
    ),
    (
        Told("zorgverleners", None),
        "zorgverleners: expected a list of Zorgverlener facts, "
        "the whole list ([] if there are none)",
    ),
    (
        Told("zorgverleners", [Zorgverlener(id="v2"), Client()]),
        "zorgverleners[1]: expected one Zorgverlener, got a Client",
    ),
    (Told("zorgverleners[v1]", None), "zorgverleners[v1]: expected one Zorgverlener, got None"),
    (
        Added("client", Client()),
        "client: expected a slot with many facts (one of zorgverleners, bedden)",
    ),
    (
        Added("zorgverleners[v1]", Zorgverlener()),
        'zorgverleners[v1]: expected a slot with many facts (did you mean "zorgverleners"?)',
    ),
    (Added("zorgverleners", 7), "zorgverleners: expected one Zorgverlener, got an int"),
    (
        Added("zorgverleners", Zorgverlener(id="v1")),
        "zorgverleners: expected different ids (the items at 0, 1 share theirs)",
    ),
    (
        Added("zorgverleners", Zorgverlener()),
        "zorgverleners: expected an id for every item, or for none of them",
    ),
]


@pytest.fixture
def case() -> LiveCase:
    case = LiveCase(SMALL)
    case.tell(zorgverleners=[Zorgverlener(id="v1")])
    return case


@pytest.mark.parametrize(("step", "message"), BAD_STEPS, ids=[str(step) for step, _ in BAD_STEPS])
def test_what_is_wrong_is_named(case: LiveCase, step: Any, message: str) -> None:
    """A path or value that cannot be used is named with what was expected; nothing is changed."""
    before = case.history

    with pytest.raises(DossierError) as error:
        case.apply([Told("client.koorts", True), step])

    assert problems(error) == [message]
    assert case.history is before


def test_all_problems_at_once(case: LiveCase) -> None:
    """Whoever tells several wrong things hears of all of them."""
    with pytest.raises(DossierError) as error:
        case.tell({"client.koorts": 1, "partnr": None, "zorgverleners[v9].koorts": True})

    assert [problem.path for problem in error.value.problems] == [
        "client.koorts",
        "partnr",
        "zorgverleners[v9].koorts",
    ]


def test_an_empty_list_has_no_keys(case: LiveCase) -> None:
    """A key of a list without facts is refused, and no others are suggested."""
    case.tell(zorgverleners=[])

    with pytest.raises(DossierError, match=r"expected a known key \(there is none\)"):
        case.retract("zorgverleners[v1]")


@pytest.mark.parametrize(
    "call",
    [
        lambda case: case.tell(Partner(koorts=True)),
        lambda case: case.tell({"client.koorts": True}, False),
        lambda case: case.replace(7),
    ],
    ids=["a fact without its slot", "a mapping with a value", "a number"],
)
def test_a_call_that_says_too_little(case: LiveCase, call: Any) -> None:
    """A fact without the slot it belongs in is refused with how to write it."""
    with pytest.raises(ArgumentError, match=r"tell\(partner=Partner\(\.\.\.\)\)"):
        call(case)


def test_a_path_that_is_no_text(case: LiveCase) -> None:
    """A path of another type is refused like one that cannot be read."""
    with pytest.raises(DossierError, match="an int: expected a slot, or a path"):
        case.retract(7)  # type: ignore[arg-type]


def test_a_step_that_is_none(case: LiveCase) -> None:
    """What is no step at all is the caller's mistake, and changes nothing."""
    before = case.history

    with pytest.raises(
        TypeError, match="steps: expected steps such as Told and Retracted, got a str"
    ):
        case.apply(["client.koorts"])  # type: ignore[list-item]

    assert case.history is before
    case.tell("client.koorts", True)


def test_an_engine_that_is_not_there() -> None:
    """A case cannot be opened with an engine that does not exist."""
    with pytest.raises(EngineNotFoundError, match="there is no engine compild"):
        LiveCase(SMALL, engine="compild")


@pytest.mark.parametrize("value", [[{}], [["a"]], [7], [None], {"a": 1}, [[], {}]])
def test_a_list_of_texts_with_something_else_in_it(value: Any) -> None:
    """Whatever stands in it, it is told what was expected, in the words of Python."""
    case = LiveCase(load_protocol("groningen.mzh"))

    with pytest.raises(DossierError, match=r"praktijk\.vsvs: expected a list of .* or UNKNOWN"):
        case.tell("praktijk.vsvs", value)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda case: case.answer("client.koorts", True), "fact: expected an OpenFact, got a str"),
        (lambda case: case.apply(None), "steps: expected a list of steps, got None"),
        (lambda case: case.apply(Told("client", 1)), "steps: expected a list of steps, got a Told"),
        (
            lambda case: LiveCase.from_data(case.to_data(), SMALL, clock=7),
            "clock: expected a function that gives a moment, got an int",
        ),
    ],
)
def test_a_call_with_something_else(case: LiveCase, call: Any, message: str) -> None:
    """What a call does not take is told as such, and is no error about insides."""
    before = case.history

    with pytest.raises(ArgumentError) as error:
        call(case)

    assert str(error.value).startswith(message)
    assert case.history is before


def test_a_long_id_hides_no_field(case: LiveCase) -> None:
    """An id as systems make it is shown with the field behind it; one without end is cut."""
    key = "123e4567-e89b-12d3-a456-426614174000"
    with pytest.raises(DossierError) as error:
        case.tell({f"zorgverleners[{key}].koort": True, f"zorgverleners[{'x' * 100_000}]": True})

    first, second = problems(error)
    assert first.startswith(f"zorgverleners[{key}].koort: expected a known field")
    assert len(second) < 300
