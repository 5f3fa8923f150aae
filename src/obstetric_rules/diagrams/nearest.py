"""The most ordinary number of each class of numbers that rules tell apart."""

from __future__ import annotations

from decimal import Decimal

from obstetric_rules.diagrams.variables import Classes, Limit
from obstetric_rules.facts import DecimalNumber, WholeNumber


def nearest_numbers(kind: WholeNumber | DecimalNumber, classes: Classes) -> tuple[float, ...]:
    """Return of each class the number that is nearest to the ordinary one.

    Of numbers above 38 that is the first one a step further on. A field that declares no step is
    taken to be told in as many decimals as the number that it is compared with.

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
        candidate = _beside(kind, highest, -1)
    else:
        candidate = _beside(kind, lowest, 1)
    if kind.permits(candidate) and classes.branch(candidate) == branch:
        return candidate
    # No step is so small: some number of the class stands for it.
    return classes.representatives[branch]


def _beside(kind: WholeNumber | DecimalNumber, limit: Limit | None, direction: int) -> float:
    assert limit is not None
    return limit.number if limit.included else next_to(kind, limit.number, direction)


def next_to(kind: WholeNumber | DecimalNumber, number: float, direction: int) -> float:
    """Return the number one step above another one (``direction`` 1) or below it (-1).

    >>> next_to(WholeNumber(label="uur", label_en="hour"), 22, -1)
    21
    >>> next_to(DecimalNumber(label="t", label_en="t"), 37.5, 1)
    37.6
    """
    if isinstance(kind, WholeNumber):
        return number + direction
    step = kind.step or min(map(_last_decimal, (kind.ordinary, number)))
    # In decimals: a float of 37.9 + 0.1 is not 38.
    return float(Decimal(repr(number)) + direction * Decimal(repr(step)))


def _last_decimal(number: float) -> float:
    """Return one in the last decimal of a number as it is written; of a whole one, one."""
    exponent = Decimal(repr(number)).normalize().as_tuple().exponent
    return 10.0 ** min(0, int(exponent))
