"""Invariants: what must hold in every case."""

from __future__ import annotations

import attrs

from obstetric_rules.expressions.nodes import Condition
from obstetric_rules.expressions.operators import condition


@attrs.frozen(kw_only=True)
class Invariant:
    """A condition that must hold in every case, with the clauses it comes from.

    With ``per`` it must hold for every fact of that many-slot; ``always`` then reads the fact's own
    fields and answers. ``because`` says it in one Dutch sentence.
    """

    id: str
    clauses: tuple[str, ...]
    always: Condition = attrs.field(converter=condition)
    because: str
    per: str | None = None


@attrs.frozen(kw_only=True)
class Monotonicity:
    """An answer that may not become more permissive when a field turns from no to yes.

    ``permissive`` are the values of ``question`` that allow, ``restrictive`` those that refuse:
    when one of ``fields`` (yes/no fields, as ``"client.koorts"``) turns from no to yes, the answer
    never moves from a restrictive value to a permissive one.
    """

    id: str
    clauses: tuple[str, ...]
    question: str
    fields: tuple[str, ...]
    restrictive: tuple[str, ...]
    permissive: tuple[str, ...]
    because: str
