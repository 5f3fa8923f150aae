"""Reading TOML within limits that are checked before anything large is built."""

from __future__ import annotations

import re
import tomllib
from typing import Any, Final

from obstetric_rules.documents.text import decoded
from obstetric_rules.errors import DocumentError, Problem

DEEPEST_NESTING: Final = 32
"""How many lists and tables may stand inside each other, and how many names a key may have."""

_UNREADABLE: Final = "numbers of fewer digits, dates that exist and whole characters"

# Texts and remarks are passed over as a whole: what looks like a bracket in them is none. One that
# is never closed runs to the end, so that nothing is searched twice.
_TOKEN: Final = re.compile(
    r'"""(?:[^"\\]++|\\.|"(?!""))*+(?:"""|\\?\Z)?'
    r"|'''(?:[^']++|'(?!''))*+(?:'''|\Z)?"
    r'|"(?:[^"\\\n]++|\\.)*+"?'
    r"|'[^'\n]*+'?"
    r"|\#[^\n]*+"
    r"|[\[\]{}.,=\n]",
    re.DOTALL,
)


def parse_toml(content: str | bytes) -> dict[str, Any]:
    """Return what a TOML text says; lines may end with a carriage return only.

    Raises:
        DocumentError: if the text is not TOML in UTF-8, or is nested too deeply.

    >>> parse_toml(b'versie = "1.0"')
    {'versie': '1.0'}
    >>> parse_toml("x = [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")
    Traceback (most recent call last):
    obstetric_rules.errors.DocumentError: dossier: expected at most 32 levels of nesting
    """
    text = decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    if _is_nested_too_deeply(text):
        raise DocumentError([Problem("", f"at most {DEEPEST_NESTING} levels of nesting")])
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        expected = f"TOML ({error})"
    except ValueError:  # Python refuses to convert very many digits
        expected = f"TOML with {_UNREADABLE}"
    raise DocumentError([Problem("", expected)])


def _is_nested_too_deeply(text: str) -> bool:
    depth = dots = 0
    for match in _TOKEN.finditer(text):
        match text[match.start()]:
            case "[" | "{":
                depth += 1
            case "]" | "}":
                depth = max(depth - 1, 0)
            case ".":
                dots += 1
            case "," | "=" | "\n":
                dots = 0
            case _:
                continue
        if depth + dots > DEEPEST_NESTING:
            return True
    return False
