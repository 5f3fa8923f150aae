"""The door through which the command ``obstetric-rules`` starts.

It stands outside the package and imports nothing, so that whoever interrupts the command while the
rest is imported is not shown what was being imported.
"""

from __future__ import annotations

INTERRUPTED = 130
"""What shells give a program that was interrupted (128 + SIGINT)."""


def main() -> int:
    """Run the command; return its exit status."""
    try:
        from obstetric_rules.cli import main as run

        return run()
    except KeyboardInterrupt:
        return INTERRUPTED
