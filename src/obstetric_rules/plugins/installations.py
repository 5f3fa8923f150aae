"""Which distributions bring rulesets, each of them once, and which installations are damaged.

Python takes the first folder with metadata that it finds under a name, also when that is a leftover
of an upgrade that was broken off. Here all of them are looked at: the one whose code would be
imported counts, and that there is another is told.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from importlib.metadata import Distribution, EntryPoint, distributions
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import attrs

GROUP: Final = "obstetric_rules.rulesets"
"""The entry-point group in which a distribution registers its rulesets."""

LIBRARY: Final = "obstetric-rules"

UNKNOWN: Final = "unknown"
"""The name or version of an installation that does not say it."""


@attrs.frozen(kw_only=True)
class DamagedInstallation:
    """A distribution that is not installed as it should be, and what is wrong with it."""

    distribution: str
    distribution_version: str
    reason: str


def entry_points(group: str) -> list[EntryPoint]:
    """Return what is registered in a group by the distributions that bring rulesets.

    A distribution that is there more than once counts as the version whose code would be imported;
    if nobody can tell which that is, what each of them registers is returned.
    """
    return [
        entry
        for same in _by_name(_found()).values()
        for one in _running(same)
        for entry in one.entries(group)
    ]


def damaged_installations() -> tuple[DamagedInstallation, ...]:
    """Return the installations that are not as they should be: doubled, or not to be read.

    Of other distributions than those that bring rulesets only what may hide a ruleset is told.
    """
    return tuple(_damage(_found()))


@attrs.frozen(eq=False)
class _Installation:
    """One folder with the metadata of a distribution."""

    metadata: Distribution
    folder: Path | None

    @cached_property
    def key(self) -> str:
        """The name as installers compare it."""
        stem = self.name if self.folder is None else self.folder.stem.partition("-")[0]
        return re.sub(r"[-_.]+", "-", stem).lower()

    @cached_property
    def name(self) -> str:
        return self._said("name")

    @cached_property
    def version(self) -> str:
        return self._said("version")

    def _said(self, what: str) -> str:
        try:
            found: str | None = getattr(self.metadata, what)
        except Exception:  # noqa: BLE001 - whatever is wrong with its metadata
            return UNKNOWN
        return found or UNKNOWN

    @property
    def says_what_it_is(self) -> bool:
        return UNKNOWN not in (self.name, self.version)

    @property
    def label(self) -> str:
        """What tells it from another of its name."""
        where = "" if self.folder is None else f" in {self.folder.name}"
        return f"{self.version}{where}"

    @cached_property
    def registers(self) -> str | None:
        """The text of its entry points; None if it cannot be read."""
        try:
            text = self.metadata.read_text("entry_points.txt") or ""
        except (OSError, ValueError):
            return None
        return text if _has_the_form_of_entry_points(text) else None

    @property
    def brings_rulesets(self) -> bool:
        return bool(self.registers) and bool(self.entries(GROUP))

    def entries(self, group: str) -> list[EntryPoint]:
        if group not in (self.registers or ""):
            return []
        return list(self.metadata.entry_points.select(group=group))

    def holds(self, code: Path | None) -> int:
        """Return how sure it is that a file belongs to it: 0 is not at all."""
        if code is None:
            return 0
        recorded = self._recorded(code)
        if recorded is not None:
            return 3 if recorded else 0
        editable = self._editable()
        if editable is not None:
            return 2 if code.is_relative_to(editable) else 0
        beside = Path(str(self.metadata.locate_file(""))).resolve()
        return 1 if code.is_relative_to(beside) else 0

    def _recorded(self, code: Path) -> bool | None:
        """Return whether it recorded this file as it is; None if it has no record of files."""
        try:
            files = self.metadata.files
        except Exception:  # noqa: BLE001 - a damaged record is none
            files = None
        if not files:
            return None
        same = [item for item in files if item.name == code.name]
        found = [item for item in same if Path(str(item.locate())).resolve() == code]
        if not found and self._editable() is not None:
            return None
        itself = self.folder is None or any(self.folder.name in item.parts for item in files)
        return itself and any(item.hash is None or item.hash.value == _hash(code) for item in found)

    def _editable(self) -> Path | None:
        """Return the folder that it was installed from to be worked on, if it was."""
        # Imported here: it brings in all that it takes to talk to servers.
        from urllib.request import url2pathname

        try:
            origin = json.loads(self.metadata.read_text("direct_url.json") or "{}")
            if not origin["dir_info"]["editable"]:
                return None
            return Path(url2pathname(urlsplit(origin["url"]).path)).resolve()
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None


def _found() -> list[_Installation]:
    """Return every folder with metadata on the path, each once."""
    found: dict[object, _Installation] = {}
    for metadata in distributions():
        # Not public, and not there for finders other than Python's own.
        folder = getattr(metadata, "_path", None)
        path = Path(os.fspath(folder)) if isinstance(folder, os.PathLike) else None
        found.setdefault(
            id(metadata) if path is None else path.resolve(), _Installation(metadata, path)
        )
    return list(found.values())


def _by_name(found: Iterable[_Installation]) -> dict[str, list[_Installation]]:
    """Return the installations of each distribution that brings rulesets."""
    named: dict[str, list[_Installation]] = {}
    for one in found:
        named.setdefault(one.key, []).append(one)
    return {name: same for name, same in named.items() if any(one.brings_rulesets for one in same)}


def _running(same: list[_Installation]) -> list[_Installation]:
    """Return the installation whose code would be imported; several if nobody can tell."""
    bringing = [one for one in same if one.brings_rulesets]
    candidates = [one for one in bringing if one.says_what_it_is] or bringing[:1]
    if len({one.version for one in candidates}) == 1:
        return candidates[:1]
    sure = [one.holds(_code_of(one)) for one in candidates]
    return [one for one, how in zip(candidates, sure, strict=True) if how == max(sure)]


def _code_of(installation: _Installation) -> Path | None:
    """Return the file that would be imported of the package in which its first ruleset stands."""
    if installation.key == LIBRARY:
        return Path(__file__).resolve().parents[1] / "__init__.py"
    module = installation.entries(GROUP)[0].value.partition(":")[0]
    try:
        spec = find_spec(module.partition(".")[0])
    except (ImportError, ValueError):
        return None
    return None if spec is None or spec.origin is None else Path(spec.origin).resolve()


def _hash(file: Path) -> str:
    digest = hashlib.sha256(file.read_bytes()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _has_the_form_of_entry_points(text: str) -> bool:
    in_section = False
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("[") and line.endswith("]"):
            in_section = True
        elif not line.startswith(("#", ";")) and not (in_section and "=" in line):
            return False
    return True


def _damage(found: list[_Installation]) -> Iterator[DamagedInstallation]:
    for one in found:
        if one.registers is None:
            reason = "what it registers cannot be read (entry_points.txt); install it again"
            yield _damaged(one, reason)
        elif one.brings_rulesets and not one.says_what_it_is:
            yield _damaged(one, "its metadata cannot be read; install it again")
    for same in _by_name(found).values():
        if len({(one.name, one.version) for one in same}) > 1:
            labels = sorted(one.label for one in same)
            reason = (
                f"it is installed more than once ({', '.join(labels)}); uninstall it until it is "
                "gone, remove what is left, and install it again"
            )
            yield _damaged(_running(same)[0], reason)


def _damaged(installation: _Installation, reason: str) -> DamagedInstallation:
    name = installation.name if installation.name != UNKNOWN else installation.key
    return DamagedInstallation(
        distribution=name, distribution_version=installation.version, reason=reason
    )
