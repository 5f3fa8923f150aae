"""A case goes on when its rules change: a new version at night, or the values of a new day."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import attrs
import pytest

from obstetric_rules import Client, Dossier, DossierError, Partner, Protocol, Zorgverlener
from obstetric_rules.cases import Entry, LiveCase, Moved, changes_lines
from obstetric_rules.errors import DecisionError, QuestionNotFoundError
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.rules.protocol import compose
from obstetric_rules.rules.reading import rulesets_from_text, rulesets_to_text
from obstetric_rules.rules.ruleset import Ruleset
from tests.cases.examples import SMALL, Clock, problems
from tests.engines.examples import Meting, ask, client, partner, protocol_of, rule
from tests.rules.features import HOSPITAL, NEW_YEAR, REGION, SUMMER

FIRST, SECOND = date(2026, 11, 22), date(2026, 11, 23)
MZH = compose([groningen, groningen_mzh], FIRST)


def another(ruleset: Ruleset, **parts: Any) -> Ruleset:
    untyped: Any = ruleset
    return attrs.evolve(untyped, **parts)  # type: ignore[no-any-return]  # see above


def newer(**parts: Any) -> Protocol:
    return compose([groningen, another(groningen_mzh, version="1.0.1", **parts)], FIRST)


def saved(case: LiveCase) -> Any:
    return json.loads(json.dumps(case.to_data()))


def with_fever() -> LiveCase:
    case = LiveCase(MZH, dossier=Dossier(partner=None), clock=Clock())
    case.tell("client.koorts", True)
    return case


_bad = ask("bad", "ja", "nee")
_rust = ask("rust", "ja", "nee")
_kleur = ask("kleur", "rood", "groen", set_valued=True, empty_without_rules=True)
OLD = protocol_of(
    [_bad, _rust, _kleur],
    [
        rule("K1.nee", client.koorts, _bad.becomes("nee")),
        rule("K2.ja", ~client.koorts, _rust.becomes("ja")),
        rule("K3.rood", client.koorts, _kleur.includes("rood")),
    ],
)
_new_bad = ask("bad", "soms", "nee")
_filmen = ask("filmen", "ja", "nee")
NEW = protocol_of(
    [_filmen, _new_bad, _kleur],
    [
        rule("K1.soms", client.koorts, _new_bad.becomes("soms")),
        rule("K3.groen", client.koorts, _kleur.includes("groen")),
        rule("K4.ja", partner.koorts, _filmen.becomes("ja")),
    ],
)


def test_a_new_version_of_the_rules_keeps_the_past() -> None:
    """After an update at night every birth in progress is there, as it was, and goes on."""
    case = with_fever()
    again = LiveCase.from_data(saved(case), newer(), clock=Clock())

    assert again.history == case.history
    assert {entry.decision.protocol.version for entry in again.history} == {MZH.version}
    assert saved(again) == saved(case)
    changes = again.move_to(newer())
    assert len(changes) == 0
    assert again.history[-1].steps == (Moved("1.0.1", FIRST),)
    assert again.decision.protocol.version == "1.0.1"
    assert again.tell("client.koorts", False).of("badbevalling") is not None


def test_nothing_is_told_by_rules_that_did_not_decide_the_case() -> None:
    """Before it moves to them nothing is decided by other rules, and nothing is lost."""
    again = LiveCase.from_data(saved(with_fever()), newer())
    before = again.history

    with pytest.raises(DecisionError, match=r"1\.0\.0 of 2026-11-22 .*; move_to\(protocol\) goes"):
        again.tell("client.koorts", False)

    assert again.history is before


def test_another_day_keeps_the_day_of_the_past() -> None:
    """Restored after midnight, what was decided yesterday was decided yesterday."""
    case = with_fever()
    tomorrow = compose(MZH.layers, SECOND)
    again = LiveCase.from_data(saved(case), tomorrow)

    assert [entry.on for entry in again.history] == [FIRST, FIRST]
    with pytest.raises(DecisionError):
        again.retract("client")
    again.move_to(tomorrow)
    assert [entry.on for entry in again.history] == [FIRST, FIRST, SECOND]
    assert LiveCase.from_data(saved(again), tomorrow).history == again.history


def test_values_of_a_date_change_with_the_day() -> None:
    """What a parameter made of the facts in spring still stands there when summer has come."""
    spring, summer = (compose([REGION, HOSPITAL], day) for day in (NEW_YEAR, SUMMER))
    case = LiveCase(spring, dossier=Dossier(meting=Meting(dagen=20)), clock=Clock())
    case.tell("client.koorts", False)
    again = LiveCase.from_data(saved(case), summer, clock=Clock())

    assert spring.sha256 == summer.sha256
    assert again.history == case.history
    assert again.decision["bezoek"].value == "nee"
    assert again.decision.protocol.parameters == case.decision.protocol.parameters
    change = again.move_to(summer).of("bezoek")
    assert change is not None
    assert (change.before, change.after) == (case.decision["bezoek"], again.decision["bezoek"])
    assert again.decision["bezoek"].value == "ja"
    assert LiveCase.from_data(saved(again), spring).history == again.history


def test_a_case_goes_on_after_midnight() -> None:
    """In one process, without saving: the day turns over as an entry of the history."""
    case = with_fever()
    heard: list[Entry] = []
    case.listen(heard.append)

    assert len(case.move_to(MZH)) == 0
    assert len(case.history) == 2
    case.move_to(compose(MZH.layers, SECOND))

    assert heard == [case.history[2]]
    assert case.protocol.on == SECOND
    assert case.answer_at(case.history[1].moment, "badbevalling").value == "niet_mogelijk"


def test_what_changed_is_told() -> None:
    """The entry lists the answers that are new, otherwise, or not asked any more."""
    case = LiveCase(OLD, dossier=Dossier(client=Client(koorts=True)), clock=Clock())
    changes = case.move_to(NEW)

    found = {
        change.question: tuple(one and one.value for one in (change.before, change.after))
        for change in changes
    }
    assert found == {
        "filmen": (None, None),
        "bad": ("nee", "soms"),
        "kleur": (frozenset({"rood"}), frozenset({"groen"})),
        "rust": (None, None),
    }
    assert [change.question for change in changes.withdrawn] == ["rust"]
    assert changes.all[1].why is not None
    assert changes.all[1].why_before is not None
    assert "Rust: vervallen." in changes_lines(changes)


def test_what_changed_is_told_of_a_past_without_its_rules() -> None:
    """When the old rules are gone their answers are shown, without the reasons."""
    restored = LiveCase.from_data(
        saved(LiveCase(OLD, dossier=Dossier(client=Client(koorts=True)))), NEW
    )
    changes = restored.move_to(NEW)

    assert all(change.why_before is None for change in changes)
    lines = changes_lines(changes)
    assert [line for line in lines if line[:1] != " "] == [
        "Filmen: nog open: ja of geen uitspraak.",
        "Bad: soms (K1).",
        "Kleur: groen (K3).",
        "rust: vervallen.",
    ]
    assert "  Was: nee (K1)." in lines
    assert "  Was: de afspraak zegt er niets over." in lines
    past = changes_lines(restored.history[0].changes)
    assert past == ["bad: nee (K1).", "rust: de afspraak zegt er niets over.", "kleur: rood (K3)."]


def test_a_question_of_the_past_is_answered_from_the_past() -> None:
    """What was asked then is answered, and what was not is refused with the nearest name."""
    case = LiveCase(OLD, dossier=Dossier(client=Client(koorts=True)), clock=Clock())
    moment = case.history[0].moment
    case.move_to(NEW)

    assert case.answer_at(moment, "rust").status == "silent"
    with pytest.raises(QuestionNotFoundError, match=r"has no .*filmen"):
        case.answer_at(moment, "filmen")
    with pytest.raises(QuestionNotFoundError, match="did you mean filmen"):
        case.answer_at(moment, "film")


def test_a_history_over_several_rules_is_saved() -> None:
    """Each entry is restored with the answers of its own rules, explained where those are there."""
    case = LiveCase(OLD, dossier=Dossier(client=Client(koorts=True)), clock=Clock())
    case.tell(partner=Partner(koorts=True))
    case.move_to(NEW)
    case.tell("client.koorts", False)
    case.trim(case.history[1].moment)

    by_new = LiveCase.from_data(saved(case), NEW)
    by_old = LiveCase.from_data(saved(case), OLD)

    assert by_new.history == by_old.history == case.history
    assert saved(by_new) == saved(by_old) == saved(case)
    assert [entry.decision.case is None for entry in by_new.history] == [True, False, False]
    assert [entry.decision.case is None for entry in by_old.history] == [False, True, True]
    assert by_new.history[2].changes.all[0].why is not None


def test_another_protocol_is_refused() -> None:
    """A case of one hospital does not become one of another by itself."""
    case = with_fever()

    with pytest.raises(DossierError) as error:
        case.move_to(compose([groningen], FIRST))

    assert problems(error) == [
        'protocol: expected "groningen.mzh", by which the case was decided so far'
    ]
    assert case.protocol is MZH


def test_facts_that_the_new_rules_do_not_know_are_refused() -> None:
    """Nothing of a case is lost by moving: what does not fit is named, and the case stays."""
    case = LiveCase(OLD, clock=Clock())
    case.tell(partner=Partner(koorts=True))
    without_partner = protocol_of([_bad], [rule("K1.nee", client.koorts, _bad.becomes("nee"))])
    slots = tuple(slot for slot in OLD.layers[0].slots if slot.name != "partner")
    smaller = compose([another(without_partner.layers[0], slots=slots)], OLD.on)

    with pytest.raises(DossierError, match="partner: expected a known slot"):
        case.move_to(smaller)

    assert case.protocol is OLD
    case.retract("partner")
    case.move_to(smaller)
    assert case.protocol is smaller
    case.tell("client.koorts", True)
    again = LiveCase.from_data(saved(case), OLD)
    assert again.history == case.history
    assert len(again.move_to(smaller)) == 0
    again.tell("client.hoesten", True)
    with pytest.raises(
        DossierError, match=r"history\[1\]\.steps\[0\]\.told: expected a known slot"
    ):
        LiveCase.from_data(saved(again), smaller)
    again.trim(again.history[-2].moment)
    assert LiveCase.from_data(saved(again), smaller).history == again.history


def test_a_case_moves_to_rules_that_were_loaded_anew() -> None:
    """Types of facts are other classes when rules come from a file; the facts move along."""
    case = LiveCase(SMALL, clock=Clock())
    case.tell(client=Client(koorts=True), zorgverleners=[Zorgverlener(id="v1")])
    again = compose(rulesets_from_text(rulesets_to_text(SMALL.layers)), SECOND)

    assert len(case.move_to(again)) == 0
    assert len(case.tell("client.hoesten", True)) > 0


def test_a_move_is_no_step_to_apply() -> None:
    """Only the rules themselves move a case."""
    case = with_fever()

    with pytest.raises(TypeError, match="Retracted, got a Moved"):
        case.apply([Moved("2.0.0", SECOND)])
