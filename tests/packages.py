"""Packages in a folder, made known to Python without building anything."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path


def install(package: Path, site: Path) -> Path:
    """Write into a site folder what installing a package would; return the folder of its source.

    Both folders belong on the path of whoever is to find it.
    """
    project = tomllib.loads((package / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (source,) = (folder for folder in (package / "src").iterdir() if folder.is_dir())
    (version,) = re.findall(
        r'^__version__ = "(.+)"$', (source / "__init__.py").read_text(encoding="utf-8"), re.M
    )
    info = site / f"{source.name}-{version}.dist-info"
    info.mkdir(parents=True)
    metadata = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {version}\n"
    (info / "METADATA").write_text(metadata, encoding="utf-8")
    lines = []
    for group, entries in project["entry-points"].items():
        lines += [f"[{group}]", *(f"{name} = {value}" for name, value in entries.items())]
    (info / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
    return source.parent
