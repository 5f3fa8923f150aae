"""The diagram of a question as a chart: what is asked at each step, and where each way ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from obstetric_rules.diagrams.diagrams import Diagrams
from obstetric_rules.diagrams.graph import Graph, Node, Truth
from obstetric_rules.diagrams.variables import QuantifierVariable
from obstetric_rules.exports.steps import branch_names, question_text
from obstetric_rules.expressions.nodes import Answer, walk
from obstetric_rules.expressions.outcome import Outcome, Status
from obstetric_rules.expressions.wording import enumeration
from obstetric_rules.rules.protocol import Protocol, expect_protocol
from obstetric_rules.rules.question import Question


@attrs.frozen
class Step:
    """A question about the facts; ``ways`` are its answers, each with the place it leads to."""

    text: str
    ways: tuple[tuple[str, int], ...]


@attrs.frozen
class End:
    """Where a way ends: the answer in words, the clauses of the rules that speak, and its kind."""

    answer: str
    clauses: tuple[str, ...]
    status: Status


@attrs.frozen
class Chart:
    """The steps and ends of a question by their place; the first step stands at ``start``.

    Each place comes after those that lead to it. ``protocol`` names what answers the question: its
    id, its version, and the day.
    """

    protocol: str
    question: Question
    places: Mapping[int, Step | End]
    start: int


def chart_of(protocol: Protocol, name: str) -> Chart:
    """Return the chart of a question.

    Raises :class:`~obstetric_rules.errors.QuestionNotFoundError` if the protocol does not ask it,
    and :class:`~obstetric_rules.diagrams.graph.BudgetExceededError` if it is too large to draw.

    >>> from obstetric_rules.plugins.groningen import groningen
    >>> from obstetric_rules.rules.protocol import compose
    >>> chart = chart_of(compose([groningen]), "ontslag")
    >>> end = chart.places[chart.start]
    >>> end.answer, end.clauses
    ('zo spoedig mogelijk', ('G18',))
    """
    expect_protocol(protocol)
    question = protocol.question(name)
    diagrams = Diagrams(protocol)
    root = possible(diagrams, _with_rules(diagrams, name))
    numbers = {node: place for place, node in enumerate(_in_order(diagrams.graph, root))}
    places = {place: _place(diagrams, question, node, numbers) for node, place in numbers.items()}
    named = f"{protocol.id} {protocol.version}, op {protocol.on}"
    return Chart(named, question, places, numbers[root])


def _with_rules(diagrams: Diagrams, name: str) -> Node:
    """Return the diagram of a question whose leaves also hold the clauses of those that speak."""
    graph = diagrams.graph
    outcome = graph.mapped(diagrams.question(name), lambda found: graph.leaf((found, frozenset())))
    heard = [
        graph.mapped(
            diagrams.heard(rule.id),
            {
                Truth.TRUE: graph.leaf((None, frozenset(rule.rests_on))),
                Truth.FALSE: graph.leaf((None, frozenset())),
                Truth.CONFLICT: graph.leaf((None, frozenset())),
            }.__getitem__,
        )
        for rule in diagrams.rules_of(name)
    ]
    return graph.united([outcome, *heard], _joined, (None, frozenset()))


def possible(diagrams: Diagrams, root: Node) -> Node:
    """Return a diagram in which no quantifier is in conflict that cannot be."""
    graph = diagrams.graph
    done: dict[Node, Node] = {}

    def visit(node: Node) -> Node:
        if graph.is_leaf(node):
            return node
        if node not in done:
            variable = diagrams.variable(graph.level(node))
            children = [visit(child) for child in graph.children(node)]
            if isinstance(variable, QuantifierVariable) and not can_conflict(diagrams, variable):
                children[_IN_CONFLICT] = children[0]
            done[node] = graph.test(graph.level(node), children)
        return done[node]

    return visit(root)


_IN_CONFLICT = 2
"""The branch that a quantifier takes when it is in conflict."""


def can_conflict(diagrams: Diagrams, variable: QuantifierVariable) -> bool:
    """Return whether a quantifier reads the answer to a question that can be in conflict."""
    asked = {node.question for node in walk(variable.condition) if isinstance(node, Answer)}
    roots = (possible(diagrams, diagrams.question(name)) for name in asked)
    return any(
        outcome.status is Status.CONFLICT
        for root in roots
        for outcome in diagrams.graph.leaves(root)
    )


def _joined(one: Any, other: Any) -> Any:
    return (one[0] or other[0], one[1] | other[1])


def _in_order(graph: Graph, root: Node) -> list[Node]:
    """Return the nodes by their level, so that each comes after those that lead to it."""
    return sorted(graph.reachable(root), key=lambda node: (graph.level(node), node))


def _place(
    diagrams: Diagrams, question: Question, node: Node, numbers: Mapping[Node, int]
) -> Step | End:
    graph = diagrams.graph
    if graph.is_leaf(node):
        outcome, clauses = graph.value(node)
        in_order = dict.fromkeys(name.rpartition("/")[2] for name in diagrams.protocol.clauses)
        speaking = tuple(clause for clause in in_order if clause in clauses)
        return End(answer_text(question, outcome), speaking, outcome.status)
    variable = diagrams.variable(graph.level(node))
    targets: dict[Node, list[int]] = {}
    for branch, child in enumerate(graph.children(node)):
        targets.setdefault(child, []).append(branch)
    if isinstance(variable, QuantifierVariable) and not can_conflict(diagrams, variable):
        targets[graph.children(node)[0]].remove(_IN_CONFLICT)
    ways = tuple(
        (branch_names(variable, branches, diagrams.protocol), numbers[child])
        for child, branches in targets.items()
    )
    return Step(question_text(variable, diagrams.protocol), ways)


def answer_text(question: Question, outcome: Outcome) -> str:
    """Return an outcome in words.

    >>> from obstetric_rules.expressions.outcome import SILENT
    >>> answer_text(None, SILENT)
    'de afspraak zegt er niets over'
    """
    match outcome.status:
        case Status.CONCLUDED:
            return enumeration(list(_labels(question, outcome)), "en") or "geen"
        case Status.SILENT:
            return "de afspraak zegt er niets over"
        case Status.CONFLICT:
            return "de regels spreken elkaar tegen"
        case _:
            return "niet van toepassing"


def _labels(question: Question, outcome: Outcome) -> Iterator[str]:
    value = outcome.value
    chosen = value if isinstance(value, frozenset) else {value}
    yield from (label for one, label in question.values.items() if one in chosen)
