"""Two protocols as one, over the facts of both, so that their answers can be compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Annotated, Any, Final

import attrs

from obstetric_rules.errors import IncomparableError
from obstetric_rules.expressions.nodes import NODES, Answer, Condition, Term, walk
from obstetric_rules.facts import UNKNOWN, Dossier, Kind, Slot, Text, TextSet, fact, kinds_of
from obstetric_rules.rules.case_bounds import DomainConstraint
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.rules.question import Conclusion, Question
from obstetric_rules.rules.rule import Rule
from obstetric_rules.rules.ruleset import Layer, Ruleset

SIDES: Final = ("a", "b")


def named(question: str, side: str) -> str:
    """Return how the question of one of both protocols is called in the protocol of both."""
    return f"{side}:{question}"


def both(one: Protocol, other: Protocol) -> Protocol:
    """Return a protocol that asks the questions of two, each by its own rules.

    A named term that does not mean the same in both is written out, and a question whose answer a
    condition compares with says of which of the two it is: what is said is then true of either.

    Raises :class:`~obstetric_rules.errors.IncomparableError`, with everything that stands in the
    way, when no case fits both.
    """
    faults = [*_other_places(one, other), *_other_slots(one, other)]
    if faults:
        raise IncomparableError("\n".join(faults))
    slots = _slots(one, other)
    layers = (
        _layer(one, "a", slots, {**other.fixed, **one.fixed}, _name(one, other, "het eerste")),
        _layer(other, "b", (), {}, _name(other, one, "het tweede")),
    )
    unlike = _unlike([condition for layer in layers for condition in _conditions(layer)])
    return Protocol(layers=tuple(_written_out(layer, unlike) for layer in layers), on=one.on)


def on_one_side(dossier: Dossier, protocol: Protocol) -> Dossier:
    """Return a case of both protocols as one of them takes it: with the facts that it knows."""
    contents: dict[str, Any] = {}
    for name, slot in protocol.slots.items():
        content: Any = dossier[name]
        if isinstance(content, tuple):
            contents[name] = tuple(_only(slot, one) for one in content)
        else:
            contents[name] = content if content in (None, UNKNOWN) else _only(slot, content)
    return Dossier(**contents)


def _only(slot: Slot, found: Any) -> Any:
    return slot.fact_type(**{name: getattr(found, name) for name in kinds_of(slot.fact_type)})


def _other_places(one: Protocol, other: Protocol) -> Iterator[str]:
    for path in one.fixed.keys() & other.fixed.keys():
        if one.fixed[path] != other.fixed[path]:
            yield (
                f"{one.id} and {other.id} are about different places ({path} is "
                f"{one.fixed[path]!r} and {other.fixed[path]!r}): no case fits both"
            )


def _other_slots(one: Protocol, other: Protocol) -> Iterator[str]:
    for name in one.slots.keys() & other.slots.keys():
        first, second = one.slots[name], other.slots[name]
        if (first.many, first.nullable) != (second.many, second.nullable):
            yield f"the slot {name} holds one fact, many, or perhaps none, and not so in both"
            continue
        kinds, others = first.kinds, second.kinds
        for field in kinds.keys() & others.keys():
            if _takes(kinds[field]) != _takes(others[field]):
                yield f"the field {name}.{field} does not take the same values in both"


def _takes(kind: Kind) -> Any:
    """Return what a kind permits, apart from its words."""
    names = ("values", "minimum", "maximum")
    values = {name: getattr(kind, name) for name in names if hasattr(kind, name)}
    if isinstance(kind, Text | TextSet) and kind.closed:
        values["vocabulary"] = kind.vocabulary.values
    return type(kind), {k: list(v) if isinstance(v, Mapping) else v for k, v in values.items()}


def _slots(one: Protocol, other: Protocol) -> tuple[Slot, ...]:
    found = dict(one.slots)
    for name, slot in other.slots.items():
        known = found.get(name)
        if known is None or known.fact_type is slot.fact_type:
            found.setdefault(name, slot)
        else:
            kinds = {**kinds_of(slot.fact_type), **kinds_of(known.fact_type)}
            found[name] = attrs.evolve(known, fact_type=_fact_type(known.fact_type, kinds))
    return tuple(found.values())


def _fact_type(like: type, kinds: Mapping[str, Kind]) -> type:
    if kinds.keys() == kinds_of(like).keys():
        return like
    hints = {name: Annotated[Any, kind] for name, kind in kinds.items()}
    body = {"__annotations__": hints, **dict.fromkeys(kinds, UNKNOWN)}
    return fact(type(like.__name__, (), body))


def _name(protocol: Protocol, other: Protocol, otherwise: str) -> str:
    """Return how a protocol is told from another one."""
    names = [f"{one.id} {one.version}" for one in (protocol, other)]
    return names[0] if names[0] != names[1] else otherwise


def _conditions(layer: Ruleset) -> Iterator[Condition]:
    yield from (rule.when for rule in layer.rules)
    yield from (item.asked_when for item in layer.questions if item.asked_when is not None)


def _unlike(conditions: Iterable[Condition]) -> frozenset[str]:
    """Return the words of named terms that stand for more than one thing."""
    bodies: dict[str, set[Condition]] = {}
    for condition in conditions:
        for node in walk(condition):
            if isinstance(node, Term):
                for words in (node.label, node.denial):
                    bodies.setdefault(words, set()).add(node.body)
    return frozenset(words for words, found in bodies.items() if len(found) > 1)


def _written_out(layer: Ruleset, unlike: frozenset[str]) -> Ruleset:
    def written(part: Any) -> Any:
        if isinstance(part, Term) and not unlike.isdisjoint((part.label, part.denial)):
            return written(part.body)
        return _mapped(part, written)

    return attrs.evolve(
        layer,
        rules=tuple(attrs.evolve(rule, when=written(rule.when)) for rule in layer.rules),
        questions=tuple(
            attrs.evolve(item, asked_when=written(item.asked_when)) for item in layer.questions
        ),
    )


def _layer(
    protocol: Protocol,
    side: str,
    slots: tuple[Slot, ...],
    fixed: Mapping[str, Any],
    name: str,
) -> Ruleset:
    """Return the questions and rules of a protocol as one ruleset of a protocol of both.

    It is not checked again: of two protocols that are sound in themselves, terms of one name may
    well differ.
    """
    return Ruleset(
        id=side,
        version=protocol.version,
        title=protocol.title,
        layer=Layer.HOSPITAL,
        publisher="",
        status="",
        # A ruleset that builds on others is checked when it is composed, and this one is not.
        extends=SIDES,
        slots=slots,
        questions=tuple(_question(item, side, name) for item in protocol.questions.values()),
        rules=tuple(_rules(protocol, side)),
        clauses=(Clause(id=side, document="", heading="", item="", paraphrase=""),),
        constraints=tuple(_constraints(protocol, side)),
        fixed=fixed,
    )


def _question(question: Question, side: str, name: str) -> Question:
    asked_when = question.asked_when
    return attrs.evolve(
        question,
        id=named(question.id, side),
        label=f"{question.label} (zoals in {name})",
        asked_when=None if asked_when is None else _of_side(asked_when, side),
    )


def _rules(protocol: Protocol, side: str) -> Iterator[Rule]:
    for rule in protocol.rules.values():
        yield Rule(
            id=rule.id.replace("/", ":"),
            clauses=(side,),
            when=_of_side(rule.when, side),
            then=Conclusion(named(rule.question, side), rule.values),
            because=rule.because,
            yields_to=tuple(name.replace("/", ":") for name in rule.exceptions),
        )


def _constraints(protocol: Protocol, side: str) -> Iterator[DomainConstraint]:
    for item in protocol.constraints:
        yield attrs.evolve(item, id=f"{side}:{item.id}")


def _of_side(part: Any, side: str) -> Any:
    """Return a condition that compares with the answers of its own protocol."""
    if isinstance(part, Answer):
        return Answer(named(part.question, side))
    return _mapped(part, partial(_of_side, side=side))


def _mapped(part: Any, map_part: Callable[[Any], Any]) -> Any:
    """Return a node with something else in the place of each of its parts."""
    if isinstance(part, tuple):
        return tuple(map(map_part, part))
    if not isinstance(part, NODES):
        return part
    node: Any = part
    names = [field.name for field in attrs.fields(type(node))]
    return attrs.evolve(node, **{name: map_part(getattr(node, name)) for name in names})
