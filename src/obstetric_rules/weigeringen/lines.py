"""Refusals as lines of a file, CSV or JSON Lines: one record each, good or bad."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final, Protocol, TypeAlias

import attrs

from obstetric_rules.arguments import refused
from obstetric_rules.documents.text import other_encoding
from obstetric_rules.errors import DocumentError, Problem, WeigeringError, nearest_name
from obstetric_rules.facts.fact import shown
from obstetric_rules.facts.json_lines import limited_lines
from obstetric_rules.facts.json_text import ObjectWithRepeatedKeys, parse_json
from obstetric_rules.weigeringen.weigering import (
    FIELDS,
    Weigering,
    weigering_from_data,
    weigering_to_data,
)

FORMATS: Final = ("csv", "jsonl")

LONGEST_LINE: Final = 100_000
"""How many bytes a line with a refusal may take; the longest possible one takes far fewer."""

_BYTE_ORDER_MARK: Final = "\ufeff"
_QUOTE: Final = '"'
_TOO_LONG: Final = Problem("line", f"at most {LONGEST_LINE:,} bytes")
_OPEN_QUOTE: Final = Problem("line", "cells between commas or semicolons, with quotes in pairs")


_Texts: TypeAlias = Iterator[tuple[int, str | None]]
"""Each line with its number; None for one that is too long."""


class Writable(Protocol):
    """What text can be written to."""

    def write(self, text: str, /) -> object:
        """Write text."""
        ...


@attrs.frozen
class Line:
    """One line of a file: the refusal in it, or everything that is wrong with it."""

    number: int
    weigering: Weigering | None
    problems: tuple[Problem, ...] = ()


def expect_form(form: object) -> None:
    """Refuse a form of file that is not known.

    >>> expect_form("xlsx")
    Traceback (most recent call last):
    obstetric_rules.errors.ArgumentError: form: expected "csv" or "jsonl", got a str
    """
    if form not in FORMATS:
        raise refused("form", '"csv" or "jsonl"', form)


def read_lines(stream: Iterable[bytes], form: str) -> Iterator[Line]:
    """Yield each record of a file, in UTF-8, with the number of its line; empty ones not.

    A record is one line, so that what is wrong with a line costs no other. CSV has a first line
    that names the fields, in any order, and commas or semicolons between them. A line of more than
    100,000 bytes is a problem, and is never held as a whole when the stream has ``readline``.

    >>> [line.problems[0].path for line in read_lines([b'{"id": "w-1"}'], "jsonl")]
    ['moment']
    """
    expect_form(form)
    return _lines_of(stream, _read_csv if form == "csv" else _read_json)


def _lines_of(stream: Iterable[bytes], read: Callable[[_Texts], Iterator[Line]]) -> Iterator[Line]:
    lines = enumerate(limited_lines(stream, LONGEST_LINE), start=1)
    first = next(lines, (1, b""))
    expected = other_encoding(first[1] or b"")
    if expected is None:
        yield from read(_decoded(chain([first], lines)))
    else:
        # Every line would be refused for it.
        yield Line(1, None, (Problem("line", expected),))


def _decoded(lines: Iterable[tuple[int, bytes | None]]) -> Iterator[tuple[int, str | None]]:
    for number, line in lines:
        # What is not UTF-8 becomes a character that no field permits, so that its line is reported.
        text = None if line is None else line.decode("utf-8", "replace")
        yield number, text if text is None or number > 1 else text.removeprefix(_BYTE_ORDER_MARK)


def write_lines(weigeringen: Iterable[Weigering], stream: Writable, form: str) -> int:
    """Write refusals so that :func:`read_lines` reads them back; return how many there were."""
    expect_form(form)
    count = 0
    writer = csv.DictWriter(stream, FIELDS, lineterminator="\n")
    if form == "csv":
        writer.writeheader()
    for weigering in weigeringen:
        data = weigering_to_data(weigering)
        if form == "csv":
            writer.writerow(data)
        else:
            stream.write(f"{json.dumps(data, ensure_ascii=False)}\n")
        count += 1
    return count


def _read_json(lines: Iterable[tuple[int, str | None]]) -> Iterator[Line]:
    for number, text in lines:
        if text is None:
            yield Line(number, None, (_TOO_LONG,))
        elif text and not text.isspace():
            yield _json_line(number, text)


def _json_line(number: int, text: str) -> Line:
    try:
        data = parse_json(text)
    except DocumentError:
        data = None
    if not isinstance(data, dict):
        return Line(number, None, (Problem("line", "one JSON object"),))
    repeated = data.repeated if isinstance(data, ObjectWithRepeatedKeys) else {}
    if repeated:
        problems = (Problem(shown(name) or "(empty)", "this key once") for name in repeated)
        return Line(number, None, tuple(problems))
    return _line(number, data)


def _read_csv(lines: Iterator[tuple[int, str | None]]) -> Iterator[Line]:
    _, heading = next(lines)
    if heading is None:
        yield Line(1, None, (_TOO_LONG,))
        return
    delimiter = ";" if heading.count(";") > heading.count(",") else ","
    names = [name.strip() for name in _cells(heading, delimiter)]
    problems = tuple(_heading_problems(names))
    if problems:
        yield Line(1, None, problems)
        return
    for number, text in lines:
        if text is None:
            yield Line(number, None, (_TOO_LONG,))
        elif text.count(_QUOTE) % 2:
            yield Line(number, None, (_OPEN_QUOTE,))
        elif any(cells := _cells(text, delimiter)):
            yield _row(number, names, cells)


def _row(number: int, names: Sequence[str], cells: Sequence[str]) -> Line:
    if len(cells) > len(names):
        return Line(number, None, (Problem("line", f"{len(names)} cells", str(len(cells))),))
    return _line(number, dict(zip(names, map(str.strip, cells), strict=False)))


def _cells(line: str, delimiter: str) -> list[str]:
    # The reader of Python takes a quote that is not closed for the start of a record of more
    # lines. Here it sees one line at a time; no field of a refusal holds the end of a line.
    return next(csv.reader([line], delimiter=delimiter), [])


def _heading_problems(names: list[str]) -> Iterator[Problem]:
    if not set(names).intersection(FIELDS):
        yield Problem("line", f"a first line with the names of the columns: {', '.join(FIELDS)}")
        return
    for name in FIELDS:
        if name not in names and name != "alternatief":
            yield Problem(name, "a column of this name in the first line")
    for name in dict.fromkeys(names):
        if name not in FIELDS:
            near = nearest_name(name, FIELDS)
            hint = f' (did you mean "{near}"?)' if near else ""
            yield Problem(shown(name) or "(empty)", f"no column of this name{hint}")
        elif names.count(name) > 1:
            yield Problem(name, "one column of this name")


def _line(number: int, data: dict[str, Any]) -> Line:
    try:
        return Line(number, weigering_from_data(data))
    except WeigeringError as error:
        return Line(number, None, error.problems)
