"""Rulesets and engines with one defect each, and the check that is meant to catch it.

They show that the checks have teeth: whoever writes a check, or an engine, can run them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import attrs

from obstetric_rules.expressions.operators import ALWAYS
from obstetric_rules.facts import UNKNOWN, DecimalNumber, Slot, Unknown, fact
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.invariant import InvariantDeviation
from obstetric_rules.rules.known_values import KnownValues
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing import planted_engines as engines
from obstetric_rules.testing.checks import CHECKS
from obstetric_rules.testing.checks.check import Check
from obstetric_rules.testing.sound_rulesets import (
    ON,
    SOUND,
    bad,
    bezoek,
    bezoeker,
    bezoekers,
    hospital,
    ontslag,
    region,
    ziek,
    zwangere,
)
from obstetric_rules.testing.subject import Composer, EngineMaker, Subject, subject_of


@fact
class _Meting:
    waarde: Annotated[float | Unknown, DecimalNumber(label="de waarde", label_en="value")] = UNKNOWN


_meting = Slot(
    name="meting",
    fact_type=_Meting,
    label="de meting",
    label_en="the measurement",
    question="Wat is er gemeten?",
)


@attrs.frozen
class PlantedDefect:
    """A defect in words, the name of the check that is meant to catch it, and what has it."""

    what: str
    caught_by: str
    subject: Subject = attrs.field(repr=False)

    @property
    def check(self) -> Check:
        """The check that is meant to catch it."""
        (check,) = (check for check in CHECKS if check.name == self.caught_by)
        return check


def sound_subject() -> Subject:
    """Return the sound rulesets that the defects are planted in; every check passes on them."""
    return subject_of(SOUND, on=ON)


def planted_defects() -> tuple[PlantedDefect, ...]:
    """Return every planted defect.

    >>> from obstetric_rules.testing import run_check
    >>> defect = planted_defects()[0]
    >>> defect.what, run_check(defect.check, defect.subject).outcome.value
    ('a rule without a clause', 'failed')
    """
    return tuple(
        PlantedDefect(what, caught_by, subject)
        for defects in (_in_the_text(), _in_what_rules_lead_to(), _in_engines())
        for what, caught_by, subject in defects
    )


def _subject(*layers: Ruleset) -> Subject:
    return subject_of(layers, on=ON)


def _with(what: str, ruleset: Ruleset, name: str, **changes: Any) -> Ruleset:
    """Return a ruleset in which one rule, question, clause or slot is otherwise."""
    parts = tuple(
        attrs.evolve(part, **changes) if name in (getattr(part, "id", ""), _name(part)) else part
        for part in getattr(ruleset, what)
    )
    changed: dict[str, Any] = {what: parts}
    return attrs.evolve(ruleset, **changed)


def _name(part: object) -> str:
    return getattr(part, "name", "")


def _rule(name: str, **changes: Any) -> Subject:
    return _subject(region, _with("rules", hospital, name, **changes))


def _regional_rules(changes: Mapping[str, Mapping[str, Any]]) -> Subject:
    changed = region
    for name, change in changes.items():
        changed = _with("rules", changed, name, **change)
    return _subject(changed)


def _without(ruleset: Ruleset, name: str) -> Ruleset:
    rules = tuple(rule for rule in ruleset.rules if rule.id != name)
    return attrs.evolve(ruleset, rules=rules)


def _clause(**changes: Any) -> Clause:
    return attrs.evolve(hospital.clauses[0], id="Z4", **changes)


def _in_the_text() -> Iterator[tuple[str, str, Subject]]:
    has_clause, has_rule = "every_rule_has_a_clause", "every_clause_has_a_rule_or_a_reason"
    dutch = "dutch_wording_complete"
    more = attrs.evolve(hospital, clauses=(*hospital.clauses, _clause()))
    yield "a rule without a clause", has_clause, _rule("Z1.te_vroeg", clauses=())
    yield "a rule on a clause that is not there", has_clause, _rule("Z1.te_laat", clauses=("Z9",))
    yield "a clause without a rule or a reason", has_rule, _subject(region, more)
    blank = _with("clauses", hospital, "Z3", not_modelled=" ")
    yield "a clause with a blank for a reason", has_rule, _subject(region, blank)
    both = _with("clauses", hospital, "Z1", not_modelled="Daar is geen regel voor.")
    yield "a clause with a rule and a reason why it has none", has_rule, _subject(region, both)
    yield "a rule that does not say why", dutch, _rule("Z2.zelfde_dag", because=" ")
    labels = {"zelfde_dag": "zelfde_dag", "volgende_dag": "de volgende dag"}
    ids = _with("questions", hospital, "ontslag", values=labels)
    yield "a value with its id for a label", dutch, _subject(region, ids)
    silent = _with("questions", hospital, "ontslag", text="")
    yield "a question without words", dutch, _subject(region, silent)
    nameless = KnownValues(field="bezoekers.id", values={"b1": "b_1"})
    unnamed = attrs.evolve(hospital, known_values=(nameless,))
    yield "a known value with an id for a label", dutch, _subject(region, unnamed)
    todo = _with("clauses", hospital, "Z1", paraphrase="TODO: eigen woorden")
    yield "a paraphrase that is still to be written", dutch, _subject(region, todo)
    english = "english_wording_complete"
    half = _with("rules", hospital, "Z1.te_laat", because_en="From 42 weeks no bath birth.")
    yield "one reason in English, and the others not", english, _subject(region, half)
    unlabelled = _with("questions", hospital, "ontslag", text_en="When can she go home?")
    yield "a question in English without its answers", english, _subject(region, unlabelled)
    one = _with("slots", region, "bezoekers", label_many="")
    yield "a list of which there is no plural", dutch, _subject(one)
    measured = attrs.evolve(region, slots=(*region.slots, _meting))
    yield "a number that does not say its unit", "every_number_says_its_unit", _subject(measured)
    yield (
        "an exception to a rule that is not there",
        "layers_compose",
        _rule("Z1.te_laat", overrides=("voorbeeld/R1.mogeljik",)),
    )
    circle = _with("rules", hospital, "Z1.te_laat", overrides=("Z1.te_vroeg",))
    circle = _with("rules", circle, "Z1.te_vroeg", overrides=("Z1.te_laat",))
    yield "exceptions in a circle", "layers_compose", _subject(region, circle)


def _in_what_rules_lead_to() -> Iterator[tuple[str, str, Subject]]:
    speaks, applies = "every_rule_can_speak", "every_exception_can_apply"
    holds, monotonic = "invariants_hold", "monotonic_where_declared"
    weken = zwangere.weken
    known = KnownValues(field="bezoekers.id", values={"b1": "bezoeker 1"})
    waits = (weken >= 42) | bezoekers.any(lambda one: one.id == "b12")
    waiting = _with("rules", hospital, "Z1.te_laat", when=waits)
    yield (
        "a rule that waits for a value that nobody knows",
        "compared_values_are_known",
        _subject(region, attrs.evolve(waiting, known_values=(known,))),
    )
    never = _rule("Z1.te_vroeg", when=(weken < 37) & (weken >= 42))
    yield "a condition that can never hold", speaks, never
    yield "an exception that covers its whole rule", speaks, _rule("Z2.volgende_dag", when=ALWAYS)
    apart = ("voorbeeld/R1.mogelijk", "Z1.te_laat")
    yield (
        "an exception to a rule that it never meets",
        applies,
        _rule("Z1.te_vroeg", overrides=apart),
    )
    yield (
        "an exception narrowed down until it meets its rule no more",
        applies,
        _rule("Z1.te_laat", when=(weken >= 42) & ziek),
    )
    yield from _in_what_rules_say_together()
    yield "a dropped exception", holds, _rule("Z1.te_vroeg", overrides=())
    yield "a swapped value", holds, _rule("Z1.te_vroeg", then=bad.becomes("mogelijk"))
    yield (
        "another swapped value",
        holds,
        _rule("Z2.volgende_dag", then=ontslag.becomes("zelfde_dag")),
    )
    yield "> for >= at the boundary", holds, _rule("Z1.te_laat", when=weken > 42)
    yield "<= for < at the boundary", holds, _rule("Z1.te_vroeg", when=weken <= 37)
    yield "a boundary that is one off", holds, _rule("Z1.te_laat", when=weken >= 41)
    yield "< for >=: the wrong way round", holds, _rule("Z1.te_laat", when=weken < 42)
    yield "a dropped rule", holds, _subject(region, _without(hospital, "Z1.te_laat"))
    yield (
        "a dropped rule that an invariant stands on",
        holds,
        _subject(_without(region, "R2.geweerd")),
    )
    forgotten = _regional_rules({"R1.mogelijk": {"when": ~zwangere.koorts}})
    yield "a complaint that was forgotten", holds, forgotten
    denied = _regional_rules({"R2.geweerd": {"when": ~bezoeker.koorts}})
    yield "a negation too many", holds, denied
    joined = _regional_rules(
        {
            "R1.mogelijk": {"when": ~(zwangere.koorts & zwangere.hoest)},
            "R1.niet_mogelijk": {"when": zwangere.koorts & zwangere.hoest},
        },
    )
    yield "and for or", holds, joined
    either = (zwangere.koorts & ~zwangere.hoest) | (~zwangere.koorts & zwangere.hoest)
    only_one = _regional_rules(
        {"R1.mogelijk": {"when": ~either}, "R1.niet_mogelijk": {"when": either}}
    )
    yield "a rule for one complaint that forgets two", monotonic, only_one
    turned = _regional_rules({"R2.mondkapje": {"when": ~bezoeker.hoest}})
    yield "a rule for whom it should not be for", monotonic, turned
    swapped = _regional_rules(
        {
            "R2.mondkapje": {"then": bezoek.becomes("toegestaan")},
            "R2.toegestaan": {"then": bezoek.becomes("met_mondkapje")},
        },
    )
    yield "the values of a rule and its exception swapped", monotonic, swapped


def _in_what_rules_say_together() -> Iterator[tuple[str, str, Subject]]:
    contradict, needed = "rules_never_contradict", "every_deviation_is_needed"
    unrelated = _regional_rules({"R2.mondkapje": {"overrides": ()}})
    yield "an exception that was not written down", contradict, unrelated
    forgetful = _regional_rules({"R1.mogelijk": {"when": ~zwangere.koorts}})
    yield "two rules that meet where one of them forgets something", contradict, forgetful
    both = _rule("Z2.volgende_dag", overrides=())
    yield "an exception that a layer forgot", contradict, both
    deviation = InvariantDeviation(
        invariant="voorbeeld/ziek_nooit_in_bad",
        because="Hier is het bad ook voor wie ziek is.",
        clauses=("Z1",),
    )
    idle = attrs.evolve(hospital, deviations=(deviation,))
    yield "a deviation from a promise that is kept", needed, _subject(region, idle)


def _in_engines() -> Iterator[tuple[str, str, Subject]]:
    altering, distorting = engines.altering, engines.distorting
    planted: tuple[tuple[str, str, EngineMaker], ...] = (
        (
            "an engine that takes unknown for no",
            "unknown_only_refines",
            altering(engines.unknown_is_no),
        ),
        (
            "an engine that reads a fact which no rule reads",
            "irrelevant_facts_change_nothing",
            altering(engines.visitors_fever_counts_for_her),
        ),
        ("an engine that remembers the case before", "deterministic", engines.remembering()),
        (
            "an engine that hears only the first rule",
            "independent_of_rule_order",
            distorting(engines.first_rule_wins),
        ),
        (
            "an engine that takes the first fact of a list for all",
            "independent_of_fact_order",
            altering(engines.first_visitor_counts_for_all),
        ),
        (
            "an engine that is one off at a boundary",
            "engines_agree",
            altering(engines.rounded_down),
        ),
        (
            "an engine that names rules without their clauses",
            "explanations_replay",
            distorting(engines.without_clauses),
        ),
        (
            "an engine whose sets do not come back from JSON",
            "json_round_trip",
            distorting(engines.loose_values),
        ),
    )
    for what, caught_by, make in planted:
        yield what, caught_by, attrs.evolve(sound_subject(), engines={"compiled": make})
    composer: Composer = engines.compose_as_given
    as_given = attrs.evolve(sound_subject(), composer=composer)
    yield "layers composed in the order they come in", "independent_of_layer_order", as_given
