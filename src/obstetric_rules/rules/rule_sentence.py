"""A rule as a Dutch sentence that names every part of it which can change an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from obstetric_rules.expressions.nodes import Always, And, Condition, Present, Term, walk
from obstetric_rules.expressions.wording import capital, enumeration, sentence
from obstetric_rules.rules.protocol import Protocol, ProtocolRule
from obstetric_rules.rules.question import Question
from obstetric_rules.rules.words import words_of


def rule_sentence(protocol: Protocol, rule: ProtocolRule) -> str:
    """Return a rule as a Dutch sentence: what it says, when, and what goes before it.

    What its question is asked on is part of when. Exceptions are named by their clauses.

    >>> from obstetric_rules.plugins.groningen import groningen
    >>> from obstetric_rules.rules.protocol import compose
    >>> protocol = compose([groningen])
    >>> rule_sentence(protocol, protocol.rules["groningen/G18.ontslag"])
    'Het ontslag: “zo spoedig mogelijk”, altijd.'
    """
    question = protocol.questions[rule.question]
    when = sentence(_joined([*_asked(protocol, question), rule.when]), words_of(protocol))
    parts = [f"{question.label}: {says(question, rule)}, {_if(when)}"]
    if rule.exceptions:
        parts.append(f"tenzij {enumeration(list(_exceptions(protocol, rule)), 'of')} geldt")
    if rule.in_principe:
        parts.append("in beginsel: afwijken mag, met een reden")
    return f"{capital('; '.join(parts))}."


def asked_sentence(protocol: Protocol, question: Question) -> str | None:
    """Return in Dutch on what condition a question is asked; ``None`` if it always is.

    >>> from obstetric_rules.plugins.groningen import groningen
    >>> from obstetric_rules.rules.protocol import compose
    >>> protocol = compose([groningen])
    >>> asked_sentence(protocol, protocol.question("ontslag")) is None
    True
    """
    asked = list(_asked(protocol, question))
    return sentence(_joined(asked), words_of(protocol)) if asked else None


def term_sentences(protocol: Protocol, rules: Iterable[ProtocolRule]) -> dict[str, tuple[str, str]]:
    """Return the named terms that rules use: for each its label, and in Dutch what it stands for.

    >>> from obstetric_rules.plugins.groningen import groningen
    >>> from obstetric_rules.rules.protocol import compose
    >>> protocol = compose([groningen])
    >>> term_sentences(protocol, [protocol.rules["groningen/G16.zorglijn"]])
    {}
    """
    conditions: list[Condition] = []
    for rule in rules:
        conditions += [*_asked(protocol, protocol.questions[rule.question]), rule.when]
    terms = [node for one in conditions for node in walk(one) if isinstance(node, Term)]
    words = words_of(protocol)
    return {term.name: (term.label, sentence(term.body, words)) for term in terms}


def says(question: Question, rule: ProtocolRule) -> str:
    """Return in Dutch what a rule says: its values, or that there is none."""
    return enumeration([f"“{question.values[value]}”" for value in rule.values], "en") or "geen"


def _if(when: str) -> str:
    return when if when == "altijd" else f"als: {when}"


def _asked(protocol: Protocol, question: Question) -> Iterator[Condition]:
    if question.about is not None and protocol.slots[question.about].nullable:
        yield Present(question.about)
    if question.asked_when is not None:
        yield question.asked_when


def _joined(parts: list[Condition]) -> Condition:
    told = [part for part in parts if part != Always()] or parts[:1]
    return told[0] if len(told) == 1 else And(tuple(told))


def _exceptions(protocol: Protocol, rule: ProtocolRule) -> Iterator[str]:
    """Yield the clauses that go before a rule, each with which of its rules do if not all do."""
    question = protocol.questions[rule.question]
    bare = [name.rpartition("/")[2] for name in protocol.clauses]
    for name, rules in protocol.rules_by_clause.items():
        here = [protocol.rules[one] for one in rules if protocol.rules[one].question == question.id]
        before = [one for one in here if one.id in rule.exceptions]
        if not before:
            continue
        short = name.rpartition("/")[2]
        clause = short if bare.count(short) == 1 else name
        others = {one.values for one in here if one not in before}
        if not others:
            yield clause
        elif others.isdisjoint(one.values for one in before):
            yield f"{clause} ({enumeration([says(question, one) for one in before], 'of')})"
        else:
            yield f"{clause} (regel {enumeration([one.id for one in before], 'of')})"
