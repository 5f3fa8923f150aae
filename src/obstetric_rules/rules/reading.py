"""Reading rulesets back from the plain data that :mod:`obstetric_rules.rules.exchange` writes.

A file with rulesets may be a stranger's. Nothing is made of a part before it is known to be of the
type that it should be, and no class before each of its names is known to be a plain name.
"""

from __future__ import annotations

import json
import keyword
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from obstetric_rules import facts
from obstetric_rules.arguments import expect, items, refused
from obstetric_rules.errors import DocumentError, RulesetFileError
from obstetric_rules.expressions.typed_data import parts_of, read_as
from obstetric_rules.facts import LARGEST_DOCUMENT, Slot, kinds_of
from obstetric_rules.facts.fact import is_fact_type, made_fact_type, shown
from obstetric_rules.facts.json_text import ObjectWithRepeatedKeys, json_type, parse_json
from obstetric_rules.facts.kinds import Kind
from obstetric_rules.rules.exchange import ruleset_to_data
from obstetric_rules.rules.ruleset import Ruleset

FORM: Final = "obstetric-rules/rulesets/1"
"""Names the form of a file with rulesets."""

DEEPEST_RULESET: Final = 100
"""How many lists and objects may stand inside each other in a file with rulesets."""

_OWN_FACT_TYPES: Final = tuple(found for found in vars(facts).values() if is_fact_type(found))


def rulesets_to_text(rulesets: Iterable[Ruleset]) -> str:
    """Return rulesets as the text of a file."""
    given = items("rulesets", rulesets, "a list of Ruleset")
    for position, ruleset in enumerate(given):
        expect(f"rulesets[{position}]", ruleset, Ruleset, expected="a Ruleset")
    data = {"form": FORM, "rulesets": [ruleset_to_data(ruleset) for ruleset in given]}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def rulesets_from_text(text: str | bytes, fact_types: Iterable[type] = ()) -> tuple[Ruleset, ...]:
    """Return the rulesets of a file that :func:`rulesets_to_text` wrote.

    Fact types of this library, and the ``fact_types`` that are given, are read as they are; others
    are made anew. Raises :class:`~obstetric_rules.errors.RulesetFileError` when the text is no such
    file, and :class:`~obstetric_rules.errors.RulesetError` when what it says is broken.

    >>> from obstetric_rules.plugins.groningen import groningen
    >>> from obstetric_rules.rules.exchange import content_hash
    >>> (again,) = rulesets_from_text(rulesets_to_text([groningen]))
    >>> content_hash([again]) == content_hash([groningen])
    True
    """
    expect("text", text, str, bytes, expected="the text of a file, or its bytes")
    types = items("fact_types", fact_types, "a list of fact types")
    for position, fact_type in enumerate(types):
        if not is_fact_type(fact_type):
            raise refused(f"fact_types[{position}]", "a fact type", fact_type)
    data = _parsed(text)
    form = data.get("form") if isinstance(data, dict) else None
    if form != FORM:
        raise RulesetFileError(
            f"expected rulesets in the form {FORM}, as `obstetric-rules export` writes them"
        )
    for place in _repeated(data, ""):
        raise RulesetFileError(
            f"{shown(place[1:], most=200)}: expected one value (this key is there more than once)"
        )
    rulesets = data.get("rulesets")
    if not isinstance(rulesets, list) or len(data) > 2:
        raise RulesetFileError(f"expected a list of rulesets, got {json_type(rulesets)}")
    reader = _Reader(types)
    return tuple(
        reader.ruleset(item, f"rulesets[{position}]") for position, item in enumerate(rulesets)
    )


def _parsed(text: str | bytes) -> Any:
    if len(text) > LARGEST_DOCUMENT:
        raise RulesetFileError(f"expected a file of at most {LARGEST_DOCUMENT:,} bytes")
    try:
        return parse_json(text, deepest=DEEPEST_RULESET, expected="rulesets as JSON")
    except DocumentError as error:
        (problem,) = error.problems
    got = "" if problem.got is None else f", got {problem.got}"
    raise RulesetFileError(f"expected {problem.expected}{got}")


def _repeated(data: Any, where: str) -> Iterator[str]:
    """Yield the places of keys that stand twice in one object."""
    if isinstance(data, ObjectWithRepeatedKeys):
        yield from (f"{where}.{key}" for key in data.repeated)
    if isinstance(data, dict):
        for key, part in data.items():
            yield from _repeated(part, f"{where}.{key}")
    elif isinstance(data, list):
        for position, part in enumerate(data):
            yield from _repeated(part, f"{where}[{position}]")


class _Reader:
    def __init__(self, fact_types: Iterable[type]) -> None:
        self._known: tuple[type, ...] = (*fact_types, *_OWN_FACT_TYPES)

    def ruleset(self, data: Any, where: str) -> Ruleset:
        if not isinstance(data, dict):
            raise RulesetFileError(f"{where}: expected a ruleset, got {json_type(data)}")
        parts = parts_of(Ruleset, data, where, {Slot: self._slot})
        return Ruleset(**parts)

    def _slot(self, data: Mapping[str, Any], where: str) -> Slot:
        if "known" in data:
            raise RulesetFileError(f"{where}: expected no known values: rulesets say them")
        rest = {name: part for name, part in data.items() if name not in ("fact_type", "fields")}
        found = self._fact_type(data.get("fact_type"), data.get("fields"), where)
        parts = parts_of(Slot, {**rest, "fact_type": found}, where, {})
        return Slot(**parts)

    def _fact_type(self, name: Any, fields: Any, where: str) -> type:
        kinds: dict[str, Kind] = read_as(Mapping[str, Kind], fields, f"{where}.fields")
        for one in (name, *kinds):
            if not _is_plain_name(one):
                raise RulesetFileError(
                    f"{where}: expected names of letters, digits and underscores that Python does "
                    "not use itself, for the fact type and its fields"
                )
        for known in self._known:
            if known.__name__ == name and dict(kinds_of(known)) == kinds:
                return known
        # Slots of several rulesets may hold facts of one type.
        return made_fact_type(name, kinds)


def _is_plain_name(name: Any) -> bool:
    """Return whether a name can be that of a class or field, and can mean nothing else to Python.

    attrs writes the names of fields into source text that it runs.
    """
    return (
        isinstance(name, str)
        and name.isidentifier()
        and not keyword.iskeyword(name)
        and not name.startswith("_")
        and name != "self"
        and unicodedata.normalize("NFKC", name) == name
    )
