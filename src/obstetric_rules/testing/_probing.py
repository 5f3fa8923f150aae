"""Protocols with one question more, that is answered when something of interest happens.

What no answer tells by itself (an exception takes the place of a rule, an invariant is broken) is
asked of the engines as a question of its own: so they answer it exactly.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from obstetric_rules.expressions.nodes import And, Condition, Not
from obstetric_rules.rules.invariant import Invariant
from obstetric_rules.rules.protocol import Protocol, ProtocolRule
from obstetric_rules.rules.question import Conclusion, Question
from obstetric_rules.rules.rule import Rule
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing._goals import Goal, rule_speaks

_PROBE = "proef"


@attrs.frozen(eq=False)
class Probe:
    """A protocol with a question more, and the goal that this question is answered."""

    protocol: Protocol
    goal: Goal


def exception_applies(protocol: Protocol, base: str, exception: str) -> Probe:
    """Ask when an exception speaks while the condition of the rule it is for holds."""
    rules = protocol.rules
    both = And((rules[base].when, rules[exception].when))
    return _asked_like(protocol, rules[exception], both)


def condition_holds(protocol: Protocol, rule: str) -> Probe:
    """Ask when the condition of a rule holds, whether or not an exception to it speaks."""
    found = attrs.evolve(protocol.rules[rule], exceptions=())
    return _asked_like(protocol, found, found.when)


def invariant_breaks(protocol: Protocol, invariant: Invariant) -> Probe:
    """Ask when what should hold in every case does not."""
    question = Question(
        id=_PROBE, text="?", label=_PROBE, values={_PROBE: _PROBE}, per=invariant.per
    )
    return _probe(
        protocol, question, [_rule(invariant.id, Not(invariant.always), ())], invariant.id
    )


def _asked_like(protocol: Protocol, rule: ProtocolRule, when: Condition) -> Probe:
    """Ask a rule's question anew, of this rule with another condition and of its exceptions."""
    question = attrs.evolve(
        protocol.questions[rule.question],
        id=_PROBE,
        values={_PROBE: _PROBE},
        set_valued=False,
        empty_without_rules=False,
    )
    rules = [_rule(rule.id, when, rule.exceptions)]
    rules += [_rule(one.id, one.when, one.exceptions) for one in _above(protocol, rule)]
    return _probe(protocol, question, rules, rule.id)


def _above(protocol: Protocol, rule: ProtocolRule) -> Iterator[ProtocolRule]:
    """Yield the exceptions to a rule, the exceptions to those, and so on."""
    found: dict[str, ProtocolRule] = {}
    todo = rule.exceptions
    while todo:
        found |= {name: protocol.rules[name] for name in todo}
        todo = tuple(above for name in todo for above in protocol.rules[name].exceptions)
    yield from found.values()


def _rule(name: str, when: Condition, exceptions: tuple[str, ...]) -> Rule:
    return Rule(
        id=_local(name),
        clauses=(),
        when=when,
        then=Conclusion(_PROBE, (_PROBE,)),
        because=_PROBE,
        yields_to=tuple(map(_local, exceptions)),
    )


def _local(name: str) -> str:
    # A name with a stroke in it would be taken for one of another ruleset.
    return name.replace("/", "__")


def _probe(protocol: Protocol, question: Question, rules: list[Rule], name: str) -> Probe:
    top = protocol.layers[-1]
    probe = Ruleset(
        id=_PROBE,
        version="0",
        title=_PROBE,
        layer=top.layer,
        publisher=_PROBE,
        status=_PROBE,
        extends=(top.id,),
        questions=(question,),
        rules=tuple(rules),
    )
    # Not composed: the checks of a ruleset are for what authors write.
    probed = Protocol(layers=(*protocol.layers, probe), on=protocol.on)
    return Probe(probed, rule_speaks(_PROBE, f"{_PROBE}/{_local(name)}"))
