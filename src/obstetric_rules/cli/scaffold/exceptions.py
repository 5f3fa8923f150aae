"""An example of an exception to a rule of a lower ruleset: live code that changes no answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from obstetric_rules.diagrams.graph import BudgetExceededError
from obstetric_rules.expressions.nodes import (
    And,
    Comparison,
    Condition,
    Constant,
    Field,
    Holds,
    Membership,
    Not,
    Operator,
    Or,
)
from obstetric_rules.rules.protocol import Protocol, ProtocolRule
from obstetric_rules.verification.cover import Coverer
from obstetric_rules.verification.exploring import Space
from obstetric_rules.verification.question import QuestionSpace

LONGEST_LINE: Final = 100

_TAKEN: Final = frozenset({"lower", "Clause", "Rule", "voorbeeldkamer"})
"""The names that stand in the module already."""


@attrs.frozen(kw_only=True)
class ExampleException:
    """A case in which a lower rule speaks, as Python and as the facts of a readable case.

    ``parts`` are what has to be so, ``facts`` say the same by slot and field, and ``slots`` are the
    slots that the condition reads.
    """

    ruleset: str
    rule: str
    question: str
    value: str
    slots: tuple[str, ...]
    parts: tuple[str, ...]
    facts: Mapping[str, Mapping[str, str]]

    @property
    def when(self) -> str:
        """The line with the condition, or the lines if it takes more, as formatters break it."""
        start, *parts = ("        when=voorbeeldkamer.wordt_geschilderd", *self.parts)
        line = f"{' & '.join([start, *parts])},"
        return line if len(line) <= LONGEST_LINE else "\n        & ".join([start, *parts]) + ","

    @property
    def lines(self) -> Iterator[str]:
        """The longest lines that are written with it."""
        yield from self.when.splitlines()
        yield f'        overrides=("{self.rule}",),'
        yield f'        then=question.becomes("{self.value}"),'
        yield f'question = LOWER.question("{self.question}")'
        yield f'LOWER = lower("{self.ruleset}")'
        for name, fields in self.facts.items():
            yield f"      {name}: {{{', '.join(f'{field}: {v}' for field, v in fields.items())}}}"


def example_exception(protocol: Protocol) -> ExampleException | None:
    """Return a case in which only one rule of a protocol speaks; None if there is none to show.

    The rule is no exception to another one, which would speak again once it is set aside.
    """
    space = Space(protocol)
    excepting = {name for rule in protocol.rules.values() for name in rule.exceptions}
    for rule in protocol.rules.values():
        question = protocol.questions[rule.question]
        plain = (question.per, question.about, question.asked_when) == (None, None, None)
        if rule.id in excepting or question.set_valued or not plain:
            continue
        for condition in _cases(space, rule):
            found = _written(protocol, rule, condition)
            if found is not None and all(len(line) <= LONGEST_LINE for line in found.lines):
                return found
    return None


def _cases(space: Space, rule: ProtocolRule) -> Iterator[Condition]:
    """Yield conditions on which a rule speaks, and no other rule of its question does."""
    try:
        asked = QuestionSpace(space, rule.question)
        graph = asked.graph
        others = [node for name, node in asked.heard.items() if name != rule.id]
        alone = graph.conjunction(
            [asked.true(asked.heard[rule.id]), *map(graph.negation, map(asked.true, others))]
        )
        if asked.occurs(alone):
            coverer = Coverer(space.diagrams, space.constraint, (), asked.occurs)
            condition = coverer.cover(alone).condition
            yield from condition.parts if isinstance(condition, Or) else (condition,)
    except BudgetExceededError:
        return


def _written(
    protocol: Protocol, rule: ProtocolRule, condition: Condition
) -> ExampleException | None:
    literals = condition.parts if isinstance(condition, And) else (condition,)
    known = [_literal(part) for part in literals]
    found = [literal for literal in known if literal is not None]
    slots = tuple(dict.fromkeys(field.slot for field, _, _ in found))
    if len(found) < len(known) or not _TAKEN.isdisjoint(slots):
        return None
    facts: dict[str, dict[str, str]] = {slot: {} for slot in slots}
    for field, _, value in found:
        facts[field.slot][field.name] = value
    return ExampleException(
        ruleset=protocol.id,
        rule=rule.id,
        question=rule.question,
        value=rule.values[0],
        slots=slots,
        parts=tuple(code for _, code, _ in found),
        facts=facts,
    )


def _literal(part: Condition) -> tuple[Field, str, str] | None:
    """Return a test of one field as Python, and a value that passes it; None of another test."""
    match part:
        case Holds(field):
            return field, _path(field), "ja"
        case Not(Holds(field)):
            return field, f"~{_path(field)}", "nee"
        case Comparison(Field() as field, Operator.EQUAL, str(value)):
            return field, f"({_path(field)} == {_quoted(value)})", _quoted(value)
        case Membership(Field() as field, (str(first), *_) as values):
            named = ", ".join(map(_quoted, values))
            return field, f"{_path(field)}.is_in({named})", _quoted(first)
        case _:
            return None


def _path(field: Field) -> str:
    return f"{field.slot}.{field.name}"


def _quoted(value: Constant) -> str:
    return json.dumps(value, ensure_ascii=False)
