"""The Dutch words of a protocol, as the wording of conditions asks for them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from obstetric_rules.expressions.wording import enumeration
from obstetric_rules.facts import Slot
from obstetric_rules.rules.parameter_values import parameters_on
from obstetric_rules.rules.protocol import OPEN_END, UNDATED, Protocol
from obstetric_rules.rules.question import Question
from obstetric_rules.rules.ruleset import Ruleset


@attrs.frozen
class ProtocolWords:
    """The slots and questions that conditions of a protocol speak of."""

    slots: Mapping[str, Slot]
    questions: Mapping[str, Question]


def words_of(protocol: Protocol) -> ProtocolWords:
    """Return the words of a protocol.

    >>> from obstetric_rules.expressions.nodes import Present
    >>> from obstetric_rules.expressions.wording import sentence
    >>> from obstetric_rules.plugins.groningen import groningen
    >>> from obstetric_rules.rules.protocol import compose
    >>> sentence(Present("partner"), words_of(compose([groningen])))
    'de partner is er'
    """
    return ProtocolWords(protocol.slots, protocol.questions)


def validity_words(validity: str, undated: Sequence[str] = ()) -> str:
    """Return in Dutch in which period a protocol holds, and which of its rulesets do not say so.

    >>> validity_words("undated", ["zwolle"]), validity_words("2026-01-01/..")
    ('ongedateerd', 'geldig vanaf 2026-01-01')
    >>> validity_words("2026-01-01/2026-12-31", ["zwolle"])
    'geldig van 2026-01-01 tot en met 2026-12-31; ongedateerd: zwolle'
    """
    if validity == UNDATED:
        return "ongedateerd"
    named = f"; ongedateerd: {enumeration(list(undated), 'en')}" if undated else ""
    return f"geldig {period_words(validity)}{named}"


def period_words(validity: str) -> str:
    """Return in Dutch from when to when a dated protocol holds.

    >>> period_words("2026-01-01/2026-12-31"), period_words("../2026-12-31")
    ('van 2026-01-01 tot en met 2026-12-31', 'tot en met 2026-12-31')
    """
    first, last = validity.split("/")
    if last == OPEN_END:
        return f"vanaf {first}"
    since = "" if first == OPEN_END else f"van {first} "
    return f"{since}tot en met {last}"


def why_not_in_force(
    layers: Sequence[Ruleset], first: datetime.date | None, last: datetime.date | None
) -> tuple[str, ...]:
    """Return in Dutch what does not hold yet, or not any more, on the days from first to last.

    >>> from obstetric_rules.plugins.groningen import groningen
    >>> day = datetime.date(2027, 1, 1)
    >>> later = attrs.evolve(groningen, valid_from=day)
    >>> why_not_in_force([later], None, datetime.date(2026, 12, 31))
    ('groningen 1.0.0 geldt pas vanaf 2027-01-01',)
    >>> why_not_in_force([later], day, day)
    ()
    """
    return (*_outside(layers, first, last), *_without_value(layers, first or last))


def _outside(
    layers: Sequence[Ruleset], first: datetime.date | None, last: datetime.date | None
) -> Iterator[str]:
    for layer in layers:
        name, since, until = f"{layer.id} {layer.version}", layer.valid_from, layer.valid_to
        if since is not None and last is not None and last < since:
            yield f"{name} geldt pas vanaf {since}"
        if until is not None and first is not None and until < first:
            yield f"{name} gold tot en met {until}"


def _without_value(layers: Sequence[Ruleset], day: datetime.date | None) -> Iterator[str]:
    known = {} if day is None else parameters_on(layers, day)
    for layer in layers if day is not None else ():
        for parameter in layer.parameters:
            if parameter.id not in known:
                since = min(since for since in parameter.values if since is not None)
                yield f"{parameter.label} heeft pas een waarde vanaf {since}"


def validity_to_data(validity: str, undated: Sequence[str]) -> dict[str, Any]:
    """Return the period as JSON-ready data; the undated rulesets are named beside dated ones.

    >>> validity_to_data("undated", ["zwolle"]), validity_to_data("2026-01-01/..", ["zwolle"])
    ({'validity': 'undated'}, {'validity': '2026-01-01/..', 'undated': ['zwolle']})
    """
    if validity == UNDATED or not undated:
        return {"validity": validity}
    return {"validity": validity, "undated": list(undated)}
