"""What the documentation shows is what happens."""

from __future__ import annotations

import contextlib
import unittest
from pathlib import Path

from sybil import Document

ROOT = Path(__file__).parents[2]


def test_code_blocks_run(page: Document) -> None:
    """Every Python block of a page runs, and prints what the page says that it prints."""
    for example in page:
        # Sybil skips a single block with what pytest takes for the skip of the whole page.
        with contextlib.suppress(unittest.SkipTest):
            example.evaluate()


def test_front_page_is_the_readme() -> None:
    """Whoever starts in docs/ reads the same text as whoever starts at the README."""
    readme, front_page = (
        (ROOT / name).read_text(encoding="utf-8").partition("\n## Documentation\n")
        for name in ("README.md", "docs/index.md")
    )

    assert front_page[:2] == readme[:2]


def test_continuous_integration_runs_the_command_of_the_readme() -> None:
    """The README's test command is the one by which every change is judged."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()

    assert [line for line in script if f"$ {line}" in readme and line.endswith("/nox")]


def test_the_code_of_the_readme_is_read_by_type_checkers() -> None:
    """It passes in the strictest mode: tests/typing has every line of it."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = [part.partition("```")[0] for part in readme.split("```python\n")[1:]]
    checked = (ROOT / "tests" / "typing" / "front_page.py").read_text(encoding="utf-8")
    lines = [line for block in blocks for line in block.splitlines()]

    assert lines != []
    assert [line for line in lines if line not in checked.splitlines()] == []
