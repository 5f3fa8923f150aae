"""Vocabularies: the values that are known of a text field, with what people call them."""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Container, Iterator, Mapping
from functools import cached_property
from itertools import count
from typing import Final

import attrs

from obstetric_rules.errors import nearest_name


class Form(enum.StrEnum):
    """How the texts of an open list are written; so many texts have each form that none runs out.

    >>> Form.LOWER_CASE.fits("mzh"), Form.LOWER_CASE.fits("MZH"), Form.TRIMMED.fits("mzh ")
    (True, False, False)
    """

    ANY = "any"
    TRIMMED = "trimmed"
    """No white space before it or after it."""
    LOWER_CASE = "lower_case"
    """No capitals, and no white space before it or after it."""
    CODE = "code"
    """At most 64 letters, digits, dots, dashes and underscores, a letter or digit first."""

    def fits(self, text: str) -> bool:
        """Return whether a text is written in this form."""
        match self:
            case Form.ANY:
                return True
            case Form.TRIMMED:
                return text == text.strip()
            case Form.LOWER_CASE:
                return text == text.strip().lower()
            case _:
                return _CODE.fullmatch(text) is not None

    @property
    def expected(self) -> str:
        """What more is asked of a text that is not empty, as it stands in a message."""
        return _EXPECTED[self]


_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_EXPECTED: Final[Mapping[Form, str]] = {
    Form.ANY: "",
    Form.TRIMMED: ", without white space around",
    Form.LOWER_CASE: ", in lower case and without white space around",
    Form.CODE: ", of at most 64 letters, digits, dots, dashes and underscores",
}


def _copy(values: Mapping[str, str]) -> Mapping[str, str]:
    return dict(values)


def _in_order(values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(values.items())


def _known_form(form: str) -> Form:
    if form not in list(Form):
        raise ValueError(f"{form!r} is no form of texts; there is {', '.join(Form)}")
    return Form(form)


@attrs.frozen(kw_only=True)
class Vocabulary:
    """The values that are known of a text field, each with its Dutch label.

    A *closed* vocabulary takes no other value. An open one takes others that have its ``form``, but
    none that only differs from a known value in capitals or in white space, and none that is the
    label of one: that is always a slip. Labels in English (``values_en``) may be left out.

    >>> hospitals = Vocabulary(values={"mzh": "Martini Ziekenhuis"}, form=Form.LOWER_CASE)
    >>> [hospitals.permits(text) for text in ("mzh", "mzh ", "MZH", "elders", "martini ziekenhuis")]
    [True, False, False, True, False]
    >>> hospitals.shown("mzh"), hospitals.shown("elders"), hospitals.nearest("MZH")
    ('Martini Ziekenhuis', 'elders', 'mzh')
    """

    values: Mapping[str, str] = attrs.field(factory=dict, converter=_copy, eq=_in_order)
    values_en: Mapping[str, str] = attrs.field(factory=dict, converter=_copy, eq=_in_order)
    closed: bool = False
    form: Form = attrs.field(default=Form.ANY, converter=_known_form)

    def __attrs_post_init__(self) -> None:
        wrong = next(self.faults(), None)
        if wrong is not None:
            raise ValueError(wrong)

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with it; one that was built has nothing wrong."""
        if self.closed and not self.values:
            yield "a closed vocabulary has no values to choose from"
        for value in self.values:
            if not value or not self.form.fits(value):
                yield f"the known value {value!r} is not {_TEXT}{self.form.expected}"
            elif self._known[_folded(value)] != value:
                yield (
                    f"the known values {self._known[_folded(value)]!r} and {value!r} differ only "
                    "in capitals or white space"
                )
        for value in self.values_en:
            if value not in self.values:
                yield f"{value!r} has an English label and is no known value"

    def permits(self, text: str) -> bool:
        """Return whether a field with this vocabulary takes a text."""
        if text in self.values:
            return True
        return not self.closed and self.form.fits(text) and self._slip(text) is None

    def is_slip(self, text: str) -> bool:
        """Return whether a text is refused only because it is a known value written otherwise.

        >>> Vocabulary(values={"V-1": "Een"}, form=Form.CODE).is_slip("v-1")
        True
        """
        return not self.closed and self.form.fits(text) and not self.permits(text)

    def nearest(self, text: str) -> str | None:
        """Return the known value that a text was probably meant to be, if there is one."""
        return self._slip(text) or nearest_name(_folded(text), self.values)

    def shown(self, text: str, lang: str = "nl") -> str:
        """Return what people call a value; of values that share a label, with the value itself."""
        labels = {**self.values, **(self.values_en if lang == "en" else {})}
        label = labels.get(text)
        if label is None or label == text:
            return text
        return f"{label} ({text})" if list(labels.values()).count(label) > 1 else label

    def others(self, taken: Container[str]) -> Iterator[str]:
        """Yield texts that a field takes and that are not among these, the known ones first.

        >>> from itertools import islice
        >>> list(islice(Vocabulary(values={"a": "A", "b": "B"}).others({"a"}), 2))
        ['b', 'iets-anders-1']
        """
        yield from (value for value in self.values if value not in taken)
        if not self.closed:
            yield from (text for text in other_texts() if text not in taken and self.permits(text))

    @property
    def expected(self) -> str:
        """What a field with this vocabulary takes, as it stands in a message."""
        if not self.closed:
            return f"{_TEXT}{self.form.expected}"
        if len(self.values) > _MOST_LISTED:
            return f"one of the {len(self.values)} known values"
        return ", ".join(f'"{value}"' for value in self.values)

    def with_values(
        self, values: Mapping[str, str], values_en: Mapping[str, str] | None = None
    ) -> Vocabulary:
        """Return a vocabulary that knows these values too.

        >>> Vocabulary(values={"a": "A"}).with_values({"b": "B"}).values
        {'a': 'A', 'b': 'B'}
        """
        return attrs.evolve(
            self,
            values={**self.values, **values},
            values_en={**self.values_en, **(values_en or {})},
        )

    def _slip(self, text: str) -> str | None:
        """Return the known value that a text only fails to be by how it is written."""
        folded = _folded(text)
        return self._known.get(folded) or self._labelled.get(folded)

    @cached_property
    def _known(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for value in self.values:
            found.setdefault(_folded(value), value)
        return found

    @cached_property
    def _labelled(self) -> Mapping[str, str]:
        labels = (*self.values_en.items(), *self.values.items())
        return {_folded(label): value for value, label in labels}


FREE: Final = Vocabulary()
"""The vocabulary of a field that takes any text."""

_TEXT: Final = "a text that is not empty"
_MOST_LISTED: Final = 12
"""So many values of a closed vocabulary are listed in a message."""


def other_texts() -> Iterator[str]:
    """Yield texts of every form; who needs one that occurs nowhere skips those that do."""
    return (f"iets-anders-{number}" for number in count(1))


def _folded(text: str) -> str:
    """Return what is left of a text when it does not matter how it is written."""
    return unicodedata.normalize("NFKC", text).casefold().strip()
