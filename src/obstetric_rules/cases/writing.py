"""Live cases as JSON-ready data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from obstetric_rules.cases.history import Entry
from obstetric_rules.cases.steps import (
    Added,
    Moved,
    Replaced,
    Retracted,
    SetAside,
    Step,
    Told,
)
from obstetric_rules.engines.answer import AnyAnswer
from obstetric_rules.engines.decision import Decision, ProtocolIdentity
from obstetric_rules.engines.decision_data import any_answer_to_data, identity_to_data
from obstetric_rules.engines.seal import hash_of, signature_of
from obstetric_rules.facts import Afwijking, Dossier, dossier_to_data
from obstetric_rules.facts.fact import is_fact_type

FORM: Final = "obstetric-rules/live-case/2"
"""Names the form of a saved case."""


def case_to_data(engine: str, history: Sequence[Entry], key: bytes | None) -> dict[str, Any]:
    """Return a case as JSON-ready data, with its hash, and signed if there is a key.

    Facts are written once, as they were at the first entry; from there the steps tell the rest.
    Answers are written when they are not what they were.
    """
    before = history[0].changes.before
    rules = _Rules()
    data = {
        "form": FORM,
        "engine": engine,
        "start": {
            "before": None if before is None else _before(before, rules),
            "dossier": dossier_to_data(history[0].dossier),
            "told": sorted(history[0].facts.told),
        },
        "history": [_entry_to_data(entry, rules) for entry in history],
        "dossier": dossier_to_data(history[-1].dossier),
        "rules": rules.data,
    }
    data["sha256"] = hash_of(data)
    return data if key is None else {**data, "signature": signature_of(data, key)}


class _Rules:
    """The rules by which entries were decided, each written once."""

    def __init__(self) -> None:
        self.known: list[tuple[ProtocolIdentity, date, list[str]]] = []
        self.data: list[dict[str, Any]] = []

    def number_of(self, decision: Decision) -> int:
        rules = (decision.protocol, decision.on, list(decision.answers))
        if rules not in self.known:
            self.known.append(rules)
            self.data.append(
                {
                    **identity_to_data(decision.protocol),
                    "on": decision.on.isoformat(),
                    "questions": list(decision.answers),
                }
            )
        return self.known.index(rules)


def _before(decision: Decision, rules: _Rules) -> dict[str, Any]:
    assert decision.dossier is not None  # it was decided here, or restored with its facts
    return {
        **_decision_to_data(None, decision, rules),
        "dossier": dossier_to_data(decision.dossier),
    }


def _entry_to_data(entry: Entry, rules: _Rules) -> dict[str, Any]:
    return {
        "number": entry.number,
        "moment": entry.moment.isoformat(),
        "steps": [step_to_data(step) for step in entry.steps],
        **_decision_to_data(entry.changes.before, entry.decision, rules),
    }


def _decision_to_data(before: Decision | None, after: Decision, rules: _Rules) -> dict[str, Any]:
    data: dict[str, Any] = {
        "rules": rules.number_of(after),
        "answers": _changed_answers({} if before is None else before.answers, after.answers),
    }
    if after.deviations:
        data["set_aside"] = [list(item.rules) for item in after.deviations]
    return data


def _changed_answers(
    before: Mapping[str, AnyAnswer], after: Mapping[str, AnyAnswer]
) -> dict[str, Any]:
    """Return the answers that are new or otherwise, and null for a question that is not asked."""
    changed: dict[str, Any] = {
        question: any_answer_to_data(answer)
        for question, answer in after.items()
        if question not in before or before[question] != answer
    }
    return changed | {question: None for question in before if question not in after}


def step_to_data(step: Step) -> dict[str, Any]:
    """Return a step that was made as JSON-ready data, whatever rules held when it was.

    >>> step_to_data(Retracted("partner"))
    {'retracted': 'partner'}
    """
    match step:
        case Told():
            return {"told": step.path, "value": _value(step.value)}
        case Replaced():
            return {"replaced": step.path, "value": _value(step.value)}
        case Added():
            return {"added": step.path, "value": _value(step.fact)}
        case Retracted():
            return {"retracted": step.path}
        case Moved():
            return {"moved": {"version": step.version, "on": step.on.isoformat()}}
        case SetAside():
            return {"set_aside": _afwijking(step.afwijking)}
    return {"reinstated": _afwijking(step.afwijking)}


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_value(one) for one in value]
    return dossier_to_data(Dossier(fact=value))["fact"] if is_fact_type(type(value)) else value


def _afwijking(afwijking: Afwijking) -> Any:
    listed: Any = dossier_to_data(Dossier(afwijkingen=(afwijking,)))["afwijkingen"]
    return listed[0]
