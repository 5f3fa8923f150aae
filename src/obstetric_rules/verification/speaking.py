"""Which rules can never speak, and which exceptions can never apply: exact over all cases."""

from __future__ import annotations

from functools import partial
from operator import is_

import attrs

from obstetric_rules.diagrams.diagrams import NODE_BUDGET
from obstetric_rules.diagrams.graph import BudgetExceededError, Node, Truth
from obstetric_rules.rules.protocol import Protocol, ProtocolRule
from obstetric_rules.verification.exploring import Exploration, Space


@attrs.frozen
class IdleException:
    """A rule that is an exception to another one and never applies: they never meet."""

    base: str
    exception: str


@attrs.frozen
class SpeakingProofs:
    """What was proved of the rules of a protocol.

    ``silent`` are rules that speak in no case, ``idle`` exceptions that set their rule aside in no
    case; ``unproved`` are the questions whose diagrams outgrew the node budget.
    """

    silent: tuple[str, ...] = ()
    idle: tuple[IdleException, ...] = ()
    unproved: tuple[str, ...] = ()


def prove_speaking(protocol: Protocol, budget: int = NODE_BUDGET) -> SpeakingProofs:
    """Return the rules of a protocol that can never speak, and the exceptions that never apply.

    An exception applies when the question is asked, the condition of the rule it is an exception to
    holds, and the exception speaks.

    >>> from obstetric_rules import load_protocol
    >>> prove_speaking(load_protocol("groningen.mzh")).silent
    ()
    """
    space = Space(protocol, budget)
    silent: list[str] = []
    idle: list[IdleException] = []
    unproved: list[str] = []
    for question in protocol.questions:
        try:
            meeting = _Meeting(space, question)
            silent += [rule.id for rule in meeting.rules if not meeting.speaks(rule)]
            idle += [
                IdleException(rule.id, exception)
                for rule in meeting.rules
                for exception in rule.exceptions
                if not meeting.meet(rule, exception)
            ]
        except (BudgetExceededError, RecursionError):
            unproved.append(question)
    return SpeakingProofs(tuple(silent), tuple(idle), tuple(unproved))


class _Meeting:
    """The rules of a question over all cases."""

    def __init__(self, space: Space, question: str) -> None:
        diagrams = space.diagrams
        self.rules: tuple[ProtocolRule, ...] = space.protocol.rules_by_question[question]
        # Made first, and within its budget: it needs all that the rules need.
        diagrams.question(question)
        nodes: list[Node] = [diagrams.heard(rule.id) for rule in self.rules]
        nodes += [space.condition(rule.when) for rule in self.rules]
        self._cases: Exploration = space.explore(nodes, space.protocol.questions[question].per)
        names = [rule.id for rule in self.rules]
        heard, when = self._cases.nodes[: len(names)], self._cases.nodes[len(names) :]
        self._heard = dict(zip(names, heard, strict=True))
        self._when = dict(zip(names, when, strict=True))

    def speaks(self, rule: ProtocolRule) -> bool:
        return self._can_be([self._heard[rule.id]])

    def meet(self, rule: ProtocolRule, exception: str) -> bool:
        return self._can_be([self._when[rule.id], self._heard[exception]])

    def _can_be(self, nodes: list[Node]) -> bool:
        graph = self._cases.graph
        true = [graph.where(node, partial(is_, Truth.TRUE)) for node in nodes]
        return self._cases.can_be(graph.conjunction(true))
