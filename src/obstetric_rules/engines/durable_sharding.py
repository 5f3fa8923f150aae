"""Dividing rules over rulesets of durable-rules, each far below its limits.

While it matches a fact durable-rules keeps a stack of at most 64 tests; a test has room for 512
tests that follow it; a fact has at most 254 properties. What a ruleset can need is worked out
beforehand, for the worst case in which all its symbols hold at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from obstetric_rules.engines.durable_conditions import Conjunction, Literal
from obstetric_rules.errors import EngineError

DEEPEST_STACK = 60
MOST_SYMBOLS = 200
MOST_RULES = 250

Tests: TypeAlias = tuple[Literal, ...]
"""A conjunction, in the order in which its literals are tested."""


def sharded(rules: Mapping[Conjunction, int]) -> Iterator[dict[Tests, int]]:
    """Yield rules in groups, by the tests of each in the order in which they are made.

    ``rules`` has what each conjunction derives. Raises :class:`~obstetric_rules.errors.EngineError`
    for a conjunction that is too long by itself.
    """
    shard = _Shard()
    for tests, derived in _in_order(rules):
        if len(tests) > MOST_SYMBOLS:
            raise EngineError(
                f"a rule asks that {len(tests)} facts all hold, and durable-rules is given "
                f"{MOST_SYMBOLS} at most: decide this protocol with another engine"
            )
        if not shard.takes(tests):
            yield shard.rules
            shard = _Shard()
        shard.add(tests, derived)
    if shard.rules:
        yield shard.rules


def _in_order(rules: Mapping[Conjunction, int]) -> list[tuple[Tests, int]]:
    """Return rules so that those with tests in common share them, and stand together."""
    used = Counter(literal for conjunction in rules for literal in conjunction)
    ranks = {literal: rank for rank, (literal, _) in enumerate(used.most_common())}
    tests = [
        (tuple(sorted(conjunction, key=ranks.__getitem__)), derived)
        for conjunction, derived in rules.items()
    ]
    return sorted(tests, key=lambda rule: [ranks[literal] for literal in rule[0]])


class _Shard:
    """Conjunctions that go together into one ruleset."""

    def __init__(self) -> None:
        self.rules: dict[Tests, int] = {}
        self._symbols: set[Literal] = set()
        self._root = _Test()

    def takes(self, tests: Tests) -> bool:
        """Return whether there is room for one more."""
        if len(self.rules) == MOST_RULES or len(self._symbols.union(tests)) > MOST_SYMBOLS:
            return False
        return self._root.stack_with(tests) <= DEEPEST_STACK

    def add(self, tests: Tests, derived: int) -> None:
        self.rules[tests] = derived
        self._symbols.update(tests)
        self._root.add(tests)


class _Test:
    """A test, and those that follow it when it holds.

    ``stack`` is how many tests wait at once, at most: a test that holds is taken from the stack and
    all that follow it are put on it.
    """

    def __init__(self) -> None:
        self.next: dict[Literal, _Test] = {}
        self.stack = 1

    def add(self, tests: Tests) -> None:
        self.stack = self.stack_with(tests)
        if tests:
            self.next.setdefault(tests[0], _Test()).add(tests[1:])

    def stack_with(self, tests: Tests) -> int:
        """Return how deep the stack is once these tests follow."""
        stacks = {literal: test.stack for literal, test in self.next.items()}
        if tests:
            stacks[tests[0]] = self.next.get(tests[0], _Test()).stack_with(tests[1:])
        return len(stacks) - 1 + max(stacks.values()) if stacks else 1
