"""Rule coverage: which rules, exceptions and branches decisions have exercised.

Measured are, of each ruleset:

- *rules*: a rule is covered when it speaks, whatever the facts that are unknown turn out to be;
- *exceptions*: a pair of a rule and an exception to it is covered when the condition of the rule
  holds and the exception speaks, so that the rule is set aside;
- *branches*: each value and each status that the answer to a question can have, and for each rule
  with a condition that it holds and that it does not, and of each number that it compares with that
  very number and the one next to it. Values and statuses that no case can reach are not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import attrs

from obstetric_rules.engines.deciding import engine_for
from obstetric_rules.engines.decision import Decision
from obstetric_rules.rules.exchange import content_hash
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing._coverage_items import KINDS, exercised, to_exercise


@attrs.frozen
class RulesetIdentity:
    """A ruleset of which the coverage is measured: id, version and a hash of what it says."""

    id: str
    version: str
    sha256: str


@attrs.frozen
class Covered:
    """How much of one kind of thing is covered, and by name what is not."""

    covered: int
    total: int
    missing: tuple[str, ...] = ()

    def __add__(self, other: Covered) -> Covered:
        return Covered(
            self.covered + other.covered, self.total + other.total, self.missing + other.missing
        )

    @property
    def percentage(self) -> float:
        """The share that is covered; all of nothing is 100.

        >>> Covered(1, 4).percentage, Covered(0, 0).percentage
        (25.0, 100.0)
        """
        return 100 * self.covered / self.total if self.total else 100.0

    def rounded_down(self, decimals: int = 0) -> float:
        """The percentage as it is shown: 100 only when nothing is missing.

        >>> Covered(9_999, 10_000).rounded_down(), Covered(99_999, 100_000).rounded_down(2)
        (99.0, 99.99)
        """
        shown = 10**decimals
        # In whole numbers: a float of a hundredth may be just below it.
        return 100 * shown * self.covered // self.total / shown if self.total else 100.0


class RuleCoverage:
    """Collects what decisions exercise.

    Feed it with decisions. ``only`` tells which rulesets are measured, all of them if it is left
    out; what is told of one that no decision used is nothing, unless :meth:`expect` names it.

    >>> from obstetric_rules import Client, Dossier, decide, load_protocol
    >>> protocol = load_protocol("groningen")
    >>> coverage = RuleCoverage()
    >>> coverage.add(decide(protocol, Dossier(client=Client(koorts=True))))
    >>> rules = coverage.of("groningen")["rules"]
    >>> rules.covered, rules.total, rules.missing[0]
    (6, 30, 'groningen/G2.niet_inzetbaar')
    """

    def __init__(self, only: Callable[[Ruleset], bool] | None = None) -> None:
        self._only = only
        # By ruleset and kind: the name of each thing there is, and whether it was exercised.
        self._found: dict[RulesetIdentity, dict[str, dict[str, bool]]] = {}
        self._protocols: dict[Protocol, Mapping[str, RulesetIdentity]] = {}

    def add(self, decision: Decision) -> None:
        """Count what a decision exercised.

        Raises :class:`~obstetric_rules.errors.DecisionError` when it was read back from JSON.
        """
        case = decision.made_from()
        identities = self.expect(case.protocol)
        if not identities:
            return
        # By the default engine: what speaks is then exact, whichever engine has decided.
        answers = engine_for(case.protocol).answers(case)
        for ruleset, kind, name in exercised(case, answers):
            self._note(identities.get(ruleset), kind, name, True)

    def expect(self, protocol: Protocol) -> Mapping[str, RulesetIdentity]:
        """Count everything that a protocol has as still to be exercised.

        Returns the rulesets of the protocol that are measured, by their id.
        """
        if protocol in self._protocols:
            return self._protocols[protocol]
        identities = {
            layer.id: RulesetIdentity(layer.id, layer.version, content_hash([layer]))
            for layer in protocol.layers
            if self._only is None or self._only(layer)
        }
        # The others are not kept: tests can make very many.
        if identities:
            self._protocols[protocol] = identities
            for ruleset, kind, name in to_exercise(protocol):
                self._note(identities.get(ruleset), kind, name, False)
        return identities

    def _note(
        self, identity: RulesetIdentity | None, kind: str, name: str, exercised: bool
    ) -> None:
        if identity is None:
            return
        kinds = self._found.setdefault(identity, {kind: {} for kind in KINDS})
        kinds[kind][name] = exercised or kinds[kind].get(name, False)

    def merge(self, data: Iterable[Mapping[str, Any]]) -> None:
        """Count what another process has counted, from its :meth:`to_data`."""
        for item in data:
            identity = RulesetIdentity(item["id"], item["version"], item["sha256"])
            for kind in KINDS:
                for was_exercised in ("covered", "missing"):
                    for name in item[kind][was_exercised]:
                        self._note(identity, kind, name, was_exercised == "covered")

    def to_data(self) -> list[dict[str, Any]]:
        """Return what was counted as JSON values: for each ruleset what is covered and missing."""
        return [
            {
                **attrs.asdict(identity),
                **{kind: _to_data(names) for kind, names in kinds.items()},
            }
            for identity, kinds in self._in_order()
        ]

    def _in_order(self) -> Iterator[tuple[RulesetIdentity, dict[str, dict[str, bool]]]]:
        for identity in sorted(self._found, key=lambda one: (one.id, one.version, one.sha256)):
            yield identity, self._found[identity]

    @property
    def rulesets(self) -> tuple[RulesetIdentity, ...]:
        """The rulesets by which was decided, by id."""
        return tuple(identity for identity, _ in self._in_order())

    def of(self, ruleset: RulesetIdentity | str) -> Mapping[str, Covered]:
        """Return the coverage of a ruleset (of all versions, for an id) by kind of thing."""
        found: dict[str, Covered] = dict.fromkeys(KINDS, Covered(0, 0))
        for identity, kinds in self._in_order():
            if ruleset in (identity, identity.id):
                found = {kind: found[kind] + _covered(kinds[kind]) for kind in KINDS}
        return found

    def total(self) -> Covered:
        """Return the coverage of everything together."""
        parts = [part for identity in self.rulesets for part in self.of(identity).values()]
        return sum(parts, Covered(0, 0))


def _covered(names: Mapping[str, bool]) -> Covered:
    missing = tuple(name for name, was_exercised in names.items() if not was_exercised)
    return Covered(len(names) - len(missing), len(names), missing)


def _to_data(names: Mapping[str, bool]) -> dict[str, list[str]]:
    return {
        "covered": [name for name, was_exercised in names.items() if was_exercised],
        "missing": [name for name, was_exercised in names.items() if not was_exercised],
    }
