"""The strata of a protocol, loaded into durable-rules, and what they derive of one case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

import attrs

from obstetric_rules.engines.durable_binding import Binding
from obstetric_rules.engines.durable_conditions import Conditions, Literal
from obstetric_rules.engines.durable_facts import Doubt, FactWriter, Known
from obstetric_rules.engines.durable_session import Session, symbol
from obstetric_rules.engines.durable_sharding import Tests, sharded
from obstetric_rules.engines.durable_symbols import Symbols
from obstetric_rules.engines.durable_translation import Asked, Bit, Translation
from obstetric_rules.engines.finding import Finding
from obstetric_rules.expressions.meaning import CONFLICTED, Verdict
from obstetric_rules.truth import UNKNOWN


class Derived:
    """The bits that rules derived when they fired.

    ``holds`` are those derived from what is certain; unless something was ``in_doubt`` that is all
    there is to it. Otherwise there are those derived when all that may hold does, and for either
    what is derived when conflicts count as well.
    """

    __slots__ = ("holds", "holds_or_conflicts", "in_doubt", "may_hold", "may_hold_or_conflict")

    def __init__(self) -> None:
        self.holds = 0
        self.in_doubt = False
        self.holds_or_conflicts = self.may_hold = self.may_hold_or_conflict = 0

    def add(self, holds: int, holds_or_conflicts: int, may_hold: int, all_of_it: int) -> None:
        """Add what was derived in doubt."""
        self._start_doubting()
        self.holds |= holds
        self.holds_or_conflicts |= holds_or_conflicts
        self.may_hold |= may_hold
        self.may_hold_or_conflict |= all_of_it

    def _start_doubting(self) -> None:
        if not self.in_doubt:
            self.in_doubt = True
            self.holds_or_conflicts = self.may_hold = self.may_hold_or_conflict = self.holds

    def verdict(self, bit: Bit) -> Verdict:
        """Return whether what a bit stands for holds."""
        if self.holds & bit:
            return True
        if not self.in_doubt or not self.may_hold_or_conflict & bit:
            return False
        if self.holds_or_conflicts & bit and not self.may_hold & bit:
            return CONFLICTED
        return UNKNOWN

    def about(self, bits: int) -> int | tuple[int, int, int, int]:
        """Return only what is derived of some bits; equal when that is the same."""
        if not self.in_doubt:
            return self.holds & bits
        return (
            self.holds & bits,
            self.holds_or_conflicts & bits,
            self.may_hold & bits,
            self.may_hold_or_conflict & bits,
        )


class Settling:
    """A question that is settled with a stratum.

    ``remembered`` has what the rules that fired come down to, by the bits that they derived.
    """

    __slots__ = ("all_bits", "asked", "question", "remembered")

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.question = asked.question.id
        self.all_bits = asked.all_bits
        self.remembered: dict[object, Finding] = {}


@attrs.frozen
class LoadedStratum:
    """A stratum of which the rules are in durable-rules."""

    per: str | None
    settling: tuple[Settling, ...]
    shards: tuple[Shard, ...]

    def derive(self, known: Known, derived: Derived) -> None:
        """Let the rules fire on what is known, and add what they derive."""
        for shard in self.shards:
            shard.derive(known, derived)


class Shard:
    """Rules of a stratum that go together in one ruleset of durable-rules."""

    def __init__(
        self, session: Session, bits: Mapping[str, Bit], writer: FactWriter, always: str
    ) -> None:
        self._session = session
        self._bits = bits
        self._writer = writer
        # For rules without a condition: durable-rules has to be told something to test.
        self._always = always

    def derive(self, known: Known, derived: Derived) -> None:
        """Let the rules fire on what is known, and add what they derive."""
        written: list[Any] = self._writer.write(known)
        try:
            symbols = "".join(written)
        except TypeError:
            self._derive_in_doubt(written, derived)
            return
        bits = self._fired(symbols)
        if derived.in_doubt:
            derived.add(bits, bits, bits, bits)
        else:
            derived.holds |= bits

    def _derive_in_doubt(self, written: list[Any], derived: Derived) -> None:
        doubts = [one for one in written if isinstance(one, Doubt)]
        conflicts = any(doubt.in_conflict for doubt in doubts)
        unknowns = not all(doubt.in_conflict for doubt in doubts)
        certain = self._fired(_reading(written, unknowns=False, conflicts=False))
        possible = self._fired(_reading(written, unknowns=True, conflicts=True))
        # Of what is only unknown, or only in conflict, two of the four readings are the same.
        with_conflicts = possible if conflicts else certain
        without_conflicts = possible if unknowns else certain
        if conflicts and unknowns:
            with_conflicts = self._fired(_reading(written, unknowns=False, conflicts=True))
            without_conflicts = self._fired(_reading(written, unknowns=True, conflicts=False))
        derived.add(certain, with_conflicts, without_conflicts, possible)

    def _fired(self, symbols: str) -> int:
        bits = 0
        for rule in self._session.fire(self._always + symbols):
            bits |= self._bits[rule]
        return bits


def _reading(written: list[Any], *, unknowns: bool, conflicts: bool) -> str:
    """Return the symbols when all that is unknown holds, or in conflict, or neither."""
    return "".join(
        one
        if isinstance(one, str)
        else one.possible
        if (conflicts if one.in_conflict else unknowns)
        else one.certain
        for one in written
    )


def load(translation: Translation, binding: Binding, name: str) -> Iterator[LoadedStratum]:
    """Load the rules of a translation into durable-rules, stratum by stratum."""
    loader = _Loader(translation.conditions, binding, name)
    for stratum in translation.strata:
        shards = tuple(loader.load(rules) for rules in sharded(stratum.bits))
        yield LoadedStratum(stratum.per, tuple(map(Settling, stratum.asked)), shards)


class _Loader:
    """Loads rulesets that share their symbols."""

    def __init__(self, conditions: Conditions, binding: Binding, name: str) -> None:
        self._conditions = conditions
        self._binding = binding
        self._name = name
        self._numbers = count()
        self._names = Symbols().make()
        self._always = next(self._names)
        self._symbols: dict[Literal, str] = {}

    def load(self, rules: Mapping[Tests, Bit]) -> Shard:
        """Load the rules that go together in one ruleset."""
        literals = dict.fromkeys(literal for tests in rules for literal in tests)
        symbols = {literal: self._symbol(literal) for literal in literals}
        tested = {
            f"r{at}": [symbols[literal] for literal in tests] or [self._always]
            for at, tests in enumerate(rules)
        }
        return Shard(
            Session(self._binding, f"{self._name}-{next(self._numbers)}", tested),
            {f"r{at}": bits for at, bits in enumerate(rules.values())},
            FactWriter(self._conditions, symbols),
            symbol(self._always) if () in rules else "",
        )

    def _symbol(self, literal: Literal) -> str:
        if literal not in self._symbols:
            self._symbols[literal] = next(self._names)
        return self._symbols[literal]
