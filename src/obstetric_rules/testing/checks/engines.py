"""Checks of what engines make of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs
from hypothesis import strategies as st

from obstetric_rules.engines.answer import Answer
from obstetric_rules.engines.case import prepare
from obstetric_rules.engines.contract import Engine, Outcomes
from obstetric_rules.engines.deciding import DEFAULT_ENGINE, ENGINES, decide, engine_for
from obstetric_rules.engines.decision import each_answer
from obstetric_rules.engines.reference_reading import Reading, read
from obstetric_rules.errors import ConformanceError, EngineError, MissingExtraError
from obstetric_rules.expressions.nodes import Binding
from obstetric_rules.expressions.outcome import Outcome, Status
from obstetric_rules.facts import UNKNOWN, Dossier, kinds_of
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.testing._comparing import Same, differs, require_same, says_the_same
from obstetric_rules.testing._dossiers import ID, Dossiers
from obstetric_rules.testing._sampling import for_each
from obstetric_rules.testing._telling import case_text
from obstetric_rules.testing.checks.check import Remarks
from obstetric_rules.testing.cut_points import dossiers_near_cut_points
from obstetric_rules.testing.strategies import MOST_WAYS, dossiers
from obstetric_rules.testing.subject import Subject

_REFERENCE: Final = "reference"
_EXACT: Final = (_REFERENCE, DEFAULT_ENGINE)
_FEW_WAYS: Final = 200


def engines_agree(subject: Subject) -> Remarks:
    """Every engine says what the reference engine says, for the same reasons.

    The reference engine is the meaning of the rules, slow and easy to read. A hospital decides with
    a fast one; it may leave open what the reference settles if it is not exact, and nothing else.
    """
    protocol = subject.protocol
    others: dict[str, Engine] = {}
    remarks: list[str] = []
    for name in ENGINES:
        try:
            others[name] = engine_for(protocol, name)
        except (MissingExtraError, EngineError) as error:
            remarks.append(f"the engine {name} is not compared: {error}")
    reference = others.pop(_REFERENCE)

    def check(dossier: Dossier) -> None:
        case = prepare(protocol, dossier)
        expected = reference.answers(case)
        for name, engine in others.items():
            same: Same = says_the_same if name in _EXACT else _as_far_as_it_goes
            difference = f"with the engine {name} in place of the reference"
            found = engine.answers(case)
            require_same(protocol, dossier, expected, found, difference, same)
            if not _fits(engine.outcomes(case), found, exact=name in _EXACT):
                raise ConformanceError(
                    f"the engine {name} gives other outcomes than answers:\n"
                    f"{case_text(protocol, dossier)}"
                )

    # Of what lies near a cut point all is known, so that it costs the reference little.
    near = _near_cut_points(protocol)
    for_each(subject, st.one_of(dossiers(protocol, most_ways=_FEW_WAYS), *near), check)
    return tuple(remarks)


def _near_cut_points(protocol: Protocol) -> list[st.SearchStrategy[Dossier]]:
    changeable = any(
        answer.status is Status.OPEN
        for found in decide(protocol, Dossier()).answers.values()
        for _, answer in each_answer(found)
    )
    return [dossiers_near_cut_points(protocol, known=True)] if changeable else []


def _as_far_as_it_goes(expected: Answer, found: Answer) -> bool:
    """Return whether an engine that is not exact says the same, or leaves it open."""
    if found.status is Status.OPEN:
        return bool(found.missing)
    return found.same_as(expected) and {*expected.rules} <= {*found.rules, *found.by_cases}


def _fits(outcomes: Outcomes, answers: Mapping[str, Any], *, exact: bool) -> bool:
    for name, answer in answers.items():
        outcome = outcomes[name]
        found = list(outcome.values()) if isinstance(outcome, Mapping) else [outcome]
        for one, (_, other) in zip(found, each_answer(answer), strict=True):
            # An engine that is not exact may go further for the one than for the other.
            loose = not exact and Status.OPEN in (one.status, other.status)
            if one != other.outcome and not loose:
                return False
    return True


def unknown_only_refines(subject: Subject) -> None:
    """Filling in an unknown fact never changes an answer that was not open.

    At three in the morning half of the facts are not in yet. What is said then must hold when the
    rest comes in; unknown is not no.
    """
    protocol = subject.protocol
    made = Dossiers(protocol, MOST_WAYS)

    @st.composite
    def refinements(draw: st.DrawFn) -> tuple[Dossier, Dossier]:
        return made.draw_refinement(draw)

    def check(pair: tuple[Dossier, Dossier]) -> None:
        less, more = pair
        before, after = decide(protocol, less).answers, decide(protocol, more).answers
        for name in protocol.questions:
            known = [answer for _, answer in each_answer(before[name])]
            for place, (_, found) in enumerate(each_answer(after[name])):
                # Of a list that was unknown there was one answer, for all of its facts.
                earlier = known[place if len(known) > 1 else 0]
                if not _refines(earlier, found):
                    told = case_text(protocol, more)
                    error = differs(protocol, less, "with more filled in", earlier, found)
                    raise ConformanceError(f"{error}\nfilled in:\n{told}")

    for_each(subject, refinements(), check)


def _refines(before: Answer, after: Answer) -> bool:
    return (
        _possible(after.outcome) <= _possible(before.outcome)
        and {*before.rules} <= {*after.rules}
        and {*after.rules, *after.by_cases} <= {*before.rules, *before.by_cases}
    )


def _possible(outcome: Outcome) -> frozenset[Outcome]:
    return outcome.possible or frozenset([outcome])


def irrelevant_facts_change_nothing(subject: Subject) -> None:
    """A fact that no rule of a question reads does not change its answer.

    Somebody else's fever, a field that no rule mentions: they must not decide, nor be asked for.
    """
    protocol = subject.protocol
    readings = {name: read(protocol, name) for name in protocol.questions}
    engine = engine_for(protocol)

    def check(pair: tuple[Dossier, Dossier]) -> None:
        dossier, other = pair
        for name, reading in readings.items():
            for place in _places(protocol, name, dossier):
                changed = _with_irrelevant(protocol, reading, dossier, other, place)
                one = _answer_for(engine, protocol, name, dossier, place)
                two = _answer_for(engine, protocol, name, changed, place)
                if not says_the_same(one, two):
                    error = differs(protocol, dossier, "with other facts changed", one, two)
                    raise ConformanceError(f"{error}\nchanged:\n{case_text(protocol, changed)}")

    for_each(subject, st.tuples(dossiers(protocol), dossiers(protocol)), check)


def _places(protocol: Protocol, question: str, dossier: Dossier) -> list[int | None]:
    per = protocol.questions[question].per
    facts: Any = UNKNOWN if per is None else dossier[per]
    return [None] if facts is UNKNOWN else list(range(len(facts)))


def _answer_for(
    engine: Engine, protocol: Protocol, question: str, dossier: Dossier, place: int | None
) -> Answer:
    answers = [one for _, one in each_answer(engine.answer(prepare(protocol, dossier), question))]
    return answers[place or 0]


def _with_irrelevant(
    protocol: Protocol, reading: Reading, dossier: Dossier, other: Dossier, place: int | None
) -> Dossier:
    """Return a dossier with all that a question does not read taken from another one.

    ``place`` is the fact that it is asked of: of the others in that list it may read less.
    """
    fixed = {(slot, field) for slot, field, _ in protocol.fixed_fields}
    in_hand = {(field.slot, field.name) for field in reading.fields} | fixed
    around = {
        (field.slot, field.name) for field in reading.fields if field.binding is not Binding.EACH
    } | fixed
    contents: dict[str, Any] = {}
    for name, slot in protocol.slots.items():
        mine, its = dossier[name], other[name]
        if name not in reading.slots:
            contents[name] = its
        elif isinstance(mine, tuple) and isinstance(its, tuple) and its:
            contents[name] = tuple(
                _mixed(fact, its[n % len(its)], name, in_hand if n == place else around)
                for n, fact in enumerate(mine)
            )
        elif not slot.many and _is_fact(mine) and _is_fact(its):
            contents[name] = _mixed(mine, its, name, in_hand)
    return dossier.replace(**contents)


def _mixed(mine: Any, its: Any, slot: str, read_fields: Iterable[tuple[str, str]]) -> Any:
    return attrs.evolve(mine, **dict(_taken(its, slot, read_fields)))


def _taken(
    fact: Any, slot: str, read_fields: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, Any]]:
    for field in kinds_of(type(fact)):
        # The facts of a list keep their names: answers are looked up by them.
        if field != ID and (slot, field) not in read_fields:
            yield field, getattr(fact, field)


def _is_fact(content: Any) -> bool:
    return content is not UNKNOWN and content is not None
