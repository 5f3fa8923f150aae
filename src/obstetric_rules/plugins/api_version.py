"""The version of the plugin API, and the one that a distribution says it was written for.

A distribution declares it in its metadata, as the name of an entry point, so that it is known
before any of its code runs::

    [project.entry-points."obstetric_rules.plugin_api"]
    "1.0" = "mijn_ziekenhuis"
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

API_VERSION: Final = "1.0"
"""What plugins can rely on: the second number grows when something is added, the first when
something is changed or taken away."""

API_GROUP: Final = "obstetric_rules.plugin_api"
"""The entry-point group in which a distribution declares the version it was written for."""

_VERSION = re.compile(r"([0-9]{1,6})\.([0-9]{1,6})")


def why_incompatible(declared: Collection[str], api: str = API_VERSION) -> str | None:
    """Return why plugins that declare these versions cannot be used, or None if they can.

    >>> why_incompatible(["1.0"])
    >>> why_incompatible(["1.3"], "1.0")
    'it needs plugin API 1.3, and this is 1.0: upgrade obstetric-rules'
    >>> why_incompatible(["0.9"], "1.0")
    'it was written for plugin API 0.9, and this is 1.0: install a later version of it'
    """
    if not declared:
        return (
            "it does not say which plugin API it was written for: its pyproject.toml should have "
            f'[project.entry-points."{API_GROUP}"] with "{api}" = "its_package"'
        )
    if len(declared) > 1:
        return f"it declares more than one plugin API: {', '.join(sorted(declared))}"
    (version,) = declared
    match = _VERSION.fullmatch(version)
    if match is None:
        return f'it declares the plugin API "{version[:40]}"; expected a version such as "{api}"'
    wanted, here = _numbers(version), _numbers(api)
    if wanted > here:
        return f"it needs plugin API {version}, and this is {api}: upgrade obstetric-rules"
    if wanted[0] < here[0]:
        return (
            f"it was written for plugin API {version}, and this is {api}: install a later version "
            "of it"
        )
    return None


def _numbers(version: str) -> tuple[int, int]:
    major, _, minor = version.partition(".")
    return int(major), int(minor)
