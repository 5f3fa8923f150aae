"""The compiled engine, the default: decision diagrams, and Python made of them.

A fully known dossier takes the generated function: no work per rule, only the facts that matter are
looked at. As soon as that meets an unknown fact, each question follows its diagram along every
branch that is still open; what that gives is remembered per question for the facts it depends on.
Where branches are not independent (two fields compared, quantifiers) the diagram is grounded in
the dossier first. All of it is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from obstetric_rules.diagrams.diagrams import NODE_BUDGET, Diagrams
from obstetric_rules.diagrams.graph import BudgetExceededError, Truth
from obstetric_rules.diagrams.grounding import Grounding
from obstetric_rules.engines import direct
from obstetric_rules.engines.answer import Answer, AnswersPerFact, AnyAnswer
from obstetric_rules.engines.case import Case, prepare
from obstetric_rules.engines.contract import Outcomes
from obstetric_rules.engines.finding import Finding, answer_from
from obstetric_rules.engines.generated import NotFullyKnownError, generate
from obstetric_rules.engines.lookup import IN_HAND, Lookup, nothing
from obstetric_rules.engines.states import State, States
from obstetric_rules.expressions.meaning import Position, Situation
from obstetric_rules.expressions.nodes import Answer as AnswerNode
from obstetric_rules.expressions.nodes import Condition, Count, Node, Quantified, children
from obstetric_rules.expressions.outcome import Outcome, Status, open_outcome, settled
from obstetric_rules.facts import Dossier, keys_of, names_in_paths
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.truth import UNKNOWN

_MOST_VARIANTS = 32


class CompiledEngine:
    """Decides cases by the decision diagrams of a protocol.

    ``beyond_budget`` names the questions whose diagram outgrew its budget; their rules are
    evaluated directly, and with unknown facts they may be open where the reference is not.

    >>> from obstetric_rules import Client, Dossier, load_protocol
    >>> engine = CompiledEngine(load_protocol("groningen.mzh"))
    >>> engine.decide_outcomes(Dossier(client=Client(koorts=True)))["badbevalling"].value
    'niet_mogelijk'
    >>> engine.beyond_budget
    ()
    """

    name = "compiled"

    def __init__(self, protocol: Protocol, budget: int = NODE_BUDGET) -> None:
        self.protocol = protocol
        self._budget = budget
        self._diagrams = Diagrams(protocol, budget=budget)
        self._variants: dict[frozenset[str], Diagrams] = {frozenset(): self._diagrams}
        self._states = States(self._diagrams)
        self._lookups = dict(self._make_lookups())
        self._asked = [
            (name, asked.per, self._lookups[name].outcome if name in self._lookups else nothing)
            for name, asked in protocol.questions.items()
        ]
        self.beyond_budget = tuple(name for name in protocol.questions if name not in self._lookups)
        self._known = generate(self._diagrams, tuple(self._lookups))

    def decide_outcomes(self, dossier: Dossier) -> Outcomes:
        """Return status and value of every answer to a dossier, checked against the protocol.

        Raises :class:`~obstetric_rules.errors.DossierError` when the dossier does not fit.
        """
        if not dossier.afwijkingen and not self.beyond_budget:
            try:
                return self._known(dossier.facts)
            except NotFullyKnownError:
                pass
        case = prepare(self.protocol, dossier)
        return self._outcomes_with_deviations(case) if case.set_aside else self._outcomes(case)

    def outcomes(self, case: Case) -> Outcomes:
        """Return status and value of every answer, in the order of the protocol's questions."""
        if case.set_aside:
            return self._outcomes_with_deviations(case)
        if not self.beyond_budget:
            try:
                return self._known(case.dossier.facts)
            except NotFullyKnownError:
                pass
        return self._outcomes(case)

    def answers(self, case: Case) -> Mapping[str, AnyAnswer]:
        """Return every answer with its rules, clauses and missing facts, in the same order."""
        reader = _Reader(self._states, case)
        return {name: self._answered(reader, name) for name in self.protocol.questions}

    def answer(self, case: Case, question: str) -> AnyAnswer:
        """Return the answer to one question."""
        self.protocol.question(question)
        return self._answered(_Reader(self._states, case), question)

    def _answered(self, reader: _Reader, question: str) -> AnyAnswer:
        places = reader.places(self.protocol.questions[question].per)
        if not isinstance(places, dict):
            return self._answer(reader, question, places)
        answers = {
            key: self._answer(reader, question, position) for key, position in places.items()
        }
        per = self.protocol.questions[question].per
        return AnswersPerFact(question=question, per=per or "", answers=answers)

    def _answer(self, reader: _Reader, question: str, position: Position | None) -> Answer:
        finding = self._finding(reader, question, position)
        return answer_from(
            self.protocol, question, finding, lambda: self._origin(reader, question, position)
        )

    def _outcomes(self, case: Case) -> Outcomes:
        reader = _Reader(self._states, case)
        found: dict[str, Outcome | Mapping[str, Outcome]] = {}
        for name, per, look_up in self._asked:
            places = None if per is None else reader.places(per)
            if isinstance(places, dict):
                found[name] = {
                    key: look_up(reader.state(position)) or self._outcome(reader, name, position)
                    for key, position in places.items()
                }
            else:
                outcome = look_up(reader.state(places))
                found[name] = outcome or self._outcome(reader, name, places)
        return found

    def _outcomes_with_deviations(self, case: Case) -> Outcomes:
        found: dict[str, Outcome | Mapping[str, Outcome]] = {}
        for name, answer in self.answers(case).items():
            if isinstance(answer, AnswersPerFact):
                found[name] = {key: item.outcome for key, item in answer.answers.items()}
            else:
                found[name] = answer.outcome
        return found

    def _outcome(self, reader: _Reader, question: str, position: Position | None) -> Outcome:
        lookup = self._lookups.get(question)
        if lookup is not None and not reader.case.set_aside:
            outcome = lookup.outcome(reader.state(position))
            if outcome is not None:
                return outcome
        return self._finding(reader, question, position).outcome

    def _finding(self, reader: _Reader, question: str, position: Position | None) -> Finding:
        """Return all there is to say about a question, or about it for one fact."""
        lookup = self._lookups.get(question)
        if lookup is None:
            return self._direct(reader, question, position)
        try:
            if not reader.case.set_aside:
                finding = lookup.finding(reader.state(position))
                if finding is not None:
                    return reader.named(finding, position)
            return self._grounded(reader.case, question, position)
        except (BudgetExceededError, RecursionError):
            return self._direct(reader, question, position)

    def _grounded(self, case: Case, name: str, position: Position | None) -> Finding:
        def diagrams_for(each: Position | None, element: Position | None) -> Diagrams:
            return self._without(_set_aside(case, each, element))

        ground = Grounding(case.dossier, diagrams_for, position, self._budget).question(name)
        truths = {
            rule.id: ground.truths(rule.id) for rule in diagrams_for(position, None).rules_of(name)
        }
        always = tuple(rule for rule, found in truths.items() if found == {Truth.TRUE})
        sometimes = tuple(
            rule for rule, found in truths.items() if Truth.TRUE in found and rule not in always
        )
        if position is not None and case.dossier[position[0]] is UNKNOWN:
            speaking = tuple(rule for rule in truths if rule in (*always, *sometimes))
            missing = tuple(sorted({position[0], *ground.decisive()}))
            return Finding(open_outcome(ground.outcomes()), (), speaking, missing)
        outcome = settled(ground.outcomes())
        missing = ground.missing() if outcome.status is Status.OPEN else ()
        return Finding(outcome, always, sometimes, missing)

    def _direct(self, reader: _Reader, name: str, position: Position | None) -> Finding:
        asked = self.protocol.questions[name]
        if position is not None and reader.list_is_unknown(position):
            return direct.of_unknown_list(reader.case, asked)

        def answers(question: str, situation: Situation) -> Outcome:
            per = self.protocol.questions[question].per
            taken = situation.element
            in_hand = taken if taken is not None and taken[0] == per else situation.each
            return self._outcome(reader, question, None if per is None else in_hand)

        return direct.evaluate_directly(reader.case, asked, answers, position)

    def _without(self, rules: frozenset[str]) -> Diagrams:
        """Return the diagrams without rules that are set aside."""
        diagrams = self._variants.get(rules)
        if diagrams is None:
            diagrams = Diagrams(
                self.protocol, without=rules, layout=self._diagrams.layout, budget=self._budget
            )
            if len(self._variants) >= _MOST_VARIANTS:
                self._variants = {frozenset(): self._diagrams}
            self._variants[rules] = diagrams
        return diagrams

    def _make_lookups(self) -> Iterator[tuple[str, Lookup]]:
        for name in self.protocol.order:
            try:
                yield name, Lookup(self._diagrams, self._states, name)
            except BudgetExceededError:
                continue

    def _origin(self, reader: _Reader, question: str, position: Position | None) -> Iterator[str]:
        """Yield the questions compared with that are in conflict themselves."""
        for name, quantified in _answers_used(self.protocol, question):
            per = self.protocol.questions[name].per
            places: Iterable[Position | None] = [None if per is None else position]
            if quantified:
                found = reader.places(per)
                # Of a list that is unknown no answer is in conflict: it is open.
                places = found.values() if isinstance(found, dict) else ()
            for place in places:
                if self._outcome(reader, name, place).status is Status.CONFLICT:
                    yield name


