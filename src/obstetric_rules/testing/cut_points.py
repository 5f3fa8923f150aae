"""Strategies of dossiers near the cut points of rules: one fact away from another answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from itertools import combinations, pairwise
from typing import Any

import attrs
from hypothesis import assume
from hypothesis import strategies as st

from obstetric_rules.engines.decision import each_answer
from obstetric_rules.engines.reference_reading import Path
from obstetric_rules.errors import UnreachableError
from obstetric_rules.explanation.fact_places import FactPlace, places_of
from obstetric_rules.expressions.outcome import Outcome
from obstetric_rules.facts import DecimalNumber, Dossier, WholeNumber
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.testing._dossiers import ID
from obstetric_rules.testing._goals import Goal, hinges_on
from obstetric_rules.testing._guiding import Guide


@attrs.frozen(kw_only=True)
class Neighbours:
    """Two dossiers on either side of a cut point: one fact differs, and with it an answer.

    ``path`` is the fact (``"client.koorts"``), ``values`` what it is in the one and in the other;
    ``question`` is the question that is answered differently. Numbers are as near to each other as
    the rules can tell apart.
    """

    question: str
    path: str
    values: tuple[Any, Any]
    # Facts are never logged, and a repr ends up in logs.
    one: Dossier = attrs.field(repr=False)
    other: Dossier = attrs.field(repr=False)


def neighbours(
    protocol: Protocol,
    question: str | None = None,
    fields: Collection[str] | None = None,
    known: bool | None = None,
) -> st.SearchStrategy[Neighbours]:
    """Return a strategy of pairs of dossiers that differ in one fact and in an answer.

    ``question`` is the question whose answer differs, any if left out. ``fields`` may differ, as
    ``"client.koorts"`` (of a list that of any fact): any if left out, never an id.
    ``known`` is as for :func:`~obstetric_rules.testing.strategies.dossiers`.

    Raises :class:`~obstetric_rules.errors.QuestionNotFoundError`, and
    :class:`~obstetric_rules.errors.UnreachableError` when no fact by itself changes an answer.

    >>> from hypothesis import find
    >>> from obstetric_rules import load_protocol
    >>> mzh = load_protocol("groningen.mzh")
    >>> pair = find(neighbours(mzh, "kraamzorg"), lambda pair: True)
    >>> pair.path, pair.values
    ('ziekenhuis.kraamverzorgenden_voldoende', (True, False))
    """
    names = list(protocol.questions) if question is None else [protocol.question(question).id]
    wanted = None if fields is None else {path for path in map(_path, fields) if path[1] != ID}
    finders = [_Finder(Guide(protocol, name), wanted) for name in names]
    finders = [finder for finder in finders if finder.finds_any()]
    if not finders:
        told = question or "any question"
        which = "" if fields is None else f" among {', '.join(fields)}"
        raise UnreachableError(
            f"no fact{which} by itself changes the answer to {told} of {protocol.id}"
        )

    @st.composite
    def drawn(draw: st.DrawFn) -> Neighbours:
        finder = finders[draw(st.integers(0, len(finders) - 1))]
        return finder.draw(draw, draw(st.booleans()) if known is None else known)

    return drawn()


def dossiers_near_cut_points(
    protocol: Protocol, question: str | None = None, known: bool | None = None
) -> st.SearchStrategy[Dossier]:
    """Return a strategy of dossiers that are one fact away from another answer.

    The arguments, and what can raise, are those of :func:`neighbours`.

    >>> from hypothesis import find
    >>> from obstetric_rules import load_protocol
    >>> mzh = load_protocol("groningen.mzh")
    >>> near = find(dossiers_near_cut_points(mzh, "kraamzorg"), lambda dossier: True)
    >>> near["ziekenhuis"].kraamverzorgenden_voldoende
    True
    """
    pairs = neighbours(protocol, question, known=known)
    return st.builds(_either, pairs, st.booleans())


def _either(pair: Neighbours, other: bool) -> Dossier:
    return pair.other if other else pair.one


@attrs.frozen(eq=False)
class _Finder:
    """Finds neighbours for one question."""

    guide: Guide
    fields: Collection[Path] | None

    @property
    def goal(self) -> Goal:
        return hinges_on(self.guide.question, self._is_wanted)

    def finds_any(self) -> bool:
        """Return whether some fact, of those wanted, changes the answer by itself."""
        guide, fields = self.guide, self.fields
        if fields is None:
            return guide.can_reach(self.goal)
        goal = hinges_on(guide.question, lambda path: _path(path) in fields)
        slots = [slot for slot in guide.protocol.slots.values() if slot.name in dict(fields)]
        return any(
            guide.can_reach(goal, guide.start.replace(**{slot.name: content}))
            for slot in slots
            for content in guide.contents(slot, goal)
        )

    def draw(self, draw: st.DrawFn, known: bool) -> Neighbours:
        guide = self.guide
        dossier = guide.with_slots(draw, self.goal)
        missing = {
            path
            for _, answer in each_answer(guide.answer(dossier))
            for path in answer.missing
            if self._is_wanted(path)
        }
        assume(missing)
        path = draw(st.sampled_from(sorted(missing)))
        goal = hinges_on(guide.question, path.__eq__)
        dossier = guide.with_fields(draw, goal, dossier, leave_out=path)
        place = places_of(guide.case(dossier))[path]
        values = self._values(draw, dossier, place)
        outcomes = self._outcomes(dossier, place, values)

        def still(less: Dossier) -> bool:
            return self._outcomes(less, place, values) == outcomes

        dossier = guide.with_less(draw, dossier, (lambda _: False) if known else still, keep=[path])
        one, other = (place.told_in(dossier, value) for value in values)
        return Neighbours(question=guide.question, path=path, values=values, one=one, other=other)

    def _values(self, draw: st.DrawFn, dossier: Dossier, place: FactPlace) -> tuple[Any, Any]:
        """Draw two values of a field that lead to different outcomes."""
        values = self.guide.values(place)
        if isinstance(place.kind, WholeNumber | DecimalNumber):
            pairs = list(pairwise(sorted(values)))
        else:
            pairs = list(combinations(values, 2))
        outcome = partial(self._outcome, dossier, place)
        pairs = [(one, other) for one, other in pairs if outcome(one) != outcome(other)]
        # None is left only when facts must change together, or beyond the budget of a diagram.
        assume(pairs)
        return pairs[draw(st.integers(0, len(pairs) - 1))]

    def _outcomes(
        self, dossier: Dossier, place: FactPlace, values: tuple[Any, Any]
    ) -> list[Mapping[str | None, Outcome]]:
        return [self._outcome(dossier, place, value) for value in values]

    def _outcome(
        self, dossier: Dossier, place: FactPlace, value: Any
    ) -> Mapping[str | None, Outcome]:
        answer = self.guide.answer(place.told_in(dossier, value))
        return {key: one.outcome for key, one in each_answer(answer)}

    def _is_wanted(self, path: str) -> bool:
        slot, field = _path(path)
        if self.fields is None:
            return field != ID
        # A slot that is not told yet stands for all of its fields.
        return (slot, field) in self.fields or (field == "" and slot in dict(self.fields))


def _path(path: str) -> Path:
    """Return the slot and the field of a path, whichever fact of a list it is of.

    An id may have a dot or a bracket in it, a slot and a field may not.
    """
    slot = path.partition(".")[0].partition("[")[0]
    rest = path[len(slot) :]
    return slot, rest.rpartition(".")[2] if "." in rest and not rest.endswith("]") else ""
