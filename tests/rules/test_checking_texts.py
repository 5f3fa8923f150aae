"""No text of a ruleset steers the screen it is shown on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import pytest

from obstetric_rules.errors import RulesetError
from obstetric_rules.expressions.nodes import CONDITIONS
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.plugins.zwolle import zwolle
from obstetric_rules.rules.ruleset import Ruleset

HOSTILE = "a\x1b[2J\u202e"


def with_hostile_texts(value: Any) -> Iterator[Any]:
    """Yield a value with, each time, another of the texts that people read made hostile."""
    if isinstance(value, str):
        yield f"{value}{HOSTILE}"
    elif isinstance(value, tuple):
        for at, part in enumerate(value[:2]):
            for changed in with_hostile_texts(part):
                yield (*value[:at], changed, *value[at + 1 :])
    elif attrs.has(type(value)) and not isinstance(value, CONDITIONS):
        for field in attrs.fields(type(value)):
            if field.name in READ:
                for changed in with_hostile_texts(getattr(value, field.name)):
                    yield attrs.evolve(value, **{field.name: changed})


READ = {
    *("title", "publisher", "status", "clauses", "rules", "questions", "slots", "invariants"),
    *("text", "label", "label_en", "because", "paraphrase", "heading", "document", "item"),
    *("interpretation", "question", "not_modelled", "text_en", "open_terms"),
}


@pytest.mark.parametrize("original", [groningen, groningen_mzh, zwolle], ids=lambda one: one.id)
def test_a_text_that_steers_a_screen_is_refused_wherever_it_stands(original: Ruleset) -> None:
    """In titles, clauses, rules, questions and slots; the message shows it written out."""
    for part in attrs.fields(Ruleset):
        if part.name not in READ:
            continue
        for changed in with_hostile_texts(getattr(original, part.name)):
            with pytest.raises(RulesetError) as raised:
                attrs.evolve(original, **{part.name: changed})
            said = [str(fault) for fault in raised.value.faults]
            (found,) = [line for line in said if line.endswith("half a character; leave that out")]
            assert found.startswith(f'{original.id}: {part.name}: "')
            assert found.isprintable()


@pytest.mark.parametrize("text", ["\ud800", "\x9b", "\u2066", "\u2028"])
def test_half_a_character_is_no_text(text: str) -> None:
    """It could not be written to a file, nor hashed."""
    with pytest.raises(RulesetError, match=r"title: .* half a character; leave that out"):
        attrs.evolve(zwolle, title=f"a{text}")


def test_paragraphs_and_tabs_are_part_of_a_text() -> None:
    """So are spaces that do not break."""
    title = "een\n\ttwee\u00a0weken"

    assert attrs.evolve(zwolle, title=title).title == title