class _Reader:
    """Reads the states of one case, each when first asked for."""

    def __init__(self, states: States, case: Case) -> None:
        self.case = case
        self._states = states
        self._whole = states.whole(case.dossier.facts)
        self._facts: dict[Position, State] = {}
        self._places: dict[str, dict[str, Position] | Position] = {}
        self._names: dict[str, tuple[str, ...]] = {}

    def state(self, position: Position | None) -> State:
        """Return the state for the whole dossier, or with a fact in hand."""
        if position is None:
            return self._whole
        state = self._facts.get(position)
        if state is None:
            facts = self.case.dossier[position[0]]
            state = self._whole
            if isinstance(facts, tuple):
                state = self._states.fact(self._whole, position[0], facts[position[1]])
            self._facts[position] = state
        return state

    def places(self, per: str | None) -> dict[str, Position] | Position | None:
        """Return the facts that a question is asked for, by key; of an unknown list its first."""
        if per is None:
            return None
        if per not in self._places:
            facts = self.case.dossier[per]
            if isinstance(facts, tuple):
                keys = keys_of(facts)
                self._places[per] = {key: (per, place) for place, key in enumerate(keys)}
            else:
                self._places[per] = (per, 0)
        return self._places[per]

    def list_is_unknown(self, position: Position) -> bool:
        """Return whether a position is in a list of which nothing is known."""
        return self.case.dossier[position[0]] is UNKNOWN

    def named(self, finding: Finding, position: Position | None) -> Finding:
        """Return a finding that was remembered for any fact with the key of this one."""
        if position is None or not finding.missing or self.list_is_unknown(position):
            return finding
        slot, place = position
        if slot not in self._names:
            facts: Any = self.case.dossier[slot]
            self._names[slot] = names_in_paths(facts)
        key = self._names[slot][place]
        names = (name.replace(IN_HAND, f"[{key}]", 1) for name in finding.missing)
        return attrs.evolve(finding, missing=tuple(sorted(names)))


