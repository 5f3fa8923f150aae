"""Live cases as JSON-ready data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from obstetric_rules.cases.changes import Change, Changes
from obstetric_rules.cases.history import Entry
from obstetric_rules.cases.places import Place, place_at
from obstetric_rules.cases.steps import (
    Added,
    Replaced,
    Retracted,
    SetAside,
    Step,
    Told,
)
from obstetric_rules.engines.answer import Answer
from obstetric_rules.engines.decision_data import any_answer_to_data
from obstetric_rules.facts import Afwijking, Dossier, Slot, dossier_to_data
from obstetric_rules.rules.protocol import Protocol

FORMAT: Final = "obstetric-rules/live-case/1"


def case_to_data(protocol: Protocol, engine: str, history: Sequence[Entry]) -> dict[str, Any]:
    """Return a case as JSON-ready data.

    Facts are written once, as they were at the first entry; from there the steps tell the rest.
    """
    first, last = history[0], history[-1]
    before = first.changes.before
    return {
        "format": FORMAT,
        "protocol": {"id": protocol.id, "version": protocol.version, "sha256": protocol.sha256},
        "engine": engine,
        "start": {
            "before": None if before is None else _dossier(before.dossier),
            "dossier": _dossier(first.dossier),
            "told": sorted(first.facts.told),
        },
        "history": [_entry_to_data(entry, protocol.slots) for entry in history],
        "dossier": _dossier(last.dossier),
    }


def _dossier(dossier: Dossier | None) -> dict[str, object] | None:
    return None if dossier is None else dossier_to_data(dossier)


def _entry_to_data(entry: Entry, slots: Mapping[str, Slot]) -> dict[str, Any]:
    return {
        "number": entry.number,
        "moment": entry.moment.isoformat(),
        "steps": [step_to_data(step, slots) for step in entry.steps],
        "changes": changes_to_data(entry.changes),
    }


def changes_to_data(changes: Changes) -> list[dict[str, Any]]:
    """Return changes as JSON-ready data."""
    return [_change_to_data(change) for change in changes]


def _change_to_data(change: Change) -> dict[str, Any]:
    data: dict[str, Any] = {"question": change.question, "kind": change.kind.value}
    if change.key is not None:
        data["key"] = change.key
    return {**data, "before": _answer(change.before), "after": _answer(change.after)}


def _answer(answer: Answer | None) -> dict[str, Any] | None:
    return None if answer is None else any_answer_to_data(answer)


def step_to_data(step: Step, slots: Mapping[str, Slot]) -> dict[str, Any]:
    """Return a step that was made as JSON-ready data.

    >>> step_to_data(Retracted("partner"), {})
    {'retracted': 'partner'}
    """
    match step:
        case Told():
            return {"told": step.path, "value": _value(place_at(step.path, slots), step.value)}
        case Replaced():
            return {"replaced": step.path, "value": _value(place_at(step.path, slots), step.value)}
        case Added():
            return {"added": step.path, "value": _fact(place_at(step.path, slots), step.fact)}
        case Retracted():
            return {"retracted": step.path}
        case SetAside():
            return {"set_aside": _afwijking(step.afwijking)}
    return {"reinstated": _afwijking(step.afwijking)}


def _value(place: Place, value: Any) -> Any:
    if place.field is not None:
        return _fact(place, place.slot.fact_type(**{place.field: value}))[place.field]
    if isinstance(value, tuple):
        return [_fact(place, one) for one in value]
    return None if value is None else _fact(place, value)


def _fact(place: Place, fact: Any) -> Any:
    name = place.slot.name
    return dossier_to_data(Dossier(**{name: fact}))[name]


def _afwijking(afwijking: Afwijking) -> Any:
    listed: Any = dossier_to_data(Dossier(afwijkingen=(afwijking,)))["afwijkingen"]
    return listed[0]
