"""The package that a reader of the tutorial ends up with works."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.packages import install

PAGE = Path(__file__).parents[2] / "docs" / "tutorial" / "your-first-regional-ruleset.md"

EXCEPTION = '    overrides=("K1.te_laat",),\n'
"""The line that the page has its reader add to the rule about the key."""


def _blocks(language: str) -> list[str]:
    text = PAGE.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def _without_imports(block: str) -> str:
    """Leave out what the imports at the top of a file take the place of."""
    return re.sub(r"^from .* import .*\n+", "", block, flags=re.MULTILINE)


def _follow(package: Path) -> None:
    """Put the blocks of the page into the files that it names."""
    python = [block for block in _blocks("python") if not block.startswith(">>>")]
    clauses, facts, rules, ruleset, _, cases = python
    (imports,) = (block for block in _blocks("text") if "at the top of" in block)
    _, for_rules, for_package = re.split(r"# at the top of .*\n", imports)
    clauses, rules, ruleset = map(_without_imports, (clauses, rules, ruleset))
    rules = rules.replace(
        '    because="Wie een sleutel', f'{EXCEPTION}    because="Wie een sleutel'
    )
    assert EXCEPTION.strip().rstrip(",") in PAGE.read_text(encoding="utf-8")

    source = package / "src" / "mijn_regio"
    (source / "v1_v2_voorbeeldkamer.py").unlink()
    (source / "slots.py").write_text(facts, encoding="utf-8")
    (source / "k1_k3_vergaderkamer.py").write_text(for_rules + clauses + rules, encoding="utf-8")
    version = re.sub(r"  #.*", "", for_package)
    own = ruleset.replace('version="0.1.0"', "version=__version__")
    (source / "__init__.py").write_text(version + own, encoding="utf-8")
    (package / "tests" / "voorbeeldkamer.gevallen.yaml").unlink()
    text = cases.removeprefix('CASES = """\n').removesuffix('"""\n')
    (package / "tests" / "vergaderkamer.gevallen.yaml").write_text(text, encoding="utf-8")


def _imports_in_order(path: Path) -> bool:
    """Return whether all imports stand at the top, this library's before the package's own."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    positions = [place for place, node in enumerate(body) if isinstance(node, ast.ImportFrom)]
    names = [node.module or "" for node in body if isinstance(node, ast.ImportFrom)]
    ranked = sorted(names, key=lambda name: (_rank(name), name))
    return names == ranked and len(set(names)) == len(names) and positions == [*range(len(names))]


def _rank(name: str) -> int:
    return ["typing", "obstetric_rules", "mijn_regio"].index(name.partition(".")[0])


def test_the_package_of_the_tutorial_passes_its_tests(tmp_path: Path) -> None:
    """Whoever follows the tutorial to its end has a package that passes every check."""
    program = [sys.executable, "-m", "obstetric_rules"]
    new = [*program, "new", "mijn-regio", "--layer", "regio"]
    made = subprocess.run(new, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert made.stdout.rstrip("\n") in PAGE.read_text(encoding="utf-8")
    _follow(tmp_path / "mijn-regio")

    source = install(tmp_path / "mijn-regio", tmp_path / "site")
    path = [tmp_path / "site", source, os.environ.get("PYTHONPATH", "")]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"],
        cwd=tmp_path / "mijn-regio",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    for path in sorted((tmp_path / "mijn-regio" / "src").rglob("*.py")):
        assert _imports_in_order(path), path
    assert "vergaderkamer.gevallen.yaml ...." in run.stdout