def _set_aside(case: Case, *positions: Position | None) -> frozenset[str]:
    """Return the rules that are set aside for the whole dossier or for the facts in hand."""
    if not case.set_aside:
        return frozenset()
    in_hand: dict[str, str] = {}
    for position in positions:
        facts = None if position is None else case.dossier[position[0]]
        if position is not None and isinstance(facts, tuple):
            in_hand[position[0]] = keys_of(facts)[position[1]]
    questions = case.protocol.questions
    return frozenset(
        rule
        for rule, key in case.set_aside
        if key is None
        or key == in_hand.get(questions[case.protocol.rules[rule].question].per or "")
    )


def _answers_used(protocol: Protocol, question: str) -> Iterator[tuple[str, bool]]:
    """Yield the questions that a question compares with, and whether inside a quantifier."""
    asked_when = protocol.questions[question].asked_when
    conditions: list[Condition] = [rule.when for rule in protocol.rules_by_question[question]]
    conditions += [] if asked_when is None else [asked_when]

    def within(node: Node, slot: str | None) -> Iterator[tuple[str, bool]]:
        if isinstance(node, AnswerNode):
            per = protocol.questions[node.question].per
            yield node.question, per is not None and per == slot
        inner = node.slot if isinstance(node, Quantified | Count) else slot
        for child in children(node):
            yield from within(child, inner)

    for condition in conditions:
        yield from within(condition, None)
