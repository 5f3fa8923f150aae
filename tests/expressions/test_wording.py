"""Conditions as Dutch sentences.

The sentences stand in golden/sentences.txt, each below the condition that it words. After a change
that is meant, run this file with OBSTETRIC_RULES_RECORD=1 and review the difference.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import attrs
import pytest
from hypothesis import given

from obstetric_rules.expressions.nodes import (
    CONDITIONS,
    Binding,
    Condition,
    Count,
    Field,
    Holds,
    Membership,
    Not,
    walk,
)
from obstetric_rules.expressions.operators import ALWAYS, SlotReference, condition, define
from obstetric_rules.expressions.wording import enumeration, said_of, sentence
from obstetric_rules.facts import (
    UNKNOWN,
    Choice,
    Client,
    Slot,
    Text,
    TextSet,
    Unknown,
    WholeNumber,
    fact,
    kinds_of,
)
from obstetric_rules.plugins.groningen.slots import SLOTS, client
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.rules.question import Question, question
from obstetric_rules.testing import protocols
from tests import golden
from tests.engines.examples import bedden, meting
from tests.expressions.generated import conditions_of
from tests.samples import samples

SENTENCES = Path(__file__).parent / "golden" / "sentences.txt"


@fact
class Kind:
    """A fact with open fields, for a slot that may be empty."""

    naam: Annotated[str | Unknown, Text(label="de naam", label_en="name")] = UNKNOWN
    talen: Annotated[frozenset[str] | Unknown, TextSet(label="de talen", label_en="languages")] = (
        UNKNOWN
    )
    gewicht: Annotated[int | Unknown, WholeNumber(label="het gewicht", label_en="weight")] = UNKNOWN


kind = SlotReference(
    Slot(
        name="kind",
        fact_type=Kind,
        label="het kind",
        label_en="the child",
        question="Is er een kind?",
        nullable=True,
    )
)
ingang = question(
    "ingang",
    text="Welke ingang?",
    label="de ingang",
    values={"hoofd": "hoofdingang", "zij": "zij-ingang"},
)
maatregelen = question(
    "maatregelen",
    text="Welke maatregelen?",
    label="de maatregelen",
    values={"isolatie": "isolatie"},
    set_valued=True,
)
klachten = define(
    "klachten",
    client.hoesten | client.keelpijn,
    label="zij heeft klachten",
    denial="zij heeft geen klachten",
)

AUTHOR = {
    **{slot.slot.name: slot for slot in (*SLOTS, meting, bedden, kind)},
    **{"ALWAYS": ALWAYS, "ingang": ingang, "maatregelen": maatregelen, "klachten": klachten},
}


@attrs.frozen
class Words:
    """The words of the slots and questions above."""

    slots: dict[str, Slot]
    questions: dict[str, Question]


WORDS = Words(
    slots={item.slot.name: item.slot for item in (*SLOTS, meting, bedden, kind)},
    questions={item.question.id: item.question for item in (ingang, maatregelen)},
)


def _written(source: str) -> Condition:
    found: Condition = condition(eval(source, dict(AUTHOR)))
    return found


@pytest.mark.parametrize("source", golden.sources(SENTENCES))
def test_a_condition_reads_as_dutch(source: str) -> None:
    """A clinician can read every condition, and whether it is asserted or denied."""
    golden.check(SENTENCES, source, sentence(_written(source), WORDS))


def test_every_kind_of_condition_has_been_read() -> None:
    """No kind of condition gets its words without anybody having looked at them."""
    nodes = [node for source in golden.sources(SENTENCES) for node in walk(_written(source))]

    assert {type(node) for node in nodes} >= set(CONDITIONS)
    denied = {type(node.part) for node in nodes if isinstance(node, Not)}
    assert denied == set(CONDITIONS)


@samples(default=25, full=1_000)
@given(protocols())
def test_every_condition_of_every_ruleset_has_words(protocol: Protocol) -> None:
    """Whatever an author writes can be read back: on one line, with all brackets closed."""
    for found in conditions_of(protocol):
        for text in (sentence(found, protocol), sentence(Not(found), protocol)):
            assert text.strip() == text != ""
            assert "\n" not in text
            assert text.count("(") == text.count(")")


@samples(default=25, full=1_000)
@given(protocols())
def test_denying_twice_changes_no_words(protocol: Protocol) -> None:
    """A denied denial reads as the assertion itself."""
    for found in conditions_of(protocol):
        assert sentence(Not(Not(found)), protocol) == sentence(found, protocol)
        assert sentence(Not(Not(Not(found))), protocol) == sentence(Not(found), protocol)


def test_a_count_can_stand_anywhere() -> None:
    """Even where the checks of a ruleset refuse a count, the message about it can word it."""
    ill = Holds(Field("zorgverleners", "koorts", Binding.ELEMENT))

    assert sentence(Membership(Count("zorgverleners", ill), (1, 2)), WORDS) == (
        "het aantal zorgverleners waarvoor geldt: de zorgverlener heeft koorts is 1 of 2"
    )


@pytest.mark.parametrize(
    ("field", "value", "wording"),
    [
        ("koorts", True, "de cliënt heeft koorts"),
        ("koorts", False, "de cliënt heeft geen koorts"),
        ("lijn", "tweede", "de zorglijn van de cliënt is tweede lijn"),
        ("risico", "mr", "het risico van de cliënt is MR"),
    ],
)
def test_a_fact_reads_as_dutch(field: str, value: Any, wording: str) -> None:
    """What is known of somebody is said in the words of the field."""
    assert said_of("de cliënt", kinds_of(Client)[field], value) == wording


@pytest.mark.parametrize(
    ("values", "wording"),
    [
        (set(), "bij de talen van het kind hoort niets"),
        ({"nl"}, "bij de talen van het kind hoort alleen nl"),
        ({"nl", "fy", "de"}, "bij de talen van het kind hoort alleen de, fy en nl"),
    ],
)
def test_a_set_reads_as_dutch_whether_its_label_is_singular_or_plural(
    values: set[str], wording: str
) -> None:
    """What belongs to a set is said as the whole of it, in an order that does not change."""
    assert said_of("het kind", kinds_of(Kind)["talen"], frozenset(values)) == wording


def test_a_number_reads_as_it_is() -> None:
    """A number is said with the label of its field."""
    assert said_of("het kind", kinds_of(Kind)["gewicht"], 3200) == (
        "het gewicht van het kind is 3200"
    )


@pytest.mark.parametrize(
    "choice", [kind for kind in kinds_of(Client).values() if isinstance(kind, Choice)]
)
def test_choices_have_labels_with_an_article(choice: Choice) -> None:
    """A label stands in the middle of a sentence, and reads well there."""
    assert choice.label.split()[0] in {"de", "het"}


@pytest.mark.parametrize(
    ("parts", "wording"),
    [([], ""), (["a"], "a"), (["a", "b"], "a of b"), (["a", "b", "c"], "a, b of c")],
)
def test_parts_are_joined_the_dutch_way(parts: list[str], wording: str) -> None:
    """There is no comma before the last part."""
    assert enumeration(parts, "of") == wording
