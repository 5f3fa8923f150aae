"""The kinds of field a fact can have: what they permit, and how they are worded.

A kind stands beside the type of a field, in ``Annotated``, and is all that the library knows of the
field: what it permits, its *ordinary* value (used to make examples plausible), and its words in
Dutch and English. In the Dutch texts ``{wie}`` stands for whom the fact is about.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import attrs

from obstetric_rules.arguments import expect
from obstetric_rules.facts.vocabulary import FREE, Vocabulary

LONGEST_NUMBER: Final = 300
"""Whole numbers have at most this many digits: such a number can always be compared and printed."""

MOST_TEXTS: Final = 1000
"""A set has at most this many texts."""

_TOO_LARGE: Final = 10**LONGEST_NUMBER

LATER: Final = MappingProxyType({"obstetric_rules.later": True})
"""Marks an attribute that came later: left at its default it is no part of what a ruleset says."""


def _from_label(pattern: str) -> str:
    def filled_in(kind: Kind) -> str:
        expect("label", kind.label, str, expected="a text")
        # The words are formatted once more, with whom the fact is about.
        return pattern.replace("{label}", kind.label.replace("{", "{{").replace("}", "}}"))

    return attrs.Factory(filled_in, takes_self=True)


def _not_empty(kind: Choice, field: attrs.Attribute[Any], values: Mapping[str, str]) -> None:
    if not values:
        raise ValueError(f"the field “{kind.label}” has no values to choose from")


def _permitted(kind: Kind, field: attrs.Attribute[Any], value: Any) -> None:
    if not kind.permits(value):
        raise ValueError(
            f"the field “{kind.label}” has {value!r} as its ordinary value, which it does not "
            f"permit; it takes {kind.expected}"
        )


def _step(kind: DecimalNumber, field: attrs.Attribute[Any], value: Any) -> None:
    if value is not None and not (is_number(value) and value > 0):
        raise ValueError(
            f"the field “{kind.label}” has {value!r} as its step; expected a number above 0"
        )


def _in_order(values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(values.items())


def _copy(values: Mapping[str, str]) -> Mapping[str, str]:
    expect("values", values, Mapping, expected="a mapping of values to their labels")
    return dict(values)


def _first_value(choice: Any) -> str:
    # Without values there is none; that is refused a moment later.
    return next(iter(choice.values), "")


def _first_text(text: Any) -> str:
    return next(iter(text.vocabulary.values), "a")


def _bound(value: Any) -> Any:
    if value is not None:
        expect("minimum and maximum", value, int, float, expected="a number, or None")
    return value


def _lowest(number: Any) -> Any:
    return number.minimum if number.minimum is not None else min(0, number.maximum or 0)


@attrs.frozen(kw_only=True)
class YesNo:
    """A field that is asserted yes, asserted no, or UNKNOWN.

    >>> YesNo(label="koorts", label_en="fever").permits(True)
    True
    """

    label: str
    label_en: str
    question: str = attrs.field(default=_from_label("Geldt voor {wie}: {label}?"))
    statement: str = attrs.field(default=_from_label("voor {wie} geldt: {label}"))
    denial: str = attrs.field(default=_from_label("voor {wie} geldt niet: {label}"))
    ordinary: bool = attrs.field(default=False, validator=_permitted)

    closed = True

    @property
    def expected(self) -> str:
        """What the field takes, as it stands in a message."""
        return "true, false or null"

    def permits(self, value: Any) -> bool:
        """Return whether the field takes this value."""
        return value is True or value is False


@attrs.frozen(kw_only=True)
class Choice:
    """A field with one of a fixed list of values, each with its Dutch label.

    >>> lijn = Choice(label="lijn", label_en="line", values={"eerste": "eerste lijn"})
    >>> lijn.permits("derde"), lijn.expected
    (False, '"eerste" or null')
    """

    label: str
    label_en: str
    # `Annotated` keeps one of several equal kinds; the order of values is part of what they say.
    values: Mapping[str, str] = attrs.field(converter=_copy, eq=_in_order, validator=_not_empty)
    question: str = attrs.field(default=_from_label("Wat is {label} van {wie}?"))
    ordinary: str = attrs.field(
        default=attrs.Factory(_first_value, takes_self=True), validator=_permitted
    )

    closed = True

    @property
    def expected(self) -> str:
        """What the field takes, as it stands in a message."""
        quoted = [f'"{value}"' for value in self.values]
        return f"{', '.join(quoted)} or null"

    def permits(self, value: Any) -> bool:
        """Return whether the field takes this value."""
        return issubclass(type(value), str) and value in self.values


@attrs.frozen(kw_only=True)
class Text:
    """A field with a text: an identifier or a name of a thing, never of a person.

    Its ``vocabulary`` says which values are known, and which others it takes: any, if left out.

    >>> Text(label="id", label_en="id").permits("")
    False
    >>> beker = Text(label="de beker", label_en="cup",
    ...              vocabulary=Vocabulary(values={"k": "klein", "g": "groot"}, closed=True))
    >>> beker.permits("m"), beker.expected, beker.ordinary
    (False, '"k", "g" or null', 'k')
    """

    label: str
    label_en: str
    question: str = attrs.field(default=_from_label("Wat is {label} van {wie}?"))
    vocabulary: Vocabulary = attrs.field(default=FREE, metadata=LATER)
    ordinary: str = attrs.field(
        default=attrs.Factory(_first_text, takes_self=True), validator=_permitted
    )

    @property
    def closed(self) -> bool:
        """Whether it takes no other values than the known ones."""
        return self.vocabulary.closed

    @property
    def expected(self) -> str:
        """What the field takes, as it stands in a message."""
        return f"{self.vocabulary.expected}{'' if self.closed else ','} or null"

    def permits(self, value: Any) -> bool:
        """Return whether the field takes this value."""
        return is_text(value) and self.vocabulary.permits(value)


@attrs.frozen(kw_only=True)
class TextSet:
    """A field with a set of texts; the set that is given is the whole set.

    Its ``vocabulary`` says which texts are known, and which others it takes: any, if left out.

    >>> klachten = TextSet(label="de klachten", label_en="complaints",
    ...     vocabulary=Vocabulary(values={"hoofdpijn": "hoofdpijn"}, closed=True))
    >>> klachten.permits(frozenset({"hoofdpijn"})), klachten.permits(frozenset({"hoofpijn"}))
    (True, False)
    """

    label: str
    label_en: str
    question: str = attrs.field(default=_from_label("Wat is {label} van {wie}?"))
    vocabulary: Vocabulary = attrs.field(default=FREE, metadata=LATER)
    ordinary: frozenset[str] = attrs.field(default=frozenset(), validator=_permitted)

    @property
    def closed(self) -> bool:
        """Whether it takes no other texts than the known ones."""
        return self.vocabulary.closed

    @property
    def expected(self) -> str:
        """What the field takes, as it stands in a message."""
        if self.closed:
            return f"a list of different texts (each {self.vocabulary.expected}), or null"
        form = self.vocabulary.form.expected
        return f"a list of different texts that are not empty{form}, or null"

    def permits(self, value: Any) -> bool:
        """Return whether the field takes this value."""
        if not issubclass(type(value), frozenset) or has_too_many_texts(value):
            return False
        return all(is_text(item) and self.vocabulary.permits(item) for item in value)


@attrs.frozen(kw_only=True)
class WholeNumber:
    """A field with a whole number, with an optional lowest and highest value (both permitted).

    ``unit`` is what it counts, or is measured in; ``""`` says that it has no unit.

    >>> WholeNumber(label="bedden", label_en="beds", minimum=0).permits(-1)
    False
    """

    label: str
    label_en: str
    question: str = attrs.field(default=_from_label("Wat is {label} van {wie}?"))
    unit: str | None = None
    minimum: int | None = attrs.field(default=None, converter=_bound)
    maximum: int | None = attrs.field(default=None, converter=_bound)
    ordinary: int = attrs.field(
        default=attrs.Factory(_lowest, takes_self=True), validator=_permitted
    )

    closed = False

    @property
    def expected(self) -> str:
        """What the field takes, as it stands in a message."""
        return f"a whole number{_bounds(self)} or null"

    def permits(self, value: Any) -> bool:
        """Return whether the field takes this value."""
        return (
            issubclass(type(value), int)
            and is_number(value)
            and _within(value, self.minimum, self.maximum)
        )


@attrs.frozen(kw_only=True)
class DecimalNumber:
    """A field with a finite number, with an optional lowest and highest value (both permitted).

    ``unit`` is what it is measured in; ``""`` says that it has no unit.
    ``step`` is in what steps it is told (0.1 for a temperature): examples keep to it.

    >>> DecimalNumber(label="temperatuur", label_en="temperature").permits(float("nan"))
    False
    """

    label: str
    label_en: str
    question: str = attrs.field(default=_from_label("Wat is {label} van {wie}?"))
    unit: str | None = None
    minimum: float | None = attrs.field(default=None, converter=_bound)
    maximum: float | None = attrs.field(default=None, converter=_bound)
    ordinary: float = attrs.field(
        default=attrs.Factory(_lowest, takes_self=True), validator=_permitted
    )
    step: float | None = attrs.field(default=None, validator=_step, metadata=LATER)

    closed = False

    @property
    def expected(self) -> str:
        """What the field takes, as it stands in a message."""
        return f"a finite number{_bounds(self)} or null"

    def permits(self, value: Any) -> bool:
        """Return whether the field takes this value."""
        return is_number(value) and _within(value, self.minimum, self.maximum)


Kind: TypeAlias = YesNo | Choice | Text | TextSet | WholeNumber | DecimalNumber


def shown_value(kind: Kind, value: Any, lang: str = "nl") -> str:
    """Return a text or a choice as people call it; any other value as it is.

    >>> lijn = Choice(label="lijn", label_en="line", values={"eerste": "eerste lijn"})
    >>> shown_value(lijn, "eerste"), shown_value(Text(label="id", label_en="id"), "v1")
    ('eerste lijn', 'v1')
    """
    if isinstance(kind, Choice):
        return kind.values.get(value, f"{value}")
    if isinstance(kind, Text | TextSet) and isinstance(value, str):
        return kind.vocabulary.shown(value, lang)
    return f"{value}"


def nearest_value(kind: Kind, value: Any) -> str | None:
    """Return the known value that a refused one was probably meant to be, if there is one.

    >>> ziekenhuis = Text(label="het ziekenhuis", label_en="hospital",
    ...                   vocabulary=Vocabulary(values={"mzh": "Martini Ziekenhuis"}))
    >>> nearest_value(ziekenhuis, "MZH"), nearest_value(ziekenhuis, "iets heel anders")
    ('mzh', None)
    """
    if not isinstance(value, str):
        return None
    return kind.vocabulary.nearest(value) if isinstance(kind, Text | TextSet) else None


def is_text(value: Any) -> bool:
    r"""Return whether a value is a text that is not empty and that can be written as UTF-8.

    >>> is_text("mzh"), is_text(""), is_text("\ud800")
    (True, False, False)
    """
    # What an object says of its class may be feigned; what type it is may not.
    return issubclass(type(value), str) and bool(value) and not has_half_characters(value)


def has_too_many_texts(value: Any) -> bool:
    """Return whether a value is a set of more texts than a set may have.

    >>> has_too_many_texts(frozenset({"a"})), has_too_many_texts("a")
    (False, False)
    """
    return isinstance(value, frozenset) and len(value) > MOST_TEXTS


def has_half_characters(text: str) -> bool:
    r"""Return whether a text holds lone surrogates: halves of a character that nothing can write.

    >>> has_half_characters("\ud83d"), has_half_characters("é")
    (True, False)
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def is_number(value: Any) -> bool:
    """Return whether a value is a finite number that is not too large; a boolean is no number.

    >>> is_number(37.5), is_number(True), is_number(float("inf")), is_number(10**400)
    (True, False, False, False)
    """
    kind = type(value)
    if issubclass(kind, bool):
        return False
    if issubclass(kind, int):
        return bool(-_TOO_LARGE < value < _TOO_LARGE)
    return issubclass(kind, float) and math.isfinite(value)


def _within(value: float, minimum: float | None, maximum: float | None) -> bool:
    return (minimum is None or value >= minimum) and (maximum is None or value <= maximum)


def _bounds(kind: WholeNumber | DecimalNumber) -> str:
    minimum, maximum = kind.minimum, kind.maximum
    unit = f" {kind.unit}" if kind.unit else ""
    if minimum is None and maximum is None:
        return f" in{unit}" if unit else ""
    if maximum is None:
        return f" of at least {minimum}{unit}"
    if minimum is None:
        return f" of at most {maximum}{unit}"
    return f" from {minimum} to {maximum}{unit}"
