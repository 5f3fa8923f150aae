"""States: what is known of every variable of a protocol, read from a dossier in one go.

A state is a flat list with a place for each variable and for each slot. Questions pick the places
they depend on, which makes the key under which their outcome is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, TypeAlias

from obstetric_rules.diagrams.diagrams import Diagrams
from obstetric_rules.diagrams.variables import (
    ChoiceVariable,
    EqualVariable,
    PresenceVariable,
    QuantifierVariable,
    YesNoVariable,
)
from obstetric_rules.expressions.nodes import Binding
from obstetric_rules.truth import UNKNOWN

State: TypeAlias = list[Any]

_ABSENT = "absent"
_EMPTY = "empty"
_GIVEN = "given"


class States:
    """Reads the states of dossiers for one protocol.

    The places of variables are their levels; those of slots follow. Computed variables have a place
    that is never filled in, and so have those of the fact that a quantifier takes.
    """

    def __init__(self, diagrams: Diagrams) -> None:
        self._variables = diagrams.layout.variables
        self._width = len(self._variables)
        slots = diagrams.protocol.slots
        self._slot_places = {slot: self._width + at for at, slot in enumerate(slots)}
        self._blank: State = [UNKNOWN] * self._width + [_ABSENT] * len(slots)
        self._whole = {
            slot: self._fields(slot, Binding.SLOT) for slot in slots if not slots[slot].many
        }
        self._each = {slot: self._fields(slot, Binding.EACH) for slot in slots if slots[slot].many}
        self._presences = {
            variable.slot: level
            for level, variable in enumerate(self._variables)
            if isinstance(variable, PresenceVariable)
        }

    def whole(self, facts: Mapping[str, Any]) -> State:
        """Return the state of all variables that are not about one fact of a list."""
        state = self._blank.copy()
        for slot, content in facts.items():
            place = self._slot_places[slot]
            if content is None:
                state[place] = _EMPTY
                state[self._presences[slot]] = False
                for at in self._whole[slot].places:
                    state[at] = _EMPTY
                continue
            state[place] = _GIVEN
            if slot in self._presences:
                state[self._presences[slot]] = True
            if slot in self._whole:
                self._whole[slot].fill(state, content)
        return state

    def fact(self, whole: State, slot: str, fact: Any) -> State:
        """Return the state in which the fact in hand is this one."""
        state = whole.copy()
        self._each[slot].fill(state, fact)
        return state

    def slot_place(self, slot: str) -> int:
        """Return the place of a slot in a state."""
        return self._slot_places[slot]

    def is_absent(self, held: Any) -> bool:
        """Return whether what a state holds for a slot says that nothing is known of it."""
        return held is _ABSENT

    def branch(self, level: int, value: Any) -> int | None:
        """Return the branch of a variable by what a state holds for it, if that is known."""
        if value is UNKNOWN:
            return None
        if value is _EMPTY:
            # Whatever branch is taken, the test is guarded by the presence of its slot.
            return 0
        variable = self._variables[level]
        return variable.branch(value) if isinstance(variable, ChoiceVariable) else int(value)

    def _fields(self, slot: str, binding: Binding) -> _Fields:
        return _Fields(
            [
                (level, variable)
                for level, variable in enumerate(self._variables)
                if not isinstance(variable, PresenceVariable | EqualVariable | QuantifierVariable)
                and (variable.field.slot, variable.field.binding) == (slot, binding)
            ]
        )


class _Fields:
    """The variables of one slot, read from its fact.

    A state holds the value itself for a yes/no field and a choice, the branch for all else.
    """

    def __init__(self, variables: list[tuple[int, Any]]) -> None:
        self.places = [level for level, _ in variables]
        plain = [
            (level, variable.field.name)
            for level, variable in variables
            if isinstance(variable, YesNoVariable | ChoiceVariable)
        ]
        self._plain_places = [level for level, _ in plain]
        self._plain = _getter([name for _, name in plain])
        self._computed: list[tuple[int, str, Callable[[Any], int]]] = [
            (level, variable.field.name, variable.branch)
            for level, variable in variables
            if level not in self._plain_places
        ]

    def fill(self, state: State, fact: Any) -> None:
        for place, value in zip(self._plain_places, self._plain(fact), strict=True):
            state[place] = value
        for place, name, branch in self._computed:
            value = getattr(fact, name)
            if value is not UNKNOWN:
                state[place] = branch(value)


def _getter(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Return a function that reads attributes as a tuple, however many there are."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda fact: tuple(getattr(fact, name) for name in names)
