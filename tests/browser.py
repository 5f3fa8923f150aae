"""A real browser, for tests of pages. They are left out, saying so, where there is none."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome")
PROGRAM = next((found for name in _NAMES if (found := shutil.which(name))), None)

# The session that looks at every page fails where there is no browser.
REQUIRED = os.environ.get("OBSTETRIC_RULES_BROWSER") == "required"

Test = TypeVar("Test", bound=Callable[..., object])


def browser(test: Test) -> Test:
    """Mark a test that needs a browser."""
    missing = pytest.mark.skipif(
        PROGRAM is None and not REQUIRED,
        reason=f"no browser to look at pages with: none of {', '.join(_NAMES)}",
    )
    return pytest.mark.browser(missing(test))


_QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


def look_at(page: Path, folder: Path, *options: str) -> str:
    """Open a page in a browser without a window, and return what it writes."""
    done = subprocess.run(
        [str(PROGRAM), *_QUIET, f"--user-data-dir={folder / 'browser'}", *options, page.as_uri()],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout


def pages_of_pdf(page: Path, folder: Path) -> int:
    """Print a page, and return how many sheets that takes."""
    printed = folder / f"{page.stem}.pdf"
    look_at(page, folder, "--no-pdf-header-footer", f"--print-to-pdf={printed}")
    return len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes()))
