"""The three truth values: TRUE, FALSE and UNKNOWN.

UNKNOWN is the value of a field that nobody has told us. It is neither ``None`` nor ``False``: using
it as a condition raises, because Python would otherwise treat "nobody asked" as "no".

The three functions follow Kleene's strong logic of indeterminacy (S. C. Kleene, *Introduction to
Metamathematics*, 1952, section 64).
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import Final, NoReturn, TypeAlias

from obstetric_rules.errors import UnknownTruthError


class Unknown(enum.Enum):
    """The type of :data:`UNKNOWN`, its only value.

    >>> UNKNOWN
    UNKNOWN
    >>> UNKNOWN is Unknown.UNKNOWN
    True
    """

    # Writers of JSON that know nothing of it write the value of an enum: so they write null.
    UNKNOWN = None

    def __bool__(self) -> NoReturn:
        raise UnknownTruthError(
            "UNKNOWN is neither true nor false: nobody has told this fact. "
            "Write `value is UNKNOWN` to ask whether it is known."
        )

    def __repr__(self) -> str:
        return "UNKNOWN"

    # enum hashes the member's name in Python code; a singleton needs no more than its identity.
    __hash__ = object.__hash__


UNKNOWN: Final = Unknown.UNKNOWN
TRUE: Final = True
FALSE: Final = False

Truth: TypeAlias = bool | Unknown


def negation(value: Truth) -> Truth:
    """Return not-``value``; the negation of UNKNOWN is UNKNOWN.

    >>> negation(UNKNOWN)
    UNKNOWN
    """
    return UNKNOWN if value is UNKNOWN else not value


def conjunction(values: Iterable[Truth]) -> Truth:
    """Return whether all values hold: false as soon as one is false, UNKNOWN if that is open.

    >>> conjunction([TRUE, UNKNOWN]), conjunction([UNKNOWN, FALSE])
    (UNKNOWN, False)
    """
    unknown = False
    for value in values:
        if value is UNKNOWN:
            unknown = True
        elif not value:
            return FALSE
    return UNKNOWN if unknown else TRUE


def disjunction(values: Iterable[Truth]) -> Truth:
    """Return whether one value holds: true as soon as one is true, UNKNOWN if that is open.

    >>> disjunction([FALSE, UNKNOWN]), disjunction([UNKNOWN, TRUE])
    (UNKNOWN, True)
    """
    return negation(conjunction(negation(value) for value in values))
