"""The operators with which authors write conditions; they build nodes and nothing else.

``client.koorts & ~client.hoesten`` reads as it looks. Python's own ``and``, ``or``, ``not``,
``if``, ``in`` and chained comparison would silently drop a part of a condition, so each raises and
says what to write instead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NoReturn, TypeAlias

from obstetric_rules.errors import ExpressionError
from obstetric_rules.expressions.nodes import (
    CONDITIONS,
    Always,
    And,
    Answer,
    Binding,
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
)
from obstetric_rules.facts import Slot

_NO_TRUTH = (
    "a condition of a rule has no truth value of its own. Write `a & b` for `a and b`, `a | b` for "
    "`a or b`, `~a` for `not a`, `(a > 1) & (a < 5)` for `1 < a < 5`, "
    "`a.contains(x)` for `x in a`, `a.is_in(x, y)` for `a in (x, y)`, `slot.is_present()` to ask "
    "whether there is one; a rule needs no `if`: its condition is its `when`."
)
_NO_ITEMS = (
    "nothing in a rule can be gone through one by one: it has no value yet. Write "
    "`slot.any(lambda one: ...)`, `slot.all(...)` or `slot.count(...)` for `for one in slot`."
)


_NO_ARITHMETIC = (
    "nothing in a rule can be calculated with: it has no value yet. Compare each number with a "
    "constant, as in `(a >= 1) & (b < 3)`; write `slot.count(lambda one: ...) >= 2` for how many "
    "facts there are, and `(a & b) | (a & c) | (b & c)` for two of three conditions."
)
_NO_MIXTURE = (
    "only conditions can be joined by & and |. These bind more strongly than a comparison, so "
    "write `(a > 1) & b` for `a > 1 & b`; a number is no condition until it is compared."
)
_NO_SIZE = (
    "how many values an answer has cannot be compared. Write `~(q.contains(a) | q.contains(b))` "
    "for an answer that is empty, and `q.contains(a) & q.contains(b)` for one with both."
)
_NO_CONCLUSION = (
    "expected a condition, got a conclusion: `becomes`, `includes` and `is_empty` say what a rule "
    "leads to. Write `q == value` to ask for an answer, and `~(q.contains(a) | q.contains(b))` for "
    "one that is empty."
)
_NO_XOR = "write `(a & ~b) | (~a & b)` for `a ^ b`: just one of two conditions."


class _Unread:
    """Something in a rule that has no value yet: whatever would ask Python for one raises."""

    __slots__ = ()

    def __add__(self, other: object) -> NoReturn:
        raise ExpressionError(_NO_ARITHMETIC)

    __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __add__
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __add__
    __mod__ = __rmod__ = __pow__ = __rpow__ = __add__

    def __neg__(self) -> NoReturn:
        raise ExpressionError(_NO_ARITHMETIC)

    __pos__ = __abs__ = __round__ = __neg__

    def __and__(self, other: Any) -> Any:
        raise ExpressionError(_NO_MIXTURE)

    def __or__(self, other: Any) -> Any:
        raise ExpressionError(_NO_MIXTURE)

    def __invert__(self) -> Any:
        raise ExpressionError(_NO_MIXTURE)

    __rand__ = __ror__ = __and__

    def __xor__(self, other: object) -> NoReturn:
        raise ExpressionError(_NO_XOR)

    __rxor__ = __xor__

    def __bool__(self) -> NoReturn:
        raise ExpressionError(_NO_TRUTH)

    def __contains__(self, value: object) -> NoReturn:
        raise ExpressionError(_NO_TRUTH)

    def __iter__(self) -> NoReturn:
        raise ExpressionError(_NO_ITEMS)


class NoCondition:
    """What a rule leads to, where it is taken for a condition."""

    __slots__ = ()

    def __and__(self, other: object) -> NoReturn:
        raise ExpressionError(_NO_CONCLUSION)

    __or__ = __rand__ = __ror__ = __and__

    def __invert__(self) -> NoReturn:
        raise ExpressionError(_NO_CONCLUSION)


class Expression(_Unread):
    """A condition under construction: combine it with ``&``, ``|`` and ``~``."""

    __slots__ = ("node",)
    __hash__ = None  # type: ignore[assignment]  # == builds a comparison, so a hash would lie

    def __init__(self, node: Condition) -> None:
        self.node = node

    def __and__(self, other: Expressible) -> Expression:
        return Expression(And((*_parts(And, self), *_parts(And, other))))

    def __or__(self, other: Expressible) -> Expression:
        return Expression(Or((*_parts(Or, self), *_parts(Or, other))))

    def __invert__(self) -> Expression:
        return Expression(Not(condition(self)))

    def __eq__(self, other: object) -> NoReturn:
        raise ExpressionError(
            "a condition cannot be compared with ==. "
            "Write `a` for `a == True` and `~a` for `a == False`."
        )

    def __lt__(self, other: object) -> NoReturn:
        raise ExpressionError(_NO_MIXTURE)

    __le__ = __gt__ = __ge__ = __lt__

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.node!r})"


class _Comparable(_Unread):
    """The comparisons that every operand offers; whether they fit is checked with the ruleset."""

    __slots__ = ("operand",)
    __hash__ = None  # type: ignore[assignment]  # == builds a comparison, so a hash would lie

    def __init__(self, operand: Operand) -> None:
        self.operand = operand

    def __eq__(self, other: Any) -> Expression:  # type: ignore[override]  # builds a node
        return self._compared(Operator.EQUAL, other)

    def __ne__(self, other: Any) -> Expression:  # type: ignore[override]  # builds a node
        return self._compared(Operator.UNEQUAL, other)

    def __lt__(self, other: Any) -> Expression:
        return self._compared(Operator.LESS, other)

    def __le__(self, other: Any) -> Expression:
        return self._compared(Operator.AT_MOST, other)

    def __gt__(self, other: Any) -> Expression:
        return self._compared(Operator.MORE, other)

    def __ge__(self, other: Any) -> Expression:
        return self._compared(Operator.AT_LEAST, other)

    def is_in(self, *values: Constant) -> Expression:
        """Build the condition that this is one of ``values``."""
        return Expression(Membership(self.operand, tuple(_constant(value) for value in values)))

    def contains(self, value: str) -> Expression:
        """Build the condition that this set contains ``value``."""
        return Expression(Containment(self.operand, _constant(value)))

    def _compared(self, operator: Operator, other: Any) -> Expression:
        return Expression(Comparison(self.operand, operator, _compared_with(other)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.operand!r})"


class FieldReference(_Comparable):
    """A field of a fact: a condition by itself when it is a yes/no field, an operand otherwise."""

    __slots__ = ()
    operand: Field

    def size(self) -> NumberReference:
        """Return the number of values in this set field, to compare with a number."""
        return NumberReference(Size(self.operand))

    def __and__(self, other: Expressible) -> Expression:
        return Expression(condition(self)) & other

    def __or__(self, other: Expressible) -> Expression:
        return Expression(condition(self)) | other

    def __invert__(self) -> Expression:
        return ~Expression(condition(self))


class NumberReference(_Comparable):
    """A number that is worked out: the size of a set field, or a count of facts."""

    __slots__ = ()


class AnswerReference(_Comparable):
    """The answer to another question, to compare with its values."""

    __slots__ = ()
    operand: Answer

    def size(self) -> NoReturn:
        """Raise what to write instead: how many values an answer has is not compared."""
        raise ExpressionError(_NO_SIZE)


Expressible: TypeAlias = Expression | FieldReference


class SlotReference(_Unread):
    """A slot in conditions: its fields are attributes.

    >>> from obstetric_rules.facts import Client
    >>> client = SlotReference(Slot(name="client", fact_type=Client, label="de cliënt",
    ...     label_en="the client", question="Wie is de cliënt?"))
    >>> (client.koorts & ~client.hoesten).node == And(
    ...     (Holds(Field("client", "koorts")), Not(Holds(Field("client", "hoesten")))))
    True
    """

    __slots__ = ("slot",)

    def __init__(self, slot: Slot) -> None:
        self.slot = slot

    def __getattr__(self, name: str) -> FieldReference:
        _no_dunder(name)
        return FieldReference(Field(self.slot.name, name, Binding.SLOT))

    def is_present(self) -> Expression:
        """Build the condition that this slot, which may be empty, is not."""
        return Expression(Present(self.slot.name))


class ManySlotReference(_Unread):
    """A slot with many facts in conditions: quantify over it, or read :attr:`each`.

    >>> from obstetric_rules.facts import Ziekenhuis
    >>> andere = ManySlotReference(Slot(name="andere_ziekenhuizen", fact_type=Ziekenhuis, many=True,
    ...     label="het andere ziekenhuis", label_en="the other hospital", question="Welke?"))
    >>> andere.any(lambda z: z.dedicated_team_plek).node.quantifier
    <Quantifier.ANY: 'any'>
    """

    __slots__ = ("slot",)

    def __init__(self, slot: Slot) -> None:
        self.slot = slot

    @property
    def each(self) -> FactReference:
        """The fact that a question asked per fact of this slot is about."""
        return FactReference(self.slot.name, Binding.EACH)

    def any(self, body: Body) -> Expression:
        """Build the condition that at least one fact satisfies ``body``."""
        return Expression(Quantified(Quantifier.ANY, self.slot.name, self._body(body)))

    def all(self, body: Body) -> Expression:
        """Build the condition that every fact satisfies ``body``; of no facts, all do."""
        return Expression(Quantified(Quantifier.ALL, self.slot.name, self._body(body)))

    def count(self, body: Body) -> NumberReference:
        """Return how many facts satisfy ``body``, to compare with a number."""
        return NumberReference(Count(self.slot.name, self._body(body)))

    def _body(self, body: Body) -> Condition:
        return condition(body(FactReference(self.slot.name, Binding.ELEMENT)))


class FactReference(_Unread):
    """One fact of a many-slot in conditions: its fields are attributes."""

    __slots__ = ("_binding", "_slot")

    def __init__(self, slot: str, binding: Binding) -> None:
        self._slot = slot
        self._binding = binding

    def __getattr__(self, name: str) -> FieldReference:
        _no_dunder(name)
        return FieldReference(Field(self._slot, name, self._binding))


class ParameterReference(_Unread):
    """A parameter in conditions: compare an operand with it, the operand first.

    >>> FieldReference(Field("afdeling", "bedden")) < ParameterReference("minimum")
    Expression(Comparison(operand=Field(slot='afdeling', name='bedden', \
binding=<Binding.SLOT: 'slot'>), operator=<Operator.LESS: '<'>, value=Parameter(name='minimum')))
    """

    __slots__ = ("node",)

    def __init__(self, name: str) -> None:
        self.node = Parameter(name)


NOT_FIELDS: Final = frozenset(
    name for kind in (SlotReference, ManySlotReference, FactReference) for name in dir(kind)
)
"""What the references to slots and facts use themselves; a field of such a name is out of reach."""

Body: TypeAlias = Callable[[FactReference], Expressible]


def condition(value: Expressible | Condition | NoCondition) -> Condition:
    """Return the node of a condition.

    >>> condition(ALWAYS)
    Always()
    """
    if isinstance(value, Expression):
        return value.node
    if isinstance(value, FieldReference):
        return Holds(value.operand)
    if isinstance(value, CONDITIONS):
        return value
    if isinstance(value, NoCondition):
        raise ExpressionError(_NO_CONCLUSION)
    raise ExpressionError(
        f"expected a condition, got a {type(value).__name__}. "
        "A condition is a yes/no field, a comparison, or several of them joined by &, | and ~."
    )


def define(name: str, body: Expressible, *, label: str = "", denial: str = "") -> Expression:
    """Give a condition a name that explanations keep.

    ``label`` says in Dutch that it holds, ``denial`` that it does not; left out, they are made of
    the name.

    >>> define("altijd", ALWAYS).node.denial
    'niet: altijd'
    """
    label = label or name
    return Expression(Term(name, label, denial or f"niet: {label}", condition(body)))


ALWAYS = Expression(Always())
"""The condition of a rule that holds in every case."""


def _parts(joined: type[And] | type[Or], value: Expressible) -> tuple[Condition, ...]:
    node = condition(value)
    return node.parts if isinstance(node, joined) else (node,)


def _compared_with(value: Any) -> Constant | Field | Parameter:
    if isinstance(value, FieldReference):
        return value.operand
    return value.node if isinstance(value, ParameterReference) else _constant(value)


def _constant(value: Any) -> Any:
    if isinstance(value, bool | int | float | str):
        return value
    raise ExpressionError(
        f"cannot compare with a {type(value).__name__}. "
        "Compare with true, false, a number, a text, a field or a parameter."
    )


def _no_dunder(name: str) -> None:
    # Such look-ups come from Python itself (copy, pickle, inspect), never from an author, and may
    # come before there is a slot.
    if name.startswith("__"):
        raise AttributeError(name)
