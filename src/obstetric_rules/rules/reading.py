"""Reading rulesets back from the plain data that :mod:`obstetric_rules.rules.exchange` writes."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Final

import attrs

from obstetric_rules import facts
from obstetric_rules.errors import RulesetFileError
from obstetric_rules.expressions.canonical import node_from_data
from obstetric_rules.facts import UNKNOWN, Slot, fact, kinds_of
from obstetric_rules.facts.fact import is_fact_type
from obstetric_rules.rules.case_bounds import DomainConstraint, KnownSilence
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.deprecation import Deprecation
from obstetric_rules.rules.exchange import ruleset_to_data
from obstetric_rules.rules.invariant import Invariant, InvariantDeviation, Monotonicity
from obstetric_rules.rules.open_term import Filling, OpenTerm
from obstetric_rules.rules.parameter import Parameter, Setting
from obstetric_rules.rules.question import Conclusion, Question
from obstetric_rules.rules.rule import Rule
from obstetric_rules.rules.ruleset import Ruleset

FORM: Final = "obstetric-rules/rulesets/1"
"""Names the form of a file with rulesets."""

_PARTS: Final = {
    kind.__name__: kind
    for kind in (
        Clause,
        Conclusion,
        Deprecation,
        DomainConstraint,
        Filling,
        Invariant,
        InvariantDeviation,
        KnownSilence,
        Monotonicity,
        OpenTerm,
        Parameter,
        Question,
        Rule,
        Setting,
        facts.Choice,
        facts.DecimalNumber,
        facts.Text,
        facts.TextSet,
        facts.WholeNumber,
        facts.YesNo,
    )
}
_OWN_FACT_TYPES: Final = {name: found for name, found in vars(facts).items() if is_fact_type(found)}


def rulesets_to_text(rulesets: Iterable[Ruleset]) -> str:
    """Return rulesets as the text of a file."""
    data = {"form": FORM, "rulesets": [ruleset_to_data(ruleset) for ruleset in rulesets]}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def rulesets_from_text(text: str) -> tuple[Ruleset, ...]:
    """Return the rulesets of a file that :func:`rulesets_to_text` wrote.

    Fact types of this library are read as they are, others are made anew. Raises
    :class:`~obstetric_rules.errors.RulesetFileError` when the text is no such file, and
    :class:`~obstetric_rules.errors.RulesetError` when what it says is broken.

    >>> from obstetric_rules.plugins.groningen import groningen
    >>> from obstetric_rules.rules.exchange import content_hash
    >>> (again,) = rulesets_from_text(rulesets_to_text([groningen]))
    >>> content_hash([again]) == content_hash([groningen])
    True
    """
    try:
        data = json.loads(text)
    except ValueError as error:
        raise RulesetFileError(f"expected JSON with rulesets ({error})") from error
    form = data.get("form") if isinstance(data, dict) else None
    if form != FORM:
        raise RulesetFileError(
            f"expected rulesets in the form {FORM}, as `obstetric-rules export` writes them"
        )
    try:
        reader = _Reader()
        return tuple(reader.ruleset(item) for item in data["rulesets"])
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise RulesetFileError(
            f"expected rulesets as `obstetric-rules export` writes them; something in it is "
            f"missing, unknown or of another kind ({type(error).__name__}: {error})"
        ) from error


class _Reader:
    def __init__(self) -> None:
        # Slots of several rulesets may hold facts of one type.
        self._fact_types: dict[str, type] = {}

    def ruleset(self, data: Mapping[str, Any]) -> Ruleset:
        parts = {name: self._value(name, value) for name, value in data.items() if name != "slots"}
        return Ruleset(slots=tuple(map(self._slot, data["slots"])), **parts)

    def _slot(self, data: Mapping[str, Any]) -> Slot:
        rest = {name: value for name, value in data.items() if name not in ("fact_type", "fields")}
        return Slot(**rest, fact_type=self._fact_type(data["fact_type"], data["fields"]))

    def _fact_type(self, name: str, fields: list[Any]) -> type:
        kinds = {field: self._value(field, kind) for field, kind in fields}
        own: type | None = _OWN_FACT_TYPES.get(name)
        if own is not None and dict(kinds_of(own)) == kinds:
            return own
        key = json.dumps([name, fields], sort_keys=True)
        if key not in self._fact_types:
            hints = {field: Annotated[Any, kind] for field, kind in kinds.items()}
            body = {"__annotations__": hints, **dict.fromkeys(kinds, UNKNOWN)}
            self._fact_types[key] = fact(type(name, (), body))
        return self._fact_types[key]

    def _value(self, name: str, value: Any) -> Any:
        if value is not None and name in _SPECIAL:
            return _SPECIAL[name](value)
        if isinstance(value, list):
            return tuple(self._value("", item) for item in value)
        if not isinstance(value, dict):
            return value
        if "node" in value:
            return node_from_data(value)
        kind: Any = _PARTS[value["type"]]
        known = {field.name for field in attrs.fields(kind)}
        parts = {key: self._value(key, item) for key, item in value.items() if key != "type"}
        strangers = parts.keys() - known
        if strangers:
            raise KeyError(", ".join(sorted(strangers)))
        if kind is facts.TextSet:
            parts["ordinary"] = frozenset(parts["ordinary"])
        if kind in (Parameter, Setting):
            dated = parts["values"].items()
            parts["values"] = {day and _date(day): constant for day, constant in dated}
        return kind(**parts)


def _date(value: str) -> datetime.date:
    return datetime.date.fromisoformat(value)


def _values(values: list[Any]) -> Any:
    """Return the values of a rule, or those of a question, a choice or a parameter by their key."""
    if all(isinstance(value, str) for value in values):
        return tuple(values)
    return dict(values)


_SPECIAL: Final[Mapping[str, Callable[[Any], Any]]] = {
    "values": _values,
    "values_en": dict,
    "fixed": dict,
    "valid_from": _date,
    "valid_to": _date,
    "since": _date,
}
