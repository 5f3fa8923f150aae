"""The most ordinary number of each class of numbers that rules tell apart."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from obstetric_rules.diagrams.variables import Classes, Limit
from obstetric_rules.facts import DecimalNumber, WholeNumber


def nearest_numbers(kind: WholeNumber | DecimalNumber, classes: Classes) -> tuple[float, ...]:
    """Return of each class the number that is nearest to the ordinary one.

    Of numbers above 38 that is the first one a step further on. A field that declares no step is
    taken to be told in as many decimals as the constants have.

    >>> heat = DecimalNumber(
    ...     label="t", label_en="t", minimum=30, maximum=45, ordinary=36.8, step=0.1
    ... )
    >>> nearest_numbers(heat, Classes.between([36.5, 38], minimum=30, maximum=45))
    (36.4, 36.5, 36.8, 38, 38.1)
    """
    ordinary = classes.branch(kind.ordinary)
    return tuple(
        kind.ordinary if branch == ordinary else _nearest(kind, classes, branch, ordinary)
        for branch in range(len(classes.representatives))
    )


def _nearest(
    kind: WholeNumber | DecimalNumber, classes: Classes, branch: int, ordinary: int
) -> float:
    lowest, highest = classes.limits(branch, branch)
    if branch < ordinary:
        candidate = _beside(kind, classes, highest, -1)
    else:
        candidate = _beside(kind, classes, lowest, 1)
    if kind.permits(candidate) and classes.branch(candidate) == branch:
        return candidate
    # No step is so small: some number of the class stands for it.
    return classes.representatives[branch]


def _beside(
    kind: WholeNumber | DecimalNumber, classes: Classes, limit: Limit | None, direction: int
) -> float:
    assert limit is not None
    if limit.included:
        return limit.number
    if isinstance(kind, WholeNumber):
        return limit.number + direction
    step = kind.step or min(_last_decimals(kind, classes))
    # In decimals: a float of 37.9 + 0.1 is not 38.
    return float(Decimal(repr(limit.number)) + direction * Decimal(repr(step)))


def _last_decimals(kind: DecimalNumber, classes: Classes) -> Iterator[float]:
    """Yield one in the last decimal of each number that is written; of whole ones, one."""
    for number in (kind.ordinary, *classes.constants):
        exponent = Decimal(repr(number)).normalize().as_tuple().exponent
        yield 10.0 ** min(0, int(exponent))
