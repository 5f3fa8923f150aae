"""Protocols: rulesets composed for one place and date."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import attrs

from obstetric_rules.arguments import expect, expect_date, items
from obstetric_rules.clock import today
from obstetric_rules.errors import (
    DossierError,
    Fault,
    QuestionNotFoundError,
    RulesetError,
    ValidityError,
    nearest_name,
)
from obstetric_rules.expressions.nodes import (
    Condition,
    Constant,
    parameters_in,
    with_parameters,
)
from obstetric_rules.facts import Afwijking, Dossier, Slot
from obstetric_rules.facts.fitting import slot_problems
from obstetric_rules.rules.case_bounds import DomainConstraint, KnownSilence
from obstetric_rules.rules.checking import dependencies, exceptions_of, find_faults, qualified
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.deprecation import Deprecation
from obstetric_rules.rules.exchange import content_hash
from obstetric_rules.rules.invariant import Invariant, Monotonicity
from obstetric_rules.rules.known_values import with_known_values
from obstetric_rules.rules.ordering import bottom_up, find_cycle
from obstetric_rules.rules.question import Question
from obstetric_rules.rules.rule import Rule
from obstetric_rules.rules.ruleset import Ruleset

if TYPE_CHECKING:
    from obstetric_rules.rules.in_protocol import (
        InvariantInProtocol,
        ParameterInProtocol,
        TermInProtocol,
    )
    from obstetric_rules.rules.invariant import InvariantDeviation
    from obstetric_rules.rules.open_term import Filling
    from obstetric_rules.rules.parameter import Setting


@attrs.frozen
class Distribution:
    """The distribution that a ruleset was installed from: its name and version."""

    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


NO_DISTRIBUTIONS: Mapping[str, Distribution] = MappingProxyType({})


def _frozen(distributions: Mapping[str, Distribution]) -> Mapping[str, Distribution]:
    return MappingProxyType(dict(distributions))


UNDATED = "undated"
"""The validity of a protocol of which no ruleset says when it holds."""

OPEN_END = ".."
"""Stands in a validity where a period has no first or no last day."""


@attrs.frozen(kw_only=True)
class ProtocolRule:
    """A rule as it stands in a protocol: with full ids, and the rules that are exceptions to it."""

    id: str
    ruleset: str
    question: str
    values: tuple[str, ...]
    when: Condition
    clauses: tuple[str, ...]
    because: str
    because_en: str = ""
    in_principe: bool
    exceptions: tuple[str, ...]
    parameters: tuple[str, ...] = ()
    """The parameters whose values its condition compares with."""
    value_clauses: tuple[str, ...] = ()
    """The clauses by which higher rulesets give these parameters the values that they have."""

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The clauses that an answer names when this rule speaks."""
        return (*self.clauses, *self.value_clauses)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Protocol:
    """Rulesets composed for one place and date; the thing that engines decide by.

    ``layers`` are its rulesets, the lowest first; the last one gives the protocol its id and
    version. ``rules`` are by full id, ``questions`` in the order in which the rulesets declare
    them. ``validity`` is the period that the dated rulesets share, as ``"2026-01-01/2026-12-31"``
    (``..`` where it is open), or ``"undated"`` if none is dated; ``undated`` names those that are
    not. ``sha256`` changes with any change of what the rulesets say.

    Two are equal when they are for the same date, and their rulesets are equal and were installed
    from the same distributions. A protocol is pickled as its rulesets; what engines made of it is
    made anew where it arrives.
    """

    layers: tuple[Ruleset, ...]
    on: datetime.date
    distributions: Mapping[str, Distribution] = attrs.field(factory=dict, converter=_frozen)
    """The distribution that each ruleset was installed from; those that were not are left out."""
    engines: dict[str, Any] = attrs.field(factory=dict, init=False, repr=False)
    """The engines that were built for it, by name; they go when it goes."""

    # It never changes, so that all else can be worked out once, when first asked for.

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Protocol):
            return NotImplemented
        return self._compared() == other._compared()

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.layers, self.on))

    def _compared(self) -> tuple[Any, ...]:
        return self.on, self.distributions, self.layers

    def __repr__(self) -> str:
        return f"Protocol(id={self.id!r}, version={self.version!r}, on={self.on})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _put_together, (self.layers, self.on, dict(self.distributions))

    @property
    def id(self) -> str:
        """The id of its top ruleset."""
        return self.layers[-1].id

    @property
    def version(self) -> str:
        """The version of its top ruleset."""
        return self.layers[-1].version

    @property
    def title(self) -> str:
        """The title of its top ruleset."""
        return self.layers[-1].title

    @cached_property
    def parameters(self) -> Mapping[str, ParameterInProtocol]:
        """All parameters by their id, each with its value on the date."""
        if not any(layer.parameters for layer in self.layers):
            return MappingProxyType({})
        # Imported here and below: whoever has nothing of the kind does not pay for it.
        from obstetric_rules.rules.parameter_values import parameters_on

        return MappingProxyType(parameters_on(self.layers, self.on))

    @cached_property
    def _values(self) -> Mapping[str, Constant]:
        return {name: item.value for name, item in self.parameters.items()}

    @cached_property
    def open_terms(self) -> Mapping[str, TermInProtocol]:
        """All open terms by their full id, each with what fills it in, if anything does."""
        from obstetric_rules.rules.in_protocol import TermInProtocol

        fillings = {item.term: (item, layer.id) for layer in self.layers for item in layer.fillings}
        terms = {
            f"{layer.id}/{term.id}": term for layer in self.layers for term in layer.open_terms
        }
        return MappingProxyType(
            {
                name: TermInProtocol(term=term, filling=filling, filled_by=filled_by)
                for name, term in terms.items()
                for filling, filled_by in [fillings.get(name, (None, None))]
            }
        )

    @cached_property
    def terms_by_clause(self) -> Mapping[str, Mapping[str, TermInProtocol]]:
        """The open terms of each clause, by the clause's full id, then by their own."""
        found: dict[str, dict[str, TermInProtocol]] = {name: {} for name in self.clauses}
        for name, item in self.open_terms.items():
            for clause in item.term.clauses:
                found[qualified(clause, name.partition("/")[0])][name] = item
        return MappingProxyType(found)

    @cached_property
    def deprecations(self) -> tuple[Deprecation, ...]:
        """The questions and values that are outdated on the date."""
        return tuple(
            item for layer in self.layers for item in layer.deprecations if item.since <= self.on
        )

    @cached_property
    def slots(self) -> Mapping[str, Slot]:
        """All slots by their name, with all that the rulesets know of the values of fields."""
        slots = {slot.name: slot for item in self.layers for slot in item.slots}
        known = [item for layer in self.layers for item in layer.known_values]
        return MappingProxyType({**with_known_values(slots, known)} if known else slots)

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """All questions by their id, in the order in which the rulesets declare them."""
        return MappingProxyType(
            {item.id: self._asked(item) for layer in self.layers for item in layer.questions}
        )

    def filled_in(self, text: str, *, english: bool = False) -> str:
        """Return a text in which ``{name}`` of a parameter is its value on the date."""
        return _filled_in(text, self.parameters, english=english)

    def _asked(self, question: Question) -> Question:
        if not self.parameters or question.asked_when is None:
            return question
        asked_when = with_parameters(question.asked_when, self._values)
        return attrs.evolve(question, asked_when=asked_when)

    @cached_property
    def rules(self) -> Mapping[str, ProtocolRule]:
        """All rules by their full id, in the order of the texts."""
        exceptions = exceptions_of(self.layers)
        rules = [
            ProtocolRule(
                id=f"{layer.id}/{rule.id}",
                ruleset=layer.id,
                question=rule.then.question,
                values=rule.then.values,
                when=with_parameters(rule.when, self._values) if self.parameters else rule.when,
                clauses=tuple(name.rpartition("/")[2] for name in rule.clauses),
                because=self.filled_in(rule.because),
                because_en=self.filled_in(rule.because_en, english=True),
                in_principe=rule.in_principe,
                exceptions=exceptions[f"{layer.id}/{rule.id}"],
                parameters=parameters,
                value_clauses=self._value_clauses(parameters),
            )
            for layer in self.layers
            for rule in layer.rules
            for parameters in [self._parameters_of(rule)]
        ]
        return MappingProxyType({rule.id: rule for rule in rules})

    def _parameters_of(self, rule: Rule) -> tuple[str, ...]:
        """Return the parameters that a rule depends on: by its own condition or its question's."""
        if not self.parameters:
            return ()
        conditions = [rule.when, *self._asked_when.get(rule.then.question, ())]
        return tuple(dict.fromkeys(name for one in conditions for name in parameters_in(one)))

    def _value_clauses(self, parameters: tuple[str, ...]) -> tuple[str, ...]:
        settings = [self.parameters[name].setting for name in parameters]
        clauses = [name for item in settings if item is not None for name in item.clauses]
        return tuple(dict.fromkeys(name.rpartition("/")[2] for name in clauses))

    @cached_property
    def _asked_when(self) -> Mapping[str, tuple[Condition, ...]]:
        """The conditions on which questions are asked, as their rulesets wrote them."""
        return {
            question.id: (question.asked_when,)
            for layer in self.layers
            for question in layer.questions
            if question.asked_when is not None
        }

    @cached_property
    def rules_by_question(self) -> Mapping[str, tuple[ProtocolRule, ...]]:
        """The rules of each question, in the order of the texts."""
        found: dict[str, list[ProtocolRule]] = {name: [] for name in self.questions}
        for rule in self.rules.values():
            found[rule.question].append(rule)
        return MappingProxyType({name: tuple(rules) for name, rules in found.items()})

    @cached_property
    def clauses(self) -> Mapping[str, Clause]:
        """All clauses by their full id (``"groningen/G11"``), in the order of the texts."""
        return MappingProxyType(
            {
                f"{layer.id}/{clause.id}": self._filled_clause(clause, layer)
                for layer in self.layers
                for clause in layer.clauses
            }
        )

    def _filled_clause(self, clause: Clause, owner: Ruleset) -> Clause:
        """Return a clause with the values that it was written for: what a text says stays so."""
        if not self.parameters:
            return clause
        known = self._parameters_up_to(owner)
        interpretation, partly = clause.interpretation, clause.partly
        return attrs.evolve(
            clause,
            paraphrase=_filled_in(clause.paraphrase, known),
            interpretation=interpretation and _filled_in(interpretation, known),
            partly=partly and _filled_in(partly, known),
        )

    @cached_property
    def rules_by_clause(self) -> Mapping[str, tuple[str, ...]]:
        """The full ids of the rules that model each clause, by the clause's full id."""
        found: dict[str, list[str]] = {name: [] for name in self.clauses}
        for layer in self.layers:
            for rule in layer.rules:
                for name in rule.clauses:
                    found[qualified(name, layer.id)].append(f"{layer.id}/{rule.id}")
        return MappingProxyType({name: tuple(rules) for name, rules in found.items()})

    @cached_property
    def declarations_by_clause(
        self,
    ) -> Mapping[str, tuple[Setting | Filling | InvariantDeviation, ...]]:
        """What rulesets set, fill in and deviate from, by the full id of the clause it models."""
        found: dict[str, list[Setting | Filling | InvariantDeviation]]
        found = {name: [] for name in self.clauses}
        for layer in self.layers:
            declared: list[Setting | Filling | InvariantDeviation]
            declared = [*layer.settings, *layer.fillings, *layer.deviations]
            for item in declared:
                for name in item.clauses:
                    found[qualified(name, layer.id)].append(item)
        return MappingProxyType({name: tuple(items) for name, items in found.items()})

    @cached_property
    def invariants(self) -> tuple[Invariant | Monotonicity, ...]:
        """What must hold in every case."""
        return tuple(item.invariant for item in self.invariants_by_id.values())

    @cached_property
    def invariants_by_id(self) -> Mapping[str, InvariantInProtocol]:
        """All invariants by their full id, each with the ruleset that deviates from it, if any."""
        from obstetric_rules.rules.in_protocol import InvariantInProtocol

        deviations = {
            item.invariant: (item, layer.id) for layer in self.layers for item in layer.deviations
        }
        found = [
            InvariantInProtocol(
                id=f"{layer.id}/{item.id}",
                ruleset=layer.id,
                invariant=self._valued(item, layer),
                deviation=deviation,
                deviated_by=deviated_by,
            )
            for layer in self.layers
            for item in layer.invariants
            for deviation, deviated_by in [deviations.get(f"{layer.id}/{item.id}", (None, None))]
        ]
        return MappingProxyType({item.id: item for item in found})

    def _valued(self, item: Invariant | Monotonicity, owner: Ruleset) -> Invariant | Monotonicity:
        """Return an invariant with the values that it was written for.

        A higher ruleset that sets a parameter does not move what a lower one holds on to.
        """
        if not self.parameters:
            return item
        known = self._parameters_up_to(owner)
        because = _filled_in(item.because, known)
        if isinstance(item, Monotonicity):
            return attrs.evolve(item, because=because)
        values = {name: found.value for name, found in known.items()}
        always = with_parameters(item.always, values)
        return attrs.evolve(item, always=always, because=because)

    def _parameters_up_to(self, owner: Ruleset) -> Mapping[str, ParameterInProtocol]:
        """Return the parameters as they are without the rulesets above one."""
        from obstetric_rules.rules.parameter_values import parameters_on

        return parameters_on(self.layers[: self.layers.index(owner) + 1], self.on)

    @cached_property
    def constraints(self) -> tuple[DomainConstraint, ...]:
        """What is so in every case that can occur."""
        return tuple(
            attrs.evolve(item, always=with_parameters(item.always, self._values))
            for layer in self.layers
            for item in layer.constraints
        )

    @cached_property
    def silences(self) -> Mapping[str, KnownSilence]:
        """The silences that are known, by their full id."""
        return MappingProxyType(
            {
                f"{layer.id}/{item.id}": attrs.evolve(
                    item, when=with_parameters(item.when, self._values)
                )
                for layer in self.layers
                for item in layer.silences
            }
        )

    @cached_property
    def fixed(self) -> Mapping[str, Constant]:
        """Facts of the place itself, by their path (``"ziekenhuis.id"``)."""
        return MappingProxyType(
            {path: v for layer in self.layers for path, v in layer.fixed.items()}
        )

    @cached_property
    def fixed_fields(self) -> tuple[tuple[str, str, Constant], ...]:
        """The facts that the place fixes, as slot, field and value."""
        return tuple(
            (slot, field, value)
            for path, value in self.fixed.items()
            for slot, field in [path.split(".", 1)]
        )

    @cached_property
    def depends_on(self) -> Mapping[str, tuple[str, ...]]:
        """For each question the questions whose answers its rules compare with."""
        conditions: dict[str, list[Condition]] = {name: [] for name in self.questions}
        for question in self.questions.values():
            if question.asked_when is not None:
                conditions[question.id].append(question.asked_when)
        for rule in self.rules.values():
            conditions[rule.question].append(rule.when)
        return MappingProxyType(dependencies(conditions))

    @cached_property
    def order(self) -> tuple[str, ...]:
        """All questions so that each comes after those it depends on."""
        return bottom_up(self.depends_on)

    @cached_property
    def validity(self) -> str:
        """The period that its dated rulesets share, or that none of them is dated."""
        first, last = _period(self.layers)
        if first is None and last is None:
            return UNDATED
        return f"{first or OPEN_END}/{last or OPEN_END}"

    @cached_property
    def undated(self) -> tuple[str, ...]:
        """The ids of its rulesets that do not say when they hold."""
        return tuple(
            layer.id for layer in self.layers if layer.valid_from is None and layer.valid_to is None
        )

    @cached_property
    def sha256(self) -> str:
        """The content hash of its rulesets."""
        return content_hash(self.layers)

    def question(self, name: str) -> Question:
        """Return a question by its id.

        Raises :class:`~obstetric_rules.errors.QuestionNotFoundError` with the nearest id there is.
        """
        expect("question", name, str, expected="the id of a question")
        if name in self.questions:
            return self.questions[name]
        near = nearest_name(name, self.questions)
        hint = f"; did you mean {near}?" if near else ""
        raise QuestionNotFoundError(f"the protocol {self.id} has no question {name}{hint}")

    def dossier(
        self,
        *,
        ref: str | int | None = None,
        afwijkingen: Iterable[Afwijking] = (),
        **slots: Any,
    ) -> Dossier:
        """Return a dossier for this protocol: a slot that it does not have is refused at once.

        Raises :class:`~obstetric_rules.errors.DossierError` with all slots that are unknown or hold
        what does not fit.

        >>> from obstetric_rules import Client, load_protocol
        >>> protocol = load_protocol("groningen.mzh")
        >>> protocol.dossier(client=Client(koorts=True))["client"].koorts
        True
        >>> protocol.dossier(clint=Client())  # doctest: +NORMALIZE_WHITESPACE
        Traceback (most recent call last):
        obstetric_rules.errors.DossierError: clint: expected a slot of this protocol
        (did you mean "client"?)
        """
        made = Dossier(ref=ref, afwijkingen=afwijkingen, **slots)
        problems = list(slot_problems(made.facts, self.slots))
        if problems:
            raise DossierError(problems)
        return made.of_slots(self.slots)


