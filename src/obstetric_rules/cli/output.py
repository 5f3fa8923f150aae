"""Writing JSON to standard output."""

from __future__ import annotations

import json
import sys
from typing import Any


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
