"""A page for each ruleset: every clause beside the rules that model it, in Dutch sentences."""

from __future__ import annotations

from collections.abc import Iterator

from obstetric_rules.arguments import expect
from obstetric_rules.errors import ProtocolNotFoundError
from obstetric_rules.exports.markdown import escaped
from obstetric_rules.expressions.wording import capital
from obstetric_rules.facts.fact import shown
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.declaration_sentence import declaration_sentence
from obstetric_rules.rules.protocol import Protocol, expect_protocol
from obstetric_rules.rules.rule_sentence import rule_sentence, term_sentences
from obstetric_rules.rules.ruleset import Ruleset


def source_page(protocol: Protocol, ruleset: str) -> str:
    """Return the page of one ruleset of a protocol, in Markdown.

    >>> from obstetric_rules.plugins.groningen import groningen
    >>> from obstetric_rules.rules.protocol import compose
    >>> page = source_page(compose([groningen]), "groningen")
    >>> page.splitlines()[0]
    '# Poliklinische partus in Groningen'
    """
    expect_protocol(protocol)
    layer = _layer(protocol, ruleset)
    lines = [
        f"# {escaped(layer.title)}",
        "",
        f"`{layer.id}` {layer.version}. Uitgever: {escaped(layer.publisher)}. "
        f"Status: {escaped(layer.status)}",
    ]
    heading = ""
    for clause in layer.clauses:
        found = f"{clause.document}: {clause.heading}"
        if found != heading:
            heading = found
            lines += ["", f"## {escaped(heading)}"]
        full = f"{layer.id}/{clause.id}"
        lines += ["", *_clause(protocol, full, protocol.clauses[full])]
    own = [rule for rule in protocol.rules.values() if rule.ruleset == layer.id]
    terms = term_sentences(protocol, own)
    if terms:
        lines += ["", "## Begrippen", ""]
        lines += [f"- {escaped(f'{capital(label)}: {said}.')}" for label, said in terms.values()]
    return "\n".join(lines) + "\n"


def _clause(protocol: Protocol, full: str, clause: Clause) -> Iterator[str]:
    yield f"### {escaped(clause.id)} ({escaped(clause.item)})"
    yield ""
    yield escaped(clause.paraphrase)
    if clause.interpretation is not None:
        yield ""
        yield f"*Zo gelezen:* {escaped(clause.interpretation)}"
    if clause.not_modelled is not None and not protocol.rules_by_clause[full]:
        yield ""
        yield f"*Zonder regel:* {escaped(clause.not_modelled)}"
    if clause.partly is not None:
        yield ""
        yield f"*Deels in regels; niet:* {escaped(clause.partly)}"
    rules = [protocol.rules[name] for name in protocol.rules_by_clause[full]]
    modelled = [f"{rule_sentence(protocol, rule)} ({rule.id})" for rule in rules]
    modelled += [
        declaration_sentence(protocol, item) for item in protocol.declarations_by_clause[full]
    ]
    if modelled:
        yield ""
        yield from (f"- {escaped(text)}" for text in modelled)


def _layer(protocol: Protocol, name: str) -> Ruleset:
    expect("ruleset", name, str, expected="the id of a ruleset of the protocol")
    layers = {layer.id: layer for layer in protocol.layers}
    if name not in layers:
        raise ProtocolNotFoundError(
            f"{shown(name)} is no ruleset of {protocol.id}; there is {' and '.join(layers)}"
        )
    return layers[name]
