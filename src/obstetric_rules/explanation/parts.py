"""Conditions worked out in one case: each part with whether it holds, and what is known of it."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeVar

import attrs

from obstetric_rules.engines.case import Case
from obstetric_rules.engines.contract import Outcomes
from obstetric_rules.explanation.fact_places import FactPlace, named_slots, places_of
from obstetric_rules.expressions.meaning import CONFLICTED, Position, Situation, Verdict, evaluate
from obstetric_rules.expressions.nodes import (
    Always,
    And,
    Answer,
    Binding,
    Comparison,
    Condition,
    Containment,
    Count,
    Field,
    Membership,
    Node,
    Not,
    Or,
    Present,
    Quantified,
    Term,
    walk,
)
from obstetric_rules.expressions.outcome import Outcome, Status
from obstetric_rules.expressions.wording import (
    enumeration,
    in_ranges,
    is_range,
    said,
    sentence,
)
from obstetric_rules.facts import UNKNOWN, Slot, names_in_paths, path_to
from obstetric_rules.rules.question import Question

N = TypeVar("N", bound=Node)


class PartKind(enum.StrEnum):
    """What a part of a condition is made of."""

    ALL = "all"
    ANY = "any"
    NOT = "not"
    TERM = "term"
    EACH = "each"
    """A condition on the facts of a list; its parts are the facts, one by one."""
    ANSWER = "answer"
    """A comparison with the answer to another question."""
    FACT = "fact"


@attrs.frozen
class Source:
    """The answer to another question that a condition compares with."""

    question: str
    key: str | None = None


@attrs.frozen(kw_only=True)
class Part:
    """A condition, or a part of one, worked out in one case.

    ``text`` is the condition in Dutch, ``found`` how it is in this case, ``verdict`` whether it
    holds. A named term keeps its ``name``. ``facts`` are the paths of the facts that a part
    without parts looks at, ``source`` the answer it compares with.
    """

    kind: PartKind
    text: str
    # What was found in a case is never logged, and a repr ends up in logs.
    found: str = attrs.field(repr=False)
    verdict: Verdict = attrs.field(repr=False)
    parts: tuple[Part, ...] = attrs.field(default=(), repr=False)
    name: str | None = None
    facts: tuple[str, ...] = ()
    source: Source | None = None


def decisive(part: Part) -> tuple[Part, ...]:
    """Return the parts that make a part hold, fail or stay open: all that share its verdict."""
    if part.kind in (PartKind.NOT, PartKind.TERM):
        return part.parts
    return tuple(inner for inner in part.parts if inner.verdict is part.verdict) or part.parts


def sources_of(part: Part) -> Iterator[Source]:
    """Yield the answers that a condition compares with, in the order of its parts."""
    if part.source is not None:
        yield part.source
    for inner in part.parts:
        yield from sources_of(inner)


@attrs.frozen
class CaseWords:
    """The words of a protocol, with a name of its own for each fact in a list."""

    slots: Mapping[str, Slot]
    questions: Mapping[str, Question]


@attrs.frozen
class PartReader:
    """Works out conditions in a case, given the answers to its questions."""

    case: Case
    outcomes: Outcomes
    places: Mapping[str, FactPlace]
    words: CaseWords

    def read(self, node: Condition, each: Position | None) -> Part:
        """Return a condition worked out; ``each`` is the fact that a per-fact question is about."""
        situation = Situation(self.case.dossier, self._outcome, each, looks_ahead=True)
        return self._part(node, situation)

    def read_for_unknown_list(self, node: Condition, slot: str) -> Part:
        """Return a condition on a fact of a list that is unknown, worked out as far as it goes."""
        if not any(self._is_about_each(inner, slot) for inner in walk(node)):
            return self.read(node, None)
        return Part(
            kind=PartKind.FACT,
            text=sentence(node, self.words),
            found=f"{NOT_KNOWN}: {self.words.slots[slot].question}",
            verdict=UNKNOWN,
            facts=(slot,),
        )

    def _is_about_each(self, node: Node, slot: str) -> bool:
        if isinstance(node, Answer):
            return self.case.protocol.questions[node.question].per == slot
        return isinstance(node, Field) and node.binding is Binding.EACH

    def _outcome(self, question: str, situation: Situation) -> Outcome:
        found = self.outcomes[question]
        if isinstance(found, Outcome):
            return found
        key = self._source(question, situation).key
        assert key is not None
        return found[key]

    def _source(self, question: str, situation: Situation) -> Source:
        per = self.case.protocol.questions[question].per
        for position in (situation.element, situation.each):
            if position is not None and position[0] == per:
                return Source(question, self._key(position))
        return Source(question)

    def _part(self, node: Condition, situation: Situation) -> Part:
        match node:
            case And() if is_range(node):
                return self._of_facts(node, situation)
            case And(parts):
                return self._joined(PartKind.ALL, node, in_ranges(parts), situation)
            case Or(parts):
                return self._joined(PartKind.ANY, node, parts, situation)
            case Not(inner):
                return self._joined(PartKind.NOT, node, (inner,), situation)
            case Term(name=name, body=body):
                part = self._joined(PartKind.TERM, node, (body,), situation)
                return attrs.evolve(part, name=name)
            case Quantified(slot=slot, body=body) | Comparison(Count(slot, body)):
                return self._of_list(node, slot, body, situation)
            case Comparison(Answer(name)) | Membership(Answer(name)) | Containment(Answer(name)):
                return self._of_answer(node, self._source(name, situation), situation)
            case _:
                return self._of_facts(node, situation)

    def _joined(
        self, kind: PartKind, node: Condition, parts: tuple[Condition, ...], situation: Situation
    ) -> Part:
        verdict = evaluate(node, situation)
        text, found = self._texts(node, verdict, situation)
        inner = tuple(self._part(part, situation) for part in parts)
        return Part(kind=kind, text=text, found=found, verdict=verdict, parts=inner)

    def _of_list(self, node: Condition, slot: str, body: Condition, situation: Situation) -> Part:
        verdict = evaluate(node, situation)
        text, found = self._texts(node, verdict, situation)
        facts = self.case.dossier[slot]
        if facts is UNKNOWN:
            return Part(kind=PartKind.FACT, text=text, found=found, verdict=verdict, facts=(slot,))
        parts = tuple(
            self._part(body, attrs.evolve(situation, element=(slot, position)))
            for position in range(len(facts))
        )
        return Part(kind=PartKind.EACH, text=text, found=found, verdict=verdict, parts=parts)

    def _of_answer(self, node: Condition, source: Source, situation: Situation) -> Part:
        outcome = self._outcome(source.question, situation)
        return Part(
            kind=PartKind.ANSWER,
            text=sentence(self._named(node, situation), self.words),
            found=self._answer_found(node, source, outcome, situation),
            verdict=evaluate(node, situation),
            source=source,
        )

    def _answer_found(
        self, node: Condition, source: Source, outcome: Outcome, situation: Situation
    ) -> str:
        """Return how an answer is, or of one that is open what is certain of it already."""
        question, verdict = self._named_question(source), evaluate(node, situation)
        if outcome.status is not Status.OPEN or not isinstance(verdict, bool):
            return answer_sentence(question, outcome)
        if verdict and isinstance(node, Containment):
            return f"{question.label}: in elk geval {question.values[str(node.value)]}"
        return self._texts(node, verdict, situation)[1]

    def _named_question(self, source: Source) -> Question:
        """Return a question with in its label the fact that it is asked of, if any."""
        question = self.case.protocol.questions[source.question]
        if source.key is None:
            return question
        slot = str(question.per)
        facts: Any = self.case.dossier[slot]
        who = self.words.slots[path_to(slot, source.key, facts)].label
        return attrs.evolve(question, label=f"{question.label} ({who})")

    def _of_facts(self, node: Condition, situation: Situation) -> Part:
        verdict = evaluate(node, situation)
        named = self._named(node, situation)
        fields = [inner for inner in walk(named) if isinstance(inner, Field)]
        facts = tuple(dict.fromkeys(map(self._path, fields))) or _slots_asked(node)
        text = sentence(named, self.words)
        if isinstance(node, Always):
            found = "dit geldt altijd"
        else:
            found = text if verdict is True else self._found(named, verdict, facts)
        return Part(kind=PartKind.FACT, text=text, found=found, verdict=verdict, facts=facts)

    def _path(self, field: Field) -> str:
        path = f"{field.slot}.{field.name}"
        return path if path in self.places else field.slot

    def _found(self, node: Condition, verdict: Verdict, paths: tuple[str, ...]) -> str:
        """Return what is known of the facts of a condition that does not hold, or is open."""
        places = [self.places[path] for path in paths if path in self.places]
        values = [(place, place.value_in(self.case.dossier)) for place in places]
        questions = [place.question for place, value in values if value is UNKNOWN]
        if questions and verdict is UNKNOWN:
            return f"{NOT_KNOWN}: {' '.join(questions)}"
        # What is not known does not matter to a condition that cannot hold.
        known = [self._said(place, value) for place, value in values if value is not UNKNOWN]
        return enumeration(known, "en") or sentence(Not(node), self.words)

    def _said(self, place: FactPlace, value: Any) -> str:
        if place.field is None:
            return sentence(Not(Present(place.slot.name)), self.words)
        return said(Field(place.path.rpartition(".")[0], place.field), value, self.words)

    def _texts(self, node: Condition, verdict: Verdict, situation: Situation) -> tuple[str, str]:
        named = self._named(node, situation)
        text = sentence(named, self.words)
        if verdict is True:
            return text, text
        if verdict is False:
            return text, sentence(Not(named), self.words)
        return text, f"{_VAGUE[verdict]}: {text}"

    def _named(self, node: N, situation: Situation) -> N:
        """Return a node in which each fact in hand is called by its own name."""
        if isinstance(node, Field):
            return self._named_field(node, situation)  # type: ignore[return-value]  # a Field too
        parts = {
            field.name: self._named_value(getattr(node, field.name), situation)
            for field in attrs.fields(type(node))
        }
        if isinstance(node, Term):
            # Its words are the author's: they call whom it is about by the label of the slot.
            for words in ("label", "denial"):
                parts[words] = self._named_words(parts[words], node, situation)
        return type(node)(**parts)

    def _named_words(self, words: str, term: Term, situation: Situation) -> str:
        fields = {inner for inner in walk(term.body) if isinstance(inner, Field)}
        for field in sorted(fields, key=lambda field: field.slot):
            named = self._named_field(field, situation)
            if named is not field:
                words = words.replace(
                    self.words.slots[field.slot].label, self.words.slots[named.slot].label
                )
        return words

    def _named_value(self, value: Any, situation: Situation) -> Any:
        if isinstance(value, tuple):
            return tuple(self._named_value(item, situation) for item in value)
        return self._named(value, situation) if attrs.has(type(value)) else value

    def _named_field(self, field: Field, situation: Situation) -> Field:
        hands = {Binding.EACH: situation.each, Binding.ELEMENT: situation.element}
        position = hands.get(field.binding)
        if position is None:
            return field
        return Field(f"{position[0]}[{self._key(position)}]", field.name)

    def _key(self, position: Position) -> str:
        slot, place = position
        facts: Any = self.case.dossier[slot]
        return names_in_paths(facts)[place]


NOT_KNOWN: Final = "nog niet bekend"
"""How what was found begins where facts are missing."""

NOT_TO_SAY: Final = "nog niet te zeggen"
"""How what was found begins where a condition is open as a whole."""

_VAGUE = {UNKNOWN: NOT_TO_SAY, CONFLICTED: "hangt aan een tegenstrijdig antwoord"}


def part_reader(case: Case, outcomes: Outcomes) -> PartReader:
    """Return what works out conditions in a case, given the answers to its questions."""
    slots = dict(case.protocol.slots)
    for name, slot in case.protocol.slots.items():
        facts = case.dossier[name]
        if slot.many and facts is not UNKNOWN:
            named = named_slots(slot, facts)
            slots |= {path: attrs.evolve(slot, label=who) for path, who in named.items()}
    words = CaseWords(slots, case.protocol.questions)
    return PartReader(case, outcomes, places_of(case), words)


def answer_sentence(question: Question, outcome: Outcome) -> str:
    """Return in Dutch what the answer to a question is.

    >>> from obstetric_rules.expressions.outcome import SILENT
    >>> bad = Question(id="bad", text="Mag het?", label="het bad", values={"ja": "ja"})
    >>> answer_sentence(bad, SILENT)
    'de afspraak zegt niets over het bad'
    """
    match outcome.status:
        case Status.SILENT:
            return f"de afspraak zegt niets over {question.label}"
        case Status.NOT_APPLICABLE:
            return f"{question.label}: niet van toepassing"
        case Status.OPEN:
            return f"{NOT_KNOWN}: {question.label}"
        case Status.CONFLICT:
            return f"{question.label}: de afspraak spreekt zichzelf tegen"
        case _:
            return f"{question.label}: {values_text(question, outcome)}"


def values_text(question: Question, outcome: Outcome) -> str:
    """Return the value of an answer in Dutch; of a set all its values, in their declared order."""
    if isinstance(outcome.value, str):
        return question.values[outcome.value]
    chosen = outcome.value or frozenset()
    labels = [label for value, label in question.values.items() if value in chosen]
    return enumeration(labels, "en") or "geen"


def _slots_asked(node: Condition) -> tuple[str, ...]:
    return (node.slot,) if isinstance(node, Present) else ()
