"""The files of a new package, and writing them: all of them or none.

They are made from the templates beside this module, by jinja2; nothing else in the package imports
it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import attrs

from obstetric_rules.cli.scaffold.exceptions import ExampleException
from obstetric_rules.cli.scaffold.lower_layers import LAYERS, LowerLayers
from obstetric_rules.cli.scaffold.names import module_of
from obstetric_rules.cli.unusable import UnusableError
from obstetric_rules.errors import how_to_install
from obstetric_rules.plugins.api_version import API_VERSION

_MODULE: Final = "MODULE"
"""What stands for the name of the module in the names of files."""

FILES: Final = (
    ".gitignore",
    "CHANGELOG.md",
    "README.md",
    "README.nl.md",
    "pyproject.toml",
    f"src/{_MODULE}/__init__.py",
    f"src/{_MODULE}/py.typed",
    f"src/{_MODULE}/slots.py",
    f"src/{_MODULE}/v1_v2_voorbeeldkamer.py",
    "tests/test_conformance.py",
    "tests/voorbeeldkamer.gevallen.yaml",
)
"""The files of a package; each is made from the template of the same name."""

EXCEPTION_FILES: Final = (f"src/{_MODULE}/v3_hier_anders.py", "tests/hier_anders.gevallen.yaml")
"""The files of an exception to a lower rule, as an example."""


@attrs.frozen(kw_only=True)
class Package:
    """What a new package is called, for which layer it is, and on what it stands."""

    name: str
    layer: str
    lower: LowerLayers
    example: ExampleException | None = None

    @property
    def files(self) -> Mapping[str, str]:
        """The text of each file by its path in the package.

        Raises :class:`~obstetric_rules.cli.unusable.UnusableError` when jinja2 is not installed.
        """
        try:
            import jinja2
        except ImportError as error:
            raise UnusableError([f"new needs jinja2: {how_to_install('cli')}"]) from error
        # What is written is no web page: nothing has to be escaped.
        templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
            undefined=jinja2.StrictUndefined,
            keep_trailing_newline=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        module = module_of(self.name)
        return {
            file.replace(_MODULE, module): templates.get_template(_template_of(file)).render(
                name=self.name,
                module=module,
                title=self.name.replace("-", " ").capitalize(),
                layer=self.layer,
                layer_name=LAYERS[self.layer].name,
                extends=self.lower.names,
                on=self.lower.on,
                requirements=self.lower.requirements,
                example=self.example,
                api_version=API_VERSION,
            )
            for file in (*FILES, *(() if self.example is None else EXCEPTION_FILES))
        }


def _template_of(file: str) -> str:
    """Return the name of a template: it has no folders, and no first dot that would hide it."""
    return f"{Path(file).name.removeprefix('.')}.jinja"


def directory_problem(directory: Path) -> str | None:
    """Return why nothing can be written in a directory, or None if something can."""
    if directory.is_dir():
        if any(directory.iterdir()):
            return f"expected a directory that is empty or not there yet, got {directory}"
        return None
    if directory.exists() or directory.is_symlink():
        return f"expected a directory, got the file {directory}"
    if not directory.absolute().parent.is_dir():
        return f"expected a directory in one that exists; there is no {directory.parent}"
    return None


def write_package(package: Package, directory: Path) -> None:
    """Write a package in a directory that is empty or not there yet, completely or not at all.

    Raises :class:`~obstetric_rules.cli.unusable.UnusableError` when it cannot be written.
    """
    files = package.files
    try:
        _write(files, directory.absolute())
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnusableError(
            [f"{directory}: expected a directory that can be written ({reason})"]
        ) from error


def _write(files: Mapping[str, str], target: Path) -> None:
    # What is there already may be where the user stands: it is filled, and never replaced. Either
    # way the files are written close to where they will be, so that moving them is one step each.
    exists = target.is_dir()
    aside = Path(tempfile.mkdtemp(prefix=".new-", dir=target if exists else target.parent))
    try:
        written = aside / "package"
        for path, text in files.items():
            file = written / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        if exists:
            _move_into(target, written)
        else:
            written.rename(target)
    finally:
        shutil.rmtree(aside)


def _move_into(target: Path, written: Path) -> None:
    moved: list[Path] = []
    try:
        for path in sorted(written.iterdir()):
            moved.append(path.rename(target / path.name))
    except OSError:
        for path in moved:
            path.rename(written / path.name)
        raise
