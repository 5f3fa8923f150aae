"""The situations of a case file: which facts it gives, and the dossiers they come down to.

A situation may start from another one. It then changes what it names and keeps all else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import attrs

from obstetric_rules.errors import DossierError, Problem, nearest_name
from obstetric_rules.facts import (
    UNKNOWN,
    Afwijking,
    Choice,
    DecimalNumber,
    Dossier,
    Kind,
    Slot,
    Text,
    TextSet,
    WholeNumber,
    YesNo,
)
from obstetric_rules.facts.fact import quoted, shown
from obstetric_rules.facts.json_text import json_type
from obstetric_rules.facts.kinds import nearest_value
from obstetric_rules.facts.structuring import structure
from obstetric_rules.testing._case_documents import Document, below

UNKNOWN_WORD: Final = "onbekend"
NONE_WORD: Final = "geen"

_YES_NO: Final = {"ja": True, "nee": False}
_NOT_DUTCH: Final = {
    **dict.fromkeys(("yes", "y", "on", "true", "j"), "ja"),
    **dict.fromkeys(("no", "n", "off", "false"), "nee"),
}

_WITH_COMMA: Final = re.compile(r"-?[0-9]+,[0-9]+")
_NO_FIELD: Final = (
    "a field; between { and } a comma ends a value: put a number with a decimal comma between "
    'quotation marks ("6,1"), or write a point (6.1)'
)

Fields: TypeAlias = Mapping[str, Any]
"""The fields of one fact that a situation names; those it says to be unknown are UNKNOWN."""


@attrs.frozen
class Changes:
    """What a situation changes of the facts of a list, by their id."""

    by_id: Mapping[str, Fields]


Content: TypeAlias = Any
"""UNKNOWN, None (there is none), the fields of a fact, a list of those, or changes in a list."""

Situation: TypeAlias = Mapping[str, Content]
"""What a situation says of each slot that it names."""


@attrs.frozen
class SituationReader:
    """Reads the situations of one file, for the slots of its protocol."""

    document: Document
    slots: Mapping[str, Slot]

    def read(self, data: Any, path: str) -> Situation:
        """Return what a situation says; what is wrong with it is noted in the document."""
        if not isinstance(data, dict):
            self.document.report(path, "the facts of a situation", json_type(data))
            return {}
        found: dict[str, Content] = {}
        for name, value in data.items():
            inner = below(path, name)
            if name in self.slots:
                found[name] = self._content(self.slots[name], value, inner)
            else:
                self.document.report_unknown(inner, name, "a slot of the protocol", self.slots)
        return found

    def _content(self, slot: Slot, value: Any, path: str) -> Content:
        if value == UNKNOWN_WORD:
            return UNKNOWN
        if slot.many:
            return self._list(slot, value, path)
        if value == NONE_WORD and slot.nullable:
            return None
        if isinstance(value, dict):
            return self._fields(slot, value, path)
        none = f', "{NONE_WORD}" if there is none' if slot.nullable else ""
        self.document.report(
            path, f'fields{none}, or "{UNKNOWN_WORD}" if nothing is known', json_type(value)
        )
        return UNKNOWN

    def _list(self, slot: Slot, value: Any, path: str) -> Content:
        if value == NONE_WORD:
            return []
        if isinstance(value, list):
            return [
                self._fields(slot, item, below(path, position))
                for position, item in enumerate(value)
            ]
        if isinstance(value, dict) and "id" in slot.kinds:
            changes = {
                key: self._fields(slot, fields, below(path, key)) for key, fields in value.items()
            }
            return Changes(changes)
        expected = (
            f'a list of facts, changes by id, "{NONE_WORD}" if there are none, '
            f'or "{UNKNOWN_WORD}" if nothing is known'
        )
        self.document.report(path, expected, json_type(value))
        return UNKNOWN

    def _fields(self, slot: Slot, data: Any, path: str) -> Fields:
        if not isinstance(data, dict):
            self.document.report(path, "fields", json_type(data))
            return {}
        kinds = slot.kinds
        found: dict[str, Any] = {}
        for name, value in data.items():
            inner = below(path, name)
            if name in kinds:
                found[name] = self._field(kinds[name], value, inner)
            elif value is None and name.isdecimal():
                self.document.report(inner, _NO_FIELD, f'"{shown(name)}"')
            else:
                self.document.report_unknown(inner, name, f"a field of {slot.name}", kinds)
        return found

    def _field(self, kind: Kind, value: Any, path: str) -> Any:
        # A field may have a value of this very name; then that is meant.
        if value == UNKNOWN_WORD and not _knows(kind, value):
            return UNKNOWN
        if isinstance(kind, YesNo) and isinstance(value, str):
            value = _YES_NO.get(value.casefold(), value)
        elif isinstance(kind, TextSet):
            value = self._text_set(value, path)
        elif isinstance(kind, WholeNumber | DecimalNumber) and isinstance(value, str):
            value = _number(value)
        if kind.permits(value):
            return value
        self._report_value(kind, value, path)
        return UNKNOWN

    def _text_set(self, value: Any, path: str) -> Any:
        if value == NONE_WORD:
            return frozenset()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            return value
        for position, item in enumerate(value):
            if item in value[:position]:
                at = below(path, position)
                self.document.report(at, "a text that does not stand earlier in the list")
        return frozenset(value)

    def _report_value(self, kind: Kind, value: Any, path: str) -> None:
        if isinstance(kind, TextSet) and isinstance(value, frozenset):
            value = next(text for text in sorted(value) if not kind.permits(frozenset({text})))
        got = quoted(value) if kind.closed else None
        known = self._known_values(kind)
        near = nearest_name(shown(value), known) if isinstance(value, str) else None
        if isinstance(kind, YesNo) and isinstance(value, str):
            near = _NOT_DUTCH.get(value.casefold(), near)
        near = nearest_value(kind, value) or near
        hint = f' (did you mean "{near}"?)' if near else ""
        self.document.report(path, f"{_expected(kind)}{hint}", got)

    def _known_values(self, kind: Kind) -> list[str]:
        if isinstance(kind, YesNo):
            return [*_YES_NO, UNKNOWN_WORD]
        return [*kind.values, UNKNOWN_WORD] if isinstance(kind, Choice) else [UNKNOWN_WORD]

    def merged(self, base: Situation, change: Situation, path: str) -> Situation:
        """Return a situation that starts from another one."""
        found = dict(base)
        for name, content in change.items():
            inner = below(path, name)
            before = base.get(name, UNKNOWN)
            if isinstance(content, Changes):
                found[name] = self._changed(before, content, inner)
            elif isinstance(content, dict) and isinstance(before, dict):
                found[name] = {**before, **content}
            else:
                found[name] = content
        return found

    def _changed(self, before: Content, changes: Changes, path: str) -> Content:
        facts = before if isinstance(before, list) else []
        known = [fact["id"] for fact in facts if fact.get("id", UNKNOWN) is not UNKNOWN]
        for key in changes.by_id:
            if key not in known:
                expected = "the id of a fact in the situation it starts from"
                if known:
                    self.document.report_unknown(below(path, key), key, expected, known)
                else:
                    self.document.report(below(path, key), f"{expected}; there it has no ids")
        return [{**fact, **changes.by_id.get(fact.get("id", UNKNOWN), {})} for fact in facts]

    def dossier(
        self, situation: Situation, afwijkingen: list[Afwijking], path: str
    ) -> Dossier | None:
        """Return the dossier of a situation, or ``None`` when its facts do not go together."""
        facts = {
            name: self._facts(self.slots[name], content) for name, content in situation.items()
        }
        try:
            return Dossier(afwijkingen=afwijkingen, **facts)
        except DossierError as error:
            self.report_problems(error, path)
            return None

    def report_problems(self, error: DossierError, path: str) -> None:
        """Note what is wrong with a dossier as something wrong with the case it is made for."""
        for problem in error.problems:
            where = path
            if not problem.path.startswith("afwijkingen"):
                where = below(path, "situatie")
            # In JSON an unknown is null.
            expected = problem.expected.replace("or null", f"or {UNKNOWN_WORD}")
            self.document.report(f"{where}.{problem.path}", expected, problem.got)

    def _facts(self, slot: Slot, content: Content) -> Any:
        if content is UNKNOWN or content is None:
            return content
        if isinstance(content, list):
            return [slot.fact_type(**fields) for fields in content]
        return slot.fact_type(**content)

    def afwijkingen(self, data: Any, path: str) -> list[Afwijking]:
        """Return the deviations of a case."""
        if not isinstance(data, list):
            self.document.report(path, "a list of deviations", json_type(data))
            return []
        problems: list[Problem] = []
        found = [
            structure(item, Afwijking, below(path, position), problems)
            for position, item in enumerate(data)
        ]
        for problem in problems:
            self.document.report(problem.path, problem.expected, problem.got)
        return [afwijking for afwijking in found if afwijking is not None]


def _number(text: str) -> float | str:
    """Return a number that is written the Dutch way, with a decimal comma; other text as it is."""
    return float(text.replace(",", ".")) if _WITH_COMMA.fullmatch(text) else text


def _knows(kind: Kind, value: Any) -> bool:
    if isinstance(kind, Text):
        return isinstance(value, str) and value in kind.vocabulary.values
    return isinstance(kind, Choice) and value in kind.values


def _expected(kind: Kind) -> str:
    if isinstance(kind, YesNo):
        return f"ja, nee or {UNKNOWN_WORD}"
    without_null = kind.expected.removesuffix("or null").rstrip(", ")
    return f"{without_null} or {UNKNOWN_WORD}"
