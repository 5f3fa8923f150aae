"""Rulesets: what one source text says, as one frozen value."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

import attrs

from obstetric_rules.errors import RulesetError
from obstetric_rules.expressions.nodes import Constant
from obstetric_rules.expressions.operators import ManySlotReference, SlotReference
from obstetric_rules.facts import Slot
from obstetric_rules.facts.kinds import LATER
from obstetric_rules.pickling import by_fields
from obstetric_rules.rules.case_bounds import DomainConstraint, KnownSilence
from obstetric_rules.rules.checking import find_faults
from obstetric_rules.rules.checking_texts import text_faults
from obstetric_rules.rules.checking_types import type_faults
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.deprecation import Deprecation
from obstetric_rules.rules.exchange import content_hash
from obstetric_rules.rules.invariant import Invariant, InvariantDeviation, Monotonicity
from obstetric_rules.rules.known_values import KnownValues
from obstetric_rules.rules.open_term import Filling, OpenTerm
from obstetric_rules.rules.parameter import DeclaredParameter, Parameter, Setting
from obstetric_rules.rules.question import Question, QuestionReference
from obstetric_rules.rules.rule import Rule


class Layer(enum.StrEnum):
    """For whom a ruleset is made; a ruleset extends rulesets of its own layer or a wider one."""

    NATIONAL = "national"
    REGION = "region"
    HOSPITAL = "hospital"

    @classmethod
    def _missing_(cls, value: object) -> Layer | None:
        """Return the layer of this name in Dutch, as the commands have it ("regio")."""
        return {"landelijk": cls.NATIONAL, "regio": cls.REGION, "ziekenhuis": cls.HOSPITAL}.get(
            str(value)
        )


def _layer(layer: str) -> Any:
    # Whatever is wrong with a value is told by the checks, with all that is wrong with the others.
    try:
        return Layer(layer)
    except ValueError:
        return layer


def _tuple(parts: Any) -> Any:
    # References to questions and slots define __iter__ only to say that they have no items.
    if isinstance(parts, (str, *REFERENCES)) or not isinstance(parts, Iterable):
        return parts
    return tuple(parts)


REFERENCES = (SlotReference, ManySlotReference, QuestionReference, DeclaredParameter)


def _slots(slots: Any) -> Any:
    return _declared(slots, "slot")


def _questions(questions: Any) -> Any:
    return _declared(questions, "question")


def _parameters(parameters: Any) -> Any:
    return _declared(parameters, "parameter")


def _declared(parts: Any, name: str) -> Any:
    """Return what was declared, in the place of how rules refer to it."""
    found = _tuple(parts)
    if not isinstance(found, tuple):
        return found
    return tuple(getattr(part, name) if isinstance(part, REFERENCES) else part for part in found)


def _fixed(fixed: Any) -> Any:
    return MappingProxyType(dict(fixed)) if isinstance(fixed, Mapping) else fixed


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Ruleset:
    """The slots, questions, rules, clauses and invariants of one source, for one layer.

    ``extends`` names the rulesets it builds on. ``fixed`` are facts of the place itself, as
    ``{"ziekenhuis.id": "mzh"}``: left out of a dossier they read so, anything else is refused.
    ``valid_from`` and ``valid_to`` are the first and the last day it holds, ``None`` where the
    source does not say.

    ``known_values`` are values of text fields, its own or of lower rulesets, with what people call
    them.

    ``open_terms`` are what it leaves to higher rulesets to say, ``fillings`` what it says of the
    open terms of lower ones; ``parameters`` are its own, ``settings`` other values for those of
    lower rulesets. ``deprecations`` mark its own questions and values that are outdated from a
    date on, ``deviations`` the invariants of lower rulesets that it knowingly does not keep.

    ``constraints`` say which cases cannot occur, and ``silences`` in which cases the source is
    known to say nothing; proofs take them into account, engines do not.

    A ruleset that extends nothing is checked when it is built, and raises
    :class:`~obstetric_rules.errors.RulesetError` with all its faults; one that extends others is
    checked with them when a protocol is composed. What is not of the right type is refused at once.

    Two are equal when all that they say is, and their slots hold facts of the same types.
    """

    id: str
    version: str
    title: str
    layer: Layer = attrs.field(converter=_layer)
    publisher: str
    status: str
    extends: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = attrs.field(default=(), converter=_slots)
    questions: tuple[Question, ...] = attrs.field(default=(), converter=_questions)
    rules: tuple[Rule, ...] = attrs.field(default=(), converter=_tuple)
    clauses: tuple[Clause, ...] = attrs.field(default=(), converter=_tuple)
    invariants: tuple[Invariant | Monotonicity, ...] = attrs.field(default=(), converter=_tuple)
    constraints: tuple[DomainConstraint, ...] = attrs.field(default=(), converter=_tuple)
    silences: tuple[KnownSilence, ...] = attrs.field(default=(), converter=_tuple)
    fixed: Mapping[str, Constant] = attrs.field(factory=dict, converter=_fixed)
    known_values: tuple[KnownValues, ...] = attrs.field(
        default=(), converter=_tuple, metadata=LATER
    )
    open_terms: tuple[OpenTerm, ...] = attrs.field(default=(), converter=_tuple)
    fillings: tuple[Filling, ...] = attrs.field(default=(), converter=_tuple)
    parameters: tuple[Parameter, ...] = attrs.field(default=(), converter=_parameters)
    settings: tuple[Setting, ...] = attrs.field(default=(), converter=_tuple)
    deprecations: tuple[Deprecation, ...] = attrs.field(default=(), converter=_tuple)
    deviations: tuple[InvariantDeviation, ...] = attrs.field(default=(), converter=_tuple)
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None

    def __attrs_post_init__(self) -> None:
        faults = list(type_faults(self))
        if not faults:
            faults = [] if self.extends else find_faults((self,))
            faults += text_faults(self)
        if faults:
            raise RulesetError(faults)

    @cached_property
    def _content(self) -> tuple[str, tuple[type, ...]]:
        return content_hash((self,)), tuple(slot.fact_type for slot in self.slots)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ruleset):
            return NotImplemented
        named = (self.id, self.version) == (other.id, other.version)
        return named and self._content == other._content

    def __hash__(self) -> int:
        return hash((self.id, self.version))

    def __repr__(self) -> str:
        return f"Ruleset(id={self.id!r}, version={self.version!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return by_fields(self)
