"""The key that receipts are signed with: a file of random bytes that others do not have."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from obstetric_rules.cli.unusable import UnusableError, naming_the_file
from obstetric_rules.engines.seal import check_key
from obstetric_rules.errors import SigningKeyError

LONGEST_KEY: Final = 65_536
"""How many bytes a file with a key may have."""


def add_key_file(parser: argparse.ArgumentParser, purpose: str) -> None:
    """Add the file with the key."""
    parser.add_argument(
        "--key-file", metavar="FILE", help=f"{purpose}: at least 32 bytes, known to nobody else"
    )


def key_of(options: argparse.Namespace) -> bytes | None:
    """Return the key, if a file with one is given; line ends after it are no part of it."""
    name = options.key_file
    if name is None:
        return None
    with naming_the_file(f"--key-file {name}", "read"):
        key = _read(Path(name))
    if len(key) > LONGEST_KEY:
        raise UnusableError([f"--key-file {name}: expected a key of at most {LONGEST_KEY:,} bytes"])
    try:
        return check_key(key.rstrip(b"\r\n"))
    except SigningKeyError as error:
        raise UnusableError([f"--key-file {name}: {error}"]) from error


def _read(file: Path) -> bytes:
    with file.open("rb") as stream:
        # One byte more than a key may have: enough to see that it is too long.
        return stream.read(LONGEST_KEY + 1)
