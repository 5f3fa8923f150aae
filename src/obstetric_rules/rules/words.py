"""The Dutch words of a protocol, as the wording of conditions asks for them."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

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


def validity_words(validity: str) -> str:
    """Return in Dutch in which period a protocol holds.

    >>> validity_words("undated"), validity_words("2026-01-01/..")
    ('ongedateerd', 'geldig 2026-01-01/..')
    """
    return "ongedateerd" if validity == UNDATED else f"geldig {validity}"
