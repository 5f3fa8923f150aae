"""What a case expects: for a question, a value or a status, and perhaps the rules behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from obstetric_rules.engines.answer import Answer
from obstetric_rules.expressions.outcome import Status, Value
from obstetric_rules.facts import UNKNOWN, Dossier, keys_of
from obstetric_rules.facts.fact import quoted
from obstetric_rules.facts.json_text import json_type
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.rules.question import Question
from obstetric_rules.testing._case_documents import Document, below
from obstetric_rules.testing._case_situations import NONE_WORD

STATUS_WORDS: Final[Mapping[str, Status]] = {
    "open": Status.OPEN,
    "stil": Status.SILENT,
    "tegenstrijdig": Status.CONFLICT,
    "niet van toepassing": Status.NOT_APPLICABLE,
}
"""What a case writes for an answer without a value."""

_LONG_FORM: Final = ("antwoord", "ontbreekt", "regels", "bepalingen")
_FACT_PATH: Final = re.compile(r"(?P<slot>[^.\[\]]+)(\[[^\]]*\])?(\.(?P<field>[^.]+))?")


@attrs.frozen(kw_only=True)
class Expectation:
    """What a case expects of the answer to one question.

    ``key`` is the fact, for a question that is asked per fact. ``missing`` (of an open answer),
    ``rules`` and ``clauses`` are ``None`` where the case does not say which it expects.
    """

    question: str
    key: str | None = None
    status: Status
    value: Value = None
    missing: frozenset[str] | None = None
    rules: frozenset[str] | None = None
    clauses: frozenset[str] | None = None

    def is_met_by(self, answer: Answer) -> bool:
        """Return whether an answer is what was expected, by the rules that were expected."""
        if answer.status is not self.status:
            return False
        # The certain values of an open set are not what a case speaks of.
        if self.status is Status.CONCLUDED and answer.value != self.value:
            return False
        pairs = (
            (self.missing, answer.missing),
            (self.rules, answer.rules),
            (self.clauses, answer.clauses),
        )
        return all(expected in (None, frozenset(found)) for expected, found in pairs)


@attrs.frozen
class ExpectationReader:
    """Reads what the cases of one file expect of its protocol."""

    document: Document
    protocol: Protocol

    def read(self, data: Any, dossier: Dossier | None, path: str) -> tuple[Expectation, ...]:
        """Return what a case expects; what is wrong with it is noted in the document."""
        if not isinstance(data, dict) or not data:
            got = json_type(data) if data else "nothing"
            self.document.report(path, "the answer to at least one question", got)
            return ()
        return tuple(self._answers(data, dossier, path))

    def _answers(
        self, data: dict[str, Any], dossier: Dossier | None, path: str
    ) -> Iterator[Expectation]:
        for name, value in data.items():
            inner = below(path, name)
            question = self.protocol.questions.get(name)
            if question is None:
                known = self.protocol.questions
                self.document.report_unknown(inner, name, "a question of the protocol", known)
            elif question.per is None:
                yield from self._answer(question, None, value, inner)
            else:
                yield from self._answers_per_fact(question, value, dossier, inner)

    def _answers_per_fact(
        self, question: Question, data: Any, dossier: Dossier | None, path: str
    ) -> Iterator[Expectation]:
        facts: Any = () if dossier is None else dossier[str(question.per)]
        if facts is UNKNOWN:
            if isinstance(data, dict) and not set(data) <= set(_LONG_FORM):
                expected = f"open, since nothing is known of {question.per} in this case"
                self.document.report(path, expected)
                return
            yield from self._answer(question, None, data, path)
            return
        if not isinstance(data, dict) or not data:
            expected = f"an answer for each of the {question.per} by its id"
            self.document.report(path, expected, json_type(data))
            return
        keys = keys_of(facts)
        for key, value in data.items():
            inner = below(path, key)
            if dossier is not None and key not in keys:
                expected = f"the id of one of the {question.per} in this case"
                self.document.report_unknown(inner, key, expected, keys)
            yield from self._answer(question, key, value, inner)

    def _answer(
        self, question: Question, key: str | None, data: Any, path: str
    ) -> Iterator[Expectation]:
        long_form = data if isinstance(data, dict) else {"antwoord": data}
        for name in long_form.keys() - set(_LONG_FORM):
            self.document.report_unknown(below(path, name), name, "a known key", _LONG_FORM)
        if "antwoord" in long_form:
            at = below(path, "antwoord") if isinstance(data, dict) else path
            outcome = self._outcome(question, long_form["antwoord"], at)
        elif "ontbreekt" in long_form:
            outcome = (Status.OPEN, None)
        else:
            self.document.report(path, "antwoord, or ontbreekt for an open answer")
            outcome = None
        missing = self._names(long_form, "ontbreekt", path, self._fact_path)
        rules = self._names(long_form, "regels", path, self._rule)
        clauses = self._names(long_form, "bepalingen", path, self._clause)
        if outcome is None:
            return
        status, value = outcome
        if missing is not None and status is not Status.OPEN:
            self.document.report(below(path, "ontbreekt"), "nothing: only open answers miss facts")
        yield Expectation(
            question=question.id,
            key=key,
            status=status,
            value=value,
            missing=missing,
            rules=rules,
            clauses=clauses,
        )

    def _outcome(self, question: Question, data: Any, path: str) -> tuple[Status, Value] | None:
        if question.set_valued:
            return self._set(question, data, path)
        # A question may have a value of such a name; then that is meant.
        if isinstance(data, str) and data in question.values:
            return Status.CONCLUDED, data
        return self._status(question, data, path)

    def _set(self, question: Question, data: Any, path: str) -> tuple[Status, Value] | None:
        if data == NONE_WORD and NONE_WORD not in question.values:
            return Status.CONCLUDED, frozenset()
        if not isinstance(data, list):
            return self._status(question, data, path)
        for position, value in enumerate(data):
            at = below(path, position)
            if not isinstance(value, str):
                self.document.report(at, "a value", quoted(value))
            elif value not in question.values:
                self.document.report_unknown(at, value, "a value of the question", question.values)
            elif value in data[:position]:
                self.document.report(at, "a value that does not stand earlier in the list")
        return Status.CONCLUDED, frozenset(value for value in data if isinstance(value, str))

    def _status(self, question: Question, data: Any, path: str) -> tuple[Status, Value] | None:
        if isinstance(data, str) and data in STATUS_WORDS:
            return STATUS_WORDS[data], None
        if question.set_valued and (not isinstance(data, str) or data in question.values):
            self.document.report(path, "a list of values ([] for none), or a status", quoted(data))
        elif isinstance(data, str):
            known = [*([] if question.set_valued else question.values), *STATUS_WORDS]
            self.document.report_unknown(path, data, "a value of the question, or a status", known)
        else:
            self.document.report(path, "a value of the question, or a status", quoted(data))
        return None

    def _names(
        self, data: dict[str, Any], key: str, path: str, check: Any
    ) -> frozenset[str] | None:
        if key not in data:
            return None
        inner, names = below(path, key), data[key]
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            self.document.report(inner, "a list of names", json_type(names))
            return None
        found = (check(name, below(inner, position)) for position, name in enumerate(names))
        return frozenset(name for name in found if name is not None)

    def _rule(self, name: str, path: str) -> str | None:
        """Return the full id of a rule; the ruleset may be left out where that is clear."""
        rules = self.protocol.rules
        found = [rule for rule in rules if name in (rule, rule.partition("/")[2])]
        if len(found) == 1:
            return found[0]
        self.document.report_unknown(path, name, "the id of a rule", found or _with_bare(rules))
        return None

    def _clause(self, name: str, path: str) -> str | None:
        known = {clause.rpartition("/")[2] for clause in self.protocol.clauses}
        if name in known:
            return name
        self.document.report_unknown(path, name, "the id of a clause", sorted(known))
        return None

    def _fact_path(self, name: str, path: str) -> str | None:
        match = _FACT_PATH.fullmatch(name)
        slot = self.protocol.slots.get(match["slot"]) if match else None
        if match is None or slot is None:
            known = self.protocol.slots
            self.document.report_unknown(path, name, "a fact, as slot.field", known)
            return None
        field, kinds = match["field"], slot.kinds
        if field is not None and field not in kinds:
            self.document.report_unknown(path, field, f"a field of {slot.name}", kinds)
            return None
        return name


def _with_bare(names: Iterable[str]) -> list[str]:
    return [form for name in names for form in (name, name.partition("/")[2])]
