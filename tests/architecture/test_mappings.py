"""What can be indexed can be iterated, so that no loop over it runs for ever."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from functools import cached_property

import obstetric_rules


def classes() -> set[type]:
    """Return every class of the package."""
    modules = pkgutil.walk_packages(obstetric_rules.__path__, "obstetric_rules.")
    found = set()
    for name in ["obstetric_rules", *(module.name for module in modules)]:
        if ".migrations." not in name:
            for _, one in inspect.getmembers(importlib.import_module(name), inspect.isclass):
                if one.__module__.startswith("obstetric_rules"):
                    found.add(one)
    return found


def test_no_class_can_be_indexed_and_not_iterated() -> None:
    """Python iterates over whatever can be indexed from 0 on, until that raises an IndexError."""
    indexed = [
        one
        for one in classes()
        # A protocol of typing only says what others have.
        if hasattr(one, "__getitem__") and not getattr(one, "_is_protocol", False)
    ]

    assert len(indexed) >= 3
    assert [one for one in indexed if not hasattr(one, "__iter__")] == []


def test_nothing_that_decides_has_a_lock_of_its_class() -> None:
    """Python 3.11 gives a cached property one lock for all objects: a forked child waits for it.

    Classes of attrs with slots have cached properties of attrs, which need none.
    """
    floors = "facts", "expressions", "rules", "diagrams", "plugins"
    decides = (*floors, "engines", "explanation", "cases")
    found = [
        f"{one.__module__}.{one.__name__}.{name}"
        for one in classes()
        for name, part in vars(one).items()
        if isinstance(part, cached_property) and one.__module__.split(".")[1] in decides
    ]

    assert found == []
