"""Input that cannot be used: what is said of it, one line for each problem."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import attrs

from obstetric_rules.errors import (
    DossierError,
    EngineNotFoundError,
    InvariantError,
    MissingExtraError,
    ObstetricRulesError,
    PluginError,
    ProtocolNotFoundError,
    QuestionNotFoundError,
    RulesetError,
    ValidityError,
)

UNUSABLE = 2
"""The exit status for input that cannot be used."""


class UnusableError(Exception):
    """The input cannot be used; ``lines`` say why."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))


_OPTIONS: dict[type[ObstetricRulesError], str] = {
    ProtocolNotFoundError: "protocol",
    PluginError: "protocol",
    RulesetError: "protocol",
    InvariantError: "protocol",
    ValidityError: "--on",
    EngineNotFoundError: "--engine",
    MissingExtraError: "--engine",
    QuestionNotFoundError: "--question",
}


@contextmanager
def naming_the_option(question: str = "--question") -> Iterator[None]:
    """Say of an error in an argument which argument it is.

    ``question`` is the one in which a question, a value or a key is named.
    """
    try:
        yield
    except tuple(_OPTIONS) as error:
        option = next(name for kind, name in _OPTIONS.items() if isinstance(error, kind))
        option = question if option == "--question" else option
        raise UnusableError([f"{option}: {line}" for line in str(error).splitlines()]) from error


@contextmanager
def naming_the_file(name: str, purpose: str) -> Iterator[None]:
    """Say of an error of the system which file it is about."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnusableError(
            [f"{name}: expected a file that can be {purpose} ({reason})"]
        ) from error


def problem_lines(error: DossierError, whole: str | None = None) -> list[str]:
    """Return one line for each problem of a dossier; ``whole`` is what it is called."""
    return [
        str(problem if problem.path or whole is None else attrs.evolve(problem, path=whole))
        for problem in error.problems
    ]
