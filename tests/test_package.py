"""What the package tells of itself."""

from __future__ import annotations

import importlib
import importlib.metadata
import pydoc

import pytest

import obstetric_rules


def test_everything_that_is_offered_is_listed() -> None:
    """Completion and help show what is imported late as well, and nothing that is not offered."""
    listed = dir(obstetric_rules)

    assert set(obstetric_rules.__all__) <= set(listed)
    assert {name for name in listed if not name.startswith("_")} == set(obstetric_rules.__all__)
    for name in listed:
        getattr(obstetric_rules, name)


def test_help_opens_with_what_the_library_does() -> None:
    """And not with a note for tools."""
    text = pydoc.plain(pydoc.render_doc(obstetric_rules))
    lines = [line for line in text.splitlines() if line.strip()]

    assert lines[2].strip().startswith("obstetric_rules - Decide births by the agreements")
    assert "class LiveCase" in text
    assert "PYTEST" not in "".join(lines[:10])


def test_it_knows_its_version() -> None:
    """The one that is installed."""
    assert obstetric_rules.__version__ == importlib.metadata.version("obstetric-rules")


def test_there_is_nothing_else() -> None:
    """A name that is not offered is no attribute."""
    with pytest.raises(AttributeError, match="has no attribute 'decid'"):
        obstetric_rules.decid  # type: ignore[attr-defined]


def test_the_command_can_be_imported() -> None:
    """Tools that import every module do not run it."""
    importlib.import_module("obstetric_rules.__main__")
