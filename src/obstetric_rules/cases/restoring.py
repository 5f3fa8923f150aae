"""Live cases from JSON-ready data: read, decided again, and held against what was written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import attrs

from obstetric_rules.cases.draft import Facts, single_facts
from obstetric_rules.cases.history import Course, Entry
from obstetric_rules.cases.saved_form import Reader
from obstetric_rules.cases.saved_steps import read_step
from obstetric_rules.cases.steps import Step
from obstetric_rules.cases.writing import FORMAT, changes_to_data
from obstetric_rules.errors import DocumentError, DossierError, Problem
from obstetric_rules.facts import Dossier, dossier_to_data
from obstetric_rules.facts.json_text import json_type
from obstetric_rules.rules.protocol import Protocol


@attrs.frozen
class _Saved:
    """What stands in saved data, before it is decided again."""

    engine: str
    before: Dossier | None
    start: Facts
    entries: tuple[_SavedEntry, ...]
    end: Dossier


@attrs.frozen
class _SavedEntry:
    number: int
    moment: datetime
    steps: tuple[Step, ...]
    changes: list[Any]


def restored(data: object, protocol: Protocol) -> tuple[Course, tuple[Entry, ...]]:
    """Return how a saved case goes on, and its history.

    Raises :class:`~obstetric_rules.errors.DossierError` with all problems.
    """
    if not isinstance(data, dict):
        raise DocumentError([Problem("", "a JSON object with a saved case", json_type(data))])
    reader = Reader(protocol.slots)
    saved = _read(reader, data, protocol)
    if saved is None or reader.problems:
        raise DossierError(reader.problems)
    course = Course(protocol, saved.engine)
    return course, _decided_again(course, saved)


def _read(reader: Reader, data: dict[str, Any], protocol: Protocol) -> _Saved | None:
    """Return what the data holds, or ``None``; the problems are with the reader."""
    names = ("format", "protocol", "engine", "start", "history", "dossier")
    given = reader.fields(data, "", names)
    if not _fits(reader, given, protocol):
        # By other rules, or in another form, all the rest would seem wrong as well.
        return None
    engine = reader.text(given["engine"], "engine")
    before, start = _read_start(reader, given["start"])
    listed = reader.items(given["history"], "history")
    entries = [_read_entry(reader, one, f"history[{n}]") for n, one in enumerate(listed)]
    end = reader.dossier(given["dossier"], "dossier")
    known = tuple(entry for entry in entries if entry is not None)
    if len(known) == len(listed):
        _check_numbers(reader, [entry.number for entry in known])
    if engine is None or start is None or end is None:
        return None
    return _Saved(engine, before, start, known, end)


def _fits(reader: Reader, given: dict[str, Any], protocol: Protocol) -> bool:
    """Return whether the data is in the form that is read here, and was made by these rules."""
    form = reader.text(given["format"], "format")
    if form not in (None, FORMAT):
        reader.report("format", f'"{FORMAT}"')
        return False
    identity = reader.fields(given["protocol"], "protocol", ("id", "version", "sha256"))
    name = reader.text(identity["id"], "protocol.id")
    version = reader.text(identity["version"], "protocol.version")
    sha256 = reader.text(identity["sha256"], "protocol.sha256")
    if name not in (None, protocol.id):
        reader.report("protocol.id", f'"{protocol.id}", the protocol it is restored with')
        return False
    if sha256 not in (None, protocol.sha256):
        now = f"the rules of {protocol.id} {protocol.version} ({protocol.sha256[:12]})"
        reader.report("protocol.sha256", f"{now}; the case was saved with those of {version}")
        return False
    return True


def _read_start(reader: Reader, data: Any) -> tuple[Dossier | None, Facts | None]:
    given = reader.fields(data, "start", ("before", "dossier", "told"))
    before = None
    if given["before"] is not None:
        before = reader.dossier(given["before"], "start.before")
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


def _read_entry(reader: Reader, data: Any, path: str) -> _SavedEntry | None:
    given = reader.fields(data, path, ("number", "moment", "steps", "changes"))
    number = reader.number(given["number"], f"{path}.number")
    moment = reader.moment(given["moment"], f"{path}.moment")
    listed = reader.items(given["steps"], f"{path}.steps")
    steps = [read_step(reader, one, f"{path}.steps[{n}]") for n, one in enumerate(listed)]
    changes = reader.items(given["changes"], f"{path}.changes")
    if number is None or moment is None:
        return None
    return _SavedEntry(number, moment, tuple(one for one in steps if one is not None), changes)


def _check_numbers(reader: Reader, numbers: list[int]) -> None:
    first = numbers[0] if numbers else 0
    if not numbers or numbers != list(range(first, first + len(numbers))):
        reader.report("history", "entries that are numbered one after the other, at least one")


def _decided_again(course: Course, saved: _Saved) -> tuple[Entry, ...]:
    history: list[Entry] = []
    for position, one in enumerate(saved.entries):
        path = f"history[{position}]"
        try:
            entry = course.follow(history[-1], one.steps, one.moment) if history else None
            entry = entry or _first(course, saved, one)
        except DossierError as error:
            raise DossierError(
                attrs.evolve(problem, path=f"{path}: {problem.path}") for problem in error.problems
            ) from None
        if changes_to_data(entry.changes) != one.changes:
            # What follows was made from answers that this is not the record of.
            expected = f"the changes that {course.protocol.id} gives with {course.engine}"
            raise DossierError([Problem(f"{path}.changes", expected)])
        history.append(entry)
    if dossier_to_data(history[-1].dossier) != dossier_to_data(saved.end):
        raise DossierError([Problem("dossier", "the facts that the history ends with")])
    return tuple(history)


def _first(course: Course, saved: _Saved, one: _SavedEntry) -> Entry:
    before = None if saved.before is None else course.decide(saved.before)
    return course.entry(one.number, one.moment, one.steps, saved.start, before)


__all__ = ["restored"]
