"""The engine on durable-rules: its answers, how it chains, and what it names as reasons."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given

from obstetric_rules.engines import durable
from obstetric_rules.engines.answer import AnswersPerFact
from obstetric_rules.engines.case import prepare
from obstetric_rules.engines.contract import Engine
from obstetric_rules.engines.deciding import decide
from obstetric_rules.engines.durable import DurableEngine
from obstetric_rules.engines.durable_conditions import FALSE, TRUE, Conditions
from obstetric_rules.engines.reference import ReferenceEngine
from obstetric_rules.errors import QuestionNotFoundError
from obstetric_rules.expressions.operators import ALWAYS, ManySlotReference
from obstetric_rules.facts import (
    Afwijking,
    Choice,
    Client,
    DecimalNumber,
    Dossier,
    Kind,
    Partner,
    Text,
    TextSet,
    WholeNumber,
    Zorgverlener,
)
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.testing.strategies import ON, dossiers
from tests.engines.durable_rulesets import (
    answer_both,
    asking,
    composed,
    needs_durable,
    rule,
    thing,
    yes_no,
)
from tests.samples import samples

pytestmark = needs_durable

MZH = compose([groningen, groningen_mzh], ON)
FIELDS: dict[str, Kind] = {
    "naam": Text(label="naam", label_en="name"),
    "bijnaam": Text(label="bijnaam", label_en="nickname"),
    "aantal": WholeNumber(label="aantal", label_en="number", minimum=0),
    "graden": DecimalNumber(label="graden", label_en="degrees"),
    "soorten": TextSet(label="soorten", label_en="kinds"),
    "kleur": Choice(
        label="kleur",
        label_en="colour",
        values={"rood": "rood", "groen": "groen", "blauw": "blauw"},
    ),
}


@pytest.fixture(scope="module")
def engine() -> DurableEngine:
    return DurableEngine(MZH)


@pytest.fixture(scope="module")
def reference() -> Engine:
    return ReferenceEngine(MZH)


def test_it_is_asked_for_by_name() -> None:
    """`engine="durable"` decides with durable-rules, and the decision says so."""
    decision = decide(MZH, Dossier(client=Client(koorts=True)), engine="durable")

    assert decision.engine == "durable"
    assert decision.outcomes["badbevalling"].value == "niet_mogelijk"
    assert decision["badbevalling"].rules == ("groningen/G14.bad_niet_mogelijk",)
    assert decision["badbevalling"].clauses == ("G14",)


def test_answers_chain(engine: DurableEngine) -> None:
    """An answer triggers the rules of the questions that build on it."""
    partner = Partner(hoesten=True, dyspnoe=False, keelpijn=False, koorts=True)
    answers = engine.answers(prepare(MZH, Dossier(partner=partner)))

    assert answers["partner_aanwezigheid"].value == "niet_aanwezig"
    assert answers["filmen"].value == "toegestaan_zonder_zorgverleners_in_beeld"
    assert answers["filmen"].rules == ("groningen.mzh/G20.filmen",)


def test_it_knows_the_same_as_the_reference(engine: DurableEngine, reference: Engine) -> None:
    """Whoever knows everything gets the very answers of the reference, reasons and all."""

    @samples(40, 1_000)
    @given(dossiers(MZH, known=True, afwijkingen=True))
    def same(dossier: Dossier) -> None:
        case = prepare(MZH, dossier)
        expected, found = reference.answers(case), engine.answers(case)
        assert {name: str(answer) for name, answer in found.items()} == {
            name: str(answer) for name, answer in expected.items()
        }
        assert engine.outcomes(case) == reference.outcomes(case)

    same()


def test_what_is_missing_is_named(engine: DurableEngine) -> None:
    """An open answer names the unknown facts that its rules mention."""
    client = Client(hoesten=False, dyspnoe=False, koorts=False)
    answer = engine.answer(prepare(MZH, Dossier(client=client)), "badbevalling")

    assert answer.status == "open"
    assert answer.missing == ("client.keelpijn",)
    assert answer.by_cases == ("groningen/G14.bad_mogelijk", "groningen/G14.bad_niet_mogelijk")


def test_every_fact_of_a_list_gets_its_answer(engine: DurableEngine) -> None:
    """Each caregiver gets an answer, and a list of which nothing is known one open answer."""
    well = Zorgverlener(
        id="v1", lijn="eerste", hoesten=False, dyspnoe=False, keelpijn=False, koorts=False
    )
    ill = attrs.evolve(well, id="v2", koorts=True)
    case = prepare(MZH, Dossier(zorgverleners=[well, ill]))
    answer = engine.answer(case, "toegang_zorgverlener")
    assert isinstance(answer, AnswersPerFact)
    values = {key: one.value for key, one in answer.answers.items()}
    unknown = prepare(MZH, Dossier())

    assert values == {"v1": "toegestaan", "v2": "geweerd"}
    assert engine.outcomes(prepare(MZH, Dossier(zorgverleners=[])))["toegang_zorgverlener"] == {}
    assert engine.answer(unknown, "toegang_zorgverlener").status == "open"
    assert engine.outcomes(unknown)["toegang_zorgverlener"].status == "open"


def test_an_unknown_question(engine: DurableEngine) -> None:
    """A question that the protocol does not ask is an error, as with every engine."""
    with pytest.raises(QuestionNotFoundError):
        engine.answer(prepare(MZH, Dossier()), "badbevaling")


def test_a_rule_that_is_set_aside(engine: DurableEngine, reference: Engine) -> None:
    """A rule that holds in principle can be set aside; what it was an exception to then speaks."""
    facts = {
        "client": Client(
            lijn="eerste", hoesten=False, dyspnoe=False, keelpijn=False, koorts=False,
            transmuraal_zorgpad=False,
        )
    }  # fmt: skip
    aside = Afwijking(regel="groningen.mzh/G7.verwijzing", reden="overleg", rol="gynaecoloog")
    for afwijkingen in ((), (aside,)):
        case = prepare(MZH, Dossier(afwijkingen=afwijkingen, **facts))
        for name in ("verwijzing", "overleg", "poliklinische_partus"):
            found, expected = engine.answer(case, name), reference.answer(case, name)
            assert found.status == "open" or found.outcome == expected.outcome
            assert aside.regel not in found.rules or not afwijkingen


def test_exceptions_to_exceptions_that_may_be_set_aside() -> None:
    """An exception set aside no longer silences, and one that it silenced speaks again."""
    ding, bad = thing(yes_no("a", "b", "c")), asking()
    rules = [
        rule("a", bad, ding.a, "ja"),
        rule("b", bad, ding.b, "nee", overrides=("K1.a",), in_principe=True),
        rule("c", bad, ding.c, "ja", overrides=("K1.b",), in_principe=True),
    ]
    protocol = composed([ding], [bad], rules)
    durable_engine, reference_engine = DurableEngine(protocol), ReferenceEngine(protocol)
    fact = ding.slot.fact_type(a=True, b=True, c=True)
    for names in ((), ("b",), ("c",), ("b", "c"), ("a", "b", "c")):
        aside = tuple(
            Afwijking(regel=f"proef/K1.{name}", reden="overleg", rol="arts")
            for name in names
            if name != "a"
        )
        case = prepare(protocol, Dossier(ding=fact, afwijkingen=aside))
        assert durable_engine.outcomes(case) == reference_engine.outcomes(case)


def conflicting() -> Protocol:
    """Return a protocol in which answers in conflict and unknown facts come together."""
    ding = thing(yes_no("a", "b", "c"))
    een, twee, drie = asking("een"), asking("twee"), asking("drie")
    vier = asking("vier", asked_when=een == "ja")
    rules = [
        rule("a", een, ding.a, "ja"),
        rule("b", een, ding.b, "nee"),
        rule("c", twee, ding.c, "ja"),
        rule("d", drie, (een == "ja") & (twee == "ja"), "ja"),
        rule("e", drie, ~(een == "ja") | ding.c, "nee"),
        rule("f", vier, ALWAYS, "ja"),
    ]
    return composed([ding], [een, twee, drie, vier], rules)


@pytest.mark.parametrize("name", ["een", "twee", "drie", "vier"])
def test_conflicts_beside_unknown_facts(name: str) -> None:
    """An answer in conflict is told from one that is open, and names where the conflict is from."""
    protocol = conflicting()
    fact_type = protocol.slots["ding"].fact_type
    for a in (True, False, None):
        for c in (True, False, None):
            facts = {"a": a, "b": True, "c": c}
            known = {field: value for field, value in facts.items() if value is not None}
            ours, reference = answer_both(protocol, name, ding=fact_type(**known))
            assert ours == reference or ours.status == "open"
    case = prepare(protocol, Dossier(ding=fact_type(a=True, b=True)))
    engine = DurableEngine(protocol)

    assert engine.answer(case, "een").status == "conflict"
    assert engine.answer(case, "vier").origin == ("een",)


def test_conflicts_among_the_facts_of_a_list() -> None:
    """A question about a whole list names the question per fact that is in conflict."""
    zorgverleners = ManySlotReference(MZH.slots["zorgverleners"])
    each = zorgverleners.each
    een, twee = asking("een", per="zorgverleners"), asking("twee")
    drie = asking("drie", per="zorgverleners")
    rules = [
        rule("a", een, each.koorts, "ja"),
        rule("b", een, each.hoesten, "nee"),
        rule("c", twee, zorgverleners.any(lambda one: een == "ja"), "ja"),
        rule("d", drie, een == "ja", "ja"),
    ]
    protocol = composed([zorgverleners], [een, twee, drie], rules)
    both = Zorgverlener(koorts=True, hoesten=True)
    case = prepare(protocol, Dossier(zorgverleners=[both]))
    engine, reference = DurableEngine(protocol), ReferenceEngine(protocol)

    assert engine.outcomes(case) == reference.outcomes(case)
    assert engine.answer(case, "twee").origin == ("een",)
    per_fact = engine.answer(case, "drie")
    assert isinstance(per_fact, AnswersPerFact)
    assert per_fact.answers["0"].origin == ("een",)


def entangled() -> Protocol:
    """Return a protocol with a condition that is far too long when it is written out."""
    names = [f"{letter}{at}" for at in range(6) for letter in "abc"]
    ding, bad = thing(yes_no(*names)), asking()
    whole = ALWAYS
    for at in range(6):
        one_of_three = getattr(ding, f"a{at}") | getattr(ding, f"b{at}") | getattr(ding, f"c{at}")
        whole = whole & one_of_three
    rules = [
        rule("a", bad, whole, "ja"),
        rule("b", bad, ~whole, "nee"),
        rule("c", bad, whole & ding.a0, "ja"),
    ]
    return composed([ding], [bad], rules)


def test_a_condition_that_would_be_too_long() -> None:
    """A condition of many choices is derived in steps, and means what it did."""
    protocol = entangled()
    engine, reference = DurableEngine(protocol), ReferenceEngine(protocol)

    @samples(60, 2_000)
    @given(dossiers(protocol))
    def same(dossier: Dossier) -> None:
        case = prepare(protocol, dossier)
        ours, expected = engine.answer(case, "bad"), reference.answer(case, "bad")
        assert ours.status == "open" or ours.outcome == expected.outcome
        assert ours.status != "open" or ours.missing

    same()


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that runs for years does not fill its memory, and answers stay what they are."""
    monkeypatch.setattr(durable, "_MOST_REMEMBERED", 1)
    engine, reference = DurableEngine(MZH), ReferenceEngine(MZH)
    for fever in (True, False, True):
        client = Client(koorts=fever, hoesten=False, dyspnoe=False, keelpijn=False)
        case = prepare(MZH, Dossier(client=client))
        found, expected = (
            engine.answer(case, "badbevalling"),
            reference.answer(case, "badbevalling"),
        )
        assert found.outcome == expected.outcome


