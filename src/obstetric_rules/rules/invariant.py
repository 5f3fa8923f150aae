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
    always: Condition = attrs.field(converter=condition, repr=False)
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


@attrs.frozen(kw_only=True)
class InvariantDeviation:
    """That a ruleset knowingly does not keep an invariant of a lower one, and why.

    ``invariant`` is its full id (``"groningen/zieke_zorgverlener_niet_toegestaan"``), ``because``
    the reason in one Dutch sentence, which every decision shows.
    """

    invariant: str
    clauses: tuple[str, ...]
    because: str
    because_en: str = ""
