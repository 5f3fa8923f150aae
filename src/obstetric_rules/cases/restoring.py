"""Live cases from JSON-ready data: their facts and answers as they were, nothing decided again."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import Any

import attrs

from obstetric_rules.cases.changes import difference
from obstetric_rules.cases.draft import Facts, after_steps, single_facts
from obstetric_rules.cases.history import Course, Entry
from obstetric_rules.cases.saved_answers import (
    SavedAnswers,
    SavedRules,
    decision_of,
    read_answers,
    read_rules,
)
from obstetric_rules.cases.saved_form import Reader
from obstetric_rules.cases.saved_steps import read_step
from obstetric_rules.cases.steps import Moved, Step
from obstetric_rules.cases.writing import FORM
from obstetric_rules.engines.decision import Decision
from obstetric_rules.engines.seal import check_key, hash_of, is_signed
from obstetric_rules.errors import DocumentError, DossierError, Problem
from obstetric_rules.facts import Dossier, dossier_to_data
from obstetric_rules.facts.json_text import json_type
from obstetric_rules.facts.plain_data import plain_copy
from obstetric_rules.rules.protocol import Protocol

_NAMES = ("form", "engine", "start", "history", "dossier", "rules", "sha256")
_OF_A_DECISION = ("rules", "answers")


@attrs.frozen
class _Before:
    """What was decided just before the first entry."""

    dossier: Dossier
    answers: SavedAnswers


@attrs.frozen
class _Saved:
    """What stands in saved data, before its history is gone through."""

    engine: str
    before: _Before | None
    start: Facts
    entries: tuple[_SavedEntry, ...]
    end: Dossier


@attrs.frozen
class _SavedEntry:
    number: int
    moment: datetime
    steps: tuple[Step, ...]
    answers: SavedAnswers


def restored(
    data: object, protocol: Protocol, key: bytes | None
) -> tuple[Course, tuple[Entry, ...]]:
    """Return how a saved case goes on, and its history.

    Raises :class:`~obstetric_rules.errors.DossierError` with all problems.
    """
    if not isinstance(data, dict):
        raise DocumentError([Problem("", "a JSON object with a saved case", json_type(data))])
    if key is not None:
        check_key(key)
    given = plain_copy(data)
    reader = Reader(protocol.slots)
    saved = _read(reader, given, protocol)
    if saved is None or reader.problems:
        raise DossierError(reader.problems)
    _check_seal(given, key)
    return Course(protocol, saved.engine), _History(protocol, saved).entries()


def _check_seal(data: dict[str, Any], key: bytes | None) -> None:
    signature = data.pop("signature", None)
    rest = {name: value for name, value in data.items() if name != "sha256"}
    if hash_of(rest) != data["sha256"]:
        expected = "the hash of all the rest (the case was changed after it was saved)"
        raise DossierError([Problem("sha256", expected)])
    if key is not None and (signature is None or not is_signed(data, signature, key)):
        found = "a signature" if signature is None else "the signature of this key"
        raise DossierError([Problem("signature", f"{found} (the case cannot be trusted)")])


def _read(reader: Reader, data: dict[str, Any], protocol: Protocol) -> _Saved | None:
    """Return what the data holds, or ``None``; the problems are with the reader."""
    if data.get("form") != FORM:
        # In another form all the rest would seem wrong as well.
        reader.report("form", f'"{FORM}"')
        return None
    given = reader.fields(data, "", _NAMES, ("signature",))
    listed = reader.items(given["rules"], "rules")
    rules = [read_rules(reader, one, f"rules[{n}]") for n, one in enumerate(listed)]
    if not _is_of(reader, rules, protocol):
        return None
    reader.text(given["sha256"], "sha256")
    reader.text(given["signature"], "signature")
    engine = reader.text(given["engine"], "engine")
    before, start = _read_start(reader, given["start"], rules)
    listed = reader.items(given["history"], "history")
    entries = [_read_entry(reader, one, f"history[{n}]", rules) for n, one in enumerate(listed)]
    end = reader.dossier(given["dossier"], "dossier")
    known = tuple(entry for entry in entries if entry is not None)
    if len(known) == len(listed):
        _check_course(reader, known)
    if engine is None or start is None or end is None:
        return None
    return _Saved(engine, before, start, known, end)


def _is_of(reader: Reader, rules: list[SavedRules | None], protocol: Protocol) -> bool:
    """Return whether the case is one by this protocol; whatever else its facts would not fit."""
    for number, found in enumerate(rules):
        if found is not None and found.identity.id != protocol.id:
            expected = f'"{protocol.id}", the protocol it is restored with'
            reader.report(f"rules[{number}].protocol", expected)
            return False
    return True


def _read_start(
    reader: Reader, data: Any, rules: list[SavedRules | None]
) -> tuple[_Before | None, Facts | None]:
    given = reader.fields(data, "start", ("before", "dossier", "told"))
    before = None
    if given["before"] is not None:
        before = _read_before(reader, given["before"], rules)
    dossier = reader.dossier(given["dossier"], "start.dossier")
    told = reader.items(given["told"], "start.told")
    if dossier is None:
        return before, None
    facts = set(single_facts(dossier))
    for position, name in enumerate(told):
        if not isinstance(name, str) or name not in facts:
            reader.report(f"start.told[{position}]", "a slot that holds a fact in start.dossier")
            return before, None
    return before, Facts(dossier, frozenset(told))


def _read_before(reader: Reader, data: Any, rules: list[SavedRules | None]) -> _Before | None:
    path = "start.before"
    given = reader.fields(data, path, (*_OF_A_DECISION, "dossier"), ("set_aside",))
    answers = read_answers(reader, given, path, rules)
    dossier = reader.dossier(given["dossier"], f"{path}.dossier")
    return None if answers is None or dossier is None else _Before(dossier, answers)


def _read_entry(
    reader: Reader, data: Any, path: str, rules: list[SavedRules | None]
) -> _SavedEntry | None:
    given = reader.fields(
        data, path, ("number", "moment", "steps", *_OF_A_DECISION), ("set_aside",)
    )
    number = reader.number(given["number"], f"{path}.number")
    moment = reader.moment(given["moment"], f"{path}.moment")
    listed = reader.items(given["steps"], f"{path}.steps")
    steps = [read_step(reader, one, f"{path}.steps[{n}]") for n, one in enumerate(listed)]
    answers = read_answers(reader, given, path, rules)
    if number is None or moment is None or answers is None:
        return None
    return _SavedEntry(number, moment, tuple(one for one in steps if one is not None), answers)


def _check_course(reader: Reader, entries: tuple[_SavedEntry, ...]) -> None:
    numbers = [entry.number for entry in entries]
    first = numbers[0] if numbers else 0
    if not numbers or numbers != list(range(first, first + len(numbers))):
        reader.report("history", "entries that are numbered one after the other, at least one")
    for number, entry in enumerate(entries):
        if any(isinstance(step, Moved) for step in entry.steps) and not _moves(entry):
            reader.report(f"history[{number}].steps", "one step for its rules, if it moves to them")
    for number, (earlier, later) in enumerate(pairwise(entries), start=1):
        if later.moment < earlier.moment:
            reader.report(f"history[{number}].moment", "a moment that is not before the last one")
        if _moves(later) != (later.answers.rules != earlier.answers.rules):
            reader.report(
                f"history[{number}].rules", "other rules just where the case moves to them"
            )


def _moves(entry: _SavedEntry) -> bool:
    """Return whether an entry says that the case went on by the rules that it has."""
    rules = entry.answers.rules
    return entry.steps == (Moved(rules.identity.version, rules.on),)


@attrs.frozen
class _History:
    """Goes through what was saved, from the first entry to the last."""

    protocol: Protocol
    saved: _Saved

    def entries(self) -> tuple[Entry, ...]:
        before = self.saved.before
        decided = None if before is None else self.decision(before.answers, before.dossier, None)
        facts = self.saved.start
        history: list[Entry] = []
        for position, one in enumerate(self.saved.entries):
            if position:
                facts = self.facts_after(one, facts, f"history[{position}]")
            after = self.decision(one.answers, facts.dossier, decided)
            changes = difference(decided, after)
            history.append(
                Entry(
                    number=one.number,
                    moment=one.moment,
                    steps=one.steps,
                    facts=facts,
                    changes=changes,
                )
            )
            decided = after
        if dossier_to_data(facts.dossier) != dossier_to_data(self.saved.end):
            raise DossierError([Problem("dossier", "the facts that the history ends with")])
        return tuple(history)

    def facts_after(self, entry: _SavedEntry, facts: Facts, path: str) -> Facts:
        if _moves(entry):
            return facts
        try:
            return after_steps(self.protocol.slots, facts, entry.steps)[0]
        except DossierError as error:
            raise DossierError(
                attrs.evolve(problem, path=f"{path}: {problem.path}") for problem in error.problems
            ) from None

    def decision(self, saved: SavedAnswers, dossier: Dossier, before: Decision | None) -> Decision:
        return decision_of(saved, self.saved.engine, dossier, before, self.protocol)
