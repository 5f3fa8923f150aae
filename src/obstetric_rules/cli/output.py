"""Writing JSON to standard output."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO

from obstetric_rules.cli.unusable import naming_the_file


def write_document(data: Any) -> None:
    """Write one JSON document that people can read too."""
    print(json.dumps(data, ensure_ascii=False, indent=2))


def write_line(data: Any) -> None:
    """Write one line of JSON."""
    sys.stdout.write(json_line(data))


def json_line(data: Any) -> str:
    r"""Return data as one line of JSON.

    >>> json_line({"label": "cliënt"})
    '{"label": "cliënt"}\n'
    """
    return f"{json.dumps(data, ensure_ascii=False)}\n"


@contextmanager
def text_file(option: str, name: str | Path) -> Iterator[TextIO]:
    """Open a file to write text in UTF-8: it is there whole or, after an error, as it was."""
    path = Path(name)
    with naming_the_file(option, "written"):
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with open(handle, "w", encoding="utf-8", newline="") as stream:
                yield stream
            os.chmod(temporary, 0o644)
            os.replace(temporary, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise
