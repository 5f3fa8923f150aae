"""Conditions in plain Dutch.

A sentence is made of the words that fields, slots, questions and terms bring themselves; nothing
here knows birth care.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from obstetric_rules.expressions.nodes import (
    Always,
    And,
    Answer,
    Comparison,
    Condition,
    Constant,
    Containment,
    Count,
    Field,
    Holds,
    Membership,
    Not,
    Operand,
    Operator,
    Or,
    Parameter,
    Present,
    Quantified,
    Quantifier,
    Size,
    Term,
    walk,
)
from obstetric_rules.facts import Kind, Slot, YesNo
from obstetric_rules.facts.kinds import shown_value
from obstetric_rules.facts.number_text import constant_text, range_text, unit_beside


class QuestionWords(Protocol):
    """The words of a question: what it is about, and its values."""

    @property
    def label(self) -> str:
        """What the question is about, with its article ("de ingang")."""
        ...

    @property
    def values(self) -> Mapping[str, str]:
        """The Dutch label of each value."""
        ...


class Words(Protocol):
    """Where the words of slots and questions come from."""

    @property
    def slots(self) -> Mapping[str, Slot]:
        """All slots by their name."""
        ...

    @property
    def questions(self) -> Mapping[str, QuestionWords]:
        """All questions by their id."""
        ...


_HOW = {
    Operator.EQUAL: "",
    Operator.UNEQUAL: "niet ",
    Operator.LESS: "minder dan ",
    Operator.AT_MOST: "hoogstens ",
    Operator.MORE: "meer dan ",
    Operator.AT_LEAST: "minstens ",
}
_HOW_MANY = {**_HOW, Operator.EQUAL: "precies ", Operator.UNEQUAL: "een ander aantal dan "}
_OPPOSITE = {
    Operator.EQUAL: Operator.UNEQUAL,
    Operator.UNEQUAL: Operator.EQUAL,
    Operator.LESS: Operator.AT_LEAST,
    Operator.AT_LEAST: Operator.LESS,
    Operator.MORE: Operator.AT_MOST,
    Operator.AT_MOST: Operator.MORE,
}


def sentence(node: Condition, words: Words) -> str:
    """Return a condition as a Dutch clause without a capital or a full stop."""
    match node:
        case Always():
            return "altijd"
        case Holds(field):
            return said(field, True, words)
        case Present(slot):
            return f"{words.slots[slot].label} is er"
        case Comparison(Count(slot, body), how, value):
            amount = f"{_HOW_MANY[how]}{value}"
            return f"voor {amount} van de {_many(slot, words)} geldt: {_grouped(body, words)}"
        case Comparison() if (yes_or_no := _yes_or_no(node, words)) is not None:
            return yes_or_no
        case Comparison(operand, how, value):
            shown = _value(operand, value, words)
            return f"{_operand(operand, words)} is {_HOW[how]}{shown}"
        case Membership(operand, values):
            return f"{_operand(operand, words)} is {_one_of(operand, values, words)}"
        case Containment(operand, value):
            return f"{_value(operand, value, words)} hoort bij {_operand(operand, words)}"
        case Quantified(quantifier, slot, body):
            how_many = "minstens één van de" if quantifier is Quantifier.ANY else "alle"
            return f"voor {how_many} {_many(slot, words)} geldt: {_grouped(body, words)}"
        case Not(part):
            return _negation(part, words)
        case And() | Or():
            return _joined(node, words)
        case term:
            return term.label


def said(field: Field, value: Any, words: Words) -> str:
    """Return in Dutch that a field has this value ("de partner heeft geen koorts")."""
    return said_of(words.slots[field.slot].label, _kind(field, words), value)


def said_of(who: str, kind: Kind, value: Any) -> str:
    """Return in Dutch that a field of ``who`` has this value.

    >>> said_of("de partner", YesNo(label="koorts", label_en="fever"), False)
    'voor de partner geldt niet: koorts'
    """
    if isinstance(kind, YesNo):
        return (kind.statement if value else kind.denial).format(wie=who)
    if isinstance(value, frozenset):
        # The label of a set may be singular or plural; what belongs to it is neither.
        texts = [shown_value(kind, text) for text in sorted(value)]
        shown = f"alleen {enumeration(texts, 'en')}" if value else "niets"
        return f"bij {kind.label} van {who} hoort {shown}"
    return f"{kind.label} van {who} is {value_of(kind, value)}"


def value_of(kind: Kind, value: Any) -> str:
    """Return in Dutch a value of a field, as it stands behind the label of the field.

    >>> from obstetric_rules.facts import DecimalNumber
    >>> value_of(DecimalNumber(label="de glucose", label_en="glucose", unit="mmol/l"), 6.1)
    '6,1 mmol/l'
    """
    if isinstance(value, str):
        return shown_value(kind, value)
    return constant_text(value, unit_beside(kind, kind.label))


def capital(text: str) -> str:
    """Return a sentence with its first letter as a capital.

    >>> capital("de cliënt hoest")
    'De cliënt hoest'
    """
    return text[:1].upper() + text[1:]


def size_text(field: Field, words: Words) -> str:
    """Return how many texts a set has, as sentences name it: "het aantal VSV's van de praktijk"."""
    label = _kind(field, words).label.removeprefix("de ")
    return f"het aantal {label} van {words.slots[field.slot].label}"


def enumeration(parts: list[str], last: str) -> str:
    """Join parts the Dutch way.

    >>> enumeration(["a", "b", "c"], "en")
    'a, b en c'
    """
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def _negation(part: Condition, words: Words) -> str:
    match part:
        case Always():
            return "nooit"
        case Holds(field):
            return said(field, False, words)
        case Term(denial=denial):
            return denial
        case Present(slot):
            return f"{words.slots[slot].label} is er niet"
        case Quantified(Quantifier.ANY, slot, body):
            return f"voor geen van de {_many(slot, words)} geldt: {_grouped(body, words)}"
        case Quantified():
            return f"niet {sentence(part, words)}"
        case Comparison(operand, how, value) if _has_opposite(part, words):
            return sentence(Comparison(operand, _OPPOSITE[how], value), words)
        case Containment(operand, value) if _has_opposite(part, words):
            return f"{_value(operand, value, words)} hoort niet bij {_operand(operand, words)}"
        case Comparison() | Membership() | Containment():
            return f"het is niet zo dat {_subordinate(part, words)}"
        case _:
            return sentence(_plain(Not(part)), words)


def _has_opposite(part: Comparison | Containment, words: Words) -> bool:
    """Return whether a condition and its opposite are never both false."""
    # An answer may be silent, and the slot of a field may be empty; a count is always a number.
    if isinstance(part.operand, Count):
        return True
    return not any(
        isinstance(node, Answer) or (isinstance(node, Field) and words.slots[node.slot].nullable)
        for node in walk(part)
    )


def _subordinate(part: Comparison | Membership | Containment, words: Words) -> str:
    """Return a condition as what follows "dat": with its verb at the end."""
    operand = _operand(part.operand, words)
    match part:
        case Comparison() if _yes_or_no(part, words) is not None:
            return f"({sentence(part, words)})"
        case Comparison(_, how, value):
            return f"{operand} {_HOW[how]}{_value(part.operand, value, words)} is"
        case Membership(_, values):
            return f"{operand} {_one_of(part.operand, values, words)} is"
        case containment:
            return f"{_value(part.operand, containment.value, words)} bij {operand} hoort"


def _yes_or_no(node: Comparison, words: Words) -> str | None:
    """Return a comparison of a yes/no field; None of any other."""
    field, equal = node.operand, node.operator is Operator.EQUAL
    if not isinstance(field, Field) or not isinstance(_kind(field, words), YesNo):
        return None
    if isinstance(node.value, Field):
        both = f"“{said(field, True, words)}” en “{said(node.value, True, words)}”"
        if equal:
            return f"{both} gelden allebei of geen van beide"
        return f"van {both} geldt er precies één"
    return said(field, node.value if equal else not node.value, words)


def _plain(node: Condition) -> Condition:
    """Return a condition in which what is denied is not itself a negation, an "and" or an "or"."""
    match node:
        case Not(Not(part)):
            return _plain(part)
        case Not(And(parts)):
            return Or(tuple(Not(part) for part in parts))
        case Not(Or(parts)):
            return And(tuple(Not(part) for part in parts))
        case _:
            return node


def _joined(node: And | Or, words: Words) -> str:
    parts = tuple(_parts(node))
    if isinstance(node, Or):
        return enumeration([_part(part, words) for part in parts], "of")
    if is_range(And(parts)):
        return _range(parts, words)
    return enumeration([_part(part, words) for part in in_ranges(parts)], "en")


_LOWER = (Operator.AT_LEAST, Operator.MORE)
_UPPER = (Operator.AT_MOST, Operator.LESS)


def in_ranges(parts: Iterable[Condition]) -> tuple[Condition, ...]:
    """Return conditions in which the two bounds of one number stand together, as an "and".

    >>> weken = Field("zorgvraag", "weken")
    >>> low = Comparison(weken, Operator.AT_LEAST, 24)
    >>> high = Comparison(weken, Operator.LESS, 28)
    >>> in_ranges([low, Present("partner"), high]) == (And((low, high)), Present("partner"))
    True
    """
    found: list[Condition] = []
    for part in parts:
        at = next((at for at, other in enumerate(found) if _bounds(other, part)), None)
        if at is None:
            found.append(part)
            continue
        low, high = _in_order(found[at], part)
        found[at] = And((low, high))
    return tuple(found)


def is_range(node: Condition) -> bool:
    """Return whether a condition is no more than the two bounds of one number."""
    return isinstance(node, And) and len(node.parts) == 2 and _bounds(*node.parts)


def _bounds(one: Condition, other: Condition) -> bool:
    """Return whether two conditions are the bounds of one number, and leave room between them."""
    first, second = _in_order(one, other)
    low, high = _bound(first, _LOWER), _bound(second, _UPPER)
    return low is not None and high is not None and low[0] == high[0] and low[1] < high[1]


def _bound(node: Condition, operators: tuple[Operator, ...]) -> tuple[Operand, float] | None:
    match node:
        case Comparison(Field() | Size() as operand, how, int() | float() as value) if (
            how in operators
        ):
            return operand, value
        case _:
            return None


def _in_order(one: Condition, other: Condition) -> tuple[Condition, Condition]:
    """Return two conditions with the lower bound first, if either is one."""
    lower = isinstance(other, Comparison) and other.operator in _LOWER
    return (other, one) if lower else (one, other)


def _range(parts: tuple[Condition, ...], words: Words) -> str:
    """Return the two bounds of one number as one sentence."""
    low: Any
    high: Any
    low, high = _in_order(*parts)
    operand = low.operand
    kind = _kind(operand, words) if isinstance(operand, Field) else None
    said = range_text(
        low.value,
        high.value,
        "" if kind is None else unit_beside(kind, kind.label),
        low_included=low.operator is Operator.AT_LEAST,
        high_included=high.operator is Operator.AT_MOST,
    )
    return f"{_operand(operand, words)} is {said}"


def _parts(node: And | Or) -> Iterator[Condition]:
    for part in map(_plain, node.parts):
        if type(part) is type(node):
            yield from _parts(part)  # pyright: ignore[reportArgumentType]  # it is of the same type
        else:
            yield part


def _part(part: Condition, words: Words) -> str:
    """Return one of several conditions, between brackets if it would run on into the next."""
    inner = part.part if isinstance(part, Not) else part
    counted = isinstance(inner, Comparison) and isinstance(inner.operand, Count)
    said = sentence(part, words)
    several = isinstance(inner, And | Or | Quantified) and not is_range(part)
    return f"({said})" if counted or several else said


def _grouped(body: Condition, words: Words) -> str:
    said = sentence(body, words)
    return f"({said})" if isinstance(_plain(body), And | Or) else said


def _operand(operand: Operand, words: Words) -> str:
    match operand:
        case Field(slot):
            return f"{_kind(operand, words).label} van {words.slots[slot].label}"
        case Size(field):
            return size_text(field, words)
        case Count(slot, body):
            return f"het aantal {_many(slot, words)} waarvoor geldt: {_grouped(body, words)}"
        case answer:
            return words.questions[answer.question].label


def _one_of(operand: Operand, values: tuple[Constant, ...], words: Words) -> str:
    return enumeration([_value(operand, value, words) for value in values], "of")


def _value(operand: Operand, value: Constant | Field | Parameter, words: Words) -> str:
    if isinstance(value, Field):
        return f"gelijk aan {_operand(value, words)}"
    if isinstance(operand, Answer):
        return f"“{words.questions[operand.question].values[str(value)]}”"
    if isinstance(operand, Field):
        return value_of(_kind(operand, words), value)
    return constant_text(value)


def _kind(field: Field, words: Words) -> Kind:
    return words.slots[field.slot].kinds[field.name]


def _many(slot: str, words: Words) -> str:
    return words.slots[slot].label_many or slot
