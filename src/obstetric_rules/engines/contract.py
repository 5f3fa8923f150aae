"""What every engine does: give the answers of a protocol to a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol as Contract
from typing import TypeAlias

from obstetric_rules.engines.answer import AnyAnswer
from obstetric_rules.engines.case import Case
from obstetric_rules.expressions.outcome import Outcome

Outcomes: TypeAlias = Mapping[str, Outcome | Mapping[str, Outcome]]
"""The outcome of each question; of a question that is asked per fact, of each fact by its key."""


class Engine(Contract):
    """A way to decide cases by one protocol: made once, used many times."""

    name: str

    def outcomes(self, case: Case) -> Outcomes:
        """Return status and value of every answer, in the order of the protocol's questions."""
        ...

    def answers(self, case: Case) -> Mapping[str, AnyAnswer]:
        """Return every answer with its rules, clauses and missing facts, in the same order."""
        ...

    def answer(self, case: Case, question: str) -> AnyAnswer:
        """Return the answer to one question."""
        ...
