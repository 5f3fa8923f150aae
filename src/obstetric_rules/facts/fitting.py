"""Whether the facts of a dossier fit the slots of a protocol."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from obstetric_rules.arguments import described
from obstetric_rules.errors import Problem, nearest_name
from obstetric_rules.facts.slot import Slot


def slot_problems(facts: Mapping[str, Any], slots: Mapping[str, Slot]) -> Iterator[Problem]:
    """Yield what is wrong with facts by their slot: an unknown slot, or what does not fit in it.

    >>> print(*slot_problems({"clint": None}, {}))
    clint: expected a slot of this protocol
    """
    for name, content in facts.items():
        yield from _problems(name, content, slots)


def _problems(name: str, content: Any, slots: Mapping[str, Slot]) -> Iterator[Problem]:
    slot = slots.get(name)
    if slot is None:
        near = nearest_name(name, slots)
        hint = f' (did you mean "{near}"?)' if near else ""
        yield Problem(name, f"a slot of this protocol{hint}")
    elif slot.many:
        if not isinstance(content, tuple):
            yield Problem(name, "a list of facts; leave it out if it is unknown")
            return
        for position, fact in enumerate(content):
            if type(fact) is not slot.fact_type:
                yield _wrong_fact(f"{name}[{position}]", slot, fact)
    elif content is None:
        if not slot.nullable:
            yield Problem(name, "a fact; leave it out if it is unknown")
    elif type(content) is not slot.fact_type:
        yield _wrong_fact(name, slot, content)


def _wrong_fact(path: str, slot: Slot, fact: Any) -> Problem:
    got = "a list" if isinstance(fact, tuple) else described(fact)
    return Problem(path, f"one {slot.fact_type.__name__}", got)
