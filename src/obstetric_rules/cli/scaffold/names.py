"""The name of a new package: of its distribution, its module and its ruleset."""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Collection, Iterator
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from importlib.util import find_spec
from typing import Final

LONGEST_NAME: Final = 40
"""How many characters a name may have: lines with it stay short, and so do paths."""

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def module_of(name: str) -> str:
    """Return the name under which the package is imported.

    >>> module_of("mijn-ziekenhuis")
    'mijn_ziekenhuis'
    """
    return name.replace("-", "_")


def name_problems(name: str, rulesets: Collection[str]) -> Iterator[str]:
    """Yield why a package cannot have this name; ``rulesets`` are the ids that are installed.

    >>> list(name_problems("groningen", ["groningen"]))
    ['the ruleset groningen is installed already; ids are permanent, so choose another name']
    """
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        yield (
            "expected lower-case letters, digits and single hyphens, a letter first, as in "
            f'mijn-ziekenhuis, and at most {LONGEST_NAME} characters, got "{_shown(name)}"'
        )
        return
    module = module_of(name)
    if keyword.iskeyword(module) or keyword.issoftkeyword(module):
        yield f"{name} is a word of Python itself, so nothing could import it; choose another name"
    elif module in sys.stdlib_module_names:
        yield f"{name} is a module of Python itself, which would hide it; choose another name"
    elif name in rulesets:
        yield (
            f"the ruleset {name} is installed already; ids are permanent, so choose another name"
        )
    elif _is_installed(name):
        yield f"a package {name} is installed already; choose another name"
    elif module in packages_distributions():
        owner = packages_distributions()[module][0]
        yield f"the module {module} is installed already, by {owner}; choose another name"
    elif _is_importable(module):
        yield (
            f"import {module} finds another module already, which would hide it; "
            "choose another name"
        )


def _is_importable(module: str) -> bool:
    """Return whether a module of this name is found, as Python's own ``test`` is.

    That one is no part of the standard library by its list. A folder without code does not count:
    it may be the one that the package is to be written in.
    """
    try:
        spec = find_spec(module)
    except ValueError:
        # Somebody put it together while the program runs; it is there.
        return True
    return spec is not None and spec.origin is not None


def _is_installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def _shown(name: str) -> str:
    """Return a name as it can stand in a message of one line."""
    return name.encode("unicode_escape").decode()[: LONGEST_NAME + 1]