# attrs names no module for what looks cached properties up, and help() of Python 3.13 asks for it.
vars(Protocol)["__getattr__"].__module__ = __name__


def expect_protocol(protocol: object) -> None:
    """Refuse what is no protocol, such as its name.

    >>> expect_protocol("groningen.mzh")  # doctest: +NORMALIZE_WHITESPACE
    Traceback (most recent call last):
    obstetric_rules.errors.ArgumentError: protocol: expected a Protocol, got a str
    (load_protocol makes one)
    """
    advice = "load_protocol makes one"
    expect("protocol", protocol, Protocol, expected="a Protocol", advice=advice)


def _put_together(
    layers: tuple[Ruleset, ...], on: datetime.date, distributions: Mapping[str, Distribution]
) -> Protocol:
    """Return a protocol of rulesets that were composed before."""
    return Protocol(layers=layers, on=on, distributions=distributions)


def compose(
    rulesets: Iterable[Ruleset],
    on: datetime.date | None = None,
    *,
    distributions: Mapping[str, Distribution] = NO_DISTRIBUTIONS,
) -> Protocol:
    """Compose rulesets, in any order, into the protocol of the one that no other extends.

    ``on`` is the date it is composed for, the Dutch today if left out; ``distributions`` says
    where rulesets were installed from.

    Raises :class:`~obstetric_rules.errors.RulesetError` with everything that is wrong, and
    :class:`~obstetric_rules.errors.ValidityError` when a ruleset does not hold, or a parameter has
    no value, on that date.
    """
    given = items("rulesets", rulesets, "a list of Ruleset")
    for position, ruleset in enumerate(given):
        expect(f"rulesets[{position}]", ruleset, Ruleset, expected="a Ruleset")
    expect("distributions", distributions, Mapping, expected="a mapping of ids to Distribution")
    if on is not None:
        expect_date("on", on)
    layers = _layered(given)
    on = today() if on is None else on
    faults = find_faults(layers) + _fixed_twice(layers)
    if faults:
        raise RulesetError(faults)
    expired = [message for layer in layers if (message := _invalid_on(layer, on))]
    if any(layer.parameters for layer in layers):
        from obstetric_rules.rules.parameter_values import parameters_without_value

        expired += parameters_without_value(layers, on)
    if expired:
        raise ValidityError("\n".join(expired))
    protocol = Protocol(layers=layers, on=on, distributions=distributions)
    for part in ("questions", "rules", "sha256"):
        # Worked out now, so that nothing which is loaded later can reach them.
        getattr(protocol, part)
    return protocol


