"""The ways of filling in one unknown field: a value for each case that rules can tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, islice
from typing import Any

from obstetric_rules.diagrams.graph import BudgetExceededError
from obstetric_rules.diagrams.layout import FieldName, Layout
from obstetric_rules.diagrams.variables import Classes, number_classes, size_classes
from obstetric_rules.facts import Choice, Dossier, Kind, Text, TextSet, Vocabulary, YesNo
from obstetric_rules.truth import UNKNOWN

MOST_SETS = 4096
"""How many ways of filling in one set field are told apart before grounding gives up."""

FRESH = "\0"
"""How the texts begin that occur nowhere else; no text of a dossier begins so."""


class Representatives:
    """The ways of filling in the unknown fields of one dossier.

    With ``ordinary`` the ordinary value of each field stands for the cases like it, and of numbers
    the nearest to it for the others.
    """

    def __init__(
        self,
        layout: Layout,
        dossier: Dossier,
        lengths: dict[str, int],
        *,
        ordinary: bool = False,
    ) -> None:
        self._layout = layout
        self._dossier = dossier
        # How many facts an unknown list is taken to have.
        self._lengths = lengths
        self._ordinary = ordinary
        self._found: dict[FieldName, tuple[Any, ...]] = {}

    def of(self, slot: str, name: str) -> tuple[Any, ...]:
        """Return one value for each case of a field that rules can tell apart."""
        field = (slot, name)
        if field not in self._found:
            self._found[field] = tuple(self._values(field))
        return self._found[field]

    def _values(self, field: FieldName) -> Iterable[Any]:
        kind = self._kind(field)
        constants = self._layout.constants.get(field, {})
        match kind:
            case YesNo():
                return (False, True)
            case Choice():
                return tuple(kind.values)
            case Text():
                return self._texts(field, kind)
            case TextSet():
                sizes = size_classes(self._layout.sizes.get(field, {}), kind.vocabulary)
                texts = [str(text) for text in constants]
                sets = _sets(texts, sizes, kind.vocabulary)
                return self._with_ordinary_set(sets, kind.ordinary, texts, sizes)
            case _:
                classes = number_classes(kind, constants)
                if not self._ordinary:
                    return classes.representatives
                # Imported here: whoever decides needs no witness.
                from obstetric_rules.diagrams.nearest import nearest_numbers

                return nearest_numbers(kind, classes)

    def _with_ordinary_set(
        self,
        sets: Iterable[frozenset[str]],
        ordinary: frozenset[str],
        texts: list[str],
        sizes: Classes,
    ) -> Iterable[frozenset[str]]:
        def like(one: frozenset[str]) -> tuple[frozenset[str], int]:
            return one.intersection(texts), sizes.branch(len(one))

        if not self._ordinary:
            return sets
        return (ordinary if like(one) == like(ordinary) else one for one in sets)

    def _kind(self, field: FieldName) -> Kind:
        slot, name = field
        return self._layout.protocol.slots[slot].kinds[name]

    def _texts(self, field: FieldName, kind: Text) -> Iterable[str]:
        """Return the texts that fields compared with each other can share, and fresh ones.

        Of a closed list nothing is fresh, but a value of it that no rule speaks of.
        """
        cluster = self._layout.cluster(field)
        # A field of one fact may be compared with the same field of another.
        alone = field not in self._layout.compared and field[1] != "id"
        texts: dict[str, None] = {}
        for linked in () if alone else sorted(cluster):
            other = self._kind(linked)
            if isinstance(other, Text) and other.closed:
                texts.update(dict.fromkeys(other.vocabulary.values))
        unknown = 0
        for slot, name in sorted(cluster):
            texts.update((str(text), None) for text in self._layout.constants.get((slot, name), ()))
            for value in self._instances(slot, name):
                if value is UNKNOWN:
                    unknown += 1
                else:
                    texts[value] = None
        fresh = 1 if alone else unknown
        if self._ordinary:
            fresh -= self._add_ordinary(texts, cluster, kind)
        shared = [text for text in texts if kind.permits(text)]
        if not kind.closed:
            return (*shared, *(f"{FRESH}{number}" for number in range(fresh)))
        return (*shared, *islice(kind.vocabulary.others(texts), max(0, fresh)))

    def _add_ordinary(
        self, texts: dict[str, None], cluster: Iterable[FieldName], kind: Text
    ) -> int:
        """Add the ordinary texts of fields; return how many of them rules compare nothing with."""
        ordinary = {str(self._kind(name).ordinary): None for name in sorted(cluster)}
        added = [text for text in ordinary if text not in texts and kind.permits(text)]
        texts.update(ordinary)
        return len(added)

    def _instances(self, slot: str, name: str) -> Iterator[Any]:
        content = self._dossier[slot]
        if content is UNKNOWN:
            many = self._layout.protocol.slots[slot].many
            yield from [UNKNOWN] * (self._lengths.get(slot, 0) if many else 1)
        elif content is not None:
            facts = content if isinstance(content, tuple) else (content,)
            yield from (getattr(fact, name) for fact in facts)


def _sets(texts: list[str], sizes: Classes, vocabulary: Vocabulary) -> Iterator[frozenset[str]]:
    """Yield a set for each choice of contained texts and each class of sizes it can have."""
    if len(sizes.representatives) << len(texts) > MOST_SETS:
        raise BudgetExceededError
    listed = tuple(vocabulary.others(set(texts))) if vocabulary.closed else None
    for number in range(len(texts) + 1):
        for contained in combinations(texts, number):
            seen = set()
            for size in (number, *map(int, sizes.representatives)):
                others = _fresh(size - number) if listed is None else listed[: size - number]
                if number + len(others) != size:
                    continue
                branch = sizes.branch(size)
                if branch not in seen:
                    seen.add(branch)
                    yield frozenset((*contained, *others))


def _fresh(number: int) -> tuple[str, ...]:
    return tuple(f"{FRESH}{extra}" for extra in range(number))
