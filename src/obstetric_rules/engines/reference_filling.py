"""The ways of filling in what is unknown in a dossier, as far as a question can tell them apart.

Every unknown field that the question may read gets representative values: values that no
condition can tell apart count as one. Two texts that are compared with each other can be equal or
different, so their representatives include enough texts that occur nowhere else.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain, combinations, combinations_with_replacement, islice, product
from typing import Any, TypeAlias

import attrs

from obstetric_rules.engines.reference_reading import Path, Reading
from obstetric_rules.expressions.meaning import Position
from obstetric_rules.expressions.nodes import Binding
from obstetric_rules.facts import (
    UNKNOWN,
    Choice,
    DecimalNumber,
    Dossier,
    Slot,
    Text,
    TextSet,
    WholeNumber,
    YesNo,
    names_in_paths,
)
from obstetric_rules.facts.vocabulary import FREE, Vocabulary, other_texts

ID = "id"
"""The field that no two facts of one list share, and that all of them have or none."""

Way: TypeAlias = tuple[Any, ...]
"""One value for each unknown, in their order."""


@attrs.frozen
class Gap:
    """Something unknown in a dossier: a field of a fact, or a whole slot (then ``field`` is None).

    ``number`` says how many values represent all it could be; ``values`` makes them.
    """

    name: str
    slot: str
    position: int | None
    field: str | None
    number: int
    values: Callable[[], Iterable[Any]]


def gaps(
    slots: Mapping[str, Slot], reading: Reading, dossier: Dossier, hand: Position | None
) -> tuple[Gap, ...]:
    """Return what is unknown in a dossier among what a question reads, by name.

    ``hand`` is the fact the question is asked of; in a list that is unknown it is the first one.
    """
    found = _Filler(slots, reading, dossier, hand).gaps()
    return tuple(sorted(found, key=lambda gap: gap.name))


def number_of_ways(found: Iterable[Gap]) -> int:
    """Return how many ways there are at most; the ways that would repeat an id are counted too."""
    return math.prod(gap.number for gap in found)


def ways(found: tuple[Gap, ...]) -> Iterator[Way]:
    """Yield every way of filling in what is unknown."""
    ids = [place for place, gap in enumerate(found) if gap.field == ID and gap.position is not None]
    for way in product(*(tuple(gap.values()) for gap in found)):
        # The same text may well be an id in two lists.
        taken = [(found[place].slot, way[place]) for place in ids]
        if len(set(taken)) == len(taken):
            yield way


def filled(dossier: Dossier, found: tuple[Gap, ...], way: Way) -> Dossier:
    """Return a dossier with what is unknown filled in."""
    contents: dict[str, Any] = {}
    fields: dict[tuple[str, int | None], dict[str, Any]] = {}
    for gap, value in zip(found, way, strict=True):
        if gap.field is None:
            contents[gap.slot] = value
        else:
            fields.setdefault((gap.slot, gap.position), {})[gap.field] = value
    for (slot, position), told in fields.items():
        before = contents.get(slot, dossier[slot])
        contents[slot] = _told(before, position, told)
    return dossier.replace(**contents)


def _told(content: Any, position: int | None, told: dict[str, Any]) -> Any:
    if position is None:
        return attrs.evolve(content, **told)
    facts = list(content)
    facts[position] = attrs.evolve(facts[position], **told)
    return facts


class _Filler:
    def __init__(
        self, slots: Mapping[str, Slot], reading: Reading, dossier: Dossier, hand: Position | None
    ) -> None:
        self.slots = slots
        self.reading = reading
        self.dossier = dossier
        self.hand = hand
        self.values = cache(self._values)

    def gaps(self) -> Iterator[Gap]:
        for name in self.reading.slots:
            content = self.dossier[name]
            if content is UNKNOWN:
                yield self._slot_gap(self.slots[name])
            elif isinstance(content, tuple):
                listed = zip(names_in_paths(content), content, strict=True)
                for position, (key, fact) in enumerate(listed):
                    yield from self._field_gaps(f"{name}[{key}]", name, position, fact)
            elif content is not None:
                yield from self._field_gaps(name, name, None, content)

    def _field_gaps(self, prefix: str, slot: str, position: int | None, fact: Any) -> Iterator[Gap]:
        for field in self._fields_read(slot, in_hand=self.hand == (slot, position)):
            if getattr(fact, field) is UNKNOWN:
                values = self.values((slot, field))
                yield Gap(f"{prefix}.{field}", slot, position, field, len(values), values.__iter__)

    def _fields_read(self, slot: str, *, in_hand: bool) -> tuple[str, ...]:
        # An id is told of all facts of a list or of none, so it is filled in for all alike.
        read = {
            field.name
            for field in self.reading.fields
            if field.slot == slot
            and (in_hand or field.binding is not Binding.EACH or field.name == ID)
        }
        return tuple(sorted(read))

    def _slot_gap(self, slot: Slot) -> Gap:
        if slot.many:
            number, values = self._number_of_lists(slot), lambda: self._lists(slot)
        else:
            number, values = self._number_of_contents(slot), lambda: self._contents(slot)
        return Gap(slot.name, slot.name, None, None, number, values)

    def _number_of_contents(self, slot: Slot) -> int:
        return slot.nullable + self._number_of_facts(slot, in_hand=False)

    def _contents(self, slot: Slot) -> Iterator[Any]:
        nothing = (None,) if slot.nullable else ()
        return chain(nothing, self._facts(slot, in_hand=False))

    def _number_of_lists(self, slot: Slot) -> int:
        facts = self._number_of_facts(slot, in_hand=False)
        first = self._number_of_facts(slot, in_hand=True) if self._is_in_hand(slot) else 1
        lengths = range(self.reading.witnesses[slot.name] + 1)
        return first * sum(math.comb(facts + length - 1, length) for length in lengths)

    def _lists(self, slot: Slot) -> Iterator[tuple[Any, ...]]:
        # No quantifier tells in which order the facts stand, but the one in hand is told apart.
        firsts: list[tuple[Any, ...]] = [()]
        if self._is_in_hand(slot):
            firsts = [(fact,) for fact in self._facts(slot, in_hand=True)]
        facts = tuple(self._facts(slot, in_hand=False))
        for first in firsts:
            for length in range(self.reading.witnesses[slot.name] + 1):
                for others in combinations_with_replacement(facts, length):
                    if _ids_differ((*first, *others)):
                        yield (*first, *others)

    def _is_in_hand(self, slot: Slot) -> bool:
        return self.hand is not None and self.hand[0] == slot.name

    def _number_of_facts(self, slot: Slot, *, in_hand: bool) -> int:
        read = self._fields_read(slot.name, in_hand=in_hand)
        return math.prod(len(self.values((slot.name, field))) for field in read)

    def _facts(self, slot: Slot, *, in_hand: bool) -> Iterator[Any]:
        read = self._fields_read(slot.name, in_hand=in_hand)
        for values in product(*(self.values((slot.name, field)) for field in read)):
            yield slot.fact_type(**dict(zip(read, values, strict=True)))

    def _values(self, path: Path) -> tuple[Any, ...]:
        slot, field = path
        kind = self.slots[slot].kinds[field]
        constants = self.reading.constants.get(path, frozenset())
        match kind:
            case YesNo():
                return (False, True)
            case Choice():
                return tuple(kind.values)
            case Text():
                return self._texts(path, kind)
            case TextSet():
                sizes = self.reading.sizes.get(path, ())
                return tuple(representative_sets(constants, sizes, kind.vocabulary))
        return tuple(representative_numbers(kind, constants))

    def _texts(self, path: Path, kind: Text) -> tuple[str, ...]:
        """Return each text the field is compared with, and texts that occur nowhere else.

        Of a closed list of values these are all there are.
        """
        if kind.closed:
            return tuple(kind.vocabulary.values)
        linked = self._linked(path)
        known: set[Any] = {text for one in linked for text in self.reading.constants.get(one, ())}
        known |= {text for one in linked for text in self._told(one) if text is not UNKNOWN}
        known |= {text for one in linked for text in self._listed(one)}
        compared = path[1] == ID or any(path in link for link in self.reading.links)
        new = sum(map(self._number_unknown, linked)) if compared else 1
        others = (text for text in other_texts() if text not in known and kind.permits(text))
        return (*sorted(filter(kind.permits, known)), *islice(others, max(1, new)))

    def _listed(self, path: Path) -> Collection[str]:
        """Return the values of a closed list."""
        kind = self.slots[path[0]].kinds[path[1]]
        return kind.vocabulary.values if isinstance(kind, Text) and kind.closed else ()

    def _linked(self, path: Path) -> set[Path]:
        """Return the fields that this one is compared with, directly or by way of others."""
        linked = {path}
        while more := set().union(*(link for link in self.reading.links if link & linked)) - linked:
            linked |= more
        return linked

    def _told(self, path: Path) -> list[Any]:
        slot, field = path
        content = self.dossier[slot]
        if content is UNKNOWN or content is None:
            return []
        facts = content if isinstance(content, tuple) else (content,)
        return [getattr(fact, field) for fact in facts]

    def _number_unknown(self, path: Path) -> int:
        slot = self.slots[path[0]]
        if self.dossier[slot.name] is not UNKNOWN:
            return self._told(path).count(UNKNOWN)
        return self.reading.witnesses[slot.name] + self._is_in_hand(slot) if slot.many else 1


def representative_numbers(
    kind: WholeNumber | DecimalNumber, constants: Collection[Any]
) -> Iterator[float]:
    """Yield each constant that a field can be, and a number between each two, below and above.

    >>> from obstetric_rules.facts import WholeNumber
    >>> bedden = WholeNumber(label="bedden", label_en="beds", minimum=0)
    >>> list(representative_numbers(bedden, {0, 1, 5}))
    [0, 1, 2, 5, 6]
    """
    low = -math.inf
    for high in (*sorted(constants), math.inf):
        yield from islice(_between(low, high, kind), 1)
        if kind.permits(high):
            yield high
        low = high


def _between(low: float, high: float, kind: WholeNumber | DecimalNumber) -> Iterator[float]:
    candidates = [low + 1, high - 1, kind.minimum, kind.maximum]
    if isinstance(kind, DecimalNumber):
        # Half of each, since the sum of two very large numbers is infinite.
        candidates += [low / 2 + high / 2, math.nextafter(low, high), math.nextafter(high, low)]
    for number in candidates:
        if number is not None and low < number < high and kind.permits(number):
            yield number


def representative_sets(
    contained: Collection[Any], sizes: Collection[int], vocabulary: Vocabulary = FREE
) -> Iterator[frozenset[str]]:
    """Yield every combination of texts a set may be asked for, with every size told apart.

    >>> sorted(map(sorted, representative_sets({"mgg"}, {1})))
    [[], ['iets-anders-1'], ['iets-anders-1', 'iets-anders-2'], ['iets-anders-1', 'mgg'], ['mgg']]
    """
    contained = [text for text in contained if vocabulary.permits(text)]
    told_apart = {0, *sizes, *(size + 1 for size in sizes)}
    for length in range(len(contained) + 1):
        for chosen in combinations(sorted(contained), length):
            for size in sorted({max(length, size) for size in told_apart}):
                others = tuple(islice(vocabulary.others(set(contained)), size - length))
                # A closed list may have too few others for a set of this size.
                if length + len(others) == size:
                    yield frozenset((*chosen, *others))


def _ids_differ(facts: tuple[Any, ...]) -> bool:
    ids = [fact.id for fact in facts if getattr(fact, ID, UNKNOWN) is not UNKNOWN]
    return len(set(ids)) == len(ids)
