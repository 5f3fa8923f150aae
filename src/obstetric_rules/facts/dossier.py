"""The dossier: all facts of one case at one moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import attrs

from obstetric_rules.arguments import described, expect, items
from obstetric_rules.errors import DossierError, Problem, SlotNotFoundError, nearest_name
from obstetric_rules.facts.afwijking import Afwijking
from obstetric_rules.facts.fact import is_fact_type, kinds_of, shown
from obstetric_rules.facts.kinds import LONGEST_NUMBER, has_half_characters, is_number
from obstetric_rules.facts.slot import NOT_SLOTS
from obstetric_rules.truth import UNKNOWN, Unknown

SlotContent: TypeAlias = Any
"""One fact, a tuple of facts, or ``None`` for a slot that is known to be empty."""

MOST_FACTS: Final = 1000
"""A list has at most this many facts, and a dossier this many deviations."""


@attrs.frozen(init=False, hash=False, repr=False)
class Dossier(Mapping[str, SlotContent]):
    """All facts of one case at one moment; the only thing that engines accept.

    Each slot is given by name. ``None`` means that the slot is known to be empty (there is no
    partner); a slot that is left out is UNKNOWN. A list is the whole list. ``ref`` is the caller's
    own reference and is returned as it is. Facts of one list either all have an ``id`` or none.

    It is a mapping of the slots that were told to what was told; of any other slot it says UNKNOWN.
    One that was made for a protocol (``protocol.dossier(...)``, or read from a document) refuses to
    be asked for a slot that the protocol does not have.

    >>> from obstetric_rules.facts import Client
    >>> dossier = Dossier(client=Client(koorts=True), partner=None)
    >>> dossier["client"].koorts, dossier["partner"], dossier["ziekenhuis"]
    (True, None, UNKNOWN)
    >>> list(dossier), "ziekenhuis" in dossier
    (['client', 'partner'], False)
    """

    facts: Mapping[str, SlotContent]
    afwijkingen: tuple[Afwijking, ...]
    ref: str | int | None
    _protocol_slots: tuple[str, ...] | None = attrs.field(default=None, eq=False)

    def __init__(
        self,
        /,
        *,
        ref: str | int | None = None,
        afwijkingen: Iterable[Afwijking] = (),
        **slots: Any,
    ) -> None:
        facts = {
            name: tuple(content) if isinstance(content, list) else content
            for name, content in slots.items()
            if content is not UNKNOWN
        }
        afwijkingen = items("afwijkingen", afwijkingen, "a list of Afwijking")
        problems = [problem for name in facts for problem in _problems(name, facts[name])]
        problems += _afwijking_problems(afwijkingen)
        problems += _ref_problems(ref)
        if problems:
            raise DossierError(problems)
        self._set(MappingProxyType(facts), afwijkingen, ref, None)

    def _set(
        self,
        facts: Mapping[str, SlotContent],
        afwijkingen: tuple[Afwijking, ...],
        ref: str | int | None,
        protocol_slots: tuple[str, ...] | None,
    ) -> Dossier:
        self.__attrs_init__(  # pyright: ignore[reportAttributeAccessIssue]  # attrs makes it
            facts=facts, afwijkingen=afwijkingen, ref=ref, protocol_slots=protocol_slots
        )
        return self

    def __getitem__(self, slot: str) -> SlotContent | Unknown:
        expect("slot", slot, str, expected="the name of a slot")
        content = self.facts.get(slot, UNKNOWN)
        known = self._protocol_slots
        if content is not UNKNOWN or known is None or slot in known:
            return content
        near = nearest_name(slot, known)
        hint = f"did you mean {near}?" if near else f"it has {', '.join(known)}"
        raise SlotNotFoundError(f"the protocol of this dossier has no slot {shown(slot)}; {hint}")

    def __iter__(self) -> Iterator[str]:
        return iter(self.facts)

    def __len__(self) -> int:
        return len(self.facts)

    def __contains__(self, slot: object) -> bool:
        return slot in self.facts

    def get(self, slot: str, default: Any = UNKNOWN) -> Any:
        """Return what was told of a slot, or the default if nothing was."""
        return self.facts.get(slot, default)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        # Hypothesis shows with it the cases that it made up; IPython would show those of people.
        if not type(printer).__module__.startswith("hypothesis."):
            printer.text(repr(self))
            return
        given = {**self.facts, "afwijkingen": self.afwijkingen, "ref": self.ref}
        with printer.group(4, "Dossier(", ")"):
            for name, content in given.items():
                if content or name not in NOT_SLOTS:
                    printer.text(f"{name}=")
                    printer.pretty(content)
                    printer.text(", ")

    # Facts are never logged, and a repr ends up in logs.
    def __repr__(self) -> str:
        parts = [f"{slot}=…" for slot in self.facts]
        if self.afwijkingen:
            parts.append("afwijkingen=…")
        return f"Dossier({', '.join(parts)})"

    def replace(self, /, **slots: Any) -> Dossier:
        """Return a dossier in which these slots are different; UNKNOWN removes one.

        >>> Dossier(partner=None).replace(partner=UNKNOWN) == Dossier()
        True
        """
        facts = {**self.facts, **slots}
        changed = Dossier(ref=self.ref, afwijkingen=self.afwijkingen, **facts)
        return changed.of_slots(self._protocol_slots)

    def of_slots(self, names: Iterable[str] | None) -> Dossier:
        """Return a dossier that may be asked only for slots of these names; of any for ``None``.

        >>> Dossier().of_slots(["client"])["clint"]  # doctest: +NORMALIZE_WHITESPACE
        Traceback (most recent call last):
        obstetric_rules.errors.SlotNotFoundError: the protocol of this dossier has no slot clint;
        did you mean client?
        """
        known = None if names is None else tuple(names)
        return object.__new__(Dossier)._set(self.facts, self.afwijkingen, self.ref, known)

    # A generated hash would ask the mapping for one, which it has not.
    def __hash__(self) -> int:
        return hash((frozenset(self.facts.items()), self.afwijkingen, self.ref))

    def with_facts(self, facts: Mapping[str, SlotContent]) -> Dossier:
        """Return a dossier with these slots changed to contents that are known to be sound.

        Nothing is checked again: :meth:`replace` is for contents that anyone may have made.
        """
        changed = MappingProxyType({**self.facts, **facts})
        slots = self._protocol_slots
        return object.__new__(Dossier)._set(changed, self.afwijkingen, self.ref, slots)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (dict(self.facts), self.afwijkingen, self.ref, self._protocol_slots)


def _rebuild(
    facts: dict[str, Any], afwijkingen: tuple[Afwijking, ...], ref: Any, slots: Any
) -> Dossier:
    return Dossier(ref=ref, afwijkingen=afwijkingen, **facts).of_slots(slots)


def keys_of(facts: tuple[Any, ...]) -> tuple[str, ...]:
    """Return what the facts of a list are called: their ids, or their positions without ids.

    >>> from obstetric_rules.facts import Zorgverlener
    >>> keys_of((Zorgverlener(id="v1"),)), keys_of((Zorgverlener(), Zorgverlener()))
    (('v1',), ('0', '1'))
    """
    ids: list[Any] = [getattr(fact, "id", UNKNOWN) for fact in facts]
    if any(key is UNKNOWN for key in ids):
        return tuple(str(position) for position in range(len(facts)))
    return tuple(ids)


def names_in_paths(facts: tuple[Any, ...]) -> tuple[str, ...]:
    """Return what stands between brackets in the paths of the facts of a list.

    That is a position in a list without ids, else an id: as it is, or between quotes when it could
    be taken for a position. So ``zorgverleners[1]`` is always the second of a list.

    >>> from obstetric_rules.facts import Zorgverlener
    >>> names_in_paths((Zorgverlener(id="v1"), Zorgverlener(id="1")))
    ('v1', '"1"')
    >>> names_in_paths((Zorgverlener(), Zorgverlener()))
    ('0', '1')
    """
    keys = keys_of(facts)
    if any(getattr(fact, "id", UNKNOWN) is UNKNOWN for fact in facts):
        return keys
    return tuple(id_in_path(str(key)) for key in keys)


def id_in_path(id: str) -> str:
    """Return an id as it stands in a path: between quotes if it could be a position, or quoted.

    >>> id_in_path("v1"), id_in_path("1")
    ('v1', '"1"')
    """
    return f'"{id}"' if id.isdecimal() or id.startswith('"') else id


def path_to(slot: str, key: str, facts: tuple[Any, ...]) -> str:
    """Return the path of the fact of a list that goes by this key.

    >>> from obstetric_rules.facts import Zorgverlener
    >>> path_to("zorgverleners", "1", (Zorgverlener(id="1"),))
    'zorgverleners["1"]'
    """
    return f"{slot}[{names_in_paths(facts)[keys_of(facts).index(key)]}]"


def _problems(name: str, content: SlotContent) -> list[Problem]:
    if content is None:
        return []
    if not isinstance(content, tuple):
        return [] if is_fact_type(type(content)) else [_not_a_fact(name, content)]
    if len(content) > MOST_FACTS:
        return [Problem(name, f"at most {MOST_FACTS:,} facts")]
    strangers = [
        _not_a_fact(f"{name}[{position}]", fact)
        for position, fact in enumerate(content)
        if not is_fact_type(type(fact))
    ]
    return strangers or _id_problems(name, content)


def _ref_problems(ref: Any) -> list[Problem]:
    kind = type(ref)
    if ref is None or (issubclass(kind, str) and not has_half_characters(ref)):
        return []
    if issubclass(kind, int) and is_number(ref):
        return []
    expected = f"a text of whole characters, or a whole number of at most {LONGEST_NUMBER} digits"
    return [Problem("ref", expected)]


def _not_a_fact(path: str, content: Any) -> Problem:
    return Problem(path, "a fact", described(content))


def _afwijking_problems(afwijkingen: tuple[Any, ...]) -> list[Problem]:
    if len(afwijkingen) > MOST_FACTS:
        return [Problem("afwijkingen", f"at most {MOST_FACTS:,} of them")]
    return [
        Problem(f"afwijkingen[{position}]", "an Afwijking", described(item))
        for position, item in enumerate(afwijkingen)
        if not issubclass(type(item), Afwijking)
    ]


def _id_problems(name: str, facts: tuple[Any, ...]) -> list[Problem]:
    with_id = {n: fact.id for n, fact in enumerate(facts) if "id" in kinds_of(type(fact))}
    ids = Counter(with_id.values())
    unknown = ids.pop(UNKNOWN, 0)
    problems = []
    if unknown and ids:
        problems.append(Problem(name, "an id for every item, or for none of them"))
    if any(count > 1 for count in ids.values()):
        positions = [str(position) for position, key in with_id.items() if ids[key] > 1]
        problems.append(
            Problem(name, f"different ids (the items at {', '.join(positions)} share theirs)")
        )
    return problems
