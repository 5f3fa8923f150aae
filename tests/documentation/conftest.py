"""Finds the pages of the documentation and the Python code blocks in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sybil import Document, Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

# Sybil's own pytest integration looks at files beside this one only. A test for each page also
# keeps its blocks together, which share their names, when tests are spread over processes.
SYBIL = Sybil(parsers=[PythonCodeBlockParser(), SkipParser()], path=str(ROOT))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "page" in metafunc.fixturenames:
        names = [path.relative_to(ROOT).as_posix() for path in PAGES]
        metafunc.parametrize("page", PAGES, ids=names, indirect=True)


@pytest.fixture
def page(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Document:
    """One page, with the root of the checkout as the current folder, as its reader has it."""
    monkeypatch.chdir(ROOT)
    return SYBIL.parse(request.param)
