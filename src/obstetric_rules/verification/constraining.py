"""Domain constraints as conditions on a whole case."""

from __future__ import annotations

from typing import Any

import attrs

from obstetric_rules.expressions.nodes import (
    CONDITIONS,
    OPERANDS,
    Binding,
    Condition,
    Field,
    Quantified,
    Quantifier,
)
from obstetric_rules.rules.case_bounds import DomainConstraint


def on_the_case(constraint: DomainConstraint) -> Condition:
    """Return a constraint as a condition; one that holds per fact as one on all facts of the list.

    >>> from obstetric_rules.expressions.nodes import Holds
    >>> sane = Holds(Field("zorgverleners", "koorts", Binding.EACH))
    >>> on_the_case(DomainConstraint(id="c", always=sane, because="x", per="zorgverleners")).body
    Holds(field=Field(slot='zorgverleners', name='koorts', binding=<Binding.ELEMENT: 'element'>))
    """
    if constraint.per is None:
        return constraint.always
    return Quantified(Quantifier.ALL, constraint.per, _of_element(constraint.always))


def _of_element(part: Any) -> Any:
    """Return a node that reads the fact a quantifier took in place of the fact in hand."""
    if isinstance(part, Field):
        return attrs.evolve(part, binding=Binding.ELEMENT) if part.binding is Binding.EACH else part
    if isinstance(part, tuple):
        return tuple(map(_of_element, part))
    if not isinstance(part, (*CONDITIONS, *OPERANDS)):
        return part
    changed: Any = part
    names = [field.name for field in attrs.fields(type(changed))]
    return attrs.evolve(changed, **{name: _of_element(getattr(part, name)) for name in names})
