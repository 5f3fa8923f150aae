"""Dossiers that fit a protocol: first known through and through, then with some of it hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import attrs
from hypothesis import strategies as st

from obstetric_rules.engines.case import prepare
from obstetric_rules.engines.reference import ReferenceEngine
from obstetric_rules.facts import UNKNOWN, Afwijking, Dossier, Slot, keys_of, kinds_of
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.testing._values import field_values

Hidden: TypeAlias = tuple[str, int | None, str | None]
"""What is hidden: the slot, the place of the fact in its list, the field (None for all of it)."""

ID = "id"
LONGEST_LIST = 3


class Dossiers:
    """What is worked out once for all dossiers of a protocol."""

    def __init__(self, protocol: Protocol, most_ways: int) -> None:
        self.protocol = protocol
        self.most_ways = most_ways
        self.engine = ReferenceEngine(protocol)
        self.values = field_values(protocol)
        self.named = {name: (name,) for name in protocol.rules} | _rules_by_clause(protocol)

    def draw_dossier(self, draw: st.DrawFn, known: bool | None, with_afwijkingen: bool) -> Dossier:
        contents = {slot.name: self.content(draw, slot) for slot in self.protocol.slots.values()}
        dossier = Dossier(**contents)
        whole = draw(st.booleans()) if known is None else known
        # Drawn in either case, or the simplest example of both would be one with every fact told.
        hidden = [] if known else self.hidden(draw, contents)
        if not whole:
            dossier = self.with_few_ways(dossier, hidden)
        if with_afwijkingen:
            dossier = self.with_afwijkingen(draw, dossier)
        return dossier

    def draw_refinement(self, draw: st.DrawFn) -> tuple[Dossier, Dossier]:
        """Draw a dossier, and the same one with some of what it leaves unknown filled in."""
        contents = {slot.name: self.content(draw, slot) for slot in self.protocol.slots.values()}
        hidden = self.hidden(draw, contents)
        still_hidden = [item for item in hidden if not draw(st.booleans())]
        whole = Dossier(**contents)
        return _without(whole, hidden), _without(whole, still_hidden)

    def content(self, draw: st.DrawFn, slot: Slot) -> Any:
        if slot.many:
            return self.facts(draw, slot)
        fixed = any(path.startswith(f"{slot.name}.") for path in self.protocol.fixed)
        # A place that a ruleset fixes is there, whatever the slot allows.
        if slot.nullable and not fixed and draw(st.booleans()):
            return None
        return self.fact(draw, slot)

    def fact(self, draw: st.DrawFn, slot: Slot) -> Any:
        fixed = self.protocol.fixed
        fields = {name: fixed.get(f"{slot.name}.{name}", UNKNOWN) for name in slot.kinds}
        for name, value in fields.items():
            if value is UNKNOWN:
                fields[name] = draw(self.values[slot.name, name])
        return slot.fact_type(**fields)

    def facts(self, draw: st.DrawFn, slot: Slot) -> tuple[Any, ...]:
        if ID not in slot.kinds:
            return tuple(self.fact(draw, slot) for _ in range(draw(st.integers(0, LONGEST_LIST))))
        ids = st.lists(self.values[slot.name, ID], max_size=LONGEST_LIST, unique=True)
        return tuple(attrs.evolve(self.fact(draw, slot), **{ID: name}) for name in draw(ids))

    def hidden(self, draw: st.DrawFn, contents: Mapping[str, Any]) -> list[Hidden]:
        """Choose what is not told: now and then a whole slot, and about half of the fields."""
        chosen: list[Hidden] = []
        for hidden in _hideable(contents):
            seldom = hidden[2] is None
            if draw(st.integers(0, 3)) == 0 if seldom else not draw(st.booleans()):
                chosen.append(hidden)
        return chosen

    def with_few_ways(self, dossier: Dossier, hidden: list[Hidden]) -> Dossier:
        """Hide as much as leaves the reference engine a number of ways that it can go through."""
        result = _without(dossier, hidden)
        while self.engine.number_of_ways(prepare(self.protocol, result)) > self.most_ways:
            hidden = hidden[:-1]
            result = _without(dossier, hidden)
        return result

    def with_afwijkingen(self, draw: st.DrawFn, dossier: Dossier) -> Dossier:
        possible = [*self.possible_afwijkingen(dossier)]
        if not possible:
            return dossier
        chosen = draw(st.lists(st.sampled_from(possible), max_size=2, unique=True))
        return Dossier(afwijkingen=chosen, **dossier.facts)

    def possible_afwijkingen(self, dossier: Dossier) -> Iterator[Afwijking]:
        for regel, rules in self.named.items():
            if rules and all(self.protocol.rules[rule].in_principe for rule in rules):
                for key in self.subjects(dossier, rules):
                    yield Afwijking(regel=regel, reden="reden", rol="rol", onderwerp=key)

    def subjects(self, dossier: Dossier, rules: tuple[str, ...]) -> list[str] | list[None]:
        """Return whom setting these rules aside can concern."""
        asked = [self.protocol.questions[self.protocol.rules[rule].question] for rule in rules]
        slots = {question.per for question in asked if question.per is not None}
        if not slots:
            return [None]
        return sorted(set.intersection(*(set(_keys(dossier, slot)) for slot in slots)))


def _keys(dossier: Dossier, slot: str) -> tuple[str, ...]:
    facts: Any = dossier[slot]
    return () if facts is UNKNOWN else keys_of(facts)


def _rules_by_clause(protocol: Protocol) -> dict[str, tuple[str, ...]]:
    """Return the rules of each clause, by its full id and by its own where that is enough."""
    short = Counter(clause.partition("/")[2] for clause in protocol.clauses)
    rules = dict(protocol.rules_by_clause)
    for clause in protocol.clauses:
        name = clause.partition("/")[2]
        if short[name] == 1:
            rules[name] = protocol.rules_by_clause[clause]
    return rules


def _hideable(contents: Mapping[str, Any]) -> Iterator[Hidden]:
    for slot, content in contents.items():
        yield slot, None, None
        if isinstance(content, tuple):
            with_id = bool(content) and ID in kinds_of(type(content[0]))
            # An id is told of all facts of a list or of none.
            yield from [(slot, None, ID)] if with_id else []
            for position, fact in enumerate(content):
                yield from ((slot, position, name) for name in kinds_of(type(fact)) if name != ID)
        elif content is not None:
            yield from ((slot, None, name) for name in kinds_of(type(content)))


def _without(dossier: Dossier, hidden: list[Hidden]) -> Dossier:
    contents = dict(dossier.facts)
    for slot, position, field in hidden:
        content = contents.get(slot, UNKNOWN)
        if field is None or content is UNKNOWN:
            contents[slot] = UNKNOWN
        elif isinstance(content, tuple):
            contents[slot] = tuple(
                attrs.evolve(fact, **{field: UNKNOWN}) if position in (None, place) else fact
                for place, fact in enumerate(content)
            )
        else:
            contents[slot] = attrs.evolve(content, **{field: UNKNOWN})
    return Dossier(**contents)
