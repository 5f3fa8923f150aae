"""The command ``obstetric-rules``."""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (default: those of the process); return its status.

    The status is 0 when all is done, 2 when the input is unusable, 130 when it is interrupted.
    """
    from obstetric_rules.cli.running import run

    return run(argv)
