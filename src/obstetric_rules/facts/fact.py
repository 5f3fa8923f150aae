"""What makes a class a fact, and what is known of its fields."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType, UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Self,
    TypeVar,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)
from weakref import WeakValueDictionary

import attrs

from obstetric_rules.arguments import described, expect
from obstetric_rules.errors import FactError, Problem
from obstetric_rules.facts.kinds import (
    MOST_TEXTS,
    Choice,
    DecimalNumber,
    Kind,
    Text,
    TextSet,
    WholeNumber,
    YesNo,
    has_too_many_texts,
    is_number,
    is_text,
    nearest_value,
)
from obstetric_rules.facts.vocabulary import Vocabulary
from obstetric_rules.truth import UNKNOWN, Unknown

_KIND = "obstetric_rules.kind"

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def fact(cls: type[T]) -> type[T]:
    """Turn a class into a frozen fact whose fields are UNKNOWN until told.

    Every field is annotated with its type and its kind, and defaults to UNKNOWN. A value that the
    kind does not permit raises :class:`~obstetric_rules.errors.FactError`.

    >>> from obstetric_rules.facts import UNKNOWN, Unknown, YesNo
    >>> from typing import Annotated
    >>> @fact
    ... class Kraamkamer:
    ...     bad: Annotated[bool | Unknown, YesNo(label="bad", label_en="bath")] = UNKNOWN
    >>> Kraamkamer(bad=True)
    Kraamkamer(bad=…)
    >>> Kraamkamer(bad="ja")
    Traceback (most recent call last):
    obstetric_rules.errors.FactError: Kraamkamer.bad: expected True, False or UNKNOWN, got "ja"

    Facts never stand in the ``repr``, which ends up in logs; it tells which fields are known. A
    fact is also built from a row of a database or a data frame, as ``Kraamkamer.of(row)``: see
    :meth:`FromRow.of`.
    """
    expect("cls", cls, type, expected="a class")
    if not hasattr(cls, "of"):
        cls.of = FromRow.__dict__["of"]  # type: ignore[attr-defined]
    if "__repr__" not in vars(cls):
        cls.__repr__ = _short_repr  # type: ignore[method-assign]
    return attrs.frozen(kw_only=True, field_transformer=_with_kinds, repr=False)(cls)


class FromRow:
    """What every fact can do; a class may name it as its base so that type checkers know of it."""

    __slots__ = ()

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Return the fact that a row of a database, a data frame or a model describes.

        What is missing there is UNKNOWN: ``None``, NaN, and what NumPy and pandas have for it.
        Their booleans, numbers and texts are taken for Python's own. A column that is left out is
        UNKNOWN; one that is no field of the fact is a mistake.

        Raises :class:`~obstetric_rules.errors.FactError` with all problems, and
        :class:`~obstetric_rules.errors.ArgumentError` for what is no row.

        >>> from obstetric_rules.facts import Client
        >>> client = Client.of({"koorts": True, "hoesten": None, "lijn": "eerste"})
        >>> client.koorts, client.hoesten, client.lijn
        (True, UNKNOWN, 'eerste')
        """
        kinds = kinds_of(cls)
        # Imported here: most facts are made from no row.
        from obstetric_rules.facts.rows import fields_of, plain, unknown_fields

        fields = fields_of(row)
        problems = list(unknown_fields(cls.__name__, fields, kinds))
        known = {name: plain(fields[name], kind) for name, kind in kinds.items() if name in fields}
        try:
            made = cls(**known)
        except FactError as error:
            raise FactError([*problems, *error.problems]) from None
        if problems:
            raise FactError(problems)
        return made


def _short_repr(self: object) -> str:
    names = kinds_of(type(self))
    known = [f"{name}=…" for name in names if getattr(self, name) is not UNKNOWN]
    return f"{type(self).__name__}({', '.join(known)})"


_made: WeakValueDictionary[str, type] = WeakValueDictionary()


