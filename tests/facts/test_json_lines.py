"""Splitting a stream into lines."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obstetric_rules.facts import json_lines
from obstetric_rules.facts.json_lines import limited_lines

LINES = st.lists(
    st.binary(max_size=12).map(lambda line: line.replace(b"\n", b"x").replace(b"\r", b"y"))
)


class Generated(io.RawIOBase):
    """A file that would be large: its bytes are made when they are asked for."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self.parts = parts
        self.rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self.rest = self.rest or next(self.parts, b"")
        taken, self.rest = self.rest[: len(buffer)], self.rest[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


class Counted(io.BytesIO):
    """A file that remembers how much was asked for at a time."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.asked: list[int] = []

    def readline(self, size: int | None = -1, /) -> bytes:
        self.asked.append(-1 if size is None else size)
        return super().readline(size)


@given(LINES, st.booleans())
def test_a_stream_and_a_list_of_lines_read_the_same(lines: list[bytes], ends: bool) -> None:
    """Lines within the limit come out as they went in, with or without a last newline."""
    text = b"\n".join(lines) + (b"\n" if ends and lines else b"")
    expected = text.split(b"\n")[:-1] if text.endswith(b"\n") else text.split(b"\n")
    expected = expected if text else []

    assert list(limited_lines(io.BytesIO(text), limit=12)) == expected
    assert list(limited_lines(text.splitlines(keepends=True), limit=99)) != [None]
    assert list(limited_lines([line + b"\n" for line in lines], limit=12)) == lines
    assert list(limited_lines(iter(lines), limit=12)) == lines


@given(LINES, st.sampled_from([b"\n", b"\r\n", b"\r"]), st.integers(1, 9))
def test_every_kind_of_line_end_ends_a_line(lines: list[bytes], end: bytes, chunk: int) -> None:
    """Files of old and new spreadsheets have the same lines, also where a chunk ends in one."""
    text = b"".join(line + end for line in lines)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(json_lines, "_CHUNK", chunk)

        assert list(limited_lines(io.BytesIO(text), limit=12)) == lines
    assert list(limited_lines([line + end for line in lines], limit=12)) == lines


@pytest.mark.parametrize("size", [4, 5, 9, 70_000, 200_000])
@pytest.mark.parametrize("last", [False, True])
def test_a_line_that_is_too_long_costs_only_itself(size: int, last: bool) -> None:
    """The lines around a line over the limit are read, and keep their place."""
    text = b"abc\n" + b"x" * size + (b"" if last else b"\n\nde")
    after = [] if last else [b"", b"de"]

    assert list(limited_lines(io.BytesIO(text), limit=3)) == [b"abc", None, *after]
    assert list(limited_lines(text.split(b"\n"), limit=3)) == [b"abc", None, *after]


def test_no_more_than_the_limit_is_asked_for_at_a_time() -> None:
    """A line of any length is never asked for as a whole."""
    stream = Counted(b"x" * 1_000_000 + b"\nabc")

    assert list(limited_lines(stream, limit=100)) == [None, b"abc"]
    assert set(stream.asked) == {64 * 1024}


def test_memory_does_not_grow_with_the_length_of_a_line() -> None:
    """A line of 64 MB is passed over with the memory of a small one."""
    block = b"x" * 65_536
    stream = io.BufferedReader(Generated(iter([*[block] * 1_000, b"\nabc\n"])))
    tracemalloc.start()
    try:
        lines = list(limited_lines(stream, limit=1_000))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert lines == [None, b"abc"]
    assert peak < 1_000_000


def test_lines_are_read_one_at_a_time() -> None:
    """The first line is there before the second has arrived."""

    def arriving() -> Iterator[bytes]:
        yield b"first\n"
        raise AssertionError("the second line was asked for too early")

    assert next(limited_lines(arriving(), limit=9)) == b"first"
    assert next(limited_lines(io.BufferedReader(Generated(arriving()), 6), limit=9)) == b"first"
