"""What can be wrong with the letters of a ruleset's texts, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

import attrs

from obstetric_rules.documents.escaping import steers
from obstetric_rules.errors import Fault
from obstetric_rules.facts.fact import is_fact_type, kinds_of, shown

if TYPE_CHECKING:
    from obstetric_rules.rules.ruleset import Ruleset


def text_faults(ruleset: Ruleset) -> Iterator[Fault]:
    """Yield each text that could steer the screen it is shown on, or cannot be written at all."""
    for field in attrs.fields(type(ruleset)):
        for text in _steering_texts(getattr(ruleset, field.name)):
            yield Fault(
                ruleset.id,
                f'{field.name}: "{shown(text)}" holds a control character, a mark of writing '
                "direction or half a character; leave that out",
            )


def _steering_texts(value: Any) -> Iterator[str]:
    # Step by step: a condition may be nested deeper than calls can be.
    todo = [value]
    while todo:
        part = todo.pop()
        if not isinstance(part, str):
            todo.extend(reversed(list(_parts(part))))
        # All but a few texts are passed over without a search.
        elif not part.isprintable() and steers(part):
            yield part


def _parts(value: Any) -> Iterable[Any]:
    """Return what a value of a ruleset is made of; nothing if it is one thing."""
    if isinstance(value, Mapping):
        return chain.from_iterable(value.items())
    if isinstance(value, tuple | list | frozenset):
        return value
    if is_fact_type(value):
        return kinds_of(value).values()
    if attrs.has(type(value)):
        return (getattr(value, field.name) for field in attrs.fields(type(value)))
    return ()
