"""Where each fact of a case stands: its path, its Dutch name, and the question that asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

import attrs

from obstetric_rules.engines.case import Case
from obstetric_rules.expressions.wording import capital
from obstetric_rules.facts import (
    UNKNOWN,
    Dossier,
    Kind,
    Slot,
    Text,
    keys_of,
    names_in_paths,
)
from obstetric_rules.facts.fact import shown_apart
from obstetric_rules.facts.vocabulary import FREE

_ARTICLES = ("de", "het", "een")


@attrs.frozen(kw_only=True)
class FactPlace:
    """The place of one field of a fact, or of a slot that is absent (then ``field`` is ``None``).

    ``path`` is how answers name it among their missing facts (``"zorgverleners[v1].koorts"``), and
    ``who`` whom it is about in Dutch. ``position`` is the place of the fact in its list, if any.
    """

    path: str
    slot: Slot
    who: str
    field: str | None = None
    position: int | None = None

    @property
    def kind(self) -> Kind | None:
        """The kind of the field, or ``None`` for a whole slot."""
        return None if self.field is None else self.slot.kinds[self.field]

    @property
    def question(self) -> str:
        """The Dutch question that asks for it."""
        if self.kind is None:
            return self.slot.question
        return self.kind.question.format(label=self.kind.label, wie=self.who)

    def value_in(self, dossier: Dossier) -> Any:
        """Return the value there: UNKNOWN where nobody has told it."""
        content = dossier[self.slot.name]
        if self.field is None or content is UNKNOWN or content is None:
            return content
        fact = content if self.position is None else content[self.position]
        return getattr(fact, self.field)

    def told_in(self, dossier: Dossier, value: Any) -> Dossier:
        """Return the dossier with this value told there.

        A list has ids for all of its facts or for none: telling the first id tells made-up ones
        for the others.
        """
        content = self._content(dossier, value)
        if self.field == "id" and self.position is not None:
            content = _with_ids(content, value, self.slot.kinds["id"])
        return dossier.replace(**{self.slot.name: content})

    def told_alone_in(self, dossier: Dossier, value: Any) -> Dossier:
        """Return the dossier with this value told there, and nothing made up.

        Raises :class:`~obstetric_rules.errors.DossierError` when it cannot be told by itself.
        """
        return dossier.replace(**{self.slot.name: self._content(dossier, value)})

    def _content(self, dossier: Dossier, value: Any) -> Any:
        content: Any = dossier[self.slot.name]
        if self.field is None:
            return value
        if self.position is None:
            return attrs.evolve(content, **{self.field: value})
        facts = list(content)
        facts[self.position] = attrs.evolve(facts[self.position], **{self.field: value})
        return facts


def places_of(case: Case) -> Mapping[str, FactPlace]:
    """Return the place of every fact of a case by its path, in the order of slots and fields."""
    return {
        place.path: place
        for slot in case.protocol.slots.values()
        for place in _places(slot, case.dossier[slot.name])
    }


def _places(slot: Slot, content: Any) -> Iterator[FactPlace]:
    if content is UNKNOWN or content is None:
        yield FactPlace(path=slot.name, slot=slot, who=slot.label)
    elif slot.many:
        for position, named in enumerate(named_slots(slot, content).items()):
            yield from _field_places(slot, *named, position)
    else:
        yield from _field_places(slot, slot.name, slot.label, None)


def _field_places(slot: Slot, prefix: str, who: str, position: int | None) -> Iterator[FactPlace]:
    for field in slot.kinds:
        yield FactPlace(
            path=f"{prefix}.{field}", slot=slot, who=who, field=field, position=position
        )


def named_slots(slot: Slot, facts: tuple[Any, ...]) -> dict[str, str]:
    """Return for each fact of a list its path and what it is called in Dutch.

    >>> from obstetric_rules.facts import Zorgverlener
    >>> slot = Slot(name="zorgverleners", fact_type=Zorgverlener, many=True, question="Wie helpen?",
    ...             label="de zorgverlener", label_en="the caregiver")
    >>> named_slots(slot, (Zorgverlener(id="v1"),))
    {'zorgverleners[v1]': 'zorgverlener v1'}
    >>> named_slots(slot, (Zorgverlener(),))
    {'zorgverleners[0]': 'de 1e zorgverlener'}
    """
    with_ids = all(getattr(fact, "id", UNKNOWN) is not UNKNOWN for fact in facts)
    keys = keys_of(facts)
    names = shown_apart([slot.called(key) for key in keys]) if with_ids else [None] * len(keys)
    paths = names_in_paths(facts)
    return {
        f"{slot.name}[{path}]": _who(slot.label, place, name)
        for place, (path, name) in enumerate(zip(paths, names, strict=True), start=1)
    }


def _who(label: str, place: int, name: str | None) -> str:
    rest = _without_article(label)
    if name is None:
        return label.replace(rest, f"{place}e {rest}")
    # "zorgverlener v1", but "het andere ziekenhuis umcg": an adjective keeps its article.
    return f"{label if ' ' in rest else rest} {name}"


def without_article(label: str) -> str:
    """Return a Dutch label as a heading: without its article, with a capital.

    >>> without_article("de ingang"), without_article("badbevalling")
    ('Ingang', 'Badbevalling')
    """
    return capital(_without_article(label))


def _without_article(label: str) -> str:
    article, _, rest = label.partition(" ")
    return rest if article in _ARTICLES and rest else label


def _with_ids(facts: list[Any], taken: Any, kind: Kind) -> list[Any]:
    """Return facts that all have an id, as far as the kind of the id has so many."""
    vocabulary = kind.vocabulary if isinstance(kind, Text) else FREE
    numbered = (f"{taken}-{number}" for number in count(2))
    made_up = vocabulary.others({taken}) if vocabulary.closed else numbered
    return [
        fact if fact.id is not UNKNOWN else attrs.evolve(fact, id=next(made_up, UNKNOWN))
        for fact in facts
    ]
