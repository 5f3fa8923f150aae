"""Deciding: the right engine, built once, and a clear refusal of everything else."""

from __future__ import annotations

import gc
import weakref

import pytest

from obstetric_rules import Client, Dossier, Partner, Zorgverlener, decide, load_protocol
from obstetric_rules.engines.deciding import ENGINES, engine_for
from obstetric_rules.engines.decision import Decision
from obstetric_rules.engines.receipt import receipt_of
from obstetric_rules.errors import DecisionError, EngineNotFoundError, QuestionNotFoundError
from obstetric_rules.facts import Afwijking
from tests.engines.examples import ask, client, protocol_of, rule

q = ask("q")


def make_protocol():
    return protocol_of([q], [rule("K1.x", client.koorts, q.becomes("x"), in_principe=True)])


PROTOCOL = make_protocol()
ILL = Dossier(client=Client(koorts=True), ref="bed 3")


@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_a_decision_says_by_what_it_was_made(engine: str) -> None:
    """A decision carries its protocol, date, engine, dossier and the caller's own reference."""
    decision = decide(PROTOCOL, ILL, engine)

    assert (decision.protocol.id, decision.protocol.version) == ("r", "1")
    assert decision.protocol.sha256 == PROTOCOL.sha256
    assert (decision.on, decision.engine) == (PROTOCOL.on, engine)
    assert (decision.dossier, decision.ref) == (ILL, "bed 3")
    assert decision["q"].value == "x"


def test_a_decision_shows_what_was_set_aside() -> None:
    """A deviation is part of the decision, with the rules it set aside."""
    afwijking = Afwijking(regel="K1", reden="Daarom.", rol="gynaecoloog")
    decision = decide(PROTOCOL, Dossier(client=Client(koorts=True), afwijkingen=[afwijking]))

    assert [(item.afwijking, item.rules) for item in decision.deviations] == [
        (afwijking, ("r/K1.x",))
    ]
    assert decision["q"].status == "silent"


def test_an_engine_is_built_once_for_a_protocol() -> None:
    """The second birth of the night does not wait for the rules to be compiled again."""
    assert engine_for(PROTOCOL) is engine_for(PROTOCOL, "compiled")
    assert engine_for(PROTOCOL) is not engine_for(make_protocol())


def test_an_engine_goes_when_its_protocol_does() -> None:
    """A service that loads new versions of a protocol does not keep the old ones."""
    protocol = make_protocol()
    decide(protocol, ILL)
    gone = weakref.ref(protocol)

    del protocol
    gc.collect()

    assert gone() is None


def test_an_engine_that_does_not_exist_is_refused_with_the_nearest() -> None:
    """A misspelt engine is an error that names those there are."""
    with pytest.raises(EngineNotFoundError, match="did you mean compiled"):
        engine_for(PROTOCOL, "compild")
    with pytest.raises(EngineNotFoundError, match=", ".join(ENGINES)):
        engine_for(PROTOCOL, "xyzzy")


def test_a_decision_has_no_answer_to_another_question() -> None:
    """Asking a decision for a question of another protocol is an error, not an empty answer."""
    with pytest.raises(QuestionNotFoundError, match="has no question filmen"):
        decide(PROTOCOL, ILL)["filmen"]


def test_decisions_are_equal_when_all_they_show_is() -> None:
    """The same case decided twice gives equal decisions; another case or engine does not."""
    decision = decide(PROTOCOL, ILL)

    assert decision == decide(PROTOCOL, ILL)
    assert decision != decide(PROTOCOL, Dossier(client=Client(koorts=False)))
    assert decision != decide(PROTOCOL, ILL, "reference")
    assert decision != "x"


def test_answers_are_worked_out_only_when_asked_for() -> None:
    """Status and value are there at once; reasons cost nothing until someone reads them."""
    asked: list[str] = []
    template = decide(PROTOCOL, ILL)
    decision = Decision(
        protocol=template.protocol,
        on=template.on,
        engine="compiled",
        outcomes=template.outcomes,
        work_out=lambda: asked.append("answers") or template.answers,
    )

    assert decision.outcomes["q"].value == "x"
    assert asked == []
    assert decision["q"].rules == ("r/K1.x",)
    assert decision["q"].clauses == ("K1",)
    assert asked == ["answers"]


def test_a_partner_the_rules_do_not_mention_changes_nothing() -> None:
    """Facts that no rule mentions leave every answer as it was."""
    with_partner = decide(PROTOCOL, ILL.replace(partner=Partner(koorts=True)))

    assert dict(with_partner.answers) == dict(decide(PROTOCOL, ILL).answers)


def test_a_decision_that_is_logged_tells_no_facts() -> None:
    """A decision that ends up in a log file says nothing of the person it is about."""
    decision = decide(PROTOCOL, ILL)

    for logged in map(repr, (decision, decision.made_from(), receipt_of(decision))):
        assert "koorts=True" not in logged
        assert "'koorts': True" not in logged


def test_a_decision_is_a_mapping_of_questions_to_answers() -> None:
    """Loops, counts and searches end, and find what was asked."""
    protocol = load_protocol("groningen.mzh")
    decision = decide(protocol, Dossier(zorgverleners=[Zorgverlener(id="v1")]))

    assert list(decision) == list(protocol.questions)
    assert len(decision) == len(protocol.questions)
    assert ("ontslag" in decision, "ontslaag" in decision) == (True, False)
    assert dict(decision) == dict(decision.answers)
    assert decision.get("ontslag") == decision["ontslag"]
    assert decision.get("ontslaag") is None
    with pytest.raises(TypeError):
        decision.answers["ontslag"] = decision["ontslag"]  # type: ignore[index]


def test_the_answers_per_fact_are_a_mapping_of_keys_to_answers() -> None:
    """Of the caregivers by their id, in the order of the list."""
    people = [Zorgverlener(id="v1"), Zorgverlener(id="v2")]
    decision = decide(load_protocol("groningen.mzh"), Dossier(zorgverleners=people))
    found = decision.answers_per("toegang_zorgverlener")

    assert list(found) == ["v1", "v2"]
    assert len(found) == 2
    assert dict(found) == dict(found.answers)
    assert ("v2" in found, "v3" in found, found.get("v3")) == (True, False, None)
    assert found["v1"].question == "toegang_zorgverlener"
    with pytest.raises(KeyError, match="toegang_zorgverlener has no answer for v3 of zorgverlen"):
        found["v3"]


def test_whoever_says_which_shape_is_meant_hears_when_it_is_the_other() -> None:
    """One answer and answers per fact are never taken for each other."""
    protocol = load_protocol("groningen.mzh")
    decision = decide(protocol, Dossier(zorgverleners=[Zorgverlener(id="v1")]))

    assert decision.answer("ontslag") == decision["ontslag"]
    with pytest.raises(DecisionError) as error:
        decision.answer("toegang_zorgverlener")
    assert str(error.value) == (
        "toegang_zorgverlener is answered per fact of zorgverleners: "
        'ask answers_per("toegang_zorgverlener"), and of that the fact'
    )
    for asked in (decision, decide(protocol, Dossier())):
        with pytest.raises(DecisionError, match=r'has one answer: .* ask answer\("ontslag"\)'):
            asked.answers_per("ontslag")
    assert decide(protocol, Dossier()).answer("toegang_zorgverlener").status == "open"
