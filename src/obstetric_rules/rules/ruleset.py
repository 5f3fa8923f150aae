"""Rulesets: what one source text says, as one frozen value."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import attrs

from obstetric_rules.errors import RulesetError
from obstetric_rules.expressions.nodes import Constant
from obstetric_rules.expressions.operators import ManySlotReference, SlotReference
from obstetric_rules.facts import Slot
from obstetric_rules.rules.checking import find_faults
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.deprecation import Deprecation
from obstetric_rules.rules.invariant import Invariant, InvariantDeviation, Monotonicity
from obstetric_rules.rules.open_term import Filling, OpenTerm
from obstetric_rules.rules.parameter import DeclaredParameter, Parameter, Setting
from obstetric_rules.rules.question import Question, QuestionReference
from obstetric_rules.rules.rule import Rule


class Layer(enum.StrEnum):
    """For whom a ruleset is made; a ruleset extends rulesets of its own layer or a wider one."""

    NATIONAL = "national"
    REGION = "region"
    HOSPITAL = "hospital"


def _slots(slots: tuple[Slot | SlotReference | ManySlotReference, ...]) -> tuple[Slot, ...]:
    return tuple(slot if isinstance(slot, Slot) else slot.slot for slot in slots)


def _questions(questions: tuple[Question | QuestionReference, ...]) -> tuple[Question, ...]:
    return tuple(
        question if isinstance(question, Question) else question.question for question in questions
    )


def _parameters(parameters: tuple[Parameter | DeclaredParameter, ...]) -> tuple[Parameter, ...]:
    return tuple(item if isinstance(item, Parameter) else item.parameter for item in parameters)


def _fixed(fixed: Mapping[str, Constant]) -> Mapping[str, Constant]:
    return MappingProxyType(dict(fixed))


@attrs.frozen(kw_only=True, eq=False)
class Ruleset:
    """The slots, questions, rules, clauses and invariants of one source, for one layer.

    ``extends`` names the rulesets it builds on. ``fixed`` are facts of the place itself, as
    ``{"ziekenhuis.id": "mzh"}``: left out of a dossier they read so, anything else is refused.
    ``valid_from`` and ``valid_to`` are the first and the last day it holds, ``None`` where the
    source does not say.

    ``open_terms`` are what it leaves to higher rulesets to say, ``fillings`` what it says of the
    open terms of lower ones; ``parameters`` are its own, ``settings`` other values for those of
    lower rulesets. ``deprecations`` mark its own questions and values that are outdated from a
    date on, ``deviations`` the invariants of lower rulesets that it knowingly does not keep.

    A ruleset that extends nothing is checked when it is built, and raises
    :class:`~obstetric_rules.errors.RulesetError` with all its faults; one that extends others is
    checked with them when a protocol is composed.
    """

    id: str
    version: str
    title: str
    layer: Layer = attrs.field(converter=Layer)
    publisher: str
    status: str
    extends: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = attrs.field(default=(), converter=_slots)
    questions: tuple[Question, ...] = attrs.field(default=(), converter=_questions)
    rules: tuple[Rule, ...] = attrs.field(default=(), converter=tuple[Any, ...])
    clauses: tuple[Clause, ...] = attrs.field(default=(), converter=tuple[Any, ...])
    invariants: tuple[Invariant | Monotonicity, ...] = attrs.field(
        default=(), converter=tuple[Any, ...]
    )
    fixed: Mapping[str, Constant] = attrs.field(factory=dict, converter=_fixed)
    open_terms: tuple[OpenTerm, ...] = attrs.field(default=(), converter=tuple[Any, ...])
    fillings: tuple[Filling, ...] = attrs.field(default=(), converter=tuple[Any, ...])
    parameters: tuple[Parameter, ...] = attrs.field(default=(), converter=_parameters)
    settings: tuple[Setting, ...] = attrs.field(default=(), converter=tuple[Any, ...])
    deprecations: tuple[Deprecation, ...] = attrs.field(default=(), converter=tuple[Any, ...])
    deviations: tuple[InvariantDeviation, ...] = attrs.field(default=(), converter=tuple[Any, ...])
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None

    def __attrs_post_init__(self) -> None:
        faults = [] if self.extends else find_faults((self,))
        if faults:
            raise RulesetError(faults)
