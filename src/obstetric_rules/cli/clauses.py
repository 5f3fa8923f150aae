"""``clauses``: every clause of a protocol, modelled by which rules, or why not."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

import attrs

from obstetric_rules.cli.arguments import add_format, add_on
from obstetric_rules.cli.output import write_document
from obstetric_rules.cli.terminal import Terminal, text_output
from obstetric_rules.cli.unusable import naming_the_option
from obstetric_rules.explanation.layout import Page
from obstetric_rules.expressions.wording import enumeration
from obstetric_rules.plugins.discovery import load_protocol
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.protocol import Protocol


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    summary = "list every clause of a protocol"
    parser = commands.add_parser(
        "clauses",
        help=summary,
        description="List every clause in the order of the text: modelled by which rules, or why "
        "not.",
    )
    parser.add_argument("protocol", metavar="ID", help="the protocol")
    add_on(parser)
    add_format(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """List the clauses of a protocol."""
    terminal = text_output() if options.format == "text" else None
    with naming_the_option():
        protocol = load_protocol(options.protocol, options.on)
    if terminal is None:
        write_document(
            {
                "protocol": protocol.id,
                "version": protocol.version,
                "sha256": protocol.sha256,
                "on": protocol.on.isoformat(),
                "validity": protocol.validity,
                "clauses": [
                    {"clause": name, **attrs.asdict(clause), "rules": list(rules)}
                    for name, clause, rules in clauses_in_order(protocol)
                ],
            }
        )
    else:
        _write_text(protocol, terminal)
    return 0


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
    for _, clause, rules in clauses_in_order(protocol):
        if heading != f"{clause.document}: {clause.heading}":
            heading = f"{clause.document}: {clause.heading}"
            terminal.line()
            terminal.line(heading, "underline")
        page = Page(width=terminal.width)
        page.say(f"{clause.id} ({clause.item}): {clause.paraphrase}")
        _say_modelled(clause, rules, page.inside())
        if clause.interpretation is not None:
            page.inside().say(f"Zo gelezen: {clause.interpretation}")
        terminal.lines(page.lines)


def _say_modelled(clause: Clause, rules: tuple[str, ...], page: Page) -> None:
    if rules:
        page.say(f"Regels: {enumeration(list(rules), 'en')}")
    if clause.not_modelled is not None:
        page.say(f"Zonder regel: {clause.not_modelled}")
