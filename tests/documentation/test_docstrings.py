"""The examples in the docstrings run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import obstetric_rules

MODULES = [
    "obstetric_rules",
    *(
        module.name
        for module in pkgutil.walk_packages(obstetric_rules.__path__, "obstetric_rules.")
        if not module.name.endswith("__main__")  # importing one starts the command
    ),
]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples_run(name: str) -> None:
    """Every example in a module's docstrings gives what it says that it gives."""
    module = importlib.import_module(name)

    assert doctest.testmod(module).failed == 0
