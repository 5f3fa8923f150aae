"""A protocol as rules for durable-rules, in strata: each is complete before the next one is told.

A stratum has the rules whose premises are facts, and what strata below it derived. So an answer, or
that a rule does not speak, is told as a symbol of its own once nothing can change it any more, and
durable-rules gets conjunctions of symbols that hold and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from obstetric_rules.engines.durable_conditions import (
    TRUE,
    Conditions,
    Conjunction,
    Formula,
    Judged,
    Literal,
    Part,
)
from obstetric_rules.expressions.nodes import Answer, walk
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.rules.question import Question

Bit = int
"""A power of two that stands for something that rules of durable-rules derive when they fire."""


@attrs.frozen
class Asked:
    """A question, and the bits that say what durable-rules derived about it.

    ``applies`` is zero when the question always is asked. ``all_bits`` has every bit of the
    question.
    """

    question: Question
    applies: Bit
    rules: tuple[tuple[str, Bit], ...]
    all_bits: int


@attrs.define
class Stratum:
    """What is derived at one depth for the whole dossier, or for each fact of one list.

    ``bits`` gives each conjunction the bits of all that it derives; ``parts`` the bit of each part
    of a condition that strata above read. ``asked`` has the questions that are settled with this
    stratum.
    """

    per: str | None
    depth: int
    bits: dict[Conjunction, int] = attrs.field(factory=dict)
    asked: list[Asked] = attrs.field(factory=list)


class Translation:
    """All strata of a protocol, in the order in which they are told."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol
        self.conditions = Conditions(protocol)
        self._strata: dict[tuple[str | None, int], Stratum] = {}
        self._depths: dict[str, int] = {}
        self._numbers: dict[Literal, int] = {}
        self._next: dict[str | None, Bit] = {}
        self._parts: dict[tuple[str | None, Part], int] = {}
        self.part_bits: dict[tuple[str | None, Part], Bit] = {}
        """The bit of each part of a condition that is derived for the dossier, or for a list."""
        for name in protocol.order:
            self._add_question(protocol.questions[name])
        self.strata = sorted(self._strata.values(), key=lambda stratum: stratum.depth)

    def _add_question(self, question: Question) -> None:
        per = question.per
        depths = [0]
        applies = 0
        asked = self.conditions.asked(question.id)
        if asked != TRUE and asked.parts:  # type: ignore[union-attr]  # it has parts
            applies = self._add_target(per, asked, depths)
        rules = tuple(
            (rule.id, self._add_target(per, self.conditions.speaks(rule.id), depths))
            for rule in self._protocol.rules_by_question[question.id]
        )
        all_bits = applies | sum(bit for _, bit in rules)
        self._depths[question.id] = max(depths)
        self._stratum(per, max(depths)).asked.append(Asked(question, applies, rules, all_bits))

    def _add_target(self, per: str | None, formula: Formula, depths: list[int]) -> Bit:
        """Let a new bit be derived when a formula holds, and note how deep that is."""
        bit = self._next.get(per, 1)
        self._next[per] = bit << 1
        conjunctions = self.conditions.conjunctions(formula)
        depth = self._depth(per, conjunctions)
        bits = self._stratum(per, depth).bits
        for conjunction in conjunctions:
            literals = tuple(sorted(conjunction, key=self._number))
            bits[literals] = bits.get(literals, 0) | bit
        depths.append(depth)
        return bit

    def _number(self, literal: Literal) -> int:
        """Return the same number for a literal each time, so that a conjunction has one order."""
        return self._numbers.setdefault(literal, len(self._numbers))

    def _depth(self, per: str | None, conjunctions: Iterable[Conjunction]) -> int:
        variables = {literal.variable for found in conjunctions for literal in found}
        return max((self._above(per, variable) for variable in variables), default=0)

    def _above(self, per: str | None, variable: object) -> int:
        """Return the lowest depth at which a variable is known."""
        match variable:
            case Judged(condition):
                answers = [node for node in walk(condition) if isinstance(node, Answer)]
                return max((self._depths[node.question] + 1 for node in answers), default=0)
            case Part():
                return self._derived(per, variable) + 1
            case _:
                return 0

    def _derived(self, per: str | None, part: Part) -> int:
        """Return the depth at which a part is derived."""
        key = (per, part)
        if key not in self._parts:
            depths: list[int] = []
            self.part_bits[key] = self._add_target(per, part.formula, depths)
            self._parts[key] = max(depths)
        return self._parts[key]

    def _stratum(self, per: str | None, depth: int) -> Stratum:
        return self._strata.setdefault((per, depth), Stratum(per, depth))
