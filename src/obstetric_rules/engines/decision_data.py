"""Decisions as JSON-ready data, and back."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from obstetric_rules.arguments import expect, texts
from obstetric_rules.engines.answer import Answer, AnswersPerFact, AnyAnswer
from obstetric_rules.engines.decision import (
    Decision,
    Deviation,
    ProtocolIdentity,
    Source,
    kept,
)
from obstetric_rules.engines.decision_shape import decision_problems
from obstetric_rules.engines.remarks import NotKept, Outdated, ParameterValue
from obstetric_rules.errors import DecisionError, DocumentError, Problem
from obstetric_rules.expressions.outcome import (
    Outcome,
    Status,
    Value,
    concluded,
    conflict,
    open_outcome,
)
from obstetric_rules.facts import Afwijking, Slot
from obstetric_rules.facts.reading import structure_dossier
from obstetric_rules.facts.slot import HasSlots, slots_of
from obstetric_rules.facts.writing import dossier_to_data
from obstetric_rules.rules.protocol import UNDATED
from obstetric_rules.rules.words import validity_to_data


def decision_to_data(
    decision: Decision, *, with_dossier: bool = False, questions: Iterable[str] | None = None
) -> dict[str, Any]:
    """Return a decision as JSON-ready data; only these ``questions`` if they are given.

    The dossier is left out unless asked for: facts travel only on request.
    """
    expect("decision", decision, Decision, expected="a Decision")
    names = decision.answers if questions is None else texts("questions", questions, "questions")
    identity = identity_to_data(decision.protocol)
    data: dict[str, Any] = {
        **{name: identity[name] for name in ("protocol", "version", "sha256")},
        "on": decision.on.isoformat(),
        **{name: identity[name] for name in ("validity", "undated") if name in identity},
        "engine": decision.engine,
        **identity,
        "deviations": [_deviation_to_data(item) for item in decision.deviations],
        "answers": {name: any_answer_to_data(decision[name]) for name in names},
    }
    if decision.ref is not None:
        data = {"ref": decision.ref, **data}
    if with_dossier and decision.dossier is not None:
        data["dossier"] = dossier_to_data(decision.dossier)
    return data


def decision_from_data(
    data: Mapping[str, Any], protocol: HasSlots | Iterable[Slot] = ()
) -> Decision:
    """Return the decision that :func:`decision_to_data` wrote.

    ``protocol`` (or its slots) is needed only when the dossier was written too.

    Raises :class:`~obstetric_rules.errors.DecisionError` with everything that is missing, unknown
    or of another kind, and :class:`~obstetric_rules.errors.DossierError` for its dossier.
    """
    problems = list(decision_problems(data))
    if problems:
        raise DecisionError("\n".join(map(str, problems)))
    answers = {name: _any_answer_from_data(name, item) for name, item in data["answers"].items()}
    slots = slots_of(protocol)
    if data.get("dossier") and not slots:
        raise DecisionError(
            "decision.dossier: it can only be read with the slots of its protocol: "
            "decision_from_data(data, protocol)"
        )
    dossier = structure_dossier(data["dossier"], slots.values()) if "dossier" in data else None
    return Decision(
        protocol=identity_from_data(data),
        on=datetime.date.fromisoformat(data["on"]),
        engine=data["engine"],
        deviations=tuple(_deviation_from_data(item) for item in data["deviations"]),
        dossier=dossier,
        ref=data.get("ref"),
        outcomes={name: outcomes_of(answer) for name, answer in answers.items()},
        work_out=kept(answers),
    )


def identity_to_data(identity: ProtocolIdentity) -> dict[str, Any]:
    """Return what identifies a protocol as JSON-ready data."""
    return {
        "protocol": identity.id,
        "version": identity.version,
        "sha256": identity.sha256,
        **validity_to_data(identity.validity, identity.undated),
        "layers": [attrs.asdict(source) for source in identity.layers],
        **_remarks(identity),
    }


def identity_from_data(data: Mapping[str, Any]) -> ProtocolIdentity:
    """Return what identifies a protocol; other keys of the data are left alone."""
    return ProtocolIdentity(
        id=data["protocol"],
        version=data["version"],
        sha256=data["sha256"],
        validity=data["validity"],
        undated=_undated(data),
        layers=tuple(Source(**source) for source in data["layers"]),
        parameters=tuple(map(_parameter, data.get("parameters", ()))),
        not_kept=tuple(NotKept(**item) for item in data.get("not_kept", ())),
        outdated=tuple(map(_outdated, data.get("outdated", ()))),
    )


def _undated(data: Mapping[str, Any]) -> tuple[str, ...]:
    if data["validity"] == UNDATED:
        return tuple(source["ruleset"] for source in data["layers"])
    return tuple(data.get("undated", ()))


def any_answer_to_data(answer: AnyAnswer) -> dict[str, Any]:
    """Return an answer, or the answers per fact, as JSON-ready data."""
    if isinstance(answer, Answer):
        return _answer_to_data(answer)
    return {
        "per": answer.per,
        "answers": {key: _answer_to_data(item) for key, item in answer.answers.items()},
    }


def checked_answer(question: str, data: Any, path: str) -> AnyAnswer:
    """Return the answer, or the answers per fact, that was written, from data of anyone's.

    Raises :class:`~obstetric_rules.errors.DocumentError` when nothing like it is ever written.

    >>> checked_answer("bad", {"status": "silent"}, "answers.bad")
    Traceback (most recent call last):
    obstetric_rules.errors.DocumentError: answers.bad: expected an answer as a decision has it
    """
    try:
        answer = _any_answer_from_data(question, data)
        if _is_worded(data) and any_answer_to_data(answer) == data:
            return answer
    except (AttributeError, KeyError, TypeError, ValueError):
        pass
    raise DocumentError([Problem(path, "an answer as a decision has it")])


def _is_worded(data: Any) -> bool:
    """Return whether nothing but texts and marks stand in the objects and lists of an answer."""
    if isinstance(data, dict):
        return all(map(_is_worded, data.values()))
    if isinstance(data, list):
        return all(isinstance(item, str) for item in data)
    return data is None or isinstance(data, str | bool)


def _answer_to_data(answer: Answer) -> dict[str, Any]:
    data: dict[str, Any] = {"status": answer.status.value, "value": _value_to_data(answer.value)}
    is_set = isinstance(answer.value, frozenset)
    if answer.status is Status.OPEN and is_set:
        data["open_values"] = list(answer.open_values)
        if not (answer.value or answer.can_be_empty):
            data["never_empty"] = True
    if answer.status is Status.OPEN and (answer.can_become or not is_set):
        data["can_become"] = list(answer.can_become)
    if answer.status is Status.CONFLICT:
        data["conflict"] = {value: list(rules) for value, rules in answer.conflict.items()}
        if answer.origin:
            data["origin"] = list(answer.origin)
    data["rules"] = list(answer.rules)
    if answer.by_cases:
        data["by_cases"] = list(answer.by_cases)
    data["clauses"] = list(answer.clauses)
    data["missing"] = list(answer.missing)
    return data


def _value_to_data(value: Value) -> str | list[str] | None:
    return sorted(value) if isinstance(value, frozenset) else value


def _remarks(protocol: ProtocolIdentity) -> dict[str, Any]:
    """Return what there is to say about a protocol; most have nothing of the kind."""
    found: dict[str, Any] = {}
    if protocol.parameters:
        found["parameters"] = [
            {**attrs.asdict(item), "since": _day(item.since), "rules": list(item.rules)}
            for item in protocol.parameters
        ]
    if protocol.not_kept:
        found["not_kept"] = [attrs.asdict(item) for item in protocol.not_kept]
    if protocol.outdated:
        found["outdated"] = [
            {**attrs.asdict(item), "since": item.since.isoformat()} for item in protocol.outdated
        ]
    return found


def _day(date: datetime.date | None) -> str | None:
    return None if date is None else date.isoformat()


def _parameter(data: Mapping[str, Any]) -> ParameterValue:
    since = None if data["since"] is None else datetime.date.fromisoformat(data["since"])
    return ParameterValue(**{**data, "since": since, "rules": tuple(data["rules"])})


def _outdated(data: Mapping[str, Any]) -> Outdated:
    return Outdated(**{**data, "since": datetime.date.fromisoformat(data["since"])})


def _any_answer_from_data(question: str, data: Mapping[str, Any]) -> AnyAnswer:
    if "per" not in data:
        return _answer_from_data(question, data)
    answers = {key: _answer_from_data(question, item) for key, item in data["answers"].items()}
    return AnswersPerFact(question=question, per=data["per"], answers=answers)


def _answer_from_data(question: str, data: Mapping[str, Any]) -> Answer:
    return Answer(
        question=question,
        outcome=_outcome_from_data(data),
        rules=tuple(data["rules"]),
        by_cases=tuple(data.get("by_cases", ())),
        clauses=tuple(data["clauses"]),
        missing=tuple(data["missing"]),
        conflict={value: tuple(rules) for value, rules in data.get("conflict", {}).items()},
        origin=tuple(data.get("origin", ())),
    )


def _outcome_from_data(data: Mapping[str, Any]) -> Outcome:
    status = Status(data["status"])
    value = data["value"]
    if status is Status.CONCLUDED:
        return concluded(frozenset(value) if isinstance(value, list) else value)
    if status is Status.CONFLICT:
        return conflict(data["conflict"])
    if status is not Status.OPEN:
        return Outcome(status)
    possible = {_named_outcome(name) for name in data.get("can_become", ())}
    if isinstance(value, list):
        possible |= _sets(value, data["open_values"], never_empty=data.get("never_empty", False))
    return open_outcome(possible)


def _sets(certain: list[str], still_open: list[str], *, never_empty: bool) -> set[Outcome]:
    """Return sets that have the certain values in common, and the open ones in some of them."""
    found = [[*certain, *still_open], *([*certain, one] for one in still_open)]
    if certain or not never_empty:
        found.append(certain)
    return {concluded(frozenset(values)) for values in found}


def _named_outcome(name: str) -> Outcome:
    if name == Status.CONFLICT:
        return conflict(())
    if name in (Status.SILENT, Status.NOT_APPLICABLE):
        return Outcome(Status(name))
    return concluded(name)


def outcomes_of(answer: AnyAnswer) -> Outcome | dict[str, Outcome]:
    """Return status and value of an answer, or of the answers per fact."""
    if isinstance(answer, Answer):
        return answer.outcome
    return {key: item.outcome for key, item in answer.answers.items()}


def _deviation_to_data(deviation: Deviation) -> dict[str, Any]:
    afwijking = deviation.afwijking
    data: dict[str, Any] = {
        "regel": afwijking.regel,
        "reden": afwijking.reden,
        "rol": afwijking.rol,
    }
    if afwijking.onderwerp is not None:
        data["onderwerp"] = afwijking.onderwerp
    return {**data, "rules": list(deviation.rules)}


def _deviation_from_data(data: Mapping[str, Any]) -> Deviation:
    return Deviation(
        afwijking=Afwijking(
            regel=data["regel"],
            reden=data["reden"],
            rol=data["rol"],
            onderwerp=data.get("onderwerp"),
        ),
        rules=tuple(data["rules"]),
    )
