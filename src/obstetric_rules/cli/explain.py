"""``explain``: why a question is answered as it is, down to clause and fact."""

from __future__ import annotations

import argparse
from typing import Any

from obstetric_rules.cli.arguments import add_dossier, add_format, protocol_of
from obstetric_rules.cli.documents import dossier_in, refusing_dossiers
from obstetric_rules.cli.output import write_document
from obstetric_rules.cli.terminal import Terminal, text_output
from obstetric_rules.cli.unusable import naming_the_option
from obstetric_rules.engines.deciding import decide
from obstetric_rules.engines.decision import Decision, each_answer
from obstetric_rules.explanation.explanation_data import explanation_to_data, why_not_to_data
from obstetric_rules.explanation.reasons import Explanation
from obstetric_rules.explanation.rendering import explanation_lines, why_not_lines
from obstetric_rules.explanation.why import why
from obstetric_rules.explanation.why_not import WhyNot, why_not
from obstetric_rules.rules.protocol import Protocol


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    summary = "say why a question is answered as it is"
    parser = commands.add_parser("explain", help=summary, description=summary.capitalize() + ".")
    add_dossier(parser)
    add_format(parser)
    parser.add_argument("--question", required=True, metavar="Q", help="the question to explain")
    parser.add_argument(
        "--key",
        metavar="KEY",
        help="for a question that is asked per fact: the id of the fact (default: each of them)",
    )
    parser.add_argument(
        "--why-not", metavar="VALUE", help="say why this value is not the answer instead"
    )
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Explain, and write the explanation."""
    terminal = text_output() if options.format == "text" else None
    protocol = protocol_of(options)
    with naming_the_option():
        protocol.question(options.question)
    dossier = dossier_in(options.dossier, protocol)
    with refusing_dossiers():
        decision = decide(protocol, dossier, options.engine)
    if terminal is None:
        write_document(_data(decision, options))
    else:
        _write_text(decision, options, terminal)
    return 0


def _keys(decision: Decision, options: argparse.Namespace) -> list[str | None]:
    if options.key is not None:
        return [options.key]
    return [key for key, _ in each_answer(decision[options.question])]


def _data(decision: Decision, options: argparse.Namespace) -> dict[str, Any]:
    found = {key: _explained(decision, options, key) for key in _keys(decision, options)}
    if list(found) == [None]:
        return found[None]
    per = decision.made_from().protocol.questions[options.question].per
    return {"question": options.question, "per": per, "explanations": found}


def _explained(decision: Decision, options: argparse.Namespace, key: str | None) -> dict[str, Any]:
    if options.why_not is not None:
        return why_not_to_data(_why_not(decision, options, key))
    return explanation_to_data(_why(decision, options, key))


def _write_text(decision: Decision, options: argparse.Namespace, terminal: Terminal) -> None:
    texts = [_lines(decision, options, key, terminal.width) for key in _keys(decision, options)]
    if not texts:
        terminal.line(_nobody(decision.made_from().protocol, options.question))
    for number, (headline, *rest) in enumerate(texts):
        if number:
            terminal.line()
        terminal.line(headline, "bold")
        terminal.lines(rest)


def _lines(
    decision: Decision, options: argparse.Namespace, key: str | None, width: int
) -> list[str]:
    if options.why_not is not None:
        return why_not_lines(_why_not(decision, options, key), width)
    return explanation_lines(_why(decision, options, key), width)


def _why(decision: Decision, options: argparse.Namespace, key: str | None) -> Explanation:
    with naming_the_option("--key"):
        return why(decision, options.question, key)


def _why_not(decision: Decision, options: argparse.Namespace, key: str | None) -> WhyNot:
    _why(decision, options, key)
    with naming_the_option("--why-not"):
        return why_not(decision, options.question, options.why_not, key)


def _nobody(protocol: Protocol, question: str) -> str:
    slot = protocol.slots[str(protocol.questions[question].per)]
    return f"Deze vraag speelt niet: er zijn geen {slot.label_many or slot.name}."
