"""Rulesets to check: sound ones, to which each test does what it is about."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from obstetric_rules.expressions.operators import ALWAYS, Expressible
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.question import Conclusion
from obstetric_rules.rules.rule import Rule
from obstetric_rules.rules.ruleset import Ruleset
from tests.engines.examples import SLOTS, ask

ON = datetime.date(2026, 6, 1)
"""The day that tests compose protocols for."""


def clause(id: str, not_modelled: str | None = None) -> Clause:
    return Clause(
        id=id, document="d", heading="h", item="1", paraphrase="p", not_modelled=not_modelled
    )


def rule(id: str, when: Expressible = ALWAYS, then: Conclusion | None = None, **how: Any) -> Rule:
    """Make a rule of the clause with which its id starts: K1 of "K1.regel"."""
    how = {"clauses": (id.partition(".")[0],), "because": "Daarom."} | how
    return Rule(id=id, when=when, then=then or ask("q").becomes("x"), **how)


def ruleset(id: str = "r", **parts: Any) -> Ruleset:
    """Make a ruleset that has the clauses of its rules; a region's, and its own slots."""
    parts = {"layer": "region", "slots": () if parts.get("extends") else SLOTS} | parts
    rules = parts.get("rules", ())
    parts.setdefault("clauses", [clause(name) for name in _own_clauses(rules)])
    return Ruleset(
        id=id, version="1", title="Voorbeeld", publisher="niemand", status="voorbeeld", **parts
    )


def hospital(id: str = "h", *, extends: Iterable[str] = ("r",), **parts: Any) -> Ruleset:
    """Make a ruleset of a hospital that builds on the region."""
    return ruleset(id, layer="hospital", extends=tuple(extends), **parts)


def _own_clauses(rules: Iterable[Rule]) -> list[str]:
    named = dict.fromkeys(name for rule in rules for name in rule.clauses)
    return [name for name in named if "/" not in name]