def test_conditions_that_always_or_never_hold() -> None:
    """A rule without a condition always speaks; one whose condition cannot hold never does."""
    ding = thing(yes_no("a"))
    een, twee = asking("een"), asking("twee")
    rules = [
        rule("a", een, ALWAYS, "ja"),
        rule("b", twee, ding.a & ~ding.a, "ja"),
        rule("c", twee, ding.a | ~ding.a, "nee"),
    ]
    protocol = composed([ding], [een, twee], rules)
    conditions = Conditions(protocol)

    assert conditions.conjunctions(TRUE) == ((),)
    assert conditions.conjunctions(FALSE) == ()
    for facts in ({}, {"a": True}, {"a": False}):
        for name, value in (("een", "ja"), ("twee", "nee")):
            ours, _ = answer_both(protocol, name, ding=ding.slot.fact_type(**facts))
            assert ours.status == "open" or ours.value == value


def test_a_question_without_rules() -> None:
    """Where the agreement leaves a gap the answer is silence, for each fact of a list too."""
    zorgverleners = ManySlotReference(MZH.slots["zorgverleners"])
    een, twee = asking("een"), asking("twee", per="zorgverleners")
    drie = asking("drie", per="zorgverleners", set_valued=True, empty_without_rules=True)
    rules = [rule("a", een, zorgverleners.any(lambda one: one.koorts), "ja")]
    protocol = composed([zorgverleners], [een, twee, drie], rules)
    case = prepare(protocol, Dossier(zorgverleners=[Zorgverlener(koorts=True)]))

    assert DurableEngine(protocol).outcomes(case) == ReferenceEngine(protocol).outcomes(case)


