"""Loading a protocol from what is installed, and refusing one that breaks an invariant."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from obstetric_rules.clock import today
from obstetric_rules.errors import InvariantError, ValidityError
from obstetric_rules.expressions.nodes import Answer, walk
from obstetric_rules.facts import UNKNOWN, Dossier, kinds_of, names_in_paths
from obstetric_rules.plugins.discovery import LIBRARY, compose_installed, load_layers
from obstetric_rules.rules.invariant import Invariant, Monotonicity
from obstetric_rules.rules.protocol import Protocol, nearest_day

if TYPE_CHECKING:
    from obstetric_rules.verification.invariants import BrokenInvariant


def load_protocol(
    name: str, on: datetime.date | None = None, *, verify: bool = True, apart: bool = False
) -> Protocol:
    """Compose an installed ruleset and those it extends for a date.

    Left out it is today, the day in the Netherlands; a program that goes on to run asks
    :class:`~obstetric_rules.Protocols` for the protocol of each day.

    If a ruleset of another distribution is among them, all invariants are proved, unless ``verify``
    is false: whoever tries out rules of his own may want to see what they do before they are right.
    Those of this library by itself are proved by its own tests, and not again at each start.

    Importing a ruleset of another distribution runs its code in this process, of which only what
    the ruleset says is taken over. ``apart`` imports each of them in a process of its own, as the
    commands do; the types of its facts are then made anew, so that its dossiers are read from JSON.

    Raises :class:`~obstetric_rules.errors.ProtocolNotFoundError` when none is installed under this
    name, :class:`~obstetric_rules.errors.PluginError` when one that it needs cannot be used,
    :class:`~obstetric_rules.errors.ValidityError` when one does not hold on that date, and
    :class:`~obstetric_rules.errors.InvariantError` when one breaks an invariant and does not
    declare that it does.

    >>> load_protocol("groningen.mzh").title
    'Poliklinische partus in het Martini Ziekenhuis'
    """
    protocol = compose_installed(name, on, apart=apart)
    if verify and not _is_own(protocol):
        refuse_broken_invariants(protocol)
    return protocol


def load_protocol_to_come(
    name: str, on: datetime.date | None = None, *, verify: bool = True
) -> Protocol:
    """Compose an installed ruleset for a date; left out, for today or else for its first day.

    A ruleset is prepared before it holds, so whoever looks at what it says need not wait. Rulesets
    of others are imported apart; what can be raised, and ``verify``, are as for
    :func:`load_protocol`.
    """
    try:
        return load_protocol(name, on, verify=verify, apart=True)
    except ValidityError:
        day = today()
        first = nearest_day(load_layers(name, apart=True), day)
        # What no longer holds is never taken for what does.
        if on is not None or first <= day:
            raise
        return load_protocol(name, first, verify=verify, apart=True)


def _is_own(protocol: Protocol) -> bool:
    """Return whether all rulesets of a protocol come with this library."""
    owners = [protocol.distributions.get(layer.id) for layer in protocol.layers]
    return all(owner is not None and owner.name == LIBRARY for owner in owners)


def refuse_broken_invariants(protocol: Protocol) -> None:
    """Raise :class:`~obstetric_rules.errors.InvariantError` if a protocol breaks an invariant.

    One from which a ruleset deviates, with a reason, may be broken. One that cannot be proved
    within the node budget is not refused: nobody knows that it is broken.

    >>> from obstetric_rules.plugins.groningen import groningen
    >>> from obstetric_rules.rules.protocol import compose
    >>> refuse_broken_invariants(compose([groningen]))
    """
    if not protocol.invariants:
        return
    # Who has no invariants does not pay for the prover.
    from obstetric_rules.verification.invariants import prove_invariants, undeclared

    broken = list(undeclared(protocol, prove_invariants(protocol).broken))
    if broken:
        raise InvariantError("\n".join(_message(protocol, item) for item in broken))


def _message(protocol: Protocol, broken: BrokenInvariant) -> str:
    name = next(
        item.id for item in protocol.invariants_by_id.values() if item.invariant is broken.invariant
    )
    case = ", ".join(departures(broken.witness.dossier)) or "an ordinary case"
    turned = "" if broken.field is None else f", once {broken.field} turns from no to yes"
    return (
        f"{protocol.id} breaks the invariant {name} ({broken.invariant.because}) in the case "
        f"{case}{turned}. There {_speaking(protocol, broken)}. Mend the rules, or declare an "
        "InvariantDeviation with the reason."
    )


def departures(dossier: Dossier) -> Iterator[str]:
    """Yield what is not ordinary in a case, and each fact of its lists.

    >>> from obstetric_rules import Client, Dossier
    >>> list(departures(Dossier(client=Client(koorts=True, hoesten=False), partner=None)))
    ['client.koorts=true', 'partner=null']
    """
    for slot, content in dossier.facts.items():
        if isinstance(content, tuple):
            for key, one in zip(names_in_paths(content), content, strict=True):
                yield from list(_unusual(f"{slot}[{key}]", one)) or [f"{slot}[{key}]"]
        elif content is None:
            yield f"{slot}=null"
        else:
            yield from _unusual(slot, content)


def _unusual(where: str, one: Any) -> Iterator[str]:
    for name, kind in kinds_of(type(one)).items():
        value = getattr(one, name)
        if name != "id" and value is not UNKNOWN and value != kind.ordinary:
            shown = sorted(value) if isinstance(value, frozenset) else value
            yield f"{where}.{name}={json.dumps(shown, ensure_ascii=False)}"


def _speaking(protocol: Protocol, broken: BrokenInvariant) -> str:
    """Return which rules speak, in the case, of what the invariant is about."""
    from obstetric_rules.engines.deciding import decide
    from obstetric_rules.engines.decision import each_answer

    witness = broken.after or broken.witness
    decision = decide(protocol, witness.dossier)
    rules = [
        rule
        for question in _questions(broken.invariant)
        for key, answer in each_answer(decision[question])
        if key in (None, witness.about)
        for rule in answer.rules
    ]
    if not rules:
        return "no rule speaks"
    names = list(dict.fromkeys(rules))
    speaking = f"{' and '.join(names)} {'speaks' if len(names) == 1 else 'speak'}"
    used = dict.fromkeys(name for rule in names for name in protocol.rules[rule].parameters)
    found = [protocol.parameters[name] for name in used]
    settings = [
        f"{item.parameter.id} as {item.given_by} sets it"
        for item in found
        if item.setting is not None
    ]
    return f"{speaking} (with {' and '.join(settings)})" if settings else speaking


def _questions(invariant: Invariant | Monotonicity) -> list[str]:
    if isinstance(invariant, Monotonicity):
        return [invariant.question]
    nodes = walk(invariant.always)
    return list(dict.fromkeys(node.question for node in nodes if isinstance(node, Answer)))
