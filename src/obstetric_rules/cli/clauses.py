"""``clauses``: every clause of a protocol, modelled by which rules, or why not."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from typing import Any

import attrs

from obstetric_rules.cli.arguments import (
    add_format,
    add_on,
    add_region_data,
    loaded_protocol,
)
from obstetric_rules.cli.output import write_document
from obstetric_rules.cli.terminal import Terminal, text_output
from obstetric_rules.explanation.layout import Page
from obstetric_rules.expressions.wording import capital, enumeration
from obstetric_rules.facts.number_text import constant_text
from obstetric_rules.plugins.discovery import compose_installed
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.declaration_sentence import declaration_sentence
from obstetric_rules.rules.in_protocol import ParameterInProtocol, TermInProtocol
from obstetric_rules.rules.protocol import Protocol, ProtocolRule
from obstetric_rules.rules.question import Question
from obstetric_rules.rules.rule_sentence import asked_sentence, rule_sentence, term_sentences
from obstetric_rules.rules.words import validity_to_data


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    summary = "list every clause of a protocol"
    parser = commands.add_parser(
        "clauses",
        help=summary,
        description="List every clause in the order of the text: the rules that model it as "
        "sentences, or why there are none; then what the text leaves open and who fills it in, "
        "and the values of parameters.",
    )
    parser.add_argument("protocol", metavar="ID", help="the protocol")
    add_on(parser)
    add_region_data(parser)
    add_format(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """List the clauses of a protocol."""
    terminal = text_output() if options.format == "text" else None
    protocol = loaded_protocol(options, compose_installed)
    if terminal is None:
        write_document(
            {
                "protocol": protocol.id,
                "version": protocol.version,
                "sha256": protocol.sha256,
                "on": protocol.on.isoformat(),
                **validity_to_data(protocol.validity, protocol.undated),
                "clauses": [
                    {
                        "clause": name,
                        **attrs.asdict(clause),
                        "rules": list(rules),
                        "declarations": _declarations(protocol, name),
                    }
                    for name, clause, rules in clauses_in_order(protocol)
                ],
                "questions": [
                    _question_to_data(protocol, item) for item in protocol.questions.values()
                ],
                "rules": [_rule_to_data(protocol, item) for item in protocol.rules.values()],
                "terms": [
                    {"term": name, "label": label, "sentence": said}
                    for name, (label, said) in _terms(protocol).items()
                ],
                "open_terms": [
                    _term_to_data(name, item) for name, item in protocol.open_terms.items()
                ],
                "parameters": [
                    _parameter_to_data(name, item) for name, item in protocol.parameters.items()
                ],
            }
        )
    else:
        _write_text(protocol, terminal)
    return 0


def _declarations(protocol: Protocol, clause: str) -> list[str]:
    """Return in sentences what a clause sets, fills in or deviates from."""
    found = protocol.declarations_by_clause[clause]
    return [declaration_sentence(protocol, item) for item in found]


def _question_to_data(protocol: Protocol, question: Question) -> dict[str, Any]:
    return {
        "question": question.id,
        "text": question.text,
        "text_en": question.text_en,
        "label": question.label,
        "label_en": question.label_en,
        "asked_when": asked_sentence(protocol, question),
        "values": [
            {"value": value, "label": label, "label_en": question.values_en.get(value, "")}
            for value, label in question.values.items()
        ],
    }


def _rule_to_data(protocol: Protocol, rule: ProtocolRule) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "question": rule.question,
        "values": list(rule.values),
        "sentence": rule_sentence(protocol, rule),
        "because": rule.because,
        "because_en": rule.because_en,
    }


def _term_to_data(name: str, item: TermInProtocol) -> dict[str, Any]:
    filling = item.filling
    return {
        "term": name,
        "label": item.term.label,
        "label_en": item.term.label_en,
        "clauses": list(item.term.clauses),
        "filled_by": item.filled_by,
        "value": None if filling is None else filling.value,
        "value_en": None if filling is None else filling.value_en,
    }


def _parameter_to_data(name: str, item: ParameterInProtocol) -> dict[str, Any]:
    return {
        "parameter": name,
        "label": item.parameter.label,
        "label_en": item.parameter.label_en,
        "unit": item.parameter.unit,
        "clauses": list(item.parameter.clauses),
        "value": item.value,
        "since": None if item.since is None else item.since.isoformat(),
        "given_by": item.given_by,
    }


def clauses_in_order(protocol: Protocol) -> Iterator[tuple[str, Clause, tuple[str, ...]]]:
    """Yield the full id, clause and rules of every clause, in the order of the texts.

    A text that several rulesets model is put together again by the numbers of its clauses.
    """
    documents: dict[str, dict[str, Clause]] = {}
    for name, clause in protocol.clauses.items():
        documents.setdefault(clause.document, {})[name] = clause
    for found in documents.values():
        names = list(found)
        if len({name.partition("/")[0] for name in names}) > 1:
            names.sort(key=lambda name: _numbers(name.partition("/")[2]))
        for name in names:
            yield name, found[name], protocol.rules_by_clause[name]


def _numbers(name: str) -> list[tuple[int, str]]:
    """Return a key by which G9 comes before G10."""
    parts = re.split(r"(\d+)", name)
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]


def _write_text(protocol: Protocol, terminal: Terminal) -> None:
    terminal.line(f"{protocol.title} ({protocol.id} {protocol.version})", "bold")
    heading = ""
    for name, clause, rules in clauses_in_order(protocol):
        if heading != f"{clause.document}: {clause.heading}":
            heading = f"{clause.document}: {clause.heading}"
            terminal.line()
            terminal.line(heading, "underline")
        page = Page(width=terminal.width)
        page.say(f"{clause.id} ({clause.item}): {clause.paraphrase}")
        inside = page.inside()
        for rule in rules:
            inside.item(f"{rule_sentence(protocol, protocol.rules[rule])} ({rule})")
        inside.items(_declarations(protocol, name))
        if clause.not_modelled is not None and not rules:
            inside.say(f"Zonder regel: {clause.not_modelled}")
        if clause.interpretation is not None:
            page.inside().say(f"Zo gelezen: {clause.interpretation}")
        if clause.keeper is not None:
            page.inside().say(f"Beheer: {clause.keeper}")
        if clause.partly is not None:
            page.inside().say(f"Deels in regels; niet: {clause.partly}")
        terminal.lines(page.lines)
    _write_terms(protocol, terminal)
    _write_open_terms(protocol, terminal)
    _write_parameters(protocol, terminal)


def _terms(protocol: Protocol) -> dict[str, tuple[str, str]]:
    return term_sentences(protocol, protocol.rules.values())


def _write_terms(protocol: Protocol, terminal: Terminal) -> None:
    terms = _terms(protocol)
    if not terms:
        return
    terminal.line()
    terminal.line("Begrippen", "underline")
    page = Page(width=terminal.width)
    for label, said in terms.values():
        page.say(f"{capital(label)}: {said}.")
    terminal.lines(page.lines)


def _write_open_terms(protocol: Protocol, terminal: Terminal) -> None:
    if not protocol.open_terms:
        return
    terminal.line()
    terminal.line("Opengelaten", "underline")
    for name, item in protocol.open_terms.items():
        page = Page(width=terminal.width)
        clauses = enumeration(list(item.term.clauses), "en")
        page.say(f"{item.term.label} ({clauses}; {name})")
        if item.filling is None:
            page.inside().say("Door niemand ingevuld.")
        else:
            page.inside().say(f"Ingevuld door {item.filled_by}: {item.filling.value}")
        terminal.lines(page.lines)


def _write_parameters(protocol: Protocol, terminal: Terminal) -> None:
    if not protocol.parameters:
        return
    terminal.line()
    terminal.line("Waarden", "underline")
    for name, item in protocol.parameters.items():
        page = Page(width=terminal.width)
        clauses = enumeration(list(item.parameter.clauses), "en")
        since = "" if item.since is None else f", sinds {item.since.isoformat()}"
        page.say(f"{item.parameter.label} ({clauses}; {name})")
        amount = constant_text(item.value, item.parameter.unit)
        page.inside().say(f"{amount}, volgens {item.given_by}{since}")
        if item.setting is not None:
            page.inside().say(f"Want: {protocol.filled_in(item.setting.because)}")
        terminal.lines(page.lines)
