"""What can be wrong with what a ruleset declares beside its rules.

Open terms and what fills them in, parameters and their settings, deprecations, deviations from
invariants, and English texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from obstetric_rules.errors import Fault
from obstetric_rules.expressions.nodes import Constant
from obstetric_rules.facts.kinds import is_number
from obstetric_rules.rules.checking_conditions import nearest
from obstetric_rules.rules.deprecation import Deprecation
from obstetric_rules.rules.parameter import Parameter, Setting
from obstetric_rules.rules.question import Question

if TYPE_CHECKING:
    from obstetric_rules.rules.ruleset import Ruleset

Parts: TypeAlias = Callable[["Ruleset"], Iterable[Any]]


@attrs.frozen
class Below:
    """The rulesets that one builds on, and those of all layers together, lowest first."""

    lower: tuple[Ruleset, ...]
    layers: tuple[Ruleset, ...]

    def named(self, parts: Parts) -> dict[str, Any]:
        """Return parts of the lower rulesets by their full id."""
        return {f"{layer.id}/{part.id}": part for layer in self.lower for part in parts(layer)}


def declaration_faults(ruleset: Ruleset, below: Below) -> Iterator[Fault]:
    """Yield what is wrong with what a ruleset declares beside its rules."""
    for message in (
        *_term_faults(ruleset),
        *_filling_faults(ruleset, below),
        *_parameter_faults(ruleset, below),
        *_setting_faults(ruleset, below),
        *_deprecation_faults(ruleset),
        *_deviation_faults(ruleset, below),
        *_english_faults(ruleset),
        *_clause_faults(ruleset, below),
    ):
        yield Fault(ruleset.id, message)


def parameter_values(layers: Iterable[Ruleset]) -> dict[str, tuple[Constant, ...]]:
    """Return for each parameter every value that it can have on some date."""
    found = {
        f"{layer.id}/{item.id}": [*item.values.values()]
        for layer in layers
        for item in layer.parameters
    }
    for layer in layers:
        for setting in layer.settings:
            found.setdefault(setting.parameter, []).extend(setting.values.values())
    return {name.partition("/")[2]: tuple(dict.fromkeys(found[name])) for name in found}


def _term_faults(ruleset: Ruleset) -> Iterator[str]:
    yield from _twice("the open term", [term.id for term in ruleset.open_terms])
    for term in ruleset.open_terms:
        if not term.label.strip():
            yield f"the open term {term.id} has no label that says what it is"


def _filling_faults(ruleset: Ruleset, below: Below) -> Iterator[str]:
    known = below.named(lambda layer: layer.open_terms)
    for filling in ruleset.fillings:
        if filling.term not in known:
            yield _not_below("fills in", filling.term, "open term", known)
        if not filling.value.strip():
            yield f"fills in {filling.term} with an empty text"
        yield from _also("fills in", filling.term, ruleset, below, _terms)


def _terms(layer: Ruleset) -> list[str]:
    return [filling.term for filling in layer.fillings]


def _parameter_faults(ruleset: Ruleset, below: Below) -> Iterator[str]:
    yield from _twice("the parameter", [item.id for item in ruleset.parameters])
    lower = {item.id: layer.id for layer in below.lower for item in layer.parameters}
    for item in ruleset.parameters:
        if item.id in lower:
            yield f"the parameter {item.id} is declared by {lower[item.id]} too"
        if not item.label.strip():
            yield f"the parameter {item.id} has no label that says what it is"
        yield from _values_faults(f"the parameter {item.id}", item.values.values())


def _setting_faults(ruleset: Ruleset, below: Below) -> Iterator[str]:
    known = below.named(lambda layer: layer.parameters)
    for setting in ruleset.settings:
        what = f"the setting of {setting.parameter}"
        yield from _values_faults(what, setting.values.values())
        if setting.parameter not in known:
            yield _not_below("sets", setting.parameter, "parameter", known)
        else:
            yield from _sort_faults(what, setting, known[setting.parameter])
        if not setting.because.strip():
            yield f"{what} gives no reason: because is empty"
        yield from _also("sets", setting.parameter, ruleset, below, _set)


def _set(layer: Ruleset) -> list[str]:
    return [setting.parameter for setting in layer.settings]


def _sort_faults(what: str, setting: Setting, lower: Parameter) -> Iterator[str]:
    ours, theirs = ({_sort(value) for value in one.values.values()} for one in (setting, lower))
    if ours and not ours & theirs:
        yield f"{what} has values of another type than the parameter"


def _values_faults(what: str, values: Collection[Constant]) -> Iterator[str]:
    sorts = {_sort(value) for value in values}
    if not values:
        yield f"{what} has no value on any date"
    if len(sorts) > 1:
        yield f"{what} has values of different types"
    if "something else" in sorts:
        yield f"{what} has a value that is no number, text or yes/no"


def _sort(value: Constant) -> str:
    if is_number(value):
        return "number"
    return type(value).__name__ if isinstance(value, str | bool) else "something else"


def _deprecation_faults(ruleset: Ruleset) -> Iterator[str]:
    questions = {question.id: question for question in ruleset.questions}
    yield from _twice("the deprecation of", [item.name for item in ruleset.deprecations])
    for item in ruleset.deprecations:
        if item.question not in questions:
            near = nearest(item.question, questions)
            yield f"marks {item.name} as outdated, which is no question of its own{near}"
            continue
        yield from _instead_faults(item, questions)
        instead = (item.instead, None) if item.value is None else (item.question, item.instead)
        others = [other for other in ruleset.deprecations if other is not item]
        if instead in {(other.question, other.value) for other in others}:
            yield f"names {item.instead} instead of {item.name}, which is outdated itself"
        if not item.because.strip():
            yield f"marks {item.name} as outdated without a reason: because is empty"


def _instead_faults(item: Deprecation, questions: Mapping[str, Question]) -> Iterator[str]:
    values = questions[item.question].values
    if item.value is not None and item.value not in values:
        yield f"marks {item.name} as outdated, which is no value{nearest(item.value, values)}"
    known = questions if item.value is None else values
    if item.instead is not None and (
        item.instead not in known or item.instead in (item.question, item.value)
    ):
        what = "another question" if item.value is None else "another value"
        near = nearest(item.instead, known)
        yield f"names {item.instead} instead of {item.name}, which is not {what}{near}"


def _deviation_faults(ruleset: Ruleset, below: Below) -> Iterator[str]:
    known = below.named(lambda layer: layer.invariants)
    for item in ruleset.deviations:
        if item.invariant not in known:
            yield _not_below("deviates from", item.invariant, "invariant", known)
        if not item.because.strip():
            yield f"deviates from {item.invariant} without a reason: because is empty"
        yield from _also("deviates from", item.invariant, ruleset, below, _deviated)


def _deviated(layer: Ruleset) -> list[str]:
    return [item.invariant for item in layer.deviations]


def _english_faults(ruleset: Ruleset) -> Iterator[str]:
    for question in ruleset.questions:
        if not question.values_en:
            continue
        for value in question.values_en:
            if value not in question.values:
                near = nearest(value, question.values)
                yield f"the question {question.id} has English for {value}, which is no value{near}"
        missing = [value for value in question.values if value not in question.values_en]
        if missing:
            yield f"the question {question.id} has no English for {', '.join(missing)}"


def _clause_faults(ruleset: Ruleset, below: Below) -> Iterator[str]:
    known = {
        f"{layer.id}/{clause.id}" for layer in (*below.lower, ruleset) for clause in layer.clauses
    }
    named: list[tuple[str, tuple[str, ...]]] = [
        *((f"the open term {item.id}", item.clauses) for item in ruleset.open_terms),
        *((f"the filling of {item.term}", item.clauses) for item in ruleset.fillings),
        *((f"the parameter {item.id}", item.clauses) for item in ruleset.parameters),
        *((f"the setting of {item.parameter}", item.clauses) for item in ruleset.settings),
        *((f"the deviation from {item.invariant}", item.clauses) for item in ruleset.deviations),
    ]
    for what, clauses in named:
        if not clauses:
            yield f"{what} names no clause"
        for name in clauses:
            if (name if "/" in name else f"{ruleset.id}/{name}") not in known:
                yield (
                    f"{what} names the clause {name}, which neither its ruleset nor a lower one has"
                )


def _twice(what: str, names: Sequence[str]) -> Iterator[str]:
    for name, number in Counter(names).items():
        if number > 1:
            yield f"{what} {name} is declared twice"


def _also(
    does: str, name: str, ruleset: Ruleset, below: Below, names: Callable[[Ruleset], list[str]]
) -> Iterator[str]:
    """Yield that something which can be done once is done by two rulesets, or twice by one."""
    others = [layer.id for layer in below.layers if layer is not ruleset and name in names(layer)]
    if others:
        yield f"{does} {name}, and so does {' and '.join(others)}: only one ruleset can"
    if names(ruleset).count(name) > 1:
        yield f"{does} {name} twice"


def _not_below(does: str, name: str, what: str, known: Mapping[str, Any]) -> str:
    return f"{does} {name}, which is no {what} of a lower ruleset{nearest(name, known)}"
