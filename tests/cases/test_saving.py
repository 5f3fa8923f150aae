"""Saving a case as JSON and restoring it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules import Afwijking, Client, Dossier, DossierError, Partner, Zorgverlener
from obstetric_rules.cases import LiveCase
from obstetric_rules.cases import history as history_module
from obstetric_rules.engines.seal import hash_of
from obstetric_rules.errors import (
    DocumentError,
    EngineNotFoundError,
    ObstetricRulesError,
    SigningKeyError,
)
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


def test_another_protocol_is_refused() -> None:
    """A case is not restored by a protocol that did not decide it."""
    with pytest.raises(DossierError) as another:
        LiveCase.from_data(saved(eventful()), compose([groningen], ON))

    assert problems(another) == [
        'rules[0].protocol: expected "groningen", the protocol it is restored with'
    ]


@pytest.mark.parametrize("form", [{"form": "other"}, {"form": None}, {"format": "x"}])
def test_another_form_is_refused(form: Any) -> None:
    """A file of another form is refused for that, not for all that differs in it."""
    data = {**saved(eventful()), "engine": 7, **form}
    if "format" in data:
        del data["form"]

    with pytest.raises(DossierError) as error:
        LiveCase.from_data(data, MZH)

    assert problems(error) == ['form: expected "obstetric-rules/live-case/2"']


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
    history[0]["answers"]["ontslag"]["value"] = 7
    history[0]["answers"]["filmen"]["rules"] = "geen"
    history[1]["moment"] = "2026-11-22T03:00"
    history[1]["steps"][0]["value"] = "ja"
    history[1]["steps"][1]["value"] = ["a", ""]
    history[1]["steps"][2]["told"] = "partnr"
    history[2]["steps"][0]["value"][1]["lijn"] = "nulde"
    history[2]["rules"] = 1
    del history[3]["steps"][0]["value"]
    history[3]["answers"] = None
    history[4]["steps"][0] = {"telled": "client"}
    history[4]["steps"][1]["replaced"] = None
    history[4]["rules"] = "0"
    history[5]["steps"][0]["value"] = "v3"
    history[6]["steps"][0]["set_aside"]["reden"] = ""
    history[6]["set_aside"] = [["groningen/G7.x", 7], None]
    history[7]["steps"] = {}
    history[8] = None
    history[9]["steps"].append({"moved": {"version": 7, "on": "morgen"}})
    data["dossier"] = []

    with pytest.raises(DossierError) as error:
        LiveCase.from_data(data, MZH)

    assert problems(error) == [
        "extra: expected a known field "
        "(one of form, engine, start, history, dossier, rules, sha256, signature)",
        "engine: expected a value, which is not there",
        'start.dossier.client.koorts: expected true, false or null, got "ja"',
        "history[0].number: expected a whole number of at least 0, got a text",
        "history[0].answers.ontslag: expected an answer as a decision has it",
        "history[0].answers.filmen: expected an answer as a decision has it",
        'history[1].moment: expected a moment such as "2026-11-22T03:10:00+01:00", got a text',
        'history[1].steps[0].value: expected true, false or null, got "ja"',
        "history[1].steps[1].value[1]: expected a text that is not empty",
        'history[1].steps[2].told: expected a known slot (did you mean "partner"?)',
        'history[2].steps[0].value[1].lijn: expected "eerste", "tweede" or null, got "nulde"',
        "history[2].rules: expected the position of one of the rules",
        "history[3].steps[0].value: expected a value, which is not there",
        "history[3].answers: expected an object, got null",
        "history[4].steps[0]: expected an object with one of "
        "told, replaced, added, retracted, set_aside, reinstated, moved",
        "history[4].steps[1].replaced: expected a text, got null",
        "history[4].rules: expected a whole number of at least 0, got a text",
        "history[5].steps[0].value: expected an object, got a text",
        "history[6].steps[0].set_aside.reden: expected a text that is not empty",
        "history[6].set_aside[0][1]: expected a text, got a number",
        "history[6].set_aside[1]: expected a list, got null",
        "history[7].steps: expected a list, got an object",
        "history[8]: expected an object, got null",
        "history[9].steps[1].moved.version: expected a text, got a number",
        'history[9].steps[1].moved.on: expected a date such as "2026-11-22", got a text',
        "dossier: expected a JSON object with the facts of one case, got a list",
    ]


def test_everything_that_is_wrong_with_its_rules() -> None:
    """What a case was decided by is read as strictly as the rest."""
    data = saved(eventful())
    (rules,) = data["rules"]
    broken: list[Any] = [deepcopy(rules) for _ in range(6)]
    broken[0]["version"] = 7
    broken[1]["layers"][0]["distributie"] = "x"
    broken[2]["on"] = 7
    broken[3]["questions"][2] = None
    del broken[4]["layers"]
    broken[5]["parameters"] = []
    data["rules"] = [rules, None, *broken]

    with pytest.raises(DossierError) as error:
        LiveCase.from_data(data, MZH)

    assert problems(error) == [
        "rules[1]: expected an object, got null",
        "rules[2].version: expected a text, got a number",
        "rules[3]: expected layers, parameters and remarks as a decision has them",
        'rules[4].on: expected a date such as "2026-11-22", got a number',
        "rules[5].questions[2]: expected a text, got null",
        "rules[6].layers: expected a value, which is not there",
        "rules[7]: expected layers, parameters and remarks as a decision has them",
    ]


def test_what_is_missing_is_told_once() -> None:
    """An object that is not there is one problem, not one for each thing that stands in it."""
    data = saved(eventful())
    del data["rules"]
    del data["start"]
    del data["history"]
    del data["sha256"]

    with pytest.raises(DossierError) as error:
        LiveCase.from_data(data, MZH)

    assert problems(error) == [
        "start: expected a value, which is not there",
        "history: expected a value, which is not there",
        "rules: expected a value, which is not there",
        "sha256: expected a value, which is not there",
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


def sealed(data: Any) -> Any:
    """Return saved data with a hash that fits it, as whoever alters it on purpose would make it."""
    rest = {name: value for name, value in data.items() if name not in ("sha256", "signature")}
    return {**rest, "sha256": hash_of(rest)}


def change_number(data: Any) -> None:
    data["history"][3]["number"] = 7


def change_moment(data: Any) -> None:
    data["history"][3]["moment"] = "9999-01-01T00:00:00+00:00"


def change_rules(data: Any) -> None:
    data["rules"].append({**data["rules"][0], "on": "1999-01-01"})
    data["history"][3]["rules"] = 1


def change_to_a_move(data: Any) -> None:
    moved = {"moved": {"version": "1.0.0", "on": "2026-01-01"}}
    data["history"][3]["steps"].append(moved)


def change_step(data: Any) -> None:
    data["history"][4]["steps"][0]["replaced"] = "zorgverleners[v9].koorts"


def change_afwijking(data: Any) -> None:
    data["history"][6]["steps"][0]["set_aside"]["regel"] = "G99"


def change_set_aside(data: Any) -> None:
    del data["history"][6]["set_aside"]


def change_question(data: Any) -> None:
    data["history"][0]["answers"]["weer"] = data["history"][0]["answers"].pop("filmen")


def change_end(data: Any) -> None:
    data["dossier"]["client"] = {"koorts": True}


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (
            change_number,
            ["history: expected entries that are numbered one after the other, at least one"],
        ),
        (change_moment, ["history[4].moment: expected a moment that is not before the last one"]),
        (
            change_rules,
            [
                f"history[{number}].rules: expected other rules just where the case moves to them"
                for number in (3, 4)
            ],
        ),
        (
            change_to_a_move,
            ["history[3].steps: expected one step for its rules, if it moves to them"],
        ),
        (
            change_step,
            ["history[4]: zorgverleners[v9].koorts: expected a known key (one of v1, v2)"],
        ),
        (
            change_afwijking,
            [
                "history[6]: afwijkingen[0].regel: expected the id of a rule, or of a clause with "
                'rules, of groningen.mzh (did you mean "G9"?)'
            ],
        ),
        (
            change_set_aside,
            ["history[6].set_aside: expected the rules that each Afwijking set aside"],
        ),
        (change_question, ["history[0].answers: expected an answer to each of its questions"]),
        (change_end, ["dossier: expected the facts that the history ends with"]),
    ],
)
def test_a_history_that_does_not_fit(damage: Any, expected: list[str]) -> None:
    """A file that cannot have come about as it says is refused, even if its hash fits."""
    data = saved(eventful())
    damage(data)

    with pytest.raises(DossierError) as error:
        LiveCase.from_data(sealed(data), MZH)

    assert problems(error) == expected


def leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if not isinstance(data, dict | list) or not data:
        yield path
        return
    for name, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield from leaves(value, (*path, name))


def altered(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, int):
        return value + 1000
    return f"{value[:-1]}{'1' if value.endswith('0') else '0'}" if isinstance(value, str) else 7


def test_whatever_is_altered_is_noticed() -> None:
    """No answer, fact, moment or version of the history can be altered by mistake."""
    case = LiveCase(SMALL, dossier=Dossier(client=Client(hoesten=False)), clock=Clock())
    case.tell({"client.koorts": True, "partner.koorts": True}, zorgverleners=[])
    case.set_aside(Afwijking(regel="r/K1.x", reden="Het is er vol.", rol="gynaecoloog"))
    case.add("zorgverleners", Zorgverlener(id="v1", koorts=True))
    case.trim(case.history[1].moment)
    whole = saved(case)
    paths = list(leaves(whole))

    restored = []
    for *path, name in paths:
        data = deepcopy(whole)
        inside = data
        for part in path:
            inside = inside[part]
        inside[name] = altered(inside[name])
        try:
            LiveCase.from_data(data, SMALL)
        except DossierError:
            continue
        restored.append([*path, name])

    assert len(paths) > 100
    assert restored == []


KEY = bytes(range(32))


def test_a_signed_case() -> None:
    """What was altered on purpose, hash and all, does not fit the signature of the hospital."""
    case = eventful()
    data = json.loads(json.dumps(case.to_data(key=KEY)))
    changed = {**sealed({**data, "engine": "reference"}), "signature": data["signature"]}
    unsigned = saved(case)

    assert LiveCase.from_data(data, MZH, key=KEY).history == case.history
    assert LiveCase.from_data(data, MZH).history == case.history
    assert LiveCase.from_data(changed, MZH).engine == "reference"
    for one, key in ((changed, KEY), (data, KEY[::-1])):
        with pytest.raises(DossierError, match="signature: expected the signature of this key"):
            LiveCase.from_data(one, MZH, key=key)
    with pytest.raises(DossierError, match="signature: expected a signature"):
        LiveCase.from_data(unsigned, MZH, key=KEY)
    with pytest.raises(SigningKeyError, match="at least 32 bytes"):
        LiveCase.from_data(data, MZH, key=b"kort")
    with pytest.raises(SigningKeyError, match="at least 32 bytes"):
        case.to_data(key=b"kort")


def test_an_engine_that_is_gone() -> None:
    """The past of a case can be read without the engine that decided it; to go on it is needed."""
    case = LiveCase.from_data(sealed({**saved(eventful()), "engine": "compild"}), MZH)

    assert case.history[-1].dossier == eventful().dossier
    with pytest.raises(EngineNotFoundError, match="there is no engine compild"):
        case.tell("client.koorts", True)


def test_what_is_handed_out_is_a_copy() -> None:
    """Nothing that is done to saved data changes the case, nor the case what was saved."""
    case = eventful()
    data = case.to_data()
    restored = LiveCase.from_data(data, MZH)
    data["history"][0]["answers"].clear()
    data["start"].clear()

    assert saved(case) == SAVED
    assert saved(restored) == SAVED


def test_nothing_is_decided_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long a history is, restoring it asks no engine."""

    def refuse(*_: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(history_module, "decide", refuse)

    assert saved(LiveCase.from_data(SAVED, MZH)) == SAVED


def test_only_changed_answers_are_saved() -> None:
    """A fact that changes nothing costs its step; one that changes an answer that answer too."""
    case = LiveCase(MZH, clock=Clock())
    for fever in (True, False, True):
        case.tell("client.koorts", fever)
    case.tell("client.lijn", "eerste")
    sizes = [len(entry["answers"]) for entry in case.to_data()["history"]]

    assert sizes[0] == len(MZH.questions)
    assert 0 < max(sizes[1:]) < len(MZH.questions) / 2


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

    with suppress(ObstetricRulesError):
        assert saved(LiveCase.from_data(damaged, MZH)) == SAVED
    if isinstance(damaged.get("sha256"), str):
        # Nor when the hash was made to fit: then what is restored can be saved again.
        with suppress(ObstetricRulesError):
            saved(LiveCase.from_data(sealed(damaged), MZH))
