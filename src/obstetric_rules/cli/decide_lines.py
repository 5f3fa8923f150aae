"""Deciding a ``.jsonl`` file: line by line, in constant memory, a bad line stopping no other."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import attrs

from obstetric_rules.cli.documents import opened
from obstetric_rules.cli.output import OutputFile, json_line, text_file, write_error, write_line
from obstetric_rules.cli.terminal import Terminal, with_progress
from obstetric_rules.cli.unusable import UNUSABLE, UnusableError
from obstetric_rules.engines.deciding import decide
from obstetric_rules.engines.decision import Decision
from obstetric_rules.engines.decision_data import decision_to_data
from obstetric_rules.engines.receipt import receipt_of
from obstetric_rules.errors import DossierError, Problem
from obstetric_rules.explanation.answers_text import clauses_text, decision_rows
from obstetric_rules.expressions.outcome import Status
from obstetric_rules.facts import Dossier, read_dossier_lines
from obstetric_rules.facts.fact import shown
from obstetric_rules.rules.protocol import Protocol

COUNTED = {
    Status.CONCLUDED: "beantwoord",
    Status.OPEN: "open",
    Status.SILENT: "zonder uitspraak",
    Status.CONFLICT: "tegenstrijdig",
    Status.NOT_APPLICABLE: "n.v.t.",
}


def decide_lines(
    protocol: Protocol, options: argparse.Namespace, terminal: Terminal | None, key: bytes | None
) -> int:
    """Decide each line of a file, and return the exit status."""
    with (
        receipts_in(options) as receipts,
        opened(options.dossier) as stream,
        with_progress(stream) as counted,
    ):
        lines = _Lines(protocol, options, terminal, receipts, key)
        found = Counter(
            lines.write(number, read)
            for number, read in read_dossier_lines(counted, protocol.slots.values())
        )
    if not found:
        raise UnusableError([f"{options.dossier}: expected a dossier on at least one line"])
    if not found[False]:
        return 0
    write_error(f"{options.dossier}: {found[False]} of {found.total()} dossiers cannot be used")
    return UNUSABLE


@contextmanager
def receipts_in(options: argparse.Namespace) -> Iterator[OutputFile | None]:
    """Open the file for receipts, if one is asked for."""
    if options.receipt is None:
        yield None
        return
    made_from = filter(None, (options.dossier, options.region_data, options.key_file))
    with text_file("--receipt", options.receipt, made_from) as receipts:
        yield receipts


@attrs.frozen
class _Lines:
    """Writes what becomes of each line."""

    protocol: Protocol
    options: argparse.Namespace
    terminal: Terminal | None
    receipts: OutputFile | None
    key: bytes | None = attrs.field(repr=False)

    def write(self, number: int, read: Dossier | DossierError) -> bool:
        """Write what becomes of a line, and return whether it could be used."""
        try:
            if isinstance(read, DossierError):
                raise read
            decision = decide(self.protocol, read, self.options.engine)
        except DossierError as error:
            self._write_error(number, error)
            return False
        if self.receipts is not None:
            receipt = receipt_of(decision, key=self.key)
            self.receipts.write(json_line({"line": number, **receipt.to_data()}))
        self._write_decision(number, decision)
        return True

    def _write_error(self, number: int, error: DossierError) -> None:
        if self.terminal is None:
            write_line({"line": number, "errors": [_error_data(item) for item in error.problems]})
            return
        for problem in error.problems:
            path = f": {problem.path}" if problem.path else ""
            write_error(f"{attrs.evolve(problem, path=f'line {number}{path}')}")

    def _write_decision(self, number: int, decision: Decision) -> None:
        questions = self.options.question
        if self.terminal is None:
            data = decision_to_data(
                decision, with_dossier=self.options.with_dossier, questions=questions
            )
            write_line({"line": number, **data})
            return
        ref = "" if decision.ref is None else f"  {shown(str(decision.ref))}"
        said = _counts(decision) if questions is None else _answers(decision, questions)
        self.terminal.line(f"{number:>6}{ref}  {said}")


def _error_data(problem: Problem) -> dict[str, Any]:
    return attrs.asdict(problem, filter=lambda _, value: value is not None)


def _counts(decision: Decision) -> str:
    counted = Counter(row.status for row in decision_rows(decision))
    return ", ".join(
        f"{counted[status]} {label}" for status, label in COUNTED.items() if counted[status]
    )


def _answers(decision: Decision, questions: list[str]) -> str:
    return "; ".join(
        f"{row.heading}: {row.text}{clauses_text(row.clauses)}"
        for row in decision_rows(decision, questions)
    )
