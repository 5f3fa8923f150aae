"""Dossiers that lead somewhere do lead there, and say no more than they need to."""

from __future__ import annotations

import pytest
from hypothesis import Phase, assume, find, given, settings
from hypothesis import strategies as st

from obstetric_rules.engines.case import prepare
from obstetric_rules.engines.decision import each_answer
from obstetric_rules.engines.reference import ReferenceEngine
from obstetric_rules.errors import QuestionNotFoundError, UnreachableError
from obstetric_rules.expressions.outcome import Status
from obstetric_rules.facts import UNKNOWN, Client, Dossier, Partner, kinds_of
from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.testing import (
    dossiers_answering,
    dossiers_reaching,
    dossiers_with_exception,
    protocols,
)
from obstetric_rules.testing.sound_rulesets import SOUND, Zwangere
from obstetric_rules.testing.strategies import ON
from tests.engines import examples
from tests.samples import samples

MZH = compose([groningen, groningen_mzh], ON)
SMALL = compose(SOUND, ON)
ONE = settings(max_examples=5, database=None, phases=[Phase.generate, Phase.shrink])


def simplest(strategy: st.SearchStrategy[Dossier]) -> Dossier:
    return find(strategy, lambda dossier: True, settings=ONE)


def rules_that_speak(protocol: Protocol, dossier: Dossier, question: str) -> set[str]:
    answer = ReferenceEngine(protocol).answer(prepare(protocol, dossier), question)
    return {rule for _, one in each_answer(answer) for rule in one.rules}


def is_known(dossier: Dossier, protocol: Protocol) -> bool:
    facts = [
        fact
        for content in dossier.facts.values()
        for fact in (content if isinstance(content, tuple) else [content])
        if fact is not None
    ]
    return set(dossier.facts) == set(protocol.slots) and all(
        getattr(fact, name) is not UNKNOWN for fact in facts for name in kinds_of(type(fact))
    )


@pytest.mark.parametrize("rule", SMALL.rules)
@samples(5, 200)
@given(data=st.data())
def test_the_rule_speaks_in_every_dossier(rule: str, data: st.DataObject) -> None:
    """An author who asks for cases of a rule gets cases in which that rule speaks."""
    dossier = data.draw(dossiers_reaching(SMALL, rule))

    assert rule in rules_that_speak(SMALL, dossier, SMALL.rules[rule].question)


@samples(10, 1_000)
@given(data=st.data())
def test_made_up_rules_are_reached_or_cannot_be(data: st.DataObject) -> None:
    """Whatever the rules are like, each is reached, or said to be out of reach."""
    protocol = data.draw(protocols())
    assume(protocol.rules)
    rule = protocol.rules[data.draw(st.sampled_from(sorted(protocol.rules)))]
    try:
        strategy = dossiers_reaching(protocol, rule.id, known=True)
    except UnreachableError:
        return

    assert rule.id in rules_that_speak(protocol, data.draw(strategy), rule.question)


@samples(10, 200)
@given(dossiers_reaching(SMALL, "voorbeeld/R1.mogelijk", known=True))
def test_every_fact_is_told_on_request(dossier: Dossier) -> None:
    """Asked for fully known cases, the strategy leaves nothing out."""
    assert is_known(dossier, SMALL)


def test_the_simplest_dossier_tells_only_what_the_rule_needs() -> None:
    """A failing test shows the one fact that matters, not twenty that do not."""
    found = simplest(dossiers_reaching(MZH, "groningen/G16.zorglijn"))

    assert found == Dossier(client=Client(transmuraal_zorgpad=True))


@samples(10, 200)
@given(dossiers_with_exception(SMALL, "voorbeeld/R1.mogelijk", "voorbeeld.ziekenhuis/Z1.te_laat"))
def test_an_exception_takes_the_place_of_its_rule(dossier: Dossier) -> None:
    """Cases of an exception are those in which the rule would have spoken without it."""
    client = dossier["zwangere"]

    assert (client.koorts, client.hoest) == (False, False)
    assert client.weken >= 42
    assert rules_that_speak(SMALL, dossier, "bad") == {"voorbeeld.ziekenhuis/Z1.te_laat"}


def test_an_exception_to_an_exception_is_reckoned_with() -> None:
    """Where fever overrides a cough, cases of the cough are those without fever."""
    found = simplest(
        dossiers_with_exception(SMALL, "voorbeeld/R2.toegestaan", "voorbeeld/R2.mondkapje")
    )

    (visitor,) = found["bezoekers"]
    assert (visitor.koorts, visitor.hoest) == (False, True)


