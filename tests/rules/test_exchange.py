"""Rulesets as plain data, and the content hash that tells any two apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any

import attrs
import pytest
from hypothesis import given

from obstetric_rules.expressions.nodes import Not
from obstetric_rules.facts import UNKNOWN, Choice, TextSet, Unknown, WholeNumber, fact, kinds_of
from obstetric_rules.rules.exchange import content_hash, ruleset_to_data
from obstetric_rules.rules.invariant import Invariant
from obstetric_rules.rules.question import Conclusion
from obstetric_rules.rules.reading import rulesets_from_text, rulesets_to_text
from obstetric_rules.rules.ruleset import Layer, Ruleset
from obstetric_rules.testing import rulesets
from tests.engines.examples import ask, client, meting, slot
from tests.rules.parts import ON, clause, rule, ruleset
from tests.samples import samples


def _rebuilt(layer: Ruleset) -> Ruleset:
    """Return the same ruleset, made anew of its parts."""
    parts = {field.name: getattr(layer, field.name) for field in attrs.fields(Ruleset)}
    for name in ("slots", "questions", "rules", "clauses", "invariants"):
        parts[name] = [attrs.evolve(item) for item in parts[name]]
    return Ruleset(**{**parts, "fixed": dict(parts["fixed"])})


@samples(default=25, full=1_000)
@given(rulesets())
def test_a_rebuild_changes_nothing(layers: tuple[Ruleset, ...]) -> None:
    """The same text, loaded by another process, has the same hash."""
    assert content_hash(map(_rebuilt, layers)) == content_hash(layers)


def _changes(layer: Ruleset) -> list[Ruleset]:
    """Change one thing at a time in every part of a ruleset that cannot break it."""
    changed = [
        attrs.evolve(layer, **{name: f"{getattr(layer, name)} anders"})
        for name in ("version", "title", "publisher", "status")
    ]
    changed += [attrs.evolve(layer, valid_from=ON), attrs.evolve(layer, valid_to=ON)]
    for parts, names in {
        "questions": ("text", "label"),
        "clauses": ("document", "heading", "item", "paraphrase", "interpretation"),
        "rules": ("because",),
        "slots": ("label", "label_en", "label_many", "question"),
    }.items():
        items = getattr(layer, parts)
        for position, item in enumerate(items):
            for name in names:
                other = attrs.evolve(item, **{name: f"{getattr(item, name)} anders"})
                new = (*items[:position], other, *items[position + 1 :])
                changed.append(attrs.evolve(layer, **{parts: new}))
    for position, item in enumerate(layer.rules):
        for other in (
            attrs.evolve(item, when=Not(item.when)),
            attrs.evolve(item, in_principe=not item.in_principe),
        ):
            new = (*layer.rules[:position], other, *layer.rules[position + 1 :])
            changed.append(attrs.evolve(layer, rules=new))
    return changed


@samples(default=15, full=500)
@given(rulesets())
def test_any_change_changes_the_hash(layers: tuple[Ruleset, ...]) -> None:
    """Not one word or condition of a ruleset changes without its hash telling so."""
    changed = _changes(layers[0])
    hashes = {content_hash([layer, *layers[1:]]) for layer in (layers[0], *changed)}

    assert len(hashes) == len(changed) + 1


@fact
class Bed:
    """A fact type of a plugin."""

    soort: Annotated[
        str | Unknown, Choice(label="de soort", label_en="sort", values={"a": "A", "b": "B"})
    ] = UNKNOWN


def _bed(**choice: Any) -> Any:
    kind = Choice(
        **{"label": "de soort", "label_en": "sort", "values": {"a": "A", "b": "B"}} | choice
    )
    return fact(
        type("Bed", (), {"__annotations__": {"soort": Annotated[Any, kind]}, "soort": UNKNOWN})
    )


def _with(**parts: Any) -> Ruleset:
    q = ask("q")
    sound: dict[str, Any] = {
        "slots": [client, meting, slot("bed", Bed)],
        "questions": [q],
        "rules": [rule("K1.x", meting.temperatuur > 37)],
    }
    return ruleset(**sound | parts)


DIFFERENT: dict[str, Callable[[], Ruleset]] = {
    "as it is": _with,
    "a whole number for a decimal": lambda: _with(rules=[rule("K1.x", meting.temperatuur > 37.0)]),
    "another operator": lambda: _with(rules=[rule("K1.x", meting.temperatuur >= 37)]),
    "a yes that is a yes": lambda: _with(rules=[rule("K1.x", client.koorts)]),
    "a yes compared": lambda: _with(rules=[rule("K1.x", client.koorts == True)]),
    "another conclusion": lambda: _with(rules=[rule("K1.x", then=ask("q").becomes("y"))]),
    "values in another order": lambda: _with(questions=[ask("q", "y", "x")], rules=[rule("K1.x")]),
    "another layer": lambda: _with(layer="national"),
    "a fixed fact": lambda: _with(fixed={"bed.soort": "a"}),
    "another fixed fact": lambda: _with(fixed={"bed.soort": "b"}),
    "a slot that may be empty": lambda: _with(
        slots=[client, meting, slot("bed", Bed, nullable=True)]
    ),
    "another name of a fact type": lambda: _with(
        slots=[client, meting, slot("bed", type("Kraambed", (Bed,), {}))]
    ),
    "another label of a field": lambda: _with(
        slots=[client, meting, slot("bed", _bed(label="het soort"))]
    ),
    "choices in another order": lambda: _with(
        slots=[client, meting, slot("bed", _bed(values={"b": "B", "a": "A"}))]
    ),
    "another ordinary value": lambda: _with(
        slots=[client, meting, slot("bed", _bed(ordinary="b"))]
    ),
    "a clause without a rule": lambda: _with(
        clauses=[clause("K1"), clause("K2", "Dit is een wens.")]
    ),
    "an invariant": lambda: _with(
        invariants=[Invariant(id="I", clauses=("K1",), always=client.koorts, because="Zo.")]
    ),
    "an id": lambda: _with(id="s"),
}


def test_different_rulesets_have_different_hashes() -> None:
    """A number written otherwise, a value moved, a field renamed: each is another content."""
    hashes = {name: content_hash([build()]) for name, build in DIFFERENT.items()}

    assert len(set(hashes.values())) == len(DIFFERENT)
    assert all(len(found) == 64 for found in hashes.values())


def test_the_same_fact_type_in_another_module_is_the_same_content() -> None:
    """A hash is of what a ruleset says, not of where its Python stands."""
    again = _with(slots=[client, meting, slot("bed", _bed())])

    assert content_hash([again]) == content_hash([_with()])


def test_lists_and_tuples_say_the_same() -> None:
    """Whether an author writes brackets or parentheses is no content."""
    exception = {"overrides": ["K1.x"], "clauses": ["K2"]}
    lists = rule("K2.y", then=Conclusion("q", ("y",)), **exception)
    tuples = rule("K2.y", then=Conclusion("q", ("y",)), overrides=("K1.x",), clauses=("K2",))

    found = [content_hash([_with(rules=[rule("K1.x"), item])]) for item in (lists, tuples)]
    assert found[0] == found[1]


def test_the_order_of_layers_is_content() -> None:
    """Two protocols of the same rulesets are the same only in the same order."""
    one, other = _with(), _with(id="s")

    assert content_hash([one, other]) != content_hash([other, one])


@fact
class Groep:
    """A fact with a set of texts."""

    leden: Annotated[
        frozenset[str] | Unknown,
        TextSet(label="de leden", label_en="members", ordinary=frozenset({"b", "a"})),
    ] = UNKNOWN


def test_the_data_can_be_written_and_read() -> None:
    """All that a ruleset says fits into JSON: dates, layers, sets and conditions too."""
    data = ruleset_to_data(
        _with(
            slots=[client, slot("groep", Groep)], rules=[rule("K1.x", client.koorts)], valid_to=ON
        )
    )

    assert json.loads(json.dumps(data)) == data
    assert (data["layer"], data["valid_from"], data["valid_to"]) == ("region", None, "2026-06-01")
    assert data["slots"][1]["fact_type"] == "Groep"
    assert data["slots"][1]["fields"][0][1]["ordinary"] == ["a", "b"]
    assert data["rules"][0]["when"] == {
        "node": "Holds",
        "field": {"node": "Field", "slot": "client", "name": "koorts", "binding": "slot"},
    }


@pytest.mark.parametrize("layer", Layer)
def test_a_layer_is_written_by_its_name(layer: Layer) -> None:
    """Whoever reads the data finds "region", not a number."""
    assert ruleset_to_data(_with(layer=layer))["layer"] == layer.value


def test_that_a_number_has_no_unit_is_no_other_content() -> None:
    """A ruleset that says so keeps its hash; a file of it keeps what was said and what was not."""
    left_out, none, some = (_measured(unit) for unit in (None, "", "cm"))

    assert content_hash([left_out]) == content_hash([none]) != content_hash([some])
    for measured, unit in ((left_out, None), (none, ""), (some, "cm")):
        (back,) = rulesets_from_text(rulesets_to_text([measured]))
        kind = kinds_of(back.slots[0].fact_type)["maat"]
        assert isinstance(kind, WholeNumber)
        assert kind.unit == unit


def _measured(unit: str | None) -> Ruleset:
    kind = WholeNumber(label="m", label_en="m", unit=unit)
    body = {"__annotations__": {"maat": Annotated[int | Unknown, kind]}, "maat": UNKNOWN}
    measured = fact(type("Meting", (), body))
    return Ruleset(
        id="maten",
        version="1",
        title="Maten",
        layer=Layer.REGION,
        publisher="niemand",
        status="proef",
        slots=(slot("meting", measured),),
    )
