"""From bytes to text: UTF-8, with or without a byte order mark."""

from __future__ import annotations

import codecs
from typing import Final

from obstetric_rules.errors import DocumentError, Problem

_OTHER_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LOOKED_AT: Final = 4
"""How many bytes show by a zero among them that a text is UTF-16; UTF-32 starts like it."""


def decoded(content: str | bytes) -> str:
    r"""Return the text of a document, without its byte order mark.

    Raises:
        DocumentError: if it is not UTF-8; of UTF-16 it says so.

    >>> decoded(b"\xef\xbb\xbfja")
    'ja'
    >>> decoded("ja".encode("utf-16"))
    Traceback (most recent call last):
    obstetric_rules.errors.DocumentError: dossier: expected text in UTF-8 (this is UTF-16)
    """
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    expected = other_encoding(content)
    if expected is None:
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            expected = f"text in UTF-8 (the byte at {error.start} is not)"
    # Raised outside the handler: the error of the codec holds the whole text.
    raise DocumentError([Problem("", expected)])


def other_encoding(start: bytes) -> str | None:
    r"""Return what was expected in place of a document that starts as UTF-16 does, else nothing.

    >>> other_encoding(b'{"a": 1}'), other_encoding(b"{\0")
    (None, 'text in UTF-8 (this is UTF-16)')
    """
    if start.startswith(_OTHER_MARKS) or b"\0" in start[:_LOOKED_AT]:
        return "text in UTF-8 (this is UTF-16)"
    return None
