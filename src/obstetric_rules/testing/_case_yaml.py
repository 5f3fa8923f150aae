"""Reading YAML, so that no word turns into something else.

The events of the parser are read here, not the values that a YAML library makes of them: those
follow YAML 1.1, where ``no``, ``on`` and ``off`` are booleans and ``12:30`` is a number, and keep
the last of two equal keys. Here only what YAML 1.2 calls the core schema has a type: true, false,
null and numbers. All else is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from obstetric_rules.facts.kinds import LONGEST_NUMBER
from obstetric_rules.testing._case_documents import Document, below

DEEPEST_NESTING: Final = 16
"""How many lists and mappings may stand inside each other. A case needs seven."""

_CONSTANTS: Final = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_WHOLE_NUMBER: Final = re.compile(r"[-+]?[0-9]+")
_NUMBER: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SURROUNDINGS: Final = (StreamStartEvent, DocumentStartEvent, DocumentEndEvent, StreamEndEvent)


def read_yaml(text: str, document: Document) -> Any:
    """Return what a YAML text says; what is wrong with it is noted in the document.

    >>> document = Document("a.gevallen.yaml")
    >>> read_yaml("{koorts: no, hoesten: ja, id: 12, dyspnoe: true}", document)
    {'koorts': 'no', 'hoesten': 'ja', 'id': 12, 'dyspnoe': True}
    """
    try:
        events = _shallow_events(text, document)
    except yaml.MarkedYAMLError as error:
        _report_syntax(error, document)
        return None
    except yaml.YAMLError as error:
        document.report("", f"YAML ({' '.join(str(error).split())[:80]})")
        return None
    return None if events is None else _Reader(iter(events), document).one_document()


def _shallow_events(text: str, document: Document) -> list[Any] | None:
    """Return what the parser meets, or nothing as soon as it is nested too deeply.

    Looked at while it is parsed: what follows the first bracket too many is never read.
    """
    events: list[Any] = []
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, SequenceStartEvent | MappingStartEvent)
        depth -= isinstance(event, SequenceEndEvent | MappingEndEvent)
        if depth > DEEPEST_NESTING:
            mark: Any = event.start_mark  # a text that is parsed always has marks
            line = mark.line + 1
            document.report("", f"at most {DEEPEST_NESTING} levels of nesting", line=line)
            return None
        if not isinstance(event, _SURROUNDINGS):
            events.append(event)
    return events


def _report_syntax(error: yaml.MarkedYAMLError, document: Document) -> None:
    mark = error.problem_mark or error.context_mark
    reason = error.problem or "cannot be read"
    line = None if mark is None else mark.line + 1
    column = "" if mark is None else f"column {mark.column + 1}: "
    hint = ""
    if "mapping values are not allowed" in reason:
        hint = '; put a text that holds ": " between quotation marks'
    elif "\\t" in reason:
        hint = "; indent with spaces, not with tabs"
    document.report("", f"YAML ({column}{reason}{hint})", line=line)


class _Reader:
    """Makes values of events."""

    def __init__(self, events: Iterator[Any], document: Document) -> None:
        self._events = events
        self._document = document

    def one_document(self) -> Any:
        """Return the one value there is; a file has no second one."""
        first = next(self._events, None)
        if first is None:
            return None
        found = self._value(first, "")
        extra = next(self._events, None)
        if extra is not None:
            line = extra.start_mark.line + 1
            self._document.report("", "one document (there is another below)", line=line)
        return found

    def _value(self, event: Any, path: str) -> Any:
        line: int = event.start_mark.line + 1
        self._document.lines.setdefault(path, line)
        if isinstance(event, AliasEvent):
            expected = "no alias (*); start from a situation by its name"
            self._document.report(path, expected, line=line)
            return None
        if event.tag is not None:
            self._document.report(path, "no tag (!)", line=line)
        match event:
            case ScalarEvent():
                return event.value if event.style else _scalar(event.value)
            case SequenceStartEvent():
                return self._list(path)
            case _:
                return self._mapping(path)

    def _list(self, path: str) -> list[Any]:
        found: list[Any] = []
        for event in self._until(SequenceEndEvent):
            found.append(self._value(event, below(path, len(found))))
        return found

    def _mapping(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in self._until(MappingEndEvent):
            mark: Any = event.start_mark  # a text that is parsed always has marks
            line = mark.line + 1
            key = event.value if isinstance(event, ScalarEvent) else None
            if key is None:
                self._document.report(path, "a name before each colon", line=line)
                self._value(event, below(path, "?"))
                self._value(next(self._events), below(path, "?"))
                continue
            inner = below(path, key)
            if key in found:
                first = self._document.lines[inner]
                self._document.report(inner, f"this name once (see line {first})", line=line)
            self._document.lines.setdefault(inner, line)
            found[key] = self._value(next(self._events), inner)
        return found

    def _until(self, end: type[Any]) -> Iterator[Any]:
        while not isinstance(event := next(self._events), end):
            yield event


def _scalar(text: str) -> Any:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _WHOLE_NUMBER.fullmatch(text):
        # Python refuses to convert very many digits, and no field takes infinity.
        return int(text) if len(text) <= LONGEST_NUMBER else float("inf")
    return float(text) if _NUMBER.fullmatch(text) else text