def made_fact_type(name: str, kinds: Mapping[str, Kind]) -> type:
    """Return the fact type of this name with these fields, made from what a file says of it.

    The same description gives the same type, as long as somebody has it; so its facts can be
    pickled, though no module holds the class.

    >>> from obstetric_rules.facts import YesNo
    >>> kinds = {"bad": YesNo(label="bad", label_en="bath")}
    >>> made_fact_type("Kraamkamer", kinds) is made_fact_type("Kraamkamer", dict(kinds))
    True
    """
    key = f"{name} {dict(kinds)!r}"
    found = _made.get(key)
    if found is None:
        body: dict[str, Any] = {
            "__annotations__": {field: Annotated[Any, kind] for field, kind in kinds.items()},
            **dict.fromkeys(kinds, UNKNOWN),
            "__reduce__": _reduce_made,
            DESCRIPTION: (name, dict(kinds)),
        }
        # Of two threads that make one at the same time, both use the first.
        found = _made.setdefault(key, fact(type(name, (), body)))
    return found


DESCRIPTION: Final = "__made_from__"
"""The attribute of a fact type that was made from a description: its name and its fields."""


def _reduce_made(self: object) -> tuple[Any, ...]:
    values = {name: getattr(self, name) for name in kinds_of(type(self))}
    return _make, (*getattr(self, DESCRIPTION), values)


def _make(name: str, kinds: Mapping[str, Kind], values: Mapping[str, Any]) -> object:
    return made_fact_type(name, kinds)(**values)


def replace(original: T, /, **fields: Any) -> T:
    """Return a copy of a fact in which these fields are different; it is checked like a new one.

    >>> from obstetric_rules.facts import Partner
    >>> replace(Partner(koorts=True), koorts=UNKNOWN) == Partner()
    True
    """
    changed: Any = original
    copy: T = attrs.evolve(changed, **fields)
    return copy


def kinds_of(fact_type: type) -> Mapping[str, Kind]:
    """Return the kind of each field of a fact type, in the order of declaration.

    >>> from obstetric_rules.facts import Partner
    >>> list(kinds_of(Partner))
    ['hoesten', 'dyspnoe', 'keelpijn', 'koorts']
    """
    return _kinds_of(fact_type)


@cache
def _kinds_of(fact_type: type) -> Mapping[str, Kind]:
    fields = attrs.fields(fact_type)
    return MappingProxyType({field.name: field.metadata[_KIND] for field in fields})


def is_fact_type(candidate: Any) -> bool:
    """Return whether a class was made with :func:`fact`."""
    return isinstance(candidate, type) and _is_fact_class(candidate)


@cache
def _is_fact_class(candidate: type) -> bool:
    return attrs.has(candidate) and all(
        _KIND in field.metadata for field in attrs.fields(candidate)
    )


def _with_kinds(cls: type, fields: list["attrs.Attribute[Any]"]) -> list["attrs.Attribute[Any]"]:
    hints = {field.name: field.type for field in fields}
    if any(isinstance(hint, str) for hint in hints.values()):
        hints = _hints(cls)
    with_kinds = [_with_kind(cls, field, hints[field.name]) for field in fields]
    # attrs runs validators once every field is set, so one of them can report all problems at once.
    return [field.evolve(validator=_validate) for field in with_kinds[:1]] + with_kinds[1:]


def _hints(cls: type) -> dict[str, Any]:
    try:
        return get_type_hints(cls, include_extras=True)
    except NameError as error:
        raise TypeError(
            f"{cls.__name__}: the annotations speak of {error.name}, which is not a name of its "
            "module. With `from __future__ import annotations`, what a fact is annotated with has "
            "to be defined at the top of the module, and not inside a function: define it there, "
            "or leave that import out."
        ) from error


