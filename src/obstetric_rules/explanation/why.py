"""Why an answer is what it is: the rules behind it, down to clause, term and fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from obstetric_rules.arguments import expect
from obstetric_rules.engines.answer import Answer
from obstetric_rules.engines.case import Case
from obstetric_rules.engines.decision import Decision, each_answer, expect_decision
from obstetric_rules.errors import QuestionNotFoundError
from obstetric_rules.explanation.fact_places import without_article
from obstetric_rules.explanation.parts import Part, PartReader, Source, part_reader, sources_of
from obstetric_rules.explanation.reasons import (
    ClauseReason,
    Explanation,
    MissingFact,
    ParameterReason,
    Prospect,
    RuleReason,
    Standing,
    TermReason,
)
from obstetric_rules.expressions.meaning import CONFLICTED, Position
from obstetric_rules.expressions.nodes import Condition, Not, Present
from obstetric_rules.expressions.outcome import EMPTY_SET, Status
from obstetric_rules.expressions.wording import sentence
from obstetric_rules.facts import Afwijking, keys_of, path_to
from obstetric_rules.facts.fact import shown, shown_apart
from obstetric_rules.facts.number_text import constant_text
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.in_protocol import ParameterInProtocol, TermInProtocol
from obstetric_rules.rules.protocol import Protocol, ProtocolRule
from obstetric_rules.rules.question import Question


def why(decision: Decision, question: str, key: str | None = None) -> Explanation:
    """Return why a decision answers a question as it does.

    ``key`` is the fact, for a question that is asked per fact of a list: its id, or its position in
    a list without ids.

    Raises :class:`~obstetric_rules.errors.QuestionNotFoundError` for a question or a key there is
    not, and :class:`~obstetric_rules.errors.DecisionError` for a decision that was read back.

    >>> from obstetric_rules import Client, Dossier, decide, load_protocol
    >>> decision = decide(load_protocol("groningen.mzh"), Dossier(client=Client(koorts=True)))
    >>> from obstetric_rules.explanation.reasons import Standing
    >>> explanation = why(decision, "badbevalling")
    >>> [clause.id for rule in explanation.rules_that(Standing.SPEAKS) for clause in rule.clauses]
    ['G14']
    """
    expect_decision(decision)
    if key is not None:
        expect("key", key, str, expected="the key of a fact: its id, or its position as a text")
    case = decision.made_from()
    case.protocol.question(question)
    answers = dict(each_answer(decision[question]))
    if key not in answers:
        raise QuestionNotFoundError(_no_such_fact(question, key, answers))
    reader = part_reader(case, decision.outcomes)
    return _Explainer(decision, case, reader, {}).explain(Source(question, key))


def _no_such_fact(question: str, key: str | None, answers: dict[str | None, Answer]) -> str:
    keys = [known for known in answers if known is not None]
    if not keys:
        return f"{question} has no facts to choose from; leave out the key"
    wrong = "is asked per fact" if key is None else f"has no answer for {shown(key)}"
    return f"{question} {wrong}; name one of {', '.join(shown_apart(keys))}"


@attrs.frozen
class _Explainer:
    decision: Decision
    case: Case
    reader: PartReader
    explained: dict[Source, Explanation]

    @property
    def protocol(self) -> Protocol:
        return self.case.protocol

    def explain(self, source: Source) -> Explanation:
        if source not in self.explained:
            self.explained[source] = self._explain(source)
        return self.explained[source]

    def _explain(self, source: Source) -> Explanation:
        question = self.protocol.questions[source.question]
        answer = dict(each_answer(self.decision[question.id]))[source.key]
        each = self._position(question, source.key)
        asked_when = self._asked_when(question, each)
        rules = tuple(
            self._rule(rule, answer, source.key, each)
            for rule in self.protocol.rules_by_question[question.id]
        )
        return Explanation(
            protocol=self.decision.protocol,
            question=question,
            heading=without_article(question.label),
            answer=answer,
            key=source.key,
            who=self._who(question, source.key),
            no_subject=self._no_subject(question),
            asked_when=asked_when,
            rules=rules,
            missing=tuple(self._missing(path) for path in answer.missing),
            can_become=tuple(prospects(question, answer, rules)),
            based_on=self._based_on(asked_when, rules),
        )

    def _position(self, question: Question, key: str | None) -> Position | None:
        if question.per is None or key is None:
            return None
        return question.per, keys_of(self._facts(question.per)).index(key)

    def _who(self, question: Question, key: str | None) -> str | None:
        if question.per is None or key is None:
            return None
        path = path_to(question.per, key, self._facts(question.per))
        return self.reader.words.slots[path].label

    def _facts(self, slot: str) -> Any:
        return self.case.dossier[slot]

    def _no_subject(self, question: Question) -> str | None:
        if question.about is None or self.case.dossier[question.about] is not None:
            return None
        return sentence(Not(Present(question.about)), self.reader.words)

    def _asked_when(self, question: Question, each: Position | None) -> Part | None:
        if question.asked_when is None:
            return None
        return self._condition(question.asked_when, question, each)

    def _condition(self, node: Condition, question: Question, each: Position | None) -> Part:
        if question.per is not None and each is None:
            return self.reader.read_for_unknown_list(node, question.per)
        return self.reader.read(node, each)

    def _rule(
        self, rule: ProtocolRule, answer: Answer, key: str | None, each: Position | None
    ) -> RuleReason:
        question = self.protocol.questions[rule.question]
        condition = self._condition(rule.when, question, each)
        set_aside = self._set_aside(rule, key)
        silenced_by = tuple(name for name in rule.exceptions if name in answer.rules) or tuple(
            name for name in rule.exceptions if name in answer.by_cases
        )
        return RuleReason(
            rule=rule.id,
            values=rule.values,
            says=tuple(question.values[value] for value in rule.values) or ("geen",),
            because=rule.because,
            clauses=self._clauses(rule),
            standing=_standing(
                rule,
                answer,
                condition,
                set_aside,
                silenced_by,
                self._contested(rule, question, each),
            ),
            condition=condition,
            exceptions=rule.exceptions,
            silenced_by=silenced_by,
            set_aside=set_aside,
            parameters=tuple(
                _parameter_reason(self.protocol, self.protocol.parameters[name])
                for name in rule.parameters
            ),
            value_clauses=self._value_clauses(rule),
            in_principe=rule.in_principe,
        )

    def _contested(self, rule: ProtocolRule, question: Question, each: Position | None) -> bool:
        """Return whether an exception to a rule, or one to that, depends on a conflict."""
        for exception in map(self.protocol.rules.__getitem__, rule.exceptions):
            verdict = self._condition(exception.when, question, each).verdict
            if verdict is CONFLICTED:
                return True
            if verdict is not False and self._contested(exception, question, each):
                return True
        return False

    def _clauses(self, rule: ProtocolRule) -> tuple[ClauseReason, ...]:
        models = self.protocol.rules_by_clause
        return self._clause_reasons(name for name, rules in models.items() if rule.id in rules)

    def _value_clauses(self, rule: ProtocolRule) -> tuple[ClauseReason, ...]:
        settings = [self.protocol.parameters[name].setting for name in rule.parameters]
        return self._clause_reasons(
            name
            for name, items in self.protocol.declarations_by_clause.items()
            if any(item is setting for item in items for setting in settings)
        )

    def _clause_reasons(self, names: Iterable[str]) -> tuple[ClauseReason, ...]:
        terms = self.protocol.terms_by_clause
        return tuple(clause_reason(self.protocol.clauses[name], terms[name]) for name in names)

    def _set_aside(self, rule: ProtocolRule, key: str | None) -> Afwijking | None:
        if not self.case.is_set_aside(rule.id, key):
            return None
        return next(
            deviation.afwijking
            for deviation in self.decision.deviations
            if rule.id in deviation.rules and key in (None, deviation.afwijking.onderwerp)
        )

    def _missing(self, path: str) -> MissingFact:
        return MissingFact(path=path, question=self.reader.places[path].question)

    def _based_on(
        self, asked_when: Part | None, rules: tuple[RuleReason, ...]
    ) -> tuple[Explanation, ...]:
        parts = [asked_when, *(rule.condition for rule in rules)]
        sources = [source for part in parts if part is not None for source in sources_of(part)]
        return tuple(self.explain(source) for source in dict.fromkeys(sources))


def clause_reason(clause: Clause, terms: Mapping[str, TermInProtocol]) -> ClauseReason:
    """Return a clause as an explanation shows it, with the terms that it leaves open."""
    return ClauseReason(
        id=clause.id,
        document=clause.document,
        heading=clause.heading,
        item=clause.item,
        paraphrase=clause.paraphrase,
        interpretation=clause.interpretation,
        open_terms=tuple(
            TermReason(
                term=name,
                label=item.term.label,
                value=None if item.filling is None else item.filling.value,
                filled_by=item.filled_by,
            )
            for name, item in terms.items()
        ),
    )


def _parameter_reason(protocol: Protocol, item: ParameterInProtocol) -> ParameterReason:
    source = item.parameter if item.setting is None else item.setting
    return ParameterReason(
        parameter=item.parameter.id,
        label=item.parameter.label,
        amount=constant_text(item.value, item.parameter.unit),
        given_by=item.given_by,
        clauses=tuple(name.rpartition("/")[2] for name in source.clauses),
        because="" if item.setting is None else protocol.filled_in(item.setting.because),
    )


def _standing(
    rule: ProtocolRule,
    answer: Answer,
    condition: Part,
    set_aside: Afwijking | None,
    silenced_by: tuple[str, ...],
    contested: bool,
) -> Standing:
    if set_aside is not None:
        return Standing.SET_ASIDE
    if rule.id in answer.rules:
        return Standing.SPEAKS
    if rule.id in answer.by_cases:
        return Standing.BY_CASES
    if silenced_by and condition.verdict is not False:
        return Standing.SILENCED
    if condition.verdict is CONFLICTED:
        return Standing.IN_CONFLICT
    if condition.verdict is False:
        return Standing.NOT_MET
    if contested and answer.status is not Status.NOT_APPLICABLE:
        return Standing.IN_CONFLICT
    unheard = condition.verdict is True or _is_unheard(answer)
    return Standing.NOT_ASKED if unheard else Standing.NOT_MET


def _is_unheard(answer: Answer) -> bool:
    """Return whether a question hears none of its rules, whatever the unknown facts turn out to be.

    Then nothing follows for a condition that is unknown from the rule not being heard.
    """
    outcome = answer.outcome
    return all(
        one.status is Status.NOT_APPLICABLE
        or (one.status is Status.CONFLICT and not one.conflicting)
        for one in outcome.possible or (outcome,)
    )


STATUS_LABELS = {
    Status.SILENT: "de afspraak zegt er niets over",
    Status.CONFLICT: "de afspraak spreekt zichzelf tegen",
    Status.NOT_APPLICABLE: "niet van toepassing",
}


def still_possible(question: Question, answer: Answer) -> list[tuple[str, str]]:
    """Return what an open answer can still become, with its Dutch label: values come first."""
    names = {*answer.can_become, *answer.open_values}
    if answer.can_be_empty:
        names.add(EMPTY_SET)
    values = [(name, label) for name, label in question.values.items() if name in names]
    return values + [(name, label) for name, label in _PROSPECT_LABELS if name in names]


_PROSPECT_LABELS = (
    (EMPTY_SET, "geen"),
    (Status.SILENT.value, "geen uitspraak"),
    (Status.CONFLICT.value, "tegenstrijdig"),
    (Status.NOT_APPLICABLE.value, "niet van toepassing"),
)


def prospects(question: Question, answer: Answer, rules: tuple[RuleReason, ...]) -> list[Prospect]:
    """Return what an open answer can still become, and by which rules."""
    speaking = [rule for rule in rules if rule.standing in (Standing.SPEAKS, Standing.BY_CASES)]
    return [
        Prospect(
            outcome=name,
            label=label,
            rules=tuple(rule.rule for rule in speaking if name in (rule.values or (EMPTY_SET,))),
        )
        for name, label in still_possible(question, answer)
    ]
