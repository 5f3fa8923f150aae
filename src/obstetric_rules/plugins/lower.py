"""What a ruleset builds on: the slots, questions and parameters of the rulesets below it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import attrs

from obstetric_rules.errors import ExpressionError, nearest_name
from obstetric_rules.expressions.operators import (
    ManySlotReference,
    ParameterReference,
    SlotReference,
)
from obstetric_rules.plugins.discovery import load_layers
from obstetric_rules.rules.question import QuestionReference
from obstetric_rules.rules.ruleset import Ruleset

T = TypeVar("T")


@attrs.frozen
class LowerRuleset:
    """An installed ruleset that another one extends, with what that one writes its rules with.

    Everything is asked for by its name, in this ruleset or in one that it extends itself; a name
    that is not there raises :class:`~obstetric_rules.errors.ExpressionError` with the nearest.
    """

    id: str
    _layers: tuple[Ruleset, ...] = attrs.field(repr=False)

    def slot(self, name: str) -> Any:
        """Return a slot as conditions read it; one with many facts as one to quantify over.

        >>> lower("zwolle").slot("afdelingen").any(lambda one: one.stop).node.slot
        'afdelingen'
        """
        slots = {slot.name: slot for layer in self._layers for slot in layer.slots}
        found = self._named("slot", name, slots.items())
        return ManySlotReference(found) if found.many else SlotReference(found)

    def question(self, name: str) -> QuestionReference:
        """Return a question: rules can conclude it, and compare with its answer.

        >>> lower("groningen").question("badbevalling").becomes("niet_mogelijk").question
        'badbevalling'
        """
        questions = ((item.id, item) for layer in self._layers for item in layer.questions)
        return QuestionReference(self._named("question", name, questions))

    def parameter(self, name: str) -> ParameterReference:
        """Return a parameter: conditions can compare with it."""
        parameters = ((item.id, item) for layer in self._layers for item in layer.parameters)
        return ParameterReference(self._named("parameter", name, parameters).id)

    def _named(self, what: str, name: str, found: Iterable[tuple[str, T]]) -> T:
        known = dict(found)
        if name in known:
            return known[name]
        near = nearest_name(name, known)
        hint = f"; did you mean {near}?" if near else ""
        raise ExpressionError(f"the ruleset {self.id} has no {what} {name}{hint}")


def lower(name: str) -> LowerRuleset:
    """Return an installed ruleset to build on, by its id.

    Raises :class:`~obstetric_rules.errors.ProtocolNotFoundError` when none is installed under this
    name, :class:`~obstetric_rules.errors.PluginError` when one that it needs cannot be used.

    >>> client = lower("groningen").slot("client")
    >>> client.koorts & ~client.hoesten
    Expression(And(parts=(Holds(field=Field(slot='client', name='koorts', \
binding=<Binding.SLOT: 'slot'>)), Not(part=Holds(field=Field(slot='client', name='hoesten', \
binding=<Binding.SLOT: 'slot'>))))))
    """
    return LowerRuleset(name, load_layers(name))
