"""The variables of decision diagrams: what a node tests, and which branch a value takes.

A yes/no field has two branches, a choice one per value, a number one per constant that rules
compare it with and one per interval between, a text one per compared constant and one for every
other text. Of a set field each contained text and the size are variables of their own. A comparison
of two fields and a quantifier are computed.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, TypeAlias

import attrs

from obstetric_rules.expressions.nodes import Count, Field, Operator, Quantified
from obstetric_rules.facts import Vocabulary, WholeNumber


@attrs.frozen
class PresenceVariable:
    """Whether a slot that may be empty is not."""

    slot: str

    def branch(self, content: Any) -> int:
        """Return the branch that a value takes."""
        return int(content is not None)


@attrs.frozen
class YesNoVariable:
    """A yes/no field: no, yes."""

    field: Field

    def branch(self, value: Any) -> int:
        """Return the branch that a value takes."""
        return int(value)

    @property
    def width(self) -> int:
        """How many branches there are."""
        return 2


@attrs.frozen
class ChoiceVariable:
    """A field with a fixed list of values: one branch for each."""

    field: Field
    values: tuple[str, ...]

    def branch(self, value: Any) -> int:
        """Return the branch that a value takes."""
        return self.values.index(value)

    @property
    def width(self) -> int:
        """How many branches there are."""
        return len(self.values)


@attrs.frozen
class TextVariable:
    """A text: one branch for each text it is compared with, and a last one for all others.

    A closed list of values may leave no ``others``.
    """

    field: Field
    constants: tuple[str, ...]
    others: bool = True

    def branch(self, value: Any) -> int:
        """Return the branch that a value takes."""
        return self.constants.index(value) if value in self.constants else len(self.constants)

    @property
    def width(self) -> int:
        """How many branches there are."""
        return len(self.constants) + self.others


@attrs.frozen
class Limit:
    """Where a run of numbers begins or ends, and whether that number is one of them."""

    number: float
    included: bool


@attrs.frozen
class Classes:
    """The classes of numbers that rules tell apart: each constant, and each interval between.

    >>> Classes.between([42], whole=True, minimum=0, maximum=42).representatives
    (0, 42)
    >>> Classes.between([1, 2], whole=True).representatives
    (0, 1, 2, 3)
    """

    constants: tuple[float, ...]
    representatives: tuple[float, ...]
    _branches: Mapping[int, int] = attrs.field(hash=False)

    @classmethod
    def between(
        cls,
        constants: Any,
        *,
        whole: bool = False,
        minimum: float | None = None,
        maximum: float | None = None,
    ) -> Classes:
        """Return the classes that these constants make of the numbers a field permits."""
        cuts = tuple(sorted(set(constants)))
        edges = (-math.inf, *cuts, math.inf)
        found: dict[int, float] = {}
        for at, (low, high) in enumerate(pairwise(edges)):
            inside = _inside(low, high, whole, minimum, maximum)
            if inside is not None:
                found[2 * at] = inside
            if high in cuts and _permitted(high, minimum, maximum):
                found[2 * at + 1] = high
        return cls(cuts, tuple(found.values()), {place: at for at, place in enumerate(found)})

    def branch(self, value: float) -> int:
        """Return the branch of the class that a number is in."""
        at = bisect_left(self.constants, value)
        exact = at < len(self.constants) and self.constants[at] == value
        return self._branches[2 * at + exact]

    def limits(self, first: int, last: int) -> tuple[Limit | None, Limit | None]:
        """Return the lowest and the highest number of a run of classes, where it has one."""
        places = list(self._branches)
        low, high = places[first], places[last]
        # An odd place is that of a constant, an even one that of the interval before it.
        lowest = Limit(self.constants[(low - 1) // 2], low % 2 == 1) if first else None
        highest = (
            Limit(self.constants[high // 2], high % 2 == 1) if last + 1 < len(places) else None
        )
        return lowest, highest

    def bounds(self, branch: int) -> tuple[float, bool]:
        """Return the last number of a class, and whether that number itself is in it."""
        place = next(place for place, at in self._branches.items() if at == branch)
        if place % 2:
            return self.constants[place // 2], True
        return (
            (self.constants[place // 2], False)
            if place // 2 < len(self.constants)
            else (math.inf, True)
        )


@attrs.frozen
class NumberVariable:
    """A number: one branch for each class of numbers that rules tell apart."""

    field: Field
    classes: Classes

    def branch(self, value: Any) -> int:
        """Return the branch that a value takes."""
        return self.classes.branch(value)

    @property
    def width(self) -> int:
        """How many branches there are."""
        return len(self.classes.representatives)


@attrs.frozen
class ContainsVariable:
    """Whether a set field contains a text."""

    field: Field
    text: str

    def branch(self, value: Any) -> int:
        """Return the branch that a value takes."""
        return int(self.text in value)

    @property
    def width(self) -> int:
        """How many branches there are."""
        return 2


@attrs.frozen
class SizeVariable:
    """The size of a set field: one branch for each class of sizes that rules tell apart."""

    field: Field
    classes: Classes

    def branch(self, value: Any) -> int:
        """Return the branch that a value takes."""
        return self.classes.branch(len(value))

    @property
    def width(self) -> int:
        """How many branches there are."""
        return len(self.classes.representatives)


@attrs.frozen
class EqualVariable:
    """Whether two text fields are equal: a computed boolean."""

    field: Field
    other: Field


@attrs.frozen
class QuantifierVariable:
    """Whether a quantifier or a comparison of a count is false, true or in conflict: computed."""

    condition: Quantified | Count
    operator: Operator | None = None
    number: int = 0


FieldVariable: TypeAlias = (
    YesNoVariable | ChoiceVariable | TextVariable | NumberVariable | ContainsVariable | SizeVariable
)
ComputedVariable: TypeAlias = EqualVariable | QuantifierVariable
Variable: TypeAlias = PresenceVariable | FieldVariable | ComputedVariable


def width(variable: Variable) -> int:
    """Return how many branches a variable has."""
    match variable:
        case PresenceVariable() | EqualVariable():
            return 2
        case QuantifierVariable():
            return 3
        case of_field:
            return of_field.width


def number_classes(kind: Any, constants: Any) -> Classes:
    """Return the classes that constants make of the numbers a kind of field permits."""
    return Classes.between(
        constants,
        whole=isinstance(kind, WholeNumber),
        minimum=kind.minimum,
        maximum=kind.maximum,
    )


def size_classes(constants: Any, vocabulary: Vocabulary) -> Classes:
    """Return the classes that constants make of the sizes of a set with this vocabulary."""
    most = len(vocabulary.values) if vocabulary.closed else None
    return Classes.between(constants, whole=True, minimum=0, maximum=most)


def _permitted(number: float, minimum: float | None, maximum: float | None) -> bool:
    return (minimum is None or number >= minimum) and (maximum is None or number <= maximum)


def _inside(
    low: float, high: float, whole: bool, minimum: float | None, maximum: float | None
) -> float | None:
    """Return a permitted number strictly between two, the lowest plain one, if there is one."""
    if whole:
        first = math.floor(low) + 1 if low > -math.inf else None
        last = math.ceil(high) - 1 if high < math.inf else None
        first = _highest(first, minimum)
        last = _lowest(last, maximum)
        if first is None:
            return last if last is not None else 0
        return first if last is None or first <= last else None
    if minimum is not None and minimum > low:
        if minimum < high:
            return minimum
        return None
    if maximum is not None and maximum < high:
        return maximum if maximum > low else None
    if low == -math.inf:
        return high - 1 if high < math.inf else 0.0
    return low + 1 if high == math.inf else (low + high) / 2


def _highest(one: float | None, other: float | None) -> int | None:
    found = [math.ceil(item) for item in (one, other) if item is not None]
    return max(found, default=None)


def _lowest(one: float | None, other: float | None) -> int | None:
    found = [math.floor(item) for item in (one, other) if item is not None]
    return min(found, default=None)
