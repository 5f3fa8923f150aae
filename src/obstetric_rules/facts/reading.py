"""Reading dossiers from JSON: one document, values that were parsed already, or a file of lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final

from obstetric_rules.documents.text import other_encoding
from obstetric_rules.errors import DocumentError, DossierError, Problem
from obstetric_rules.facts.afwijking import Afwijking
from obstetric_rules.facts.dossier import Dossier
from obstetric_rules.facts.json_lines import limited_lines
from obstetric_rules.facts.json_text import WHAT_IS_EXPECTED, json_type, parse_json
from obstetric_rules.facts.slot import NOT_SLOTS, Slot
from obstetric_rules.facts.structuring import MOST_PROBLEMS, key_problems, structure
from obstetric_rules.facts.vocabulary import Vocabulary
from obstetric_rules.truth import UNKNOWN, Unknown

LARGEST_DOCUMENT: Final = 16 * 1024 * 1024
"""How many bytes (or characters) a dossier may take, whether it is a file or one line of one."""


def read_dossier(text: str | bytes, slots: Iterable[Slot]) -> Dossier:
    """Return the dossier that a JSON text describes.

    A field that is absent or null is UNKNOWN, and so is a slot that is absent; null for a slot that
    may be empty says that there is none. Bytes are read as UTF-8, with or without a byte order
    mark.

    Raises:
        DocumentError: if the text is not a JSON object, is too large or is nested too deeply.
        DossierError: if the object does not describe a dossier; it lists every problem.

    >>> from obstetric_rules.facts import Partner
    >>> partner = Slot(name="partner", fact_type=Partner, nullable=True, label="de partner",
    ...                label_en="the partner", question="Is er een partner?")
    >>> read_dossier('{"partner": {"koorts": true}}', [partner])["partner"].koorts
    True
    >>> read_dossier('{"partner": {"koorts": "ja"}}', [partner])
    Traceback (most recent call last):
    obstetric_rules.errors.DossierError: partner.koorts: expected true, false or null, got "ja"
    """
    if len(text) > LARGEST_DOCUMENT:
        raise DocumentError([Problem("", f"a document of at most {LARGEST_DOCUMENT:,} bytes")])
    return structure_dossier(parse_json(text), slots)


def structure_dossier(data: object, slots: Iterable[Slot]) -> Dossier:
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
    known = {slot.name: slot for slot in slots}
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
    return dossier


def read_dossier_lines(
    stream: BinaryIO | Iterable[bytes],
    slots: Iterable[Slot],
    max_line: int = LARGEST_DOCUMENT,
) -> Iterator[tuple[int, Dossier | DossierError]]:
    """Yield the number of each line of a ``.jsonl`` file with its dossier, or with its error.

    An error is yielded, not raised: a bad line does not stop the others. Blank lines are counted
    and skipped. A line of more than ``max_line`` bytes is an error, and is never held as a whole
    when the stream has ``readline``. A file in UTF-16 gives one error.

    >>> lines = [b'{"ref": "a"}', b"", b'{"ref": ']
    >>> for number, result in read_dossier_lines(lines, []):
    ...     print(number, result.ref if isinstance(result, Dossier) else result)
    1 a
    3 dossier: expected JSON (line 3, column 9: Expecting value)
    """
    known = tuple(slots)
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
    facts = _items(slot.name, slot.fact_type, values, problems, slot.known)
    return facts if len(facts) == len(values) else UNKNOWN


def _afwijkingen(values: Any, problems: list[Problem]) -> list[Afwijking]:
    if values is None:
        return []
    if not isinstance(values, list):
        expected = "a list of objects, or null if there are none"
        problems.append(Problem("afwijkingen", expected, json_type(values)))
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
