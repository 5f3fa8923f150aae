"""A case is told anything in any order, and is always what a plain dictionary says that it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from obstetric_rules import Afwijking, Client, DossierError, Partner, Zorgverlener, decide
from obstetric_rules.cases import (
    Added,
    Entry,
    LiveCase,
    Reinstated,
    Replaced,
    Retracted,
    SetAside,
    Step,
    Told,
)
from tests.cases.examples import (
    ENGINES,
    SMALL,
    Clock,
    answers_of,
    differing,
    skip_unless_loaded,
)
from tests.cases.model import CannotBeDoneError, Model

_fever = st.sampled_from([True, False])
_ids = st.sampled_from(["v1", "v2"])
_at = _ids.map(lambda key: f"zorgverleners[{key}]")
_field = st.sampled_from(["client.koorts", "client.hoesten", "partner.koorts"]) | _at.map(
    lambda place: f"{place}.koorts"
)
_client = st.builds(Client, koorts=_fever) | st.builds(Client, hoesten=_fever) | st.builds(Client)
_partner = st.none() | st.builds(Partner) | st.builds(Partner, koorts=_fever)
_caregiver = st.builds(Zorgverlener, id=_ids) | st.builds(Zorgverlener, id=_ids, koorts=_fever)
_caregivers = st.lists(_caregiver, max_size=2)
_content = st.one_of(
    st.tuples(st.just("client"), _client),
    st.tuples(st.just("partner"), _partner),
    st.tuples(st.just("zorgverleners"), _caregivers),
    st.tuples(_at, _caregiver),
)
_afwijking = st.sampled_from(
    [
        Afwijking(regel="r/K1.x", reden="Het is er vol.", rol="gynaecoloog"),
        Afwijking(regel="r/K5.nee", reden="Nodig.", rol="arts", onderwerp="v1"),
    ]
)
_step: st.SearchStrategy[Step] = st.one_of(
    st.builds(Told, _field, _fever),
    _content.map(lambda content: Told(*content)),
    _content.map(lambda content: Replaced(*content)),
    st.builds(Added, st.just("zorgverleners"), _caregiver),
    st.builds(Retracted, _field | _at | st.sampled_from(["client", "partner", "zorgverleners"])),
    st.builds(SetAside, _afwijking),
    st.builds(Reinstated, _afwijking),
)
_unusable = st.sampled_from(
    [Told("client.kort", True), Told("client.koorts", "ja"), Retracted("partnr"), Told("client", 1)]
)


class CaseMachine(RuleBasedStateMachine):
    """Drives a case and its model side by side."""

    engine: str

    @initialize()
    def open(self) -> None:
        self.clock = Clock()
        self.case = LiveCase(SMALL, engine=self.engine, clock=self.clock)
        self.model = Model()
        self.heard: list[Entry] = []
        self.case.listen(self.heard.append)

    @rule(steps=st.lists(_step, min_size=1, max_size=3))
    def change(self, steps: list[Step]) -> None:
        before = self.case.decision
        try:
            self.model = self.model.after(steps)
        except CannotBeDoneError:
            self.refuse(steps)
            return
        changes = self.case.apply(steps)
        found = {(one.question, one.key): (one.before, one.after) for one in changes}
        assert found == differing(before, self.case.decision)
        assert self.heard[-1] is self.case.history[-1]

    @rule(good=st.lists(_step, max_size=1), bad=_unusable)
    def change_with_a_mistake(self, good: list[Step], bad: Step) -> None:
        self.refuse([*good, bad])

    def refuse(self, steps: list[Step]) -> None:
        history, heard = self.case.history, len(self.heard)
        with pytest.raises(DossierError):
            self.case.apply(steps)
        assert self.case.history is history
        assert len(self.heard) == heard

    @rule()
    def save_and_restore(self) -> None:
        data: Any = json.loads(json.dumps(self.case.to_data()))
        restored = LiveCase.from_data(data, SMALL, clock=self.clock)
        assert restored.history == self.case.history
        assert restored.to_data() == self.case.to_data()
        self.case = restored
        self.case.listen(self.heard.append)

    @precondition(lambda self: len(self.case.history) > 3)
    @rule()
    def trim(self) -> None:
        history = self.case.history
        assert self.case.trim(history[-2].moment) == history[:-2]
        assert self.case.history == history[-2:]

    @invariant()
    def has_the_facts_that_were_told(self) -> None:
        assert self.case.dossier == self.model.dossier()

    @invariant()
    def has_the_answers_of_a_fresh_decision(self) -> None:
        fresh = decide(SMALL, self.model.dossier(), self.engine)
        assert answers_of(self.case.decision) == answers_of(fresh)
        assert self.case.decision.deviations == fresh.deviations


@pytest.mark.parametrize("engine", ENGINES)
def test_a_case_is_what_was_told(engine: str) -> None:
    """After any tells, retracts, mistakes and restarts a case is as if it had just been decided."""
    skip_unless_loaded(SMALL, engine)
    machine = type("Machine", (CaseMachine,), {"engine": engine})

    run_state_machine_as_test(machine, settings=settings(max_examples=20, stateful_step_count=20))
