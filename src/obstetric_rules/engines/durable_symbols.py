"""Names for what durable-rules gets to see, of which no two have the same hash.

durable-rules compares names by a 32-bit hash and never by their text: two names with one hash are
one name to it. So it gets no name of a dossier or a ruleset, only short ones made here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, product
from string import ascii_letters, digits

from obstetric_rules.errors import EngineError

FIRST = "first"

RESERVED = (
    *("id", "sid", "$s", "m", "all", "any", "count", "cap", "pri", "dist", "$m", "$forward", "$i"),
    *("$and", "$or", "$eq", "$neq", "$lt", "$lte", "$gt", "$gte", "$ex", "$nex", "$mt", "$imt"),
    *("$iall", "$iany", "$add", "$sub", "$mul", "$div", "$l", "$r", "name", "$pulse", "sid-0", "0"),
    *("$time", "$timerName", "$baseTime", FIRST),
)
"""What durable-rules itself calls things by, and the name of the rule that fires first."""

_MOST_CANDIDATES = 10_000


def fnv1a(text: str) -> int:
    """Return the hash by which durable-rules tells names apart: 32-bit FNV-1a.

    >>> fnv1a("id"), fnv1a("costarring") == fnv1a("liquid")
    (926444256, True)
    """
    found = 0x811C9DC5
    for byte in text.encode():
        found = ((found ^ byte) * 0x01000193) & 0xFFFFFFFF
    return found


class Symbols:
    """Makes names, and passes over each whose hash is that of a name there already is.

    >>> list(islice(Symbols().make(), 3))
    ['a0', 'b0', 'c0']
    """

    def __init__(self) -> None:
        self._taken = {fnv1a(name): name for name in RESERVED}

    def make(self) -> Iterator[str]:
        """Yield new names.

        Raises :class:`~obstetric_rules.errors.EngineError` when none is left that is told apart.
        """
        candidates = _candidates()
        while True:
            yield self._first_apart(islice(candidates, _MOST_CANDIDATES))

    def _first_apart(self, candidates: Iterable[str]) -> str:
        name = ""
        for name in candidates:
            if self._taken.setdefault(fnv1a(name), name) is name:
                return name
        other = self._taken[fnv1a(name)]
        raise EngineError(
            f"durable-rules cannot tell the names {other!r} and {name!r} apart, nor any other that "
            "was tried; decide this protocol with another engine"
        )


def _candidates() -> Iterator[str]:
    """Yield short names: a letter, and letters and digits after it."""
    length = 1
    while True:
        for tail in product(digits + ascii_letters, repeat=length):
            for letter in ascii_letters:
                yield letter + "".join(tail)
        length += 1
