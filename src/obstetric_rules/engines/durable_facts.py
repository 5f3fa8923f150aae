"""What is known of a case, written as the facts that durable-rules is told.

No value of a dossier is written: each is mapped to the branch that rules tell apart, and the
literals that then hold are written as symbols. What is unknown has two readings: the literals that
certainly hold, and those that may hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any, Protocol, TypeAlias

import attrs

from obstetric_rules.diagrams.variables import ChoiceVariable, PresenceVariable, YesNoVariable
from obstetric_rules.engines.durable_conditions import (
    ABSENT,
    Aside,
    Conditions,
    Judged,
    Literal,
    Part,
    Variable,
)
from obstetric_rules.engines.durable_session import symbol
from obstetric_rules.expressions.meaning import CONFLICTED, Verdict
from obstetric_rules.expressions.nodes import Binding, Condition
from obstetric_rules.truth import UNKNOWN


@attrs.frozen
class Doubt:
    """Symbols of what is unknown, or in conflict: those that hold and those that may hold."""

    certain: str
    possible: str
    in_conflict: bool = False


Written: TypeAlias = str | Doubt
"""The symbols that hold of one or more variables."""


class Known(Protocol):
    """Who knows what is known of a case, with one of its facts in hand or none."""

    def content(self, slot: str) -> Any:
        """Return the fact in a slot, None if it is empty, or UNKNOWN."""
        ...

    def in_hand(self) -> Any:
        """Return the fact in hand."""
        ...

    def judge(self, condition: Condition) -> Verdict:
        """Return whether a condition holds."""
        ...

    def holds(self, part: Part) -> Verdict:
        """Return whether a part of a condition holds, as durable-rules derived it before."""
        ...

    def is_aside(self, rule: str) -> bool:
        """Return whether a rule is set aside."""
        ...


class FactWriter:
    """Writes of a case what the rules of one ruleset read, with the symbol of each literal."""

    def __init__(self, conditions: Conditions, symbols: Mapping[Literal, str]) -> None:
        self._branches = conditions.branches
        self._symbols: dict[Variable, list[tuple[frozenset[int], str]]] = {}
        for literal, name in symbols.items():
            found = self._symbols.setdefault(literal.variable, [])
            found.append((literal.branches, symbol(name)))
        slots: dict[str | None, list[Any]] = {}
        self._judged: list[tuple[Condition, dict[Verdict, Written]]] = []
        self._parts: list[tuple[Part, dict[Verdict, Written]]] = []
        self._aside: list[tuple[str, dict[Verdict, Written]]] = []
        for variable in self._symbols:
            match variable:
                case Judged(condition):
                    self._judged.append((condition, self._by_verdict(variable)))
                case Part():
                    self._parts.append((variable, self._by_verdict(variable)))
                case Aside(rule):
                    self._aside.append((rule, self._by_verdict(variable)))
                case PresenceVariable(slot):
                    slots.setdefault(slot, []).append(variable)
                case _:
                    in_hand = variable.field.binding is Binding.EACH
                    slots.setdefault(None if in_hand else variable.field.slot, []).append(variable)
        hand = slots.pop(None, None)
        self._hand = None if hand is None else _FactReader(self, hand)
        self._slots = [(slot, _FactReader(self, found)) for slot, found in slots.items() if slot]

    def write(self, known: Known) -> list[Written]:
        """Return the symbols of all variables."""
        written: list[Written] = []
        for slot, reader in self._slots:
            written += reader.read(known.content(slot))
        if self._hand is not None:
            written += self._hand.read(known.in_hand())
        written += [table[known.judge(condition)] for condition, table in self._judged]
        written += [table[known.holds(part)] for part, table in self._parts]
        written += [table[known.is_aside(rule)] for rule, table in self._aside]
        return written

    def written(self, variable: Variable, branches: Iterable[int]) -> Written:
        """Return the symbols of a variable that is known to take one of these branches."""
        those = frozenset(branches)
        certain = "".join(name for accepted, name in self._symbols[variable] if those <= accepted)
        possible = "".join(name for accepted, name in self._symbols[variable] if those & accepted)
        return certain if certain == possible else Doubt(certain, possible)

    def anything(self, variable: Variable) -> Written:
        """Return the symbols of a variable of which nothing is known, nor of its slot."""
        return self.written(variable, self._branches(variable))

    def _by_verdict(self, variable: Variable) -> dict[Verdict, Written]:
        possible = "".join(name for _, name in self._symbols[variable])
        return {
            False: self.written(variable, {0}),
            True: self.written(variable, {1}),
            UNKNOWN: Doubt("", possible),
            CONFLICTED: Doubt("", possible, in_conflict=True),
        }


class _FactReader:
    """Reads the fields of one fact, and whether its slot is empty."""

    def __init__(self, writer: FactWriter, variables: list[Any]) -> None:
        self._unknown = [writer.anything(variable) for variable in variables]
        self._empty = [writer.written(variable, {_when_empty(variable)}) for variable in variables]
        fields: dict[str, list[Any]] = {}
        self._there: list[Written] = []
        for variable in variables:
            if isinstance(variable, PresenceVariable):
                self._there.append(writer.written(variable, {1}))
            else:
                fields.setdefault(variable.field.name, []).append(variable)
        self._values = _getter(list(fields))
        self._tables = [_table(writer, found) for found in fields.values()]

    def read(self, content: Any) -> list[Written]:
        if content is UNKNOWN:
            return self._unknown
        if content is None:
            return self._empty
        values = self._values(content)
        found = [table[value] for table, value in zip(self._tables, values, strict=True)]
        return found + self._there


class _Table(Protocol):
    """Has what is written for each value of a field."""

    def __getitem__(self, value: Any, /) -> Written: ...


def _table(writer: FactWriter, variables: list[Any]) -> _Table:
    match variables:
        case [YesNoVariable() as variable]:
            values: tuple[Any, ...] = (False, True)
        case [ChoiceVariable(values=values) as variable]:
            pass
        case _:
            return _BranchTable(writer, variables)
    told = {value: writer.written(variable, {at}) for at, value in enumerate(values)}
    return {**told, UNKNOWN: writer.written(variable, range(variable.width))}


class _BranchTable:
    """What is written for a field with more values than can be listed."""

    __iter__ = None

    def __init__(self, writer: FactWriter, variables: list[Any]) -> None:
        self._variables = [
            (variable.branch, [writer.written(variable, {at}) for at in range(variable.width)])
            for variable in variables
        ]
        self._unknown = _together(
            [writer.written(variable, range(variable.width)) for variable in variables]
        )

    def __getitem__(self, value: Any) -> Written:
        if value is UNKNOWN:
            return self._unknown
        return _together([told[branch(value)] for branch, told in self._variables])


def _together(several: list[Written]) -> Written:
    certain = "".join(one.certain if isinstance(one, Doubt) else one for one in several)
    possible = "".join(one.possible if isinstance(one, Doubt) else one for one in several)
    return certain if certain == possible else Doubt(certain, possible)


def _when_empty(variable: Any) -> int:
    return 0 if isinstance(variable, PresenceVariable) else ABSENT


def _getter(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Return a function that reads attributes as a tuple, however many there are."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda fact: tuple(getattr(fact, name) for name in names)
