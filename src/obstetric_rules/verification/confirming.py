"""A second opinion on every witness: what the reference engine says of it."""

from __future__ import annotations

from typing import cast

from obstetric_rules.engines.answer import Answer, AnswersPerFact
from obstetric_rules.engines.case import prepare
from obstetric_rules.engines.reference import ReferenceEngine
from obstetric_rules.errors import VerificationError
from obstetric_rules.expressions.meaning import Position, Situation, Verdict, evaluate
from obstetric_rules.expressions.nodes import Condition
from obstetric_rules.expressions.outcome import Outcome
from obstetric_rules.facts import Dossier, keys_of
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.verification.witnesses import Witness


class Confirmer:
    """Asks the reference engine about witnesses."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol
        self._engine = ReferenceEngine(protocol)

    def confirm(self, holds: bool, what: str) -> None:
        """Raise :class:`~obstetric_rules.errors.VerificationError` unless something holds."""
        if not holds:
            raise VerificationError(
                f"{self._protocol.id}: {what} was proved with a case in which the reference engine "
                "says otherwise. This is a mistake in obstetric-rules; please report it."
            )

    def answer(self, witness: Witness, question: str) -> Answer:
        """Return the answer to a question in a case, about the fact that the case is about."""
        return self._answer(witness.dossier, question, _position(witness))

    def truth(self, witness: Witness, condition: Condition) -> Verdict:
        """Return whether a condition holds in a case, of the fact that the case is about."""

        def answers(question: str, situation: Situation) -> Outcome:
            per = self._protocol.questions[question].per
            taken = situation.element
            in_hand = taken if taken is not None and taken[0] == per else situation.each
            return self._answer(witness.dossier, question, in_hand).outcome

        dossier = prepare(self._protocol, witness.dossier).dossier
        return evaluate(condition, Situation(dossier, answers, each=_position(witness)))

    def _answer(self, dossier: Dossier, question: str, position: Position | None) -> Answer:
        answer = self._engine.answer(prepare(self._protocol, dossier), question)
        if isinstance(answer, AnswersPerFact):
            slot, place = cast(Position, position)
            return answer.answers[keys_of(dossier.facts[slot])[place]]
        return answer


def _position(witness: Witness) -> Position | None:
    if witness.per is None or witness.about is None:
        return None
    return witness.per, keys_of(witness.dossier.facts[witness.per]).index(witness.about)