def test_every_kind_of_field() -> None:
    """Numbers, texts and sets, compared in every way, mean what they do to the reference."""
    ding, plaats = thing(FIELDS), thing({"naam": FIELDS["naam"]}, "plaats")
    vragen = [asking(f"v{at}") for at in range(9)]
    conditions = [
        ding.naam == plaats.naam,
        ding.naam != ding.bijnaam,
        ding.aantal >= 3,
        ding.graden < 37.5,
        ding.soorten.contains("een") & (ding.soorten.size() > 1),
        ding.soorten.size() == 0,
        ding.kleur.is_in("rood", "groen") | (ding.naam == "b"),
        (plaats.naam == "hier") & (ding.soorten.size() >= 0),
        (ding.aantal != 3) & ~(ding.aantal > 5),
    ]
    rules = [
        rule(f"r{at}", vraag, condition, "ja")
        for at, (vraag, condition) in enumerate(zip(vragen, conditions, strict=True))
    ]
    protocol = composed([ding, plaats], vragen, rules, fixed={"plaats.naam": "hier"})
    engine, reference = DurableEngine(protocol), ReferenceEngine(protocol)

    @samples(60, 2_000)
    @given(dossiers(protocol))
    def same(dossier: Dossier) -> None:
        case = prepare(protocol, dossier)
        found, expected = engine.outcomes(case), reference.outcomes(case)
        for name in found:
            assert found[name].status == "open" or found[name] == expected[name]

    same()
    fact = ding.slot.fact_type(
        naam="hier", bijnaam="b", aantal=3, graden=37.4, soorten={"een", "twee"}, kleur="blauw"
    )
    case = prepare(protocol, Dossier(ding=fact))
    assert engine.outcomes(case) == reference.outcomes(case)
    assert [outcome.value for outcome in engine.outcomes(case).values()] == [
        *("ja", "ja", "ja", "ja", "ja"),
        *(None, None, "ja", None),
    ]
