"""The errors of the library."""

from __future__ import annotations

import copy
import inspect
import pickle

import pytest

from obstetric_rules import errors
from obstetric_rules.errors import (
    DocumentError,
    DossierError,
    FactError,
    Fault,
    ObstetricRulesError,
    Problem,
    RulesetError,
)

EVERY_ERROR = [
    error
    for _, error in inspect.getmembers(errors, inspect.isclass)
    if issubclass(error, ObstetricRulesError) and error is not ObstetricRulesError
]
PROBLEMS = (Problem("client.lijn", '"eerste" or null', '"derde"'), Problem("", "JSON"))
FAULTS = (Fault("groningen", "no such field", rule="G11.zorglijn"), Fault("groningen", "no slots"))


@pytest.mark.parametrize("error", EVERY_ERROR)
def test_every_error_is_one_that_a_caller_already_catches(error: type[Exception]) -> None:
    """`except ValueError` (or TypeError, LookupError, …) keeps working around this library."""
    builtin = (
        *(ValueError, TypeError, LookupError, ImportError),
        *(OSError, RuntimeError, AssertionError),
    )

    assert issubclass(error, builtin)
    assert inspect.getdoc(error)


@pytest.mark.parametrize(
    ("problem", "message"),
    [
        (
            Problem("partner.koorts", "true, false or null", '"ja"'),
            'partner.koorts: expected true, false or null, got "ja"',
        ),
        (Problem("praktijk.id", "a text"), "praktijk.id: expected a text"),
        (Problem("", "JSON"), "dossier: expected JSON"),
    ],
)
def test_a_problem_says_where_and_what_was_expected(problem: Problem, message: str) -> None:
    """Each problem of a dossier is one line; the dossier as a whole is called so."""
    assert str(problem) == message


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (Fault("groningen", "is broken"), "groningen: is broken"),
        (
            Fault("groningen", "is broken", rule="G11.zorglijn"),
            "groningen, rule G11.zorglijn: is broken",
        ),
        (Fault("groningen", "is broken", clause="G11"), "groningen, clause G11: is broken"),
        (
            Fault("groningen", "is broken", rule="G11.zorglijn", clause="G11"),
            "groningen, rule G11.zorglijn, clause G11: is broken",
        ),
    ],
)
def test_a_fault_says_where_in_the_ruleset_it_is(fault: Fault, message: str) -> None:
    """Each fault of a ruleset is one line that names ruleset, rule and clause."""
    assert str(fault) == message


@pytest.mark.parametrize("error", [FactError, DossierError, DocumentError])
def test_an_error_lists_every_problem(error: type[FactError]) -> None:
    """All problems come at once, to read and to work with."""
    caught = error(iter(PROBLEMS))

    assert caught.problems == PROBLEMS
    assert str(caught) == (
        'client.lijn: expected "eerste" or null, got "derde"\ndossier: expected JSON'
    )


def test_a_ruleset_error_lists_every_fault() -> None:
    """The author of a ruleset sees all that is wrong with it at once."""
    caught = RulesetError(iter(FAULTS))

    assert caught.faults == FAULTS
    assert str(caught) == "groningen, rule G11.zorglijn: no such field\ngroningen: no slots"


@pytest.mark.parametrize(
    "error", [FactError(PROBLEMS), DocumentError(PROBLEMS), RulesetError(FAULTS)]
)
def test_an_error_comes_whole_out_of_another_process(error: Exception) -> None:
    """An error of a worker process still has its list of problems, and the same message."""
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert vars(twin) == vars(error)