@pytest.mark.parametrize("value", ["toegestaan", "met_mondkapje", "geweerd"])
@samples(5, 200)
@given(data=st.data())
def test_one_of_the_facts_gets_the_answer(value: str, data: st.DataObject) -> None:
    """Of a question per fact, one of the facts has the answer that was asked for."""
    dossier = data.draw(dossiers_answering(SMALL, "bezoek", value))
    answers = each_answer(ReferenceEngine(SMALL).answer(prepare(SMALL, dossier), "bezoek"))

    assert value in {answer.value for _, answer in answers}


@pytest.mark.parametrize(
    "wanted",
    ["eigen_kamer", frozenset({"eigen_kamer", "mondkapje"}), "not_applicable", Status.OPEN],
)
@samples(5, 200)
@given(data=st.data())
def test_sets_and_statuses_can_be_asked_for(
    wanted: str | frozenset[str], data: st.DataObject
) -> None:
    """An answer is a value of a set, a whole set, or a status by its name."""
    dossier = data.draw(dossiers_answering(SMALL, "maatregelen", wanted))
    answer = ReferenceEngine(SMALL).answer(prepare(SMALL, dossier), "maatregelen")

    assert wanted in (answer.status, answer.value) or wanted in answer.value


def test_a_silence_is_found_in_the_hole_of_the_text() -> None:
    """The only silence on the partner is fever without respiratory complaints."""
    found = simplest(dossiers_answering(MZH, "partner_aanwezigheid", Status.SILENT))

    partner = Partner(hoesten=False, dyspnoe=False, keelpijn=False, koorts=True)
    assert found == Dossier(partner=partner)


def test_ids_that_rules_compare_are_told_to_fit() -> None:
    """Facts of a list get ids that differ, and that do what the rules ask of them."""
    protocol = compose([examples.IN_PRINCIPE.layers[0]], ON)
    for rule in protocol.rules.values():
        dossier = simplest(dossiers_reaching(protocol, rule.id, known=True))
        assert rule.id in rules_that_speak(protocol, dossier, rule.question)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (
            lambda: dossiers_reaching(SMALL, "voorbeeld/R1.mogeljik"),
            "the protocol voorbeeld.ziekenhuis has no rule voorbeeld/R1.mogeljik; "
            "did you mean voorbeeld/R1.mogelijk?",
        ),
        (
            lambda: dossiers_reaching(SMALL, "?"),
            "the protocol voorbeeld.ziekenhuis has no rule ?",
        ),
        (
            lambda: dossiers_with_exception(
                SMALL, "voorbeeld/R1.mogelijk", "voorbeeld/R1.niet_mogelijk"
            ),
            "voorbeeld/R1.niet_mogelijk is no exception to voorbeeld/R1.mogelijk",
        ),
        (
            lambda: dossiers_answering(SMALL, "bad", "mogeljik"),
            "no dossier has the answer mogeljik to bad; did you mean mogelijk?",
        ),
        (
            lambda: dossiers_answering(SMALL, "bad", "silent"),
            "no dossier has the answer silent to bad",
        ),
        (
            lambda: dossiers_answering(SMALL, "maatregelen", {"niets", "mondkapje"}),
            "no dossier has the answer {mondkapje, niets} to maatregelen",
        ),
        (
            lambda: dossiers_answering(SMALL, "bad", Status.OPEN, known=True),
            "bad is never open when every fact is known",
        ),
    ],
)
def test_what_cannot_be_reached_is_an_error_at_once(ask: object, message: str) -> None:
    """An author who asks for what no case has learns so when he asks, and what is near."""
    with pytest.raises(UnreachableError) as caught:
        ask()  # type: ignore[operator]

    assert str(caught.value) == message


def test_a_question_that_is_not_asked_is_named() -> None:
    """A slip in the name of a question gives the nearest one."""
    with pytest.raises(QuestionNotFoundError, match="did you mean bad"):
        dossiers_answering(SMALL, "badd", "mogelijk")


def test_a_place_that_a_ruleset_fixes_is_told_as_it_fixes_it() -> None:
    """At the MZH the hospital of a fully known case is the MZH."""
    found = simplest(dossiers_reaching(MZH, "groningen/G18.ontslag", known=True))

    assert found["ziekenhuis"].id == "mzh"


def test_an_open_answer_needs_unknown_facts_only_there() -> None:
    """A case that leaves a question open may tell everything else."""
    found = simplest(dossiers_answering(SMALL, "bad", Status.OPEN))

    assert found["zwangere"] == Zwangere()
