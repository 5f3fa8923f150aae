"""Findings: what was proved to be amiss in a protocol, each with a case that shows it."""

from __future__ import annotations

import enum

import attrs

from obstetric_rules.verification.witnesses import Witness


class FindingKind(enum.StrEnum):
    """The kinds of finding, in the order in which reports give them."""

    CONFLICT = "conflict"
    """Rules speak for two different values in one case, and none overrides the other."""
    BROKEN_INVARIANT = "broken_invariant"
    """What must hold in every case does not."""
    BROKEN_MONOTONICITY = "broken_monotonicity"
    """A field that may only restrict allows what was refused."""
    SILENCE = "silence"
    """All needed facts are known and no rule speaks; the silence is not declared."""
    OUTDATED_SILENCE = "outdated_silence"
    """A declared silence that no case has any more."""
    NEVER_SPEAKS = "never_speaks"
    """A rule that cannot hold, or is set aside by its exceptions whenever it does."""
    IDLE_EXCEPTION = "idle_exception"
    """A rule and its exception that never meet, though each occurs."""
    REDUNDANT_RULE = "redundant_rule"
    """A rule that speaks, and without which every answer would be the same."""
    ALWAYS_HOLDS = "always_holds"
    """A rule whose whole condition holds whenever its question is asked."""
    REDUNDANT_CONDITION = "redundant_condition"
    """A part of a rule's condition without which it would speak in the same cases."""
    UNREACHABLE_VALUE = "unreachable_value"
    """A permitted value that no case leads to."""
    UNUSED_FIELD = "unused_field"
    """A field of a slot on which no answer depends."""
    OPEN_TERM = "open_term"
    """A term that a ruleset leaves to others, and that nobody filled in."""


@attrs.frozen
class Share:
    """In how many of the situations that the rules can tell apart something is so.

    It is not a share of clients: it says nothing of how often a situation occurs.
    """

    situations: int
    of: int

    @property
    def percentage(self) -> float:
        """How many of a hundred situations."""
        return 100 * self.situations / self.of


@attrs.frozen(kw_only=True)
class Finding:
    """One thing that is amiss, or a silence that is known.

    ``text`` says it in Dutch. ``condition`` says in Dutch in which cases it is so, as short as was
    found. ``after`` is the second case of a broken monotonicity. ``reason`` is why a silence is
    known. ``distributions`` are those that the rulesets come from, where that is known.
    """

    kind: FindingKind
    text: str
    question: str | None = None
    rules: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    name: str | None = None
    condition: str | None = None
    share: Share | None = None
    witness: Witness | None = None
    after: Witness | None = None
    reason: str | None = None
    distributions: tuple[str, ...] = ()