def _with_kind(cls: type, field: "attrs.Attribute[Any]", hint: Any) -> "attrs.Attribute[Any]":
    kind = next((part for part in get_args(hint)[1:] if isinstance(part, Kind)), None)
    if get_origin(hint) is not Annotated or kind is None:
        raise TypeError(
            f"{cls.__name__}.{field.name} has no kind. "
            "Annotate it as Annotated[bool | Unknown, YesNo(...)] or with another kind of field."
        )
    types = _TYPES[type(kind)]
    found = [one for one in _alternatives(get_args(hint)[0]) if one is not Unknown]
    if not set(found) <= types:
        name = type(kind).__name__
        raise TypeError(
            f"{cls.__name__}.{field.name} is annotated with a type that is not that of a {name}. "
            f"Annotate it as Annotated[{_NAMES[type(kind)]} | Unknown, {name}(...)]."
        )
    if field.default is not UNKNOWN:
        raise TypeError(
            f"{cls.__name__}.{field.name} must default to UNKNOWN: what nobody told is not known."
        )
    return field.evolve(
        type=hint,
        metadata={_KIND: kind},
        validator=None,
        converter=frozen_texts if isinstance(kind, TextSet) else None,
    )


def _alternatives(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


_NAMES: Final[Mapping[type, str]] = {
    YesNo: "bool",
    Choice: "str",
    Text: "str",
    TextSet: "frozenset[str]",
    WholeNumber: "int",
    DecimalNumber: "float",
}
"""The type of what a field of each kind holds, as it is written."""

_TYPES: Final[Mapping[type, frozenset[Any]]] = {
    YesNo: frozenset({bool, Any}),
    Choice: frozenset({str, Any}),
    Text: frozenset({str, Any}),
    TextSet: frozenset({frozenset[str], frozenset, Any}),
    WholeNumber: frozenset({int, Any}),
    DecimalNumber: frozenset({float, int, Any}),
}
"""What a field of each kind can be annotated with."""


def frozen_texts(value: Any) -> Any:
    """Return texts as the set that a field keeps, and anything else as it is.

    >>> frozen_texts(["koorts"]), frozen_texts([{}])
    (frozenset({'koorts'}), [{}])
    """
    if isinstance(value, set | list | tuple) and all(isinstance(item, str) for item in value):
        return frozenset(value)
    return value


def _validate(instance: object, first: "attrs.Attribute[Any]", value: Any) -> None:
    fact_type = type(instance)
    problems = []
    for name, kind in kinds_of(fact_type).items():
        value = getattr(instance, name)
        if value is not UNKNOWN and not kind.permits(value):
            problems.append(refused_value(f"{fact_type.__name__}.{name}", kind, value))
    if problems:
        raise FactError(problems)


def refused_value(path: str, kind: Kind, value: Any) -> Problem:
    """Return what is wrong with a value, in the words of Python: it was given by a program."""
    if has_too_many_texts(value):
        return Problem(path, f"at most {MOST_TEXTS:,} texts")
    expected = _python_words(kind.expected)
    if value is None:
        return Problem(path, expected, f"None; write UNKNOWN, or {path.partition('.')[0]}.of(row)")
    if isinstance(value, str | frozenset):
        problem = not_permitted(path, kind, value)
        return Problem(path, _python_words(problem.expected), problem.got)
    if kind.closed and isinstance(value, bool | int | float):
        return Problem(path, expected, _python_words(quoted(value)))
    if kind.closed or not isinstance(value, int | float | list | tuple | set):
        return Problem(path, expected, described(value))
    return Problem(path, expected)


_QUOTED_OR_WORD: Final = re.compile(r'"[^"]*"|true|false|null')
_WORDS_OF_JSON: Final = {"true": "True", "false": "False", "null": "UNKNOWN"}


def _in_python(found: "re.Match[str]") -> str:
    return _WORDS_OF_JSON.get(found[0], found[0])


def _python_words(text: str) -> str:
    return _QUOTED_OR_WORD.sub(_in_python, text)


def not_permitted(path: str, kind: Kind, value: Any) -> Problem:
    """Return the problem that a kind does not permit a value, with the known ones it is like.

    >>> from obstetric_rules.facts import Text, Vocabulary
    >>> kind = Text(label="de kleur", label_en="colour",
    ...             vocabulary=Vocabulary(values={"rood": "rood", "blauw": "blauw"}, closed=True))
    >>> print(not_permitted("kamer.kleur", kind, "Rood"))
    kamer.kleur: expected "rood", "blauw" or null (did you mean "rood"?), got "Rood"

    What an open vocabulary takes is no answer to a known value that is written otherwise:

    >>> kind = Text(label="de kleur", label_en="colour", vocabulary=Vocabulary(values={"rood": ""}))
    >>> print(not_permitted("kamer.kleur", kind, "Rood"))
    kamer.kleur: expected a known value to the letter (did you mean "rood"?)
    """
    texts = sorted(filter(is_text, value)) if isinstance(value, frozenset) else [value]
    strange = [text for text in texts if not _is_one_of(kind, text)]
    near = dict.fromkeys(filter(None, (nearest_value(kind, text) for text in strange)))
    got = quoted(strange[0]) if kind.closed and strange else None
    slips = [text for text in strange if _is_slip(kind, text)]
    expected = _TO_THE_LETTER if slips and slips == strange else kind.expected
    return Problem(path, f"{expected}{_hint(near)}", got)


def not_permitted_text(path: str, vocabulary: Vocabulary, text: str) -> Problem:
    """Return the problem that a vocabulary does not permit a text, with the known one it is like.

    >>> from obstetric_rules.facts import Form, Vocabulary
    >>> print(not_permitted_text("praktijk.vsvs[0]", Vocabulary(form=Form.TRIMMED), "vsv "))
    praktijk.vsvs[0]: expected a text that is not empty, without white space around
    """
    near = vocabulary.nearest(text)
    hint = _hint([] if near is None else [near])
    got = quoted(text) if vocabulary.closed else None
    expected = _TO_THE_LETTER if vocabulary.is_slip(text) else vocabulary.expected
    return Problem(path, f"{expected}{hint}", got)


_TO_THE_LETTER: Final = "a known value to the letter"


def _is_slip(kind: Kind, text: Any) -> bool:
    return isinstance(kind, Text | TextSet) and is_text(text) and kind.vocabulary.is_slip(text)


def _is_one_of(kind: Kind, text: Any) -> bool:
    return isinstance(kind, TextSet) and is_text(text) and kind.vocabulary.permits(text)


def _hint(near: Iterable[str]) -> str:
    named = " and ".join(map(quoted, near))
    return f" (did you mean {named}?)" if named else ""


def quoted(value: Any) -> str:
    """Return a rejected value of a closed vocabulary as it is shown in a message.

    Long values are cut and what cannot be printed is escaped, so that a message stays one line.

    >>> quoted("ja"), quoted(None), quoted([1, 2])
    ('"ja"', 'null', 'a list')
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{shown(value)}"'
    if is_number(value):
        return f"{value!r}"[:40]
    if isinstance(value, int | float):
        return "a number that is too large" if value == value else "NaN"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, dict):
        return "an object"
    return f"a {type(value).__name__}"


def shown(text: str, most: int = 40) -> str:
    r"""Return text from outside as it is shown in a message: one line, printable, not too long.

    >>> shown("a\nb"), shown("k" * 50) == "k" * 40 + "…"
    ('a\\nb', True)
    """
    cut = text if len(text) <= most else f"{text[:most]}…"
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in cut
    )


def shown_apart(texts: Sequence[str]) -> list[str]:
    """Return texts from outside as they are shown beside each other: no two of them alike.

    Texts of which the beginnings are alike are cut in the middle; if that does not help each gets
    its place in the list.

    >>> shown_apart(["v1", "v2"]), shown_apart(["k" * 50 + "1", "k" * 50 + "2"])[1]
    (['v1', 'v2'], 'kkkkkkkkkkkkkkkkkkkk…kkkkkkkkkkkkkkkkkkk2')
    """
    for show in (shown, _shown_ends):
        found = [show(text) for text in texts]
        if len(set(found)) == len(found):
            return found
    return [f"{shown(text)} ({place})" for place, text in enumerate(texts, start=1)]


def _shown_ends(text: str, most: int = 40) -> str:
    half = most // 2
    return shown(text) if len(text) <= most else shown(f"{text[:half]}…{text[-half:]}", most + 1)
