"""A made-up ruleset of the size of a whole country: 2,500 rules over 200 fields."""

from __future__ import annotations

import datetime
import random
from typing import Annotated, Any

from obstetric_rules.expressions.nodes import (
    And,
    Comparison,
    Condition,
    Field,
    Holds,
    Not,
    Operator,
    walk,
)
from obstetric_rules.facts import UNKNOWN, Choice, Slot, WholeNumber, YesNo, fact
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.rules.question import Conclusion, Question
from obstetric_rules.rules.rule import Rule
from obstetric_rules.rules.ruleset import Ruleset

ON = datetime.date(2026, 1, 1)
SLOTS, FIELDS = 20, 10
TABLES, ROWS, COLUMNS = 100, 25, 12
CHOICES = ("a", "b", "c")


def large_protocol(tables: int = TABLES, seed: int = 1) -> Protocol:
    """Return a protocol of decision tables of up to twelve fields, 25 rows each."""
    dice = random.Random(seed)
    slots = [_slot(number) for number in range(SLOTS)]
    fields = [Field(slot.name, f"f{number}") for slot in slots for number in range(FIELDS)]
    questions, rules = [], []
    for number in range(tables):
        question = Question(
            id=f"q{number}",
            text=f"Vraag {number}?",
            label=f"vraag {number}",
            values={value: value for value in ("x", "y", "z")},
        )
        questions.append(question)
        columns = dice.sample(fields, dice.randint(6, COLUMNS))
        rows = _rows(dice, columns)
        rules += [_rule(dice, question, tests, row) for row, tests in enumerate(rows)]
    clauses = [
        Clause(id=f"K{n}", document="d", heading="h", item=f"{n}", paraphrase="p")
        for n in range(tables)
    ]
    ruleset = Ruleset(
        id="groot",
        version="1",
        title="Een groot stel regels",
        layer="national",
        publisher="niemand",
        status="gemaakt",
        slots=tuple(slots),
        questions=tuple(questions),
        rules=tuple(rules),
        clauses=tuple(clauses),
    )
    return compose([ruleset], ON)


def _slot(number: int) -> Slot:
    kinds = {f"f{at}": _kind(at) for at in range(FIELDS)}
    hints = {name: Annotated[Any, kind] for name, kind in kinds.items()}
    body = {"__annotations__": hints, **dict.fromkeys(kinds, UNKNOWN)}
    return Slot(
        name=f"s{number}",
        fact_type=fact(type(f"Feit{number}", (), body)),
        label=f"s{number}",
        label_en=f"s{number}",
        question=f"Wat is s{number}?",
    )


def _kind(at: int) -> YesNo | Choice | WholeNumber:
    if at < 6:
        return YesNo(label=f"f{at}", label_en=f"f{at}")
    if at < 8:
        values = dict(zip(CHOICES, CHOICES, strict=True))
        return Choice(label=f"f{at}", label_en=f"f{at}", values=values)
    return WholeNumber(label=f"f{at}", label_en=f"f{at}", minimum=0, maximum=45)


def _rows(dice: random.Random, columns: list[Field]) -> list[tuple[Condition, ...]]:
    """Return the rows of a decision table: what each tests, so that they divide all cases.

    One row in ten has a mistake: a test that was left out.
    """
    rows: list[tuple[Condition, ...]] = [()]
    while len(rows) < ROWS:
        row = rows.pop(dice.randrange(len(rows)))
        left = [field for field in columns if not any(field in _fields(test) for test in row)]
        if not left:
            rows.append(row)
            continue
        test = _test(dice, dice.choice(left))
        rows += [(*row, test), (*row, Not(test))]
    return [tuple(test for at, test in enumerate(row) if at or dice.random() < 0.9) for row in rows]


def _fields(condition: Condition) -> list[Field]:
    return [node for node in walk(condition) if isinstance(node, Field)]


def _rule(dice: random.Random, question: Question, tests: tuple[Condition, ...], row: int) -> Rule:
    number = question.id.removeprefix("q")
    return Rule(
        id=f"K{number}.r{row}",
        clauses=(f"K{number}",),
        when=And(tests),
        then=Conclusion(question.id, (dice.choice(("x", "y", "z")),)),
        because="Zo staat het in de tabel.",
        # A row that was written too wide gives way to the ones before it, now and then.
        yields_to=tuple(f"K{number}.r{row - 1}" for _ in range(row % 7 == 6)),
    )


def _test(dice: random.Random, field: Field) -> Condition:
    at = int(field.name[1:])
    if at < 6:
        return Holds(field)
    if at < 8:
        return Comparison(field, Operator.EQUAL, dice.choice(CHOICES))
    return Comparison(field, Operator.LESS, dice.choice((12, 24, 37, 42)))
