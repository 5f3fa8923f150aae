"""A page for each ruleset: every clause beside the rules that model it, in Dutch sentences."""

from __future__ import annotations

from collections.abc import Iterator

from obstetric_rules.exports.markdown import escaped
from obstetric_rules.expressions.wording import enumeration, sentence
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.protocol import Protocol, ProtocolRule
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.rules.words import words_of


def source_page(protocol: Protocol, ruleset: str) -> str:
    """Return the page of one ruleset of a protocol, in Markdown.

    >>> from obstetric_rules.plugins.groningen import groningen
    >>> from obstetric_rules.rules.protocol import compose
    >>> page = source_page(compose([groningen]), "groningen")
    >>> page.splitlines()[0]
    '# Poliklinische partus in Groningen'
    """
    layer = next(layer for layer in protocol.layers if layer.id == ruleset)
    lines = [
        f"# {escaped(layer.title)}",
        "",
        f"`{layer.id}` {layer.version}, {escaped(layer.publisher)}. {escaped(layer.status)}",
    ]
    heading = ""
    for clause in layer.clauses:
        found = f"{clause.document}: {clause.heading}"
        if found != heading:
            heading = found
            lines += ["", f"## {escaped(heading)}"]
        lines += ["", *_clause(protocol, layer, clause)]
    return "\n".join(lines) + "\n"


def _clause(protocol: Protocol, layer: Ruleset, clause: Clause) -> Iterator[str]:
    yield f"### {escaped(clause.id)} ({escaped(clause.item)})"
    yield ""
    yield escaped(clause.paraphrase)
    if clause.interpretation is not None:
        yield ""
        yield f"*Zo gelezen:* {escaped(clause.interpretation)}"
    if clause.not_modelled is not None:
        yield ""
        yield f"*Zonder regel:* {escaped(clause.not_modelled)}"
    if clause.partly is not None:
        yield ""
        yield f"*Deels in regels; niet:* {escaped(clause.partly)}"
    rules = protocol.rules_by_clause[f"{layer.id}/{clause.id}"]
    if rules:
        yield ""
        for name in rules:
            yield f"- {escaped(rule_sentence(protocol, protocol.rules[name]))}"


def rule_sentence(protocol: Protocol, rule: ProtocolRule) -> str:
    """Return a rule as a Dutch sentence: what it says, when, and what goes before it."""
    question = protocol.questions[rule.question]
    labels = [f"“{question.values[value]}”" for value in rule.values]
    says = f"{question.label}: {enumeration(labels, 'en') or '“niets”'}"
    when = sentence(rule.when, words_of(protocol))
    parts = [f"{says}, {when if when == 'altijd' else f'als: {when}'}"]
    if rule.exceptions:
        parts.append(
            f"tenzij een van deze regels spreekt: {enumeration(list(rule.exceptions), 'of')}"
        )
    if rule.in_principe:
        parts.append("in beginsel: afwijken mag, met een reden")
    return f"{'; '.join(parts)}. ({rule.id})"
