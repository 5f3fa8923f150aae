"""Cases: a dossier made ready for a protocol.

The dossier is held against the slots of the protocol, the facts that the place fixes are filled in,
and each Afwijking is looked up. Everything that is wrong is reported at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from obstetric_rules.errors import DossierError, Problem, nearest_name
from obstetric_rules.facts import Afwijking, Dossier, keys_of
from obstetric_rules.facts.fact import not_permitted
from obstetric_rules.facts.fitting import slot_problems
from obstetric_rules.rules.checking import qualified
from obstetric_rules.rules.protocol import Protocol, ProtocolRule
from obstetric_rules.truth import UNKNOWN

WHOLE_DOSSIER = None
"""Whom a deviation from a rule of a question about the whole dossier concerns."""

SetAside = frozenset[tuple[str, str | None]]
"""Rules that are set aside: the rule's full id and the key of the fact it concerns, if any."""


@attrs.frozen(eq=False)
class Case:
    """A dossier as a protocol reads it, and the rules that are set aside in it."""

    protocol: Protocol
    # Facts are never logged, and a repr ends up in logs.
    given: Dossier = attrs.field(repr=False)
    dossier: Dossier = attrs.field(repr=False)
    set_aside: SetAside

    def is_set_aside(self, rule: str, key: str | None) -> bool:
        """Return whether a rule is set aside, for the fact with this key if it is per fact."""
        return bool(self.set_aside) and (rule, key) in self.set_aside

    def rules_set_aside_by(self, afwijking: Afwijking) -> tuple[str, ...]:
        """Return the full ids of the rules that an Afwijking of this case sets aside."""
        return tuple(rule.id for rule in _rules_named(self.protocol, afwijking.regel))


def prepare(protocol: Protocol, dossier: Dossier) -> Case:
    """Return a dossier as a protocol reads it.

    Raises :class:`~obstetric_rules.errors.DossierError` with all problems when it does not fit.
    """
    problems = list(slot_problems(dossier.facts, protocol.slots))
    if problems:
        raise DossierError(problems)
    problems = [*_known_problems(protocol, dossier), *_fixed_problems(protocol, dossier)]
    set_aside: set[tuple[str, str | None]] = set()
    for position, afwijking in enumerate(dossier.afwijkingen):
        found = _set_aside(protocol, dossier, f"afwijkingen[{position}]", afwijking)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            set_aside |= found
    if problems:
        raise DossierError(problems)
    return Case(protocol, dossier, _with_fixed(protocol, dossier), frozenset(set_aside))


def _known_problems(protocol: Protocol, dossier: Dossier) -> Iterator[Problem]:
    """Yield the values that the protocol, which knows more of them, takes for slips."""
    for name, content in dossier.facts.items():
        slot = protocol.slots[name]
        if not slot.known or content is None:
            continue
        facts = content if slot.many else (content,)
        for position, fact in enumerate(facts):
            for field, vocabulary in slot.known:
                value = getattr(fact, field)
                # Nearly always they are among them, which costs next to nothing to see.
                texts = (value,) if value.__class__ is str else value
                if value is UNKNOWN or vocabulary.values.keys() >= set(texts):
                    continue
                kind = slot.kinds[field]
                if not kind.permits(value):
                    place = f"[{position}]" if slot.many else ""
                    yield not_permitted(f"{slot.name}{place}.{field}", kind, value)


def _fixed_problems(protocol: Protocol, dossier: Dossier) -> Iterator[Problem]:
    for slot, field, value in protocol.fixed_fields:
        fact = dossier.facts.get(slot, UNKNOWN)
        if fact is None:
            yield Problem(slot, f"a {slot}: {protocol.id} is about one")
        elif fact is not UNKNOWN and getattr(fact, field) not in (UNKNOWN, value):
            yield Problem(
                f"{slot}.{field}", f'"{value}" or null, since the protocol is {protocol.id}'
            )


def _with_fixed(protocol: Protocol, dossier: Dossier) -> Dossier:
    left_out: dict[str, dict[str, Any]] = {}
    for slot, field, value in protocol.fixed_fields:
        fact = dossier.facts.get(slot, UNKNOWN)
        if fact is UNKNOWN or getattr(fact, field) is UNKNOWN:
            left_out.setdefault(slot, {})[field] = value
    if not left_out:
        return dossier
    changed = {}
    for slot, fields in left_out.items():
        fact = dossier.facts.get(slot, UNKNOWN)
        fact_type = protocol.slots[slot].fact_type
        changed[slot] = fact_type(**fields) if fact is UNKNOWN else attrs.evolve(fact, **fields)
    return dossier.with_facts(changed)


def _set_aside(
    protocol: Protocol, dossier: Dossier, path: str, afwijking: Afwijking
) -> set[tuple[str, str | None]] | Problem:
    rules = _rules_named(protocol, afwijking.regel)
    if not rules:
        return Problem(f"{path}.regel", _expected_rule(protocol, afwijking.regel))
    strict = [rule.id for rule in rules if not rule.in_principe]
    if strict:
        return Problem(
            f"{path}.regel",
            "a rule that holds in principle; these may not be set aside: " + ", ".join(strict),
        )
    slots = {protocol.questions[rule.question].per for rule in rules}
    if slots == {None}:
        if afwijking.onderwerp is not None:
            return Problem(f"{path}.onderwerp", "nothing: the rule is about the whole dossier")
        return {(rule.id, WHOLE_DOSSIER) for rule in rules}
    return _set_aside_per_fact(protocol, dossier, path, afwijking, rules)


def _set_aside_per_fact(
    protocol: Protocol,
    dossier: Dossier,
    path: str,
    afwijking: Afwijking,
    rules: list[ProtocolRule],
) -> set[tuple[str, str | None]] | Problem:
    found: set[tuple[str, str | None]] = set()
    for rule in rules:
        slot = protocol.questions[rule.question].per
        if slot is None:
            found.add((rule.id, WHOLE_DOSSIER))
            continue
        facts = dossier[slot]
        keys = () if facts is UNKNOWN else keys_of(facts)
        if afwijking.onderwerp not in keys:
            return Problem(f"{path}.onderwerp", f"the id of one of the {slot} in the dossier")
        found.add((rule.id, afwijking.onderwerp))
    return found


def _rules_named(protocol: Protocol, name: str) -> list[ProtocolRule]:
    """Return the rule of this id, or all rules of the clause of this id."""
    if name in protocol.rules:
        return [protocol.rules[name]]
    names = [clause for clause in protocol.clauses if name in (clause, clause.partition("/")[2])]
    if len(names) != 1:
        return []
    return [protocol.rules[rule] for rule in protocol.rules_by_clause[names[0]]]


def _expected_rule(protocol: Protocol, name: str) -> str:
    bare = [clause.partition("/")[2] for clause in protocol.clauses]
    if bare.count(name) > 1:
        owners = [clause for clause in protocol.clauses if clause.partition("/")[2] == name]
        return f"a full clause id: {' or '.join(owners)}"
    known = [*protocol.rules, *protocol.clauses, *bare]
    near = nearest_name(name, known) or nearest_name(qualified(name, protocol.id), known)
    hint = f' (did you mean "{near}"?)' if near else ""
    return f"the id of a rule, or of a clause with rules, of {protocol.id}{hint}"
