"""The form of a receipt, and reading it: everything that is wrong with one is told at once."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Final

import attrs

from obstetric_rules.engines.decision_data import checked_answer
from obstetric_rules.errors import DocumentError, Problem, ReceiptError
from obstetric_rules.facts.json_text import json_type
from obstetric_rules.facts.plain_data import below, plain_copy
from obstetric_rules.facts.structuring import key_problems

FORM: Final = "obstetric-rules/receipt/1"
"""Names the form of a receipt."""


@attrs.frozen(kw_only=True)
class LayerIdentity:
    """A ruleset as a receipt names it: version, content hash and the distribution it came from.

    ``distribution`` and its version are ``None`` for a ruleset that was not installed.
    """

    id: str
    version: str
    sha256: str
    distribution: str | None = None
    distribution_version: str | None = None


_TEXTS: Final = ("protocol", "version", "sha256", "engine", "library", "receipt_sha256")
_NAMES: Final = (
    "form",
    *_TEXTS,
    "layers",
    "on",
    "decided_at",
    "dossier",
    "answers",
    "signature",
)
_LAYER: Final = ("id", "version", "sha256")
_ORIGIN: Final = ("distribution", "distribution_version")


def receipt_fields(data: object) -> dict[str, Any]:
    """Return the fields of a receipt, each of the right type.

    Raises :class:`~obstetric_rules.errors.ReceiptError` with all problems.

    >>> receipt_fields([])
    Traceback (most recent call last):
    obstetric_rules.errors.ReceiptError: this is no receipt: expected a JSON object, got a list
    """
    if not isinstance(data, dict):
        raise ReceiptError(f"this is no receipt: expected a JSON object, got {json_type(data)}")
    try:
        given = plain_copy(data)
    except DocumentError as error:
        raise _refused(list(error.problems)) from error
    # Where it stood in a file of lines, and no part of it.
    given.pop("line", None)
    if given.get("form") != FORM:
        raise _refused([Problem("form", f'"{FORM}"')])
    reader = _Reader(given)
    fields = reader.read()
    if reader.problems:
        raise _refused(reader.problems)
    return fields


def _refused(problems: list[Problem]) -> ReceiptError:
    return ReceiptError("\n".join(f"this is no receipt: {problem}" for problem in problems))


class _Reader:
    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.problems = list(key_problems(data, "field", _NAMES))

    def read(self) -> dict[str, Any]:
        fields = {name: self.text(self.data, name, name) for name in _TEXTS}
        fields |= {name: self.object(name) for name in ("dossier", "answers")}
        for question, answer in fields["answers"].items():
            try:
                checked_answer(question, answer, below("answers", question))
            except DocumentError as error:
                self.problems += error.problems
        signature = None
        if "signature" in self.data:
            signature = self.text(self.data, "signature", "signature")
        return {
            **fields,
            "layers": self.layers(),
            "on": self.day(),
            "decided_at": self.moment(),
            "signature": signature,
        }

    def text(self, data: Mapping[str, Any], name: str, path: str) -> Any:
        value = data.get(name)
        if not isinstance(value, str):
            self.refuse(path, "a text", value)
        return value

    def object(self, name: str) -> dict[str, Any]:
        value = self.data.get(name)
        if isinstance(value, dict):
            return value
        self.refuse(name, "an object", value)
        return {}

    def layers(self) -> tuple[LayerIdentity, ...]:
        listed = self.data.get("layers")
        if not isinstance(listed, list):
            self.refuse("layers", "a list", listed)
            return ()
        return tuple(self.layer(layer, f"layers[{n}]") for n, layer in enumerate(listed))

    def layer(self, data: Any, path: str) -> LayerIdentity:
        if not isinstance(data, dict):
            self.refuse(path, "an object", data)
            data = dict.fromkeys(_LAYER, "")
        for problem in key_problems(data, "field", (*_LAYER, *_ORIGIN)):
            self.problems.append(Problem(below(path, problem.path), problem.expected))
        fields = {name: self.text(data, name, below(path, name)) for name in _LAYER}
        for name in _ORIGIN:
            if data.get(name) is not None:
                fields[name] = self.text(data, name, below(path, name))
        return LayerIdentity(**fields)

    def day(self) -> datetime.date | None:
        value = self.data.get("on")
        try:
            found = datetime.date.fromisoformat(value)  # type: ignore[arg-type]  # see below
        except (TypeError, ValueError):
            found = None
        if found is None or found.isoformat() != value:
            self.refuse("on", 'a date such as "2026-11-22"', value)
        return found

    def moment(self) -> datetime.datetime | None:
        value = self.data.get("decided_at")
        try:
            found = datetime.datetime.fromisoformat(value)  # type: ignore[arg-type]  # see below
        except (TypeError, ValueError):
            found = None
        # Written otherwise than it was, it would not fit the hash.
        if found is None or found.utcoffset() is None or found.isoformat() != value:
            self.refuse("decided_at", 'a moment such as "2026-11-22T03:10:00+01:00"', value)
        return found

    def refuse(self, path: str, expected: str, value: Any) -> None:
        self.problems.append(Problem(path, expected, json_type(value)))
