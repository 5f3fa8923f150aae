"""What can be wrong with rulesets, found all at once.

The layers are checked together, bottom-up: a ruleset may refer to its own parts and to those of the
layers below it, never to those above.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from obstetric_rules.errors import Fault
from obstetric_rules.expressions.nodes import Answer, Condition, Term, walk
from obstetric_rules.expressions.operators import NOT_FIELDS
from obstetric_rules.facts import Choice, Slot, Text, YesNo
from obstetric_rules.facts.fact import is_fact_type
from obstetric_rules.facts.slot import NOT_SLOTS
from obstetric_rules.rules.checking_case_bounds import case_bound_faults
from obstetric_rules.rules.checking_conditions import (
    Scope,
    Surroundings,
    condition_faults,
    fields_of,
    nearest,
    nearest_hint,
)
from obstetric_rules.rules.checking_declarations import (
    Below,
    declaration_faults,
    parameter_values,
)
from obstetric_rules.rules.invariant import Invariant, Monotonicity
from obstetric_rules.rules.known_values import (
    KnownValues,
    known_values_faults,
    with_known_values,
)
from obstetric_rules.rules.ordering import find_cycle
from obstetric_rules.rules.question import Question
from obstetric_rules.rules.rule import Rule

if TYPE_CHECKING:
    from obstetric_rules.rules.ruleset import Ruleset


def find_faults(layers: Sequence[Ruleset]) -> list[Fault]:
    """Return everything that is wrong with rulesets that build on one another, lowest first."""
    everything = _declared(layers)
    faults: list[Fault] = []
    for position, ruleset in enumerate(layers):
        faults += _own_faults(ruleset, _declared(layers[:position]), everything)
    faults += _exception_faults(layers, everything)
    faults += _chaining_faults(layers, everything)
    # A mistake that stands twice in one rule is one mistake to mend.
    return list(dict.fromkeys(faults))


@attrs.frozen
class _Declared:
    """What rulesets declare together."""

    slots: Mapping[str, Slot] = attrs.field(factory=dict)
    questions: Mapping[str, Question] = attrs.field(factory=dict)
    rules: Mapping[str, Rule] = attrs.field(factory=dict)
    clauses: frozenset[str] = frozenset()
    rulesets: Mapping[str, Ruleset] = attrs.field(factory=dict)
    terms: Mapping[str, Condition] = attrs.field(factory=dict)
    conditions: Mapping[str, tuple[Condition, ...]] = attrs.field(factory=dict)
    known_values: tuple[KnownValues, ...] = ()

    def with_ruleset(self, ruleset: Ruleset) -> _Declared:
        conditions = {name: list(found) for name, found in self.conditions.items()}
        for rule in ruleset.rules:
            conditions.setdefault(rule.then.question, []).append(rule.when)
        for question in ruleset.questions:
            if question.asked_when is not None:
                conditions.setdefault(question.id, []).append(question.asked_when)
        return _Declared(
            slots={**self.slots, **{slot.name: slot for slot in ruleset.slots}},
            questions={**self.questions, **{item.id: item for item in ruleset.questions}},
            rules={**self.rules, **{f"{ruleset.id}/{rule.id}": rule for rule in ruleset.rules}},
            clauses=self.clauses | {f"{ruleset.id}/{clause.id}" for clause in ruleset.clauses},
            rulesets={**self.rulesets, ruleset.id: ruleset},
            terms={**self.terms, **{term.name: term.body for term in _terms(ruleset)}},
            conditions={name: tuple(found) for name, found in conditions.items()},
            known_values=(*self.known_values, *ruleset.known_values),
        )


def _declared(layers: Sequence[Ruleset]) -> _Declared:
    declared = _Declared()
    for ruleset in layers:
        declared = declared.with_ruleset(ruleset)
    return declared


def _own_faults(ruleset: Ruleset, earlier: _Declared, everything: _Declared) -> Iterator[Fault]:
    reach = _reach(ruleset, everything.rulesets)
    here = _declared([item for item in earlier.rulesets.values() if item.id in reach])
    here = here.with_ruleset(ruleset)
    lower = tuple(item for item in here.rulesets.values() if item is not ruleset)
    known_parameters = {item.id for layer in (*lower, ruleset) for item in layer.parameters}
    surroundings = Surroundings(
        # What a higher ruleset knows of a field counts too: a rule must not wait for a slip.
        slots=with_known_values(here.slots, everything.known_values),
        questions=here.questions,
        conditions=everything.conditions,
        per={question.id: question.per for question in everything.questions.values()},
        parameters={
            name: values
            for name, values in parameter_values(everything.rulesets.values()).items()
            if name in known_parameters
        },
    )
    yield from _layer_faults(ruleset, earlier)
    yield from _duplicate_faults(ruleset, earlier)
    yield from _slot_faults(ruleset)
    yield from _known_values_faults(ruleset, here)
    yield from _fixed_faults(ruleset, surroundings.slots)
    yield from _clause_faults(ruleset)
    yield from _term_faults(ruleset, earlier)
    yield from declaration_faults(ruleset, Below(lower, tuple(everything.rulesets.values())))
    for question in ruleset.questions:
        yield from _question_faults(ruleset, question, surroundings)
    for rule in ruleset.rules:
        yield from _rule_faults(ruleset, rule, here, surroundings)
    for invariant in ruleset.invariants:
        yield from _invariant_faults(ruleset, invariant, here, surroundings)
    yield from case_bound_faults(ruleset, surroundings)


def _layer_faults(ruleset: Ruleset, below: _Declared) -> Iterator[Fault]:
    order = list(type(ruleset.layer))
    for extended in ruleset.extends:
        lower = below.rulesets.get(extended)
        if lower is None:
            yield Fault(ruleset.id, f"extends {extended}, which is not below it")
        elif order.index(lower.layer) > order.index(ruleset.layer):
            yield Fault(
                ruleset.id,
                f"extends {extended}, which is of the layer {lower.layer}: "
                f"a {ruleset.layer} ruleset cannot depend on a narrower layer",
            )
    first, last = ruleset.valid_from, ruleset.valid_to
    if first is not None and last is not None and last < first:
        yield Fault(ruleset.id, f"valid_to {last} is before valid_from {first}")


def _duplicate_faults(ruleset: Ruleset, earlier: _Declared) -> Iterator[Fault]:
    for name in _repeated([slot.name for slot in ruleset.slots], earlier.slots):
        yield Fault(ruleset.id, f"the slot {name} is declared {_where_else(name, _slots, earlier)}")
    for name in _repeated([question.id for question in ruleset.questions], earlier.questions):
        elsewhere = _where_else(name, _questions, earlier)
        yield Fault(ruleset.id, f"the question {name} is declared {elsewhere}")
    rules = {rule.id: rule for rule in ruleset.rules}
    for name in _repeated([rule.id for rule in ruleset.rules]):
        clause = _clause(rules[name])
        yield Fault(ruleset.id, "this id is used by two rules", rule=name, clause=clause)
    for name in _repeated([clause.id for clause in ruleset.clauses]):
        yield Fault(ruleset.id, "this id is used by two clauses", clause=name)
    for name in _repeated([invariant.id for invariant in ruleset.invariants]):
        yield Fault(ruleset.id, f"the invariant {name} is declared twice")


def _where_else(name: str, names: Callable[[Ruleset], Iterable[str]], earlier: _Declared) -> str:
    """Return by whom something is declared too: by a lower ruleset, or by the same one."""
    owners = [layer.id for layer in earlier.rulesets.values() if name in names(layer)]
    return f"by {' and '.join(owners)} too" if owners else "twice"


def _slots(ruleset: Ruleset) -> list[str]:
    return [slot.name for slot in ruleset.slots]


def _questions(ruleset: Ruleset) -> list[str]:
    return [question.id for question in ruleset.questions]


def _clause(item: Rule | Invariant | Monotonicity) -> str | None:
    return next(iter(item.clauses), None)


def _repeated(names: Sequence[str], taken: Iterable[str] = ()) -> list[str]:
    counts = Counter(names)
    return [name for name in counts if counts[name] > 1 or name in taken]


def _slot_faults(ruleset: Ruleset) -> Iterator[Fault]:
    for slot in ruleset.slots:
        if slot.name in NOT_SLOTS:
            yield Fault(ruleset.id, f"the slot name {slot.name} is taken by the dossier itself")
        if not is_fact_type(slot.fact_type):
            yield Fault(
                ruleset.id,
                f"the slot {slot.name} holds {_name(slot.fact_type)}, which is no fact: "
                "decorate the class with @fact",
            )
        for field in fields_of(slot):
            if field in NOT_FIELDS:
                yield Fault(
                    ruleset.id,
                    f"the slot {slot.name} holds {_name(slot.fact_type)}, whose field {field} no "
                    "condition can read: conditions use that name themselves. Give the field "
                    "another name",
                )
        if slot.many and slot.nullable:
            yield Fault(
                ruleset.id,
                f"the slot {slot.name} is both many and nullable: "
                "an empty list says there are none",
            )
        if slot.many and not isinstance(fields_of(slot).get("id"), Choice | Text | None):
            yield Fault(
                ruleset.id,
                f"the slot {slot.name} holds {_name(slot.fact_type)}, whose id is no Text and no "
                "Choice: facts of a list are called by their ids",
            )


def _name(candidate: Any) -> str:
    return candidate.__name__ if isinstance(candidate, type) else f"{candidate!r}"


def _known_values_faults(ruleset: Ruleset, here: _Declared) -> Iterator[Fault]:
    lower = here.known_values[: len(here.known_values) - len(ruleset.known_values)]
    slots = with_known_values(here.slots, lower)
    for message in known_values_faults(ruleset.known_values, slots):
        yield Fault(ruleset.id, message)


def _fixed_faults(ruleset: Ruleset, slots: Mapping[str, Slot]) -> Iterator[Fault]:
    for path, value in ruleset.fixed.items():
        name, _, field = path.partition(".")
        slot = slots.get(name)
        if slot is None or slot.many:
            yield Fault(ruleset.id, f"fixes {path}, but {name} is no slot with one fact")
            continue
        kind = fields_of(slot).get(field)
        if kind is None:
            yield Fault(ruleset.id, f"fixes {name}.{unknown_name(field, fields_of(slot))}")
        elif not kind.permits(value):
            near = nearest_hint(kind, value)
            yield Fault(ruleset.id, f"fixes {path} to {value!r}; expected {kind.expected}{near}")


def _clause_faults(ruleset: Ruleset) -> Iterator[Fault]:
    with_rules, declared = clauses_with_rules(ruleset), clauses_declared(ruleset)
    for clause in ruleset.clauses:
        name = qualified(clause.id, ruleset.id)
        if name in with_rules and clause.not_modelled is not None:
            yield Fault(ruleset.id, "has rules and also a reason why it has none", clause=clause.id)
        if name not in with_rules | declared and not clause.not_modelled:
            yield Fault(
                ruleset.id,
                "has no rule. Write a rule that names it, or say in not_modelled why there is none",
                clause=clause.id,
            )


def clauses_with_rules(ruleset: Ruleset) -> frozenset[str]:
    """Return the full ids of the clauses that rules of a ruleset model."""
    return _full_ids(ruleset, ruleset.rules)


def clauses_declared(ruleset: Ruleset) -> frozenset[str]:
    """Return the full ids of the clauses that a ruleset models without a rule.

    By what it sets, fills in, or deviates from.
    """
    return _full_ids(ruleset, (*ruleset.settings, *ruleset.fillings, *ruleset.deviations))


def _full_ids(ruleset: Ruleset, parts: Iterable[Any]) -> frozenset[str]:
    return frozenset(qualified(name, ruleset.id) for part in parts for name in part.clauses)


def _term_faults(ruleset: Ruleset, earlier: _Declared) -> Iterator[Fault]:
    bodies = dict(earlier.terms)
    for term in _terms(ruleset):
        if bodies.setdefault(term.name, term.body) != term.body:
            yield Fault(ruleset.id, f"the term {term.name!r} is defined in two ways")


def _terms(ruleset: Ruleset) -> Iterator[Term]:
    conditions = [rule.when for rule in ruleset.rules]
    conditions += [
        question.asked_when for question in ruleset.questions if question.asked_when is not None
    ]
    conditions += [item.always for item in ruleset.invariants if isinstance(item, Invariant)]
    for condition in conditions:
        yield from (node for node in walk(condition) if isinstance(node, Term))


def _question_faults(
    ruleset: Ruleset, question: Question, surroundings: Surroundings
) -> Iterator[Fault]:
    def fault(message: str) -> Fault:
        return Fault(ruleset.id, f"the question {question.id}: {message}")

    if not question.values:
        yield fault("has no permitted values")
    if question.empty_without_rules and not question.set_valued:
        yield fault("has one value, so no rule cannot mean the empty set")
    slots = surroundings.slots
    if question.per is not None and (question.per not in slots or not slots[question.per].many):
        yield fault(f"is asked per {question.per}, which is no slot with many facts")
        return
    if question.about is not None:
        about = slots.get(question.about)
        if about is None or not about.nullable:
            yield fault(f"is about {question.about}, which is no slot that may be empty")
    if question.asked_when is not None:
        scope = Scope(per=question.per)
        for message in condition_faults(question.asked_when, scope, surroundings):
            yield fault(f"asked_when: {message}")


def _rule_faults(
    ruleset: Ruleset, rule: Rule, here: _Declared, surroundings: Surroundings
) -> Iterator[Fault]:
    def fault(message: str) -> Fault:
        return Fault(ruleset.id, message, rule=rule.id, clause=_clause(rule))

    if not rule.clauses:
        yield fault("names no clause. Every rule stands on a clause of its source")
    for name in rule.clauses:
        if qualified(name, ruleset.id) not in here.clauses:
            yield fault(f"names the clause {name}, which neither its ruleset nor a lower one has")
    if not rule.because.strip():
        yield fault("gives no reason: because is empty")
    question = here.questions.get(rule.then.question)
    if question is None:
        yield fault(f"concludes {unknown_name(rule.then.question, here.questions)}")
        return
    yield from map(fault, _conclusion_faults(rule, question))
    scope = Scope(per=question.per)
    yield from map(fault, condition_faults(rule.when, scope, surroundings))


def _conclusion_faults(rule: Rule, question: Question) -> Iterator[str]:
    if not question.set_valued and len(rule.then.values) != 1:
        yield f"concludes {len(rule.then.values)} values, but {question.id} has exactly one"
    for value in rule.then.values:
        if value not in question.values:
            yield f"concludes {question.id} = {unknown_name(value, question.values)}"


def _invariant_faults(
    ruleset: Ruleset,
    invariant: Invariant | Monotonicity,
    here: _Declared,
    surroundings: Surroundings,
) -> Iterator[Fault]:
    def fault(message: str) -> Fault:
        clause = _clause(invariant)
        return Fault(ruleset.id, f"the invariant {invariant.id}: {message}", clause=clause)

    for name in invariant.clauses:
        if qualified(name, ruleset.id) not in here.clauses:
            yield fault(f"names the clause {name}, which neither its ruleset nor a lower one has")
    if isinstance(invariant, Invariant):
        slot = here.slots.get(invariant.per) if invariant.per is not None else None
        if invariant.per is not None and (slot is None or not slot.many):
            yield fault(f"holds per {invariant.per}, which is no slot with many facts")
            return
        scope = Scope(per=invariant.per)
        yield from map(fault, condition_faults(invariant.always, scope, surroundings))
        return
    question = here.questions.get(invariant.question)
    if question is None:
        yield fault(f"speaks of {unknown_name(invariant.question, here.questions)}")
        return
    for value in (*invariant.restrictive, *invariant.permissive):
        if value not in question.values:
            yield fault(f"speaks of {question.id} = {unknown_name(value, question.values)}")
    for path in invariant.fields:
        name, _, field = path.partition(".")
        slot = here.slots.get(name)
        if slot is None or not isinstance(fields_of(slot).get(field), YesNo):
            yield fault(f"speaks of {path}, which is no yes/no field")


def _exception_faults(layers: Sequence[Ruleset], everything: _Declared) -> Iterator[Fault]:
    for ruleset in layers:
        lower = _reach(ruleset, everything.rulesets)
        reachable = {
            name: rule for name, rule in everything.rules.items() if name.partition("/")[0] in lower
        }
        for rule in ruleset.rules:
            yield from _reference_faults(ruleset, rule, reachable)
    # What refers to no rule is reported above, and has nothing more to say.
    rules = everything.rules
    exceptions = {
        name: tuple(other for other in found if other in rules)
        for name, found in exceptions_of(layers).items()
        if name in rules
    }
    cycle = find_cycle(exceptions)
    if cycle:
        yield _rule_fault(cycle[0], f"exceptions in a circle: {' -> '.join(cycle)}", rules)
        return
    yield from _revival_faults(exceptions, everything)


def _rule_fault(name: str, message: str, rules: Mapping[str, Rule]) -> Fault:
    ruleset, _, rule = name.partition("/")
    return Fault(ruleset, message, rule=rule, clause=_clause(rules[name]))


def _reach(ruleset: Ruleset, rulesets: Mapping[str, Ruleset]) -> frozenset[str]:
    """Return the ids of a ruleset and of all that it builds on."""
    found: set[str] = set()
    todo = [ruleset.id]
    while todo:
        name = todo.pop()
        if name in rulesets and name not in found:
            found.add(name)
            todo += rulesets[name].extends
    return frozenset(found)


def _reference_faults(
    ruleset: Ruleset, rule: Rule, reachable: Mapping[str, Rule]
) -> Iterator[Fault]:
    for name in (*rule.overrides, *rule.yields_to):
        full = qualified(name, ruleset.id)
        other = reachable.get(full)
        if other is None:
            message = (
                f"refers to the rule {full}, which is not known in this ruleset or below it"
                f"{nearest(full, reachable)}"
            )
        elif other.then.question != rule.then.question:
            message = (
                f"is in exception with {full}, which answers {other.then.question} and not "
                f"{rule.then.question}: an exception stays within one question"
            )
        else:
            continue
        yield Fault(ruleset.id, message, rule=rule.id, clause=_clause(rule))


def exceptions_of(layers: Sequence[Ruleset]) -> dict[str, tuple[str, ...]]:
    """Return for each rule, by its full id, the full ids of the rules that are exceptions to it."""
    exceptions: dict[str, dict[str, None]] = {
        f"{ruleset.id}/{rule.id}": {} for ruleset in layers for rule in ruleset.rules
    }
    for ruleset in layers:
        for rule in ruleset.rules:
            full = f"{ruleset.id}/{rule.id}"
            for name in rule.yields_to:
                exceptions[full][qualified(name, ruleset.id)] = None
            for name in rule.overrides:
                exceptions.setdefault(qualified(name, ruleset.id), {})[full] = None
    return {name: tuple(found) for name, found in exceptions.items()}


def _revival_faults(
    exceptions: Mapping[str, tuple[str, ...]], everything: _Declared
) -> Iterator[Fault]:
    """Find exceptions to an exception that would revive a rule with a third value."""
    rules = everything.rules
    for base, first_exceptions in exceptions.items():
        for first in first_exceptions:
            for second in exceptions[first]:
                overrides_both = second in first_exceptions
                if not overrides_both and _clash(rules[base], rules[second], everything):
                    yield _rule_fault(
                        second,
                        f"overrides {first}, which revives {base} with another value: "
                        "it must override both",
                        rules,
                    )


def _clash(one: Rule, other: Rule, everything: _Declared) -> bool:
    question = everything.questions.get(one.then.question)
    if question is None or one.then.question != other.then.question:
        return False
    if question.set_valued:
        # Values of a set question unite; only the empty set is at odds with a value.
        return bool(one.then.values) != bool(other.then.values)
    return one.then.values != other.then.values


def _chaining_faults(layers: Sequence[Ruleset], everything: _Declared) -> Iterator[Fault]:
    cycle = find_cycle(dependencies(everything.conditions))
    if not cycle:
        return
    message = f"questions that depend on each other in a circle: {' -> '.join(cycle)}"
    asking, asked = cycle[:2]
    for name, rule in everything.rules.items():
        if rule.then.question == asking and asked in dependencies({asking: [rule.when]})[asking]:
            yield _rule_fault(name, message, everything.rules)
            return
    # No rule depends on it, so the question does: by its asked_when.
    for ruleset in layers:
        if any(question.id == asking for question in ruleset.questions):
            yield Fault(ruleset.id, message)


def dependencies(conditions: Mapping[str, Iterable[Condition]]) -> dict[str, tuple[str, ...]]:
    """Return for each question the other questions whose answers its conditions compare with."""
    return {
        question: tuple(
            dict.fromkeys(
                node.question
                for condition in found
                for node in walk(condition)
                if isinstance(node, Answer)
            )
        )
        for question, found in conditions.items()
    }


def qualified(name: str, ruleset: str) -> str:
    """Return a rule's or clause's full id: with the ruleset in front.

    >>> qualified("G11", "groningen"), qualified("groningen/G11", "groningen.mzh")
    ('groningen/G11', 'groningen/G11')
    """
    return name if "/" in name else f"{ruleset}/{name}"


def unknown_name(name: str, known: Iterable[str]) -> str:
    """Return a name with the remark that it is not known, and the nearest one that is.

    >>> unknown_name("kort", ["koorts", "hoesten"])
    'kort, which is not known (did you mean koorts?)'
    """
    return f"{name}, which is not known{nearest(name, known)}"
