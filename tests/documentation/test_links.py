"""Every page of the documentation is found by whoever starts at its front page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
# The page that new decisions are copied from.
APART = {DOCS / "decisions" / "template.md"}


def linked(page: Path) -> set[Path]:
    """Return the pages of the documentation that a page links to."""
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    paths = {(page.parent / target).resolve() for target in targets if "://" not in target}
    return {path for path in paths if path.suffix == ".md" and path.is_relative_to(DOCS)}


@pytest.mark.parametrize("folder", ["how-to", "tutorial", "explanation", "reference", "decisions"])
def test_an_index_lists_all_pages_beside_it(folder: str) -> None:
    """A guide that its index leaves out is read by nobody."""
    pages = {path.resolve() for path in (DOCS / folder).glob("*.md")} - APART
    index = DOCS / folder / "index.md"

    assert pages - {index} - linked(index) == set()


def test_links_lead_to_pages_that_there_are() -> None:
    """Within the documentation no link is dead."""
    dead = {
        f"{page.relative_to(DOCS)}: {target.name}"
        for page in DOCS.rglob("*.md")
        for target in linked(page)
        if not target.exists() and page not in APART
    }

    assert dead == set()
