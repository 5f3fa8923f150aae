"""From JSON values to facts: one cattrs hook per kind of field, every problem at its path."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache, partial
from itertools import islice
from typing import Any, Final, TypeVar

import attrs
from cattrs import ClassValidationError, Converter
from cattrs.gen import make_dict_structure_fn, override

from obstetric_rules.errors import FactError, Problem, nearest_name
from obstetric_rules.facts.afwijking import Afwijking
from obstetric_rules.facts.fact import (
    is_fact_type,
    kinds_of,
    not_permitted,
    not_permitted_text,
    shown,
    shown_apart,
)
from obstetric_rules.facts.json_text import ObjectWithRepeatedKeys, json_type
from obstetric_rules.facts.kinds import (
    LONGEST_NUMBER,
    MOST_TEXTS,
    Kind,
    TextSet,
    has_half_characters,
    is_number,
    is_text,
)
from obstetric_rules.facts.slot import kinds_with
from obstetric_rules.facts.vocabulary import Vocabulary
from obstetric_rules.truth import UNKNOWN

MOST_PROBLEMS: Final = 1000
"""So many problems are listed; a document with more of them is not the JSON of a dossier at all."""

T = TypeVar("T")


def structure(
    data: Any,
    wanted: type[T],
    path: str,
    problems: list[Problem],
    known: tuple[tuple[str, Vocabulary], ...] = (),
) -> T | None:
    """Return a fact or an Afwijking; or ``None``, having added to ``problems`` what is wrong.

    ``known`` has the vocabularies of fields of which more is known than the fact type knows.

    >>> from obstetric_rules.facts import Partner
    >>> problems = []
    >>> structure({"koorts": "ja", "hoest": True}, Partner, "partner", problems)
    >>> for problem in problems:
    ...     print(problem)
    partner.hoest: expected a known field (did you mean "hoesten"?)
    partner.koorts: expected true, false or null, got "ja"
    """
    try:
        if known:
            fact_type: type = wanted
            told: T = _hook_with(fact_type, known)(data, wanted)
            return told
        return _CONVERTER.structure(data, wanted)
    except FactError as error:
        problems.extend(_below(path, error.problems))
    return None


def key_problems(data: dict[str, Any], what: str, known: Collection[str]) -> Iterator[Problem]:
    """Yield a problem for each key that stands there twice or is not known, at most so many.

    >>> [str(problem) for problem in key_problems({"partnr": {}}, "slot", ["client", "partner"])]
    ['partnr: expected a known slot (did you mean "partner"?)']
    """
    repeated = data.repeated if isinstance(data, ObjectWithRepeatedKeys) else {}
    for key, count in islice(repeated.items(), MOST_PROBLEMS):
        yield Problem(_shown_key(key), f"one value (this key is there {count} times)")
    unknown = [str(key) for key in islice((key for key in data if key not in known), MOST_PROBLEMS)]
    for key, name in zip(unknown, shown_apart(unknown), strict=True):
        yield Problem(name or '""', f"a known {what} ({_hint(key, known)})")


def _hint(key: str, known: Collection[str]) -> str:
    near = nearest_name(shown(key), known)
    return f'did you mean "{near}"?' if near else f"one of {', '.join(known)}"


def _shown_key(key: Any) -> str:
    return shown(str(key)) or '""'


def _below(path: str, problems: Collection[Problem]) -> Iterator[Problem]:
    for problem in problems:
        dot = "." if path and problem.path and not problem.path.startswith("[") else ""
        yield attrs.evolve(problem, path=f"{path}{dot}{problem.path}")


Hook = Callable[[Any, Any], Any]


def _object_hook(wanted: type[T], converter: Converter, hooks: Mapping[str, Hook]) -> Hook:
    overrides = {name: override(struct_hook=hook) for name, hook in hooks.items()}
    from_fields = make_dict_structure_fn(
        wanted,
        converter,
        _cattrs_detailed_validation=True,
        **overrides,  # type: ignore[arg-type]  # the keywords after the named ones are fields
    )

    def structure_object(data: Any, _: Any) -> T:
        if not isinstance(data, dict):
            raise FactError([Problem("", "an object", json_type(data))])
        problems = list(key_problems(data, "field", hooks))
        result = None
        try:
            # A field that is absent reads as one that is null.
            result = from_fields({name: data.get(name) for name in hooks}, wanted)
        except ClassValidationError as error:
            problems += _field_problems(error)
        if result is None or problems:
            raise FactError(problems)
        return result

    return structure_object


def _field_problems(error: ClassValidationError) -> Iterator[Problem]:
    of_fields, of_the_whole = error.group_exceptions()
    for found, name in [
        *((found, str(note.name)) for found, note in of_fields),
        *((found, "") for found in of_the_whole),
    ]:
        if not isinstance(found, FactError):  # a mistake in the class, not in the document
            raise found
        yield from _below(name, found.problems)


def _field_value(kind: Kind, value: Any, _: Any) -> Any:
    if value is None:
        return UNKNOWN
    if isinstance(kind, TextSet) and isinstance(value, list):
        return _set_of_texts(kind.vocabulary, value)
    if kind.permits(value):
        return value
    raise FactError([_refused(kind, value)])


def _refused(kind: Kind, value: Any) -> Problem:
    if kind.closed:
        return not_permitted("", kind, value)
    if isinstance(value, str) and has_half_characters(value):
        return _half_characters(value)
    is_numeric = isinstance(value, int | float) and not isinstance(value, bool)
    if is_numeric and not is_number(value):
        return Problem("", f"a finite number of at most {LONGEST_NUMBER} digits, or null")
    return not_permitted("", kind, value)


def _half_characters(text: str) -> Problem:
    return Problem("", "a text of whole characters (it holds a surrogate without its other half)")


def _set_of_texts(vocabulary: Vocabulary, values: list[Any]) -> frozenset[str]:
    if len(values) > MOST_TEXTS:
        raise FactError([Problem("", f"at most {MOST_TEXTS:,} texts")])
    problems = list(islice(_set_problems(vocabulary, values), MOST_PROBLEMS))
    if problems:
        raise FactError(problems)
    return frozenset(values)


def _set_problems(vocabulary: Vocabulary, values: list[Any]) -> Iterator[Problem]:
    seen: set[str] = set()
    for position, value in enumerate(values):
        if isinstance(value, str) and has_half_characters(value):
            yield from _below(f"[{position}]", [_half_characters(value)])
        elif not is_text(value):
            yield Problem(f"[{position}]", "a text that is not empty")
        elif value in seen:
            yield Problem(f"[{position}]", "a text that does not stand earlier in the list")
        elif not vocabulary.permits(value):
            yield not_permitted_text(f"[{position}]", vocabulary, value)
        else:
            seen.add(value)


def _required_text(value: Any, _: Any) -> str:
    if isinstance(value, str) and has_half_characters(value):
        raise FactError([_half_characters(value)])
    if not is_text(value) or not value.strip():
        raise FactError([Problem("", "a text that is not empty")])
    return str(value)


def _optional_text(value: Any, _: Any) -> str | None:
    return None if value is None else _required_text(value, _)


_AFWIJKING_HOOKS: Final[dict[str, Hook]] = {
    "regel": _required_text,
    "reden": _required_text,
    "rol": _required_text,
    "onderwerp": _optional_text,
}

_CONVERTER: Final = Converter()


@_CONVERTER.register_structure_hook_factory(is_fact_type)
def _fact_hook(fact_type: type, converter: Converter) -> Hook:
    return _hook_of_kinds(fact_type, kinds_of(fact_type), converter)


@cache
def _hook_with(fact_type: type, known: tuple[tuple[str, Vocabulary], ...]) -> Hook:
    return _hook_of_kinds(fact_type, kinds_with(fact_type, known), _CONVERTER)


def _hook_of_kinds(fact_type: type, kinds: Mapping[str, Kind], converter: Converter) -> Hook:
    hooks = {name: partial(_field_value, kind) for name, kind in kinds.items()}
    return _object_hook(fact_type, converter, hooks)


@_CONVERTER.register_structure_hook_factory(lambda wanted: wanted is Afwijking)
def _afwijking_hook(_: type, converter: Converter) -> Hook:
    return _object_hook(Afwijking, converter, _AFWIJKING_HOOKS)
