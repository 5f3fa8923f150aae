"""``replay``: the cases of receipts decided again, and what is answered otherwise."""

from __future__ import annotations

import argparse
import datetime
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import attrs

from obstetric_rules.cli.arguments import add_format
from obstetric_rules.cli.documents import has_lines, opened
from obstetric_rules.cli.output import write_error, write_line
from obstetric_rules.cli.signing import add_key_file, key_of
from obstetric_rules.cli.terminal import Terminal, text_output, with_progress
from obstetric_rules.cli.unusable import UNUSABLE, UnusableError, naming_the_file
from obstetric_rules.engines.answer import Answer
from obstetric_rules.engines.decision import each_answer
from obstetric_rules.engines.decision_data import checked_answer
from obstetric_rules.engines.receipt import Difference, Receipt, Replay, protocol_of, replay
from obstetric_rules.errors import DocumentError, ReceiptError
from obstetric_rules.explanation.answers_text import answer_text, clauses_text
from obstetric_rules.explanation.fact_places import without_article
from obstetric_rules.facts import LARGEST_DOCUMENT
from obstetric_rules.facts.fact import shown
from obstetric_rules.facts.json_lines import limited_lines
from obstetric_rules.facts.json_text import parse_json
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.rules.question import Question

DIFFERENT = 1
"""The exit status when a receipt is answered otherwise now."""

LARGEST_RECEIPT = 4 * LARGEST_DOCUMENT
"""How many bytes a receipt may take: it holds a dossier and all its answers."""

