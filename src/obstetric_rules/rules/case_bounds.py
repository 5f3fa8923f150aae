"""What is known of all cases beforehand: which cannot occur, and in which a text says nothing."""

from __future__ import annotations

import attrs

from obstetric_rules.expressions.nodes import Condition
from obstetric_rules.expressions.operators import condition


@attrs.frozen(kw_only=True)
class DomainConstraint:
    """What is so in every case that can occur, whatever the agreement says.

    Proofs leave out the cases in which it is not; engines decide any case they are given. With
    ``per`` it is so of every fact of that many-slot. ``because`` says why, in one Dutch sentence.
    It is about facts alone, not about answers.
    """

    id: str
    always: Condition = attrs.field(converter=condition)
    because: str
    per: str | None = None


@attrs.frozen(kw_only=True)
class KnownSilence:
    """Cases in which a question is known to have no answer, with the reason, in Dutch.

    Proofs list such a silence without counting it, and report it once the question does have an
    answer whenever ``when`` holds.
    """

    id: str
    question: str
    when: Condition = attrs.field(converter=condition)
    reason: str
