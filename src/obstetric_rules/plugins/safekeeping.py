"""What rulesets are made of, remembered while a plugin is imported, and put back afterwards.

Rulesets are frozen, but Python lets whoever insists change them, down to the conditions that
composed protocols share with them. So every field of every part is remembered as it was, and put
back in place: whatever holds one of these parts has it as it was again.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from importlib.metadata import EntryPoint
from types import MappingProxyType
from typing import Any, Final

import attrs

from obstetric_rules.facts.fact import is_fact_type, kinds_of
from obstetric_rules.forking import Turn
from obstetric_rules.rules.ruleset import Ruleset

_LIBRARY: Final = f"{__name__.partition('.')[0]}."


@attrs.define
class Safekeeping:
    """The rulesets that stand in modules, as they were at one moment.

    ``changed`` names those that were found otherwise when they were put back.
    """

    changed: tuple[str, ...] = ()
    _kept: list[_Kept] = attrs.field(factory=list)

    def keep(self, name: str, entry: EntryPoint) -> None:
        """Remember the ruleset that an entry point gives; what gives none is left alone."""
        with contextlib.suppress(Exception):
            ruleset = entry.load()
            if type(ruleset) is Ruleset:
                holder = reduce(getattr, entry.attr.split(".")[:-1], sys.modules[entry.module])
                self._kept.append(
                    _Kept(
                        name=name,
                        entry=entry,
                        module=sys.modules[entry.module],
                        holder=holder,
                        ruleset=ruleset,
                        fields=tuple(_fields_in(ruleset)),
                    )
                )

    def put_back(self) -> None:
        """Put everything back as it was."""
        changed = [kept.name for kept in self._kept if kept.put_back()]
        self.changed = tuple(dict.fromkeys(changed))


@attrs.frozen(kw_only=True)
class _Kept:
    name: str
    entry: EntryPoint
    module: Any
    holder: Any
    ruleset: Ruleset
    fields: tuple[_KeptField, ...]

    def put_back(self) -> bool:
        """Put the ruleset back; return whether anything had changed."""
        changed = [field for field in self.fields if field.has_changed()]
        for field in changed:
            field.put_back()
        replaced = not self._stands_there()
        if replaced:
            sys.modules[self.entry.module] = self.module
            setattr(self.holder, self.entry.attr.rpartition(".")[2], self.ruleset)
        return replaced or bool(changed)

    def _stands_there(self) -> bool:
        try:
            found: Any = self.entry.load()
        except Exception:  # noqa: BLE001 - it is gone, however
            return False
        return found is self.ruleset


@attrs.frozen
class _KeptField:
    """One field of one part, with what it held; a mapping or list also with what that held."""

    part: Any
    name: str
    value: Any
    contents: tuple[Any, ...]

    def has_changed(self) -> bool:
        if getattr(self.part, self.name, None) is not self.value:
            return True
        contents = _contents(self.value)
        return len(contents) != len(self.contents) or any(
            old is not new for old, new in zip(self.contents, contents, strict=True)
        )

    def put_back(self) -> None:
        value = self.value
        if isinstance(value, list):
            value[:] = self.contents
        elif isinstance(value, Mapping):
            half = len(self.contents) // 2
            value = dict(zip(self.contents[:half], self.contents[half:], strict=True))
            if not isinstance(self.value, dict):
                value = MappingProxyType(value)
        # The parts are frozen: only so can what was changed be changed again.
        object.__setattr__(self.part, self.name, value)


def _contents(value: Any) -> tuple[Any, ...]:
    """Return what a mapping or a list holds: it stays the same object when that changes."""
    if isinstance(value, Mapping):
        return (*value.keys(), *value.values())
    return tuple(value) if isinstance(value, list) else ()


def _fields_in(ruleset: Ruleset) -> Iterator[_KeptField]:
    """Yield each field of a ruleset and of everything inside it."""
    todo: list[Any] = [ruleset]
    seen: set[int] = set()
    while todo:
        part = todo.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if is_fact_type(part):
            todo.extend(kinds_of(part).values())
        elif isinstance(part, tuple | list):
            todo.extend(part)
        elif isinstance(part, Mapping):
            todo.extend(part.values())
        elif type(part).__module__.startswith(_LIBRARY) and attrs.has(type(part)):
            for field in attrs.fields(type(part)):
                value = getattr(part, field.name)
                todo.append(value)
                yield _KeptField(part, field.name, value, _contents(value))


# One thread at a time imports a plugin: what is remembered must be as it should be.
_TURN: Final = Turn()


@contextlib.contextmanager
def keeping(entries: Iterable[tuple[str, EntryPoint]]) -> Iterator[Safekeeping]:
    """Remember rulesets while a plugin is imported, and put back in the end what it changed."""
    with _TURN:
        safe = Safekeeping()
        for name, entry in entries:
            safe.keep(name, entry)
        try:
            yield safe
        finally:
            safe.put_back()
