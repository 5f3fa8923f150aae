"""Checks that an answer depends on nothing but the rules and the facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, permutations
from random import Random
from typing import Any, Final

import attrs
from hypothesis import strategies as st

from obstetric_rules.engines.answer import Answer, AnswersPerFact, AnyAnswer
from obstetric_rules.engines.deciding import decide
from obstetric_rules.engines.decision_data import decision_to_data
from obstetric_rules.errors import ConformanceError
from obstetric_rules.facts import UNKNOWN, Dossier, keys_of
from obstetric_rules.rules.ruleset import Ruleset
from obstetric_rules.testing._comparing import require_same, says_the_same
from obstetric_rules.testing._sampling import for_each
from obstetric_rules.testing._telling import case_text
from obstetric_rules.testing.checks.check import Remarks
from obstetric_rules.testing.strategies import dossiers
from obstetric_rules.testing.subject import Subject

_MOST_ORDERS: Final = 6


def deterministic(subject: Subject) -> None:
    """The same dossier gets the same decision, whatever was decided before.

    A decision that cannot be made again cannot be accounted for: its receipt proves nothing.
    """
    protocol, again = subject.protocol, subject.compose()
    if protocol.sha256 != again.sha256:
        raise ConformanceError("composed twice from the same rulesets, its content hash differs")

    def check(both: tuple[Dossier, Dossier]) -> None:
        dossier, between = both
        first = decision_to_data(decide(protocol, dossier))
        decision_to_data(decide(protocol, between))
        for other in (protocol, again):
            if decision_to_data(decide(other, dossier)) != first:
                raise ConformanceError(
                    "decided once more, after another case, it gets another decision:\n"
                    f"{case_text(protocol, dossier)}"
                )

    for_each(subject, st.tuples(dossiers(protocol), dossiers(protocol)), check)


def independent_of_rule_order(subject: Subject) -> None:
    """Rules and questions can stand in any order.

    Rules follow the order of their text, for readers. Were it to decide, then moving a paragraph
    would change who may give birth where.
    """
    protocol = subject.protocol
    others = [subject.compose(layers) for layers in _with_rules_moved(subject.layers)]

    def check(dossier: Dossier) -> None:
        expected = decide(protocol, dossier).answers
        for other in others:
            found = decide(other, dossier).answers
            in_order = {name: found[name] for name in expected}
            require_same(protocol, dossier, expected, in_order, "with its rules in another order")

    for_each(subject, dossiers(protocol), check)


def _with_rules_moved(layers: tuple[Ruleset, ...]) -> Iterator[list[Ruleset]]:
    def moved(layer: Ruleset, order: Random | None) -> Ruleset:
        rules, questions = list(layer.rules), list(layer.questions)
        for parts in (rules, questions):
            parts.reverse()
            if order is not None:
                order.shuffle(parts)
        return attrs.evolve(layer, rules=tuple(rules), questions=tuple(questions))

    yield [moved(layer, None) for layer in layers]
    yield [moved(layer, Random(0)) for layer in layers]


def independent_of_fact_order(subject: Subject) -> None:
    """Slots, and the facts of a list, can stand in any order.

    Whoever types in the caregivers decides nothing by whom he types in first.
    """
    protocol = subject.protocol

    def check(dossier: Dossier) -> None:
        contents: dict[str, Any] = {
            name: content[::-1] if isinstance(content, tuple) else content
            for name, content in list(dossier.facts.items())[::-1]
        }
        turned = Dossier(**contents)
        expected = decide(protocol, dossier).answers
        found = _turned_back(decide(protocol, turned).answers, dossier)
        different = "with its facts in another order"
        require_same(protocol, dossier, expected, found, different, _says_as_much)

    for_each(subject, dossiers(protocol), check)


def _turned_back(answers: Mapping[str, AnyAnswer], dossier: Dossier) -> dict[str, AnyAnswer]:
    """Return answers by the keys that facts had before their lists were turned round."""

    def turned(answer: AnyAnswer) -> AnyAnswer:
        if not isinstance(answer, AnswersPerFact):
            return answer
        facts: Any = dossier[answer.per]
        # Facts without an id are called by their places.
        named = all(getattr(fact, "id", UNKNOWN) is not UNKNOWN for fact in facts)
        found = list(answer.answers.values())[::-1]
        by_key = dict(answer.answers) if named else dict(zip(keys_of(facts), found, strict=True))
        return attrs.evolve(answer, answers={key: by_key[key] for key in keys_of(facts)})

    return {name: turned(answer) for name, answer in answers.items()}


def _says_as_much(one: Answer, other: Answer) -> bool:
    """Return whether two answers say the same; a missing fact may be called by another place."""
    return len(one.missing) == len(other.missing) and says_the_same(
        one, attrs.evolve(other, missing=one.missing)
    )


def independent_of_layer_order(subject: Subject) -> Remarks:
    """The layers can be given in any order: what extends what is written in them.

    Which ruleset a computer happens to find first must not decide whose rules hold.
    """
    if len(subject.layers) == 1:
        return ("it has one layer, so there is no order to change",)
    protocol = subject.protocol
    others = [subject.compose(order) for order in _other_orders(subject.layers)]
    for other in others:
        if (other.id, other.sha256) != (protocol.id, protocol.sha256):
            raise ConformanceError(
                f"with its layers in another order it is another protocol: {other.id}, "
                f"of {', '.join(layer.id for layer in other.layers)}"
            )

    def check(dossier: Dossier) -> None:
        expected = decide(protocol, dossier).answers
        for other in others:
            found = decide(other, dossier).answers
            require_same(protocol, dossier, expected, found, "with its layers in another order")

    for_each(subject, dossiers(protocol), check)
    return None


def _other_orders(layers: tuple[Ruleset, ...]) -> Iterator[tuple[Ruleset, ...]]:
    return islice((order for order in permutations(layers) if order != layers), _MOST_ORDERS)
