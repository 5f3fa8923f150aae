"""``ask``: which unknown facts can still change an answer, the most useful first."""

from __future__ import annotations

import argparse

from obstetric_rules.cli.arguments import add_dossier, add_format, protocol_of
from obstetric_rules.cli.documents import dossier_in, refusing_dossiers
from obstetric_rules.cli.output import write_document
from obstetric_rules.cli.terminal import Cell, text_output
from obstetric_rules.cli.unusable import naming_the_option
from obstetric_rules.documents.escaping import printable
from obstetric_rules.explanation.ask_next import ask_next
from obstetric_rules.explanation.explanation_data import open_facts_to_data
from obstetric_rules.explanation.open_fact import OpenFact
from obstetric_rules.explanation.rendering import NOTHING_TO_ASK, possible_answers_text


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    summary = "say what to ask next"
    parser = commands.add_parser(
        "ask",
        help=summary,
        description="List the unknown facts that can still change an answer, the most useful "
        "first.",
    )
    add_dossier(parser)
    add_format(parser)
    parser.add_argument(
        "--question",
        action="append",
        metavar="Q",
        help="only what bears on this question; may be given more than once",
    )
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Find what to ask, and write it."""
    terminal = text_output() if options.format == "text" else None
    protocol = protocol_of(options)
    dossier = dossier_in(options.dossier, protocol)
    with naming_the_option(), refusing_dossiers():
        facts = ask_next(protocol, dossier, options.question, options.engine)
    if terminal is None:
        write_document({"protocol": protocol.id, "ask": open_facts_to_data(facts)})
    elif facts:
        terminal.table(("", "Vraag", "Gegeven"), map(_cells, range(1, len(facts) + 1), facts))
    else:
        terminal.line(NOTHING_TO_ASK)
    return 0


def _cells(number: int, fact: OpenFact) -> tuple[Cell, ...]:
    question = f"{fact.question}\n{possible_answers_text(fact).strip()}"
    return ((f"{number}", "bold"), (question, ""), (printable(fact.path), "dim"))
