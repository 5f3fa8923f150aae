"""Every line that says how to install something works in a checkout: there is no release yet."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "obstetric_rules"
PAGES = sorted(
    path
    for folder in ("docs", "examples", "src/obstetric_rules/cli/scaffold/templates")
    for pattern in ("*.md", "*.md.jinja")
    for path in (ROOT / folder).rglob(pattern)
    if "decisions" not in path.parts
)
ELSEWHERE = {"nox", "pip", "tzdata"}
"""What comes from an index of packages, and is no part of this project."""


def _extras(project: Path) -> set[str]:
    return set(tomllib.loads(project.read_text())["project"]["optional-dependencies"])


def _lines(path: Path) -> Iterator[list[str]]:
    """Yield what each line of a page installs."""
    text = path.read_text(encoding="utf-8")
    for found in re.findall(r"pip install +([^\n`]*[^\n` ])", text):
        words = shlex.split(found.partition("&&")[0].partition(" #")[0])
        options = {at for at, word in enumerate(words) if word in ("--group", "--requirement")}
        yield [
            word
            for at, word in enumerate(words)
            if not word.startswith("--") and at - 1 not in options
        ]


@pytest.mark.parametrize("file", [ROOT / "README.md", *PAGES], ids=lambda file: file.name)
def test_what_a_page_installs_stands_on_this_machine(file: Path) -> None:
    """Whoever copies the line needs no index that has this project, and no extra that is not."""
    own = _extras(ROOT / "pyproject.toml")
    project = file.with_name("pyproject.toml")
    if file.is_relative_to(ROOT / "examples") and project.exists():
        own |= _extras(project)
    if file.suffix == ".jinja":
        own |= {"test"}

    for words in _lines(file):
        for word in words:
            name, _, extras = word.rstrip("]").partition("[")
            is_local = name.startswith(".") or name.endswith(".whl")
            assert is_local or name in ELSEWHERE, f"{file}: {word}"
            assert not extras or set(extras.split(",")) <= own | {"test"}, f"{file}: {word}"


def test_the_lines_are_seen() -> None:
    """The test above looks at the lines there are."""
    pages = [ROOT / "README.md", *PAGES]
    found = [word for page in pages for words in _lines(page) for word in words]

    assert "./obstetric-rules[cli,testing]" in found
    assert len(found) >= 12


def test_hints_name_extras_that_there_are() -> None:
    """What a message says to install is an extra of this project, said in one way."""
    told = {
        path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8")
        for path in SOURCE.rglob("*.py")
    }
    named = {
        extra for text in told.values() for extra in re.findall(r"how_to_install\('(.*?)'\)", text)
    }

    assert {"cli", "testing", "durable"} <= named <= _extras(ROOT / "pyproject.toml")
    assert [path for path, text in told.items() if re.search(r"install '?obstetric", text)] == []
