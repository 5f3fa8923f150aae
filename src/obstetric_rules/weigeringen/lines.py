"""Refusals as lines of a file, CSV or JSON Lines: one record each, good or bad."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final, TextIO

import attrs

from obstetric_rules.errors import Problem, WeigeringError, nearest_name
from obstetric_rules.facts.fact import shown
from obstetric_rules.weigeringen.weigering import (
    FIELDS,
    Weigering,
    weigering_from_data,
    weigering_to_data,
)

FORMATS: Final = ("csv", "jsonl")
_LONGEST_LINE: Final = 100_000
_BYTE_ORDER_MARK: Final = "\ufeff"


@attrs.frozen
class Line:
    """One line of a file: the refusal in it, or everything that is wrong with it."""

    number: int
    weigering: Weigering | None
    problems: tuple[Problem, ...] = ()


def read_lines(stream: Iterable[bytes], form: str) -> Iterator[Line]:
    """Yield each record of a file, in UTF-8, with the number of its (last) line; empty ones not.

    CSV has a first line that names the fields, in any order, and commas or semicolons between them.

    >>> [line.problems[0].path for line in read_lines([b'{"id": "w-1"}'], "jsonl")]
    ['moment']
    """
    read = {"csv": _read_csv, "jsonl": _read_json}[form]
    # What is not UTF-8 becomes a character that no field permits, so that its line is reported.
    yield from read(line.decode("utf-8", "replace") for line in stream)


def write_lines(weigeringen: Iterable[Weigering], stream: TextIO, form: str) -> int:
    """Write refusals so that :func:`read_lines` reads them back; return how many there were."""
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


def _read_json(lines: Iterable[str]) -> Iterator[Line]:
    for number, line in enumerate(lines, start=1):
        text = line.removeprefix(_BYTE_ORDER_MARK).strip()
        if not text:
            continue
        try:
            data = _object_in(text)
        except (ValueError, RecursionError):
            problem = Problem("line", "one JSON object")
            yield Line(number, None, (problem,))
            continue
        yield _line(number, data)


def _object_in(text: str) -> dict[str, Any]:
    if len(text) > _LONGEST_LINE:
        raise ValueError("too long to be a refusal")
    data = json.loads(text)
    if not isinstance(data, dict):
        raise ValueError("no object")
    return data


def _read_csv(lines: Iterable[str]) -> Iterator[Line]:
    rest = iter(lines)
    heading = next(rest, "").removeprefix(_BYTE_ORDER_MARK)
    delimiter = ";" if heading.count(";") > heading.count(",") else ","
    names = [name.strip() for name in next(csv.reader([heading], delimiter=delimiter), [])]
    problems = tuple(_heading_problems(names))
    if problems:
        yield Line(1, None, problems)
        return
    reader = csv.reader(rest, delimiter=delimiter)
    for cells in _rows(reader):
        number = reader.line_num + 1
        if isinstance(cells, Problem):
            yield Line(number, None, (cells,))
        elif len(cells) > len(names):
            problem = Problem("line", f"{len(names)} cells", str(len(cells)))
            yield Line(number, None, (problem,))
        elif any(cells):
            yield _line(number, dict(zip(names, map(str.strip, cells), strict=False)))


def _rows(reader: Iterator[list[str]]) -> Iterator[list[str] | Problem]:
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Problem("line", "cells between commas or semicolons, with quotes in pairs")


def _heading_problems(names: list[str]) -> Iterator[Problem]:
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
