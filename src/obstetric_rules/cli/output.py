"""Where everything goes that a command writes: standard output, standard error, and files.

What it says may come from a dossier, a region or a plugin. It is made fit to be shown here, in one
place; nothing else in the commands prints.
"""

from __future__ import annotations

import os
import secrets
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TextIO

import attrs

from obstetric_rules.cli.unusable import UnusableError, naming_the_file
from obstetric_rules.documents.escaping import json_text, printable, printable_lines

STANDARD_INPUT: Final = "-"
"""Stands for what comes in where a file is read; where one is written it would be a file's name."""

_OWNER_ONLY: Final = 0o600
_SQLITE: Final = b"SQLite format 3\0"


def write_document(data: Any) -> None:
    """Write one JSON document that people can read too."""
    sys.stdout.write(f"{json_text(data, indent=2)}\n")


def write_line(data: Any) -> None:
    """Write one line of JSON."""
    sys.stdout.write(json_line(data))


def json_line(data: Any) -> str:
    r"""Return data as one line of JSON.

    >>> json_line({"label": "cliënt"})
    '{"label": "cliënt"}\n'
    """
    return f"{json_text(data)}\n"


def write_text(text: str) -> None:
    """Write text of one or more lines."""
    sys.stdout.write(f"{printable_lines(text)}\n")


def write_error(line: str) -> None:
    """Write one line to standard error."""
    print(printable(line), file=sys.stderr)


@attrs.frozen
class OutputFile:
    """A file that is being written. What is amiss with it is told of it, and of nothing else."""

    option: str
    stream: TextIO

    def write(self, text: str) -> int:
        """Write text."""
        with naming_the_file(self.option, "written"):
            return self.stream.write(text)


@contextmanager
def text_file(
    option: str, name: str | Path, made_from: Iterable[str | Path] = (), *, private: bool = False
) -> Iterator[OutputFile]:
    """Open a file to write text in UTF-8: it is there whole or, after an error, as it was.

    It never takes the place of what it is made from, nor of a database or of what standard output
    goes to. A file that was there keeps its rights, and a link to it stays one; a new one has the
    rights that the system gives, or is for the owner only when it is ``private``.

    Raises :class:`~obstetric_rules.cli.unusable.UnusableError` when it cannot be written.
    """
    path = Path(name)
    _keep_sources(option, path, made_from)
    if path.exists() and not path.is_file():
        # A pipe, a terminal: there is nothing to replace.
        with naming_the_file(option, "written"):
            stream: TextIO = open(path, "w", encoding="utf-8", newline="")  # noqa: SIM115
        try:
            yield OutputFile(option, stream)
        finally:
            with naming_the_file(option, "written"):
                stream.close()
        return
    path = Path(os.path.realpath(path))
    with naming_the_file(option, "written"):
        temporary, stream = _temporary_file(path, private)
    try:
        yield OutputFile(option, stream)
        with naming_the_file(option, "written"):
            stream.flush()
            os.fsync(stream.fileno())
            stream.close()
            os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            stream.close()
        with suppress(OSError):
            temporary.unlink()
        raise


def _temporary_file(path: Path, private: bool) -> tuple[Path, TextIO]:
    temporary = path.with_name(f".{secrets.token_hex(8)}.new")
    kept = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
    # The system takes away what the umask of the user says, as from any file.
    mode = 0o666 if kept is None and not private else _OWNER_ONLY
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    stream = open(handle, "w", encoding="utf-8", newline="")  # noqa: SIM115 - closed by the caller
    if kept is not None:
        os.chmod(temporary, kept)
    return temporary, stream


def _keep_sources(option: str, path: Path, made_from: Iterable[str | Path]) -> None:
    if str(path) == STANDARD_INPUT:
        raise UnusableError([f"{option}: expected the name of a file (./- is called so)"])
    if path.is_file() and _is_open_as(path, sys.stdout):
        raise UnusableError([f"{option}: expected another file than standard output"])
    for source in made_from:
        if source == STANDARD_INPUT:
            if _is_open_as(path, sys.stdin):
                raise UnusableError([f"{option}: expected another file than standard input"])
        elif any(_is_same(path, each) for each in _files_of(Path(source))):
            raise UnusableError([f"{option}: expected another file than {source}"])
    if _is_database(path):
        raise UnusableError(
            [f"{option}: expected a file that is no database; {path} is one, and is kept"]
        )


def _is_database(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        with path.open("rb") as stream:
            return stream.read(len(_SQLITE)) == _SQLITE
    except OSError:  # what may not be read may be replaced all the same
        return False


def _files_of(source: Path) -> Iterator[Path]:
    """Yield a file with those that a database keeps beside it, or all files of a folder."""
    yield source
    if source.is_dir():
        yield from source.iterdir()
    else:
        for suffix in ("-journal", "-wal", "-shm"):
            yield source.with_name(f"{source.name}{suffix}")


def _is_open_as(path: Path, stream: TextIO) -> bool:
    # It has no number when it is closed, or when a program stands in for it.
    with suppress(OSError, ValueError, AttributeError):
        return os.path.samestat(path.stat(), os.fstat(stream.fileno()))
    return False


def _is_same(one: Path, other: Path) -> bool:
    if one.exists() and other.exists():
        return one.samefile(other)
    # What is not there yet, as the journal of a database, has its place all the same.
    return one.absolute() == other.absolute()