def _filled_in(
    text: str, parameters: Mapping[str, ParameterInProtocol], *, english: bool = False
) -> str:
    for name, item in parameters.items():
        if f"{{{name}}}" in text:
            # Imported here: hardly any text names a value.
            from obstetric_rules.rules.parameter_values import with_value

            text = with_value(text, item, english=english)
    return text


def nearest_day(layers: Iterable[Ruleset], day: datetime.date) -> datetime.date:
    """Return a day, or if not all rulesets hold then the nearest on which they do."""
    first, last = _period(tuple(layers))
    return max(min(day, last or day), first or day)


def _layered(rulesets: tuple[Ruleset, ...]) -> tuple[Ruleset, ...]:
    by_id = {ruleset.id: ruleset for ruleset in rulesets}
    if len(by_id) < len(rulesets):
        names = [ruleset.id for ruleset in rulesets]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise RulesetError([Fault(name, "is given twice") for name in twice])
    extended = {name for ruleset in rulesets for name in ruleset.extends}
    tops = sorted(by_id.keys() - extended)
    needs = {name: sorted(set(by_id[name].extends) & by_id.keys()) for name in sorted(by_id)}
    cycle = find_cycle(needs)
    if cycle:
        raise RulesetError([Fault(cycle[0], f"extends itself: {' -> '.join(cycle)}")])
    if len(tops) != 1:
        raise RulesetError(
            [Fault(", ".join(tops) or "protocol", "a protocol has exactly one top ruleset")]
        )
    return tuple(by_id[name] for name in bottom_up(needs))


def _fixed_twice(layers: tuple[Ruleset, ...]) -> list[Fault]:
    fixed: dict[str, tuple[str, Any]] = {}
    faults = []
    for layer in layers:
        for path, value in layer.fixed.items():
            owner, other = fixed.setdefault(path, (layer.id, value))
            if other != value:
                faults.append(Fault(layer.id, f"fixes {path} otherwise than {owner} does"))
    return faults


def _period(
    layers: tuple[Ruleset, ...],
) -> tuple[datetime.date | None, datetime.date | None]:
    firsts = [layer.valid_from for layer in layers if layer.valid_from is not None]
    lasts = [layer.valid_to for layer in layers if layer.valid_to is not None]
    return max(firsts, default=None), min(lasts, default=None)


def _invalid_on(ruleset: Ruleset, on: datetime.date) -> str | None:
    first, last = ruleset.valid_from, ruleset.valid_to
    if first is not None and on < first:
        period = f"it is valid from {first}"
    elif last is not None and on > last:
        period = f"it was valid until {last}"
    else:
        return None
    return (
        f"{ruleset.id} {ruleset.version} does not hold on {on}: {period}. "
        "Ask for a date in its period, or install the version of that date."
    )
