"""In whatever order facts are told and retracted: the same facts have the same answers."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from obstetric_rules import Client, Decision, Dossier, DossierError, Partner, Zorgverlener, decide
from obstetric_rules.cases import Added, LiveCase, Replaced, Retracted, Step, Told
from obstetric_rules.testing.strategies import dossiers
from tests.cases.examples import EXACT, MZH, SMALL, answers_of, differing

_yes_no = st.booleans()
_fields = st.sampled_from(
    ["client.koorts", "client.hoesten", "partner.koorts", "zorgverleners[v1].koorts"]
)
_slots = st.sampled_from(["client", "partner", "zorgverleners", "zorgverleners[v1]"])
_caregivers = st.builds(Zorgverlener, id=st.sampled_from(["v1", "v2"]), koorts=_yes_no)
_facts = {
    "client": st.builds(Client, koorts=_yes_no),
    "partner": st.none() | st.builds(Partner) | st.builds(Partner, koorts=_yes_no),
    "zorgverleners": st.lists(_caregivers, max_size=2, unique_by=lambda fact: fact.id),
}


@st.composite
def steps(draw: st.DrawFn) -> Step:
    kind = draw(st.sampled_from(["field", "slot", "add", "retract", "retract"]))
    if kind == "field":
        return Told(draw(_fields), draw(_yes_no))
    if kind == "add":
        return Added("zorgverleners", draw(_caregivers))
    if kind == "retract":
        return Retracted(draw(_fields | _slots))
    name = draw(st.sampled_from(sorted(_facts)))
    return draw(st.sampled_from([Told, Replaced]))(name, draw(_facts[name]))


def told_in(order: tuple[Step, ...], engine: str) -> LiveCase:
    """Return a case of which these steps were made; those that cannot be made are left out."""
    case = LiveCase(SMALL, Dossier(zorgverleners=[Zorgverlener(id="v1")]), engine=engine)
    for step in order:
        try:
            case.apply([step])
        except DossierError:
            continue
    return case


def without_order(dossier: Dossier) -> Any:
    return {
        name: frozenset(content) if isinstance(content, tuple) else content
        for name, content in dossier.facts.items()
    }


@pytest.mark.parametrize("engine", EXACT)
@settings(max_examples=25)
@given(st.data())
def test_same_facts_same_answers(engine: str, data: st.DataObject) -> None:
    """All orders of tells and retracts that end in the same facts end in the same answers."""
    most = 4 if engine == "compiled" else 3
    chosen = data.draw(st.lists(steps(), min_size=2, max_size=most), label="steps")
    fresh: list[tuple[Any, Decision]] = []

    for order in permutations(chosen):
        case = told_in(order, engine)
        facts = without_order(case.dossier)
        decided = next((decision for known, decision in fresh if known == facts), None)
        if decided is None:
            decided = decide(SMALL, case.dossier, engine)
            fresh.append((facts, decided))
        assert answers_of(case.decision) == answers_of(decided)


@given(st.data())
def test_what_is_told_apart_ends_alike(data: st.DataObject) -> None:
    """Facts at different places, each perhaps retracted after it was told, come in any order."""
    values = data.draw(st.dictionaries(_fields, _yes_no, min_size=1), label="told")
    retracted = data.draw(st.sets(st.sampled_from(sorted(values))), label="retracted")
    todo: list[Step] = [Told(path, value) for path, value in values.items()]
    todo += [Retracted(path) for path in sorted(retracted)]

    order = told_first(data.draw(st.permutations(todo), label="order"))
    standing = [Told(path, value) for path, value in values.items() if path not in retracted]

    case, expected = told_in(order, "compiled"), told_in(tuple(standing), "compiled")

    assert case.dossier == expected.dossier
    assert answers_of(case.decision) == answers_of(expected.decision)


def told_first(order: list[Any]) -> tuple[Any, ...]:
    """Return the order with each fact told before it is retracted: the two change places if not."""
    turns: dict[str, list[Any]] = {}
    for step in order:
        turns.setdefault(step.path, []).append(step)
    for turn in turns.values():
        turn.sort(key=lambda step: isinstance(step, Retracted))
    return tuple(turns[step.path].pop(0) for step in order)


@settings(max_examples=40)
@given(first=dossiers(MZH), second=dossiers(MZH), data=st.data())
def test_one_birth_becomes_another(first: Dossier, second: Dossier, data: st.DataObject) -> None:
    """However one dossier is turned into another, its answers are those of the other."""
    case = LiveCase(MZH, first)
    changed: dict[Any, Any] = {}
    for name in data.draw(st.permutations(sorted(MZH.slots))):
        content = second[name]
        before = case.decision
        if name in second.facts:
            changes = case.replace(name, content)
        else:
            changes = case.retract(name)
        changed = {(one.question, one.key): (one.before, one.after) for one in changes}
        assert changed == differing(before, case.decision)

    assert case.dossier == second
    assert answers_of(case.decision) == answers_of(decide(MZH, second))
