"""What changed, of what kind, and why."""

from __future__ import annotations

import pytest

from obstetric_rules import Client, Partner, Status, Zorgverlener
from obstetric_rules.cases import Change, Kind, LiveCase, changes_lines
from obstetric_rules.explanation.reasons import Standing
from tests.cases.examples import MZH, SMALL, differing


def kinds(changes: tuple[Change, ...]) -> list[tuple[str, str | None]]:
    return [(change.question, change.key) for change in changes]


def test_an_answer_appears() -> None:
    """An answer that was open and is settled has appeared."""
    changes = LiveCase(SMALL).tell("partner.koorts", True)

    assert kinds(changes.appeared) == [("bij_partner", None), ("filmen", None)]
    change = changes.of("bij_partner")
    assert change is not None
    assert change.before is not None
    assert change.before.status is Status.OPEN
    assert change.after is not None
    assert change.after.value == "niet_mee"


def test_an_answer_changes() -> None:
    """An answer that was settled and is settled otherwise has changed."""
    case = LiveCase(SMALL)
    case.tell("partner.koorts", True)

    changes = case.tell("partner.koorts", False)

    assert kinds(changes.changed) == [("bij_partner", None)]
    assert kinds(changes.withdrawn) == [("filmen", None)]
    assert not changes.appeared


def test_an_answer_is_withdrawn() -> None:
    """An answer whose premise is retracted is open again, and so is what was chained to it."""
    case = LiveCase(SMALL)
    case.tell("partner.koorts", True)

    changes = case.retract("partner.koorts")

    assert kinds(changes.withdrawn) == [("bij_partner", None), ("filmen", None)]
    assert {change.kind for change in changes.withdrawn} == {Kind.WITHDRAWN}


def test_an_open_answer_is_open_otherwise() -> None:
    """A set of which one value is certain, or that waits for other facts, has changed as well."""
    changes = LiveCase(SMALL).tell("client.koorts", True)

    assert kinds(changes.unsettled) == [("een", None), ("filmen", None), ("maatregelen", None)]
    change = changes.of("maatregelen")
    assert change is not None
    assert change.after is not None
    assert (change.after.value, change.after.missing) == ({"a"}, ("partner",))


def test_a_fact_of_a_list_comes_and_goes() -> None:
    """The answers about one of a list come and go with it."""
    case = LiveCase(SMALL)
    case.tell(zorgverleners=[])

    came = case.add("zorgverleners", Zorgverlener(id="v1", koorts=True), Zorgverlener(id="v2"))
    assert kinds(came.appeared) == [("toegang", "v1")]
    assert kinds(came.changed) == [("iemand", None)]
    assert kinds(came.unsettled) == [("toegang", "v2")]
    gone = case.retract("zorgverleners[v1]", "zorgverleners[v2]")
    assert kinds(gone.withdrawn) == [("toegang", "v1")]
    assert kinds(gone.unsettled) == [("toegang", "v2")]
    change = gone.of("toegang", "v1")
    assert change is not None
    assert (change.after, change.why) == (None, None)
    assert change.why_before is not None


def test_nothing_changes() -> None:
    """Telling again what was known, or what no rule asks for, changes no answer."""
    case = LiveCase(SMALL)
    case.tell("client.koorts", True)

    again = case.tell("client.koorts", True)
    other = case.tell("client.lijn", "eerste")

    for changes in (again, other):
        assert not changes
        assert list(changes) == []
        assert changes.of("een") is None
    assert case.dossier == case.decision.dossier


def test_the_first_answers_appear() -> None:
    """What is settled when a case is opened appeared then, out of nothing."""
    opening = LiveCase(MZH).history[0].changes

    assert opening.before is None
    assert ("ontslag", None) in kinds(opening.appeared)
    change = opening.of("ontslag")
    assert change is not None
    assert (change.before, change.why_before) == (None, None)


def test_why_an_answer_changed() -> None:
    """Each change explains what the answer is and what it was, by the facts of that moment."""
    case = LiveCase(MZH)
    case.tell(partner=Partner(hoesten=True, koorts=False))
    change = case.tell("partner.koorts", True).of("partner_aanwezigheid")
    case.retract("partner")

    assert change is not None
    assert change.why is not None
    assert change.why_before is not None
    now, before = (
        [clause.id for rule in reasons.rules_that(Standing.SPEAKS) for clause in rule.clauses]
        for reasons in (change.why, change.why_before)
    )
    assert (before, now) == (["G19"], ["G20"])


def test_changes_are_values() -> None:
    """Two changes are equal when the same answers changed alike, whoever made them."""
    one, other = LiveCase(SMALL), LiveCase(SMALL)

    assert one.tell("client.koorts", True) == other.tell({"client.koorts": True})
    assert one.tell("client.hoesten", True) != other.tell("client.hoesten", False)
    with pytest.raises(AttributeError):
        one.history[0].changes.all = ()  # type: ignore[misc]


@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_changes_are_the_difference(engine: str) -> None:
    """Changes are what the decisions before and after do not have in common."""
    case = LiveCase(SMALL, engine=engine)

    changes = case.tell(client=Client(koorts=True, hoesten=False), partner=None)

    found = {(one.question, one.key): (one.before, one.after) for one in changes}
    assert found == differing(changes.before, changes.after)


def test_changes_in_dutch() -> None:
    """Changes can be read: what the answer is, what it was, why, and what is missing."""
    case = LiveCase(MZH)
    case.tell(
        partner=Partner(hoesten=True, koorts=False),
        client=Client(hoesten=False, dyspnoe=False, keelpijn=False, koorts=False),
        zorgverleners=[Zorgverlener(id="v1", lijn="eerste", koorts=True)],
    )

    changed = case.tell("partner.koorts", True)
    withdrawn = case.retract("client.koorts", "zorgverleners[v1]")

    assert changes_lines(changed.changed[:1]) == [
        "Aanwezigheid van de partner: niet aanwezig (G20).",
        "  Was: aanwezig met strikte isolatie (G19).",
        "  Want: Een partner met luchtwegklachten en koorts is niet bij de bevalling.",
    ]
    lines = changes_lines(withdrawn.withdrawn)
    assert lines[lines.index("Badbevalling: nog open: mogelijk of niet mogelijk.") :][:3] == [
        "Badbevalling: nog open: mogelijk of niet mogelijk.",
        "  Was: mogelijk (G14).",
        "  - Heeft de cliënt koorts?",
    ]
    gone = lines.index("Toegang van de zorgverlener (zorgverlener v1): vervallen.")
    assert lines[gone + 1] == "  Was: geweerd (G12)."
    assert changes_lines(case.history[0].changes)[0].startswith("Poliklinische")
    assert changes_lines([]) == []
