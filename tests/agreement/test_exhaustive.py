"""Questions with few facts: every engine agrees on all their cases, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, product
from typing import Any

import attrs
import pytest

from obstetric_rules.engines.case import prepare
from obstetric_rules.engines.reference_reading import Reading, read
from obstetric_rules.facts import UNKNOWN, Choice, Dossier, Slot, Text, TextSet, YesNo, kinds_of
from obstetric_rules.rules.protocol import Protocol
from tests.agreement.agreeing import GRONINGEN, Comparison, Contender, every_contender
from tests.samples import FULL

# At full size all questions but two, which have 116 800 cases each.
MOST_CASES = 30_000 if FULL else 3_000
LONGEST_LIST = 2


@attrs.frozen
class Cases:
    """All cases of a question, as far as it can tell them apart: each field known or UNKNOWN."""

    protocol: Protocol
    reading: Reading

    def dossiers(self) -> Iterator[Dossier]:
        slots = [self.protocol.slots[name] for name in sorted(self.reading.slots)]
        for contents in product(*(self.contents(slot) for slot in slots)):
            yield Dossier(**{slot.name: one for slot, one in zip(slots, contents, strict=True)})

    def number(self) -> int:
        number = 1
        for name in self.reading.slots:
            number *= sum(1 for _ in self.contents(self.protocol.slots[name]))
        return number

    def contents(self, slot: Slot) -> Iterator[Any]:
        facts = list(self.facts(slot))
        if slot.many:
            # Questions per fact are asked of one; quantifiers are tried on two.
            longest = LONGEST_LIST if self.reading.witnesses[slot.name] else 1
            lists = (product(facts, repeat=length) for length in range(longest + 1))
            return chain([UNKNOWN], *lists)
        return chain([UNKNOWN], [None] if slot.nullable else [], facts)

    def facts(self, slot: Slot) -> Iterator[Any]:
        read_of = {field.name for field in self.reading.fields if field.slot == slot.name}
        names = sorted(read_of)
        for values in product(*(self.values(slot, name) for name in names)):
            fact = slot.fact_type(**dict(zip(names, values, strict=True)))
            if self.fits_the_place(slot, fact):
                yield fact

    def fits_the_place(self, slot: Slot, fact: Any) -> bool:
        return all(
            getattr(fact, path.partition(".")[2]) in (UNKNOWN, value)
            for path, value in self.protocol.fixed.items()
            if path.partition(".")[0] == slot.name
        )

    def values(self, slot: Slot, name: str) -> list[Any]:
        kind = kinds_of(slot.fact_type)[name]
        match kind:
            case YesNo():
                return [UNKNOWN, False, True]
            case Choice():
                return [UNKNOWN, *kind.values]
            case Text():
                return [UNKNOWN, *sorted(self.texts(slot, name)), "iets anders"]
            case TextSet():
                texts = [*sorted(self.texts(slot, name)), "iets anders", "nog iets"]
                return [UNKNOWN, *(frozenset(texts[:n]) for n in range(len(texts) + 1))]
        raise AssertionError(f"Groningen has no field like {slot.name}.{name}")

    def texts(self, slot: Slot, name: str) -> set[Any]:
        """Return what the field is compared with, directly or by way of another field."""
        path = (slot.name, name)
        others = {path}.union(*(link for link in self.reading.links if path in link))
        texts = {text for other in others for text in self.reading.constants.get(other, ())}
        fixed = {self.protocol.fixed.get(".".join(other)) for other in others}
        return (texts | fixed) - {None}


def small_questions() -> list[Any]:
    return [
        pytest.param(protocol, question, id=f"{protocol.id} {question}")
        for protocol in GRONINGEN.values()
        for question in protocol.questions
        if Cases(protocol, read(protocol, question)).number() <= MOST_CASES
    ]


@every_contender
@pytest.mark.parametrize(("protocol", "question"), small_questions())
def test_engines_agree_on_every_case(
    contender: Contender, protocol: Protocol, question: str
) -> None:
    """All cases of a question, known or not, get the same answer from every engine."""
    comparison = Comparison.of(contender, protocol)

    for dossier in Cases(protocol, read(protocol, question)).dossiers():
        case = prepare(protocol, dossier)
        comparison.assert_answers_agree(
            comparison.reference.answer(case, question), comparison.engine.answer(case, question)
        )


def test_most_questions_are_small() -> None:
    """The questions compared case by case are the most of each protocol, not a chosen few."""
    asked = sum(len(protocol.questions) for protocol in GRONINGEN.values())

    assert len(small_questions()) > asked / 2
