"""``decide``: the answers of a protocol to a dossier, or to each line of a ``.jsonl`` file."""

from __future__ import annotations

import argparse

from obstetric_rules.cli.arguments import add_dossier, add_format, protocol_of
from obstetric_rules.cli.decide_lines import decide_lines, receipts_in
from obstetric_rules.cli.documents import dossier_in, has_lines, refusing_dossiers
from obstetric_rules.cli.output import write_document
from obstetric_rules.cli.signing import add_key_file, key_of
from obstetric_rules.cli.terminal import Cell, Terminal, text_output
from obstetric_rules.cli.unusable import naming_the_option
from obstetric_rules.documents.escaping import json_text
from obstetric_rules.engines.deciding import decide
from obstetric_rules.engines.decision import Decision
from obstetric_rules.engines.decision_data import decision_to_data
from obstetric_rules.engines.receipt import receipt_of
from obstetric_rules.explanation.answers_text import (
    AnswerRow,
    decision_heading,
    decision_rows,
    deviation_text,
    remark_lines,
)
from obstetric_rules.explanation.layout import Page
from obstetric_rules.expressions.outcome import Status

STYLES = {
    Status.CONCLUDED: "",
    Status.OPEN: "yellow",
    Status.SILENT: "magenta",
    Status.CONFLICT: "bold red",
    Status.NOT_APPLICABLE: "dim",
}


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    summary = "answer the questions of a protocol for a dossier"
    parser = commands.add_parser("decide", help=summary, description=summary.capitalize() + ".")
    add_dossier(parser, "a dossier as JSON, or a file with one on each line (.jsonl, .ndjson)")
    add_format(parser)
    parser.add_argument(
        "--question",
        action="append",
        metavar="Q",
        help="answer only this question; may be given more than once",
    )
    parser.add_argument(
        "--lines",
        action="store_true",
        help="take each line for a dossier, whatever the file is called",
    )
    parser.add_argument(
        "--with-dossier", action="store_true", help="put the dossier in the JSON too"
    )
    parser.add_argument(
        "--receipt",
        metavar="FILE",
        help="write a receipt by which the decision can be replayed (of a .jsonl file: one a line)",
    )
    add_key_file(parser, "sign receipts with the key in this file")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Decide, and write the answers."""
    terminal = text_output() if options.format == "text" else None
    protocol = protocol_of(options)
    with naming_the_option():
        for name in options.question or ():
            protocol.question(name)
    key = key_of(options)
    if options.lines or has_lines(options.dossier):
        return decide_lines(protocol, options, terminal, key)
    dossier = dossier_in(options.dossier, protocol)
    with refusing_dossiers():
        decision = decide(protocol, dossier, options.engine)
    _write_receipt(decision, options, key)
    if terminal is None:
        write_document(
            decision_to_data(
                decision, with_dossier=options.with_dossier, questions=options.question
            )
        )
    else:
        _write_text(decision, options.question, terminal)
    return 0


def _write_receipt(decision: Decision, options: argparse.Namespace, key: bytes | None) -> None:
    with receipts_in(options) as receipts:
        if receipts is not None:
            receipts.write(f"{json_text(receipt_of(decision, key=key).to_data(), indent=2)}\n")


def _write_text(decision: Decision, questions: list[str] | None, terminal: Terminal) -> None:
    case = decision.made_from()
    rows = decision_rows(decision, questions)
    terminal.line(case.protocol.title, "bold")
    terminal.line(decision_heading(decision))
    for remark in (
        *(deviation_text(item, decision.made_from()) for item in decision.deviations),
        *remark_lines(decision, [row.question for row in rows]),
    ):
        page = Page(width=terminal.width)
        page.say(remark)
        terminal.lines(page.lines)
    terminal.table(("Vraag", "Antwoord", "Bron"), map(_cells, rows))
    missing = dict.fromkeys(question for row in rows for question in row.missing)
    if missing:
        terminal.line("Nog te vragen (obstetric-rules ask zegt wat het eerst):")
        page = Page(width=terminal.width)
        page.inside().items(missing)
        terminal.lines(page.lines)


def _cells(row: AnswerRow) -> tuple[Cell, ...]:
    style = STYLES[row.status]
    return ((row.heading, style), (row.text, style), (", ".join(row.clauses), style))
