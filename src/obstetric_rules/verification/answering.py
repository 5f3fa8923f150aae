"""Where rules contradict each other, and where none speaks: exact over all cases."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import is_

import attrs

from obstetric_rules.diagrams.diagrams import NODE_BUDGET
from obstetric_rules.diagrams.graph import BudgetExceededError, Truth
from obstetric_rules.expressions.outcome import Outcome, Status
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.verification.confirming import Confirmer
from obstetric_rules.verification.exploring import Space
from obstetric_rules.verification.witnesses import Witness


@attrs.frozen
class AnsweringProofs:
    """What was proved of the answers that a protocol gives.

    ``contradictions`` has for each question whose own rules can contradict each other the most
    ordinary case in which they do, ``gaps`` for each question that can go unanswered the most
    ordinary case, in which everything is known, about which no rule says anything. ``unproved`` are
    the questions whose diagrams outgrew the node budget.
    """

    contradictions: dict[str, Witness] = attrs.field(factory=dict)
    gaps: dict[str, Witness] = attrs.field(factory=dict)
    unproved: tuple[str, ...] = ()


def prove_answering(
    protocol: Protocol, ruleset: str | None = None, budget: int = NODE_BUDGET
) -> AnsweringProofs:
    """Return where the rules of a protocol contradict each other, and where none speaks.

    With ``ruleset`` only the part that it has in this: its own questions, those to which it adds
    rules, and of these the contradictions in which one of its rules speaks. A conflict that a
    question merely takes over from one it depends on is told of that other question only.

    Raises :class:`~obstetric_rules.errors.VerificationError` if the reference engine contradicts a
    case.

    >>> from obstetric_rules import load_protocol
    >>> proofs = prove_answering(load_protocol("groningen"))
    >>> proofs.contradictions, "zorglijn" in proofs.gaps
    ({}, True)
    """
    prover = _Prover(protocol, ruleset, budget)
    proofs = AnsweringProofs()
    unproved: list[str] = []
    for question in protocol.questions:
        if not prover.concerns(question):
            continue
        try:
            for found, holds, own in (
                (proofs.contradictions, contradicts, True),
                (proofs.gaps, is_silent, False),
            ):
                witness = prover.witness(question, holds, own)
                if witness is not None:
                    found[question] = witness
        except (BudgetExceededError, RecursionError):
            unproved.append(question)
    return attrs.evolve(proofs, unproved=tuple(unproved))


def contradicts(outcome: Outcome) -> bool:
    """Return whether rules of the question itself speak for different values.

    >>> contradicts(Outcome(Status.CONFLICT, conflicting=frozenset({"ja", "nee"})))
    True
    >>> contradicts(Outcome(Status.CONFLICT))
    False
    """
    return outcome.status is Status.CONFLICT and len(outcome.conflicting) > 1


def is_silent(outcome: Outcome) -> bool:
    """Return whether no rule says anything."""
    return outcome.status is Status.SILENT


class _Prover:
    def __init__(self, protocol: Protocol, ruleset: str | None, budget: int) -> None:
        self._protocol = protocol
        self._ruleset = ruleset
        self._space = Space(protocol, budget)
        self._confirmer = Confirmer(protocol)
        self._owned = {
            question.id
            for layer in protocol.layers
            if ruleset in (None, layer.id)
            for question in layer.questions
        }

    def concerns(self, question: str) -> bool:
        return question in self._owned or bool(self._own_rules(question))

    def _own_rules(self, question: str) -> list[str]:
        rules = self._protocol.rules_by_question[question]
        return [rule.id for rule in rules if rule.ruleset == self._ruleset]

    def witness(self, question: str, holds: Callable[[Outcome], bool], own: bool) -> Witness | None:
        rules = self._own_rules(question) if own and question not in self._owned else []
        diagrams = self._space.diagrams
        nodes = [diagrams.question(question), *map(diagrams.heard, rules)]
        cases = self._space.explore(nodes, self._protocol.questions[question].per)
        graph = cases.graph
        outcome, *heard = cases.nodes
        wanted = graph.where(outcome, holds)
        if rules:
            speaking = [graph.where(node, partial(is_, Truth.TRUE)) for node in heard]
            wanted = graph.conjunction([wanted, graph.disjunction(speaking)])
        witness = cases.witness(wanted)
        if witness is not None:
            found = self._confirmer.answer(witness, question).outcome
            self._confirmer.confirm(holds(found), f"what {question} is answered")
        return witness
