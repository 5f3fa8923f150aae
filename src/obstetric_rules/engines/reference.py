"""The reference engine: the meaning of a protocol, written to be read.

What is unknown is filled in, in every way that a rule can tell apart; each way is a dossier in
which all that matters is known, and there a rule speaks or does not. Slow, and nothing is shared
with the decision diagrams: the other engines are compared with this one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from itertools import combinations
from types import MappingProxyType
from typing import Any

import attrs

from obstetric_rules.engines.answer import Answer, AnswersPerFact, AnyAnswer
from obstetric_rules.engines.case import Case
from obstetric_rules.engines.contract import Outcomes
from obstetric_rules.engines.reference_filling import Gap, Way, filled, gaps, number_of_ways, ways
from obstetric_rules.engines.reference_reading import Reading, answers_used, read
from obstetric_rules.engines.shaping import clauses_of_answer, in_protocol_order
from obstetric_rules.expressions.meaning import (
    CONFLICTED,
    Conflicted,
    Position,
    Situation,
    evaluate,
)
from obstetric_rules.expressions.outcome import (
    EMPTY_SET,
    NOT_APPLICABLE,
    Outcome,
    Status,
    conflict,
    open_outcome,
    settled,
)
from obstetric_rules.facts import UNKNOWN, Dossier, keys_of
from obstetric_rules.rules.protocol import Protocol, ProtocolRule
from obstetric_rules.rules.question import Question
from obstetric_rules.rules.speaking import outcome_of


@attrs.frozen
class Said:
    """What a question comes down to in a filled dossier, and the rules that speak there."""

    outcome: Outcome
    rules: frozenset[str] = frozenset()


class ReferenceEngine:
    """Decides cases by evaluating the rules themselves.

    >>> from obstetric_rules.engines.case import prepare
    >>> from obstetric_rules.expressions.operators import SlotReference
    >>> from obstetric_rules.facts import Client, Slot
    >>> from obstetric_rules.rules.clause import Clause
    >>> from obstetric_rules.rules.protocol import compose
    >>> from obstetric_rules.rules.question import question
    >>> from obstetric_rules.rules.rule import Rule
    >>> from obstetric_rules.rules.ruleset import Ruleset
    >>> client = SlotReference(Slot(name="client", fact_type=Client, label="de cliënt",
    ...     label_en="the client", question="Wie is de cliënt?"))
    >>> bad = question("bad", text="Mag het?", label="het bad", values={"ja": "ja", "nee": "nee"})
    >>> koorts = Rule(id="K1.koorts", clauses=("K1",), when=client.koorts, then=bad.becomes("nee"),
    ...     because="Niet bij koorts.")
    >>> protocol = compose([Ruleset(id="voorbeeld", version="1", title="Voorbeeld", layer="region",
    ...     publisher="niemand", status="proef", slots=(client,), questions=(bad,), rules=(koorts,),
    ...     clauses=(Clause(id="K1", document="d", heading="h", item="1", paraphrase="p"),))])
    >>> engine = ReferenceEngine(protocol)
    >>> engine.answer(prepare(protocol, Dossier(client=Client(koorts=True))), "bad").value
    'nee'
    >>> engine.answer(prepare(protocol, Dossier(client=Client())), "bad").missing
    ('client.koorts',)
    """

    name = "reference"

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self._read = cache(lambda question: read(protocol, question))

    def outcomes(self, case: Case) -> Outcomes:
        """Return status and value of every answer, in the order of the protocol's questions."""
        found: dict[str, Outcome | Mapping[str, Outcome]] = {}
        for name, answer in self.answers(case).items():
            if isinstance(answer, AnswersPerFact):
                found[name] = {key: one.outcome for key, one in answer.answers.items()}
            else:
                found[name] = answer.outcome
        return MappingProxyType(found)

    def answers(self, case: Case) -> Mapping[str, AnyAnswer]:
        """Return every answer with its rules, clauses and missing facts, in the same order."""
        return MappingProxyType({name: self.answer(case, name) for name in self.protocol.questions})

    def answer(self, case: Case, question: str) -> AnyAnswer:
        """Return the answer to one question.

        Raises :class:`~obstetric_rules.errors.QuestionNotFoundError` if the protocol does not ask
        it.
        """
        per = self.protocol.question(question).per
        if per is None:
            return self._answer(case, question, None)
        facts = case.dossier[per]
        if facts is UNKNOWN:
            return self._answer_of_unknown_list(case, question, per)
        answers = {
            key: self._answer(case, question, (per, place))
            for place, key in enumerate(keys_of(facts))
        }
        return AnswersPerFact(question=question, per=per, answers=answers)

    def number_of_ways(self, case: Case) -> int:
        """Return how many ways of filling in are gone through for all answers to a case."""
        return sum(
            number_of_ways(self._gaps(case, name, position))
            for name in self.protocol.questions
            for position in self._positions(case, name)
        )

    def _positions(self, case: Case, question: str) -> list[Position | None]:
        per = self.protocol.questions[question].per
        if per is None:
            return [None]
        facts = case.dossier[per]
        return [(per, place) for place in range(1 if facts is UNKNOWN else len(facts))]

    def _gaps(self, case: Case, question: str, position: Position | None) -> tuple[Gap, ...]:
        reading: Reading = self._read(question)
        return gaps(self.protocol.slots, reading, case.dossier, position)

    def _explore(self, case: Case, question: str, position: Position | None) -> _Explored:
        """Ask a question in every way of filling in what is unknown."""
        found = self._gaps(case, question, position)
        said = {
            way: _Filled(case, filled(case.dossier, found, way)).ask(question, position)
            for way in ways(found)
        }
        return _Explored(tuple(gap.name for gap in found), said)

    def _answer(self, case: Case, question: str, position: Position | None) -> Answer:
        explored = self._explore(case, question, position)
        outcome = settled(explored.outcomes)
        rules = in_protocol_order(self.protocol, explored.rules)
        by_cases = in_protocol_order(self.protocol, explored.by_cases)
        in_conflict = outcome.status is Status.CONFLICT
        return Answer(
            question=question,
            outcome=outcome,
            rules=rules,
            by_cases=by_cases,
            clauses=clauses_of_answer(self.protocol, outcome, rules, by_cases),
            missing=explored.missing() if outcome.status is Status.OPEN else (),
            conflict=self._sides(outcome, (*rules, *by_cases)) if in_conflict else {},
            origin=self._origin(case, question, position) if in_conflict else (),
        )

    def _answer_of_unknown_list(self, case: Case, question: str, per: str) -> Answer:
        """Answer for whichever facts the list may have: the one answer that nothing is settled."""
        explored = self._explore(case, question, (per, 0))
        speaking = explored.rules | explored.by_cases
        return Answer(
            question=question,
            outcome=open_outcome(explored.outcomes),
            by_cases=in_protocol_order(self.protocol, speaking),
            missing=tuple(sorted({per, *explored.decisive()})),
        )

    def _sides(self, outcome: Outcome, speaking: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return for each value in conflict the rules that speak for it."""
        rules = [self.protocol.rules[name] for name in in_protocol_order(self.protocol, speaking)]
        return {
            value: tuple(rule.id for rule in rules if value in (rule.values or (EMPTY_SET,)))
            for value in sorted(outcome.conflicting)
        }

    def _origin(self, case: Case, question: str, position: Position | None) -> tuple[str, ...]:
        """Return the questions compared with that are in conflict themselves."""
        used = set(answers_used(self.protocol, question))
        return tuple(
            sorted(
                {
                    name
                    for name, quantified in used
                    if any(
                        self._answer(case, name, place).status is Status.CONFLICT
                        for place in self._places(case, name, position, quantified)
                    )
                }
            )
        )

    def _places(
        self, case: Case, question: str, position: Position | None, quantified: bool
    ) -> list[Position | None]:
        """Return for which facts the answer to another question is compared with."""
        per = self.protocol.questions[question].per
        if per is None or not quantified:
            return [None if per is None else position]
        # Of a list that is unknown no answer is in conflict: it is open.
        facts = case.dossier[per]
        return [] if facts is UNKNOWN else [(per, place) for place in range(len(facts))]


@attrs.frozen
class _Explored:
    """What a question comes down to in every way of filling in the unknowns with these names."""

    names: tuple[str, ...]
    said: Mapping[Way, Said]

    @property
    def outcomes(self) -> set[Outcome]:
        return {said.outcome for said in self.said.values()}

    @property
    def rules(self) -> frozenset[str]:
        """The rules that speak in every way."""
        return frozenset.intersection(*(said.rules for said in self.said.values()))

    @property
    def by_cases(self) -> frozenset[str]:
        """The rules that speak in some ways, not in all."""
        return frozenset().union(*(said.rules for said in self.said.values())) - self.rules

    def missing(self) -> tuple[str, ...]:
        """Return the unknowns an open answer depends on."""
        return self.decisive() or self._smallest_set()

    def decisive(self) -> tuple[str, ...]:
        """Return the unknowns by which alone two ways differ that have different outcomes."""
        places = set(range(len(self.names)))
        return tuple(
            name for place, name in enumerate(self.names) if not self._settled_by(places - {place})
        )

    def _smallest_set(self) -> tuple[str, ...]:
        """Return the first of the smallest sets of unknowns that settle the outcome.

        It is needed when no unknown can change alone: two facts share three ids, say.
        """
        places = range(len(self.names))
        sets = (chosen for size in places for chosen in combinations(places, size))
        settling = (chosen for chosen in sets if self._settled_by(chosen))
        return tuple(self.names[place] for place in next(settling, tuple(places)))

    def _settled_by(self, places: Collection[int]) -> bool:
        """Return whether the outcome is the same in all ways that agree on these unknowns."""
        outcomes: dict[tuple[Any, ...], Outcome] = {}
        return all(
            outcomes.setdefault(tuple(way[place] for place in places), said.outcome) == said.outcome
            for way, said in self.said.items()
        )


class _Filled:
    """A case in which all that matters is known."""

    def __init__(self, case: Case, dossier: Dossier) -> None:
        self.case = case
        self.protocol = case.protocol
        self.dossier = dossier
        self.ask = cache(self._ask)

    def _ask(self, name: str, position: Position | None) -> Said:
        question = self.protocol.questions[name]
        situation = Situation(self.dossier, self._answer, each=position)
        if question.about is not None and self.dossier[question.about] is None:
            return Said(NOT_APPLICABLE)
        if question.asked_when is not None:
            asked = evaluate(question.asked_when, situation)
            if asked is CONFLICTED:
                return Said(conflict(()))
            if asked is False:
                return Said(NOT_APPLICABLE)
        return self._listen(question, situation)

    def _listen(self, question: Question, situation: Situation) -> Said:
        rules = {rule.id: rule for rule in self._rules(question, situation.each)}

        @cache
        def speaks(name: str) -> bool | Conflicted:
            """A rule speaks when its condition holds and no exception to it speaks."""
            exceptions = [speaks(other) for other in rules[name].exceptions if other in rules]
            holds = evaluate(rules[name].when, situation)
            if holds is False or True in exceptions:
                return False
            return CONFLICTED if CONFLICTED in (holds, *exceptions) else True

        verdicts = {name: speaks(name) for name in rules}
        speaking = [name for name in rules if verdicts[name] is True]
        spoken = [rules[name].values for name in speaking]
        in_conflict = CONFLICTED in verdicts.values()
        return Said(outcome_of(question, spoken, in_conflict), frozenset(speaking))

    def _rules(self, question: Question, position: Position | None) -> Iterable[ProtocolRule]:
        """Yield the rules of a question that are not set aside."""
        key = None if position is None else self._key(position)
        return (
            rule
            for rule in self.protocol.rules_by_question[question.id]
            if not self.case.is_set_aside(rule.id, key)
        )

    def _key(self, position: Position) -> str | None:
        # By the key the fact has in the case: there it may have no id, here it may have one.
        slot, place = position
        facts = self.case.dossier[slot]
        return None if facts is UNKNOWN else keys_of(facts)[place]

    def _answer(self, question: str, situation: Situation) -> Outcome:
        """Return the outcome of another question, for the fact that it is compared for."""
        per = self.protocol.questions[question].per
        if per is None:
            return self.ask(question, None).outcome
        taken = situation.element
        position = taken if taken is not None and taken[0] == per else situation.each
        return self.ask(question, position).outcome
