"""No door takes a slip in a known value for another value."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from obstetric_rules import Dossier, Protocol, decide, load_protocol
from obstetric_rules.cases import LiveCase
from obstetric_rules.engines.compiled import CompiledEngine
from obstetric_rules.engines.deciding import ENGINES, engine_for
from obstetric_rules.errors import FactError, RulesetError
from obstetric_rules.expressions.operators import SlotReference
from obstetric_rules.facts import (
    UNKNOWN,
    Kind,
    Slot,
    Text,
    TextSet,
    Unknown,
    Vocabulary,
    fact,
    read_dossier,
)
from obstetric_rules.plugins.zwolle.region_data import EXAMPLE, read_region_data
from obstetric_rules.plugins.zwolle.region_ruleset import with_region_data
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.protocol import compose
from obstetric_rules.rules.question import question
from obstetric_rules.rules.rule import Rule
from obstetric_rules.rules.ruleset import Layer, Ruleset

SHIPPED = {
    "groningen": load_protocol("groningen"),
    "groningen.mzh": load_protocol("groningen.mzh"),
    "zwolle": load_protocol("zwolle"),
    "zwolle with region data": with_region_data(load_protocol("zwolle"), read_region_data(EXAMPLE)),
}


def listed(protocol: Protocol) -> Iterator[tuple[Slot, str, Kind, str]]:
    """Yield every known value of every text field of a protocol."""
    for slot in protocol.slots.values():
        for name, kind in slot.kinds.items():
            if isinstance(kind, Text | TextSet):
                yield from ((slot, name, kind, value) for value in kind.vocabulary.values)


KNOWN = [
    pytest.param(protocol, *found, id=f"{name}: {found[0].name}.{found[1]}={found[3]}")
    for name, protocol in SHIPPED.items()
    for found in listed(protocol)
]


def by_json(protocol: Protocol, slot: Slot, field: str, value: Any) -> object:
    told = {field: sorted(value) if isinstance(value, frozenset) else value}
    text = json.dumps({slot.name: [told] if slot.many else told})
    return read_dossier(text, protocol.slots.values())


def dossier_of(slot: Slot, field: str, value: Any) -> Dossier:
    told = slot.fact_type(**{field: value})
    return Dossier(**{slot.name: [told] if slot.many else told})


def by_python(engine: str) -> Callable[[Protocol, Slot, str, Any], object]:
    return lambda protocol, slot, field, value: decide(
        protocol, dossier_of(slot, field, value), engine
    )


def by_outcomes(protocol: Protocol, slot: Slot, field: str, value: Any) -> object:
    engine = engine_for(protocol)
    assert isinstance(engine, CompiledEngine)
    return engine.decide_outcomes(dossier_of(slot, field, value))


def by_telling(protocol: Protocol, slot: Slot, field: str, value: Any) -> object:
    case = LiveCase(protocol)
    if slot.many:
        return case.tell({slot.name: [slot.fact_type(**{field: value})]})
    return case.tell({f"{slot.name}.{field}": value})


DOORS: dict[str, Callable[[Protocol, Slot, str, Any], object]] = {
    "json": by_json,
    "tell": by_telling,
    "outcomes": by_outcomes,
    **{engine: by_python(engine) for engine in ENGINES},
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("protocol", "slot", "field", "kind", "value"), KNOWN)
@given(data=st.data())
def test_a_slip_in_a_known_value_concludes_nothing(
    protocol: Protocol,
    slot: Slot,
    field: str,
    kind: Kind,
    value: str,
    door: str,
    data: st.DataObject,
) -> None:
    """A value in other capitals, or with blanks around it, is refused and the known one named."""
    blanks = st.text(" ", max_size=2)
    written = data.draw(st.sampled_from([value, value.upper(), value.lower(), value.title()]))
    slip = f"{data.draw(blanks)}{written}{data.draw(blanks)}"
    assume(slip != value)

    with pytest.raises(FactError) as refused:
        DOORS[door](protocol, slot, field, frozenset({slip}) if isinstance(kind, TextSet) else slip)

    if door in ("json", "tell") and not slot.many:
        assert f'did you mean "{value}"?' in str(refused.value)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("protocol", "slot", "field", "kind", "value"), KNOWN)
def test_a_known_value_is_taken_by_every_door(
    protocol: Protocol, slot: Slot, field: str, kind: Kind, value: str, door: str
) -> None:
    """What a list knows is never refused, unless the place itself is another one."""
    if protocol.fixed.get(f"{slot.name}.{field}") in (None, value):
        told = frozenset({value}) if isinstance(kind, TextSet) else value

        assert DOORS[door](protocol, slot, field, told) is not None


COMPLAINTS = Vocabulary(values={"hoofdpijn": "hoofdpijn", "braken": "braken"}, closed=True)


@fact
class Vrouw:
    """Somebody with complaints of a closed list."""

    klachten: Annotated[
        frozenset[str] | Unknown,
        TextSet(label="klachten", label_en="complaints", vocabulary=COMPLAINTS),
    ] = UNKNOWN


vrouw = SlotReference(
    Slot(name="v", fact_type=Vrouw, label="de vrouw", label_en="the woman", question="Wat?")
)
q = question("q", text="Insturen?", label="insturen", values={"ja": "ja", "nee": "nee"})


def sending_in(complaint: str) -> Ruleset:
    serious = vrouw.klachten.contains(complaint) | vrouw.klachten.contains("braken")
    clause = Clause(id="K", document="d", heading="h", item="1", paraphrase="p")
    return Ruleset(
        id="p",
        version="1",
        title="P",
        layer=Layer.REGION,
        publisher="p",
        status="x",
        slots=(vrouw,),
        questions=(q,),
        clauses=(clause,),
        rules=(
            Rule(id="K.ja", clauses=("K",), when=serious, then=q.becomes("ja"), because="b"),
            Rule(id="K.nee", clauses=("K",), when=~serious, then=q.becomes("nee"), because="b"),
        ),
    )


@pytest.mark.parametrize("slip", ["Hoofdpijn", "hoofdpijnen", "hoofpijn"])
def test_a_typo_in_a_set_of_complaints_never_answers_no(slip: str) -> None:
    """A complaint that nobody knows is refused with the nearest: it is not the lack of one."""
    with pytest.raises(FactError, match='did you mean "hoofdpijn"'):
        Vrouw(klachten={slip})  # type: ignore[arg-type]

    found = decide(compose([sending_in("hoofdpijn")]), Dossier(v=Vrouw(klachten={"hoofdpijn"})))  # type: ignore[arg-type]
    assert found["q"].value == "ja"  # type: ignore[union-attr]


def test_a_rule_for_a_value_outside_a_closed_list_is_refused() -> None:
    """A slip in a rule is named with its ruleset, rule and clause, and with the nearest value."""
    with pytest.raises(RulesetError) as broken:
        sending_in("hoofpijn")

    assert [str(fault) for fault in broken.value.faults] == [
        f"p, rule K.{answer}, clause K: v.klachten can never contain 'hoofpijn' "
        "(did you mean hoofdpijn?)"
        for answer in ("ja", "nee")
    ]
