"""Reading dossiers from JSON: one document, values that were parsed already, or a file of lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import TextIOBase
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, TypeAlias

from obstetric_rules.arguments import expect, refused
from obstetric_rules.documents.text import other_encoding
from obstetric_rules.errors import DocumentError, DossierError, Problem
from obstetric_rules.facts.afwijking import Afwijking
from obstetric_rules.facts.dossier import MOST_FACTS, Dossier
from obstetric_rules.facts.json_lines import limited_lines
from obstetric_rules.facts.json_text import WHAT_IS_EXPECTED, json_type, parse_json
from obstetric_rules.facts.slot import NOT_SLOTS, HasSlots, Slot, slots_of
from obstetric_rules.facts.structuring import MOST_PROBLEMS, key_problems, structure
from obstetric_rules.facts.vocabulary import Vocabulary
from obstetric_rules.truth import UNKNOWN, Unknown

LARGEST_DOCUMENT: Final = 16 * 1024 * 1024
"""How many bytes (or characters) a dossier may take, whether it is a file or one line of one."""

LONGEST_FILE_NAME: Final = 4096

Source: TypeAlias = str | bytes | bytearray | memoryview | Path | IO[str] | IO[bytes]
"""Where a document is read from."""


def read_dossier(source: Source, protocol: HasSlots | Iterable[Slot]) -> Dossier:
    """Return the dossier that a JSON document describes, for a protocol (or for these slots).

    ``source`` is the text itself, its bytes, the :class:`~pathlib.Path` of a file, or an open file.
    A field that is absent or null is UNKNOWN, and so is a slot that is absent; null for a slot that
    may be empty says that there is none. Bytes are read as UTF-8, with or without a byte order
    mark.

    Raises:
        DocumentError: if the text is not a JSON object, is too large or is nested too deeply.
        DossierError: if the object does not describe a dossier; it lists every problem.
        ArgumentError: if the source is neither of those, or the other is no protocol.

    >>> from obstetric_rules.facts import Partner
    >>> partner = Slot(name="partner", fact_type=Partner, nullable=True, label="de partner",
    ...                label_en="the partner", question="Is er een partner?")
    >>> read_dossier('{"partner": {"koorts": true}}', [partner])["partner"].koorts
    True
    >>> read_dossier('{"partner": {"koorts": "ja"}}', [partner])
    Traceback (most recent call last):
    obstetric_rules.errors.DossierError: partner.koorts: expected true, false or null, got "ja"
    """
    known = slots_of(protocol).values()
    text = _text_of(source)
    if len(text) > LARGEST_DOCUMENT:
        raise DocumentError([Problem("", f"a document of at most {LARGEST_DOCUMENT:,} bytes")])
    if _looks_like_a_file_name(text):
        expected = "JSON, and this looks like the name of a file: give pathlib.Path(...) of it"
        raise DocumentError([Problem("", expected)])
    return structure_dossier(parse_json(text), known)


def _text_of(source: Source) -> str | bytes:
    kind = type(source)
    if issubclass(kind, bytearray | memoryview):
        return bytes(source)  # type: ignore[arg-type]
    if issubclass(kind, str | bytes):
        return source  # type: ignore[return-value]
    if issubclass(kind, Path):
        with source.open("rb") as file:  # type: ignore[union-attr]
            return file.read(LARGEST_DOCUMENT + 1)
    if not callable(getattr(source, "read", None)):
        raise refused("source", "JSON as text or bytes, a Path or an open file", source)
    read = source.read(LARGEST_DOCUMENT + 1)  # type: ignore[union-attr]
    expect("source.read()", read, str, bytes, expected="text or bytes")
    return read


def _looks_like_a_file_name(text: str | bytes) -> bool:
    return (
        isinstance(text, str)
        and len(text) <= LONGEST_FILE_NAME
        and text.endswith((".json", ".jsonl"))
        and "\n" not in text
    )


def structure_dossier(data: object, protocol: HasSlots | Iterable[Slot]) -> Dossier:
    """Return the dossier that parsed JSON describes, by the same rules as :func:`read_dossier`.

    Raises:
        DocumentError: if the data is not a dict.
        DossierError: if the dict does not describe a dossier; it lists every problem.

    >>> from obstetric_rules.facts import Partner
    >>> partner = Slot(name="partner", fact_type=Partner, nullable=True, label="de partner",
    ...                label_en="the partner", question="Is er een partner?")
    >>> structure_dossier({"ref": 7, "partner": None}, [partner])["partner"] is None
    True
    """
    if not isinstance(data, dict):
        raise DocumentError([Problem("", WHAT_IS_EXPECTED, json_type(data))])
    known = slots_of(protocol)
    problems = list(key_problems(data, "slot", [*known, *NOT_SLOTS]))
    facts = {
        name: _content(slot, data[name], problems) for name, slot in known.items() if name in data
    }
    afwijkingen = _afwijkingen(data.get("afwijkingen"), problems)
    dossier = None
    try:
        dossier = Dossier(ref=data.get("ref"), afwijkingen=afwijkingen, **facts)
    except DossierError as error:
        problems += error.problems
    if dossier is None or problems:
        raise DossierError(_listed(problems))
    return dossier.of_slots(known)


def read_dossier_lines(
    stream: BinaryIO | Iterable[bytes],
    protocol: HasSlots | Iterable[Slot],
    max_line: int = LARGEST_DOCUMENT,
) -> Iterator[tuple[int, Dossier | DossierError]]:
    """Yield the number of each line of a ``.jsonl`` file with its dossier, or with its error.

    An error is yielded, not raised: a bad line does not stop the others. Blank lines are counted
    and skipped. A line of more than ``max_line`` bytes is an error, and is never held as a whole
    when the stream has ``readline``. A file in UTF-16 gives one error.

    Raises :class:`~obstetric_rules.errors.ArgumentError` when it is no file that was opened for
    reading bytes, and no lines of bytes.

    >>> lines = [b'{"ref": "a"}', b"", b'{"ref": ']
    >>> for number, result in read_dossier_lines(lines, []):
    ...     print(number, result.ref if isinstance(result, Dossier) else result)
    1 a
    3 dossier: expected JSON (line 3, column 9: Expecting value)
    """
    known = tuple(slots_of(protocol).values())
    _expect_bytes(stream)
    return _lines(stream, known, max_line)


def _expect_bytes(stream: object) -> None:
    advice = 'Path("cases.jsonl").open("rb") opens one'
    expected = "a file that was opened for reading bytes"
    kind = type(stream)
    if issubclass(kind, (TextIOBase, str, bytes, Path, Mapping)) or not issubclass(kind, Iterable):
        raise refused("stream", expected, stream, advice)
    if isinstance(stream, Sequence) and any(not isinstance(line, bytes) for line in stream):
        raise refused("stream", expected, stream, advice)


def _lines(
    stream: BinaryIO | Iterable[bytes], known: tuple[Slot, ...], max_line: int
) -> Iterator[tuple[int, Dossier | DossierError]]:
    for number, line in enumerate(limited_lines(stream, max_line), start=1):
        if line is None:
            yield number, DocumentError([Problem("", f"a line of at most {max_line:,} bytes")])
        elif number == 1 and (expected := other_encoding(line)):
            # Every line would be refused for it.
            yield number, DocumentError([Problem("", expected)])
            return
        elif line and not line.isspace():
            yield number, _read_line(line, number, known)


def _read_line(line: bytes, number: int, slots: tuple[Slot, ...]) -> Dossier | DossierError:
    try:
        return structure_dossier(parse_json(line, first_line=number), slots)
    except DossierError as error:
        # The frames of a traceback would keep the whole line in memory, as long as the error.
        return error.with_traceback(None)


def _content(slot: Slot, value: Any, problems: list[Problem]) -> Any:
    if slot.many:
        return _facts(slot, value, problems)
    if value is None and slot.nullable:
        return None
    if isinstance(value, dict):
        fact = structure(value, slot.fact_type, slot.name, problems, slot.known)
        return UNKNOWN if fact is None else fact
    expected = (
        "an object, or null if there is none"
        if slot.nullable
        else f"an object (leave {slot.name} out if nothing is known of it)"
    )
    problems.append(Problem(slot.name, expected, json_type(value)))
    return UNKNOWN


def _facts(slot: Slot, values: Any, problems: list[Problem]) -> list[Any] | Unknown:
    if not isinstance(values, list):
        expected = f"a list of objects ([] if there are none; leave {slot.name} out if unknown)"
        problems.append(Problem(slot.name, expected, json_type(values)))
        return UNKNOWN
    if len(values) > MOST_FACTS:
        problems.append(Problem(slot.name, f"at most {MOST_FACTS:,} facts"))
        return UNKNOWN
    facts = _items(slot.name, slot.fact_type, values, problems, slot.known)
    return facts if len(facts) == len(values) else UNKNOWN


def _afwijkingen(values: Any, problems: list[Problem]) -> list[Afwijking]:
    if values is None:
        return []
    if not isinstance(values, list):
        expected = "a list of objects, or null if there are none"
        problems.append(Problem("afwijkingen", expected, json_type(values)))
        return []
    if len(values) > MOST_FACTS:
        problems.append(Problem("afwijkingen", f"at most {MOST_FACTS:,} of them"))
        return []
    return _items("afwijkingen", Afwijking, values, problems)


def _items(
    name: str,
    wanted: type[Any],
    values: list[Any],
    problems: list[Problem],
    known: tuple[tuple[str, Vocabulary], ...] = (),
) -> list[Any]:
    items: list[Any] = []
    for position, value in enumerate(values):
        item = structure(value, wanted, f"{name}[{position}]", problems, known)
        if item is not None:
            items.append(item)
        if len(problems) > MOST_PROBLEMS:
            break
    return items


def _listed(problems: list[Problem]) -> list[Problem]:
    if len(problems) <= MOST_PROBLEMS:
        return problems
    rest = Problem("", f"fewer problems (only the first {MOST_PROBLEMS:,} are listed)")
    return [*problems[:MOST_PROBLEMS], rest]
