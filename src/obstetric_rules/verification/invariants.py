"""Which invariants of a protocol are broken: proved over all cases, not sampled."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import partial
from operator import is_

import attrs

from obstetric_rules.diagrams.diagrams import NODE_BUDGET
from obstetric_rules.diagrams.graph import BudgetExceededError, Truth
from obstetric_rules.expressions.outcome import Outcome, Status
from obstetric_rules.rules.invariant import Invariant, Monotonicity
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.verification.confirming import Confirmer
from obstetric_rules.verification.exploring import Space
from obstetric_rules.verification.witnesses import Witness


@attrs.frozen
class BrokenInvariant:
    """An invariant that does not hold in every case, with the most ordinary case that shows it.

    Of a :class:`~obstetric_rules.rules.invariant.Monotonicity` there are two cases, ``witness`` and
    ``after``, that differ in ``field`` (``"client.koorts"``) only: there it is no, here it is yes.
    """

    invariant: Invariant | Monotonicity
    witness: Witness
    after: Witness | None = None
    field: str | None = None


@attrs.frozen
class InvariantProofs:
    """What was proved of the invariants of a protocol.

    ``unproved`` are those whose diagrams outgrew the node budget: they may hold or not. All others
    that are not ``broken`` hold in every case.
    """

    broken: tuple[BrokenInvariant, ...] = ()
    unproved: tuple[Invariant | Monotonicity, ...] = ()


def prove_invariants(protocol: Protocol, budget: int = NODE_BUDGET) -> InvariantProofs:
    """Return which invariants of a protocol are broken, and which could not be proved.

    An invariant is broken when in some case it is false, or in conflict. A monotonicity is broken
    when in two cases that differ in one of its fields only, the answer refuses when that field is
    no and allows when it is yes. A set of values refuses when it has a restrictive value and no
    permissive one, and allows when it has a permissive value and no restrictive one.

    Raises :class:`~obstetric_rules.errors.VerificationError` if the reference engine contradicts a
    witness.

    >>> from obstetric_rules import load_protocol
    >>> prove_invariants(load_protocol("groningen.mzh"))
    InvariantProofs(broken=(), unproved=())
    """
    prover = InvariantProver(protocol, Space(protocol, budget), Confirmer(protocol))
    broken: list[BrokenInvariant] = []
    unproved: list[Invariant | Monotonicity] = []
    for invariant in protocol.invariants:
        try:
            broken += prover.broken(invariant)
        except (BudgetExceededError, RecursionError):
            unproved.append(invariant)
    return InvariantProofs(tuple(broken), tuple(unproved))


def undeclared(protocol: Protocol, broken: Iterable[BrokenInvariant]) -> Iterator[BrokenInvariant]:
    """Yield what is broken without a ruleset that declares, with a reason, that it deviates.

    >>> from obstetric_rules import load_protocol
    >>> protocol = load_protocol("groningen.mzh")
    >>> list(undeclared(protocol, prove_invariants(protocol).broken))
    []
    """
    declared = [
        item.invariant for item in protocol.invariants_by_id.values() if item.deviation is not None
    ]
    return (item for item in broken if not any(item.invariant is one for one in declared))


class InvariantProver:
    """Proves invariants of a protocol one by one."""

    def __init__(self, protocol: Protocol, space: Space, confirmer: Confirmer) -> None:
        self._protocol = protocol
        self._space = space
        self._confirmer = confirmer

    def broken(self, invariant: Invariant | Monotonicity) -> list[BrokenInvariant]:
        """Return in which ways an invariant is broken; a monotonicity can be so by each field."""
        if isinstance(invariant, Invariant):
            return list(self._false(invariant))
        return list(self._turned(invariant))

    def _false(self, invariant: Invariant) -> Iterator[BrokenInvariant]:
        node = self._space.condition(invariant.always)
        cases = self._space.explore([node], invariant.per)
        (holds,) = cases.nodes
        # A case in which it is false says more than one in which an answer is in conflict.
        for truth in (Truth.FALSE, Truth.CONFLICT):
            broken = cases.graph.where(holds, partial(is_, truth))
            witness = cases.witness(broken)
            if witness is not None:
                verdict = self._confirmer.truth(witness, invariant.always)
                self._confirm(invariant, verdict is not True)
                yield BrokenInvariant(invariant, witness)
                return

    def _turned(self, invariant: Monotonicity) -> Iterator[BrokenInvariant]:
        node = self._space.diagrams.question(invariant.question)
        per = self._protocol.questions[invariant.question].per
        cases = self._space.explore([node], per)
        graph = cases.graph
        (outcome,) = cases.nodes
        refused = graph.where(outcome, lambda found: refuses(invariant, found))
        allowed = graph.where(outcome, lambda found: allows(invariant, found))
        for path in invariant.fields:
            slot, _, field = path.partition(".")
            for level, unknown in cases.levels_of(slot, field, outcome).items():
                # Both cases have to be possible, not only the one that is written down first.
                told = cases.told(
                    graph.conjunction(
                        [
                            graph.taken(refused, level, 0),
                            graph.taken(allowed, level, 1),
                            graph.taken(cases.possible, level, 0),
                            graph.taken(cases.possible, level, 1),
                        ]
                    )
                )
                if told is not None:
                    no, yes = (cases.written({**told, unknown: value}) for value in (False, True))
                    self._confirm_turn(invariant, no, yes)
                    yield BrokenInvariant(invariant, no, yes, path)
                    break

    def _confirm_turn(self, invariant: Monotonicity, no: Witness, yes: Witness) -> None:
        before = self._confirmer.answer(no, invariant.question).outcome
        after = self._confirmer.answer(yes, invariant.question).outcome
        self._confirm(invariant, refuses(invariant, before) and allows(invariant, after))

    def _confirm(self, invariant: Invariant | Monotonicity, holds: bool) -> None:
        self._confirmer.confirm(holds, f"that the invariant {invariant.id} is broken")


def refuses(invariant: Monotonicity, outcome: Outcome) -> bool:
    """Return whether an outcome refuses, by the words of a monotonicity."""
    return _on_one_side(outcome, invariant.restrictive, invariant.permissive)


def allows(invariant: Monotonicity, outcome: Outcome) -> bool:
    """Return whether an outcome allows, by the words of a monotonicity."""
    return _on_one_side(outcome, invariant.permissive, invariant.restrictive)


def _on_one_side(outcome: Outcome, side: Collection[str], other: Collection[str]) -> bool:
    if outcome.status is not Status.CONCLUDED:
        return False
    value = outcome.value
    values = value if isinstance(value, frozenset) else {value}
    return not values.isdisjoint(side) and values.isdisjoint(other)
