"""What a ruleset knows of the text fields of another one."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest

from obstetric_rules.engines.compiled import CompiledEngine
from obstetric_rules.errors import DossierError, RulesetError, RulesetFileError
from obstetric_rules.expressions.operators import ManySlotReference, SlotReference
from obstetric_rules.expressions.outcome import SILENT, Outcome, concluded
from obstetric_rules.facts import Dossier, Praktijk, Slot, Zorgverlener
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.exchange import content_hash, ruleset_to_data
from obstetric_rules.rules.known_values import KnownValues
from obstetric_rules.rules.protocol import compose
from obstetric_rules.rules.question import question
from obstetric_rules.rules.reading import rulesets_from_text, rulesets_to_text
from obstetric_rules.rules.rule import Rule
from obstetric_rules.rules.ruleset import Layer, Ruleset

praktijk = SlotReference(
    Slot(
        name="praktijk",
        fact_type=Praktijk,
        label="de praktijk",
        label_en="the practice",
        question="Welke praktijk?",
    )
)
zorgverleners = ManySlotReference(
    Slot(
        name="zorgverleners",
        fact_type=Zorgverlener,
        many=True,
        label="de zorgverlener",
        label_en="the caregiver",
        label_many="zorgverleners",
        question="Wie?",
    )
)
q = question("q", text="Mag het?", label="het", values={"ja": "ja"})
HOSPITAL = KnownValues(field="praktijk.primair_ziekenhuis", values={"mzh": "Martini Ziekenhuis"})


def ruleset(name: str, **parts: Any) -> Ruleset:
    words = {"version": "1", "title": name, "publisher": "p", "status": "x"}
    return Ruleset(**{"id": name, "layer": Layer.REGION, **words, **parts})


def region(primary: str = "mzh", **parts: Any) -> Ruleset:
    return ruleset(
        "regio",
        slots=(praktijk, zorgverleners),
        questions=(q,),
        clauses=(Clause(id="K", document="d", heading="h", item="1", paraphrase="p"),),
        rules=(
            Rule(
                id="K.ja",
                clauses=("K",),
                when=praktijk.primair_ziekenhuis == primary,
                then=q.becomes("ja"),
                because="b",
            ),
        ),
        **parts,
    )


def faults(*known: KnownValues, primary: str = "mzh", below: Any = ()) -> list[str]:
    hospital = ruleset("huis", extends=("regio",), known_values=known)
    with pytest.raises(RulesetError) as broken:
        compose([region(primary, known_values=below), hospital])
    return [str(fault) for fault in broken.value.faults]


def test_a_higher_ruleset_adds_values_to_what_a_lower_one_knows() -> None:
    """A hospital names its own cooperation, beside what its region names already."""
    more = KnownValues(field="praktijk.primair_ziekenhuis", values={"umcg": "UMCG"})
    hospital = ruleset("huis", extends=("regio",), known_values=(more,))
    protocol = compose([region(known_values=(HOSPITAL,)), hospital])

    kind = protocol.slots["praktijk"].kinds["primair_ziekenhuis"]
    assert kind.vocabulary.values == {"mzh": "Martini Ziekenhuis", "umcg": "UMCG"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("practice", "outcome"),
    [
        (None, SILENT),
        (Praktijk(primair_ziekenhuis="mzh"), concluded("ja")),
        (Praktijk(primair_ziekenhuis="elders"), SILENT),
    ],
    ids=["none", "a known hospital", "another hospital"],
)
def test_a_fact_that_may_not_be_there_is_looked_at_where_it_is(
    practice: Praktijk | None, outcome: Outcome
) -> None:
    """Where there is no practice there is no slip; where there is one, a slip is refused."""
    there = attrs.evolve(praktijk.slot, nullable=True)
    lower = attrs.evolve(region(known_values=(HOSPITAL,)), slots=(there,))
    engine = CompiledEngine(compose([lower]))

    assert engine.decide_outcomes(Dossier(praktijk=practice)) == {"q": outcome}
    with pytest.raises(DossierError, match=r"praktijk\.primair_ziekenhuis"):
        engine.decide_outcomes(Dossier(praktijk=Praktijk(primair_ziekenhuis="martini ziekenhuis")))


@pytest.mark.parametrize(
    ("field", "values", "told"),
    [
        ("praktjk.vsvs", {"a": "A"}, "there is no slot praktjk (did you mean praktijk?)"),
        ("wijk.vsvs", {"a": "A"}, "there is no slot wijk"),
        ("praktijk.vsv", {"a": "A"}, "there is no such field (did you mean vsvs?)"),
        ("praktijk.primair_ziekenhuis_gekozen", {"a": "A"}, "it holds no text"),
        ("praktijk.vsvs", {"A": "A"}, "the known value 'A' is not a text that is not empty, in "),
        ("praktijk.primair_ziekenhuis", {"mzh": "Martini"}, "'mzh' is known already"),
    ],
)
def test_values_that_cannot_be_known_are_refused(
    field: str, values: dict[str, str], told: str
) -> None:
    """The author of a ruleset hears that a name, or a value, is not right."""
    (fault,) = faults(KnownValues(field=field, values=values), below=(HOSPITAL,))

    assert fault.startswith(f"huis: knows values of {field}: {told}")


def test_a_rule_below_must_not_wait_for_a_slip_of_what_is_known_above() -> None:
    """A lower rule that compares with another spelling would never speak: it is named."""
    (fault,) = faults(
        KnownValues(field="praktijk.primair_ziekenhuis", values={"martini": "mzh"}), primary="mzh"
    )

    assert fault.startswith("regio, rule K.ja, clause K: compares praktijk.primair_ziekenhuis with")
    assert fault.endswith("(did you mean martini?)")


def test_the_place_is_one_that_is_known() -> None:
    """A place with a slip in it is refused, with the nearest that is known."""
    known = KnownValues(field="praktijk.primair_ziekenhuis", values={"martini": "het mzh"})
    with pytest.raises(RulesetError, match=r"fixes praktijk.primair_ziekenhuis to 'het mzh'.*mean"):
        region("martini", known_values=(known,), fixed={"praktijk.primair_ziekenhuis": "het mzh"})


def test_known_values_of_the_wrong_type_are_told_with_all_else() -> None:
    """Somebody who gives a list is told so in the words of every other fault."""
    wrong = KnownValues(field="praktijk.vsvs", values=["a"])  # type: ignore[arg-type]

    with pytest.raises(RulesetError, match=r"known_values\[0\].values: expected a mapping"):
        region(known_values=(wrong,))


def test_a_ruleset_that_knows_no_values_says_what_it_said_before() -> None:
    """Its hash stays what it was when rulesets could not know any."""
    data = ruleset_to_data(region())

    assert "known_values" not in data
    assert dict(data["slots"][1]["fields"])["id"].keys() == {
        "type",
        "label",
        "label_en",
        "question",
        "ordinary",
    }


def test_known_values_travel_in_a_file() -> None:
    """Another machine knows the same values, and the hash covers them."""
    knowing = region(known_values=(HOSPITAL,))
    (again,) = rulesets_from_text(rulesets_to_text([knowing]))

    assert again.known_values == (HOSPITAL,)
    assert compose([again]).slots == compose([knowing]).slots
    assert content_hash([again]) == content_hash([knowing]) != content_hash([region()])


def test_a_slot_in_a_file_says_nothing_of_known_values() -> None:
    """What is known of a field a ruleset says, and a protocol puts it together."""
    data = json.loads(rulesets_to_text([region()]))
    data["rulesets"][0]["slots"][0]["known"] = []

    with pytest.raises(RulesetFileError, match=r"slots\[0\]: expected no known values"):
        rulesets_from_text(json.dumps(data))


def test_what_is_ordinary_stays_a_value_that_is_taken() -> None:
    """Examples are usable, also when the ordinary value of a field is a slip of a known one."""
    slip = KnownValues(field="praktijk.primair_ziekenhuis", values={"martini": "mzh"})
    group = KnownValues(field="praktijk.vsvs", values={"mgg": "martini_geboorte_groep"})
    protocol = compose([region("martini", known_values=(slip, group))])

    kinds = protocol.slots["praktijk"].kinds
    assert kinds["primair_ziekenhuis"].ordinary == "martini"
    assert kinds["vsvs"].ordinary == frozenset()
