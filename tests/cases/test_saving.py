"""Saving a case as JSON and restoring it."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules import Afwijking, Client, Dossier, DossierError, Partner, Zorgverlener
from obstetric_rules.cases import LiveCase
from obstetric_rules.errors import DocumentError, EngineNotFoundError, ObstetricRulesError
from obstetric_rules.plugins.groningen import groningen
from obstetric_rules.rules.protocol import compose
from obstetric_rules.testing.strategies import ON
from tests.cases.examples import MZH, SMALL, Clock, problems


def eventful(dossier: Dossier | None = None) -> LiveCase:
    """Return a case with a step of every kind in its history."""
    case = LiveCase(MZH, dossier, clock=Clock())
    full = Afwijking(regel="G7", reden="Het is er vol.", rol="gynaecoloog")
    case.tell({"client.koorts": True, "praktijk.vsvs": ["b", "a"]}, partner=None)
    case.tell(zorgverleners=[Zorgverlener(id="v1", koorts=True), Zorgverlener(id="v2")])
    case.tell("zorgverleners[v2]", Zorgverlener(lijn="eerste"))
    case.replace({"zorgverleners[v1].koorts": False, "client": Client(koorts=False)})
    case.add("zorgverleners", Zorgverlener(id="v3"))
    case.set_aside(full)
    case.retract("zorgverleners[v2]", "client.koorts")
    case.reinstate(full)
    case.tell("partner", Partner())
    return case


def saved(case: LiveCase) -> Any:
    return json.loads(json.dumps(case.to_data()))


def test_a_restored_case_is_the_same() -> None:
    """Facts, answers and history come back as they were, and are saved again as they were."""
    case = eventful(Dossier(ref="b-7", client=Client(lijn="eerste")))

    again = LiveCase.from_data(saved(case), MZH)

    assert again.history == case.history
    assert again.decision == case.decision
    assert saved(again) == saved(case)
    assert (again.dossier.ref, again.engine) == ("b-7", "compiled")


def test_a_restored_case_goes_on() -> None:
    """A restored case is told more, by the clock that it is given, and explains what changed."""
    case = LiveCase.from_data(saved(eventful()), MZH, clock=Clock())

    changes = case.tell("client.koorts", True)
    change = changes.of("badbevalling")

    assert change is not None
    assert change.why is not None
    assert case.history[-1].number == 10
    assert case.history[1].changes.all[0].why is not None


def test_what_was_told_to_be_there_is_still_there() -> None:
    """Whether a partner goes with the last thing known of them is saved as well."""
    case = LiveCase(SMALL, Dossier(client=Client()))
    case.tell("partner.koorts", True)
    case.trim(case.history[-1].moment)

    again = LiveCase.from_data(saved(case), SMALL)
    again.tell("client.koorts", True)
    again.retract("client.koorts", "partner.koorts")

    assert again.dossier == Dossier(client=Client())


def test_a_trimmed_history_is_saved() -> None:
    """What was forgotten stays forgotten; what the first entry changed is still known."""
    case = eventful()
    case.trim(case.history[4].moment)

    again = LiveCase.from_data(saved(case), MZH)

    assert [entry.number for entry in again.history] == [4, 5, 6, 7, 8, 9]
    assert again.history == case.history
    assert "koorts" in str(saved(case)["start"]["before"])


def test_a_list_that_was_sound_only_at_the_end() -> None:
    """Steps that together made a list sound are restored, though one of them alone did not."""
    case = LiveCase(SMALL)
    case.tell(
        {
            "zorgverleners": [Zorgverlener(id="v1"), Zorgverlener()],
            "zorgverleners[1].id": "v2",
        }
    )

    assert LiveCase.from_data(saved(case), SMALL).history == case.history


def test_other_rules_are_refused() -> None:
    """A case is not restored by another protocol, or by rules that have changed since."""
    data = saved(eventful())
    other = deepcopy(data)
    other["protocol"]["sha256"] = "0" * 64

    with pytest.raises(DossierError) as another:
        LiveCase.from_data(data, compose([groningen], ON))
    with pytest.raises(DossierError) as changed:
        LiveCase.from_data(other, MZH)

    assert problems(another) == [
        'protocol.id: expected "groningen", the protocol it is restored with'
    ]
    assert problems(changed) == [
        f"protocol.sha256: expected the rules of groningen.mzh {MZH.version} "
        f"({MZH.sha256[:12]}); the case was saved with those of {MZH.version}"
    ]


def test_another_format_is_refused() -> None:
    """A file of a later form is refused for that, not for all that differs in it."""
    with pytest.raises(DossierError) as error:
        LiveCase.from_data({**saved(eventful()), "format": "other", "engine": 7}, MZH)

    assert problems(error) == ['format: expected "obstetric-rules/live-case/1"']


@pytest.mark.parametrize("data", [None, [], "x", 7])
def test_what_is_no_object_is_no_case(data: object) -> None:
    """Something else than a JSON object is refused in one line."""
    with pytest.raises(DocumentError, match="dossier: expected a JSON object with a saved case"):
        LiveCase.from_data(data, MZH)


def test_everything_that_is_wrong_with_a_file() -> None:
    """All the damage of a file is told at once, each with its place."""
    data = saved(eventful())
    history = data["history"]
    del data["engine"]
    data["extra"] = 1
    data["start"]["dossier"] = {"client": {"koorts": "ja"}}
    history[0]["number"] = "nul"
    history[1]["moment"] = "2026-11-22T03:00"
    history[1]["steps"][0]["value"] = "ja"
    history[1]["steps"][1]["value"] = ["a", ""]
    history[1]["steps"][2]["told"] = "partnr"
    history[2]["steps"][0]["value"][1]["lijn"] = "nulde"
    del history[3]["steps"][0]["value"]
    history[3]["changes"] = None
    history[4]["steps"][0] = {"telled": "client"}
    history[4]["steps"][1]["replaced"] = None
    history[5]["steps"][0]["value"] = "v3"
    history[6]["steps"][0]["set_aside"]["reden"] = ""
    history[7]["steps"] = {}
    history[8] = None
    data["dossier"] = []

    with pytest.raises(DossierError) as error:
        LiveCase.from_data(data, MZH)

    assert problems(error) == [
        "extra: expected a known field (one of format, protocol, engine, start, history, dossier)",
        "engine: expected a value, which is not there",
        'start.dossier.client.koorts: expected true, false or null, got "ja"',
        "history[0].number: expected a whole number of at least 0, got a text",
        'history[1].moment: expected a moment such as "2026-11-22T03:10:00+01:00", got a text',
        'history[1].steps[0].value: expected true, false or null, got "ja"',
        "history[1].steps[1].value[1]: expected a text that is not empty",
        'history[1].steps[2].told: expected a known slot (did you mean "partner"?)',
        'history[2].steps[0].value[1].lijn: expected "eerste", "tweede" or null, got "nulde"',
        "history[3].steps[0].value: expected a value, which is not there",
        "history[3].changes: expected a list, got null",
        "history[4].steps[0]: expected an object with one of "
        "told, replaced, added, retracted, set_aside, reinstated",
        "history[4].steps[1].replaced: expected a text, got null",
        "history[5].steps[0].value: expected an object, got a text",
        "history[6].steps[0].set_aside.reden: expected a text that is not empty",
        "history[7].steps: expected a list, got an object",
        "history[8]: expected an object, got null",
        "dossier: expected a JSON object with the facts of one case, got a list",
    ]


def test_what_is_missing_is_told_once() -> None:
    """An object that is not there is one problem, not one for each thing that stands in it."""
    data = saved(eventful())
    del data["protocol"]
    del data["start"]
    del data["history"]

    with pytest.raises(DossierError) as error:
        LiveCase.from_data(data, MZH)

    assert problems(error) == [
        "protocol: expected a value, which is not there",
        "start: expected a value, which is not there",
        "history: expected a value, which is not there",
        "history: expected entries that are numbered one after the other, at least one",
    ]


def test_a_start_that_is_cut() -> None:
    """A start of which parts are missing or cannot be is told as such."""
    data = saved(eventful(Dossier(client=Client())))
    data["start"]["told"] = ["client", "partner"]
    cut = deepcopy(data)
    del cut["start"]["dossier"]

    with pytest.raises(DossierError) as wrong:
        LiveCase.from_data(data, MZH)
    with pytest.raises(DossierError) as absent:
        LiveCase.from_data(cut, MZH)

    assert problems(wrong) == ["start.told[1]: expected a slot that holds a fact in start.dossier"]
    assert problems(absent) == ["start.dossier: expected a value, which is not there"]


def change_number(data: Any) -> None:
    data["history"][3]["number"] = 7


def change_step(data: Any) -> None:
    data["history"][4]["steps"][0]["replaced"] = "zorgverleners[v9].koorts"


def change_answer(data: Any) -> None:
    data["history"][1]["changes"][0]["after"]["status"] = "silent"


def change_end(data: Any) -> None:
    data["dossier"]["client"] = {"koorts": True}


def change_fact(data: Any) -> None:
    data["history"][1]["steps"][0]["value"] = False


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (
            change_number,
            "history: expected entries that are numbered one after the other, at least one",
        ),
        (
            change_step,
            "history[4]: zorgverleners[v9].koorts: expected a known key (one of v1, v2)",
        ),
        (
            change_answer,
            "history[1].changes: expected the changes that groningen.mzh gives with compiled",
        ),
        (
            change_fact,
            "history[1].changes: expected the changes that groningen.mzh gives with compiled",
        ),
        (change_end, "dossier: expected the facts that the history ends with"),
    ],
)
def test_a_history_that_does_not_fit(damage: Any, message: str) -> None:
    """A file in which something was changed is not taken for what happened."""
    data = saved(eventful())
    damage(data)

    with pytest.raises(DossierError) as error:
        LiveCase.from_data(data, MZH)

    assert problems(error) == [message]


def test_an_engine_that_is_gone() -> None:
    """A case that was decided by an engine that is not there says so."""
    with pytest.raises(EngineNotFoundError, match="there is no engine compild"):
        LiveCase.from_data({**saved(eventful()), "engine": "compild"}, MZH)


SAVED = saved(eventful())
JUNK = st.sampled_from([None, True, -1, 2.5, "", "x", "client", [], [None], {}, {"told": "x"}])


@given(st.data())
def test_no_damage_goes_further_than_an_error(data: st.DataObject) -> None:
    """Whatever is cut from a file or put in it, it is restored or refused, and never breaks."""
    damaged = deepcopy(SAVED)
    inside = damaged
    while True:
        places = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
        place = data.draw(st.sampled_from(places))
        deeper = inside[place]
        if not (isinstance(deeper, dict | list) and deeper and data.draw(st.booleans())):
            break
        inside = deeper
    if data.draw(st.booleans()):
        del inside[place]
    else:
        inside[place] = data.draw(JUNK)

    try:
        case = LiveCase.from_data(damaged, MZH)
    except ObstetricRulesError:
        return
    assert saved(case) == SAVED
