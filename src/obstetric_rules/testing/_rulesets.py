"""Random rulesets of one or two layers that pass every check."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, count, product
from typing import Any, Final

import attrs
from hypothesis import strategies as st

from obstetric_rules.expressions.nodes import Condition, Constant
from obstetric_rules.facts import Choice, Slot, Text, YesNo
from obstetric_rules.rules.checking_conditions import Scope
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.question import Conclusion, Question
from obstetric_rules.rules.rule import Rule
from obstetric_rules.rules.ruleset import Layer, Ruleset
from obstetric_rules.testing._conditions import Author, looks_around
from obstetric_rules.testing._vocabularies import TEXTS, draw_slots

ON: Final = datetime.date(2026, 1, 1)
"""The day that generated protocols are composed for."""

LAYERS: Final = ("regio", "regio.ziekenhuis")

_VALUES: Final = ("rood", "groen", "blauw")
# Two layers may each have a clause of one name; a rule may stand on a clause of a lower layer.
_CLAUSES: Final = (("K1", "K2"), ("K2", "K3"))
_NAMED: Final = (_CLAUSES[0], (*_CLAUSES[1], f"{LAYERS[0]}/K1"))


@attrs.define
class _Draft:
    """A rule being written, whose exceptions are still to be named."""

    layer: int
    question: Question
    when: Condition
    values: tuple[str, ...]
    clauses: tuple[str, ...]
    id: str
    in_principe: bool
    overrides: list[str] = attrs.field(factory=list)
    yields_to: list[str] = attrs.field(factory=list)

    def name_in(self, layer: int) -> str:
        return self.id if layer == self.layer else f"{LAYERS[self.layer]}/{self.id}"


class Writer:
    """Writes one generated set of layers."""

    def __init__(self, draw: st.DrawFn, most_layers: int = len(LAYERS)) -> None:
        self.draw = draw
        self.numbers: Iterator[int] = count(1)
        self.layers = draw(st.integers(1, most_layers))
        self.slots = [draw_slots(draw, "a", least=1)]
        if self.layers == 2:
            self.slots.append(draw_slots(draw, "b", least=0))
        self.questions: list[dict[str, Question]] = [{} for _ in range(self.layers)]
        self.drafts: list[_Draft] = []
        self.aside: set[str] = set()

    def write(self) -> tuple[Ruleset, ...]:
        for number in range(self.draw(st.integers(1, 5))):
            # The questions of the lower layer come first: they may not lean on the higher one.
            higher = self.layers == 2 and number > 0 and self.draw(st.booleans())
            self.write_question(f"q{number}", max(int(higher), self.highest_layer()))
        fixed = self.fixed()
        return tuple(
            self.ruleset(layer, fixed if layer == self.layers - 1 else {})
            for layer in range(self.layers)
        )

    def highest_layer(self) -> int:
        return max((layer for layer, asked in enumerate(self.questions) if asked), default=0)

    def author(self, layer: int) -> Author:
        return Author(self.draw, self.visible(layer), self.known(), self.aside, self.numbers)

    def visible(self, layer: int) -> list[Slot]:
        return [slot for slots in self.slots[: layer + 1] for slot in slots]

    def known(self) -> dict[str, Question]:
        return {name: question for asked in self.questions for name, question in asked.items()}

    def write_question(self, name: str, layer: int) -> None:
        question = self.question(name, layer)
        drafts = [
            self.rule(question, self.draw(st.integers(layer, self.layers - 1)))
            for _ in range(self.draw(st.integers(0, 5)))
        ]
        self.write_exceptions(drafts)
        conditions = [draft.when for draft in drafts]
        if question.asked_when is not None:
            conditions.append(question.asked_when)
        if looks_around(conditions, self.known(), self.aside):
            self.aside.add(name)
        self.questions[layer][name] = question
        self.drafts += drafts

    def question(self, name: str, layer: int) -> Question:
        lists = [slot.name for slot in self.visible(layer) if slot.many]
        nullable = [slot.name for slot in self.visible(layer) if slot.nullable]
        per = self.sometimes(lists)
        asked = self.draw(st.integers(0, 3)) == 3
        set_valued = self.draw(st.booleans())
        return Question(
            id=name,
            text=f"Wat is {name}?",
            label=f"de {name}",
            values={value: value for value in _VALUES[: self.draw(st.integers(1, 3))]},
            set_valued=set_valued,
            empty_without_rules=set_valued and self.draw(st.booleans()),
            per=per,
            about=self.sometimes(nullable),
            asked_when=self.author(layer).condition(Scope(per=per), 1) if asked else None,
        )

    def sometimes(self, names: Sequence[str]) -> str | None:
        if not names or self.draw(st.integers(0, 2)) < 2:
            return None
        return self.draw(st.sampled_from(names))

    def rule(self, question: Question, layer: int) -> _Draft:
        values = st.lists(
            st.sampled_from(tuple(question.values)),
            min_size=0 if question.set_valued else 1,
            max_size=2 if question.set_valued else 1,
            unique=True,
        )
        named = st.sampled_from(_NAMED[layer])
        clauses = self.draw(st.lists(named, min_size=1, max_size=2, unique=True))
        return _Draft(
            layer=layer,
            question=question,
            when=self.author(layer).condition(Scope(per=question.per)),
            values=tuple(self.draw(values)),
            clauses=tuple(clauses),
            id=f"{clauses[0].rpartition('/')[2]}.r{next(self.numbers)}",
            in_principe=self.draw(st.booleans()),
        )

    def write_exceptions(self, drafts: list[_Draft]) -> None:
        """Make some rules exceptions to others, and what they would revive exceptions too."""
        order = drafts[::-1] if self.draw(st.booleans()) else drafts
        chosen = {
            pair for pair in combinations(range(len(order)), 2) if self.draw(st.integers(0, 2)) == 2
        }
        while revived := _revived(order, chosen):
            chosen |= revived
        for base, exception in sorted(chosen):
            self.write_exception(order[base], order[exception])

    def write_exception(self, base: _Draft, exception: _Draft) -> None:
        from_below = exception.layer < base.layer
        if from_below or (exception.layer == base.layer and self.draw(st.booleans())):
            base.yields_to.append(exception.name_in(base.layer))
        else:
            exception.overrides.append(base.name_in(exception.layer))

    def fixed(self) -> dict[str, Constant]:
        """Let the place fix a fact now and then."""
        possible = {
            f"{slot.name}.{name}": _FIXED[type(kind)](kind)
            for slot in self.visible(self.layers - 1)
            if not slot.many and not slot.nullable
            for name, kind in slot.kinds.items()
            if type(kind) in _FIXED
        }
        path = self.sometimes(tuple(possible))
        return {} if path is None else {path: possible[path]}

    def ruleset(self, layer: int, fixed: Mapping[str, Constant]) -> Ruleset:
        drafts = [draft for draft in self.drafts if draft.layer == layer]
        return Ruleset(
            id=LAYERS[layer],
            version="1",
            title=LAYERS[layer],
            layer=(Layer.REGION, Layer.HOSPITAL)[layer],
            publisher="niemand",
            status="gemaakt om mee te testen",
            extends=LAYERS[:layer],
            slots=tuple(self.slots[layer]),
            questions=tuple(self.questions[layer].values()),
            rules=tuple(_rule(draft) for draft in drafts),
            clauses=tuple(
                _clause(name, used=any(name in draft.clauses for draft in drafts))
                for name in _CLAUSES[layer]
            ),
            fixed=fixed,
        )


def _revived(order: list[_Draft], chosen: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the rules that an exception to an exception would revive with another value."""
    return {
        (base, second)
        for (base, first), (other, second) in product(chosen, repeat=2)
        if first == other
        and (base, second) not in chosen
        and order[base].values != order[second].values
    }


def _rule(draft: _Draft) -> Rule:
    return Rule(
        id=draft.id,
        clauses=draft.clauses,
        when=draft.when,
        then=Conclusion(draft.question.id, draft.values),
        because="Dat is zo gekozen.",
        overrides=tuple(draft.overrides),
        yields_to=tuple(draft.yields_to),
        in_principe=draft.in_principe,
    )


def _clause(name: str, *, used: bool) -> Clause:
    return Clause(
        id=name,
        document="gemaakt",
        heading="gemaakt",
        item=name,
        paraphrase=f"Wat {name} zegt.",
        not_modelled=None if used else "Er is geen regel voor gekozen.",
    )


_FIXED: Final[Mapping[type, Callable[[Any], Constant]]] = {
    YesNo: lambda kind: True,
    Choice: lambda kind: next(iter(kind.values)),
    Text: lambda kind: TEXTS[0],
}
