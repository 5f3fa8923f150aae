"""Orders and circles in what depends on what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter


def find_cycle(needs: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Return a circle of dependencies, closed by its first member; empty if there is none.

    >>> find_cycle({"a": ["b"], "b": ["a"]})
    ('a', 'b', 'a')
    """
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        # graphlib lists a node before those that need it, and may start anywhere.
        ring = circle[:0:-1]
        start = ring.index(min(ring))
        return (*ring[start:], *ring[:start], ring[start])
    return ()


def bottom_up(needs: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Return all names so that each comes after what it needs; otherwise in the given order.

    >>> bottom_up({"c": ["a"], "b": [], "a": []})
    ('a', 'c', 'b')
    """
    done: dict[str, None] = {}
    todo = list(needs)[::-1]
    while todo:
        name = todo[-1]
        waiting = [other for other in needs.get(name, ()) if other not in done]
        if waiting:
            todo += reversed(waiting)
        else:
            done[todo.pop()] = None
    return tuple(done)