WHAT_IS_EXPECTED = "a JSON object with a receipt"


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    parser = commands.add_parser(
        "replay",
        help="decide the cases of receipts again, and compare",
        description="Decide the cases of receipts again by the same rules, and say which answers "
        "differ. Exit status 1 when any does, 2 when a receipt was changed or cannot be replayed.",
    )
    parser.add_argument(
        "receipts",
        metavar="RECEIPT",
        nargs="+",
        help="a receipt as JSON, or a .jsonl file with one on each line; - reads standard input",
    )
    parser.add_argument(
        "--rules",
        metavar="FILE",
        help="the rules that were kept, as `export` wrote them (default: those installed)",
    )
    add_key_file(parser, "accept only receipts that were signed with the key in this file")
    add_format(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Replay receipts, and write what came of it."""
    terminal = text_output() if options.format == "text" else None
    replayer = _Replayer(key_of(options), _rules(options.rules))
    return max(_replay_file(replayer, name, terminal) for name in options.receipts)


def _rules(name: str | None) -> bytes | None:
    if name is None:
        return None
    with naming_the_file(f"--rules {name}", "read"), open(name, "rb") as stream:
        # One byte more than a file may take: enough to see that it is too large.
        return stream.read(LARGEST_DOCUMENT + 1)


def _replay_file(replayer: _Replayer, name: str, terminal: Terminal | None) -> int:
    """Replay the receipts of a file, and return the exit status for it."""
    writer = _Writer(name, terminal)
    for number, text in _documents(name):
        try:
            writer.write(number, replayer.replay(number, text))
        except ReceiptError as error:
            writer.refuse(number, str(error).splitlines())
    if not writer.counted:
        raise UnusableError([f"{name}: expected a receipt on at least one line"])
    writer.sum_up()
    if writer.counted["unusable"]:
        return UNUSABLE
    return DIFFERENT if writer.counted["different"] else 0


def _documents(name: str) -> Iterator[tuple[int | None, bytes | None]]:
    """Yield the number of each line with its text, or the one document without a number."""
    with opened(name) as stream, naming_the_file(name, "read"):
        if not has_lines(name):
            text = stream.read(LARGEST_RECEIPT + 1)
            yield None, text if len(text) <= LARGEST_RECEIPT else None
            return
        with with_progress(stream) as counted:
            lines = enumerate(limited_lines(counted, LARGEST_RECEIPT), start=1)
            yield from ((n, line) for n, line in lines if line is None or line.strip())


@attrs.define
class _Replayer:
    key: bytes | None = attrs.field(repr=False)
    rules: bytes | None = attrs.field(repr=False)
    # Composing takes far longer than deciding; receipts come by protocol and day.
    composed: tuple[tuple[str, datetime.date], Protocol] | None = None

    def replay(self, number: int | None, text: bytes | None) -> Replay:
        receipt = self.read(number, text)
        receipt.verify(self.key)
        return replay(receipt, self.protocol(receipt), key=self.key)

    def read(self, number: int | None, text: bytes | None) -> Receipt:
        if text is None:
            raise ReceiptError(f"expected a receipt of at most {LARGEST_RECEIPT:,} bytes")
        try:
            data: Any = parse_json(text, first_line=number or 1, expected=WHAT_IS_EXPECTED)
        except DocumentError as error:
            expected = error.problems[0].expected
            raise ReceiptError(f"this is no receipt: expected {expected}") from error
        return Receipt.from_data(data)

    def protocol(self, receipt: Receipt) -> Protocol:
        wanted = (receipt.protocol, receipt.on)
        if self.composed is None or self.composed[0] != wanted:
            self.composed = (wanted, protocol_of(receipt, self.rules))
        return self.composed[1]


@attrs.define
class _Writer:
    """Writes what comes of each receipt of a file."""

    name: str
    terminal: Terminal | None
    counted: Counter[str] = attrs.field(factory=Counter)
    remarks: dict[str, None] = attrs.field(factory=dict)

    def write(self, number: int | None, replayed: Replay) -> None:
        self.counted["same" if replayed.same else "different"] += 1
        self.remarks |= dict.fromkeys(replayed.remarks_nl)
        if self.terminal is None:
            self.write_data(number, same=replayed.same, **_data(replayed))
            return
        questions = replayed.decision.made_from().protocol.questions
        for difference in replayed.differences:
            for text in _texts(difference, questions):
                self.terminal.line(f"{self.place(number, 'regel')}: {text}")

    def refuse(self, number: int | None, lines: list[str]) -> None:
        self.counted["unusable"] += 1
        if self.terminal is None:
            self.write_data(number, same=None, errors=lines)
        for line in lines:
            write_error(f"{self.place(number, 'line')}: {line}")

    def sum_up(self) -> None:
        if self.terminal is None:
            return
        total, same = self.counted.total(), self.counted["same"]
        self.terminal.line(f"{self.name}: {same} van {total} met dezelfde antwoorden")
        for remark in self.remarks:
            self.terminal.line(f"  {remark}")

    def place(self, number: int | None, line: str) -> str:
        return self.name if number is None else f"{self.name}: {line} {number}"

    def write_data(self, number: int | None, **parts: Any) -> None:
        line = {} if number is None else {"line": number}
        write_line({"file": self.name, **line, **parts})


def _data(replayed: Replay) -> dict[str, Any]:
    return {
        "differences": [attrs.asdict(item, recurse=False) for item in replayed.differences],
        "remarks": list(replayed.remarks),
    }


def _texts(difference: Difference, questions: Mapping[str, Question]) -> Iterator[str]:
    question = questions.get(difference.question)
    heading = shown(difference.question) if question is None else without_article(question.label)
    then, now = _answers(difference.then), _answers(difference.now)
    for key in dict.fromkeys([*then, *now]):
        before, after = then.get(key), now.get(key)
        if before != after:
            who = "" if key is None else f" ({shown(key)})"
            yield f"{heading}{who}: was {_said(question, before)}; is nu {_said(question, after)}"


def _answers(data: Any) -> dict[str | None, Answer]:
    return {} if data is None else dict(each_answer(checked_answer("", data, "")))


def _said(question: Question | None, answer: Answer | None) -> str:
    if answer is None:
        return "niet gevraagd"
    if question is not None:
        # A receipt that somebody changed may hold a value that the question does not have.
        with suppress(KeyError):
            return answer_text(question, answer) + clauses_text(answer.clauses)
    return shown(f"{answer.status} {answer.value}")
