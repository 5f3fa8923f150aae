"""What differs between two protocols: per question, exactly in which cases, and how."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from functools import partial
from typing import Any

import attrs

from obstetric_rules.diagrams.diagrams import NODE_BUDGET
from obstetric_rules.diagrams.graph import BudgetExceededError, Graph, Node
from obstetric_rules.expressions.nodes import Condition
from obstetric_rules.expressions.outcome import Outcome
from obstetric_rules.rules.exchange import content_hash
from obstetric_rules.rules.invariant import Monotonicity
from obstetric_rules.rules.protocol import Protocol, expect_protocol
from obstetric_rules.rules.question import Question
from obstetric_rules.verification.both import both, named, on_one_side
from obstetric_rules.verification.confirming import Confirmer
from obstetric_rules.verification.cover import Coverer, terms_in
from obstetric_rules.verification.exploring import Exploration, Space
from obstetric_rules.verification.findings import Share
from obstetric_rules.verification.invariants import allows, refuses
from obstetric_rules.verification.sentences import Sentences
from obstetric_rules.verification.witnesses import Witness


class Direction(enum.StrEnum):
    """Which way an answer changed, where its values have an order."""

    STRICTER = "stricter"
    LOOSER = "looser"


@attrs.frozen(kw_only=True)
class Change:
    """One kind of change of a question: from an answer to another one, and in which cases.

    ``condition`` says in Dutch in which cases. ``direction`` is known where a monotonicity of
    either protocol says which values refuse and which allow.
    """

    before: Outcome
    after: Outcome
    condition: str
    share: Share
    witness: Witness
    direction: Direction | None = None


@attrs.frozen(kw_only=True)
class QuestionDifference:
    """A question to which two protocols do not always give the same answer.

    ``share`` says in how many of the situations that either can tell apart.
    """

    question: Question
    share: Share
    changes: tuple[Change, ...]


@attrs.frozen(kw_only=True)
class Difference:
    """Everything in which the answers of two protocols differ.

    ``only_before`` and ``only_after`` are questions that one of them does not ask, ``otherwise``
    those that are about something else in each (asked per fact in one only, or with one value in
    one and a set in the other). The cases are cases of ``both``, with the facts that either knows.
    ``unproved`` outgrew the node budget: there nothing is said.
    """

    before: Protocol
    after: Protocol
    both: Protocol
    questions: tuple[QuestionDifference, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    otherwise: tuple[str, ...]
    unproved: tuple[str, ...]

    @property
    def same_version(self) -> tuple[str, ...]:
        """The rulesets of both that have the same version and do not say the same."""
        layers = {(layer.id, layer.version): layer for layer in self.before.layers}
        return tuple(
            layer.id
            for layer in self.after.layers
            for other in [layers.get((layer.id, layer.version))]
            if other is not None and content_hash([layer]) != content_hash([other])
        )

    @property
    def is_empty(self) -> bool:
        """Whether both give the same answers to the same questions in every case."""
        return not (self.questions or self.only_before or self.only_after or self.otherwise)

    def changes_only(self, *questions: str) -> bool:
        """Return whether nothing but the answers to these questions changed, and that is proved.

        A check for authors: "this release changes nothing but …".
        """
        changed = {item.question.id for item in self.questions}
        changed |= {*self.only_before, *self.only_after, *self.otherwise, *self.unproved}
        return changed <= set(questions)


def compare(before: Protocol, after: Protocol, budget: int = NODE_BUDGET) -> Difference:
    """Return in which cases two protocols give different answers.

    Facts that only one of them knows make no difference to the other; what only one of them fixes
    of a place is fixed in every case. Raises :class:`~obstetric_rules.errors.IncomparableError`
    when no case fits both.

    >>> from obstetric_rules import load_protocol
    >>> difference = compare(load_protocol("groningen"), load_protocol("groningen.mzh"))
    >>> [item.question.id for item in difference.questions]
    ['poliklinische_partus', 'zorglijn', 'verwijzing', 'overleg']
    """
    expect_protocol(before)
    expect_protocol(after)
    comparison = _Comparison(before, after, budget)
    questions: list[QuestionDifference] = []
    unproved: list[str] = []
    for name in comparison.common:
        try:
            questions += comparison.differences(name)
        except (BudgetExceededError, RecursionError):
            unproved.append(name)
    return Difference(
        before=before,
        after=after,
        both=comparison.both,
        questions=tuple(questions),
        only_before=tuple(name for name in before.questions if name not in after.questions),
        only_after=tuple(name for name in after.questions if name not in before.questions),
        otherwise=comparison.otherwise,
        unproved=tuple(unproved),
    )


class _Comparison:
    def __init__(self, before: Protocol, after: Protocol, budget: int) -> None:
        self._sides = (before, after)
        self.both = both(before, after)
        self._space = Space(self.both, budget)
        self._confirmers = tuple(Confirmer(protocol) for protocol in self._sides)
        conditions: list[Condition] = [rule.when for rule in self.both.rules.values()]
        self._terms = terms_in(conditions)
        asked = [name for name in before.questions if name in after.questions]
        self.common = [name for name in asked if self._alike(name)]
        self.otherwise = tuple(name for name in asked if name not in self.common)

    def differences(self, name: str) -> Iterator[QuestionDifference]:
        diagrams = self._space.diagrams
        roots = [diagrams.question(named(name, side)) for side in "ab"]
        diagrams.graph.allow(self._space.budget)
        paired = _paired(diagrams.graph, *roots)
        question = self._sides[1].questions[name]
        cases = self._space.explore([paired], question.per)
        (grounded,) = cases.nodes
        differing = cases.graph.where(grounded, _differ)
        if not cases.can_be(differing):
            return
        yield QuestionDifference(
            question=question,
            share=cases.share(differing, grounded),
            changes=tuple(self._changes(name, paired, cases)),
        )

    def _changes(self, name: str, paired: Node, cases: Exploration) -> Iterator[Change]:
        graph = self._space.diagrams.graph
        coverer = Coverer(
            self._space.diagrams,
            self._space.constraint,
            self._terms,
            lambda node: cases.can_be(cases.also(node)),
        )
        say = Sentences(self.both)
        (grounded,) = cases.nodes
        pairs = [pair for pair in graph.leaves(paired) if _differ(pair)]
        for before, after in sorted(pairs, key=repr):
            pair = (before, after)
            here = cases.graph.where(grounded, partial(_is, pair))
            witness = cases.witness(here)
            if witness is None:
                continue
            self._confirm(name, witness, pair)
            cover = coverer.cover(graph.where(paired, partial(_is, pair)))
            yield Change(
                before=before,
                after=after,
                condition=say.cases(cover),
                share=cases.share(here, grounded),
                witness=witness,
                direction=self._direction(name, before, after),
            )

    def _confirm(self, name: str, witness: Witness, pair: tuple[Outcome, Outcome]) -> None:
        for side, confirmer, expected in zip(self._sides, self._confirmers, pair, strict=True):
            here = attrs.evolve(witness, dossier=on_one_side(witness.dossier, side))
            found = confirmer.answer(here, name).outcome
            confirmer.confirm(found == expected, f"a difference about {name}")

    def _direction(self, name: str, before: Outcome, after: Outcome) -> Direction | None:
        for protocol in self._sides:
            for item in protocol.invariants:
                if isinstance(item, Monotonicity) and item.question == name:
                    if refuses(item, before) and allows(item, after):
                        return Direction.LOOSER
                    if allows(item, before) and refuses(item, after):
                        return Direction.STRICTER
        return None

    def _alike(self, name: str) -> bool:
        one, other = (protocol.questions[name] for protocol in self._sides)
        return (one.per, one.set_valued) == (other.per, other.set_valued)


def _paired(graph: Graph, one: Node, other: Node) -> Node:
    """Return the diagram whose leaves hold the outcomes of two."""
    before = graph.mapped(one, lambda outcome: graph.leaf((outcome, None)))
    after = graph.mapped(other, lambda outcome: graph.leaf((None, outcome)))
    return graph.united([before, after], _together, (None, None))


def _together(one: tuple[Any, Any], other: tuple[Any, Any]) -> tuple[Any, Any]:
    # They come in any order, and each has what the other lacks.
    return (one[0] or other[0], one[1] or other[1])


def _differ(pair: tuple[Outcome, Outcome]) -> bool:
    return pair[0] != pair[1]


def _is(pair: tuple[Outcome, Outcome], found: tuple[Outcome, Outcome]) -> bool:
    return pair == found
