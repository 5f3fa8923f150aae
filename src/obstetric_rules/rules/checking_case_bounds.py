"""What can be wrong with domain constraints and known silences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from obstetric_rules.errors import Fault
from obstetric_rules.expressions.nodes import Answer, walk
from obstetric_rules.rules.checking_conditions import (
    Scope,
    Surroundings,
    condition_faults,
    nearest,
)

if TYPE_CHECKING:
    from obstetric_rules.rules.case_bounds import DomainConstraint, KnownSilence
    from obstetric_rules.rules.ruleset import Ruleset


def case_bound_faults(ruleset: Ruleset, surroundings: Surroundings) -> Iterator[Fault]:
    """Yield what is wrong with the domain constraints and known silences of a ruleset."""
    names = [item.id for item in ruleset.constraints] + [item.id for item in ruleset.silences]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield Fault(ruleset.id, f"two constraints or known silences have the id {name}")
    for constraint in ruleset.constraints:
        for message in _constraint_faults(constraint, surroundings):
            yield Fault(ruleset.id, f"the constraint {constraint.id}: {message}")
    for silence in ruleset.silences:
        for message in _silence_faults(silence, surroundings):
            yield Fault(ruleset.id, f"the known silence {silence.id}: {message}")


def _constraint_faults(constraint: DomainConstraint, around: Surroundings) -> Iterator[str]:
    if constraint.per is not None:
        slot = around.slots.get(constraint.per)
        if slot is None or not slot.many:
            yield f"holds per {constraint.per}, which is no slot with many facts"
            return
    if any(isinstance(node, Answer) for node in walk(constraint.always)):
        yield "speaks of an answer; what can occur does not depend on what is agreed"
        return
    # Of every fact of the list: as if a quantifier had taken it, so no quantifier fits inside.
    scope = Scope(per=constraint.per, quantified=constraint.per)
    yield from condition_faults(constraint.always, scope, around)


def _silence_faults(silence: KnownSilence, around: Surroundings) -> Iterator[str]:
    if not silence.reason.strip():
        yield "gives no reason"
    question = around.questions.get(silence.question)
    if question is None:
        near = nearest(silence.question, around.questions)
        yield f"is about {silence.question}, which is not known{near}"
        return
    yield from condition_faults(silence.when, Scope(per=question.per), around)
