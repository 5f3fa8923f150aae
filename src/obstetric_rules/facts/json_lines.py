"""Splitting a stream into lines without ever holding one that is too long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final, Protocol, runtime_checkable

_CHUNK: Final = 64 * 1024


@runtime_checkable
class _HasReadline(Protocol):
    def readline(self, size: int, /) -> bytes: ...


def limited_lines(stream: BinaryIO | Iterable[bytes], limit: int) -> Iterator[bytes | None]:
    r"""Yield each line without its newline, or ``None`` for a line of more than ``limit`` bytes.

    >>> import io
    >>> list(limited_lines(io.BytesIO(b"one\nthree\ntwo"), limit=3))
    [b'one', None, b'two']
    """
    if not isinstance(stream, _HasReadline):
        for whole in stream:
            line = whole.removesuffix(b"\n")
            yield line if len(line) <= limit else None
        return
    while read := stream.readline(limit + 1):
        line = read.removesuffix(b"\n")
        if len(line) <= limit:
            yield line
            continue
        _skip_line(stream)
        yield None


def _skip_line(stream: _HasReadline) -> None:
    while read := stream.readline(_CHUNK):
        if read.endswith(b"\n"):
            return
