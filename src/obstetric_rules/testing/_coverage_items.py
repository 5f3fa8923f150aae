"""What there is to exercise in a protocol, and what one case has exercised of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, TypeAlias
from weakref import WeakKeyDictionary

import attrs

from obstetric_rules.diagrams.diagrams import Diagrams
from obstetric_rules.diagrams.graph import BudgetExceededError, Node, Truth
from obstetric_rules.diagrams.layout import Layout
from obstetric_rules.engines.answer import Answer, AnyAnswer
from obstetric_rules.engines.case import Case
from obstetric_rules.engines.decision import each_answer
from obstetric_rules.expressions.meaning import Position, Situation, evaluate
from obstetric_rules.expressions.nodes import Always, Condition
from obstetric_rules.expressions.outcome import (
    EMPTY_SET,
    NOT_APPLICABLE,
    Outcome,
    Status,
    concluded,
)
from obstetric_rules.facts import keys_of
from obstetric_rules.rules.protocol import Protocol, ProtocolRule
from obstetric_rules.rules.question import Question
from obstetric_rules.testing._boundaries import Boundary, boundaries

RULES: Final[str] = "rules"
EXCEPTIONS: Final[str] = "exceptions"
BRANCHES: Final[str] = "branches"
KINDS: Final = (RULES, EXCEPTIONS, BRANCHES)

Item: TypeAlias = tuple[str, str, str]
"""The id of a ruleset, the kind of thing, and its name."""


def to_exercise(protocol: Protocol) -> Iterator[Item]:
    """Yield everything that decisions by a protocol can exercise, in the order of the texts.

    >>> from obstetric_rules import load_protocol
    >>> found = list(to_exercise(load_protocol("groningen")))
    >>> [name for _, _, name in found if name.startswith("badbevalling")]
    ['badbevalling = mogelijk', 'badbevalling = niet_mogelijk', 'badbevalling: open']
    """
    numbers = _numbers(protocol)
    reach = _Reach(protocol, Diagrams(protocol))
    near = reach if not numbers else _Reach(protocol, Diagrams(protocol, layout=_layout(protocol)))
    for rule in protocol.rules.values():
        yield rule.ruleset, RULES, rule.id
        for exception in rule.exceptions:
            if reach.applies(rule, exception):
                yield _exception(protocol, rule, exception)
    for layer in protocol.layers:
        for question in layer.questions:
            yield from ((layer.id, BRANCHES, name) for name in reach.answers(question))
    for rule in protocol.rules.values():
        for verdict in (True, False):
            if reach.verdict(rule, verdict):
                yield rule.ruleset, BRANCHES, _condition(rule, verdict)
        for item in numbers.get(rule.id, {}).values():
            if near.can_be(rule.question, item.condition):
                yield rule.ruleset, BRANCHES, _number(rule, item)


def exercised(case: Case, answers: Mapping[str, AnyAnswer]) -> Iterator[Item]:
    """Yield what one case has exercised, given its answers."""
    protocol = case.protocol
    for layer in protocol.layers:
        for question in layer.questions:
            for key, answer in each_answer(answers[question.id]):
                yield from (
                    (layer.id, BRANCHES, name) for name in _answers(question, answer.outcome)
                )
                yield from _exercised_rules(case, answers, question, key, answer)


def _exercised_rules(
    case: Case,
    answers: Mapping[str, AnyAnswer],
    question: Question,
    key: str | None,
    answer: Answer,
) -> Iterator[Item]:
    protocol = case.protocol
    numbers = _numbers(protocol)
    yield from ((protocol.rules[name].ruleset, RULES, name) for name in answer.rules)
    # Of a list that is unknown there is no fact for which a condition could hold.
    if question.per is not None and key is None:
        return
    position = None if key is None else _position(case, str(question.per), key)
    situation = Situation(case.dossier, _Answers(case, answers), position)
    if not _is_asked(protocol.questions[question.id], answer.outcome, situation):
        return
    for rule in protocol.rules_by_question[question.id]:
        verdict = evaluate(rule.when, situation)
        if not isinstance(verdict, bool) or case.is_set_aside(rule.id, key):
            continue
        if _has_branches(rule):
            yield rule.ruleset, BRANCHES, _condition(rule, verdict)
        for item in numbers.get(rule.id, {}).values():
            if evaluate(item.condition, situation) is True:
                yield rule.ruleset, BRANCHES, _number(rule, item)
        if verdict:
            speaking = (name for name in rule.exceptions if name in answer.rules)
            yield from (_exception(protocol, rule, name) for name in speaking)


def _is_asked(question: Question, outcome: Outcome, situation: Situation) -> bool:
    """Return whether a question is asked, or may turn out to be."""
    found = outcome.possible or (outcome,)
    if NOT_APPLICABLE in found:
        return False
    if question.asked_when is None or any(one.status is not Status.CONFLICT for one in found):
        return True
    # Whether it is asked may be what the rules contradict each other about.
    return evaluate(question.asked_when, situation) is True


def _position(case: Case, slot: str, key: str) -> Position:
    return slot, keys_of(case.dossier[slot]).index(key)  # type: ignore[arg-type]  # it has keys


@attrs.frozen
class _Answers:
    """Knows the answers to the questions of a case."""

    case: Case
    answers: Mapping[str, AnyAnswer]

    def __call__(self, question: str, situation: Situation) -> Outcome:
        by_key = dict(each_answer(self.answers[question]))
        for position in (situation.element, situation.each):
            if position is not None and position[0] == self.case.protocol.questions[question].per:
                slot, place = position
                return by_key[keys_of(self.case.dossier[slot])[place]].outcome  # type: ignore[arg-type]
        return by_key[None].outcome


def _has_branches(rule: ProtocolRule) -> bool:
    return not isinstance(rule.when, Always)


_known_numbers: WeakKeyDictionary[Protocol, Mapping[str, Mapping[str, Boundary]]] = (
    WeakKeyDictionary()
)


def _numbers(protocol: Protocol) -> Mapping[str, Mapping[str, Boundary]]:
    """Return the numbers that cases should have for each rule, worked out once."""
    if protocol not in _known_numbers:
        found = {rule.id: boundaries(protocol, rule.when) for rule in protocol.rules.values()}
        _known_numbers[protocol] = {rule: items for rule, items in found.items() if items}
    return _known_numbers[protocol]


def _layout(protocol: Protocol) -> Layout:
    """Return a layout that tells the numbers next to constants apart as well."""
    items = [item for found in _numbers(protocol).values() for item in found.values()]
    return Layout(protocol, tuple(item.condition for item in items))


def _number(rule: ProtocolRule, item: Boundary) -> str:
    return f"{rule.id} at {item.name}"


def _condition(rule: ProtocolRule, verdict: bool) -> str:
    return f"{rule.id} {'holds' if verdict else 'does not hold'}"


def _exception(protocol: Protocol, rule: ProtocolRule, exception: str) -> Item:
    """Return an exception as a thing of the upper of the two rulesets: that one knows both."""
    layers = [layer.id for layer in protocol.layers]
    owners = (rule.ruleset, protocol.rules[exception].ruleset)
    return max(owners, key=layers.index), EXCEPTIONS, f"{rule.id} set aside by {exception}"


def _answers(question: Question, outcome: Outcome) -> Iterator[str]:
    """Yield the names of what an answer is: its values, and its status if that says more."""
    if isinstance(outcome.value, frozenset):
        values = sorted(outcome.value)
    else:
        values = [] if outcome.value is None else [outcome.value]
    yield from (f"{question.id} = {value}" for value in values)
    if outcome == concluded(frozenset()):
        yield f"{question.id} = {EMPTY_SET}"
    if outcome.status is not Status.CONCLUDED:
        yield f"{question.id}: {outcome.status}"


@attrs.frozen
class _Reach:
    """Says what some case can reach, so that nobody is asked to write a case that cannot be.

    Where a diagram would be too large, everything counts as within reach.
    """

    protocol: Protocol
    diagrams: Diagrams

    def answers(self, question: Question) -> Iterable[str]:
        """Return the names of the values and statuses that a question can have."""
        graph = self.diagrams.graph
        try:
            node = self.diagrams.question(question.id)
        except BudgetExceededError:
            return [f"{question.id} = {value}" for value in question.values]
        outcomes = sorted(graph.leaves(node), key=_in_declared_order(question))
        names = [name for outcome in outcomes for name in _answers(question, outcome)]
        if len(outcomes) > 1 or question.per is not None:
            names.append(f"{question.id}: {Status.OPEN}")
        return dict.fromkeys(names)

    def verdict(self, rule: ProtocolRule, verdict: bool) -> bool:
        """Return whether a condition can hold, or fail, when its question is asked."""
        if not _has_branches(rule):
            return False
        condition = self.diagrams.condition
        negation = self.diagrams.graph.negation
        return self._possible(
            rule.question,
            lambda: condition(rule.when) if verdict else negation(condition(rule.when)),
        )

    def can_be(self, question: str, condition: Condition) -> bool:
        """Return whether a condition can hold when a question is asked."""
        return self._possible(question, lambda: self.diagrams.condition(condition))

    def applies(self, rule: ProtocolRule, exception: str) -> bool:
        """Return whether an exception can set a rule aside that would speak without it."""
        conjunction, speaking = self.diagrams.graph.conjunction, self.diagrams.speaking
        condition = self.diagrams.condition
        return self._possible(
            rule.question, lambda: conjunction([condition(rule.when), speaking(exception)])
        )

    def _possible(self, question: str, diagram: Callable[[], Node]) -> bool:
        graph = self.diagrams.graph
        try:
            # Those below it have a budget of their own, and are made first.
            self.diagrams.question(question)
            graph.allow(self.diagrams.budget)
            node = graph.conjunction([self.diagrams.applicable(question), diagram()])
        except BudgetExceededError:
            return True
        return Truth.TRUE in graph.leaves(node)


def _in_declared_order(question: Question) -> Callable[[Outcome], tuple[int, str]]:
    order = list(question.values)

    def key(outcome: Outcome) -> tuple[int, str]:
        if isinstance(outcome.value, str):
            return order.index(outcome.value), ""
        return len(order), f"{outcome.status} {sorted(outcome.value or ())}"

    return key
