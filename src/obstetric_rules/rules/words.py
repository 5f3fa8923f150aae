"""The Dutch words of a protocol, as the wording of conditions asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from obstetric_rules.expressions.wording import enumeration
from obstetric_rules.facts import Slot
from obstetric_rules.rules.protocol import UNDATED, Protocol
from obstetric_rules.rules.question import Question


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
    ('ongedateerd', 'geldig 2026-01-01/..')
    >>> validity_words("2026-01-01/..", ["zwolle"])
    'geldig 2026-01-01/..; ongedateerd: zwolle'
    """
    if validity == UNDATED:
        return "ongedateerd"
    named = f"; ongedateerd: {enumeration(list(undated), 'en')}" if undated else ""
    return f"geldig {validity}{named}"


def validity_to_data(validity: str, undated: Sequence[str]) -> dict[str, Any]:
    """Return the period as JSON-ready data; the undated rulesets are named beside dated ones.

    >>> validity_to_data("undated", ["zwolle"]), validity_to_data("2026-01-01/..", ["zwolle"])
    ({'validity': 'undated'}, {'validity': '2026-01-01/..', 'undated': ['zwolle']})
    """
    if validity == UNDATED or not undated:
        return {"validity": validity}
    return {"validity": validity, "undated": list(undated)}
