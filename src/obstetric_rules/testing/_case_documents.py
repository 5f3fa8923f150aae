"""From the text of a case file to plain values, with the line on which each of them stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import attrs

from obstetric_rules.documents.text import decoded
from obstetric_rules.documents.toml import parse_toml
from obstetric_rules.errors import (
    CaseFileError,
    DocumentError,
    FileProblem,
    MissingExtraError,
    how_to_install,
    nearest_name,
)
from obstetric_rules.facts.fact import shown

LARGEST_FILE: Final = 256 * 1024
"""How many bytes a file of cases may take: a thousand cases fit, and take a second or two."""

SUFFIXES: Final = (".gevallen.yaml", ".gevallen.yml", ".gevallen.toml")
"""How the name of a file of readable cases ends."""


@attrs.frozen
class Document:
    """What a file says, the lines on which it says so, and what is wrong with it so far."""

    file: str
    lines: dict[str, int] = attrs.field(factory=dict)
    problems: list[FileProblem] = attrs.field(factory=list)

    def report(
        self, path: str, expected: str, got: str | None = None, line: int | None = None
    ) -> None:
        """Note that something is wrong at a path."""
        at = self.line_of(path) if line is None else line
        self.problems.append(FileProblem(self.file, path, expected, got, at))

    def report_unknown(self, path: str, name: str, what: str, known: Iterable[str]) -> None:
        """Note that a name is not among those that are known, with the nearest of them."""
        names = list(known)
        near = nearest_name(shown(name), names)
        hint = f'did you mean "{near}"?' if near else f"one of {', '.join(names)}"
        self.report(path, f"{what} ({hint})", f'"{shown(name)}"')

    def line_of(self, path: str) -> int | None:
        """Return the line of what stands at a path, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.lines.get(path)

    def refuse(self) -> None:
        """Raise with all problems in the order of the file, if there are any."""
        if self.problems:
            in_order = sorted(self.problems, key=lambda problem: problem.line or 0)
            raise CaseFileError(dict.fromkeys(in_order))


def below(path: str, key: object) -> str:
    """Return the path of a key, or of a position in a list.

    >>> below("gevallen", 0), below("gevallen[0]", "naam"), below("", "protocol")
    ('gevallen[0]', 'gevallen[0].naam', 'protocol')
    """
    if isinstance(key, int):
        return f"{path}[{key}]"
    name = shown(str(key)) or '""'
    return f"{path}.{name}" if path else name


def read_document(path: Path) -> tuple[Document, Any]:
    """Return what a file of cases says, in YAML or TOML by its name.

    Raises:
        CaseFileError: if it is no such file, cannot be read, is too large, or is not UTF-8.
        MissingExtraError: if it is YAML and the library for that is not installed.
    """
    document = Document(str(path))
    text = _text_of(path, document)
    document.refuse()
    if path.suffix == ".toml":
        return document, _toml(text, document)
    # Imported here: whoever writes TOML does not need the library for YAML.
    try:
        from obstetric_rules.testing._case_yaml import read_yaml
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"cases in YAML need {error.name}: {how_to_install('testing')}"
        ) from error
    return document, read_yaml(text, document)


def _text_of(path: Path, document: Document) -> str:
    if not path.name.endswith(SUFFIXES):
        document.report("", f"a name that ends in {', '.join(SUFFIXES)}")
        return ""
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        document.report("", f"a file that can be read ({error.strerror})")
        return ""
    if len(content) > LARGEST_FILE:
        document.report("", f"a file of at most {LARGEST_FILE:,} bytes; split it")
        return ""
    try:
        return decoded(content)
    except DocumentError as error:
        line = _first_line_that_is_not_utf_8(content)
        document.report("", error.problems[0].expected, line=line)
        return ""


def _first_line_that_is_not_utf_8(content: bytes) -> int:
    read = content.decode("utf-8", "surrogateescape")
    broken = re.search("[\udc80-\udcff]", read)
    return 1 if broken is None else read.count("\n", 0, broken.start()) + 1


def _toml(text: str, document: Document) -> Any:
    try:
        return parse_toml(text)
    except DocumentError as error:
        document.report("", error.problems[0].expected)
        return None
