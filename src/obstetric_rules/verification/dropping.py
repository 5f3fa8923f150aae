"""The parts of a condition that could be left out, and the condition without each."""

from __future__ import annotations

from collections.abc import Iterator

from obstetric_rules.expressions.nodes import Always, And, Condition, Not, Or

_NEVER = Not(Always())


def without_each_part(condition: Condition) -> Iterator[tuple[Condition, Condition]]:
    """Yield each part of a conjunction or disjunction, and the condition without it.

    A part that others are inside of comes before them. Named terms are whole, and so is what stands
    inside a quantifier.

    >>> from obstetric_rules.expressions.nodes import Present
    >>> for part, rest in without_each_part(And((Present("partner"), Always()))):
    ...     print(part, "->", rest)
    Present(slot='partner') -> Always()
    Always() -> Present(slot='partner')
    """
    match condition:
        case Not(part):
            for dropped, rest in without_each_part(part):
                yield dropped, Not(rest)
        case And(parts):
            for at, part in enumerate(parts):
                yield part, _of(And, (*parts[:at], *parts[at + 1 :]), Always())
                for dropped, rest in without_each_part(part):
                    yield dropped, And((*parts[:at], rest, *parts[at + 1 :]))
        case Or(parts):
            for at, part in enumerate(parts):
                yield part, _of(Or, (*parts[:at], *parts[at + 1 :]), _NEVER)
                for dropped, rest in without_each_part(part):
                    yield dropped, Or((*parts[:at], rest, *parts[at + 1 :]))
        case _:
            pass


def _of(kind: type[And] | type[Or], parts: tuple[Condition, ...], nothing: Condition) -> Condition:
    if not parts:
        return nothing
    return parts[0] if len(parts) == 1 else kind(parts)
