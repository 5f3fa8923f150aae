"""Reading the answers of a saved history, and the rules by which they were given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs

from obstetric_rules.cases.saved_form import ABSENT, Reader
from obstetric_rules.engines.answer import AnyAnswer
from obstetric_rules.engines.case import Case, prepare
from obstetric_rules.engines.decision import Decision, Deviation, ProtocolIdentity, kept
from obstetric_rules.engines.decision_data import (
    checked_answer,
    identity_from_data,
    identity_to_data,
    outcomes_of,
)
from obstetric_rules.errors import DossierError, Problem
from obstetric_rules.facts import Dossier
from obstetric_rules.rules.protocol import Protocol

_REMARKS = ("parameters", "not_kept", "outdated")
_IDENTITY = ("protocol", "version", "sha256", "validity", "layers")


@attrs.frozen
class SavedRules:
    """The rules by which an entry was decided, the day they were composed for, its questions."""

    identity: ProtocolIdentity
    on: date
    questions: tuple[str, ...]


@attrs.frozen
class SavedAnswers:
    """What stands in saved data of one decision: the answers that are not what they were."""

    path: str
    rules: SavedRules
    answers: Mapping[str, AnyAnswer | None]
    set_aside: tuple[tuple[str, ...], ...]


def read_rules(reader: Reader, data: Any, path: str) -> SavedRules | None:
    """Return rules that were written, or ``None``; then the problem is with the reader."""
    given = reader.fields(data, path, (*_IDENTITY, "on", "questions"), _REMARKS)
    if any(given[name] is ABSENT for name in (*_IDENTITY, "on", "questions")):
        return None
    identity = _read_identity(reader, given, path)
    on = reader.day(given["on"], f"{path}.on")
    listed = reader.items(given["questions"], f"{path}.questions")
    questions = [reader.text(name, f"{path}.questions[{n}]") for n, name in enumerate(listed)]
    if identity is None or on is None:
        return None
    return SavedRules(identity, on, tuple(name for name in questions if name is not None))


def _read_identity(reader: Reader, given: Mapping[str, Any], path: str) -> ProtocolIdentity | None:
    names = (*_IDENTITY, *_REMARKS)
    data = {name: given[name] for name in names if given[name] is not ABSENT}
    texts = [reader.text(data[name], f"{path}.{name}") for name in _IDENTITY[:4]]
    if None in texts:
        return None
    try:
        identity = identity_from_data(data)
        if identity_to_data(identity) == data:
            return identity
    except (AttributeError, KeyError, TypeError, ValueError):
        pass
    reader.report(path, "layers, parameters and remarks as a decision has them")
    return None


def read_answers(
    reader: Reader, given: Mapping[str, Any], path: str, rules: list[SavedRules | None]
) -> SavedAnswers | None:
    """Return the answers of a decision, or ``None``; then the problem is with the reader."""
    number = reader.number(given["rules"], f"{path}.rules")
    if number is not None and number >= len(rules):
        reader.report(f"{path}.rules", "the position of one of the rules")
    answers = {}
    for question, data in reader.named(given["answers"], f"{path}.answers").items():
        try:
            answers[question] = (
                None if data is None else checked_answer(question, data, f"{path}.answers")
            )
        except DossierError as error:
            reader.within(f"{path}.answers.{question}", error, f"{path}.answers")
    set_aside = _read_set_aside(reader, given["set_aside"], f"{path}.set_aside")
    found = rules[number] if number is not None and number < len(rules) else None
    return None if found is None else SavedAnswers(path, found, answers, set_aside)


def _read_set_aside(reader: Reader, data: Any, path: str) -> tuple[tuple[str, ...], ...]:
    if data is ABSENT:
        return ()
    return tuple(
        tuple(
            reader.text(rule, f"{path}[{n}][{m}]") or ""
            for m, rule in enumerate(reader.items(rules, f"{path}[{n}]"))
        )
        for n, rules in enumerate(reader.items(data, path))
    )


def decision_of(
    saved: SavedAnswers,
    engine: str,
    dossier: Dossier,
    before: Decision | None,
    protocol: Protocol,
) -> Decision:
    """Return a decision as it was saved: by the same rules it can be explained, by others read.

    Raises :class:`~obstetric_rules.errors.DossierError` when it cannot have been made so.
    """
    rules = saved.rules
    known: dict[str, AnyAnswer | None] = {} if before is None else dict(before.answers)
    known.update(saved.answers)
    found = ((name, known.get(name)) for name in rules.questions)
    answers = {name: answer for name, answer in found if answer is not None}
    if len(answers) < len(rules.questions) or known.keys() - saved.answers.keys() - answers.keys():
        raise DossierError([Problem(f"{saved.path}.answers", "an answer to each of its questions")])
    if len(saved.set_aside) != len(dossier.afwijkingen):
        expected = "the rules that each Afwijking set aside"
        raise DossierError([Problem(f"{saved.path}.set_aside", expected)])
    same = (rules.identity.sha256, rules.on) == (protocol.sha256, protocol.on)
    return Decision(
        protocol=rules.identity,
        on=rules.on,
        engine=engine,
        deviations=tuple(map(_deviation, dossier.afwijkingen, saved.set_aside)),
        dossier=dossier,
        ref=dossier.ref,
        outcomes={name: outcomes_of(answer) for name, answer in answers.items()},
        work_out=kept(answers),
        case=_prepared(protocol, dossier, saved.path) if same else None,
    )


def _prepared(protocol: Protocol, dossier: Dossier, path: str) -> Case:
    try:
        return prepare(protocol, dossier)
    except DossierError as error:
        raise DossierError(
            attrs.evolve(problem, path=f"{path}: {problem.path}") for problem in error.problems
        ) from None


def _deviation(afwijking: Any, rules: tuple[str, ...]) -> Deviation:
    return Deviation(afwijking=afwijking, rules=rules)
