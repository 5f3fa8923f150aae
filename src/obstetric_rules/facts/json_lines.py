"""Splitting a stream into lines without ever holding one that is too long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final, Protocol, runtime_checkable

_CHUNK: Final = 64 * 1024


@runtime_checkable
class _HasReadline(Protocol):
    def readline(self, size: int, /) -> bytes: ...


def limited_lines(stream: BinaryIO | Iterable[bytes], limit: int) -> Iterator[bytes | None]:
    r"""Yield each line without its end, or ``None`` for a line of more than ``limit`` bytes.

    A line ends with a line feed, a carriage return, or both, as in files of old spreadsheets. What
    is no stream has been split before: each item ends a line.

    >>> import io
    >>> list(limited_lines(io.BytesIO(b"one\nthree\r\ntwo\r"), limit=3))
    [b'one', None, b'two']
    """
    if not isinstance(stream, _HasReadline):
        for item in stream:
            whole = _with_line_feeds(item).removesuffix(b"\n")
            for line in whole.split(b"\n"):
                yield line if len(line) <= limit else None
        return
    parts: list[bytes] = []
    length = 0
    for part, ends in _parts(stream):
        length += len(part)
        if length <= limit:
            parts.append(part)
        else:
            parts.clear()
        if ends:
            yield b"".join(parts) if length <= limit else None
            parts, length = [], 0
    if length:
        yield b"".join(parts) if length <= limit else None


def _parts(stream: _HasReadline) -> Iterator[tuple[bytes, bool]]:
    """Yield the parts of lines as they come, each with whether its line ends there."""
    after_return = False
    # A line at a time: what a program writes to a pipe is there as soon as its line is complete.
    while read := stream.readline(_CHUNK):
        if after_return:
            read = read.removeprefix(b"\n")
        after_return = read.endswith(b"\r")
        *whole, rest = _with_line_feeds(read).split(b"\n")
        for part in whole:
            yield part, True
        if rest:
            yield rest, False


def _with_line_feeds(text: bytes) -> bytes:
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
